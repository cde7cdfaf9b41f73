//! JSON written anew, as other programs would have written it.

use super::json_tree::{Node, Value, quoted, unquoted};
use crate::support::error::SignError;

/// How JSON is written; numbers keep their spelling in any case.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct JsonStyle {
    /// `\/` for a slash.
    pub(crate) escape_slashes: bool,
    /// `\uXXXX` for all but ASCII.
    pub(crate) ascii: bool,
    /// A blank after every colon and comma.
    pub(crate) spaces: bool,
}

/// The JSON `text` without its blanks, in another style.
pub(crate) fn json_compact(
    text: &(impl AsRef<[u8]> + ?Sized),
    style: JsonStyle,
) -> Result<String, SignError> {
    let mut out = String::new();
    style.write(&mut out, &Node::parse(text.as_ref())?)?;
    Ok(out)
}

/// As [`json_compact`], with members by the bytes of their names, at every level.
pub(crate) fn json_sorted(
    text: &(impl AsRef<[u8]> + ?Sized),
    style: JsonStyle,
) -> Result<String, SignError> {
    let mut root = Node::parse(text.as_ref())?;
    root.sort();
    let mut out = String::new();
    style.write(&mut out, &root)?;
    Ok(out)
}

impl JsonStyle {
    fn write(self, out: &mut String, node: &Node<'_>) -> Result<(), SignError> {
        match &node.value {
            Value::Word(text) => out.push_str(text),
            Value::Text(text) => self.string(out, &unquoted(text)?),
            Value::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.separate(out, index);
                    self.write(out, item)?;
                }
                out.push(']');
            }
            Value::Object(members) => {
                out.push('{');
                for (index, (name, member)) in members.iter().enumerate() {
                    self.separate(out, index);
                    self.string(out, name);
                    out.push_str(if self.spaces { ": " } else { ":" });
                    self.write(out, member)?;
                }
                out.push('}');
            }
        }
        Ok(())
    }

    fn separate(self, out: &mut String, index: usize) {
        if index > 0 {
            out.push_str(if self.spaces { ", " } else { "," });
        }
    }

    fn string(self, out: &mut String, text: &str) {
        for character in quoted(text).chars() {
            match character {
                '/' if self.escape_slashes => out.push_str("\\/"),
                _ if self.ascii && !character.is_ascii() => {
                    let units = character.encode_utf16(&mut [0; 2]).to_vec();
                    out.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
                }
                _ => out.push(character),
            }
        }
    }
}

impl Node<'_> {
    fn sort(&mut self) {
        match &mut self.value {
            Value::Word(_) | Value::Text(_) => {}
            Value::Array(items) => items.iter_mut().for_each(Node::sort),
            Value::Object(members) => {
                members.sort_by(|(one, _), (other, _)| one.cmp(other));
                for (_, member) in members {
                    member.sort();
                }
            }
        }
    }
}
