//! Reports for people: message, place, excerpt, facts, help.
//!
//! What reports quote comes from the document, so nothing of it reaches the terminal as it is:
//! control and bidi characters are spelled out, and everything has a bounded length.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::excerpt::Excerpt;
use super::visible::visible;
use super::{Diagnostic, Diagnostics, Level};
use crate::source::{Origin, Source};

/// Characters of a message, a pointer or a name that are shown.
const MAX_TEXT: usize = 400;
const MIN_GUTTER: usize = 3;

/// Writes all reports and a line that counts them; nothing at all if there are none.
///
/// # Errors
///
/// Whatever `out` says.
pub fn write(
    out: &mut dyn Write,
    diagnostics: &Diagnostics,
    source: &Source,
    color: bool,
) -> io::Result<()> {
    let mut page = Page { out, source, color };
    for report in &diagnostics.reports {
        page.report(report)?;
    }
    for (code, count) in &diagnostics.omitted {
        writeln!(page.out, "{count} more reports of {code} are not shown\n")?;
    }
    match count(diagnostics) {
        Some(count) => writeln!(page.out, "{count}"),
        None => Ok(()),
    }
}

/// "2 errors, 1 warning, 3 notes", or nothing.
fn count(diagnostics: &Diagnostics) -> Option<String> {
    let counted = |number: usize, what: &str| match number {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{number} {what}s")),
    };
    let errors = counted(diagnostics.errors, "error");
    let warnings = counted(diagnostics.warnings, "warning");
    let notes = counted(diagnostics.notes, "note");
    let parts: Vec<_> = [errors, warnings, notes].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

struct Page<'a> {
    out: &'a mut dyn Write,
    source: &'a Source,
    color: bool,
}

impl Page<'_> {
    fn report(&mut self, report: &Diagnostic) -> io::Result<()> {
        self.headline(report)?;
        let gutter = match &report.origin {
            Some(origin) => self.place(origin, report)?,
            None => self.file()?,
        };
        for note in &report.notes {
            self.fact(gutter, note)?;
        }
        for (origin, what) in &report.related {
            let (text, span) = self.source.locate(origin.span);
            let at = text.position(span.start);
            let file = match &report.origin {
                Some(own) if std::ptr::eq(self.source.locate(own.span).0, text) => String::new(),
                _ => format!("{}:", text.label()),
            };
            let fact = format!(
                "{what} at {file}{}:{}, {}",
                at.line, at.column, origin.pointer
            );
            self.fact(gutter, &fact)?;
        }
        if let Some(help) = &report.help {
            self.fact(gutter, &format!("help: {help}"))?;
        }
        writeln!(self.out)
    }

    fn headline(&mut self, report: &Diagnostic) -> io::Result<()> {
        let (level, strong) = (self.level(report.level), self.style(Style::new().bold()));
        let (word, code) = (report.level.as_str(), report.code.id);
        let message = visible(&report.message, MAX_TEXT);
        writeln!(
            self.out,
            "{level}{word}[{code}]{level:#}{strong}: {message}{strong:#}"
        )
    }

    /// Writes where the report stands; returns the width of the gutter.
    fn place(&mut self, origin: &Origin, report: &Diagnostic) -> io::Result<usize> {
        let rule = self.rule();
        let (text, span) = self.source.locate(origin.span);
        let at = text.position(span.start);
        let label = visible(text.label(), MAX_TEXT);
        let pointer = visible(&origin.pointer.to_string(), MAX_TEXT);
        writeln!(
            self.out,
            "{rule}  -->{rule:#} {label}:{}:{}   {pointer}",
            at.line, at.column
        )?;

        let number = at.line.to_string();
        let width = (number.len() + 1).max(MIN_GUTTER);
        let excerpt = Excerpt::new(text, span);
        writeln!(self.out, "{rule}{:width$}|{rule:#}", "")?;
        writeln!(self.out, "{rule}{number:<width$}|{rule:#} {}", excerpt.text)?;
        let level = self.level(report.level);
        let carets = "^".repeat(excerpt.length);
        let label = report.label.as_deref().unwrap_or_default();
        let under = format!("{carets} {}", visible(label, MAX_TEXT));
        writeln!(
            self.out,
            "{rule}{:width$}|{rule:#} {:indent$}{level}{}{level:#}",
            "",
            "",
            under.trim_end(),
            indent = excerpt.indent
        )?;
        Ok(width)
    }

    fn file(&mut self) -> io::Result<usize> {
        let rule = self.rule();
        let label = visible(self.source.label(), MAX_TEXT);
        writeln!(self.out, "{rule}  -->{rule:#} {label}")?;
        Ok(MIN_GUTTER)
    }

    fn fact(&mut self, gutter: usize, fact: &str) -> io::Result<()> {
        let rule = self.rule();
        let fact = visible(fact, MAX_TEXT);
        writeln!(self.out, "{rule}{:gutter$}={rule:#} {fact}", "")
    }

    fn level(&self, level: Level) -> Style {
        let color = match level {
            Level::Error => AnsiColor::BrightRed,
            Level::Warning => AnsiColor::BrightYellow,
            Level::Note => AnsiColor::BrightCyan,
        };
        self.style(color.on_default().bold())
    }

    fn rule(&self) -> Style {
        self.style(AnsiColor::BrightBlue.on_default())
    }

    fn style(&self, style: Style) -> Style {
        if self.color { style } else { Style::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Sink, codes};
    use super::*;
    use crate::source::{Pointer, Span};

    fn check(text: &str, marked: &str, expected: &str) {
        let source = Source::new("spec.yaml", text);
        let start = u32::try_from(text.find(marked).unwrap()).unwrap();
        let origin = Origin {
            pointer: Pointer::root().child("a"),
            span: Span {
                start,
                end: start + u32::try_from(marked.len()).unwrap(),
            },
        };
        let mut sink = Sink::new();
        sink.report(&codes::CS0103, &origin, "it is wrong")
            .label("here")
            .related(&Origin::default(), "first used")
            .help("do it right");
        let mut out = Vec::new();
        write(&mut out, &sink.finish(), &source, false).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_report_shows_message_place_excerpt_facts_and_help() {
        check(
            "b: c\na: wrong # no",
            "wrong",
            "error[CS0103]: it is wrong
  --> spec.yaml:2:4   #/a
   |
2  | a: wrong # no
   |    ^^^^^ here
   = first used at 1:1, #
   = help: do it right

1 error
",
        );
    }

    #[test]
    fn a_long_line_number_widens_the_gutter() {
        let text = "\n".repeat(1233) + "a: wrong";
        check(
            &text,
            "wrong",
            "error[CS0103]: it is wrong
  --> spec.yaml:1234:4   #/a
     |
1234 | a: wrong
     |    ^^^^^ here
     = first used at 1:1, #
     = help: do it right

1 error
",
        );
    }

    #[test]
    fn a_report_about_the_whole_has_no_excerpt() {
        let mut sink = Sink::new();
        sink.report_unplaced(&codes::CS0003, "the document is empty");
        let mut out = Vec::new();
        write(
            &mut out,
            &sink.finish(),
            &Source::new("a\n.yaml", ""),
            false,
        )
        .unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "error[CS0003]: the document is empty\n  --> a\\n.yaml\n\n1 error\n"
        );
    }

    #[test]
    fn colors_come_when_asked_for() {
        let mut sink = Sink::new();
        sink.report_unplaced(&codes::CS0003, "the document is empty");
        let mut out = Vec::new();
        write(&mut out, &sink.finish(), &Source::new("a", ""), true).unwrap();
        assert!(String::from_utf8(out).unwrap().contains("\u{1b}[1m"));
    }
}
