//! SHA-256 (FIPS 180-4).

use sha2::Sha256;
use sha2::digest::Digest as _;

/// The SHA-256 digest of `bytes`, raw.
pub(crate) fn sha256(bytes: &(impl AsRef<[u8]> + ?Sized)) -> [u8; 32] {
    Sha256::digest(bytes.as_ref()).into()
}
