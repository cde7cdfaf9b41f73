//! HMAC over SHA-512 (RFC 2104).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;

/// The HMAC-SHA512 of `message` under `key`, raw.
pub(crate) fn hmac_sha512(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
) -> [u8; 64] {
    let mac =
        Hmac::<Sha512>::new_from_slice(key.as_ref()).expect("HMAC takes keys of every length");
    mac.chain_update(message.as_ref())
        .finalize()
        .into_bytes()
        .into()
}
