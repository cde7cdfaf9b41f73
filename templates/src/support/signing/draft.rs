//! A request before it is signed: fields can still be put into it.

use std::cell::Cell;
use std::fmt;
use std::ops::Deref;

use http::header::{ACCEPT, ACCEPT_ENCODING, HOST, HeaderName, USER_AGENT};
use http::{HeaderMap, HeaderValue};

use super::address::Address;
use super::message::{Message, header, text};
use super::wire::Wire;
use crate::meta;
use crate::support::base_url::BaseUrl;
use crate::support::error::{EncodeError, Part, SignError};
use crate::support::query;
use crate::support::request::RequestParts;

/// A request that may still change, in a fixed order: first its body, then its headers, then its
/// query, so that a header can depend on the body and the query on both.
///
/// A field that the caller has set is left alone: what puts one in returns the text that stands
/// there in the end.
pub struct Draft {
    pub(super) message: Message,
    /// The part that is being filled in; those before it are fixed.
    open: Cell<Part>,
}

impl Draft {
    /// The draft of a request to `base_url`, with all headers that do not depend on credentials.
    pub(crate) fn new(base_url: &BaseUrl, parts: &RequestParts) -> Result<Self, EncodeError> {
        let url = base_url.join(&parts.path).ok_or(EncodeError::Url)?;
        let mut address = Address::parse(url.as_str()).ok_or(EncodeError::Url)?;
        address.query = parts.query.clone();
        let host = HeaderValue::from_str(&address.authority()).map_err(|_| EncodeError::Url)?;

        let method = parts.method.unwrap_or(parts.info.method.as_str());
        let mut message = Message::new(method, address, parts.headers.clone());
        message.operation = parts.info.id;
        message.route = parts.info.path;
        message.params.clone_from(&parts.params);
        message.body.clone_from(&parts.body);
        message.upload.clone_from(&parts.upload);
        message.headers.insert(HOST, host);
        message.defaults.push(HOST);
        // A document may name a media type that no header can carry.
        let accept = parts
            .accept
            .clone()
            .map_or_else(|| HeaderValue::from_str(parts.info.accept), Ok);
        for (name, value) in [
            (ACCEPT, accept),
            (ACCEPT_ENCODING, Ok(HeaderValue::from_static("identity"))),
            (USER_AGENT, HeaderValue::from_str(meta::USER_AGENT)),
        ] {
            if message.headers.contains_key(&name) {
                continue;
            }
            if let Ok(value) = value {
                message.headers.insert(name.clone(), value);
                message.defaults.push(name);
            }
        }
        Ok(Self::from_message(message))
    }

    /// The draft of a request as it is, for tests.
    #[cfg(test)]
    pub(crate) fn of(
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: &[u8],
        params: &[(&'static str, &str)],
    ) -> Result<Self, SignError> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let malformed = || SignError::Malformed((*name).to_owned());
            let key = HeaderName::try_from(*name).map_err(|_| malformed())?;
            map.append(key, HeaderValue::from_str(value).map_err(|_| malformed())?);
        }
        let address = Address::parse(url).ok_or(SignError::NotA("a URL"))?;
        let mut message = Message::new(method, address, map);
        let params = params
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        message.params = params.collect();
        if !body.is_empty() {
            message.body.get_or_insert_default().extend(body);
        }
        Ok(Self::from_message(message))
    }

    /// Adds a header. Returns its text: that of the caller if he set it, else `value`.
    ///
    /// # Errors
    ///
    /// The value has characters that no header can carry; or the headers are fixed already.
    pub fn inject_header(
        &mut self,
        name: &'static str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<String, SignError> {
        self.advance(Part::Headers)?;
        let in_force = self.header_or(name, value)?;
        let (key, value) = header(name, in_force.as_bytes())?;
        if !self.has_header(&key) {
            self.message.defaults.retain(|other| *other != key);
            self.message.headers.insert(key, value);
        }
        Ok(in_force)
    }

    /// Adds a query parameter. Returns its text: that of the caller if he set it, else `value`.
    ///
    /// # Errors
    ///
    /// The query is fixed already.
    pub fn inject_query(
        &mut self,
        name: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<String, SignError> {
        self.advance(Part::Query)?;
        if let Some(written) = self.written_query(name) {
            return text(name, &written);
        }
        self.message.address.query.push(name, value);
        text(name, value.as_ref())
    }

    /// The header of this name if the caller has set it, else `value`.
    ///
    /// # Errors
    ///
    /// What it is is no text.
    pub fn header_or(
        &self,
        name: &'static str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<String, SignError> {
        let written = HeaderName::try_from(name).is_ok_and(|name| self.has_header(&name));
        if written {
            text(name, &self.message.header(name))
        } else {
            text(name, value.as_ref())
        }
    }

    /// The query parameter of this name if the caller has set it, else `value`.
    ///
    /// # Errors
    ///
    /// What it is is no text.
    pub fn query_or(
        &self,
        name: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<String, SignError> {
        match self.written_query(name) {
            Some(written) => text(name, &written),
            None => text(name, value.as_ref()),
        }
    }

    /// The body, which is fixed from here on.
    pub fn body(&self) -> &[u8] {
        self.open.set(self.open.get().max(Part::Headers));
        self.message.body()
    }

    /// Fixes method, URL, headers and body. What follows is signing and placing.
    #[must_use]
    pub fn freeze(self) -> Wire {
        Wire::new(self.message)
    }

    /// The draft for the next scheme, which begins with the body again.
    pub(super) fn reopened(self) -> Self {
        Self::from_message(self.message)
    }

    /// The draft for the scheme after one that signed.
    pub(super) fn after_signing(mut message: Message) -> Self {
        message.signed = true;
        Self::from_message(message)
    }

    /// Goes on to `part`, unless it is fixed.
    pub(super) fn advance(&mut self, part: Part) -> Result<(), SignError> {
        if part < self.open.get() || (self.message.signed && part != Part::Headers) {
            return Err(SignError::Fixed(part));
        }
        self.open.set(part);
        Ok(())
    }

    fn from_message(message: Message) -> Self {
        Self {
            message,
            open: Cell::new(Part::Body),
        }
    }

    /// Whether somebody asked for this header.
    fn has_header(&self, name: &HeaderName) -> bool {
        self.message.headers.contains_key(name) && !self.message.defaults.contains(name)
    }

    /// The first query parameter of this name.
    fn written_query(&self, name: &str) -> Option<Vec<u8>> {
        query::pairs(self.message.query().as_bytes())
            .find(|(other, _)| other == name.as_bytes())
            .map(|(_, value)| value)
    }
}

impl Deref for Draft {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.message
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt_as("Draft", f)
    }
}
