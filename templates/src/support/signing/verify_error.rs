//! Why a message of the service is not to be trusted.

use crate::support::error::{CredentialsError, SignError};

/// The reasons to refuse a message. None of them holds any of its content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// It came without a signature.
    #[error("the message has no signature")]
    Missing,
    /// No signature is of the form that the scheme asks for, or the instant of signing is none.
    #[error("{0} is malformed")]
    Malformed(&'static str),
    /// No signature fits.
    #[error("the signature does not match the message")]
    Mismatch,
    /// It names a key that is none of those at hand, or there are none.
    #[error("the message is signed with an unknown key")]
    UnknownKey,
    /// The signature fits, but a digest in the message is not that of its body, or the like.
    #[error("two parts of the message that must agree differ")]
    Digest,
    /// Signed too long ago.
    #[error("signed {age} s ago, at most {limit} s are accepted")]
    Stale {
        /// Whole seconds.
        age: u64,
        /// Whole seconds.
        limit: u64,
    },
    /// Signed in the future.
    #[error("signed {ahead} s in the future, at most {limit} s are accepted")]
    Future {
        /// Whole seconds.
        ahead: u64,
        /// Whole seconds.
        limit: u64,
    },
    /// The credentials cannot be right, so that no message can be verified with them.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The recipe cannot be worked out over this message, say because its body is no JSON.
    #[error("the message cannot be verified")]
    Recipe(#[from] SignError),
}
