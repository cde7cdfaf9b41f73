//! Random identifiers.

use super::hex::hex;
use super::random::random;
use crate::support::error::SignError;

/// A version 4 UUID in lower case (RFC 9562 §5.4).
pub(crate) fn random_uuid() -> Result<String, SignError> {
    let mut bytes = random::<16>()?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let groups = [
        &bytes[..4],
        &bytes[4..6],
        &bytes[6..8],
        &bytes[8..10],
        &bytes[10..],
    ];
    Ok(groups.map(hex).join("-"))
}
