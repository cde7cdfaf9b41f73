//! JSON that keeps what signatures depend on: the spelling of numbers, the order of members, and
//! where in the text each value stands.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::ir::signing::JsonStyle;

/// Deeper nesting is refused.
const MAX_DEPTH: usize = 128;

/// Why a text is not JSON that can be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// The text is not JSON from this byte on.
    #[error("the text is not JSON at byte {0}")]
    Syntax(usize),
    /// Services differ on which of the two counts.
    #[error("an object has two members `{0}`")]
    Duplicate(String),
    /// Arrays and objects within each other beyond any use.
    #[error("the JSON is nested too deeply")]
    TooDeep,
}

/// A value and its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) value: Value,
    /// Offset of its first byte.
    pub(super) start: usize,
    /// Offset after its last byte.
    pub(super) end: usize,
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// As it is spelled.
    Number(String),
    String(String),
    Array(Vec<Node>),
    /// In the order of the text, no name twice.
    Object(Vec<(String, Node)>),
}

impl Node {
    /// The value that a pointer's tokens lead to; `None` if there is no such member.
    pub(super) fn find(&self, tokens: &[String]) -> Option<&Self> {
        tokens
            .iter()
            .try_fold(self, |node, token| match &node.value {
                Value::Object(members) => members
                    .iter()
                    .find(|(name, _)| name == token)
                    .map(|(_, node)| node),
                Value::Array(items) => {
                    let canonical = token == "0" || !token.starts_with('0');
                    let index = token.bytes().all(|byte| byte.is_ascii_digit()) && canonical;
                    index
                        .then(|| token.parse().ok())
                        .flatten()
                        .and_then(|index: usize| items.get(index))
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
            })
    }

    /// The bytes that a field has for a template: nothing for `null`, the content of a string, the
    /// spelling of a number, compact JSON for arrays and objects.
    pub(super) fn field(&self) -> Vec<u8> {
        match &self.value {
            Value::Null => Vec::new(),
            Value::String(text) | Value::Number(text) => text.clone().into_bytes(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                write(self, false, JsonStyle::default()).into_bytes()
            }
        }
    }
}

/// Reads a text that is one JSON value (RFC 8259).
///
/// # Errors
///
/// [`JsonError`] tells what is in the way. Lone surrogates count as bad syntax, since they have no
/// bytes.
pub(super) fn parse(text: &[u8]) -> Result<Node, JsonError> {
    let bad = |error: std::str::Utf8Error| JsonError::Syntax(error.valid_up_to());
    let text = std::str::from_utf8(text).map_err(bad)?;
    let mut reader = Reader { text, at: 0 };
    let node = reader.value(0)?;
    reader.blanks();
    if reader.at < text.len() {
        return Err(reader.syntax());
    }
    Ok(node)
}

/// Writes a value, by default without any blank.
pub(super) fn write(node: &Node, sort: bool, style: JsonStyle) -> String {
    let mut out = String::new();
    write_into(&mut out, node, sort, style);
    out
}

fn write_into(out: &mut String, node: &Node, sort: bool, style: JsonStyle) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(text) => out.push_str(text),
        Value::String(text) => write_string(out, text, style),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(out, index, style);
                write_into(out, item, sort, style);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            if sort {
                // `str` compares by bytes.
                members.sort_by(|one, other| one.0.cmp(&other.0));
            }
            out.push('{');
            for (index, (name, member)) in members.into_iter().enumerate() {
                separate(out, index, style);
                write_string(out, name, style);
                out.push_str(if style.spaces { ": " } else { ":" });
                write_into(out, member, sort, style);
            }
            out.push('}');
        }
    }
}

fn separate(out: &mut String, index: usize, style: JsonStyle) {
    if index > 0 {
        out.push_str(if style.spaces { ", " } else { "," });
    }
}

fn write_string(out: &mut String, text: &str, style: JsonStyle) {
    out.push('"');
    escape(out, text, style);
    out.push('"');
}

/// Writes the inside of a JSON string with as few escapes as there must be.
pub(super) fn escape(out: &mut String, text: &str, style: JsonStyle) {
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '/' if style.escape_slashes => out.push_str("\\/"),
            '\0'..='\u{1f}' => escape_units(out, character),
            _ if style.ascii && !character.is_ascii() => escape_units(out, character),
            _ => out.push(character),
        }
    }
}

fn escape_units(out: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Node, JsonError> {
        if depth > MAX_DEPTH {
            return Err(JsonError::TooDeep);
        }
        self.blanks();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node {
            value,
            start,
            end: self.at,
        })
    }

    fn object(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut members = Vec::new();
        let mut names = BTreeSet::new();
        self.at += 1;
        self.blanks();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.blanks();
            let name = self.string()?;
            if !names.insert(name.clone()) {
                return Err(JsonError::Duplicate(name));
            }
            self.blanks();
            self.expect(b':')?;
            members.push((name, self.value(depth + 1)?));
            self.blanks();
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            self.expect(b',')?;
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        self.at += 1;
        self.blanks();
        if self.take(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blanks();
            if self.take(b']') {
                return Ok(Value::Array(items));
            }
            self.expect(b',')?;
        }
    }

    fn word(&mut self) -> Result<Value, JsonError> {
        let words = [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
        ];
        for (word, value) in words {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.syntax())
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _signed = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(Value::Number(self.text[start..self.at].to_owned()))
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return Err(self.syntax());
        }
        self.at += digits;
        Ok(())
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.expect(b'"')?;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(|character| matches!(character, '"' | '\\' | '\0'..='\u{1f}'));
            let Some(plain) = plain else {
                return Err(self.syntax());
            };
            out.push_str(&rest[..plain]);
            self.at += plain;
            if self.take(b'"') {
                return Ok(out);
            }
            self.expect(b'\\')?;
            out.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Result<char, JsonError> {
        let Some(byte) = self.peek() else {
            return Err(self.syntax());
        };
        self.at += usize::from(byte.is_ascii());
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(self.syntax()),
        })
    }

    fn unicode(&mut self) -> Result<char, JsonError> {
        let mut units = vec![self.unit()?];
        if (0xd800..0xdc00).contains(&units[0]) && self.rest().starts_with("\\u") {
            self.at += 2;
            units.push(self.unit()?);
        }
        let mut characters = char::decode_utf16(units);
        match (characters.next(), characters.next()) {
            (Some(Ok(character)), None) => Ok(character),
            _ => Err(self.syntax()),
        }
    }

    fn unit(&mut self) -> Result<u16, JsonError> {
        let digits = self
            .rest()
            .get(..4)
            .filter(|digits| digits.bytes().all(|it| it.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.syntax())?;
        self.at += 4;
        Ok(unit)
    }

    fn blanks(&mut self) {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.at += self.rest().bytes().take_while(blank).count();
    }

    fn take(&mut self, byte: u8) -> bool {
        let here = self.peek() == Some(byte);
        self.at += usize::from(here);
        here
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(self.syntax())
        }
    }

    fn peek(&self) -> Option<u8> {
        self.rest().bytes().next()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn syntax(&self) -> JsonError {
        JsonError::Syntax(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn rewrites(text: &str, sort: bool, style: JsonStyle, expected: &str) {
        let node = parse(text.as_bytes()).expect("the text is JSON");
        assert_eq!(write(&node, sort, style), expected);
    }

    #[test]
    fn numbers_keep_their_spelling() {
        rewrites(
            "[10.00, 1e5, -0.10]",
            false,
            JsonStyle::default(),
            "[10.00,1e5,-0.10]",
        );
    }

    #[test]
    fn members_are_sorted_at_every_level() {
        rewrites(
            r#"{"b": {"z": 1, "a": [{"d": 1, "c": 2}]}, "a": null, "B": true}"#,
            true,
            JsonStyle::default(),
            r#"{"B":true,"a":null,"b":{"a":[{"c":2,"d":1}],"z":1}}"#,
        );
    }

    #[test]
    fn strings_are_written_in_the_style_asked_for() {
        let style = JsonStyle {
            escape_slashes: true,
            ascii: true,
            spaces: true,
        };
        rewrites(
            r#"["a/b","é😀\n\u001f\u007f"]"#,
            false,
            style,
            "[\"a\\/b\", \"\\u00e9\\ud83d\\ude00\\n\\u001f\u{7f}\"]",
        );
        rewrites(
            r#"["a\/b","\u00e9\ud83d\ude00"]"#,
            false,
            JsonStyle::default(),
            "[\"a/b\",\"é😀\"]",
        );
    }

    #[test]
    fn what_is_not_json_is_refused_where_it_stops_to_be() {
        for (text, error) in [
            ("", JsonError::Syntax(0)),
            ("{\"a\":1,}", JsonError::Syntax(7)),
            ("[1 2]", JsonError::Syntax(3)),
            ("01", JsonError::Syntax(1)),
            ("\"\\ud800\"", JsonError::Syntax(7)),
            ("nul", JsonError::Syntax(0)),
            ("{} x", JsonError::Syntax(3)),
            ("{\"a\":1,\"\\u0061\":2}", JsonError::Duplicate("a".into())),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(error), "{text}");
        }
        assert_eq!(parse(&b"[".repeat(100_000)), Err(JsonError::TooDeep));
        assert_eq!(parse(b"\"\xff\""), Err(JsonError::Syntax(1)));
    }

    #[test]
    fn pointers_find_members_and_items() {
        let node = parse(br#"{"a/b": [{"c": 10.00}], "n": null}"#).expect("the text is JSON");
        let at = |tokens: &[&str]| {
            let tokens: Vec<String> = tokens.iter().map(|&token| token.to_owned()).collect();
            node.find(&tokens).map(Node::field)
        };
        assert_eq!(at(&["a/b", "0", "c"]), Some(b"10.00".to_vec()));
        assert_eq!(at(&["a/b", "0"]), Some(br#"{"c":10.00}"#.to_vec()));
        assert_eq!(at(&["a/b", "00"]), None);
        assert_eq!(at(&["n"]), Some(Vec::new()));
        assert_eq!(at(&["a/b", "c"]), None);
    }
}
