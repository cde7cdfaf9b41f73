//! HMAC over SHA-256 (RFC 2104).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The HMAC-SHA256 of `message` under `key`, raw.
pub(crate) fn hmac_sha256(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
) -> [u8; 32] {
    let mac =
        Hmac::<Sha256>::new_from_slice(key.as_ref()).expect("HMAC takes keys of every length");
    mac.chain_update(message.as_ref())
        .finalize()
        .into_bytes()
        .into()
}
