//! Responses, from the moment their bytes are complete to the payload that an operation decodes.

use std::fmt;
use std::ops::Range;
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::{DeserializeOwned, Error as _};

use super::base_url::BaseUrl;
use super::charset;
use super::error::{ApiError, DecodeError, Error};
use super::operation::OperationInfo;
use super::transport::Chunks;

/// What a service wraps its responses in; described once in the document.
pub trait Envelope: fmt::Debug + Sync {
    /// Looks into a body.
    ///
    /// # Errors
    ///
    /// The body is no such envelope.
    fn open(&self, body: &[u8]) -> Result<Opened, serde_json::Error>;
}

/// What was found in an envelope.
#[derive(Debug)]
#[non_exhaustive]
pub enum Opened {
    /// The call succeeded.
    Payload {
        /// Where in the body the payload stands; `None` if there is none.
        range: Option<Range<usize>>,
        /// The service's name for the call.
        request_id: Option<String>,
    },
    /// The service refused.
    Refused(Refusal),
}

/// What a service says about a refusal. Any of it may be absent.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Refusal {
    /// The service's code; a number keeps its spelling.
    pub code: Option<String>,
    /// The name of the code.
    pub name: Option<String>,
    /// The text for people.
    pub message: Option<String>,
    /// The service's name for the call; its support asks for it.
    pub request_id: Option<String>,
}

/// A response that leads to another place. Redirects are not followed: what was signed is for the
/// place that it was sent to.
pub(crate) struct Redirect {
    /// The other origin; the rest of the place may hold what was signed. `None` within the origin.
    pub(crate) elsewhere: Option<String>,
}

/// A response that means success. Its payload is the whole body, or what the envelope held.
pub struct Response {
    pub(crate) info: &'static OperationInfo,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) payload: Option<Range<usize>>,
    pub(crate) request_id: Option<String>,
    /// A scheme has given up what was refused, and has something else for another attempt.
    pub(crate) renewed: bool,
    /// The body, where it is still to be read.
    pub(crate) rest: Option<Box<dyn Chunks>>,
}

impl Response {
    /// A response as it came, nothing looked at yet.
    pub(crate) fn new(
        info: &'static OperationInfo,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        let request_id = header_text(&headers, "x-request-id");
        let payload = (!body.is_empty()).then_some(0..body.len());
        Self {
            info,
            status,
            headers,
            body,
            payload,
            request_id,
            renewed: false,
            rest: None,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The bytes of the payload; empty if there is none.
    pub fn payload(&self) -> &[u8] {
        self.payload
            .as_ref()
            .and_then(|range| self.body.get(range.clone()))
            .unwrap_or_default()
    }

    /// The bytes of the payload, shared.
    pub(crate) fn payload_bytes(&self) -> Bytes {
        let range = self.payload.clone().unwrap_or_default();
        if range.end > self.body.len() || range.start > range.end {
            return Bytes::new();
        }
        self.body.slice(range)
    }

    /// Reads the payload as JSON. No payload reads as `null`.
    ///
    /// # Errors
    ///
    /// It is no JSON, or does not have the shape of `T`.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, DecodeError> {
        let payload = if self.payload.is_some() {
            self.payload()
        } else {
            b"null"
        };
        serde_json::from_slice(payload).map_err(|error| self.unread(&error))
    }

    /// Reads the payload as text: UTF-8, else windows-1252 if the media type names that or a part of it.
    ///
    /// # Errors
    ///
    /// It is neither.
    pub fn text(self) -> Result<String, DecodeError> {
        let read = String::from_utf8(self.payload().to_vec());
        let media_type = header_text(&self.headers, header::CONTENT_TYPE.as_str());
        let western = |body: &[u8]| charset::western(&media_type?, body);
        read.or_else(|error| western(error.as_bytes()).ok_or(error))
            .map_err(|error| self.unread(&serde_json::Error::custom(error.utf8_error())))
    }

    /// Gives the payload as it came.
    ///
    /// # Errors
    ///
    /// Never; the signature is that of the other readers.
    pub fn bytes(self) -> Result<Vec<u8>, DecodeError> {
        Ok(self.payload().to_vec())
    }

    /// Ignores the payload.
    ///
    /// # Errors
    ///
    /// Never; the signature is that of the other readers.
    pub fn empty(self) -> Result<(), DecodeError> {
        Ok(())
    }

    /// Reads the payload by `read`, such as [`Response::json`], if there is one.
    ///
    /// # Errors
    ///
    /// There is one, and `read` fails.
    pub fn if_any<T>(
        self,
        read: impl FnOnce(Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        if self.payload().is_empty() {
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// The error for a payload that cannot be read.
    fn unread(&self, error: &serde_json::Error) -> DecodeError {
        let start = self.payload.as_ref().map(|range| range.start);
        DecodeError::new(self, start, error)
    }

    /// The error for a status that the document does not describe.
    pub(crate) fn undescribed(&self) -> DecodeError {
        let status = self.status.as_u16();
        let error = serde_json::Error::custom(format!("the status {status} is not described"));
        DecodeError::new(self, Some(0), &error)
    }

    /// Decides between success and refusal, and finds the payload.
    ///
    /// The envelope decides if there is one, whatever the status; without it the status does. The
    /// response came at `now` from `base_url`.
    pub(crate) fn open(mut self, base_url: &BaseUrl, now: SystemTime) -> Result<Self, Error> {
        if self.status.is_redirection() {
            let redirect = redirect(self.status, &self.headers, base_url);
            let refusal = ApiError::new(self, Refusal::default(), now);
            return Err(Error::Api(refusal.at_redirect(redirect)));
        }
        let is_unread = self.rest.is_some();
        if is_unread || self.body.is_empty() && has_no_content(self.status) {
            return Ok(self);
        }
        let Some(envelope) = self.info.envelope else {
            return if self.status.is_success() {
                Ok(self)
            } else {
                Err(self.refused(Refusal::default(), now))
            };
        };
        let bare = self.status.is_success() && !is_json(self.info.accept);
        match envelope.open(&self.body) {
            Ok(Opened::Refused(refusal)) => Err(self.refused(refusal, now)),
            // Only JSON comes in an envelope; a refusal is JSON whatever was asked for.
            _ if bare => Ok(self),
            Ok(Opened::Payload { range, request_id }) => {
                self.payload = range;
                self.request_id = request_id.or(self.request_id);
                Ok(self)
            }
            Err(error) if self.status.is_success() => {
                Err(Error::Decode(DecodeError::new(&self, Some(0), &error)))
            }
            Err(_) => Err(self.refused(Refusal::default(), now)),
        }
    }

    /// The error for a refusal that came at `now`.
    fn refused(self, refusal: Refusal, now: SystemTime) -> Error {
        Error::Api(ApiError::new(self, refusal, now))
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("operation", &self.info.id)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// A response as it came, whatever its status: not opened, not read.
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl RawResponse {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl From<Response> for RawResponse {
    fn from(response: Response) -> Self {
        let Response {
            status,
            headers,
            body,
            ..
        } = response;
        Self {
            status,
            headers,
            body,
        }
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// Whether responses of this status have no content (RFC 9110 §15.3.5, §15.3.6), so no envelope.
fn has_no_content(status: StatusCode) -> bool {
    matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT)
}

/// Whether a media type, or the first of several, is JSON or a format that is written in it (RFC 6839
/// §3.1).
pub(crate) fn is_json(media_type: &str) -> bool {
    let name = essence(media_type);
    matches!(name.as_str(), "application/json" | "text/json") || name.ends_with("+json")
}

/// A media type, or the first of several, in lower case and without parameters.
pub(crate) fn essence(media_type: &str) -> String {
    let name = media_type.split([';', ',']).next().unwrap_or_default();
    name.trim().to_ascii_lowercase()
}

/// What a response of this status says about another place; `None` if it is about none, like 304.
fn redirect(status: StatusCode, headers: &HeaderMap, base_url: &BaseUrl) -> Option<Redirect> {
    let leads = matches!(status.as_u16(), 300..=303 | 307 | 308);
    let location = header_text(headers, header::LOCATION.as_str());
    leads.then(|| Redirect {
        elsewhere: location.and_then(|location| base_url.elsewhere(&location)),
    })
}

/// The value of a header, if it is text.
pub(crate) fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}
