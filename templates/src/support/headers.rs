//! Headers of responses, as the document describes them for each operation.
//!
//! They are kept as they came and read one by one when somebody asks, so that a header that is not what the
//! document says takes nothing else away.

use std::fmt;

use http::HeaderMap;
use serde::de::DeserializeOwned;

use super::client::{Client, encode};
use super::error::Error;
use super::from_text::from_text;
use super::operation::{Operation, Output};
use super::payload::Payload as _;

/// An operation of which the document says what headers its successes come with.
pub trait Headed: Operation {
    /// The headers, one a method. They are made of those of any response, such as that of
    /// [`send_raw`](Client::send_raw) or [`download`](Client::download).
    type Headers: From<HeaderMap>;
}

/// Why a header is not read. Its value is not in here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// It is not there, and the document says that it always is.
    #[error("the response has no header `{0}`")]
    Absent(&'static str),
    /// It holds something else than the document says.
    #[error("the header `{0}` of the response does not fit the document")]
    Malformed(&'static str),
}

/// The headers of a response, as they came.
#[derive(Clone)]
pub(crate) struct Headers(HeaderMap);

impl Headers {
    /// All of them.
    pub(crate) fn as_map(&self) -> &HeaderMap {
        &self.0
    }

    /// Reads a header that is always there.
    pub(crate) fn required<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<T, HeaderError> {
        self.optional(name)?.ok_or(HeaderError::Absent(name))
    }

    /// Reads a header that may be absent.
    pub(crate) fn optional<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, HeaderError> {
        self.read(name, from_text)
    }

    /// Reads a header that is always there and holds JSON.
    pub(crate) fn required_json<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<T, HeaderError> {
        self.json(name)?.ok_or(HeaderError::Absent(name))
    }

    /// Reads a header that may be absent and holds JSON.
    pub(crate) fn json<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, HeaderError> {
        self.read(name, |text| serde_json::from_str(text).ok())
    }

    /// Reads the items of a list; none if the header is absent or empty.
    pub(crate) fn list<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<Vec<T>, HeaderError> {
        let texts = self.texts(name)?;
        let items = texts.into_iter().flat_map(items).map(from_text);
        let items: Option<_> = items.collect();
        items.ok_or(HeaderError::Malformed(name))
    }

    /// Reads each header of this name by itself; none if it is absent.
    pub(crate) fn each<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<Vec<T>, HeaderError> {
        let values: Option<_> = self.texts(name)?.into_iter().map(from_text).collect();
        values.ok_or(HeaderError::Malformed(name))
    }

    /// Reads what all headers of a name say together (RFC 9110 §5.3).
    fn read<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, HeaderError> {
        let texts = self.texts(name)?;
        if texts.is_empty() {
            return Ok(None);
        }
        let value = read(&texts.join(", "));
        value.map(Some).ok_or(HeaderError::Malformed(name))
    }

    /// The values of all headers of a name.
    fn texts(&self, name: &'static str) -> Result<Vec<&str>, HeaderError> {
        let values = self.0.get_all(name).iter();
        let texts = values.map(|value| str::from_utf8(value.as_bytes()).ok());
        let texts: Option<_> = texts.collect();
        texts.ok_or(HeaderError::Malformed(name))
    }
}

impl From<HeaderMap> for Headers {
    fn from(map: HeaderMap) -> Self {
        Self(map)
    }
}

impl fmt::Debug for Headers {
    /// Shows names alone: values may be what nobody else should know.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The items of a list, those that are empty left out (RFC 9110 §5.6.1). A comma between quotes separates nothing.
fn items(text: &str) -> Vec<&str> {
    let (mut items, mut start, mut at, mut has_quotes) = (Vec::new(), 0, 0, true);
    while let Some(found) = text[at..].find([',', '"']) {
        let found = at + found;
        at = found + 1;
        if text[found..].starts_with(',') {
            items.push(&text[start..found]);
            start = at;
        } else if has_quotes {
            match quoted(&text[at..]) {
                Some(length) => at += length,
                // One that has no end is a character, and so are all behind it.
                None => has_quotes = false,
            }
        }
    }
    items.push(&text[start..]);
    let blank = [' ', '\t'];
    let items = items.into_iter().map(|item| item.trim_matches(blank));
    items.filter(|item| !item.is_empty()).collect()
}

/// How long a text is to the end of the quote that it begins in; `None` if that has no end.
fn quoted(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.map(|end| end + 1)
}

impl Client {
    /// Sends `request` and returns the payload of the response and its headers.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send): no header makes a call fail.
    pub async fn send_with_headers<O: Headed>(
        &self,
        request: &O,
    ) -> Result<(Output<O>, O::Headers), Error> {
        let response = self.exchange(encode(request)?).await?;
        let headers = O::Headers::from(response.headers.clone());
        let output = O::Payload::read(response).map_err(Error::Decode)?;
        Ok((output, headers))
    }
}

#[cfg(feature = "blocking")]
impl super::blocking::Client {
    /// Sends `request` and returns the payload of the response and its headers.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send): no header makes a call fail.
    pub fn send_with_headers<O: Headed>(
        &self,
        request: &O,
    ) -> Result<(Output<O>, O::Headers), Error> {
        self.wait(O::INFO.id, self.as_async().send_with_headers(request))
    }
}

/// What the headers of an operation are made of, whose methods read them.
macro_rules! headers {
    ($O:ident => $H:ident) => {
        impl $crate::support::Headed for $O {
            type Headers = $H;
        }

        impl $H {
            /// All headers, as they came.
            pub fn as_map(&self) -> &::http::HeaderMap {
                self.0.as_map()
            }
        }

        impl From<::http::HeaderMap> for $H {
            fn from(map: ::http::HeaderMap) -> Self {
                Self(map.into())
            }
        }
    };
}

pub(crate) use headers;
