//! Credentials from the environment.

use std::env::{self, VarError};

use super::error::CredentialsError;

/// The value of an environment variable that must be set.
///
/// # Errors
///
/// It is not set, or not Unicode.
pub(crate) fn required(variable: &'static str) -> Result<String, CredentialsError> {
    env::var(variable).map_err(|error| match error {
        VarError::NotPresent => CredentialsError::NotSet(variable),
        VarError::NotUnicode(_) => CredentialsError::NotUnicode(variable),
    })
}

/// The value of an environment variable that may be left out.
///
/// # Errors
///
/// It is not Unicode.
pub(crate) fn optional(variable: &'static str) -> Result<Option<String>, CredentialsError> {
    match required(variable) {
        Err(CredentialsError::NotSet(_)) => Ok(None),
        other => other.map(Some),
    }
}
