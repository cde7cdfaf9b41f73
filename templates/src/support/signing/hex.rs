//! Hexadecimal text.

/// `bytes` in lowercase hex.
pub(crate) fn hex(bytes: &(impl AsRef<[u8]> + ?Sized)) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let bytes = bytes.as_ref();
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(DIGITS[usize::from(digit)]));
        }
    }
    text
}
