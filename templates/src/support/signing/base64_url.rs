//! Base64 text for URLs and file names (RFC 4648 §5).

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};

/// `bytes` in the URL alphabet, padded.
pub(crate) fn base64url(bytes: &(impl AsRef<[u8]> + ?Sized)) -> String {
    URL_SAFE.encode(bytes.as_ref())
}

/// `bytes` in the URL alphabet, without padding.
pub(crate) fn base64url_nopad(bytes: &(impl AsRef<[u8]> + ?Sized)) -> String {
    URL_SAFE_NO_PAD.encode(bytes.as_ref())
}
