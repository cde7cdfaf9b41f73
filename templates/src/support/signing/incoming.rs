//! Messages of the service whose signature is to be verified: webhooks, and responses.

use std::fmt;
use std::ops::Deref;
use std::time::SystemTime;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::address::Address;
use super::message::Message;
use super::verify_error::VerifyError;
use super::wire::Wire;
use crate::support::clock::Fresh;

/// A message as it was received; nothing of it is trusted yet.
pub struct Incoming<'m> {
    message: Message,
    body: &'m [u8],
    now: Fresh,
}

impl<'m> Incoming<'m> {
    /// A request of the service: a webhook.
    ///
    /// `url` is the one that the service was told, which a proxy may have changed on the way; where a
    /// signature does not cover it, a path will do. `headers` may be an `http::HeaderMap` by reference
    /// or pairs of names and values; those that HTTP does not allow count as absent. `body` has to be
    /// byte for byte what was received, before anything has parsed it.
    pub fn request<N: AsRef<str>, V: AsRef<[u8]>>(
        method: &str,
        url: &str,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &'m [u8],
    ) -> Self {
        // A URL that is none has no parts, and so no signature that covers one fits.
        let address = Address::parse(url).unwrap_or_default();
        Self::new(
            Message::new(&method.to_ascii_uppercase(), address, map(headers)),
            body,
        )
    }

    /// A response of the service.
    pub fn response<N: AsRef<str>, V: AsRef<[u8]>>(
        status: StatusCode,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &'m [u8],
    ) -> Self {
        let mut message = Message::new("", Address::default(), map(headers));
        message.status = Some(status.as_u16());
        Self::new(message, body)
    }

    /// The same, received at another time than now.
    #[must_use]
    pub fn received_at(mut self, time: SystemTime) -> Self {
        self.now = Fresh::at(time);
        self
    }

    /// The instant at which it was received.
    pub(super) fn now(&self) -> Fresh {
        self.now
    }

    /// The same message, taken for genuine without a look at any signature.
    ///
    /// Whoever can reach the receiver can make the service say anything then. This is for messages that the
    /// service does not sign, and for tests.
    pub fn assume_verified(&self) -> Verified<'m> {
        Verified {
            body: self.body,
            headers: self.headers.clone(),
            scheme: None,
            replay: None,
            key: 0,
        }
    }

    /// The same message, whose signature fits as `scheme` asks.
    pub(crate) fn verified(&self, scheme: &'static str) -> Verified<'m> {
        Verified {
            scheme: Some(scheme),
            ..self.assume_verified()
        }
    }

    fn new(mut message: Message, body: &'m [u8]) -> Self {
        message.body.get_or_insert_default().extend(body);
        Self {
            message,
            body,
            now: Fresh::at(SystemTime::now()),
        }
    }
}

impl Deref for Incoming<'_> {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.message
    }
}

impl fmt::Debug for Incoming<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("method", &self.message.method)
            .field("headers", &Names(&self.message.headers))
            .field("body", &self.message.body)
            .finish_non_exhaustive()
    }
}

/// A message whose signature fits: the only thing that events are read from.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified<'m> {
    body: &'m [u8],
    headers: HeaderMap,
    /// `None` if nobody looked.
    scheme: Option<&'static str>,
    replay: Option<Vec<u8>>,
    key: usize,
}

impl<'m> Verified<'m> {
    /// The body, byte for byte.
    pub fn body(&self) -> &'m [u8] {
        self.body
    }

    /// The headers. Most signatures do not cover them.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The name of the security scheme that it was verified with; `None` if that was only assumed.
    pub fn scheme(&self) -> Option<&'static str> {
        self.scheme
    }

    /// What is the same when the service sends the message again, if the scheme has such a thing: a
    /// receiver that acts once keeps it.
    pub fn replay(&self) -> Option<&[u8]> {
        self.replay.as_deref()
    }

    /// Which of several credentials fits, from 0.
    pub fn key(&self) -> usize {
        self.key
    }

    /// The same with what tells repetitions.
    pub(crate) fn with_replay(mut self, replay: &(impl AsRef<[u8]> + ?Sized)) -> Self {
        self.replay = Some(replay.as_ref().to_vec());
        self
    }
}

/// The names of headers: among the values may be what the service proves itself with.
struct Names<'a>(&'a HeaderMap);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("scheme", &self.scheme)
            .field("headers", &Names(&self.headers))
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

impl Message {
    /// The status of a response; empty otherwise.
    pub fn status(&self) -> String {
        self.status.map_or_else(String::new, |it| it.to_string())
    }
}

impl Wire {
    /// Has the response checked before anything else looks at it; `fresh` is the instant at which it
    /// counts as received.
    pub fn check_response(
        &mut self,
        fresh: Fresh,
        check: impl FnOnce(&Incoming<'_>) -> Result<(), VerifyError> + Send + 'static,
    ) {
        let check = move |status: StatusCode, headers: &HeaderMap, body: &[u8]| {
            let mut response = Incoming::response(status, headers, body);
            response.now = fresh;
            check(&response).map_err(Into::into)
        };
        self.message.after.checks.push(Box::new(check));
    }
}

/// Verifies with each of several credentials, as while one takes the place of another.
///
/// # Errors
///
/// Why the message is not to be trusted with any of them, by the one that came nearest.
pub fn verify_with<'c, 'm, S: ?Sized + 'c>(
    credentials: impl IntoIterator<Item = &'c S>,
    verify: impl Fn(&'c S) -> Result<Verified<'m>, VerifyError>,
) -> Result<Verified<'m>, VerifyError> {
    let mut refusal = VerifyError::UnknownKey;
    for (key, credentials) in credentials.into_iter().enumerate() {
        match verify(credentials) {
            Ok(verified) => return Ok(Verified { key, ..verified }),
            Err(VerifyError::UnknownKey) => {}
            Err(VerifyError::Mismatch) if !matches!(refusal, VerifyError::UnknownKey) => {}
            Err(other) => refusal = other,
        }
    }
    Err(refusal)
}

fn map<N: AsRef<str>, V: AsRef<[u8]>>(headers: impl IntoIterator<Item = (N, V)>) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name = HeaderName::try_from(name.as_ref());
        if let (Ok(name), Ok(mut value)) = (name, HeaderValue::from_bytes(value.as_ref())) {
            value.set_sensitive(true);
            map.append(name, value);
        }
    }
    map
}
