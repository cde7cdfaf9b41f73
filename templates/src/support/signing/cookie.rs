//! Cookies of a request.

use http::header::COOKIE;

use super::draft::Draft;
use super::message::{Message, header};
use super::wire::Wire;
use crate::support::error::{Part, SignError};
use crate::support::request::cookies;

impl Draft {
    /// Adds a cookie.
    ///
    /// # Errors
    ///
    /// The value has characters that no cookie can carry; or the headers are fixed already.
    pub fn inject_cookie(
        &mut self,
        name: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<(), SignError> {
        self.advance(Part::Headers)?;
        push(&mut self.message, name, value.as_ref())
    }
}

impl Wire {
    /// Adds a cookie.
    ///
    /// # Errors
    ///
    /// The value has characters that no cookie can carry.
    pub fn place_cookie(
        &mut self,
        name: &str,
        value: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<(), SignError> {
        push(&mut self.message, name, value.as_ref())
    }
}

/// Appends a cookie to those that are there.
fn push(message: &mut Message, name: &str, value: &[u8]) -> Result<(), SignError> {
    let refused =
        |byte: &u8| !byte.is_ascii_graphic() || matches!(byte, b'"' | b',' | b';' | b'\\');
    if value.iter().any(refused) {
        return Err(SignError::Malformed(name.to_owned()));
    }
    let before = cookies(&message.headers).map(|before| format!("{before}; "));
    let mut all = before.unwrap_or_default().into_bytes();
    all.extend([name.as_bytes(), b"=", value].concat());
    let (key, value) = header(COOKIE.as_str(), &all)?;
    message.headers.insert(key, value);
    Ok(())
}
