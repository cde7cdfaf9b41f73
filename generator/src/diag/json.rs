//! Reports for programs: one JSON object a line.

use std::io::{self, Write};

use serde::Serialize;

use super::{Diagnostic, Diagnostics};
use crate::source::{Origin, Source};

#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    level: &'a str,
    message: &'a str,
    file: &'a str,
    #[serde(flatten)]
    place: Option<Place>,
    label: Option<&'a str>,
    notes: &'a [String],
    related: Vec<Related<'a>>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    pointer: String,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place,
}

/// Writes one line a report, and one for each code of which reports were left out.
///
/// # Errors
///
/// Whatever `out` says.
pub fn write(out: &mut dyn Write, diagnostics: &Diagnostics, source: &Source) -> io::Result<()> {
    for report in &diagnostics.reports {
        write_line(out, &line(report, source))?;
    }
    for (code, count) in &diagnostics.omitted {
        let message = format!("{count} more reports of this code are not shown");
        let summary = Line {
            code,
            level: "note",
            message: &message,
            file: source.label(),
            place: None,
            label: None,
            notes: &[],
            related: Vec::new(),
            help: None,
        };
        write_line(out, &summary)?;
    }
    Ok(())
}

fn write_line(out: &mut dyn Write, line: &Line<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    writeln!(out)
}

fn line<'a>(report: &'a Diagnostic, source: &'a Source) -> Line<'a> {
    Line {
        code: report.code.id,
        level: report.level.as_str(),
        message: &report.message,
        file: match &report.origin {
            Some(origin) => source.locate(origin.span).0.label(),
            None => source.label(),
        },
        place: report.origin.as_ref().map(|origin| place(origin, source)),
        label: report.label.as_deref(),
        notes: &report.notes,
        related: report
            .related
            .iter()
            .map(|(origin, message)| Related {
                message,
                place: place(origin, source),
            })
            .collect(),
        help: report.help.as_deref(),
    }
}

fn place(origin: &Origin, source: &Source) -> Place {
    let (text, span) = source.locate(origin.span);
    let start = text.position(span.start);
    let end = text.position(span.end);
    Place {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        pointer: origin.pointer.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Sink, codes};
    use super::*;
    use crate::source::{Pointer, Span};

    #[test]
    fn a_report_is_one_line_with_both_ends_of_its_place() {
        let origin = Origin {
            pointer: Pointer::root().child("a"),
            span: Span { start: 3, end: 4 },
        };
        let mut sink = Sink::new();
        sink.report(&codes::CS0103, &origin, "a\nb")
            .related(&origin, "first used");
        let mut out = Vec::new();
        write(&mut out, &sink.finish(), &Source::new("x", "a: 1")).unwrap();
        let place = r##""line":1,"column":4,"end_line":1,"end_column":5,"pointer":"#/a""##;
        let related = format!(r#"[{{"message":"first used",{place}}}]"#);
        let expected = format!(
            r#"{{"code":"CS0103","level":"error","message":"a\nb","file":"x",{place},"label":null,"notes":[],"related":{related},"help":null}}"#
        );
        assert_eq!(String::from_utf8(out).unwrap(), expected + "\n");
    }

    #[test]
    fn a_report_about_the_whole_has_no_place() {
        let mut sink = Sink::new();
        sink.report_unplaced(&codes::CS0003, "the document is empty");
        let mut out = Vec::new();
        write(&mut out, &sink.finish(), &Source::new("x", "")).unwrap();
        assert!(!String::from_utf8(out).unwrap().contains("line"));
    }
}
