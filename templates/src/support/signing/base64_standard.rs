//! Base64 text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// `bytes` in the standard alphabet, padded (RFC 4648 §4).
pub(crate) fn base64(bytes: &(impl AsRef<[u8]> + ?Sized)) -> String {
    STANDARD.encode(bytes.as_ref())
}
