//! The same for code that is not async: a body is read like a file.

use std::fmt;
use std::io::{self, Read};

use bytes::{Buf, Bytes};
use http::{HeaderMap, StatusCode};

use super::Download as AsyncDownload;
use crate::support::blocking::Client;
use crate::support::error::Error;
use crate::support::transport::TransportErrorKind;

/// A success whose body is still to be read, by [`Read`]. Made by
/// [`Client::download`](crate::support::blocking::Client::download).
///
/// An error of reading holds the [`Error`] of the call (`io::Error::get_ref`).
pub struct Download {
    client: Client,
    inner: AsyncDownload,
    piece: Bytes,
}

impl Download {
    /// The download that `client` waits for.
    pub(crate) fn new(client: &Client, inner: AsyncDownload) -> Self {
        Self {
            client: client.clone(),
            inner,
            piece: Bytes::new(),
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.inner.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.inner.headers()
    }
}

impl Read for Download {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.piece.is_empty() && !into.is_empty() {
            let operation = self.inner.operation();
            let next = self.client.wait(operation, self.inner.next());
            self.piece = next.map_err(failed)?.unwrap_or_default();
        }
        let length = into.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut into[..length]);
        Ok(length)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// An error of the call as one of reading.
fn failed(error: Error) -> io::Error {
    let kind = match &error {
        Error::Transport { source, .. } => match source.kind() {
            TransportErrorKind::Timeout => io::ErrorKind::TimedOut,
            TransportErrorKind::Interrupted => io::ErrorKind::UnexpectedEof,
            _ => io::ErrorKind::Other,
        },
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}
