//! YAML and JSON text to a tree, within limits.
//!
//! JSON is read as the YAML that it is, but for surrogate pairs (see [`super::surrogates`]), unless there is nothing
//! to say about it: then [`super::json`] is quicker.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput};

use super::builder::{Builder, Stopped};
use super::json;
use super::node::Node;
use super::quoted;
use super::surrogates::{self, Places, Rewritten};
use crate::diag::{Sink, codes};
use crate::source::{Origin, Pointer, Source, Span, offset};

/// Bytes of text that are read.
pub(crate) const MAX_TEXT: usize = 64 << 20;

/// What to do about what the parser says most often.
const HELP: &[(&str, &str)] = &[
    (
        "mapping values are not allowed",
        "indent it like its neighbours, or put quotes around text that holds `: `",
    ),
    ("tabs disallowed", "indent with spaces"),
    ("unexpected character", "put quotes around the text"),
    (
        "unknown anchor",
        "put quotes around text that begins with `*`",
    ),
    ("unexpected end of stream", "the closing quote is missing"),
];

/// Reads the one document in the text; all that is wrong with it is reported.
///
/// Returns nothing if there is none, or if reading had to stop.
pub(crate) fn read(source: &Source, sink: &mut Sink) -> Option<Node> {
    if !is_readable(source, sink) {
        return None;
    }
    json::read(source.text()).or_else(|| read_slowly(source, sink))
}

/// The same for a text that can be given to the parser, whatever it is.
pub(super) fn read_slowly(source: &Source, sink: &mut Sink) -> Option<Node> {
    match attempt(source, &surrogates::rewrite(source.text()), false, sink) {
        Err(End::TooShallow(span)) => {
            let origin = Origin {
                pointer: Pointer::root(),
                span,
            };
            let message = "the lines of this text are not deeper than its key";
            sink.report(&codes::CS0013, &origin, message)
                .help("indent them");
            attempt(source, &quoted::rewrite(source.text()), true, sink).ok()?
        }
        Ok(root) => root,
        Err(End::Stopped) => None,
    }
}

/// Why reading came to an end.
enum End {
    /// It was reported.
    Stopped,
    /// A quoted text, which can be read once its lines are indented.
    TooShallow(Span),
}

impl From<Stopped> for End {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// Reads a text as it was rewritten.
fn attempt(
    source: &Source,
    rewritten: &Rewritten<'_>,
    is_second: bool,
    sink: &mut Sink,
) -> Result<Option<Node>, End> {
    let mut reader = Reader {
        parser: Parser::new_from_str(&rewritten.text),
        places: Places::new(source.text(), &rewritten.shifts),
        builder: Builder::new(source.text(), sink),
        is_second,
    };
    reader.events()?;
    Ok(reader.builder.finish())
}

/// Reads what one wrote for this program: nothing of it is left out.
pub(crate) fn read_exactly(source: &Source, sink: &mut Sink) -> Option<Node> {
    sink.exacting(|sink| read(source, sink))
}

/// Reports what cannot even be given to the parser.
fn is_readable(source: &Source, sink: &mut Sink) -> bool {
    let text = source.text();
    if text.len() > MAX_TEXT {
        let limit = MAX_TEXT >> 20;
        let message = format!("the document has more than {limit} MiB of text");
        sink.report_unplaced(&codes::CS0005, message);
        return false;
    }
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
    /// Whether quoted texts have been indented.
    is_second: bool,
}

impl Reader<'_, '_> {
    fn events(&mut self) -> Result<(), End> {
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
    fn refuse(&mut self, error: &ScanError) -> End {
        let place = error.marker().index();
        let span = Span {
            start: self.places.byte(place),
            end: self.places.byte(place + 1),
        };
        if error.info().contains("recursion limit") {
            return self.builder.too_deep(span).into();
        }
        if error.info() == quoted::COMPLAINT && !self.is_second {
            return End::TooShallow(span);
        }
        let message = format!("not YAML or JSON: {}", error.info());
        let report = self.builder.report(&codes::CS0004, span, message);
        report.label("reading stops here");
        if let Some((_, help)) = HELP.iter().find(|(what, _)| error.info().contains(what)) {
            report.help(*help);
        }
        End::Stopped
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::node::{At, Value};

    fn read_text(text: &str) -> (Option<Node>, Vec<String>) {
        let source = Source::new("x", text);
        let mut sink = Sink::new();
        let node = read(&source, &mut sink);
        let reports = sink.finish().reports;
        let shown = reports.iter().map(|report| {
            let place = report.origin.as_ref().map_or("-".into(), |origin| {
                let at = source.position(origin.span.start);
                format!("{}:{} {}", at.line, at.column, origin.pointer)
            });
            format!("{} {place}", report.code)
        });
        (node, shown.collect())
    }

    /// The value as JSON.
    fn value(text: &str) -> String {
        let (node, reports) = read_text(text);
        assert!(reports.is_empty(), "{reports:?}");
        serde_json::to_string(&node.unwrap()).unwrap()
    }

    /// The reports as "code line:column pointer".
    fn reports(text: &str) -> Vec<String> {
        read_text(text).1
    }

    #[test]
    fn yaml_and_json_are_one_language() {
        let yaml = "a: [1, 2.50, true]\nb:\n  - c: null\n    d: 'x'\n";
        let json = r#"{"a": [1, 2.50, true], "b": [{"c": null, "d": "x"}]}"#;
        assert_eq!(value(yaml), value(json));
        assert_eq!(
            value(json),
            r#"{"a":[1,2.5,true],"b":[{"c":null,"d":"x"}]}"#
        );
    }

    #[test]
    fn numbers_keep_their_spelling() {
        let (node, _) = read_text("- 1.10\n- 12345678901234567890123\n- 1e400\n- -0\n");
        let Value::Array(items) = node.unwrap().value else {
            panic!("an array was read")
        };
        let expected = ["1.10", "12345678901234567890123", "1e400", "-0"];
        for (item, expected) in items.iter().zip(expected) {
            assert_eq!(item.value, Value::Number(expected.into()));
        }
    }

    #[test]
    fn names_are_text_whatever_they_look_like() {
        assert_eq!(
            value("200: a\n1.0: b\nnull: c\ntrue: d"),
            r#"{"200":"a","1.0":"b","null":"c","true":"d"}"#
        );
    }

    #[test]
    fn dates_and_words_of_old_yaml_are_strings() {
        assert_eq!(
            value("[2024-01-02, yes, off, 0b1]"),
            r#"["2024-01-02","yes","off","0b1"]"#
        );
    }

    #[test]
    fn line_breaks_of_windows_and_a_byte_order_mark_change_nothing() {
        assert_eq!(
            value("\u{feff}a: |\r\n  b\r\n  c\r\nd: e\r\n"),
            r#"{"a":"b\nc\n","d":"e"}"#
        );
    }

    #[test]
    fn json_may_be_indented_with_tabs() {
        assert_eq!(value("{\n\t\"a\":\t[\n\t\t1\n\t]\n}\n"), r#"{"a":[1]}"#);
    }

    #[test]
    fn surrogate_pairs_of_json_are_one_character() {
        assert_eq!(
            value(r#"{"\ud83d\ude00": "\\ud83d"}"#),
            r#"{"😀":"\\ud83d"}"#
        );
    }

    #[test]
    fn places_after_a_surrogate_pair_are_those_of_the_text() {
        let text = r#"{"a": "\ud83d\ude00é", "b": !x 1}"#;
        assert_eq!(reports(text), ["CS0009 1:29 #/b"]);
    }

    #[test]
    fn half_a_surrogate_pair_is_refused() {
        assert_eq!(reports(r#"{"a": "\ud83d"}"#), ["CS0004 1:7 #"]);
    }

    #[test]
    fn aliases_repeat_a_value() {
        assert_eq!(
            value("a: &x [1]\nb: *x\n*x : 2".trim_end_matches("\n*x : 2")),
            r#"{"a":[1],"b":[1]}"#
        );
        assert_eq!(value("a: &x k\n*x : 2"), r#"{"a":"k","k":2}"#);
    }

    #[test]
    fn an_alias_inside_its_own_value_is_reported() {
        assert_eq!(reports("a: &x [1, *x]"), ["CS0010 1:11 #/a/1"]);
    }

    /// A row of anchored arrays, each of which repeats the one before it.
    fn aliases(levels: usize, repeats: usize) -> String {
        let mut lines = vec!["a0: &a0 [lol]".to_owned()];
        for level in 1..levels {
            let items = vec![format!("*a{}", level - 1); repeats].join(", ");
            lines.push(format!("a{level}: &a{level} [{items}]"));
        }
        lines.join("\n")
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let reports = reports(&aliases(12, 10));
        assert_eq!(reports.len(), 1);
        assert!(reports[0].starts_with("CS0005"));
    }

    #[test]
    fn aliases_cannot_nest_deeper_than_text() {
        assert!(reports(&aliases(300, 1))[0].starts_with("CS0005"));
    }

    #[test]
    fn deep_nesting_is_refused() {
        for (open, close) in [
            ("[", "]"),
            ("{a: ", "}"),
            ("- ", ""),
            ("? ", ""),
            ("{\"a\":", "}"),
        ] {
            let text = open.repeat(100_000) + "1" + &close.repeat(100_000);
            assert!(reports(&text)[0].starts_with("CS0005"), "{open}");
        }
    }

    #[test]
    fn a_name_used_twice_is_reported_with_both_places() {
        let source = Source::new("x", "a:\n  b: 1\n  c: 2\n  b: 3\n");
        let mut sink = Sink::new();
        let node = read(&source, &mut sink).unwrap();
        let report = &sink.finish().reports[0];
        let origin = report.origin.as_ref().unwrap();
        assert_eq!(source.position(origin.span.start).line, 4);
        assert_eq!(source.position(report.related[0].0.span.start).line, 2);
        assert_eq!(
            serde_json::to_string(&node).unwrap(),
            r#"{"a":{"b":1,"c":2}}"#
        );
    }

    #[test]
    fn merged_objects_give_what_is_not_there() {
        let text = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz: {b: 0, <<: [*x, *y]}\n";
        assert!(value(text).ends_with(r#""z":{"b":0,"a":1,"c":4}}"#));
    }

    #[test]
    fn a_quoted_merge_key_is_a_name() {
        assert_eq!(value(r#"{"<<": 1}"#), r#"{"<<":1}"#);
    }

    #[test]
    fn merging_what_is_no_object_is_reported() {
        assert_eq!(reports("a: {<<: [1], b: 2}"), ["CS0011 1:9 #/a"]);
    }

    #[test]
    fn names_that_are_no_scalars_are_reported() {
        assert_eq!(
            reports("{a: 1}: b\n[c]: d\ne: f\n"),
            ["CS0008 1:1 #", "CS0008 2:1 #"]
        );
    }

    #[test]
    fn known_tags_are_taken_and_others_reported() {
        assert_eq!(
            value("[!!str 1, !!int 2, !!float 3, !!null '', ! x]"),
            r#"["1",2,3,null,"x"]"#
        );
        assert_eq!(
            reports("[!!int x, !!binary aGk=, !include y, !!set {}]"),
            [
                "CS0009 1:2 #/0",
                "CS0009 1:11 #/1",
                "CS0009 1:26 #/2",
                "CS0009 1:38 #/3"
            ]
        );
    }

    #[test]
    fn numbers_that_json_does_not_have_are_reported() {
        assert_eq!(
            reports("a: -.inf\nb: .nan"),
            ["CS0012 1:4 #/a", "CS0012 2:4 #/b"]
        );
    }

    #[test]
    fn one_document_is_read_and_another_reported() {
        assert_eq!(value("---\na: 1\n...\n---\n"), r#"{"a":1}"#);
        assert_eq!(reports("a: 1\n---\nb: 2\n"), ["CS0007 2:1 #"]);
    }

    #[test]
    fn nothing_is_no_document() {
        for text in ["", "# only a comment\n", "---\n", "\n\n"] {
            assert_eq!(reports(text), ["CS0003 -"], "{text:?}");
        }
    }

    #[test]
    fn text_after_nul_is_not_left_out_in_silence() {
        assert_eq!(reports("a: 1\0\nb: 2"), ["CS0004 1:5 #"]);
    }

    #[test]
    fn what_is_no_yaml_has_a_place() {
        assert_eq!(reports("a: 1\nb: [2\nc: 3\n"), ["CS0004 3:2 #/b/0"]);
        assert_eq!(reports("{\"a\": 1,\n \"b\": \"2"), ["CS0004 2:7 #"]);
    }

    #[test]
    fn no_place_lies_outside_of_the_text_or_inside_of_a_character() {
        for text in ["a: [1,", "a: [1,\n  2}é"] {
            let source = Source::new("x", text);
            let mut sink = Sink::new();
            read(&source, &mut sink);
            let origin = sink.finish().reports.remove(0).origin.unwrap();
            let (start, end) = (origin.span.start as usize, origin.span.end as usize);
            assert!(text.get(start..end).is_some(), "{text:?} {start}..{end}");
        }
    }

    #[test]
    fn what_is_not_utf8_has_a_place() {
        let source = Source::from_bytes("x", b"a: \xe9".to_vec());
        let mut sink = Sink::new();
        assert!(read(&source, &mut sink).is_none());
        assert_eq!(
            sink.finish().reports[0].origin.as_ref().unwrap().span.start,
            3
        );
    }

    #[test]
    fn every_value_knows_its_text() {
        let text = "é: {b: [1, \"x\"]}\nc:\n  - d\n  - e: f\n";
        let (node, _) = read_text(text);
        let root = node.unwrap();
        let root = At {
            node: &root,
            pointer: Pointer::root(),
            key_span: None,
        };
        let part = |at: Option<At<'_>>| {
            let span = at.unwrap().origin().span;
            text[span.start as usize..span.end as usize].to_owned()
        };
        let e = root.get("é").unwrap();
        assert_eq!(part(Some(e.clone())), "{b: [1, \"x\"]}");
        assert_eq!(part(e.get("b")), "[1, \"x\"]");
        assert_eq!(part(e.get("b").unwrap().item(1)), "\"x\"");
        assert_eq!(part(root.get("c")), "- d\n  - e: f");
        assert_eq!(part(root.get("c").unwrap().item(1)), "e: f");
    }

    #[test]
    fn a_value_that_is_not_there_stands_after_its_name() {
        let source = Source::new("x", "a:\nb: 1\n");
        let node = read(&source, &mut Sink::new()).unwrap();
        let Value::Object(members) = node.value else {
            panic!("an object was read")
        };
        let span = members.get("a").unwrap().node.span;
        assert_eq!((span.start, span.end), (1, 1));
    }
}
