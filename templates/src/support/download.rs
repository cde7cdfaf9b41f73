//! Responses whose body is read while it comes, for what is too long to be held, or has no end.

#[cfg(feature = "blocking")]
pub(crate) mod blocking;

use std::fmt;
use std::mem;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};

use super::buffer::Buffer;
use super::client::late;
use super::error::Error;
use super::limit::Limit;
use super::network::{Network, read};
use super::operation::OperationInfo;
use super::response::{Response, header_text, is_json};
use super::signing::{After, SignedRequest};
use super::transport::{Chunks, TransportError, TransportErrorKind, TransportResponse};

/// What a transport is told of a body that may come for as long as it likes: a year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A success whose body is still to be read, in pieces. Made by
/// [`Client::download`](super::client::Client::download).
///
/// The body is not opened, decoded or limited in length. Three kinds of response have been read to
/// their end all the same, and are limited like those of any other call: refusals, which are errors;
/// JSON of a service that wraps its responses, because only the envelope tells whether it is a refusal;
/// and what has to be verified as a whole. The pieces then are that payload.
pub struct Download {
    network: Network,
    info: &'static OperationInfo,
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

/// What is left of a body.
enum Body {
    /// It comes.
    Coming(Box<dyn Chunks>),
    /// It is there.
    There(Bytes),
    /// There is nothing more, or there was an error.
    Over,
}

impl Download {
    /// The download that a response is.
    pub(crate) fn new(network: Network, mut response: Response) -> Self {
        let body = match response.rest.take() {
            Some(chunks) => Body::Coming(chunks),
            None => Body::There(response.payload_bytes()),
        };
        Self {
            network,
            info: response.info,
            status: response.status,
            headers: response.headers,
            body,
        }
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.info.id
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// What is fixed about the operation.
    pub(crate) fn info(&self) -> &'static OperationInfo {
        self.info
    }

    /// The longest body that the client reads as a whole.
    pub(crate) fn max_bytes(&self) -> usize {
        self.network.max_response_bytes
    }

    /// The error of a body, or a part of one, that is longer than that.
    pub(crate) fn too_large(&self) -> Error {
        let error = TransportError::new(TransportErrorKind::TooLarge);
        lost(self.info, error.at_status(self.status))
    }

    /// Reads what is left as a whole, within the limits of a call.
    pub(crate) async fn rest_as_whole(&mut self) -> Result<Bytes, Error> {
        let limit = Limit::start(self.network.timeout);
        let mut whole = Buffer::default();
        while let Some(piece) = self.next().await? {
            if piece.len() > self.max_bytes() - whole.len() {
                return Err(self.too_large());
            }
            if limit.left().is_none() {
                return Err(lost(self.info, timeout().at_status(self.status)));
            }
            whole.extend(&piece);
        }
        Ok(whole.freeze())
    }

    /// The next piece, which is never empty; `None` at the end and behind an error.
    ///
    /// A piece has the time of a whole call to come. Whoever drops this before it is done loses nothing
    /// if the transport does not, and the usual one does not.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if the connection breaks off or the time is up: the body is not complete.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let chunks = match &mut self.body {
                Body::Coming(chunks) => chunks,
                Body::There(all) => {
                    let all = mem::take(all);
                    self.body = Body::Over;
                    return Ok((!all.is_empty()).then_some(all));
                }
                Body::Over => return Ok(None),
            };
            let limit = Limit::start(self.network.timeout);
            let transport = self.network.transport.as_ref();
            let chunk = limit.bound(transport, chunks.next()).await;
            match chunk.unwrap_or_else(|| Err(timeout())) {
                Ok(Some(chunk)) if chunk.is_empty() => {}
                Ok(Some(chunk)) => return Ok(Some(chunk)),
                Ok(None) => {
                    self.body = Body::Over;
                    return Ok(None);
                }
                Err(error) => {
                    self.body = Body::Over;
                    return Err(lost(self.info, error.at_status(self.status)));
                }
            }
        }
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.info.id)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Sends a request and reads the response to the end of its headers, or where it has to be looked at as
/// a whole to its end.
pub(crate) async fn begin(
    network: &Network,
    info: &'static OperationInfo,
    request: SignedRequest,
    mut after: After,
    limit: Limit,
) -> Result<Response, Error> {
    if limit.left().is_none() {
        return Err(late(info));
    }
    let asked_for = header_text(request.headers(), header::ACCEPT.as_str());
    let transport = network.transport.as_ref();
    let sent = limit.bound(transport, transport.send(request.with_timeout(LONGEST)));
    let sent = sent.await.unwrap_or_else(|| Err(timeout()));
    let TransportResponse {
        status,
        headers,
        body,
    } = sent.map_err(|error| lost(info, error))?;
    // What does not say what it is, is what was asked for.
    let media_type = header_text(&headers, header::CONTENT_TYPE.as_str()).or(asked_for);
    let media_type = media_type.unwrap_or_default();
    let may_be_refusal = info.envelope.is_some() && is_json(&media_type);
    let mut response = Response::new(info, status, headers, Bytes::new());
    if status.is_success() && !may_be_refusal {
        // What schemes keep ends here: the service has seen the request, and a body may have no end.
        response.rest = Some(body);
        return Ok(response);
    }
    let whole = limit.bound(transport, read(body, None, network.max_response_bytes));
    let whole = whole.await.unwrap_or_else(|| Err(timeout()));
    let whole = whole.map_err(|error| lost(info, error.at_status(status)))?;
    let mut response = Response::new(info, status, response.headers, whole.freeze());
    response.renewed = after.renew(status);
    Ok(response)
}

fn timeout() -> TransportError {
    TransportError::new(TransportErrorKind::Timeout)
}

fn lost(info: &OperationInfo, source: TransportError) -> Error {
    Error::Transport {
        operation: info.id,
        source,
    }
}
