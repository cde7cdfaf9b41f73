//! Bodies that are read while they are sent.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::transport::Chunks;

/// A body that is sent piece by piece, and once: there is nothing left of it for another attempt.
#[derive(Clone)]
pub struct Upload {
    pieces: Arc<Mutex<Option<Box<dyn Chunks>>>>,
    length: Option<u64>,
}

impl Upload {
    /// A body of these pieces, `length` bytes in all if that is known.
    pub(crate) fn new(pieces: Box<dyn Chunks>, length: Option<u64>) -> Self {
        Self {
            pieces: Arc::new(Mutex::new(Some(pieces))),
            length,
        }
    }

    /// The number of bytes, if it is known.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Takes the pieces; `None` if they were taken before.
    pub fn take(&self) -> Option<Box<dyn Chunks>> {
        self.pieces
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Whether the pieces are still there.
    pub(crate) fn is_whole(&self) -> bool {
        self.pieces
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            Some(length) => write!(f, "[{length} bytes]"),
            None => f.write_str("[bytes]"),
        }
    }
}
