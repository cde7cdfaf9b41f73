//! A request that is fixed: it can be read, and signatures can be placed on it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Position;

use super::draft::{Draft, Field, Message, header};
use crate::support::buffer::Buffer;
use crate::support::error::{Part, SignError};
use crate::support::transport::{TransportRequest, without_query};

/// Method, URL, headers and body as they will be sent, but for what a scheme places on them.
pub struct Wire {
    message: Message,
}

impl Wire {
    /// The wire form of a finished message.
    pub(super) fn new(message: Message) -> Self {
        Self { message }
    }

    /// The method, in upper case.
    pub fn method(&self) -> &str {
        self.message.method.as_str()
    }

    /// The host, in lower case and without the port.
    pub fn host(&self) -> &str {
        self.message.url.host_str().unwrap_or_default()
    }

    /// The host, and the port unless it is the scheme's own.
    pub fn authority(&self) -> &str {
        self.message.url.authority()
    }

    /// The path, as sent.
    pub fn path(&self) -> &str {
        self.message.url.path()
    }

    /// The query, as sent and without its question mark; empty if there is none.
    pub fn query(&self) -> &str {
        self.message.url.query().unwrap_or_default()
    }

    /// The path, and the query with its question mark if there is one.
    pub fn target(&self) -> &str {
        &self.message.url[Position::BeforePath..]
    }

    /// The whole URL.
    pub fn url(&self) -> &str {
        self.message.url.as_str()
    }

    /// The value of a header, byte for byte as sent; empty if it is absent.
    pub fn header(&self, name: &str) -> &str {
        // Not `to_str`, which takes visible ASCII alone. All headers are made of text.
        self.message
            .headers
            .get(name)
            .and_then(|value| str::from_utf8(value.as_bytes()).ok())
            .unwrap_or_default()
    }

    /// The body, byte for byte as sent; empty if there is none.
    pub fn body(&self) -> &[u8] {
        self.message.body()
    }

    /// Sets a header.
    ///
    /// # Errors
    ///
    /// The value has characters that no header can carry; or an earlier scheme has set that header.
    pub fn place_header(&mut self, name: &'static str, value: &str) -> Result<(), SignError> {
        let (name, value) = header(name, value)?;
        if self.message.headers.contains_key(&name) {
            self.not_signed_before(Part::Headers)?;
        }
        self.message.headers.insert(name, value);
        Ok(())
    }

    /// Adds a cookie.
    ///
    /// # Errors
    ///
    /// The value has characters that no cookie can carry.
    pub fn place_cookie(&mut self, name: &str, value: &str) -> Result<(), SignError> {
        self.message.push_cookie(name, value)
    }

    /// Appends a query parameter, the last one.
    ///
    /// # Errors
    ///
    /// An earlier scheme has signed the query.
    pub fn place_query(&mut self, name: &str, value: &str) -> Result<(), SignError> {
        self.not_signed_before(Part::Query)?;
        self.message.query.push(name, value);
        self.message.set_query();
        Ok(())
    }

    /// Adds a member to the body, for schemes that sign fields rather than bytes.
    ///
    /// # Errors
    ///
    /// The body is no JSON object, or an earlier scheme has signed it.
    pub fn place_body<'a>(
        &mut self,
        name: &str,
        value: impl Into<Field<'a>>,
    ) -> Result<(), SignError> {
        self.not_signed_before(Part::Body)?;
        self.message.insert_member(name, value.into())
    }

    /// The draft for the scheme after this one.
    pub(super) fn into_draft(self) -> Draft {
        Draft::after_signing(self.message)
    }

    /// The request as it is.
    pub(crate) fn into_request(self) -> SignedRequest {
        let Message {
            method,
            url,
            headers,
            body,
            ..
        } = self.message;
        let body = body.map(Buffer::freeze).unwrap_or_default();
        SignedRequest {
            method,
            url: url.into(),
            headers,
            body,
        }
    }

    /// Refuses to change what another scheme has signed.
    fn not_signed_before(&self, part: Part) -> Result<(), SignError> {
        if self.message.signed {
            Err(SignError::Fixed(part))
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt_as("Wire", f)
    }
}

/// A request with everything that it is sent with.
#[derive(Clone)]
pub struct SignedRequest {
    method: Method,
    url: String,
    headers: HeaderMap,
    body: Bytes,
}

impl SignedRequest {
    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The whole URL. Its query may hold credentials.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// All headers. Those that hold credentials are marked sensitive.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, byte for byte as signed; empty if there is none.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// What a transport is given.
    pub(crate) fn with_timeout(self, timeout: Duration) -> TransportRequest {
        let Self {
            method,
            url,
            headers,
            body,
        } = self;
        TransportRequest {
            method,
            url,
            headers,
            body,
            timeout,
        }
    }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedRequest")
            .field("method", &self.method)
            .field("url", &without_query(&self.url))
            .field("headers", &self.headers)
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish()
    }
}
