//! MD5 (RFC 1321), broken, for services that ask for it.

use md5::Md5;
use md5::digest::Digest as _;

/// The MD5 digest of `bytes`, raw.
pub(crate) fn md5(bytes: &(impl AsRef<[u8]> + ?Sized)) -> [u8; 16] {
    Md5::digest(bytes.as_ref()).into()
}
