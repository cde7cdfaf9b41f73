//! SHA-512 (FIPS 180-4).

use sha2::Sha512;
use sha2::digest::Digest as _;

/// The SHA-512 digest of `bytes`, raw.
pub(crate) fn sha512(bytes: &(impl AsRef<[u8]> + ?Sized)) -> [u8; 64] {
    Sha512::digest(bytes.as_ref()).into()
}
