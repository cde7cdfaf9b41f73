//! Bytes together with the way they may be shown.

use std::fmt::{self, Write};

/// Bytes, and how to show them: as they are, or with the parts that come from secrets replaced by
/// their names in square brackets.
///
/// `Display` and `Debug` never print a secret. Bytes that are no text are written as `\xNN`,
/// controls other than tab and line feed as `\u{N}`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Shown {
    bytes: Vec<u8>,
    masked: Option<String>,
}

impl Shown {
    /// Returns bytes that everyone may see.
    pub fn open(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            masked: None,
        }
    }

    /// Returns bytes that are shown as `[name]`; nothing is left to hide in an empty value.
    pub fn secret(bytes: impl Into<Vec<u8>>, name: &str) -> Self {
        let bytes = bytes.into();
        let masked = (!bytes.is_empty()).then(|| format!("[{name}]"));
        Self { bytes, masked }
    }

    /// Returns these bytes, shown as `name` if `secret` says so.
    pub(super) fn new(bytes: impl Into<Vec<u8>>, secret: bool, name: &str) -> Self {
        if secret {
            Self::secret(bytes, name)
        } else {
            Self::open(bytes)
        }
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns whether a part comes from a secret.
    pub fn is_secret(&self) -> bool {
        self.masked.is_some()
    }

    /// Appends other bytes, each part keeping its way to be shown.
    pub fn push(&mut self, other: &Self) {
        if self.is_secret() || other.is_secret() {
            let mut masked = self.to_string();
            masked.push_str(&other.to_string());
            self.masked = Some(masked);
        }
        self.bytes.extend_from_slice(&other.bytes);
    }

    /// Appends text that everyone may see.
    pub fn push_text(&mut self, text: &str) {
        if let Some(masked) = &mut self.masked {
            masked.push_str(&visible(text.as_bytes()));
        }
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.masked {
            Some(masked) => formatter.write_str(masked),
            None => formatter.write_str(&visible(&self.bytes)),
        }
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.to_string())
    }
}

/// Writes bytes so that a terminal takes no harm.
fn visible(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if matches!(character, '\n' | '\t') || !hidden(character) {
                out.push(character);
            } else {
                out.extend(character.escape_unicode());
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// Controls, and the marks that turn the direction of text or take no room.
fn hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_shown_by_its_name() {
        let mut text = Shown::open("a=");
        text.push(&Shown::secret("hush", "secret"));
        text.push_text("&b");
        assert_eq!(text.to_string(), "a=[secret]&b");
        assert_eq!(format!("{text:?}"), "\"a=[secret]&b\"");
        assert_eq!(text.bytes(), b"a=hush&b");
    }

    #[test]
    fn bytes_that_are_no_text_are_written_as_numbers() {
        assert_eq!(
            Shown::open(b"a\xff\x1b\n".as_slice()).to_string(),
            "a\\xff\\u{1b}\n"
        );
    }
}
