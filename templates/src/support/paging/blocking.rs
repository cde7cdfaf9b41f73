//! The same for code that is not async: pages and items are iterators.

use std::fmt;
use std::iter::FusedIterator;

use super::{Items as AsyncItems, Paged, Pages as AsyncPages};
use crate::support::blocking::Client;
use crate::support::error::Error;
use crate::support::operation::Output;

/// The pages of a list, from where a request begins and as large as it says.
///
/// Every page is one call, made when it is asked for and signed then. An error is the last thing that
/// comes; from [`request`](Self::request) one can begin again.
pub struct Pages<O> {
    client: Client,
    inner: AsyncPages<O>,
    has_failed: bool,
}

impl<O: Paged> Pages<O> {
    /// The pages from `request` on. Nothing is sent yet.
    pub fn new(client: &Client, request: &O) -> Self {
        Self {
            client: client.clone(),
            inner: AsyncPages::new(client.as_async(), request),
            has_failed: false,
        }
    }

    /// The items of the pages, one by one.
    pub fn items(self) -> Items<O> {
        Items {
            client: self.client,
            inner: self.inner.items(),
            has_failed: self.has_failed,
        }
    }

    /// The request for the next page: behind an error that which failed, at the end the last one.
    pub fn request(&self) -> &O {
        self.inner.request()
    }
}

impl<O: Paged> Iterator for Pages<O> {
    type Item = Result<Output<O>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let page = self.client.wait(O::INFO.id, self.inner.next());
        self.has_failed = page.is_err();
        page.transpose()
    }
}

impl<O: Paged> FusedIterator for Pages<O> {}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// The items of a list, whatever pages they come in. Made by [`Pages::items`].
pub struct Items<O: Paged> {
    client: Client,
    inner: AsyncItems<O>,
    has_failed: bool,
}

impl<O: Paged> Iterator for Items<O> {
    type Item = Result<O::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let item = self.client.wait(O::INFO.id, self.inner.next());
        self.has_failed = item.is_err();
        item.transpose()
    }
}

impl<O: Paged> FusedIterator for Items<O> {}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
