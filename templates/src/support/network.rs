//! What a client reaches others with: its transport, its clock, and how much it waits and reads.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::CONTENT_LENGTH;

use super::base_url::BaseUrl;
use super::buffer::Buffer;
use super::clock::Clock;
use super::transport::{
    Chunks, Transport, TransportError, TransportErrorKind, TransportRequest, TransportResponse,
};

/// The longest body for which memory is set aside because a header announces it.
const BELIEVED: usize = 64 * 1024;

/// A client's way to others, for schemes that have to ask somebody before a call can be made.
#[derive(Clone)]
pub struct Network {
    pub(crate) base_url: BaseUrl,
    pub(crate) allow_plain_http: bool,
    pub(crate) timeout: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) transport: Arc<dyn Transport>,
}

impl Network {
    /// The time by the client's clock.
    pub fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// Sends `request` by the client's transport, once and as it is, and reads the response to its
    /// end.
    ///
    /// # Errors
    ///
    /// There is no complete response, or its body is longer than the client reads.
    pub async fn send(
        &self,
        request: TransportRequest,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.exchange(request, self.max_response_bytes).await
    }

    /// The same with another limit of the body's length.
    pub(crate) async fn exchange(
        &self,
        request: TransportRequest,
        limit: usize,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let TransportResponse {
            status,
            headers,
            body,
        } = self.transport.send(request).await?;
        let announced = headers
            .get(CONTENT_LENGTH)
            .and_then(|n| n.to_str().ok()?.parse().ok());
        let body = read(body, announced, limit)
            .await
            .map_err(|error| error.at_status(status))?;
        let mut response = http::Response::new(body.freeze());
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("base_url", &self.base_url)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Reads a body of at most `limit` bytes; `announced` is what its header says.
pub(crate) async fn read(
    mut body: Box<dyn Chunks>,
    announced: Option<usize>,
    limit: usize,
) -> Result<Buffer, TransportError> {
    let mut buffer = Buffer::with_capacity(announced.unwrap_or_default().min(BELIEVED));
    while let Some(chunk) = body.next().await? {
        if chunk.len() > limit - buffer.len() {
            return Err(TransportError::new(TransportErrorKind::TooLarge));
        }
        buffer.extend(&chunk);
    }
    Ok(buffer)
}
