//! The default transport: `reqwest` over HTTP/1.1, TLS by `rustls` with the roots of the platform.
//!
//! The crypto provider is `ring`, given to this one client and not installed for the process, so
//! that it gets in nobody's way. Proxies come from the environment and the system, except for this
//! machine: what is sent to it in the clear must not leave it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http_body::{Frame, SizeHint};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use url::Url;

use super::{
    BoxFuture, Chunks, Transport, TransportError, TransportErrorKind, TransportRequest,
    TransportResponse, Upload,
};
use crate::support::base_url::is_loopback;
use crate::support::request::has_bodies;

/// How long a connection may lie unused; services tend to close theirs after a minute.
const IDLE: Duration = Duration::from_secs(30);

/// Sends by `reqwest`. Needs a running tokio.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// The one for this machine, without proxies.
    local: reqwest::Client,
}

impl ReqwestTransport {
    /// A transport that gives up connecting after `connect_timeout`.
    ///
    /// Where no TLS is needed a platform without root certificates is no error.
    ///
    /// # Errors
    ///
    /// The platform's root certificates cannot be read.
    pub(crate) fn new(connect_timeout: Duration, needs_tls: bool) -> Result<Self, TransportError> {
        let tls = tls_config(needs_tls)?;
        let builder = || {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .connect_timeout(connect_timeout)
                .pool_idle_timeout(IDLE)
        };
        Ok(Self {
            client: builder().build().map_err(convert)?,
            local: builder().no_proxy().build().map_err(convert)?,
        })
    }
}

impl From<reqwest::Client> for ReqwestTransport {
    /// Takes a client as it is. It must not follow redirects, keep cookies or decode content
    /// codings: signatures would not survive it.
    fn from(client: reqwest::Client) -> Self {
        Self {
            local: client.clone(),
            client,
        }
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let mut headers = request.headers;
        let is_empty = request.body.is_empty() && request.upload.is_none();
        if is_empty && has_bodies(&request.method) {
            // The stack leaves it out, and some servers then ask for it (RFC 9110 §8.6).
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Box::pin(async move {
            let body = match &request.upload {
                Some(upload) => streamed(upload).await?,
                None => request.body.into(),
            };
            let is_local = Url::parse(&request.url).is_ok_and(|url| is_loopback(&url));
            let client = if is_local { &self.local } else { &self.client };
            let response = client
                .request(request.method, request.url)
                .headers(headers)
                .timeout(request.timeout)
                .body(body)
                .send()
                .await
                .map_err(convert)?;
            Ok(TransportResponse {
                status: response.status(),
                headers: response.headers().clone(),
                body: Box::new(Body(response)),
            })
        })
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(pause))
    }
}

/// The body of a request that is read while it is sent.
struct Streamed {
    /// The next piece; none at the end. The lock makes it `Sync`, and nobody waits for it.
    reading: Mutex<Option<Reading>>,
    /// What is still to come of the announced length.
    left: Option<u64>,
    /// The piece that completes the announced length, until it is known that nothing follows: what follows would
    /// not be asked for any more.
    last: Option<Bytes>,
}

/// Reads a piece, and gives its source back.
type Reading = BoxFuture<'static, (Box<dyn Chunks>, Result<Option<Bytes>, TransportError>)>;

fn read(mut source: Box<dyn Chunks>) -> Reading {
    Box::pin(async move {
        let piece = source.next().await;
        (source, piece)
    })
}

async fn streamed(upload: &Upload) -> Result<reqwest::Body, TransportError> {
    let source = upload.take();
    let mut source = source.ok_or_else(|| TransportError::new(TransportErrorKind::Other))?;
    if upload.length() == Some(0) {
        // A body of no length is not asked for.
        while let Some(piece) = source.next().await? {
            if !piece.is_empty() {
                return Err(longer());
            }
        }
        return Ok(Bytes::new().into());
    }
    Ok(reqwest::Body::wrap(Streamed {
        reading: Mutex::new(Some(read(source))),
        left: upload.length(),
        last: None,
    }))
}

/// The error of a source that gives more than it announced.
fn longer() -> TransportError {
    TransportError::new(TransportErrorKind::Other).because("the body is longer than announced")
}

impl http_body::Body for Streamed {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = self.get_mut();
        let reading = this
            .reading
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        while let Some(piece) = reading {
            let (source, piece) = ready!(piece.as_mut().poll(context));
            *reading = None;
            let piece = match piece {
                Ok(Some(piece)) => piece,
                Ok(None) => break,
                Err(error) => return Poll::Ready(Some(Err(error))),
            };
            *reading = Some(read(source));
            if piece.is_empty() {
                continue;
            }
            let Some(left) = &mut this.left else {
                return Poll::Ready(Some(Ok(Frame::data(piece))));
            };
            let Some(less) = left.checked_sub(piece.len() as u64) else {
                *reading = None;
                return Poll::Ready(Some(Err(longer())));
            };
            *left = less;
            if less > 0 {
                return Poll::Ready(Some(Ok(Frame::data(piece))));
            }
            this.last = Some(piece);
        }
        Poll::Ready(this.last.take().map(|piece| Ok(Frame::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        let held = self.last.as_ref().map_or(0, |piece| piece.len() as u64);
        self.left
            .map_or_else(SizeHint::default, |left| SizeHint::with_exact(left + held))
    }
}

/// The body of a response under way.
struct Body(reqwest::Response);

impl Chunks for Body {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async { self.0.chunk().await.map_err(convert) })
    }
}

/// The TLS set-up; one that trusts nobody if the platform has no roots and none are `required`.
fn tls_config(required: bool) -> Result<ClientConfig, TransportError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(setup)?;
    match builder.clone().with_platform_verifier() {
        Ok(builder) => Ok(builder.with_no_client_auth()),
        Err(error) if required => Err(setup(error)),
        Err(_) => Ok(builder
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth()),
    }
}

/// An error before there is anything to send.
fn setup(error: rustls::Error) -> TransportError {
    TransportError::new(TransportErrorKind::Other).because(error)
}

/// Sorts an error by how far the request came, and takes the URL out of its text.
fn convert(error: reqwest::Error) -> TransportError {
    // A connection that took too long is first of all no connection.
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_builder() {
        TransportErrorKind::Other
    } else {
        TransportErrorKind::Interrupted
    };
    TransportError::new(kind).because(error.without_url())
}
