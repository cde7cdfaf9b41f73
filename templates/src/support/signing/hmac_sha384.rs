//! HMAC over SHA-384 (RFC 2104).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha384;

/// The HMAC-SHA384 of `message` under `key`, raw.
pub(crate) fn hmac_sha384(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
) -> [u8; 48] {
    let mac =
        Hmac::<Sha384>::new_from_slice(key.as_ref()).expect("HMAC takes keys of every length");
    mac.chain_update(message.as_ref())
        .finalize()
        .into_bytes()
        .into()
}
