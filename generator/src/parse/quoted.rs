//! Quoted texts over several lines that are indented too little.
//!
//! YAML wants the lines of such a text deeper than what holds it (YAML 1.2 §7.3.1). Most readers do not look, so
//! that many documents are written otherwise; ours does. White space at the beginning of such a line has no
//! meaning, so more of it is put there before the text is read again.

use std::fmt::Write as _;

use super::surrogates::{Rewritten, Shift};

/// What the parser says of such a text.
pub(super) const COMPLAINT: &str = "invalid indentation in quoted scalar";

/// Indents the lines of quoted texts deeper than their keys.
pub(super) fn rewrite(text: &str) -> Rewritten<'static> {
    let mut output = String::with_capacity(text.len());
    let mut shifts = Vec::new();
    let (mut characters, mut added) = (0, 0_isize);
    let mut state = State::Outside;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let wanted = state.next(line, indent);
        let missing = wanted.saturating_sub(indent);
        if missing > 0 {
            // Writing to a string cannot fail.
            let _ = write!(output, "{:missing$}", "");
            characters += missing;
            added += missing.cast_signed();
            shifts.push(Shift {
                place: characters,
                longer: -added,
            });
        }
        output.push_str(line);
        characters += line.chars().count();
    }
    Rewritten {
        text: output.into(),
        shifts,
    }
}

/// What a line is part of.
enum State {
    Outside,
    /// A text behind `|` or `>`, deeper than this.
    Block(usize),
    /// A text with this quote, whose lines are at least this deep.
    Quoted(char, usize),
}

impl State {
    /// Takes a line; returns how deep it should be.
    fn next(&mut self, line: &str, indent: usize) -> usize {
        match *self {
            Self::Quoted(quote, depth) => {
                if closes(line, quote) {
                    *self = Self::Outside;
                }
                // An empty line stands for a line break, however deep it is.
                return if line.trim().is_empty() { 0 } else { depth };
            }
            Self::Block(depth) if indent > depth || line.trim().is_empty() => return 0,
            Self::Block(_) | Self::Outside => *self = Self::Outside,
        }
        if line.trim_start().starts_with('#') {
            return 0;
        }
        let (value, depth) = value(line, indent);
        match value.chars().next() {
            Some(quote @ ('"' | '\'')) if !closes(&value[1..], quote) => {
                *self = Self::Quoted(quote, depth + 2);
            }
            Some('|' | '>') => *self = Self::Block(depth),
            _ => {}
        }
        0
    }
}

/// What stands behind the dashes and the key of a line, and how deep its key is.
fn value(line: &str, indent: usize) -> (&str, usize) {
    let (mut rest, mut depth) = (&line[indent..], indent);
    while let Some(item) = rest.strip_prefix("- ") {
        let item = item.trim_start_matches(' ');
        depth += rest.len() - item.len();
        rest = item;
    }
    let value = if rest.starts_with(['"', '\'']) {
        rest
    } else {
        rest.split_once(": ").map_or("", |(_, value)| value)
    };
    (value.trim_start(), depth)
}

/// Whether a quoted text ends within a line.
fn closes(line: &str, quote: char) -> bool {
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quote == '"' => drop(characters.next()),
            '\'' if quote == '\'' && characters.peek() == Some(&'\'') => drop(characters.next()),
            other if other == quote => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::diag::Sink;
    use crate::parse::yaml::read;
    use crate::source::Source;

    /// The value as JSON, and the reports as code and place.
    fn value(text: &str) -> (String, Vec<String>) {
        let source = Source::new("x", text);
        let mut sink = Sink::new();
        let node = read(&source, &mut sink);
        let reports = sink.finish().reports;
        let shown = reports.iter().map(|report| {
            let origin = report.origin.clone().unwrap_or_default();
            let at = source.position(origin.span.start);
            format!("{} {}:{}", report.code, at.line, at.column)
        });
        (serde_json::to_string(&node).unwrap(), shown.collect())
    }

    #[test]
    fn lines_of_a_quoted_text_may_be_as_deep_as_its_key() {
        let text = "a:\n  b: \"one\n  two\n\n three\"\n  c: 'x\n  y''s'\n  d: |\n    e: \"kept\n    as it is\n  c: 2\n";
        let (json, reports) = value(text);
        assert_eq!(
            json,
            r#"{"a":{"b":"one two\nthree","c":"x y's","d":"e: \"kept\nas it is\n"}}"#
        );
        // What comes behind has its own place all the same.
        assert_eq!(reports, ["CS0013 2:6", "CS0006 11:3"]);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_none_the_better() {
        let (_, reports) = value("a:\n  b: \"one\n  two\n");
        assert!(
            reports.iter().any(|it| it.starts_with("CS0004")),
            "{reports:?}"
        );
    }
}
