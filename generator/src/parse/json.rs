//! JSON text to a tree: the quick way for what is JSON to the letter.
//!
//! What is not, and what there would be something to say about, is left to the YAML reader, which reads JSON as
//! well and says where it is wrong (see [`super::yaml`]). Both make the same tree of the same text, but for blanks
//! behind a name or a bracket, which that one takes for a part of it.

use jsonc_parser::tokens::Token;
use jsonc_parser::{Scanner, ScannerOptions};

use super::builder::Builder;
use super::node::Node;
use crate::diag::Sink;
use crate::source::{Span, offset};

/// RFC 8259 and nothing more.
const STRICT: ScannerOptions = ScannerOptions {
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a text; nothing if it is no JSON, or if there is anything to report.
pub(super) fn read(text: &str) -> Option<Node> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let mut sink = Sink::new();
    let mut builder = Builder::new(text, &mut sink);
    let reader = Reader {
        text,
        scanner: Scanner::new(text, &STRICT),
        end: 0,
    };
    reader.events(&mut builder)?;
    let root = builder.finish()?;
    sink.finish().is_empty().then_some(root)
}

/// It is no JSON, or not to the letter.
struct NoJson;

struct Reader<'t> {
    text: &'t str,
    scanner: Scanner<'t>,
    /// Where the last token ends.
    end: usize,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    /// A value, or the end of an array without any.
    FirstItem,
    Name,
    /// A name, or the end of an object without any.
    FirstName,
    Colon,
    /// A comma, or the end of what is open.
    End,
}

impl<'t> Reader<'t> {
    /// Gives the builder what the text holds. A stack and no recursion: depth is bounded by the builder.
    fn events(mut self, builder: &mut Builder<'_, '_>) -> Option<()> {
        let mut are_objects = Vec::new();
        let mut next = Next::Value;
        while let Some((token, span)) = self.token().ok()? {
            let is_value = matches!(next, Next::Value | Next::FirstItem);
            let is_name = matches!(next, Next::Name | Next::FirstName);
            next = match token {
                Token::OpenBrace if is_value => {
                    builder.open_object(0, None, span).ok()?;
                    are_objects.push(true);
                    Next::FirstName
                }
                Token::OpenBracket if is_value => {
                    builder.open_array(0, None, span).ok()?;
                    are_objects.push(false);
                    Next::FirstItem
                }
                Token::CloseBrace if matches!(next, Next::FirstName | Next::End) => {
                    are_objects.pop().filter(|is_object| *is_object)?;
                    builder.close(span).ok()?;
                    Next::End
                }
                Token::CloseBracket if matches!(next, Next::FirstItem | Next::End) => {
                    are_objects.pop().filter(|is_object| !*is_object)?;
                    builder.close(span).ok()?;
                    Next::End
                }
                Token::String(text) if is_value || is_name => {
                    builder.scalar(&text, false, 0, None, span).ok()?;
                    if is_name { Next::Colon } else { Next::End }
                }
                Token::Number(_) | Token::Boolean(_) | Token::Null if is_value => {
                    let text = &self.text[self.scanner.token_start()..self.end];
                    builder.scalar(text, true, 0, None, span).ok()?;
                    Next::End
                }
                Token::Colon if next == Next::Colon => Next::Value,
                Token::Comma if next == Next::End => match are_objects.last()? {
                    true => Next::Name,
                    false => Next::Value,
                },
                _ => return None,
            };
        }
        (next == Next::End && are_objects.is_empty()).then_some(())
    }

    /// The next token and its place. The scanner knows more kinds of blanks than JSON, and lets texts go on in
    /// another line.
    fn token(&mut self) -> Result<Option<(Token<'t>, Span)>, NoJson> {
        let Some(token) = self.scanner.scan().map_err(|_| NoJson)? else {
            let is_end = is_blank(&self.text[self.end..]);
            return if is_end { Ok(None) } else { Err(NoJson) };
        };
        let (start, end) = (self.scanner.token_start(), self.scanner.token_end());
        let is_text = matches!(token, Token::String(_));
        if !is_blank(&self.text[self.end..start])
            || is_text && self.text[start..end].bytes().any(|byte| byte < b' ')
        {
            return Err(NoJson);
        }
        self.end = end;
        let (start, end) = (offset(start), offset(end));
        Ok(Some((token, Span { start, end })))
    }
}

fn is_blank(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::yaml::read_slowly;
    use crate::source::Source;

    /// Whether a text is read, and then as the other reader does.
    fn check(text: &str, is_read: bool) {
        let root = read(text);
        assert_eq!(root.is_some(), is_read, "{text}");
        if root.is_some() {
            let slowly = read_slowly(&Source::new("x", text), &mut Sink::new());
            assert_eq!(root, slowly, "{text}");
        }
    }

    #[test]
    fn both_readers_make_the_same_tree() {
        for text in [
            "{}",
            " [ ]\n",
            r#"{"a": [1, -0.50, 1e5, true, false, null], "b": {"c": {}, "d": []}}"#,
            "\r\n{\"a\":\t\r\n1\r\n}\r\n",
            r#"{"": "", "<<": "~", "true": "null", "é": "ü\n", "x": "a\/b\\\"\b\f\t\r"}"#,
            r#"["\u00e9", "\ud83d\ude00", "\u0000", "é😀", {"a": "\ud83d\ude00é", "b": 1}]"#,
            r#"[[[1], [2, [3]]], {"a": {"b": {"c": [{}]}}}]"#,
            "[\"\u{feff}\u{2028}\u{85}\u{7f}\"]",
            "[12345678901234567890123, 1.10, -0, 0]",
            r#"{"$ref": "yes", "a": "2024-01-01", "b": "0x1F", "c": "- d", "e": "f: g # h"}"#,
        ] {
            check(text, true);
        }
    }

    #[test]
    fn what_is_no_json_is_left_to_the_other_reader() {
        for text in [
            "",
            "a: 1",
            "{a: 1}",
            "{'a': 1}",
            "{\"a\": 1,}",
            "[1,]",
            "[1 2]",
            "[,1]",
            "{\"a\" 1}",
            "{\"a\":}",
            "{\"a\"}",
            "{1: 2}",
            "[1}",
            "{\"a\": [}",
            "[1]]",
            "[1] [2]",
            "[1",
            "[\"a\nb\"]",
            "[\"a\tb\"]",
            "[\"\\x41\"]",
            "[\"\\ud83d\"]",
            "[0x1]",
            "[+1]",
            "[.5]",
            "[01]",
            "[NaN]",
            "[1] # one",
            "[1] // one",
            "[1, /* two */ 2]",
            "[1,\u{a0}2]",
            "[1,\u{c}2]",
            "{\"a\": yes}",
            "{\"a\": &x 1}",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn what_is_to_be_reported_is_left_to_the_other_reader() {
        check(r#"{"a": 1, "a": 2}"#, false);
        check(&("[".repeat(300) + &"]".repeat(300)), false);
    }
}
