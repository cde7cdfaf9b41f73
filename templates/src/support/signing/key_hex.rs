//! Keys in hexadecimal.

use super::from_hex::decode_hex;
use super::key::Key;
use crate::support::secret::Secret;

impl Key {
    /// A credential in hexadecimal digits of either case.
    pub(crate) fn hex(scheme: &'static str, field: &'static str, text: impl Into<Secret>) -> Self {
        let bytes = decode_hex(text.into().expose().as_bytes());
        Self::new(scheme, field, "hexadecimal text", bytes)
    }
}
