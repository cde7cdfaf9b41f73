//! Keys in base64.

use super::from_base64::decode_base64;
use super::key::Key;
use crate::support::secret::Secret;

impl Key {
    /// A credential in base64 of either alphabet, padded or not.
    pub(crate) fn base64(
        scheme: &'static str,
        field: &'static str,
        text: impl Into<Secret>,
    ) -> Self {
        let bytes = decode_base64(text.into().expose().as_bytes());
        Self::new(scheme, field, "base64 text", bytes)
    }
}
