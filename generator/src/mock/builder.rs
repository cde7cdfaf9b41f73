//! What is chosen before a server starts.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc;

use super::engine::{Clock, Mock, Settings};
use super::http::Limits;
use super::keyring::{self, Texts};
use super::log::Entry;
use super::server::Server;
use super::state::rules;
use crate::diag::Diagnostics;
use crate::ir::Api;
use crate::parse::Document;

/// What is chosen before a server starts.
pub struct Builder {
    document: Document,
    api: Api,
    settings: Settings,
    limits: Limits,
    clock: Clock,
    address: SocketAddr,
    credentials: Vec<(String, Texts)>,
    log: Option<mpsc::Sender<Entry>>,
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The document has errors; here they are.
    #[error("the document has errors")]
    Document(Diagnostics),
    /// A credential is of the wrong form, or belongs to no scheme.
    #[error("credentials of `{scheme}`: {reason}")]
    Credentials {
        /// The security scheme.
        scheme: String,
        /// What is wrong.
        reason: String,
    },
    /// What the document says about state makes no sense.
    #[error("{0}")]
    State(String),
    /// The port is taken, or the address is not of this machine.
    #[error("`{address}` cannot be listened on")]
    Listen {
        /// What was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}

impl Builder {
    pub(crate) fn of(document: Document, api: Api) -> Self {
        Self {
            document,
            api,
            settings: Settings::default(),
            limits: Limits::default(),
            clock: Arc::new(system_time),
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            credentials: Vec::new(),
            log: None,
        }
    }

    /// Where to listen; a free port of the loopback interface unless told otherwise.
    #[must_use]
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Adds one holder's credentials for a security scheme, by their names: those of the recipe, or
    /// `key`, `token`, `user` and `password`. A scheme that gets none gets fresh ones.
    #[must_use]
    pub fn credentials(mut self, scheme: &str, texts: &[(&str, &str)]) -> Self {
        let owned = texts
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        self.credentials.push((scheme.to_owned(), owned.collect()));
        self
    }

    /// Other values for the same schemas.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Tells what does not fit the document, and refuses only what is not let in.
    #[must_use]
    pub fn lenient(mut self, lenient: bool) -> Self {
        self.settings.lenient = lenient;
        self
    }

    /// Takes unknown public keys as they come, without looking at what they signed.
    #[must_use]
    pub fn learn(mut self, learn: bool) -> Self {
        self.settings.learn = learn;
        self
    }

    /// Remembers what operations create, as `x-mock` in the document says.
    #[must_use]
    pub fn stateful(mut self, stateful: bool) -> Self {
        self.settings.stateful = stateful;
        self
    }

    /// Seconds that the time of a request may be off; 300 unless told otherwise.
    #[must_use]
    pub fn tolerance(mut self, seconds: u64) -> Self {
        self.settings.tolerance = seconds;
        self
    }

    /// What time it is, in nanoseconds since 1970; the system's unless told otherwise.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How long a client may take for a request's head, and for its body.
    #[must_use]
    pub fn patience(mut self, head: Duration, body: Duration) -> Self {
        (self.limits.head_time, self.limits.body_time) = (head, body);
        self
    }

    /// Where every request is told; what the receiver has no room for is not.
    #[must_use]
    pub(crate) fn log(mut self, log: mpsc::Sender<Entry>) -> Self {
        self.log = Some(log);
        self
    }

    /// Starts the server on a thread of its own.
    ///
    /// # Errors
    ///
    /// [`StartError::Credentials`], [`StartError::State`] and [`StartError::Listen`].
    pub fn start(mut self) -> Result<Server, StartError> {
        let (address, limits, log) = (self.address, self.limits, self.log.take());
        let mock = Arc::new(self.mock()?);
        Server::listen(mock, log, address, limits)
            .map_err(|source| StartError::Listen { address, source })
    }

    /// The document with the credentials that are let in.
    fn mock(self) -> Result<Mock, StartError> {
        let mistakes = rules(&self.document, &self.api).1;
        if self.settings.stateful && !mistakes.is_empty() {
            return Err(StartError::State(mistakes.join("; ")));
        }
        let mock = Mock::new(self.document, self.api, self.settings, self.clock);
        for (scheme, texts) in self.credentials {
            let added = mock.add_holder(&scheme, texts);
            added.map_err(|reason| StartError::Credentials { scheme, reason })?;
        }
        make_missing(&mock);
        Ok(mock)
    }
}

/// Gives each scheme without credentials fresh ones, where such can be made.
fn make_missing(mock: &Mock) {
    for (name, scheme) in &mock.api.security_schemes {
        if mock.keyring().of(name).is_empty()
            && let Ok(texts) = keyring::made(&scheme.kind)
        {
            // What was made for the scheme is of its form.
            let _ = mock.add_holder(name, texts);
        }
    }
}

fn system_time() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}
