//! The client for code that is not async: every call waits for its response.
//!
//! A call is made by the thread that asks for it, so that threads work side by side. A thread of the
//! client's own drives what they share, connections and timers, and ends with the last clone.

use std::fmt;
use std::io;
use std::sync::{Arc, mpsc};
use std::thread;

use tokio::runtime::{self, Handle};
use tokio::sync::oneshot;

use super::builder::ClientBuilder;
use super::client::Client as AsyncClient;
use super::download::blocking::Download;
use super::error::{BuildError, Error};
use super::operation::{Operation, Output};
use super::response::RawResponse;
use super::signing::SignedRequest;

/// A client of the service that waits for responses. Clones are cheap and share everything.
///
/// It is not for the threads of a tokio runtime, those of `spawn_blocking` among them: there every call
/// fails with [`Error::Blocking`], and nothing is sent. It may be built and dropped anywhere.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    client: AsyncClient,
    driver: Driver,
}

impl Client {
    /// Options first, those of the async client: credentials, time limits, where to send to.
    /// [`ClientBuilder::build_blocking`] then gives this client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Sends `request` and returns the payload of the response.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the service refuses, [`Error::Blocking`] in a tokio runtime; see [`Error`] for
    /// the rest.
    pub fn send<O: Operation>(&self, request: &O) -> Result<Output<O>, Error> {
        self.wait(O::INFO.id, self.0.client.send(request))
    }

    /// Sends `request` and returns the response as it came, whatever its status.
    ///
    /// More: the async client's [`send_raw`](AsyncClient::send_raw).
    ///
    /// # Errors
    ///
    /// Those of a call that gets no response, and [`Error::Blocking`]; see [`Error`].
    pub fn send_raw<O: Operation>(&self, request: &O, accept: &str) -> Result<RawResponse, Error> {
        self.wait(O::INFO.id, self.0.client.send_raw(request, accept))
    }

    /// Sends `request` and returns the response with its body still to be read, in pieces.
    ///
    /// More: the async client's [`download`](AsyncClient::download).
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the service refuses, [`Error::Blocking`] in a tokio runtime; see [`Error`] for
    /// the rest.
    pub fn download<O: Operation>(&self, request: &O) -> Result<Download, Error> {
        let inner = self.wait(O::INFO.id, self.0.client.download(request))?;
        Ok(Download::new(self, inner))
    }

    /// Signs `request` as [`send`](Self::send) would, and does not send it.
    ///
    /// # Errors
    ///
    /// [`Error::Credentials`], [`Error::Encode`] and [`Error::Sign`], as for sending, and
    /// [`Error::Blocking`].
    pub fn sign<O: Operation>(&self, request: &O) -> Result<SignedRequest, Error> {
        self.wait(O::INFO.id, self.0.client.sign(request))
    }

    /// The client that this one waits for.
    pub(crate) fn as_async(&self) -> &AsyncClient {
        &self.0.client
    }

    /// Waits for a call of an operation.
    pub(crate) fn wait<T>(
        &self,
        operation: &'static str,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        match Handle::try_current() {
            Err(error) if error.is_missing_context() => self.0.driver.handle.block_on(call),
            // A thread of a runtime, or one that ends and has given up what waiting needs.
            _ => Err(Error::Blocking { operation }),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.client.fmt(f)
    }
}

impl ClientBuilder {
    /// Checks the options and builds a client for code that is not async. Nothing is sent.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build), and if the system gives no thread.
    pub fn build_blocking(self) -> Result<Client, BuildError> {
        let client = self.build()?;
        let driver = Driver::start().map_err(BuildError::Thread)?;
        Ok(Client(Arc::new(Shared { client, driver })))
    }
}

/// The thread that drives connections and timers; dropping this ends it.
struct Driver {
    handle: Handle,
    _end: oneshot::Sender<()>,
}

impl Driver {
    /// Starts the thread. The runtime is made and dropped there, because neither may be done by a
    /// thread that runs async code.
    fn start() -> io::Result<Self> {
        let (end, ended) = oneshot::channel();
        let (report, started) = mpsc::channel();
        let run = move || match runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => {
                // Nobody listens only if this thread is not to run at all.
                let _ = report.send(Ok(runtime.handle().clone()));
                let _ = runtime.block_on(ended);
            }
            Err(error) => drop(report.send(Err(error))),
        };
        let name = concat!(env!("CARGO_PKG_NAME"), "-client").to_owned();
        thread::Builder::new().name(name).spawn(run)?;
        let handle = started.recv().map_err(io::Error::other)??;
        Ok(Self { handle, _end: end })
    }
}
