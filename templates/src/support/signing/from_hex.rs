//! Bytes from hexadecimal text.

use crate::support::error::SignError;

/// The bytes that `text` spells in hexadecimal digits of either case, white space around it aside.
pub(crate) fn from_hex(text: &(impl AsRef<[u8]> + ?Sized)) -> Result<Vec<u8>, SignError> {
    decode_hex(text.as_ref()).ok_or(SignError::NotA("hexadecimal text"))
}

/// As [`from_hex`]; `None` if the text is something else.
pub(super) fn decode_hex(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_ascii();
    if !text.len().is_multiple_of(2) {
        return None;
    }
    // At its full size from the start: what grows leaves copies behind.
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for pair in text.chunks_exact(2) {
        bytes.push(digit(pair[0])? << 4 | digit(pair[1])?);
    }
    Some(bytes)
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}
