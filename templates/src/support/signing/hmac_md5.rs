//! HMAC over MD5 (RFC 2104).

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;

/// The HMAC-MD5 of `message` under `key`, raw.
pub(crate) fn hmac_md5(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
) -> [u8; 16] {
    let mac = Hmac::<Md5>::new_from_slice(key.as_ref()).expect("HMAC takes keys of every length");
    mac.chain_update(message.as_ref())
        .finalize()
        .into_bytes()
        .into()
}
