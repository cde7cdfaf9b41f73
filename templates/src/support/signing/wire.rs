//! A request that is fixed: it can be read, and signatures can be placed on it.

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};

use super::after::After;
use super::draft::Draft;
use super::message::{Message, Note, header};
use crate::support::buffer::Buffer;
use crate::support::error::{Part, SignError};
use crate::support::transport::{TransportRequest, origin};
use crate::support::upload::Upload;

/// Method, URL, headers and body as they will be sent, but for what a scheme places on them.
pub struct Wire {
    pub(super) message: Message,
}

impl Wire {
    /// The wire form of a finished message.
    pub(super) fn new(message: Message) -> Self {
        Self { message }
    }

    /// Sets a header.
    ///
    /// # Errors
    ///
    /// The value has characters that no header can carry; or an earlier scheme has set that header.
    pub fn place_header(
        &mut self,
        name: &'static str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<(), SignError> {
        let (name, value) = header(name, value.as_ref())?;
        if self.message.headers.contains_key(&name) {
            self.not_signed_before(Part::Headers)?;
        }
        self.message.headers.insert(name, value);
        Ok(())
    }

    /// Appends a query parameter, the last one.
    ///
    /// # Errors
    ///
    /// An earlier scheme has signed the query.
    pub fn place_query(
        &mut self,
        name: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<(), SignError> {
        self.not_signed_before(Part::Query)?;
        self.message.address.query.push(name, value);
        Ok(())
    }

    /// Leaves the body out, for services that read it elsewhere.
    ///
    /// # Errors
    ///
    /// An earlier scheme has signed the body.
    pub fn drop_body(&mut self) -> Result<(), SignError> {
        self.not_signed_before(Part::Body)?;
        self.message.body = None;
        self.message.upload = None;
        Ok(())
    }

    /// Keeps the string to sign for [`SignedRequest::string_to_sign`].
    pub fn note(&mut self, message: &(impl AsRef<[u8]> + ?Sized)) {
        let mut note = Buffer::default();
        note.extend(message.as_ref());
        self.message.note = Some(Note::Text(note));
    }

    /// As [`note`](Self::note), where the string to sign is the body.
    pub fn note_body(&mut self) {
        self.message.note = Some(Note::Body);
    }

    /// As [`note`](Self::note) in tests; elsewhere nothing, because the text holds a secret.
    pub fn note_secret(&mut self, message: &(impl AsRef<[u8]> + ?Sized)) {
        if cfg!(test) {
            self.note(message);
        }
    }

    /// Keeps a value until the response was read, or the request given up.
    pub fn hold(&mut self, value: impl Any + Send) {
        self.message.after.held.push(Box::new(value));
    }

    /// The draft for the scheme after this one.
    pub(super) fn into_draft(self) -> Draft {
        Draft::after_signing(self.message)
    }

    /// Refuses a body that is read while it is sent, if a scheme needed to see it.
    pub(crate) fn refuse_unseen(&self) -> Result<(), SignError> {
        match &self.message.upload {
            Some(_) if self.message.missed.load(Ordering::Relaxed) => {
                Err(SignError::Body("is a stream, and the signature covers it"))
            }
            _ => Ok(()),
        }
    }

    /// The request as it is, and what remains until its response was read.
    pub(crate) fn into_request(self) -> (SignedRequest, After) {
        let message = self.message;
        let request = SignedRequest {
            method: Method::from_bytes(message.method.as_bytes()).unwrap_or_default(),
            route: message.route,
            url: message.url(),
            headers: message.headers,
            body: message.body.map(Buffer::freeze).unwrap_or_default(),
            upload: message.upload,
            note: message.note,
        };
        (request, message.after)
    }

    /// Refuses to change what another scheme has signed.
    pub(super) fn not_signed_before(&self, part: Part) -> Result<(), SignError> {
        if self.message.signed {
            Err(SignError::Fixed(part))
        } else {
            Ok(())
        }
    }
}

impl Deref for Wire {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.message
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
    route: &'static str,
    url: String,
    headers: HeaderMap,
    body: Bytes,
    upload: Option<Upload>,
    note: Option<Note>,
}

impl SignedRequest {
    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The whole URL. Its path and its query may hold credentials.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// All headers. Those that hold credentials are marked sensitive.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, byte for byte as signed; empty if there is none, or if it is a stream.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The string to sign, byte for byte, of the scheme that signed last. `None` if none did, or if
    /// the string holds a secret.
    pub fn string_to_sign(&self) -> Option<&[u8]> {
        match self.note.as_ref()? {
            Note::Body => Some(&self.body),
            Note::Text(text) => Some(text),
        }
    }

    /// What a transport is given.
    pub(crate) fn with_timeout(self, timeout: Duration) -> TransportRequest {
        let Self {
            method,
            url,
            headers,
            body,
            upload,
            ..
        } = self;
        TransportRequest {
            method,
            url,
            headers,
            body,
            upload,
            timeout,
        }
    }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedRequest")
            .field("method", &self.method)
            .field("origin", &origin(&self.url))
            .field("route", &self.route)
            .field("headers", &self.headers)
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish_non_exhaustive()
    }
}
