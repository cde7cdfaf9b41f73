//! Random hexadecimal text.

use super::hex::hex;
use super::random::random_bytes;
use crate::support::error::SignError;

/// `length` random bytes in lowercase hex: twice as many digits.
pub(crate) fn random_hex(length: usize) -> Result<String, SignError> {
    Ok(hex(&random_bytes(length)?))
}
