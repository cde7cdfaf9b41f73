//! What is cut off a value, put before it, or stands in for it.

/// The first `length` bytes; all of them if there are fewer.
pub(crate) fn first(value: &(impl AsRef<[u8]> + ?Sized), length: usize) -> Vec<u8> {
    let value = value.as_ref();
    value.get(..length).unwrap_or(value).to_vec()
}

/// `value` without the `text` that it begins with, if it does.
pub(crate) fn strip(value: &(impl AsRef<[u8]> + ?Sized), text: &str) -> Vec<u8> {
    let value = value.as_ref();
    value
        .strip_prefix(text.as_bytes())
        .unwrap_or(value)
        .to_vec()
}

/// `value` after `text`; nothing if `value` is empty.
pub(crate) fn prefix(value: &(impl AsRef<[u8]> + ?Sized), text: &str) -> Vec<u8> {
    match value.as_ref() {
        [] => Vec::new(),
        value => [text.as_bytes(), value].concat(),
    }
}

/// `value`, or `text` if it is empty.
pub(crate) fn default(value: &(impl AsRef<[u8]> + ?Sized), text: &str) -> Vec<u8> {
    match value.as_ref() {
        [] => text.as_bytes().to_vec(),
        value => value.to_vec(),
    }
}
