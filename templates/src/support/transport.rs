//! The border to an HTTP stack: the core builds and signs requests, a transport sends them.
//!
//! A transport sends the bytes that it is given. It follows no redirect, keeps no cookies, decodes no
//! content coding, and adds no header but what the framing of HTTP needs.

#[cfg(feature = "reqwest")]
mod reqwest;

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
pub use super::upload::Upload;

/// A future in a box; `async` blocks in `Box::pin(…)` are such.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests. Object safe, so that tests and users can bring their own.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request` once and returns the response as soon as its headers are there.
    ///
    /// An error of the kind [`TransportErrorKind::Connect`] promises that nothing of the request was
    /// sent: the client may send it again.
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>>;

    /// Waits: between two attempts, or for the time limit while a signer works.
    fn sleep(&self, pause: Duration) -> BoxFuture<'_, ()>;
}

/// A request, ready to be sent as it is.
pub struct TransportRequest {
    /// The method.
    pub method: Method,
    /// The whole URL, normalised and percent-encoded.
    pub url: String,
    /// All headers, `host` included; those that carry credentials are marked sensitive.
    pub headers: HeaderMap,
    /// The body; empty if there is none.
    pub body: Bytes,
    /// The body, if it is to be read while it is sent; [`body`](Self::body) is empty then. A transport that
    /// cannot do that fails.
    pub upload: Option<Upload>,
    /// The time until the response must have been read to its end.
    pub timeout: Duration,
}

impl fmt::Debug for TransportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportRequest")
            .field("method", &self.method)
            .field("origin", &origin(&self.url))
            .field("headers", &self.headers)
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .field("upload", &self.upload)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// A response whose body is still to be read.
pub struct TransportResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, in chunks.
    pub body: Box<dyn Chunks>,
}

impl fmt::Debug for TransportResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportResponse")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A body that arrives piece by piece.
pub trait Chunks: Send {
    /// The next piece; `None` at the end.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// A whole body is a stream of one chunk, which is handy in tests.
impl Chunks for Bytes {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let all = std::mem::take(self);
        Box::pin(async move { Ok((!all.is_empty()).then_some(all)) })
    }
}

/// Why there is no complete response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    status: Option<StatusCode>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// An error of this kind.
    pub fn new(kind: TransportErrorKind) -> Self {
        Self {
            kind,
            status: None,
            source: None,
        }
    }

    /// The same with its cause, which must not print URLs, headers or bodies.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same with the status of the response whose body was not read to its end.
    #[must_use]
    pub(crate) fn at_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// How far it came.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// The status, if the response had begun.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection, nothing was sent",
            TransportErrorKind::Timeout => "the time is up",
            TransportErrorKind::Interrupted => "the connection broke off",
            TransportErrorKind::TooLarge => "the response is larger than allowed",
            TransportErrorKind::Other => "the transport failed",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: host name, refusal, TLS, proxy. Certainly nothing of the request was sent.
    Connect,
    /// The time for the whole call is up.
    Timeout,
    /// The connection broke off, or what came over it is no HTTP.
    Interrupted,
    /// The body is longer than the client accepts.
    TooLarge,
    /// Anything else.
    Other,
}

/// What of a URL may be printed: scheme, host and port. Credentials may stand in all the rest.
pub(crate) fn origin(url: &str) -> String {
    let url = Url::parse(url);
    url.map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
}
