//! Random text from the system's generator.

use crate::support::error::SignError;

/// Random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], SignError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SignError::Random)?;
    Ok(bytes)
}

/// So many random bytes.
pub(super) fn random_bytes(length: usize) -> Result<Vec<u8>, SignError> {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes).map_err(|_| SignError::Random)?;
    Ok(bytes)
}
