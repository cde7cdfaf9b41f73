//! Bytes together with the way they may be shown.

use std::fmt::{self, Write};
use std::ops::Range;

/// Bytes, and how to show them: as they are, or with the parts that come from secrets replaced by
/// their names in square brackets.
///
/// `Display` and `Debug` never print a secret. Bytes that are no text are written as `\xNN`,
/// controls other than tab and line feed as `\u{N}`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Shown {
    bytes: Vec<u8>,
    /// In the order of the bytes, none over another.
    hidden: Vec<Hidden>,
}

/// Bytes that come from a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hidden {
    /// Which ones.
    pub(crate) range: Range<usize>,
    /// What is shown in their place.
    pub(crate) name: String,
}

impl Shown {
    /// Returns bytes that everyone may see.
    pub fn open(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            hidden: Vec::new(),
        }
    }

    /// Returns bytes that are shown as `[name]`; nothing is left to hide in an empty value.
    pub fn secret(bytes: impl Into<Vec<u8>>, name: &str) -> Self {
        let mut shown = Self::open(bytes);
        shown.hide(0..shown.bytes.len(), name);
        shown
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
        !self.hidden.is_empty()
    }

    /// Returns the parts that come from secrets, in order.
    pub(crate) fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }

    /// Hides bytes; what was hidden there before is shown by the new name.
    pub(crate) fn hide(&mut self, range: Range<usize>, name: &str) {
        if range.is_empty() {
            return;
        }
        let mut range = range;
        self.hidden.retain(|it| {
            let apart = it.range.end <= range.start || range.end <= it.range.start;
            if !apart {
                range = range.start.min(it.range.start)..range.end.max(it.range.end);
            }
            apart
        });
        let place = self
            .hidden
            .partition_point(|it| it.range.start < range.start);
        let name = name.to_owned();
        self.hidden.insert(place, Hidden { range, name });
    }

    /// Appends other bytes, each part keeping its way to be shown.
    pub fn push(&mut self, other: &Self) {
        let start = self.bytes.len();
        self.hidden.extend(other.hidden.iter().map(|it| Hidden {
            range: start + it.range.start..start + it.range.end,
            name: it.name.clone(),
        }));
        self.bytes.extend_from_slice(&other.bytes);
    }

    /// Appends text that everyone may see.
    pub fn push_text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Returns the text up to an offset and from there, as each is shown. An offset within a
    /// character or within what is hidden counts as one before it.
    pub(crate) fn split(&self, at: usize) -> (String, String) {
        let mut at = at.min(self.bytes.len());
        if let Some(over) = self
            .hidden
            .iter()
            .find(|it| it.range.start < at && at < it.range.end)
        {
            at = over.range.start;
        }
        if let Ok(text) = std::str::from_utf8(&self.bytes) {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
        }
        (self.shown(0..at), self.shown(at..self.bytes.len()))
    }

    /// Bytes as they are shown; a hidden part lies within or without.
    fn shown(&self, range: Range<usize>) -> String {
        let mut out = String::new();
        let mut next = range.start;
        let within = |it: &&Hidden| range.start <= it.range.start && it.range.end <= range.end;
        for hidden in self.hidden.iter().filter(within) {
            out.push_str(&visible(&self.bytes[next..hidden.range.start]));
            out.push('[');
            out.push_str(&hidden.name);
            out.push(']');
            next = hidden.range.end;
        }
        out.push_str(&visible(&self.bytes[next..range.end]));
        out
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.shown(0..self.bytes.len()))
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
    fn a_cut_within_a_secret_is_one_before_it() {
        let mut text = Shown::open("a\n");
        text.push(&Shown::secret("hush", "secret"));
        text.push_text("é!");
        let cut = |at| text.split(at);
        assert_eq!(cut(4), ("a\n".into(), "[secret]é!".into()));
        assert_eq!(cut(7), ("a\n[secret]".into(), "é!".into()));
        assert_eq!(cut(99), ("a\n[secret]é!".into(), String::new()));
    }

    #[test]
    fn what_is_hidden_twice_is_hidden_as_a_whole() {
        let mut text = Shown::secret("abc", "one");
        text.push_text("def");
        text.hide(2..5, "two");
        assert_eq!(text.to_string(), "[two]f");
    }

    #[test]
    fn bytes_that_are_no_text_are_written_as_numbers() {
        assert_eq!(
            Shown::open(b"a\xff\x1b\n".as_slice()).to_string(),
            "a\\xff\\u{1b}\n"
        );
    }
}
