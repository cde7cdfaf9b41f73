//! JSON that keeps what signatures depend on: the spelling of numbers, the order of members, and where
//! in the text each value stands.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::value::RawValue;

use crate::support::error::SignError;

/// Deeper nesting is refused.
const MAX_DEPTH: usize = 128;

/// A value and its place in the text.
pub(super) struct Node<'t> {
    pub(super) value: Value<'t>,
    /// The offset of its first byte.
    pub(super) start: usize,
    /// The offset after its last byte.
    pub(super) end: usize,
}

/// A value; texts are as they are spelled.
pub(super) enum Value<'t> {
    /// A number, `true`, `false` or `null`.
    Word(&'t str),
    /// A string with its quotes and escapes.
    Text(&'t str),
    Array(Vec<Node<'t>>),
    /// In the order of the text, no name twice.
    Object(Vec<(Cow<'t, str>, Node<'t>)>),
}

impl<'t> Node<'t> {
    /// Reads a text that is one JSON value (RFC 8259).
    pub(super) fn parse(text: &'t [u8]) -> Result<Self, SignError> {
        // This checks the syntax; below it is known that the text has it.
        let _: &RawValue =
            serde_json::from_slice(text).map_err(|_| SignError::Json("cannot be read"))?;
        let text = std::str::from_utf8(text).map_err(|_| SignError::Json("is no text"))?;
        Reader { text, at: 0 }.value(0)
    }

    /// The member of this name, if it is an object that has one.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        match &self.value {
            Value::Object(members) => {
                let member = members.iter().find(|(other, _)| other == name);
                member.map(|(_, node)| node)
            }
            Value::Word(_) | Value::Text(_) | Value::Array(_) => None,
        }
    }

    /// The bytes that a field has: nothing for `null`, the content of a string, the spelling of a
    /// number, compact JSON for arrays and objects.
    pub(super) fn field(&self) -> Result<String, SignError> {
        match &self.value {
            Value::Word("null") => Ok(String::new()),
            Value::Word(text) => Ok((*text).to_owned()),
            Value::Text(text) => unquoted(text).map(Cow::into_owned),
            Value::Array(_) | Value::Object(_) => {
                let mut out = String::new();
                self.write(&mut out)?;
                Ok(out)
            }
        }
    }

    fn write(&self, out: &mut String) -> Result<(), SignError> {
        match &self.value {
            Value::Word(text) => out.push_str(text),
            Value::Text(text) => out.push_str(&quoted(&unquoted(text)?)),
            Value::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    item.write(out)?;
                }
                out.push(']');
            }
            Value::Object(members) => {
                out.push('{');
                for (index, (name, member)) in members.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    out.push_str(&quoted(name));
                    out.push(':');
                    member.write(out)?;
                }
                out.push('}');
            }
        }
        Ok(())
    }
}

/// `text` as a JSON string, with as few escapes as there must be.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The content of a JSON string.
pub(super) fn unquoted(text: &str) -> Result<Cow<'_, str>, SignError> {
    let plain = text
        .get(1..text.len().saturating_sub(1))
        .unwrap_or_default();
    if plain.contains('\\') {
        let decoded = serde_json::from_str(text).map(Cow::Owned);
        decoded.map_err(|_| SignError::Json("has a string that is no text"))
    } else {
        Ok(Cow::Borrowed(plain))
    }
}

/// Walks through a text that is JSON.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn value(&mut self, depth: usize) -> Result<Node<'t>, SignError> {
        if depth > MAX_DEPTH {
            return Err(SignError::Json("is nested too deeply"));
        }
        self.skip_blanks();
        let start = self.at;
        let value = match self.peek() {
            b'{' => self.object(depth)?,
            b'[' => self.array(depth)?,
            b'"' => {
                let text = self.string();
                unquoted(text)?;
                Value::Text(text)
            }
            _ => Value::Word(self.word()),
        };
        Ok(Node {
            value,
            start,
            end: self.at,
        })
    }

    fn object(&mut self, depth: usize) -> Result<Value<'t>, SignError> {
        let mut members = Vec::new();
        let mut names = BTreeSet::new();
        while self.has_next(b'}') {
            let name = unquoted(self.string())?;
            if !names.insert(name.clone()) {
                return Err(SignError::Json("has a member twice"));
            }
            self.skip_blanks();
            self.at += 1;
            members.push((name, self.value(depth + 1)?));
        }
        Ok(Value::Object(members))
    }

    fn array(&mut self, depth: usize) -> Result<Value<'t>, SignError> {
        let mut items = Vec::new();
        while self.has_next(b']') {
            items.push(self.value(depth + 1)?);
        }
        Ok(Value::Array(items))
    }

    /// Skips the opening bracket or a comma, and the closing bracket if it follows.
    fn has_next(&mut self, closing: u8) -> bool {
        self.skip_blanks();
        let mut next = self.peek();
        self.at += 1;
        if next != closing {
            self.skip_blanks();
            next = self.peek();
            self.at += usize::from(next == closing);
        }
        next != closing && next != 0
    }

    fn string(&mut self) -> &'t str {
        let rest = self.rest();
        let mut escaped = false;
        let end = rest.bytes().skip(1).position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        });
        self.take(end.map_or(rest.len(), |end| end + 2))
    }

    fn word(&mut self) -> &'t str {
        let ends = |byte| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
        let rest = self.rest();
        self.take(rest.bytes().position(ends).unwrap_or(rest.len()))
    }

    fn take(&mut self, length: usize) -> &'t str {
        let taken = self.rest().get(..length).unwrap_or_default();
        self.at += length;
        taken
    }

    fn skip_blanks(&mut self) {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.at += self.rest().bytes().take_while(blank).count();
    }

    /// The next byte; zero at the end, which no JSON has.
    fn peek(&self) -> u8 {
        self.rest().bytes().next().unwrap_or_default()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }
}
