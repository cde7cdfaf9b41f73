//! Webhooks: from a verified message to the event that it tells.

use serde::de::{DeserializeOwned, Error as _};

use super::error::{printable, without_values};
use super::from_text::from_text;
use super::json::Whole;
use super::json_text;
pub(crate) use super::signing::Verified;

/// What a verified message is read as: an event of the document, or one of your own.
pub trait FromVerified: Sized {
    /// The names of the security schemes that an event is verified with: alternatives, each of schemes that
    /// have to be met together. Empty if nothing is asked for.
    const SECURITY: &'static [&'static [&'static str]];

    /// Reads the message.
    ///
    /// # Errors
    ///
    /// It does not have the form of this event.
    fn from_verified(message: &Verified<'_>) -> Result<Self, EventError>;
}

/// Why a message, which may well be genuine, is not read as an event. No value of it is in here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// It was verified with the credentials of a scheme that has no say about this event.
    #[error("the message was verified with `{0}`, which the event does not ask for")]
    Scheme(&'static str),
    /// It tells another event of the document, by this name.
    #[error("the message tells the event `{0}`")]
    Event(&'static str),
    /// A header is absent, or does not hold what the document says.
    #[error("header `{0}` is absent or of another form")]
    Header(&'static str),
    /// The body does not have the form that the document describes.
    #[error("the body does not fit the document{}: {reason}", at(.path))]
    Body {
        /// The place, like `items[2].id`; empty for the body as a whole.
        path: String,
        /// What is wrong there, without any value.
        reason: String,
    },
}

/// The longest path and the longest reason that are kept, in characters.
const KEPT: usize = 200;

impl EventError {
    fn body(body: &[u8], error: &serde_json::Error) -> Self {
        let offset = json_text::offset(body, error.line(), error.column());
        let message = error.to_string();
        let message = message.rsplit_once(" at line ");
        let message = message.map_or_else(|| error.to_string(), |(text, _)| text.to_owned());
        let reason = if error.is_data() {
            without_values(&message)
        } else {
            message
        };
        Self::Body {
            path: printable(&json_text::path_at(body, offset), KEPT),
            reason: printable(&reason, KEPT),
        }
    }
}

fn at(path: &str) -> String {
    match path {
        "" => String::new(),
        path => format!(" at `{path}`"),
    }
}

impl Verified<'_> {
    /// Reads the event.
    ///
    /// # Errors
    ///
    /// It is not of the form that the document describes, or the event asks for another scheme than the one
    /// that the message was verified with.
    pub fn parse<E: FromVerified>(&self) -> Result<E, EventError> {
        match self.scheme() {
            Some(scheme) if !is_enough(scheme, E::SECURITY) => Err(EventError::Scheme(scheme)),
            _ => E::from_verified(self),
        }
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// `EventError::Body`
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, EventError> {
        serde_json::from_slice(self.body()).map_err(|error| EventError::body(self.body(), &error))
    }

    /// Reads the body as text.
    ///
    /// # Errors
    ///
    /// `EventError::Body`
    pub fn text(&self) -> Result<String, EventError> {
        let text = String::from_utf8(self.body().to_vec());
        text.map_err(|error| {
            let error = serde_json::Error::custom(error.utf8_error());
            EventError::body(b"", &error)
        })
    }

    /// Reads a header: a text, a number, or whatever else is one text.
    ///
    /// # Errors
    ///
    /// `EventError::Header`
    pub fn header<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, EventError> {
        let found = self.optional_header(name)?;
        found.ok_or(EventError::Header(name))
    }

    /// Reads a header that may be absent.
    ///
    /// # Errors
    ///
    /// `EventError::Header`
    pub fn optional_header<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, EventError> {
        let Some(value) = self.headers().get(name) else {
            return Ok(None);
        };
        let text = value.to_str().ok();
        let read = text.and_then(from_text);
        read.map(Some).ok_or(EventError::Header(name))
    }

    /// Reads the body as an object of the document.
    pub(crate) fn whole<T: for<'de> Whole<'de>>(&self) -> Result<T, EventError> {
        let mut deserializer = serde_json::Deserializer::from_slice(self.body());
        let read = T::deserialize(&mut deserializer);
        let read = read.and_then(|value| deserializer.end().map(|()| value));
        read.map_err(|error| EventError::body(self.body(), &error))
    }

    /// The text in a member of the body that tells which event it is.
    pub(crate) fn member(&self, name: &'static str) -> Result<String, EventError> {
        let members = json_text::members(self.body());
        let members = members.map_err(|error| EventError::body(self.body(), &error))?;
        let found = members.iter().rfind(|(member, _)| member == name);
        let text = found.and_then(|(_, value)| serde_json::from_str(value.get()).ok());
        text.ok_or_else(|| EventError::Body {
            path: printable(name, KEPT),
            reason: "no text that tells which event it is".to_owned(),
        })
    }
}

/// Whether one scheme is all that some alternative asks for.
fn is_enough(scheme: &str, alternatives: &[&[&str]]) -> bool {
    let met = |all: &&[&str]| all.iter().all(|name| *name == scheme);
    alternatives.is_empty() || alternatives.iter().any(met)
}
