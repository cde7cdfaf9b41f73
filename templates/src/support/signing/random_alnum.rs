//! Random letters and digits.

use super::random::random_bytes;
use crate::support::error::SignError;

/// `length` random ASCII letters and digits.
pub(crate) fn random_alnum(length: usize) -> Result<String, SignError> {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut text = String::with_capacity(length);
    while text.len() < length {
        // Six bits each; the two numbers beyond the letters are drawn again, so that all are as likely.
        let drawn = random_bytes(length - text.len())?;
        let letters = drawn
            .iter()
            .filter_map(|byte| LETTERS.get(usize::from(byte >> 2)));
        text.extend(letters.map(|letter| char::from(*letter)));
    }
    Ok(text)
}
