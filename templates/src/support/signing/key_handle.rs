//! Keys that are kept elsewhere: in a module, in a service, in another process.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::support::error::{CredentialsError, SignError};
use crate::support::transport::BoxFuture;

/// Makes raw signatures with a key that this process does not have.
pub trait KeyHandle: Send + Sync + 'static {
    /// The raw signature of `message` by the algorithm of the scheme, before any encoding.
    fn sign<'a>(
        &'a self,
        message: &'a [u8],
    ) -> BoxFuture<'a, Result<Vec<u8>, Box<dyn StdError + Send + Sync>>>;
}

/// A key that is at hand, or a way to one that is kept elsewhere.
#[derive(Clone)]
pub(crate) enum SigningKey<K> {
    Here(K),
    Elsewhere(Arc<dyn KeyHandle>),
}

impl<K> SigningKey<K> {
    /// A key that is kept elsewhere.
    pub(crate) fn elsewhere(handle: impl KeyHandle) -> Self {
        Self::Elsewhere(Arc::new(handle))
    }

    /// Checks a key that is at hand.
    pub(crate) fn check(
        &self,
        check: impl FnOnce(&K) -> Result<(), CredentialsError>,
    ) -> Result<(), CredentialsError> {
        match self {
            Self::Here(key) => check(key),
            Self::Elsewhere(_) => Ok(()),
        }
    }

    /// The raw signature of `message`; `sign` makes it with a key that is at hand.
    pub(crate) async fn sign<S: Into<Vec<u8>>>(
        &self,
        message: &(impl AsRef<[u8]> + ?Sized),
        sign: impl FnOnce(&K, &[u8]) -> Result<S, SignError>,
    ) -> Result<Vec<u8>, SignError> {
        let message = message.as_ref();
        match self {
            Self::Here(key) => sign(key, message).map(Into::into),
            Self::Elsewhere(handle) => handle.sign(message).await.map_err(SignError::Signer),
        }
    }
}

impl<K> fmt::Debug for SigningKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Here(_) => "[redacted]",
            Self::Elsewhere(_) => "[kept elsewhere]",
        })
    }
}
