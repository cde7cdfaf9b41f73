//! The same for code that is not async: a stream is an iterator.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::{Stream as AsyncStream, Streamed};
use crate::support::blocking::Client;
use crate::support::error::Error;
use crate::support::operation::Operation;

/// The items of a response, in the order in which they come.
///
/// The request was sent when this was made. An item that does not fit the document is an error, and those
/// behind it can still be read; any other error is the last thing that comes.
pub struct Stream<O> {
    client: Client,
    inner: AsyncStream<O>,
    /// It was asked where nothing may wait, and would be for ever.
    is_misplaced: bool,
}

impl<O: Streamed> Stream<O> {
    /// Sends `request`, and waits until the response has begun.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the service refuses, [`Error::Decode`] if the response is no stream,
    /// [`Error::Blocking`] in a tokio runtime; see [`Error`] for the rest.
    pub fn open(client: &Client, request: &O) -> Result<Self, Error> {
        let opened = AsyncStream::open(client.as_async(), request);
        let inner = client.wait(O::INFO.id, opened)?;
        Ok(Self {
            client: client.clone(),
            inner,
            is_misplaced: false,
        })
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.inner.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.inner.headers()
    }

    /// The last id that the service gave; as the header `last-event-id` it tells where to go on.
    pub fn last_event_id(&self) -> Option<&str> {
        self.inner.last_event_id()
    }

    /// How long the service asks to wait before connecting again, as told last.
    pub fn retry(&self) -> Option<Duration> {
        self.inner.retry()
    }
}

impl<O: Streamed> Iterator for Stream<O> {
    type Item = Result<O::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_misplaced {
            return None;
        }
        let item = self.client.wait(O::INFO.id, self.inner.next());
        self.is_misplaced = matches!(item, Err(Error::Blocking { .. }));
        item.transpose()
    }
}

impl<O: Operation> fmt::Debug for Stream<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
