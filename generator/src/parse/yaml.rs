//! YAML and JSON text to a tree, within limits.
//!
//! JSON is read as the YAML that it is, but for surrogate pairs (see [`super::surrogates`]).

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput};

use super::builder::{Builder, Stopped};
use super::node::Node;
use super::surrogates::{self, Places};
use crate::diag::{Sink, codes};
use crate::source::{Origin, Pointer, Source, Span, offset};

/// Bytes of text that are read.
const MAX_TEXT: usize = 64 << 20;

/// Reads the one document in the text; all that is wrong with it is reported.
///
/// Returns nothing if there is none, or if reading had to stop.
pub(super) fn read(source: &Source, sink: &mut Sink) -> Option<Node> {
    if !is_readable(source, sink) {
        return None;
    }
    let rewritten = surrogates::rewrite(source.text());
    let mut reader = Reader {
        parser: Parser::new_from_str(&rewritten.text),
        places: Places::new(source.text(), &rewritten.shifts),
        builder: Builder::new(source.text(), sink),
    };
    reader.events().ok()?;
    reader.builder.finish()
}

/// Reports what cannot even be given to the parser.
fn is_readable(source: &Source, sink: &mut Sink) -> bool {
    let text = source.text();
    if let Some(place) = source.not_utf8() {
        let report = sink.report(
            &codes::CS0002,
            &character(place),
            "the document is not UTF-8",
        );
        if place == 0 && text.contains('\0') {
            report.note("it looks like UTF-16");
        }
        report
            .label("no character of UTF-8")
            .help("save it as UTF-8");
        return false;
    }
    if text.len() > MAX_TEXT {
        let message = format!(
            "the document has {} MiB of text, at most {} are read",
            text.len() >> 20,
            MAX_TEXT >> 20
        );
        sink.report_unplaced(&codes::CS0005, message);
        return false;
    }
    // The parser takes NUL for the end of the text, and would leave out what comes after it.
    if let Some(place) = text.find('\0') {
        let origin = character(offset(place));
        sink.report(
            &codes::CS0004,
            &origin,
            "a NUL character has no place in a text",
        );
        return false;
    }
    true
}

fn character(place: u32) -> Origin {
    Origin {
        pointer: Pointer::root(),
        span: Span {
            start: place,
            end: place + 1,
        },
    }
}

struct Reader<'t, 's> {
    parser: Parser<'t, StrInput<'t>>,
    places: Places<'t>,
    builder: Builder<'t, 's>,
}

impl Reader<'_, '_> {
    fn events(&mut self) -> Result<(), Stopped> {
        while let Some(next) = self.parser.next_event() {
            let (event, marks) = next.map_err(|error| self.refuse(&error))?;
            let span = Span {
                start: self.places.byte(marks.start.index()),
                end: self.places.byte(marks.end.index()),
            };
            match event {
                Event::DocumentStart(_) if self.builder.is_complete() => {
                    self.further_document(span);
                    break;
                }
                Event::Scalar(text, style, anchor, tag) => {
                    let plain = style == ScalarStyle::Plain;
                    self.builder
                        .scalar(&text, plain, anchor, tag.as_deref(), span)?;
                }
                Event::SequenceStart(anchor, tag) => {
                    self.builder.open_array(anchor, tag.as_deref(), span)?;
                }
                Event::MappingStart(anchor, tag) => {
                    self.builder.open_object(anchor, tag.as_deref(), span)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.builder.close(span)?,
                Event::Alias(anchor) => self.builder.alias(anchor, span)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Reports what the parser does not understand.
    fn refuse(&mut self, error: &ScanError) -> Stopped {
        let start = self.places.byte(error.marker().index());
        let span = Span {
            start,
            end: start + 1,
        };
        if error.info().contains("recursion limit") {
            return self.builder.too_deep(span);
        }
        let message = format!("not YAML or JSON: {}", error.info());
        self.builder
            .report(&codes::CS0004, span, message)
            .label("reading stops here");
        Stopped
    }

    /// Reports a second document, unless it is only a marker at the end.
    fn further_document(&mut self, span: Span) {
        let empty = matches!(
            self.parser.next_event(),
            Some(Ok((Event::Scalar(text, ScalarStyle::Plain, _, None), _))) if text.is_empty()
        );
        if !empty {
            self.builder
                .report(&codes::CS0007, span, "a second document begins")
                .label("only what stands before is read")
                .help("put each document into a file of its own");
        }
    }
}
