//! From options to a client.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::base_url::BaseUrl;
use super::client::{Client, Config};
use super::clock::Clock;
use super::error::BuildError;
use super::network::Network;
use super::retry::Retry;
use super::server::{Server, Servers};
use super::signing::Scheme;
use super::transport::Transport;
use crate::meta;

/// The options of a client; see [`Client::builder`].
pub struct ClientBuilder {
    base_url: Option<String>,
    servers: Vec<(Server, String)>,
    allow_plain_http: bool,
    connect_timeout: Duration,
    timeout: Duration,
    retry: Retry,
    max_response_bytes: usize,
    clock: Arc<dyn Clock>,
    transport: Option<Arc<dyn Transport>>,
    schemes: Vec<(&'static str, Box<dyn Scheme>)>,
}

impl ClientBuilder {
    /// The defaults.
    pub(crate) fn new() -> Self {
        Self {
            base_url: meta::BASE_URL.map(str::to_owned),
            servers: Vec::new(),
            allow_plain_http: false,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
            retry: Retry::default(),
            max_response_bytes: 16 * 1024 * 1024,
            clock: Arc::new(SystemTime::now),
            transport: None,
            schemes: Vec::new(),
        }
    }

    /// Where requests go, instead of the service's own address. A path is kept as a prefix.
    ///
    /// It is not for operations that the document sends to a server of their own: with another base URL
    /// than the document's they fail before anything is sent, until [`server`](Self::server) says where they
    /// go. A server that is relative follows the base URL.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Where operations go that the document sends to `server`, in place of an earlier address.
    #[must_use]
    pub fn server(mut self, server: Server, url: impl Into<String>) -> Self {
        self.servers.retain(|(other, _)| *other != server);
        self.servers.push((server, url.into()));
        self
    }

    /// Permits plain `http` to other hosts than this machine: anyone on the way can then read and
    /// change requests and responses.
    #[must_use]
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// How long the default transport tries to connect; 10 seconds unless told otherwise.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a call may take with all its attempts: signing, sending, reading the response, and the
    /// pauses between; a minute unless told otherwise.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// When a call is attempted again.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// The longest body that is read; 16 MiB unless told otherwise.
    #[must_use]
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Where signatures take the time from; the system's clock unless told otherwise.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// What sends the requests, instead of the default transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Credentials for the security scheme `name` of the document, in place of earlier ones.
    ///
    /// Each scheme of the document has a method of its own; this one is for schemes that are
    /// implemented elsewhere, say over a key that lives in another process.
    #[must_use]
    pub fn scheme(mut self, name: &'static str, scheme: impl Scheme) -> Self {
        self.schemes.retain(|(other, _)| *other != name);
        self.schemes.push((name, Box::new(scheme)));
        self
    }

    /// Checks the options and builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// The base URL is absent or not fit, credentials cannot be right, or the transport cannot be set up.
    pub fn build(mut self) -> Result<Client, BuildError> {
        let given = self.base_url.as_deref();
        let given = given.ok_or(BuildError::BaseUrl("is not given"))?;
        let base_url = BaseUrl::parse(given, self.allow_plain_http)?;
        let bare = |url: &str| url.trim_end_matches('/').to_owned();
        let is_moved = meta::BASE_URL.is_none_or(|documented| bare(documented) != bare(given));
        let servers = servers(&self.servers, self.allow_plain_http, is_moved)?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => {
                let given = servers.given.iter().map(|(_, url)| url);
                let needs_tls = given.chain([&base_url]).any(BaseUrl::is_https);
                default_transport(self.connect_timeout, needs_tls)?
            }
        };
        let network = Network {
            base_url,
            allow_plain_http: self.allow_plain_http,
            timeout: self.timeout,
            max_response_bytes: self.max_response_bytes,
            clock: self.clock,
            transport,
        };
        for (_, scheme) in &mut self.schemes {
            scheme.attach(&network);
            scheme.check()?;
        }
        Ok(Client::new(Config {
            network,
            servers,
            retry: self.retry,
            schemes: self.schemes,
        }))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the base URL: it is not checked yet and may have user info.
        let schemes: Vec<_> = self.schemes.iter().map(|(name, _)| name).collect();
        f.debug_struct("ClientBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("schemes", &schemes)
            .finish_non_exhaustive()
    }
}

/// The servers beside the base URL, checked.
fn servers(
    given: &[(Server, String)],
    allow_plain_http: bool,
    is_moved: bool,
) -> Result<Servers, BuildError> {
    let checked = |(server, url): &(Server, String)| {
        BaseUrl::parse(url, allow_plain_http).map(|url| (*server, url))
    };
    Ok(Servers {
        given: given.iter().map(checked).collect::<Result<_, _>>()?,
        is_moved,
    })
}

/// The transport of a client that was given none.
#[cfg(feature = "reqwest")]
fn default_transport(timeout: Duration, needs_tls: bool) -> Result<Arc<dyn Transport>, BuildError> {
    let transport = super::transport::ReqwestTransport::new(timeout, needs_tls);
    Ok(Arc::new(transport.map_err(BuildError::Transport)?))
}

/// There is none: the feature `reqwest` is off.
#[cfg(not(feature = "reqwest"))]
fn default_transport(_: Duration, _: bool) -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError::NoTransport)
}
