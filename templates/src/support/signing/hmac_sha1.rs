//! HMAC over SHA-1 (RFC 2104).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// The HMAC-SHA1 of `message` under `key`, raw.
pub(crate) fn hmac_sha1(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
) -> [u8; 20] {
    let mac = Hmac::<Sha1>::new_from_slice(key.as_ref()).expect("HMAC takes keys of every length");
    mac.chain_update(message.as_ref())
        .finalize()
        .into_bytes()
        .into()
}
