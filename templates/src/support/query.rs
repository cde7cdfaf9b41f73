//! The query of a URL, and the percent-encoding of everything that goes into a URL.

use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode, utf8_percent_encode,
};

/// All but the unreserved characters of RFC 3986 §2.3.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `text` with all but unreserved characters percent-encoded, as UTF-8 and in upper case.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The query of a request as it is sent, without its question mark; empty if there is none.
#[derive(Clone, Default)]
pub(crate) struct Query(String);

impl Query {
    /// A query as it came.
    pub(crate) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Appends a pair whose value is encoded here.
    pub(crate) fn push(&mut self, name: &str, value: impl AsRef<[u8]>) {
        let value = percent_encode(value.as_ref(), RESERVED).to_string();
        self.push_encoded(name, &value);
    }

    /// Appends a pair whose value is encoded already.
    pub(crate) fn push_encoded(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(&encode(name));
        self.0.push('=');
        self.0.push_str(value);
    }

    /// The text itself.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// The names and values of a query or form, decoded: `+` is a blank, a name without `=` has an empty
/// value, empty pieces are none, and escapes that are none stay as they are.
pub(crate) fn pairs(text: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    raw_pairs(text).map(|(name, value)| (decode(name), decode(value)))
}

/// The names and values of a query or form, as they are on the wire.
pub(crate) fn raw_pairs(text: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    text.split(|byte| *byte == b'&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| match piece.iter().position(|byte| *byte == b'=') {
            Some(at) => (&piece[..at], &piece[at + 1..]),
            None => (piece, &[][..]),
        })
}

fn decode(text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    for byte in &mut text {
        if *byte == b'+' {
            *byte = b' ';
        }
    }
    percent_decode(&text).collect()
}
