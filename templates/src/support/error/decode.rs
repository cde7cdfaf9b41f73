//! The service said yes, in a way that the document does not know.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use serde_json::error::Category;

use super::printable;
use crate::support::json_text;
use crate::support::operation::OperationInfo;
use crate::support::response::Response;

/// The kinds of value that `serde_json` finds; what follows them in its messages is the value.
const KINDS: [&str; 8] = [
    "boolean",
    "integer",
    "floating point",
    "character",
    "string",
    "null",
    "map",
    "sequence",
];

/// The longest path and the longest reason that are kept, in characters.
const KEPT: usize = 200;

/// A response that means success but does not fit the document. The service did act.
pub struct DecodeError(Box<Inner>);

struct Inner {
    info: &'static OperationInfo,
    status: StatusCode,
    request_id: Option<String>,
    path: String,
    reason: String,
    body: Bytes,
}

impl DecodeError {
    /// The error `error` of reading the body of `response` from offset `start` on; `None` if the
    /// payload is absent.
    ///
    /// The path is looked for only now, so that success does not pay for it.
    pub(crate) fn new(
        response: &Response,
        start: Option<usize>,
        error: &serde_json::Error,
    ) -> Self {
        let (path, reason) = match start {
            Some(start) => {
                let text = response.body.get(start..).unwrap_or_default();
                let offset = start + json_text::offset(text, error.line(), error.column());
                (
                    json_text::path_at(&response.body, offset),
                    reason(error, response.info.sensitive),
                )
            }
            None => (String::new(), "the payload is absent".to_owned()),
        };
        Self(Box::new(Inner {
            info: response.info,
            status: response.status,
            request_id: response.request_id.clone(),
            path: printable(&path, KEPT),
            reason: printable(&reason, KEPT),
            body: response.body.clone(),
        }))
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.0.info.id
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The service's name for the call; its support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The place in the body, like `response.items[2].id`; empty for the body as a whole.
    ///
    /// An absent member is reported at the object that lacks it.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong there. Does not quote values if the operation deals in secrets.
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The whole body.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the response to `{}` does not fit the document",
            self.operation()
        )?;
        if !self.path().is_empty() {
            write!(f, " at `{}`", self.path())?;
        }
        write!(f, ": {}", self.reason())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.operation())
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("path", &self.path())
            .field("reason", &self.reason())
            .field("body", &format_args!("[{} bytes]", self.0.body.len()))
            .finish()
    }
}

impl std::error::Error for DecodeError {}

/// The message of `error` without its place, which the path says better.
fn reason(error: &serde_json::Error, sensitive: bool) -> String {
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(message, _)| message);
    match error.classify() {
        Category::Data if sensitive => without_values(message),
        _ => message.to_owned(),
    }
}

/// What of a message is known to come from our own sources rather than from the response.
pub(crate) fn without_values(message: &str) -> String {
    if message.starts_with("missing field `") {
        return message.to_owned();
    }
    let found = message.strip_prefix("invalid type: ");
    let kind = found.and_then(|found| KINDS.iter().find(|kind| found.starts_with(**kind)));
    match (kind, message.rsplit_once(", expected ")) {
        (Some(kind), Some((_, expected))) => format!("invalid type: {kind}, expected {expected}"),
        _ => "a value of another form".to_owned(),
    }
}
