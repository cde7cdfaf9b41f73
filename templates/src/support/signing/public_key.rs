//! Public keys in the form that names their algorithm.

use spki::SubjectPublicKeyInfoRef;
use spki::der::Decode as _;

/// The bits of the key inside a `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7); `None` if it is none.
pub(super) fn subject_key(der: &[u8]) -> Option<Vec<u8>> {
    let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
    info.subject_public_key.as_bytes().map(<[u8]>::to_vec)
}
