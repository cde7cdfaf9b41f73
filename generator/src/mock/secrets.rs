//! Secrets, wherever a caller may have written them. They leave the mock only where they are given out.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::engine::Mock;
use crate::signing::Shown;

/// A text that is kept secret.
#[derive(Clone)]
pub(crate) struct Secret {
    /// What is shown in its place.
    name: String,
    /// As it may be met: as it is, in a URL, in JSON, in a JSON pointer. Longer ones first, since one may begin another.
    forms: Vec<String>,
}

/// Shorter texts would be found everywhere.
const SHORTEST: usize = 4;

/// Longer texts are cut in answers and logs.
const LONGEST_SHOWN: usize = 8 * 1024;

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

impl Secret {
    /// Nothing for a text that is too short to be told from others.
    pub(crate) fn new(name: &str, text: &str) -> Option<Self> {
        if text.len() < SHORTEST {
            return None;
        }
        let in_url = utf8_percent_encode(text, RESERVED).to_string();
        let quoted = serde_json::Value::from(text).to_string();
        let in_json = quoted[1..quoted.len() - 1].to_owned();
        let mut forms = vec![
            text.to_owned(),
            lower_escapes(&in_url),
            in_url,
            // As PHP writes it.
            in_json.replace('/', "\\/"),
            in_json,
            text.replace('~', "~0").replace('/', "~1"),
        ];
        forms.sort_by(|one, two| two.len().cmp(&one.len()).then_with(|| one.cmp(two)));
        forms.dedup();
        let name = name.to_owned();
        Some(Self { name, forms })
    }
}

/// `%2b` for `%2B`.
fn lower_escapes(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (digits, rest) = piece.split_at(piece.len().min(2));
        out.push('%');
        out.push_str(&digits.to_ascii_lowercase());
        out.push_str(rest);
    }
    out
}

impl Mock {
    /// A text as it may be told.
    pub(crate) fn masked(&self, text: &str) -> String {
        let mut out = text.to_owned();
        let keyring = self.keyring();
        for secret in keyring.secrets() {
            for form in &secret.forms {
                if out.contains(form.as_str()) {
                    out = out.replace(form.as_str(), &format!("[{}]", secret.name));
                }
            }
        }
        out
    }

    /// Bytes as responses and logs may show them: without what is secret, and not endless.
    pub(crate) fn shown(&self, mut text: Shown) -> String {
        let keyring = self.keyring();
        for secret in keyring.secrets() {
            for form in &secret.forms {
                for place in places(text.bytes(), form.as_bytes()) {
                    text.hide(place..place + form.len(), &secret.name);
                }
            }
        }
        let length = text.bytes().len();
        if length <= LONGEST_SHOWN {
            return text.to_string();
        }
        let (shown, _) = text.split(LONGEST_SHOWN);
        format!("{shown}… ({length} bytes)")
    }
}

/// Where a form begins. One that begins before the cut is hidden whole; what lies behind is not shown.
fn places(bytes: &[u8], form: &[u8]) -> Vec<usize> {
    let seen = bytes.len().min(LONGEST_SHOWN + form.len());
    let windows = bytes[..seen].windows(form.len()).enumerate();
    windows
        .filter(|(_, window)| *window == form)
        .map(|(place, _)| place)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_in_urls_and_in_json() {
        let secret = Secret::new("key", "a/b+\n").expect("it is long enough");
        let forms: Vec<_> = secret.forms.iter().map(String::as_str).collect();
        assert_eq!(
            forms,
            [
                "a%2Fb%2B%0A",
                "a%2fb%2b%0a",
                "a\\/b+\\n",
                "a/b+\\n",
                "a~1b+\n",
                "a/b+\n"
            ]
        );
        assert!(Secret::new("key", "abc").is_none());
    }
}
