//! The query of a URL, and the percent-encoding of everything that goes into a URL.

use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode, utf8_percent_encode,
};

use super::param::{Param, joined};
use super::request::RequestParts;

/// All but the unreserved characters of RFC 3986 §2.3.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// All but what a value keeps in a query under `allowReserved`: the unreserved characters, and of
/// the reserved ones (RFC 3986 §2.2) those that a query may hold and that do not end the value
/// there. `#`, `[` and `]` may not stand in a query; `&` would begin another pair; `+` is read as a
/// blank, and `'` is escaped by the WHATWG's URLs.
const NOT_ALLOWED: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// `text` with all but unreserved characters percent-encoded, as UTF-8 and in upper case.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// `text` with reserved characters and percent-encoded triples left as they are, as far as a query
/// can hold them (OpenAPI 3.1.1 §4.8.12.2.2, RFC 6570 §3.2.3).
pub(crate) fn encode_reserved(text: &str) -> String {
    encode_all_but(text, NOT_ALLOWED)
}

/// `text` with the characters of `escaped` percent-encoded, and percent-encoded triples left as they are.
pub(crate) fn encode_all_but(text: &str, escaped: &'static AsciiSet) -> String {
    let mut encoded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        encoded.extend(utf8_percent_encode(before, escaped));
        let is_triple = matches!(from.as_bytes(), [_, a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
        encoded.push_str(if is_triple { "%" } else { "%25" });
        rest = &from[1..];
    }
    encoded.extend(utf8_percent_encode(rest, escaped));
    encoded
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
        self.push_piece(&format!("{}={value}", encode(name)));
    }

    /// Appends what stands between two `&`.
    pub(crate) fn push_piece(&mut self, piece: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(piece);
    }

    /// Whether there is a pair of this name, which is encoded.
    pub(crate) fn has(&self, name: &str) -> bool {
        raw_pairs(self.0.as_bytes()).any(|(other, _)| other == name.as_bytes())
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

impl RequestParts {
    /// Adds a query parameter, once for each value, with reserved characters as they are.
    ///
    /// Percent-encoded all the same are `#`, `[`, `]`, `&`, `+` and `'`: in a query they would not
    /// be read as part of the value. A `%` before two hexadecimal digits is taken for an escape.
    pub fn query_reserved(&mut self, name: &'static str, value: &dyn Param) {
        if !self.takes(name, value) {
            return;
        }
        value.each(&mut |text| self.query.push_encoded(name, &encode_reserved(text)));
    }

    /// Adds a query parameter whose values are joined by commas, with reserved characters as they
    /// are; see [`query_reserved`](Self::query_reserved).
    pub fn query_joined_reserved(&mut self, name: &'static str, value: &dyn Param) {
        if self.takes(name, value)
            && let Some(text) = joined(value, encode_reserved)
        {
            self.query.push_encoded(name, &text);
        }
    }

    /// Adds the name of a query parameter without a value, if the parameter is `true`.
    pub fn query_flag(&mut self, name: &str, value: &dyn Param) {
        value.each(&mut |text| {
            if text == "true" {
                self.query.push_piece(&encode(name));
            }
        });
    }
}
