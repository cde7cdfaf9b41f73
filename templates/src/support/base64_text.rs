//! Bytes inside JSON.

use ::base64::Engine as _;
use ::base64::alphabet::STANDARD;
use ::base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::verbatim::{FormatError, verbatim};

/// Writes padding, reads with and without it.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes as text (RFC 4648 §4), kept as the text that they came in.
///
/// A response is taken as it is, so a value that was read may be no Base64: [`decode`](Self::decode)
/// tells. What a caller makes is checked or, with [`encode`](Self::encode), made of bytes. Two values are
/// equal if their texts are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(String);

verbatim!(Base64);

impl Base64 {
    /// Writes bytes as text.
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self(ENGINE.encode(bytes))
    }

    /// The bytes.
    ///
    /// # Errors
    ///
    /// The text is no Base64.
    pub fn decode(&self) -> Result<Vec<u8>, FormatError> {
        decoded(&self.0)
    }
}

fn decoded(text: &str) -> Result<Vec<u8>, FormatError> {
    let bytes = ENGINE.decode(text);
    bytes.map_err(|_| FormatError::expected("bytes in Base64"))
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self::encode(bytes)
    }
}

impl TryFrom<String> for Base64 {
    type Error = FormatError;

    fn try_from(text: String) -> Result<Self, FormatError> {
        decoded(&text)?;
        Ok(Self(text))
    }
}
