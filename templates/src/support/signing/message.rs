//! What recipes read: method, URL, headers and body of a message, as they are on the wire.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use http::header::{CONTENT_LENGTH, HOST, HeaderName};
use http::{HeaderMap, HeaderValue, Method};

use super::address::Address;
use super::after::After;
use crate::support::buffer::Buffer;
use crate::support::error::SignError;
use crate::support::request::{field_value, has_bodies};
use crate::support::upload::Upload;

/// A message to be signed, or one to be verified.
///
/// What is absent is empty.
pub struct Message {
    /// The operation's id; empty if there is none.
    pub(super) operation: &'static str,
    /// The path as the document has it, without values; empty if there is none.
    pub(super) route: &'static str,
    pub(super) method: String,
    pub(super) address: Address,
    /// Path parameters by name, not encoded.
    pub(super) params: Vec<(&'static str, String)>,
    pub(super) headers: HeaderMap,
    /// Headers that nobody asked for; a scheme may put its own in their place.
    pub(super) defaults: Vec<HeaderName>,
    pub(super) body: Option<Buffer>,
    /// The body, if it is read while it is sent.
    pub(super) upload: Option<Upload>,
    /// Whether somebody asked for the bytes of such a body.
    pub(super) missed: AtomicBool,
    /// Of a response.
    pub(super) status: Option<u16>,
    /// A scheme has signed; later ones may add headers, nothing else.
    pub(super) signed: bool,
    /// The string to sign of the last scheme.
    pub(super) note: Option<Note>,
    pub(super) after: After,
}

/// A string to sign, kept for whoever asks.
#[derive(Clone)]
pub(super) enum Note {
    /// The body, which is kept anyway.
    Body,
    /// Any other.
    Text(Buffer),
}

impl Message {
    /// A message without anything that only a client knows.
    pub(super) fn new(method: &str, address: Address, headers: HeaderMap) -> Self {
        Self {
            operation: "",
            route: "",
            method: method.to_owned(),
            address,
            params: Vec::new(),
            headers,
            defaults: Vec::new(),
            body: None,
            upload: None,
            missed: AtomicBool::new(false),
            status: None,
            signed: false,
            note: None,
            after: After::default(),
        }
    }

    /// The id of the operation in the document.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The method, in upper case.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// `https` or `http`.
    pub fn scheme(&self) -> &str {
        &self.address.scheme
    }

    /// The host, in lower case and without the port.
    pub fn host(&self) -> &str {
        &self.address.host
    }

    /// The port that is connected to, written or not.
    pub fn port(&self) -> &str {
        self.address.port()
    }

    /// The host, and the port unless it is the scheme's own.
    pub fn authority(&self) -> String {
        self.address.authority()
    }

    /// Scheme and authority.
    pub fn origin(&self) -> String {
        self.address.origin()
    }

    /// The path, as sent.
    pub fn path(&self) -> &str {
        &self.address.path
    }

    /// The query, as sent and without its question mark; empty if there is none.
    pub fn query(&self) -> &str {
        self.address.query.text()
    }

    /// The path, and the query with its question mark if there is one.
    pub fn target(&self) -> String {
        self.address.target()
    }

    /// Origin and path.
    pub fn base_url(&self) -> String {
        self.address.origin() + &self.address.path
    }

    /// The whole URL.
    pub fn url(&self) -> String {
        self.address.origin() + &self.address.target()
    }

    /// The value of a header, several joined by comma and blank. `host` and `content-length` are as
    /// they will be sent.
    pub fn header(&self, name: &str) -> Vec<u8> {
        self.header_values(name).join(&b", "[..])
    }

    /// The content type, with its parameters.
    pub fn content_type(&self) -> Vec<u8> {
        self.header("content-type")
    }

    /// The body, byte for byte as sent; empty if there is none.
    pub fn body(&self) -> &[u8] {
        if self.upload.is_some() {
            self.missed.store(true, Ordering::Relaxed);
        }
        self.body.as_deref().unwrap_or_default()
    }

    /// Whether the body has any bytes.
    pub fn has_body(&self) -> bool {
        self.upload.is_some() || self.body.as_ref().is_some_and(|body| !body.is_empty())
    }

    /// Whether the method comes with a body: then its length is sent even if there is none.
    pub(super) fn takes_body(&self) -> bool {
        Method::from_bytes(self.method.as_bytes()).is_ok_and(|method| has_bodies(&method))
    }

    /// The values of a header, in order.
    pub(super) fn header_values(&self, name: &str) -> Vec<Vec<u8>> {
        let written = self.headers.get_all(name).iter();
        let values: Vec<_> = written.map(|value| value.as_bytes().to_vec()).collect();
        if !values.is_empty() {
            return values;
        }
        let implied = if name.eq_ignore_ascii_case(HOST.as_str()) {
            self.authority()
        } else if name.eq_ignore_ascii_case(CONTENT_LENGTH.as_str())
            && let Some(upload) = &self.upload
        {
            let length = upload.length();
            length.map(|length| length.to_string()).unwrap_or_default()
        } else if name.eq_ignore_ascii_case(CONTENT_LENGTH.as_str())
            && (self.has_body() || self.takes_body())
        {
            self.body().len().to_string()
        } else {
            String::new()
        };
        let implied = (!implied.is_empty()).then(|| implied.into_bytes());
        implied.into_iter().collect()
    }

    /// Prints what is no secret. Values in path and query may be some.
    pub(super) fn fmt_as(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("method", &self.method)
            .field("origin", &self.origin())
            .field("route", &self.route)
            .field("headers", &self.headers)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_as("Message", f)
    }
}

/// A header that no log shows: what schemes put into headers are credentials and signatures.
pub(super) fn header(
    name: &'static str,
    value: &[u8],
) -> Result<(HeaderName, HeaderValue), SignError> {
    let malformed = || SignError::Malformed(name.to_owned());
    let key = header_name(name).ok_or_else(malformed)?;
    let value = std::str::from_utf8(value).map_err(|_| malformed())?;
    let mut value = field_value(value).ok_or_else(malformed)?;
    value.set_sensitive(true);
    Ok((key, value))
}

/// The name of a header. One that is written as HTTP/2 has it is not copied.
fn header_name(name: &'static str) -> Option<HeaderName> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !name.is_empty() && name.bytes().all(plain) {
        return Some(HeaderName::from_static(name));
    }
    HeaderName::try_from(name).ok()
}

/// The text that stands in the field `name`.
pub(super) fn text(name: &str, value: &[u8]) -> Result<String, SignError> {
    let text = std::str::from_utf8(value).map_err(|_| SignError::Malformed(name.to_owned()))?;
    Ok(text.to_owned())
}
