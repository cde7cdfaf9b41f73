//! The server as a value: started on a port, asked what it saw, stopped when it is dropped.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::net::TcpListener;
use tokio::runtime::Builder as RuntimeBuilder;
use tokio::sync::{mpsc, watch};

use super::engine::{Clock, Mock, Settings};
use super::exchange::{Fault, Received, Sent};
use super::http::{self, Handler, Limits};
use super::keyring::{self, Texts};
use super::log::Entry;
use super::page;
use super::problem::Problem;
use super::state::rules;
use super::webhook;
use crate::diag::{Diagnostics, Sink};
use crate::ir::Api;
use crate::lower::lower;
use crate::parse::{Document, parse};
use crate::source::Source;

/// A mock server that is running. It stops when this is dropped.
///
/// ```
/// use countersign::mock::{Reply, Server};
/// use countersign::source::Source;
///
/// let source = Source::new("shop.yaml", "
/// openapi: 3.0.3
/// info: {title: Shop, version: '1'}
/// paths: {/ping: {get: {operationId: ping, responses: {'200': {description: yes}}}}}
/// ");
/// let server = Server::builder(&source)?.start()?;
/// server.queue("ping", Reply::status(503));
/// // … calls of a client to `server.url()` …
/// assert!(server.requests().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Server {
    mock: Arc<Mock>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

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

/// Why an event was not delivered.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SendError(String);

/// A response for a test to queue.
#[derive(Clone, Debug, Default)]
pub struct Reply(Sent);

/// A request that the server has seen. The last thousand are kept, and 64 KiB of each body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Seen {
    /// As received.
    pub method: String,
    /// As on the wire.
    pub path: String,
    /// As on the wire, without its question mark.
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The bytes.
    pub body: Vec<u8>,
    /// What became of it.
    pub entry: Entry,
}

impl Reply {
    /// Returns a response without a body.
    pub fn status(status: u16) -> Self {
        Self(Sent::empty(status))
    }

    /// Returns a response with a JSON body, which is sent as it is written here.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self(Sent::of(status, "application/json", body.into()))
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.0
            .headers
            .push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// Lets the caller wait.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.0.delay = delay;
        self
    }

    /// Lets the response go wrong.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.0.fault = Some(fault);
        self
    }

    pub(crate) fn into_sent(self) -> Sent {
        self.0
    }
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
    /// [`StartError::Credentials`] and [`StartError::Listen`].
    pub fn start(self) -> Result<Server, StartError> {
        let address = self.address;
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
        let mock = Arc::new(mock);
        let refuse = |source| StartError::Listen { address, source };
        let listener = std::net::TcpListener::bind(address).map_err(refuse)?;
        listener.set_nonblocking(true).map_err(refuse)?;
        let address = listener.local_addr().map_err(refuse)?;
        let runtime = RuntimeBuilder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(refuse)?;
        let listener = {
            let _within = runtime.enter();
            TcpListener::from_std(listener).map_err(refuse)?
        };
        let (stop, stopped) = watch::channel(false);
        let handler: Arc<dyn Handler> = Arc::new(Serving {
            mock: Arc::clone(&mock),
            log: self.log,
        });
        let limits = self.limits;
        let serve = move || {
            runtime.block_on(http::serve(listener, handler, limits, stopped));
            runtime.shutdown_timeout(Duration::from_millis(200));
        };
        let thread = std::thread::Builder::new()
            .name("countersign mock".to_owned())
            .spawn(serve)
            .map_err(refuse)?;
        Ok(Server {
            mock,
            address,
            stop,
            thread: Some(thread),
        })
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

impl Server {
    /// Reads a document for a server.
    ///
    /// # Errors
    ///
    /// [`StartError::Document`] with all that is wrong.
    pub fn builder(source: &Source) -> Result<Builder, StartError> {
        let mut sink = Sink::new();
        let document = parse(source, &mut sink);
        let read = document.map(|document| {
            let api = lower(&document, &mut sink);
            (document, api)
        });
        let diagnostics = sink.finish();
        match read.filter(|_| !diagnostics.has_errors()) {
            Some((document, api)) => Ok(Builder::of(document, api)),
            None => Err(StartError::Document(diagnostics)),
        }
    }

    /// Returns where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the base URL, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the credentials of the first holder of a scheme, by their names.
    pub fn credentials(&self, scheme: &str) -> BTreeMap<String, String> {
        let keyring = self.mock.keyring();
        let first = keyring.of(scheme).first();
        first.map(|it| it.texts.clone()).unwrap_or_default()
    }

    /// Lets the next accepted call of an operation get this response. Several are given in turn.
    pub fn queue(&self, operation: &str, reply: Reply) {
        self.mock
            .queued()
            .entry(operation.to_owned())
            .or_default()
            .push_back(reply);
    }

    /// Returns the requests so far, the oldest first.
    pub fn requests(&self) -> Vec<Seen> {
        self.mock.seen().iter().cloned().collect()
    }

    /// Signs an event of the document with the first holder's credentials, delivers it once, and returns
    /// the status of the receiver's response.
    ///
    /// # Errors
    ///
    /// [`SendError`] if there is no such event, it cannot be signed, or nobody answers.
    pub fn send(&self, event: &str, url: &str) -> Result<u16, SendError> {
        let found = webhook::find(&self.mock, event);
        let found = found.ok_or_else(|| SendError(format!("there is no event `{event}`")))?;
        let request = found.signed(&self.mock, url).map_err(SendError)?;
        // On a thread of its own, since the caller may be in a runtime already.
        let delivered = std::thread::scope(|scope| {
            let deliver = || {
                let runtime = RuntimeBuilder::new_current_thread().enable_all().build();
                let runtime = runtime.map_err(|it| it.to_string())?;
                runtime.block_on(webhook::deliver(&request))
            };
            scope.spawn(deliver).join()
        });
        match delivered {
            Ok(delivered) => delivered.map_err(SendError),
            Err(_) => Err(SendError("the delivery ended early".to_owned())),
        }
    }

    /// Stops the server, and waits for what has begun.
    pub fn stop(mut self) {
        self.end();
    }

    pub(crate) fn mock(&self) -> &Mock {
        &self.mock
    }

    fn end(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            // A panic there was told where it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// The mock with its log.
struct Serving {
    mock: Arc<Mock>,
    log: Option<mpsc::Sender<Entry>>,
}

impl Handler for Serving {
    fn handle(&self, received: &Received) -> Sent {
        if let Some((sent, entry)) = page::respond(&self.mock, received) {
            if let Some(entry) = entry {
                self.tell(entry);
            }
            return sent;
        }
        let (sent, entry) = self.mock.handle(received);
        self.tell(entry);
        sent
    }

    fn refuse(&self, received: &Received, problem: &Problem) -> Sent {
        let (sent, entry) = self.mock.refuse(received, problem);
        self.tell(entry);
        sent
    }

    fn tell(&self, entry: Entry) {
        if let Some(log) = &self.log {
            let _ = log.try_send(entry);
        }
    }
}

fn system_time() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}
