//! Credentials that are bytes.

use std::fmt;

use zeroize::Zeroizing;

use crate::support::error::{CredentialsError, SignError};
use crate::support::secret::Secret;

/// A credential, decoded once; it prints as `[redacted]` and is overwritten when dropped.
#[derive(Clone)]
pub(crate) struct Key {
    scheme: &'static str,
    field: &'static str,
    /// What its text should be.
    expected: &'static str,
    /// `None` if its text is something else.
    bytes: Option<Zeroizing<Vec<u8>>>,
}

impl Key {
    /// The credential `field` of `scheme`, which should be `expected`.
    pub(super) fn new(
        scheme: &'static str,
        field: &'static str,
        expected: &'static str,
        bytes: Option<Vec<u8>>,
    ) -> Self {
        Self {
            scheme,
            field,
            expected,
            bytes: bytes.map(Zeroizing::new),
        }
    }

    /// Refuses a key whose text does not decode, or decodes to nothing.
    pub(crate) fn check(&self) -> Result<(), CredentialsError> {
        self.check_optional()?;
        let Self { scheme, field, .. } = *self;
        match self.bytes() {
            Ok([]) | Err(_) => Err(CredentialsError::Empty { scheme, field }),
            Ok(_) => Ok(()),
        }
    }

    /// Refuses a key whose text does not decode; it may be empty.
    pub(crate) fn check_optional(&self) -> Result<(), CredentialsError> {
        let Self {
            scheme,
            field,
            expected,
            ..
        } = *self;
        let not_decoded = CredentialsError::NotA {
            scheme,
            field,
            expected,
        };
        self.bytes.as_ref().map(|_| ()).ok_or(not_decoded)
    }

    /// The bytes.
    ///
    /// # Errors
    ///
    /// Its text does not decode.
    pub(crate) fn bytes(&self) -> Result<&[u8], SignError> {
        let bytes = self.bytes.as_ref().ok_or(SignError::NotA(self.expected))?;
        Ok(bytes)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// `secret` without the `text` that it begins with, if it does.
pub(crate) fn strip_secret(secret: impl Into<Secret>, text: &str) -> Secret {
    let secret = secret.into();
    match secret.expose().strip_prefix(text) {
        Some(rest) => Secret::new(rest),
        None => secret,
    }
}
