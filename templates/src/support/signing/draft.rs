//! A request before it is signed: fields can still be put into it.

use std::fmt;

use http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, COOKIE, Entry, HOST, HeaderName, USER_AGENT,
};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use super::wire::Wire;
use crate::meta;
use crate::support::base_url::BaseUrl;
use crate::support::buffer::Buffer;
use crate::support::error::{EncodeError, Part, SignError};
use crate::support::json_text;
use crate::support::query::Query;
use crate::support::request::{RequestParts, cookies, field_value, has_bodies};

/// A request that may still change, in a fixed order: first its body, then its headers, then its
/// query, so that a header can depend on the body and the query on both.
///
/// A field that the caller has set is left alone.
pub struct Draft {
    pub(super) message: Message,
    /// The part that is being filled in; those before it are fixed.
    open: Part,
}

/// The parts of a request that are sent.
pub(super) struct Message {
    pub(super) method: Method,
    /// The query is added when the message is frozen.
    pub(super) url: Url,
    pub(super) query: Query,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Buffer>,
    /// A scheme has signed; later ones may add headers, nothing else.
    pub(super) signed: bool,
}

/// A value to be put into a request.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Field<'a> {
    /// A number in a body.
    Integer(u64),
    /// A text, escaped as its place needs it.
    Text(&'a str),
}

impl From<u64> for Field<'_> {
    fn from(value: u64) -> Self {
        Self::Integer(value)
    }
}

impl<'a> From<&'a str> for Field<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl Draft {
    /// The draft of a request to `base_url`, with all headers that do not depend on credentials.
    pub(crate) fn new(base_url: &BaseUrl, parts: RequestParts) -> Result<Self, EncodeError> {
        let url = base_url.join(&parts.path).ok_or(EncodeError::Url)?;
        let mut headers = parts.headers;
        let host = HeaderValue::from_str(url.authority()).map_err(|_| EncodeError::Url)?;
        headers.insert(HOST, host);
        for (name, value) in [
            (ACCEPT, parts.info.accept),
            (ACCEPT_ENCODING, "identity"),
            (USER_AGENT, meta::USER_AGENT),
        ] {
            // A document may name a media type that no header can carry.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.entry(name).or_insert(value);
            }
        }
        let message = Message {
            method: parts.info.method.clone(),
            url,
            query: parts.query,
            headers,
            body: parts.body,
            signed: false,
        };
        Ok(Self {
            message,
            open: Part::Body,
        })
    }

    /// Adds a member to the body, which is a JSON object or absent.
    ///
    /// # Errors
    ///
    /// The body is no JSON object, or the method has none; or the body is fixed already.
    pub fn inject_body<'a>(
        &mut self,
        name: &str,
        value: impl Into<Field<'a>>,
    ) -> Result<(), SignError> {
        self.advance(Part::Body)?;
        self.message.insert_member(name, value.into())
    }

    /// Adds a header.
    ///
    /// # Errors
    ///
    /// The value has characters that no header can carry; or the headers are fixed already.
    pub fn inject_header(&mut self, name: &'static str, value: &str) -> Result<(), SignError> {
        self.advance(Part::Headers)?;
        let (name, value) = header(name, value)?;
        if let Entry::Vacant(entry) = self.message.headers.entry(name) {
            entry.insert(value);
        }
        Ok(())
    }

    /// Adds a cookie.
    ///
    /// # Errors
    ///
    /// The value has characters that no cookie can carry; or the headers are fixed already.
    pub fn inject_cookie(&mut self, name: &str, value: &str) -> Result<(), SignError> {
        self.advance(Part::Headers)?;
        self.message.push_cookie(name, value)
    }

    /// Adds a query parameter.
    ///
    /// # Errors
    ///
    /// The query is fixed already.
    pub fn inject_query(&mut self, name: &str, value: &str) -> Result<(), SignError> {
        self.advance(Part::Query)?;
        if !self.message.query.contains(name) {
            self.message.query.push(name, value);
        }
        Ok(())
    }

    /// The body, which is fixed from here on.
    pub fn body(&mut self) -> &[u8] {
        self.open = self.open.max(Part::Headers);
        self.message.body()
    }

    /// Fixes method, URL, headers and body. What follows is signing and placing.
    #[must_use]
    pub fn freeze(self) -> Wire {
        let mut message = self.message;
        if !message.signed {
            message.set_query();
        }
        Wire::new(message)
    }

    /// The draft for the next scheme, which begins with the body again.
    pub(super) fn reopened(self) -> Self {
        Self {
            open: Part::Body,
            ..self
        }
    }

    /// The draft for the scheme after one that signed.
    pub(super) fn after_signing(mut message: Message) -> Self {
        message.signed = true;
        Self {
            message,
            open: Part::Body,
        }
    }

    /// Goes on to `part`, unless it is fixed.
    fn advance(&mut self, part: Part) -> Result<(), SignError> {
        if part < self.open || (self.message.signed && part != Part::Headers) {
            return Err(SignError::Fixed(part));
        }
        self.open = part;
        Ok(())
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt_as("Draft", f)
    }
}

impl Message {
    /// The bytes of the body; none if there is no body.
    pub(super) fn body(&self) -> &[u8] {
        self.body.as_deref().unwrap_or_default()
    }

    /// Writes the query into the URL.
    pub(super) fn set_query(&mut self) {
        self.url.set_query(self.query.text().as_deref());
    }

    /// Adds a member to the body. Methods that come with a body get an object if they have none.
    pub(super) fn insert_member(&mut self, name: &str, value: Field<'_>) -> Result<(), SignError> {
        let text = match &self.body {
            Some(body) => &**body,
            None if has_bodies(&self.method) => b"{}",
            None => return Err(SignError::NoBody(name.to_owned())),
        };
        let value = match value {
            Field::Integer(number) => number.to_string(),
            Field::Text(text) => serde_json::Value::from(text).to_string(),
        };
        let with_member = json_text::with_member(text, name, value.as_bytes());
        self.body = Some(with_member.map_err(|_| SignError::NotAnObject(name.to_owned()))?);
        self.headers
            .entry(CONTENT_TYPE)
            .or_insert(HeaderValue::from_static("application/json"));
        Ok(())
    }

    /// Appends a cookie to those that are there.
    pub(super) fn push_cookie(&mut self, name: &str, value: &str) -> Result<(), SignError> {
        let refused =
            |byte: u8| !byte.is_ascii_graphic() || matches!(byte, b'"' | b',' | b';' | b'\\');
        if value.bytes().any(refused) {
            return Err(SignError::Malformed(name.to_owned()));
        }
        let before = cookies(&self.headers);
        let cookies = before.map_or_else(String::new, |cookies| format!("{cookies}; "));
        let (key, value) = header(COOKIE.as_str(), &format!("{cookies}{name}={value}"))?;
        self.headers.insert(key, value);
        Ok(())
    }

    /// Prints what is no secret.
    pub(super) fn fmt_as(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = self.url.clone();
        url.set_query(None);
        f.debug_struct(name)
            .field("method", &self.method)
            .field("url", &url.as_str())
            .field("headers", &self.headers)
            .field("body", &format_args!("[{} bytes]", self.body().len()))
            .finish()
    }
}

/// A header that no log shows: what schemes put into headers are credentials and signatures.
pub(super) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), SignError> {
    let malformed = || SignError::Malformed(name.to_owned());
    let key = HeaderName::try_from(name).map_err(|_| malformed())?;
    let mut value = field_value(value).ok_or_else(malformed)?;
    value.set_sensitive(true);
    Ok((key, value))
}
