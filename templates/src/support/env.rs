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
