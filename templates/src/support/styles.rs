//! Lists and objects in path, query, headers and cookies, in the styles of OpenAPI (3.1 §4.8.12.3).
//!
//! A value is written as JSON and taken apart from there, whatever its type: the machine is checked
//! and compiled once, and an operation has one call a parameter.

pub(crate) mod expand;

use http::header::HeaderName;
use percent_encoding::{AsciiSet, percent_decode_str};
use serde::Serialize;
use serde_json::value::RawValue;

use super::buffer::Buffer;
use super::error::EncodeError;
use super::query::{self, RESERVED};
use super::request::{self, RequestParts, is_dots};
use expand::Escape;

/// All but what a value keeps in a segment of a path under `allowReserved` (RFC 3986 §3.3). A `;` begins another
/// parameter of the segment for many servers.
const NOT_IN_PATHS: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b'=');

/// All but what a value keeps in a cookie under `allowReserved` (RFC 6265 §4.1.1).
const NOT_IN_COOKIES: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'#')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b'=');

fn in_path(text: &str) -> String {
    query::encode_all_but(text, NOT_IN_PATHS)
}

fn in_cookie(text: &str) -> String {
    query::encode_all_but(text, NOT_IN_COOKIES)
}

/// How a value becomes text (OpenAPI 3.1 §4.8.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    kind: Kind,
    explode: bool,
    reserved: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Cookie,
    Json,
}

impl Style {
    const fn of(kind: Kind) -> Self {
        Self {
            kind,
            explode: false,
            reserved: false,
        }
    }

    /// `3,4`; of an object `a,1,b,2`, exploded `a=1,b=2`.
    pub const fn simple() -> Self {
        Self::of(Kind::Simple)
    }

    /// `.3,4`; exploded `.3.4`, of an object `.a=1.b=2`.
    pub const fn label() -> Self {
        Self::of(Kind::Label)
    }

    /// `;id=3,4`; exploded `;id=3;id=4`, of an object `;a=1;b=2`.
    pub const fn matrix() -> Self {
        Self::of(Kind::Matrix)
    }

    /// `id=3,4`; exploded `id=3&id=4`, of an object `a=1&b=2`.
    pub const fn form() -> Self {
        Self::of(Kind::Form)
    }

    /// `id=3%204`; exploded like [`form`](Self::form).
    pub const fn space_delimited() -> Self {
        Self::of(Kind::SpaceDelimited)
    }

    /// `id=3%7C4`; exploded like [`form`](Self::form).
    pub const fn pipe_delimited() -> Self {
        Self::of(Kind::PipeDelimited)
    }

    /// `id[a]=1&id[b][c]=2`; of a list `id[]=3&id[]=4`, of objects in a list `id[0][a]=1`.
    pub const fn deep_object() -> Self {
        Self::of(Kind::DeepObject)
    }

    /// Like [`form`](Self::form), but as RFC 6265 has it: nothing is percent-encoded.
    pub const fn cookie() -> Self {
        Self::of(Kind::Cookie)
    }

    /// JSON text (`content` in place of a style).
    pub const fn json() -> Self {
        Self::of(Kind::Json)
    }

    /// The same style with each item and member by itself (`explode`).
    #[must_use]
    pub const fn exploded(self) -> Self {
        Self {
            explode: true,
            ..self
        }
    }

    /// The same style with reserved characters as they are, as far as the place can hold them
    /// (`allowReserved`).
    #[must_use]
    pub const fn reserved(self) -> Self {
        Self {
            reserved: true,
            ..self
        }
    }

    /// Whether reserved characters are kept.
    pub(crate) const fn keeps_reserved(self) -> bool {
        self.reserved
    }

    /// What escapes names and values where `reserved` escapes a value whose reserved characters are kept.
    pub(crate) fn escape(self, reserved: fn(&str) -> String) -> Escape {
        let value = if self.reserved {
            reserved
        } else {
            query::encode
        };
        Escape::of(query::encode, value)
    }
}

/// A value as JSON text.
pub(crate) fn json<T: Serialize + ?Sized>(
    name: &'static str,
    value: &T,
) -> Result<Buffer, EncodeError> {
    request::json(value).map_err(|_| refused(name, "it cannot be written"))
}

fn raw<'j>(name: &'static str, json: &'j [u8]) -> Result<&'j RawValue, EncodeError> {
    serde_json::from_slice(json).map_err(|_| refused(name, "it cannot be written"))
}

fn refused(name: &'static str, problem: &'static str) -> EncodeError {
    EncodeError::Parameter { name, problem }
}

impl RequestParts {
    /// Fills `{name}` of the path in a style.
    ///
    /// Refused are a value of which nothing is to be written or whose text would change the path, as
    /// [`EncodeError::Path`], and one that the style cannot carry, as [`EncodeError::Parameter`].
    pub fn path_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        value: &T,
    ) {
        let done = json(name, value).and_then(|json| self.path_json(name, style, &json));
        self.keep(done);
    }

    fn path_json(
        &mut self,
        name: &'static str,
        style: Style,
        json: &[u8],
    ) -> Result<(), EncodeError> {
        let escape = style.escape(in_path);
        let text = expand::text(name, raw(name, json)?, style, escape);
        let text = text.map_err(|problem| refused(name, problem))?;
        let text = text.filter(|text| !text.is_empty() && !is_dots(text));
        let text = text.ok_or(EncodeError::Path(name))?;
        let decoded = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        self.params.push((name, decoded));
        self.path = self.path.replacen(&format!("{{{name}}}"), &text, 1);
        Ok(())
    }

    /// Adds a query parameter in a style.
    ///
    /// Refused as [`EncodeError::Parameter`] are a value that the style cannot carry, and a member of an
    /// exploded object with the name of a parameter that is there already.
    pub fn query_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        value: &T,
    ) {
        let done = json(name, value).and_then(|json| self.query_json(name, style, &json));
        self.keep(done);
    }

    fn query_json(
        &mut self,
        name: &'static str,
        style: Style,
        json: &[u8],
    ) -> Result<(), EncodeError> {
        let escape = style.escape(query::encode_reserved);
        let pairs = expand::pairs(name, raw(name, json)?, style, escape);
        let pairs = pairs.map_err(|problem| refused(name, problem))?;
        let before = self.query.clone();
        for (pair, value) in pairs {
            if style.explode && pair != (escape.name)(name) && before.has(&pair) {
                return Err(refused(name, "a member has the name of another parameter"));
            }
            self.query.push_piece(&format!("{pair}={value}"));
        }
        Ok(())
    }

    /// Adds a header in a style.
    ///
    /// Refused is a value that the style cannot carry, as [`EncodeError::Parameter`]; see
    /// [`header`](Self::header).
    pub fn header_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        value: &T,
    ) {
        let done = json(name, value).and_then(|json| self.header_json(name, style, &json));
        self.keep(done);
    }

    fn header_json(
        &mut self,
        name: &'static str,
        style: Style,
        json: &[u8],
    ) -> Result<(), EncodeError> {
        // Nothing is escaped in a header, so what separates values must not be in them.
        let text = expand::header(raw(name, json)?, style);
        let text = text.map_err(|problem| refused(name, problem))?;
        self.push_header(name, &text)
    }

    /// Adds a cookie in a style; exploded lists and objects are several.
    ///
    /// Refused is a value that the style or a cookie cannot carry, as [`EncodeError::Parameter`]; see
    /// [`cookie`](Self::cookie).
    pub fn cookie_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: Style,
        value: &T,
    ) {
        let done = json(name, value).and_then(|json| self.cookie_json(name, style, &json));
        self.keep(done);
    }

    fn cookie_json(
        &mut self,
        name: &'static str,
        style: Style,
        json: &[u8],
    ) -> Result<(), EncodeError> {
        let escape = match style.kind {
            Kind::Cookie => Escape::NONE,
            _ => style.escape(in_cookie),
        };
        let pairs = expand::pairs(name, raw(name, json)?, style, escape);
        for (pair, text) in pairs.map_err(|problem| refused(name, problem))? {
            if HeaderName::try_from(pair.as_str()).is_err() || !text.bytes().all(is_of_cookies) {
                return Err(refused(name, "a cookie cannot hold it"));
            }
            self.push_cookie(&pair, &text)
                .ok_or(EncodeError::Header(name))?;
        }
        Ok(())
    }
}

/// Whether a cookie can hold a byte (RFC 6265 §4.1.1); the comma, which it lacks, separates lists.
fn is_of_cookies(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b';' | b'\\')
}
