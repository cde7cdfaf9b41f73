//! Random base64 text.

use super::base64_standard::base64;
use super::random::random_bytes;
use crate::support::error::SignError;

/// `length` random bytes in the standard alphabet, padded.
pub(crate) fn random_base64(length: usize) -> Result<String, SignError> {
    Ok(base64(&random_bytes(length)?))
}
