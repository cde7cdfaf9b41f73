//! The server as a value: started on a port, asked what it saw, stopped when it is dropped.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Builder as RuntimeBuilder;
use tokio::sync::{mpsc, watch};

use super::builder::{Builder, StartError};
use super::engine::Mock;
use super::exchange::{Received, Sent};
use super::http::{self, Handler, Limits};
use super::log::Entry;
use super::page;
use super::problem::Problem;
use super::reply::{Reply, Seen};
use super::webhook;
use crate::diag::Sink;
use crate::lower::lower;
use crate::parse::parse;
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

/// Why an event was not delivered.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SendError(String);

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

    /// Serves on a thread of its own.
    pub(super) fn listen(
        mock: Arc<Mock>,
        log: Option<mpsc::Sender<Entry>>,
        address: SocketAddr,
        limits: Limits,
    ) -> io::Result<Self> {
        let runtime = RuntimeBuilder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        // Not bound by the runtime: the caller may be within another one.
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let listener = {
            let _within = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let (stop, stopped) = watch::channel(false);
        let handler: Arc<dyn Handler> = Arc::new(Serving {
            mock: Arc::clone(&mock),
            log,
        });
        let serve = move || {
            runtime.block_on(http::serve(listener, handler, limits, stopped));
            runtime.shutdown_timeout(Duration::from_millis(200));
        };
        let thread = std::thread::Builder::new()
            .name("countersign mock".to_owned())
            .spawn(serve)?;
        Ok(Self {
            mock,
            address,
            stop,
            thread: Some(thread),
        })
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
