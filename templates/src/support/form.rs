//! Bodies that are forms: `application/x-www-form-urlencoded` (WHATWG URL §5).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::value::RawValue;

use super::buffer::Buffer;
use super::error::EncodeError;
use super::json_text::members;
use super::query;
use super::request::{RequestParts, json};
use super::styles::Style;
use super::styles::expand::{self, Escape};

/// What a form does not hold as it is; blanks become `+`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b' ');

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED)
        .to_string()
        .replace(' ', "+")
}

impl RequestParts {
    /// Writes the members of `body` as the fields of a form.
    ///
    /// The items of a list are fields of one name, an object is JSON text, `null` is left out.
    ///
    /// Refused are a value that cannot be written, as [`EncodeError::Json`], and a `body` that is no
    /// object, as [`EncodeError::Field`].
    pub fn form<T: Serialize + ?Sized>(&mut self, body: &T) {
        self.form_as("application/x-www-form-urlencoded", &[], body);
    }

    /// Writes the members of `body` as the fields of a form, those of these names in a style of
    /// parameters; see [`form`](Self::form). Refused is also a value that a style cannot carry, as
    /// [`EncodeError::Field`].
    pub fn form_as<T: Serialize + ?Sized>(
        &mut self,
        media_type: &str,
        styles: &[(&str, Style)],
        body: &T,
    ) {
        self.form_of(media_type, styles, json(body));
    }

    /// Takes a form of an object, if that could be written as JSON; compiled once, unlike what writes it.
    fn form_of(
        &mut self,
        media_type: &str,
        styles: &[(&str, Style)],
        json: Result<Buffer, serde_json::Error>,
    ) {
        match form(json, styles) {
            Ok(form) => self.body(media_type, form),
            Err(error) => self.keep(Err(error)),
        }
    }
}

/// A form of an object, if that could be written as JSON.
fn form(
    json: Result<Buffer, serde_json::Error>,
    styles: &[(&str, Style)],
) -> Result<Buffer, EncodeError> {
    let json = json.map_err(EncodeError::Json)?;
    let members = members(&json).map_err(|_| refused("", "the body is no object"))?;
    let mut form = Buffer::default();
    for (name, value) in members {
        let chosen = styles.iter().find(|(other, _)| *other == name);
        let style = chosen.map_or_else(|| usual(value), |(_, style)| *style);
        let pairs = expand::pairs(&name, value, style, escape(style));
        for (name, value) in pairs.map_err(|problem| refused(&name, problem))? {
            if !form.is_empty() {
                form.extend(b"&");
            }
            form.extend(name.as_bytes());
            form.extend(b"=");
            form.extend(value.as_bytes());
        }
    }
    Ok(form)
}

/// How a field is written of which the document says nothing (OpenAPI 3.1 §4.8.15): by its type.
fn usual(value: &RawValue) -> Style {
    if value.get().starts_with('{') {
        Style::json()
    } else {
        Style::form().exploded()
    }
}

fn escape(style: Style) -> Escape {
    let value = if style.keeps_reserved() {
        query::encode_reserved
    } else {
        escaped
    };
    Escape::of(escaped, value)
}

fn refused(name: &str, problem: &'static str) -> EncodeError {
    EncodeError::Field {
        name: name.to_owned(),
        problem,
    }
}
