//! What is cut off a text, put before it, or stands in for it; text stays text.

use crate::support::error::SignError;

/// The first `length` bytes; all of them if there are fewer.
///
/// # Errors
///
/// A character would be cut in two.
pub(crate) fn first_of(text: &str, length: usize) -> Result<String, SignError> {
    if length >= text.len() {
        return Ok(text.to_owned());
    }
    let first = text.get(..length).ok_or(SignError::NotA("text"))?;
    Ok(first.to_owned())
}

/// `text` without the `beginning` that it has, if it does.
pub(crate) fn without(text: &str, beginning: &str) -> String {
    text.strip_prefix(beginning).unwrap_or(text).to_owned()
}

/// `text` after `beginning`; nothing if `text` is empty.
pub(crate) fn prefixed(text: &str, beginning: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("{beginning}{text}")
    }
}

/// `text`, or `other` if it is empty.
pub(crate) fn or_else(text: &str, other: &str) -> String {
    if text.is_empty() { other } else { text }.to_owned()
}

/// `text` without the white space around it, and with each run of blanks made one.
pub(crate) fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for character in text.trim_ascii().chars() {
        if character != ' ' || !squeezed.ends_with(' ') {
            squeezed.push(character);
        }
    }
    squeezed
}
