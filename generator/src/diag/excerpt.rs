//! The line that a report is about, cut to what fits beside it.

use super::visible;
use crate::source::{Source, Span};

/// Characters shown before the marked text.
const BEFORE: usize = 60;
/// Characters shown of the marked text.
const MARKED: usize = 60;
/// Characters shown after it.
const AFTER: usize = 40;
/// Columns from one tab stop to the next.
const TAB: usize = 4;

/// Part of a line, and where in it the marked text stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) text: String,
    /// Columns before the marked text.
    pub(super) indent: usize,
    /// Columns of the marked text, at least one.
    pub(super) length: usize,
}

impl Excerpt {
    /// Returns the line in which the span begins; marked is what stands in that line.
    pub(super) fn new(source: &Source, span: Span) -> Self {
        let number = source.position(span.start).line;
        let line = source.line(number);
        let offset = source.line_offset(number);
        let (before, rest) = line.split_at(boundary(line, span.start, offset));
        let (marked, after) = rest.split_at(boundary(rest, span.end, span.start.max(offset)));

        let mut shown = Shown::default();
        let (skipped, before) = last(before, BEFORE);
        shown.push_if(skipped, '…');
        shown.extend(before);
        let indent = shown.columns;
        let (marked, cut) = first(marked, MARKED);
        shown.extend(marked);
        shown.push_if(cut, '…');
        let length = shown.columns - indent;
        if !cut {
            let (after, cut) = first(after, AFTER);
            shown.extend(after);
            shown.push_if(cut, '…');
        }
        Self {
            text: shown.text,
            indent,
            length: length.max(1),
        }
    }
}

/// The place in `text` of an offset, when `text` begins at `start`.
fn boundary(text: &str, offset: u32, start: u32) -> usize {
    let mut place = (offset.saturating_sub(start) as usize).min(text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}

fn first(text: &str, count: usize) -> (&str, bool) {
    match text.char_indices().nth(count) {
        Some((place, _)) => (&text[..place], true),
        None => (text, false),
    }
}

fn last(text: &str, count: usize) -> (bool, &str) {
    match text.char_indices().rev().nth(count) {
        Some((place, skipped)) => (true, &text[place + skipped.len_utf8()..]),
        None => (false, text),
    }
}

#[derive(Default)]
struct Shown {
    text: String,
    columns: usize,
}

impl Shown {
    fn extend(&mut self, text: &str) {
        for character in text.chars() {
            self.push(character);
        }
    }

    fn push(&mut self, character: char) {
        if character == '\t' {
            let spaces = TAB - self.columns % TAB;
            self.text.extend(std::iter::repeat_n(' ', spaces));
            self.columns += spaces;
        } else {
            self.columns += visible::push(&mut self.text, character);
        }
    }

    fn push_if(&mut self, condition: bool, character: char) {
        if condition {
            self.push(character);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(text: &str, marked: &str) -> (String, String) {
        let start = u32::try_from(text.find(marked).unwrap()).unwrap();
        let end = start + u32::try_from(marked.len()).unwrap();
        let excerpt = Excerpt::new(&Source::new("x", text), Span { start, end });
        let carets = " ".repeat(excerpt.indent) + &"^".repeat(excerpt.length);
        (excerpt.text, carets)
    }

    fn check(text: &str, marked: &str, line: &str, carets: &str) {
        assert_eq!(excerpt(text, marked), (line.into(), carets.into()));
    }

    #[test]
    fn the_marked_text_is_underlined() {
        check("x\r\na: bc d\r\n", "bc", "a: bc d", "   ^^");
    }

    #[test]
    fn tabs_become_spaces() {
        check("\ta:\tb", "b", "    a:  b", "        ^");
    }

    #[test]
    fn wide_and_combining_characters_keep_the_carets_in_place() {
        check("e\u{301}: 日本 x", "x", "e\u{301}: 日本 x", "        ^");
        check("日本: 1", "日本", "日本: 1", "^^^^");
    }

    #[test]
    fn spelled_out_characters_are_underlined_in_full() {
        check(
            "a: \u{202e}b c",
            "\u{202e}b",
            "a: \\u{202e}b c",
            "   ^^^^^^^^^",
        );
    }

    #[test]
    fn of_several_lines_the_first_is_marked() {
        check("a: {b\n c}", "{b\n c}", "a: {b", "   ^^");
    }

    #[test]
    fn nothing_is_marked_with_one_caret() {
        check("a:", "", "a:", "^");
    }

    #[test]
    fn long_lines_are_cut_on_both_sides() {
        let long = "é".repeat(500);
        let (text, carets) = excerpt(&format!("{long}X{long}"), "X");
        assert_eq!(text.chars().count(), 1 + BEFORE + 1 + AFTER + 1);
        assert_eq!(carets.chars().count(), 1 + BEFORE + 1);
    }

    #[test]
    fn a_long_mark_is_cut() {
        let long = "x".repeat(500);
        let (text, carets) = excerpt(&long, &long);
        assert_eq!(text.chars().count(), MARKED + 1);
        assert_eq!(carets.len(), MARKED + 1);
    }
}
