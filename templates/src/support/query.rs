//! The query of a URL, and the percent-encoding of everything that goes into a URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

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

/// Name and value pairs in the order in which they are sent, already percent-encoded.
#[derive(Clone, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Appends a pair whose value is encoded here.
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        self.push_encoded(name, encode(value));
    }

    /// Appends a pair whose value is encoded already.
    pub(crate) fn push_encoded(&mut self, name: &str, value: String) {
        self.0.push((encode(name), value));
    }

    /// Whether there is a pair of this name.
    pub(crate) fn contains(&self, name: &str) -> bool {
        let name = encode(name);
        self.0.iter().any(|(other, _)| *other == name)
    }

    /// The text after the question mark; `None` if there are no pairs.
    pub(crate) fn text(&self) -> Option<String> {
        let pairs: Vec<_> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("&"))
    }
}
