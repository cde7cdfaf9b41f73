//! Fields of bodies of every kind: JSON members, form fields, children of a flat XML element.

use super::draft::Draft;
use super::form_encode::form_encode;
use super::form_field::FORM;
use super::json_body::{self, Spelling, is_integer, names, splice};
use super::message::{Message, text};
use super::params_json::is_json;
use super::params_xml::is_xml;
use super::wire::Wire;
use super::xml::{self, Element};
use crate::support::buffer::Buffer;
use crate::support::error::{Part, SignError};
use crate::support::query;

impl Draft {
    /// Adds a field to the body, whose media type says how; a body without one counts as JSON. Returns
    /// its text: that of the caller if he set it, else `value`.
    ///
    /// `path` is as for [`inject_body`](Self::inject_body).
    ///
    /// # Errors
    ///
    /// The body has no fields, or the method has no body; or the body is fixed already.
    pub fn inject_field(
        &mut self,
        path: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<String, SignError> {
        self.inject_spelled(path, value.as_ref(), Spelling::Text)
    }

    /// As [`inject_field`](Self::inject_field), written as a number where there are numbers.
    ///
    /// # Errors
    ///
    /// The value is no whole number; else as for [`inject_field`](Self::inject_field).
    pub fn inject_field_integer(
        &mut self,
        path: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<String, SignError> {
        self.inject_spelled(path, value.as_ref(), Spelling::Integer)
    }

    /// The field at `path` if the caller has set it, else `value`.
    ///
    /// # Errors
    ///
    /// What it is is no text.
    pub fn field_or(
        &self,
        path: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<String, SignError> {
        // A body that cannot be read is in the way of whoever puts a field into it.
        match find(&self.message, path) {
            Ok(Some(written)) => text(path, &written),
            Ok(None) | Err(_) => text(path, value.as_ref()),
        }
    }

    fn inject_spelled(
        &mut self,
        path: &str,
        value: &[u8],
        spelling: Spelling,
    ) -> Result<String, SignError> {
        self.advance(Part::Body)?;
        if let Some(written) = find(&self.message, path)? {
            return text(path, &written);
        }
        put(&mut self.message, path, value, spelling)?;
        text(path, value)
    }
}

impl Wire {
    /// Sets a field of the body, for schemes that sign fields rather than bytes.
    ///
    /// # Errors
    ///
    /// The body has no fields, or an earlier scheme has signed it.
    pub fn place_field(
        &mut self,
        path: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<(), SignError> {
        self.not_signed_before(Part::Body)?;
        put(&mut self.message, path, value.as_ref(), Spelling::Text)
    }
}

/// A body that has fields.
enum Kind {
    Json,
    Form,
    Xml,
}

fn kind(message: &Message) -> Result<Kind, SignError> {
    match message.media_type().as_str() {
        media_type if is_json(media_type) => Ok(Kind::Json),
        FORM => Ok(Kind::Form),
        media_type if is_xml(media_type) => Ok(Kind::Xml),
        _ => Err(SignError::Body("has no fields, by its media type")),
    }
}

/// The bytes of a field, if the body has it.
fn find(message: &Message, path: &str) -> Result<Option<Vec<u8>>, SignError> {
    let body = message.body();
    if body.is_empty() {
        return Ok(None);
    }
    match kind(message)? {
        Kind::Json => Ok(json_body::find(body, path)?.map(String::into_bytes)),
        Kind::Form => {
            let name = flat(path).into_bytes();
            let mut pairs = query::pairs(body);
            Ok(pairs
                .find(|(other, _)| *other == name)
                .map(|(_, value)| value))
        }
        Kind::Xml => {
            let element = Element::parse(body)?;
            let child = element.child(&flat(path));
            Ok(child.map(|child| child.text.clone().into_bytes()))
        }
    }
}

/// Puts a field into the body, in place of one of its name, else at the end.
fn put(
    message: &mut Message,
    path: &str,
    value: &[u8],
    spelling: Spelling,
) -> Result<(), SignError> {
    let kind = kind(message)?;
    if let Kind::Json = kind {
        return json_body::put(message, path, value, spelling);
    }
    if !message.has_body() && !message.takes_body() {
        return Err(SignError::NoBody(path.to_owned()));
    }
    let is_number = || std::str::from_utf8(value).is_ok_and(is_integer);
    if spelling == Spelling::Integer && !is_number() {
        return Err(SignError::NotA("a whole number"));
    }
    let (name, body) = (flat(path), message.body());
    message.body = Some(match kind {
        Kind::Form => form_with(body, &name, value),
        Kind::Json | Kind::Xml => xml_with(body, &name, &text(path, value)?)?,
    });
    Ok(())
}

/// The names of a path as one, for bodies that are flat.
fn flat(path: &str) -> String {
    names(path).collect::<Vec<_>>().join("/")
}

fn form_with(body: &[u8], name: &str, value: &[u8]) -> Buffer {
    let named = |piece: &[u8]| query::pairs(piece).any(|(other, _)| other == name.as_bytes());
    let kept = body
        .split(|byte| *byte == b'&')
        .filter(|piece| !piece.is_empty() && !named(piece));
    let mut form = Buffer::with_capacity(body.len() + name.len() + value.len() + 2);
    for piece in kept {
        form.extend(piece);
        form.extend(b"&");
    }
    form.extend(form_encode(name).as_bytes());
    form.extend(b"=");
    form.extend(form_encode(value).as_bytes());
    form
}

fn xml_with(body: &[u8], name: &str, text: &str) -> Result<Buffer, SignError> {
    let child = xml::child(name, text).ok_or_else(|| SignError::Malformed(name.to_owned()))?;
    let body = if body.is_empty() {
        b"<xml></xml>"
    } else {
        body
    };
    let element = Element::parse(body)?;
    let (start, end) = match element.child(name) {
        Some(child) => (child.start, child.end),
        None => (element.close, element.close),
    };
    Ok(splice(body, start, end, &child))
}
