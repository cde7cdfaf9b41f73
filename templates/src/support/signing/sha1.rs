//! SHA-1 (FIPS 180-4), broken, for services that ask for it.

use sha1::Sha1;
use sha1::digest::Digest as _;

/// The SHA-1 digest of `bytes`, raw.
pub(crate) fn sha1(bytes: &(impl AsRef<[u8]> + ?Sized)) -> [u8; 20] {
    Sha1::digest(bytes.as_ref()).into()
}
