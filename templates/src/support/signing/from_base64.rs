//! Bytes from base64 text.

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use crate::support::error::SignError;

/// Padding is optional, and bits that say nothing are ignored: some services print keys with them.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes that `text` spells in base64 of either alphabet, white space around it aside.
pub(crate) fn from_base64(text: &(impl AsRef<[u8]> + ?Sized)) -> Result<Vec<u8>, SignError> {
    decode_base64(text.as_ref()).ok_or(SignError::NotA("base64 text"))
}

/// As [`from_base64`]; `None` if the text is something else.
pub(super) fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut text = Zeroizing::new(text.trim_ascii().to_vec());
    for byte in text.iter_mut() {
        *byte = match *byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        };
    }
    LENIENT.decode(&*text).ok()
}
