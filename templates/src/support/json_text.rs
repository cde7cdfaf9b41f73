//! The few things done to JSON text without knowing its types: looking at the members of an object, and
//! naming the place of an error.
//!
//! All of it works on bytes as they are on the wire, so that nothing is parsed and written again.

use std::fmt::{self, Write as _};

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of the object in `text`, in order, their values as spelled.
///
/// # Errors
///
/// `text` is no JSON, or no object.
pub(crate) fn members(text: &[u8]) -> Result<Vec<(String, &RawValue)>, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let members = json.deserialize_map(Members)?;
    json.end()?;
    Ok(members)
}

/// Collects what [`members`] returns.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

/// The offset of a line and column as `serde_json` counts them: lines from 1, columns in bytes.
pub(crate) fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (start + column).min(text.len())
}

/// The path of the value that ends at `offset` or goes on there, like `response.items[2].id`.
///
/// Empty for the whole text. Works on text that is cut short or broken further on.
pub(crate) fn path_at(text: &[u8], offset: usize) -> String {
    let mut path = String::new();
    for step in steps_to(&text[..offset.min(text.len())]) {
        match step {
            Step::Member(None) => {}
            Step::Member(Some(name)) if is_plain(name) => {
                let dot = if path.is_empty() { "" } else { "." };
                let _ = write!(path, "{dot}{}", String::from_utf8_lossy(name));
            }
            Step::Member(Some(name)) => {
                let _ = write!(path, "[{:?}]", String::from_utf8_lossy(name));
            }
            Step::Item(index) => {
                let _ = write!(path, "[{index}]");
            }
        }
    }
    path
}

/// One open object or array, and where in it the reading stands.
enum Step<'a> {
    Member(Option<&'a [u8]>),
    Item(usize),
}

/// The objects and arrays that are open at the end of `text`, outermost first.
fn steps_to(text: &[u8]) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'{' => steps.push(Step::Member(None)),
            b'[' => steps.push(Step::Item(0)),
            b'}' | b']' => drop(steps.pop()),
            b',' => match steps.last_mut() {
                Some(Step::Member(name)) => *name = None,
                Some(Step::Item(index)) => *index += 1,
                None => {}
            },
            b'"' => {
                let string = string_at(&text[at..]);
                at += string.len() + 1;
                if let Some(Step::Member(name @ None)) = steps.last_mut() {
                    *name = Some(string);
                }
            }
            _ => {}
        }
    }
    steps
}

/// The inside of the string that begins at `text`, escapes as they are.
pub(crate) fn string_at(text: &[u8]) -> &[u8] {
    let mut escaped = false;
    let end = text.iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    &text[..end.unwrap_or(text.len())]
}

/// Whether a member's name can stand in a path without quotes.
fn is_plain(name: &[u8]) -> bool {
    !name.is_empty()
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$'))
}
