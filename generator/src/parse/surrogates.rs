//! Two differences between the parser and us: surrogate pairs, and what a place is counted in.
//!
//! JSON writes characters beyond the basic plane as two escapes (RFC 8259 §7: `\ud83d\ude00`),
//! YAML as one (`\U0001f600`). The parser knows the second only, so the first is rewritten to it
//! before; [`Places`] knows what that shifts. It also turns the parser's places, which count
//! characters, into offsets in bytes.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::source::offset;

/// Characters of a pair of escapes.
const PAIR: usize = 12;
/// Characters by which a pair is longer than the escape that stands for it.
const SHORTER: usize = 2;

/// From a place on, in characters, the original is longer by so much altogether.
pub(super) struct Shift {
    pub(super) place: usize,
    pub(super) longer: isize,
}

/// A text for the parser.
pub(super) struct Rewritten<'t> {
    pub(super) text: Cow<'t, str>,
    /// Where the original is longer or shorter, in order.
    pub(super) shifts: Vec<Shift>,
}

/// Rewrites surrogate pairs in what looks like JSON.
///
/// In block-style YAML the same characters can stand in a place without escapes.
pub(super) fn rewrite(text: &str) -> Rewritten<'_> {
    let mut rewritten = Rewritten {
        text: Cow::Borrowed(text),
        shifts: Vec::new(),
    };
    if !text.trim_start().starts_with(['{', '[']) || !text.contains("\\u") {
        return rewritten;
    }
    let mut output = String::new();
    let mut copied = 0;
    let mut characters = 0;
    let mut from = 0;
    while let Some(found) = text[from..].find('\\') {
        let place = from + found;
        let Some(character) = pair(&text[place..]) else {
            // Skips what the backslash escapes, which may be a backslash.
            from = place + 1 + text[place + 1..].chars().next().map_or(0, char::len_utf8);
            continue;
        };
        let before = &text[copied..place];
        output.push_str(before);
        // Writing to a string cannot fail.
        let _ = write!(output, "\\U{:08x}", u32::from(character));
        characters += before.chars().count() + PAIR - SHORTER;
        let pairs = rewritten.shifts.len() + 1;
        rewritten.shifts.push(Shift {
            place: characters,
            longer: (pairs * SHORTER).cast_signed(),
        });
        from = place + PAIR;
        copied = from;
    }
    if copied > 0 {
        output.push_str(&text[copied..]);
        rewritten.text = Cow::Owned(output);
    }
    rewritten
}

/// The character that two escapes at the start of a text stand for.
fn pair(text: &str) -> Option<char> {
    let high = escape(text)?;
    let low = escape(text.get(PAIR / 2..)?)?;
    char::decode_utf16([high, low])
        .next()?
        .ok()
        .filter(|it| it.len_utf16() == 2)
}

fn escape(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

/// Turns the parser's places into offsets.
///
/// It remembers the last one, because places come nearly in order.
pub(super) struct Places<'t> {
    text: &'t str,
    shifts: &'t [Shift],
    ascii: bool,
    character: usize,
    byte: usize,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str, shifts: &'t [Shift]) -> Self {
        Self {
            text,
            shifts,
            ascii: text.is_ascii(),
            character: 0,
            byte: 0,
        }
    }

    /// Returns the offset of a character of the text that the parser reads.
    pub(super) fn byte(&mut self, character: usize) -> u32 {
        let behind = self.shifts.partition_point(|it| it.place <= character);
        let shift = behind.checked_sub(1).map(|last| self.shifts[last].longer);
        let target = character.saturating_add_signed(shift.unwrap_or_default());
        if self.ascii {
            return offset(target.min(self.text.len()));
        }
        let bytes = self.text.as_bytes();
        let starts_character = |byte: usize| bytes.get(byte).is_none_or(|it| *it & 0xc0 != 0x80);
        while self.character < target && self.byte < bytes.len() {
            self.byte += 1;
            while !starts_character(self.byte) {
                self.byte += 1;
            }
            self.character += 1;
        }
        while self.character > target {
            self.byte -= 1;
            while !starts_character(self.byte) {
                self.byte -= 1;
            }
            self.character -= 1;
        }
        offset(self.byte)
    }
}
