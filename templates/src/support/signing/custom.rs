//! What the application works out for a scheme.

use std::error::Error as StdError;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::support::transport::BoxFuture;

/// A value that the application works out, in its own time.
pub type WorkedOut<'a> = BoxFuture<'a, Result<Vec<u8>, Box<dyn StdError + Send + Sync>>>;

/// The application's own, shared by all clones of a scheme.
pub(crate) struct Custom<T: ?Sized>(Arc<T>);

impl<T: ?Sized> Custom<T> {
    /// Shares `own`.
    pub(crate) fn new(own: Arc<T>) -> Self {
        Self(own)
    }
}

impl<T: ?Sized> Clone for Custom<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Deref for Custom<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized> fmt::Debug for Custom<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[the application's]")
    }
}
