//! What sets the items of a stream apart, in pieces that may be cut anywhere.

use std::mem;

use bytes::{Buf, Bytes};

use crate::support::buffer::Buffer;
use crate::support::response::essence;

/// The byte order mark, which may stand before the first event.
const BOM: &[u8] = "\u{feff}".as_bytes();
/// What stands before each text of a sequence (RFC 7464 §2.2).
const SEPARATOR: u8 = 0x1e;

/// The forms of streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Blocks of lines (HTML, server-sent events).
    Events,
    /// JSON texts, one a line.
    Lines,
    /// JSON texts behind record separators (RFC 7464).
    Sequence,
}

impl Format {
    /// The form of a media type that is read as a stream.
    pub(crate) fn of(media_type: &str) -> Self {
        match essence(media_type).as_str() {
            "text/event-stream" => Self::Events,
            name if name.ends_with("json-seq") => Self::Sequence,
            _ => Self::Lines,
        }
    }

    /// Whether a response of this media type can be one of these. Services have many names for lines.
    pub(crate) fn may_be(self, media_type: &str) -> bool {
        let name = essence(media_type);
        match self {
            Self::Events => name == "text/event-stream",
            Self::Sequence => name.ends_with("json-seq"),
            Self::Lines => {
                let others = ["text/plain", "application/octet-stream"];
                name.contains("json") && !name.ends_with("json-seq") || others.contains(&&*name)
            }
        }
    }
}

/// What was found between two boundaries.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// The data of an event, the lines joined by `\n`, or a JSON text.
    pub(crate) data: Bytes,
    /// The name of an event.
    pub(crate) event: Option<String>,
    /// Whether the end came before the text was certainly whole.
    pub(crate) is_cut: bool,
}

/// An item, or a part of it, that is longer than the client reads.
#[derive(Debug)]
pub(crate) struct TooLong;

/// Takes pieces and gives frames.
pub(crate) struct Framer {
    format: Format,
    limit: usize,
    /// What came and was not looked at yet.
    piece: Bytes,
    /// What was looked at and has no end yet: a line, or a text of a sequence.
    open: Buffer,
    lines: Lines,
    depth: Depth,
}

/// How far the lines of events are read.
#[derive(Default)]
struct Lines {
    is_begun: bool,
    /// The last line ended in `\r`: a `\n` that follows belongs to that end.
    is_after_cr: bool,
    data: Option<Buffer>,
    event: Option<String>,
    id: Option<String>,
    /// The id of the event under way, which holds once that has ended.
    coming_id: Option<String>,
    retry: Option<u64>,
}

/// How deep in JSON the end of what came is.
#[derive(Default)]
struct Depth {
    open: usize,
    in_string: bool,
    is_escaped: bool,
}

impl Framer {
    /// Frames of at most `limit` bytes.
    pub(crate) fn new(format: Format, limit: usize) -> Self {
        Self {
            format,
            limit,
            piece: Bytes::new(),
            open: Buffer::default(),
            lines: Lines::default(),
            depth: Depth::default(),
        }
    }

    /// Adds what came; what came before has been taken.
    pub(crate) fn push(&mut self, piece: Bytes) {
        debug_assert!(self.piece.is_empty(), "frames are taken before more comes");
        self.piece = piece;
    }

    /// The last id that an event had; it holds for those behind it.
    pub(crate) fn last_id(&self) -> Option<&str> {
        self.lines.id.as_deref()
    }

    /// How long to wait before connecting again, in milliseconds, as told last.
    pub(crate) fn retry(&self) -> Option<u64> {
        self.lines.retry
    }

    /// The next frame of what came; `None` if more has to come first.
    pub(crate) fn next(&mut self) -> Result<Option<Frame>, TooLong> {
        match self.format {
            Format::Events => self.event(),
            Format::Lines => self.line(),
            Format::Sequence => self.text(),
        }
    }

    /// What is left at the end. An event without an end is none; a text may be one.
    pub(crate) fn finish(&mut self) -> Option<Frame> {
        match self.format {
            Format::Events => None,
            Format::Lines => self.take_text(false),
            Format::Sequence => self.take_text(true),
        }
    }

    fn event(&mut self) -> Result<Option<Frame>, TooLong> {
        while let Some(line) = self.take_until(|byte| matches!(byte, b'\n' | b'\r'))? {
            let Line { text, end } = line;
            let belongs_to_cr = mem::replace(&mut self.lines.is_after_cr, end == b'\r');
            if belongs_to_cr && end == b'\n' && text.is_empty() {
                continue;
            }
            if let Some(frame) = self.lines.add(&text, self.limit)? {
                return Ok(Some(frame));
            }
        }
        Ok(None)
    }

    fn line(&mut self) -> Result<Option<Frame>, TooLong> {
        while let Some(Line { text, .. }) = self.take_until(|byte| byte == b'\n')? {
            if let Some(frame) = frame(text, false) {
                return Ok(Some(frame));
            }
        }
        Ok(None)
    }

    /// A text ends at the next separator, or before if it is whole: a service may wait with the next.
    fn text(&mut self) -> Result<Option<Frame>, TooLong> {
        loop {
            let mut depth = mem::take(&mut self.depth);
            let is_end = |byte| byte == SEPARATOR || depth.is_whole_at(byte);
            let line = self.take_until(is_end);
            self.depth = depth;
            let Some(Line { text, end }) = line? else {
                return Ok(None);
            };
            self.depth = Depth::default();
            if let Some(frame) = frame(text, end == SEPARATOR) {
                return Ok(Some(frame));
            }
        }
    }

    fn take_text(&mut self, may_be_cut: bool) -> Option<Frame> {
        frame(mem::take(&mut self.open), may_be_cut)
    }

    /// What stands before the first byte that is an end; without one, it is kept for later.
    fn take_until(&mut self, mut is_end: impl FnMut(u8) -> bool) -> Result<Option<Line>, TooLong> {
        let end = self.piece.iter().position(|byte| is_end(*byte));
        let length = end.unwrap_or(self.piece.len());
        if length > self.limit - self.open.len() {
            return Err(TooLong);
        }
        self.open.extend(&self.piece[..length]);
        self.piece.advance(length);
        if end.is_none() {
            return Ok(None);
        }
        Ok(Some(Line {
            end: self.piece.get_u8(),
            text: mem::take(&mut self.open),
        }))
    }
}

/// What stood before an end, and the end.
struct Line {
    text: Buffer,
    end: u8,
}

/// A JSON text, if it is more than blanks. One behind which nothing came is whole only if it says so
/// itself, by a bracket or a quotation mark (RFC 7464 §2.4).
fn frame(text: Buffer, may_be_cut: bool) -> Option<Frame> {
    let trimmed = text.trim_ascii();
    let closes_itself = matches!(trimmed.first()?, b'{' | b'[' | b'"');
    let is_cut = may_be_cut && !closes_itself && trimmed.len() == text.trim_ascii_start().len();
    Some(Frame {
        data: text.freeze(),
        event: None,
        is_cut,
    })
}

impl Lines {
    /// Reads a line of an event stream (HTML §9.2.6); an empty one ends an event.
    fn add(&mut self, line: &[u8], limit: usize) -> Result<Option<Frame>, TooLong> {
        let is_first = !mem::replace(&mut self.is_begun, true);
        let line = match line.strip_prefix(BOM) {
            Some(rest) if is_first => rest,
            _ => line,
        };
        if line.is_empty() {
            return Ok(self.dispatch());
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (name, value) = line.split_at(colon.unwrap_or(line.len()));
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"data" => self.add_data(value, limit)?,
            b"event" => self.event = Some(String::from_utf8_lossy(value).into_owned()),
            b"id" if !value.contains(&0) => {
                self.coming_id = Some(String::from_utf8_lossy(value).into_owned());
            }
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                let digits = String::from_utf8_lossy(value);
                self.retry = Some(digits.parse().unwrap_or(u64::MAX));
            }
            // A comment, or something to come.
            _ => {}
        }
        Ok(None)
    }

    fn add_data(&mut self, value: &[u8], limit: usize) -> Result<(), TooLong> {
        let data = match &mut self.data {
            Some(data) => {
                data.extend(b"\n");
                data
            }
            none => none.insert(Buffer::default()),
        };
        let left = limit.checked_sub(data.len());
        if left.is_none_or(|left| value.len() > left) {
            return Err(TooLong);
        }
        data.extend(value);
        Ok(())
    }

    /// The event that ends here, if it has data.
    fn dispatch(&mut self) -> Option<Frame> {
        self.id = self.coming_id.take().or(self.id.take());
        let event = self.event.take().filter(|name| !name.is_empty());
        let data = self.data.take()?;
        Some(Frame {
            data: data.freeze(),
            event,
            is_cut: false,
        })
    }
}

impl Depth {
    /// Takes a byte of a JSON text; whether the text is whole with it, which a line break shows.
    fn is_whole_at(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if mem::take(&mut self.is_escaped) => {}
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.open += 1,
            b'}' | b']' => self.open = self.open.saturating_sub(1),
            b'\n' => return self.open == 0,
            _ => {}
        }
        false
    }
}
