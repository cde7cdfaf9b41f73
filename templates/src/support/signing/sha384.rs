//! SHA-384 (FIPS 180-4).

use sha2::Sha384;
use sha2::digest::Digest as _;

/// The SHA-384 digest of `bytes`, raw.
pub(crate) fn sha384(bytes: &(impl AsRef<[u8]> + ?Sized)) -> [u8; 48] {
    Sha384::digest(bytes.as_ref()).into()
}
