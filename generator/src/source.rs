//! The text of a document, the texts that are laid over it or that it refers to, and places in them.
//!
//! In goes text with a label, out come lines, columns and the types that every later stage uses
//! to say where something stands: [`Span`], [`Pointer`], [`Origin`].
//! All texts share one count of offsets, so that a span says which of them it means.
//! Nothing here knows what the text means.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};

/// One document as text, with the name under which messages show it.
///
/// Lines are only counted when the first position is asked for.
#[derive(Debug)]
pub struct Source {
    label: String,
    text: String,
    not_utf8: Option<u32>,
    line_starts: OnceLock<Vec<u32>>,
    others: Vec<Other>,
    /// Names of files that are not there, each with the reason.
    refused: BTreeMap<String, String>,
}

/// A text beside a document.
#[derive(Debug)]
struct Other {
    /// The offset at which it begins.
    start: u32,
    text: Source,
    /// The name of a file that is referred to; an overlay has none.
    name: Option<String>,
}

impl Source {
    /// Takes a text. A byte order mark at its start is left out.
    pub fn new(label: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len_utf8());
        }
        Self {
            label: label.into(),
            text,
            not_utf8: None,
            line_starts: OnceLock::new(),
            others: Vec::new(),
            refused: BTreeMap::new(),
        }
    }

    /// Takes bytes as they were read from a file.
    ///
    /// Bytes that are not UTF-8 are no failure here: the source then knows
    /// [where they begin](Self::not_utf8), and `parse` reports the place.
    pub fn from_bytes(label: impl Into<String>, bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::new(label, text),
            Err(error) => {
                let text = String::from_utf8_lossy(error.as_bytes());
                let whole = text.len();
                let mut source = Self::new(label, text);
                let left_out = whole - source.text.len();
                source.not_utf8 = Some(offset(error.utf8_error().valid_up_to() - left_out));
                source
            }
        }
    }

    /// Lays another text over this one: an [OpenAPI Overlay](https://spec.openapis.org/overlay/latest.html),
    /// whose actions come after those of overlays that were laid before.
    #[must_use]
    pub fn with_overlay(self, overlay: Self) -> Self {
        self.with(overlay, None)
    }

    /// Puts a file beside this text that it refers to by a name relative to its own folder: `common/errors.yaml`.
    ///
    /// [`parse::gather`](crate::parse::gather) finds out which files those are.
    #[must_use]
    pub fn with_file(self, name: impl Into<String>, file: Self) -> Self {
        self.with(file, Some(name.into()))
    }

    /// Says why a file that this text refers to is not there.
    #[must_use]
    pub fn without_file(mut self, name: impl Into<String>, reason: impl Into<String>) -> Self {
        self.refused.insert(name.into(), reason.into());
        self
    }

    fn with(mut self, text: Self, name: Option<String>) -> Self {
        // The offset after the end of a text still means that text.
        let start = self.end().saturating_add(1);
        self.others.push(Other { start, text, name });
        self
    }

    /// Returns the overlays in order, each with the offset at which it begins.
    pub(crate) fn overlays(&self) -> impl Iterator<Item = (u32, &Self)> {
        let overlays = self.others.iter().filter(|other| other.name.is_none());
        overlays.map(|other| (other.start, &other.text))
    }

    /// Returns the other files by name, each with the offset at which it begins.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, u32, &Self)> {
        let others = self.others.iter();
        others.filter_map(|other| Some((other.name.as_deref()?, other.start, &other.text)))
    }

    /// Returns why other files are not there, by name.
    pub(crate) fn refused(&self) -> &BTreeMap<String, String> {
        &self.refused
    }

    /// Returns all texts in order, this one first.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.others.iter().map(|other| &other.text))
    }

    /// Returns the name of the file that this text is from, without its folder.
    pub(crate) fn file_name(&self) -> &str {
        self.label.rsplit(['/', '\\']).next().unwrap_or_default()
    }

    /// Returns the text that a span is of, and where it stands there.
    pub fn locate(&self, span: Span) -> (&Self, Span) {
        let behind = self.others.partition_point(|it| it.start <= span.start);
        let other = behind.checked_sub(1).map(|place| &self.others[place]);
        let (start, text) = other.map_or((0, self), |it| (it.start, &it.text));
        let span = Span {
            start: span.start - start,
            end: span.end.saturating_sub(start),
        };
        (text, span)
    }

    fn end(&self) -> u32 {
        let last = self.others.last();
        let (start, text) = last.map_or((0, self), |it| (it.start, &it.text));
        start.saturating_add(offset(text.text.len()))
    }

    /// Returns the name under which messages show this document.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Returns the text without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the offset of the first byte that was not UTF-8, if there was one.
    pub fn not_utf8(&self) -> Option<u32> {
        self.not_utf8
    }

    /// Returns the line and column of a byte offset. Offsets past the end mean the end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.boundary(offset);
        let starts = self.line_starts();
        let index = starts.partition_point(|start| *start as usize <= offset) - 1;
        let before = &self.text[starts[index] as usize..offset];
        Position {
            line: index + 1,
            column: before.chars().count() + 1,
        }
    }

    /// Returns the text of a line (counted from 1) without its line break, or nothing past the end.
    pub fn line(&self, number: usize) -> &str {
        let starts = self.line_starts();
        let Some(start) = number.checked_sub(1).and_then(|index| starts.get(index)) else {
            return "";
        };
        let end = starts
            .get(number)
            .map_or(self.text.len(), |end| *end as usize);
        self.text[*start as usize..end].trim_end_matches(['\r', '\n'])
    }

    /// Returns the byte offset of a position; of the end of the line or text if it is past that.
    pub(crate) fn offset(&self, position: Position) -> u32 {
        let line = self.line(position.line);
        let mut columns = line.char_indices().skip(position.column.saturating_sub(1));
        let within = columns.next().map_or(line.len(), |(place, _)| place);
        self.line_offset(position.line) + offset(within)
    }

    /// Returns the offset at which a line (counted from 1) begins.
    pub(crate) fn line_offset(&self, number: usize) -> u32 {
        let start = number
            .checked_sub(1)
            .and_then(|index| self.line_starts().get(index));
        start.copied().unwrap_or(offset(self.text.len()))
    }

    /// The greatest place between two characters that is not behind `offset`.
    fn boundary(&self, offset: u32) -> usize {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| line_starts(&self.text))
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Offsets at which lines begin; `\n`, `\r\n` and a lone `\r` end a line, as in YAML 1.2 §5.4.
fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (index, byte) in bytes.iter().enumerate() {
        let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(index + 1) != Some(&b'\n'));
        if ends {
            starts.push(offset(index + 1));
        }
    }
    starts
}

/// An offset as spans hold it. Longer texts are refused before anything is read from them.
pub(crate) fn offset(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// A line and a column, both counted from 1; the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A stretch of text, in bytes; of an overlay or another file if it lies behind the end of the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// Returns the same stretch of a text that begins at an offset.
    #[must_use]
    pub(crate) fn behind(self, offset: u32) -> Self {
        Self {
            start: self.start.saturating_add(offset),
            end: self.end.saturating_add(offset),
        }
    }
}

/// The way from the root of a document to one of its values (RFC 6901).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// Points to the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Takes a pointer as RFC 6901 writes it: empty, or segments that begin with `/`.
    pub(crate) fn parse(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Points to a member of the object that this points to.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + key.len() + 1);
        text.push_str(&self.0);
        let mut child = Self(text);
        child.push(key);
        child
    }

    /// Goes on to a member of the object that this points to.
    pub(crate) fn push(&mut self, key: &str) {
        self.0.push('/');
        if !key.contains(['~', '/']) {
            return self.0.push_str(key);
        }
        for character in key.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                other => self.0.push(other),
            }
        }
    }

    /// Points to an item of the array that this points to.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// Returns the pointer as RFC 6901 writes it: empty, or segments that begin with `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The member of a document under which the files that it refers to stand, each by its name.
pub(crate) const FILES: &str = "x-countersign-files";

impl fmt::Display for Pointer {
    /// As a reference has it: `#/a/b`, or `other.yaml#/a/b` in another file.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = self.0.strip_prefix('/');
        let rest = rest.and_then(|it| it.strip_prefix(FILES));
        let Some(rest) = rest.and_then(|it| it.strip_prefix('/')) else {
            return write!(formatter, "#{}", self.0);
        };
        let end = rest.find('/').unwrap_or(rest.len());
        let name = rest[..end].replace("~1", "/").replace("~0", "~");
        write!(formatter, "{name}#{}", &rest[end..])
    }
}

impl Serialize for Pointer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Where in the document something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The way to it.
    pub pointer: Pointer,
    /// Its text.
    pub span: Span,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let source = Source::new("x", "a: é\r\nbß: c\rd");
        let at = |offset| {
            let position = source.position(offset);
            (position.line, position.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(5), (1, 5));
        assert_eq!(at(7), (2, 1));
        assert_eq!(at(10), (2, 3));
        assert_eq!(at(14), (3, 1));
        assert_eq!(at(u32::MAX), (3, 2));
    }

    #[test]
    fn offsets_and_positions_are_two_names_of_one_place() {
        let source = Source::new("x", "aé\nüb");
        for offset in [0, 1, 3, 4, 6, 7] {
            assert_eq!(source.offset(source.position(offset)), offset);
        }
        assert_eq!(source.offset(Position { line: 9, column: 9 }), 7);
    }

    #[test]
    fn a_span_says_which_text_it_is_of() {
        let source = Source::new("a", "one");
        let source = source.with_overlay(Source::new("b", ""));
        let source = source.with_overlay(Source::new("c", "three"));
        let at = |start| {
            let end = start + 1;
            let (text, span) = source.locate(Span { start, end });
            (text.label(), span.start, span.end)
        };
        assert_eq!(at(0), ("a", 0, 1));
        assert_eq!(at(3), ("a", 3, 4));
        assert_eq!(at(4), ("b", 0, 1));
        assert_eq!(at(5), ("c", 0, 1));
        assert_eq!(at(9), ("c", 4, 5));
    }

    #[test]
    fn an_offset_inside_a_character_means_its_start() {
        assert_eq!(Source::new("x", "é").position(1).column, 1);
    }

    #[test]
    fn lines_come_without_their_breaks() {
        let source = Source::new("x", "a\r\nb\n\nc");
        let lines: Vec<_> = (0..6).map(|number| source.line(number)).collect();
        assert_eq!(lines, ["", "a", "b", "", "c", ""]);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(
            Source::from_bytes("x", b"\xef\xbb\xbfa".to_vec()).text(),
            "a"
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_have_a_place() {
        let source = Source::from_bytes("x", b"ab\xff".to_vec());
        assert_eq!(source.not_utf8(), Some(2));
        assert_eq!(source.text(), "ab\u{fffd}");
        let source = Source::from_bytes("x", b"\xef\xbb\xbfab\xff".to_vec());
        assert_eq!(source.not_utf8(), Some(2));
    }

    #[test]
    fn pointers_escape_what_would_part_segments() {
        let pointer = Pointer::root().child("paths").child("/a~b").index(3);
        assert_eq!(pointer.to_string(), "#/paths/~1a~0b/3");
        assert_eq!(pointer.as_str(), "/paths/~1a~0b/3");
        assert_eq!(Pointer::root().to_string(), "#");
        let file = Pointer::root().child(FILES).child("a/b.yaml");
        assert_eq!(file.to_string(), "a/b.yaml#");
        assert_eq!(file.child("c").to_string(), "a/b.yaml#/c");
    }
}
