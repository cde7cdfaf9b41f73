//! The service said no.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::printable;
use crate::support::operation::OperationInfo;
use crate::support::response::{Redirect, Refusal, Response};
use crate::support::retry::retry_after;

/// The longest message of a service that is printed, in characters.
const PRINTED: usize = 200;
/// The longest excerpt of a body, in bytes.
const EXCERPT: usize = 512;

/// A refusal by the service, in the form in which it came.
pub struct ApiError(Box<Inner>);

struct Inner {
    info: &'static OperationInfo,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    refusal: Refusal,
    retry_after: Option<Duration>,
    redirect: Option<Redirect>,
}

impl ApiError {
    /// The refusal that `response` carries; `refusal` is what its envelope said, `now` when it came.
    pub(crate) fn new(response: Response, mut refusal: Refusal, now: SystemTime) -> Self {
        refusal.request_id = refusal.request_id.or(response.request_id);
        let Response {
            info,
            status,
            headers,
            body,
            ..
        } = response;
        Self(Box::new(Inner {
            info,
            status,
            retry_after: retry_after(&headers, now),
            redirect: None,
            headers,
            body,
            refusal,
        }))
    }

    /// The same with the place that the response leads to.
    #[must_use]
    pub(crate) fn at_redirect(mut self, redirect: Option<Redirect>) -> Self {
        self.0.redirect = redirect;
        self
    }

    /// The id of the operation that was refused.
    pub fn operation(&self) -> &'static str {
        self.0.info.id
    }

    /// The HTTP status; services with an envelope refuse with 200 too.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The service's code, as spelled.
    pub fn code(&self) -> Option<&str> {
        self.0.refusal.code.as_deref()
    }

    /// The name of the code.
    pub fn name(&self) -> Option<&str> {
        self.0.refusal.name.as_deref()
    }

    /// The service's text for people.
    ///
    /// It may repeat what was sent. If the operation deals in secrets, this is the only way to it:
    /// `Display` and `Debug` leave it out.
    pub fn message(&self) -> Option<&str> {
        self.0.refusal.message.as_deref()
    }

    /// The service's name for the call; its support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.refusal.request_id.as_deref()
    }

    /// How long the service asked to wait when the response came; a date that was past is no time.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The whole body.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// The beginning of the body as text for a log: at most 512 bytes, control characters escaped.
    ///
    /// `None` if the body is empty, or if the operation deals in secrets.
    pub fn excerpt(&self) -> Option<String> {
        let cut = &self.0.body[..self.0.body.len().min(EXCERPT)];
        (!cut.is_empty() && !self.0.info.sensitive)
            .then(|| printable(&String::from_utf8_lossy(cut), EXCERPT))
    }

    /// The response that this was.
    pub(crate) fn to_response(&self) -> Response {
        let headers = self.0.headers.clone();
        Response::new(self.0.info, self.0.status, headers, self.0.body.clone())
    }

    /// Reads the whole body as JSON.
    ///
    /// # Errors
    ///
    /// It is no JSON, or does not have the shape of `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.0.body)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` was refused with status {}",
            self.operation(),
            self.status().as_u16()
        )?;
        for word in [self.code(), self.name()].into_iter().flatten() {
            write!(f, ", {}", printable(word, PRINTED))?;
        }
        if let Some(message) = self.message().filter(|_| !self.0.info.sensitive) {
            write!(f, ": {}", printable(message, PRINTED))?;
        }
        if let Some(Redirect { elsewhere }) = &self.0.redirect {
            f.write_str(": redirects are not followed")?;
            if let Some(origin) = elsewhere {
                write!(f, ", this one leads to `{}`", printable(origin, PRINTED))?;
            }
        }
        match self.request_id() {
            Some(id) => write!(f, " (request {})", printable(id, PRINTED)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cut = |text: Option<&str>| text.map(|text| printable(text, PRINTED));
        let message = match self.message() {
            Some(_) if self.0.info.sensitive => Some("[withheld]".to_owned()),
            message => cut(message),
        };
        f.debug_struct("ApiError")
            .field("operation", &self.operation())
            .field("status", &self.status())
            .field("code", &cut(self.code()))
            .field("name", &cut(self.name()))
            .field("message", &message)
            .field("request_id", &cut(self.request_id()))
            .field("body", &format_args!("[{} bytes]", self.0.body.len()))
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ApiError {}
