//! Lists that come in pages: one call after the other, from a request to the end of its list.
//!
//! A service may get it wrong or mean harm. Whatever it responds, each step makes a bounded number of
//! calls, and no page is asked for twice: that would be a circle.

#[cfg(feature = "blocking")]
pub(crate) mod blocking;

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::mem;
use std::vec;

use super::client::{Client, encode};
use super::error::Error;
use super::operation::{Operation, Output};
use super::payload::Payload as _;
use super::request::RequestParts;

/// How many empty pages may follow each other: some services leave out what a caller must not see.
const MOST_EMPTY: usize = 100;

/// An operation whose list comes in pages.
pub trait Paged: Operation + Clone {
    /// What is listed.
    type Item;

    /// The list in a page; `None` if the page has none, which is like an empty one.
    fn items(page: &mut Output<Self>) -> Option<&mut Vec<Self::Item>>;

    /// The request for what follows `page`; `None` behind the last one.
    fn next(&self, page: &Output<Self>, turn: Turn) -> Option<Self>;
}

/// The pages of a list, from where a request begins and as large as it says.
///
/// Every page is one call, made when it is asked for and signed then. An error is the end; from
/// [`request`](Self::request) one can begin again.
pub struct Pages<O> {
    client: Client,
    request: O,
    has_ended: bool,
    listed: u64,
    trail: Trail,
}

impl<O: Paged> Pages<O> {
    /// The pages from `request` on. Nothing is sent yet.
    pub fn new(client: &Client, request: &O) -> Self {
        Self {
            client: client.clone(),
            request: request.clone(),
            has_ended: false,
            listed: 0,
            trail: Trail::default(),
        }
    }

    /// The next page; `None` behind the last one and behind an error.
    ///
    /// # Errors
    ///
    /// Those of the call, and [`Error::Pages`] if the pages do not lead to an end.
    pub async fn next(&mut self) -> Result<Option<Output<O>>, Error> {
        if self.has_ended {
            return Ok(None);
        }
        let page = self.turn().await;
        self.has_ended |= page.is_err();
        page.map(Some)
    }

    /// The items of the pages, one by one.
    pub fn items(self) -> Items<O> {
        Items {
            pages: self,
            page: Vec::new().into_iter(),
        }
    }

    /// The request for the next page: behind an error that which failed, at the end the last one.
    pub fn request(&self) -> &O {
        &self.request
    }

    /// Asks for a page. Whoever drops this before it is done may ask for the same page again.
    async fn turn(&mut self) -> Result<Output<O>, Error> {
        let refused = |problem| Error::Pages {
            operation: O::INFO.id,
            problem,
        };
        let parts = encode(&self.request)?;
        let asked = self.trail.digest(&Asked::from(&parts));
        self.trail.check(asked).map_err(refused)?;
        let response = self.client.exchange(parts).await?;
        let got = self.trail.digest(response.payload());
        self.trail.check(got).map_err(refused)?;

        let mut page = O::Payload::read(response).map_err(Error::Decode)?;
        let items = O::items(&mut page).map_or(0, |items| items.len());
        self.trail.add([asked, got], items).map_err(refused)?;
        let turn = Turn::after(items, &mut self.listed);
        match self.request.next(&page, turn) {
            Some(request) => self.request = request,
            None => self.has_ended = true,
        }
        Ok(page)
    }
}

impl<O: Operation> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &O::INFO.id)
            .field("has_ended", &self.has_ended)
            .finish_non_exhaustive()
    }
}

/// The items of a list, whatever pages they come in. Made by [`Pages::items`].
pub struct Items<O: Paged> {
    pages: Pages<O>,
    page: vec::IntoIter<O::Item>,
}

impl<O: Paged> Items<O> {
    /// The next item; `None` behind the last one and behind an error.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::next`], when a page has to be asked for.
    pub async fn next(&mut self) -> Result<Option<O::Item>, Error> {
        loop {
            if let Some(item) = self.page.next() {
                return Ok(Some(item));
            }
            let Some(mut page) = self.pages.next().await? else {
                return Ok(None);
            };
            let items = O::items(&mut page).map(mem::take);
            self.page = items.unwrap_or_default().into_iter();
        }
    }
}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pages.fmt(f)
    }
}

/// What of a request tells pages apart, before it is signed.
#[derive(Hash)]
struct Asked<'a> {
    path: &'a str,
    query: &'a str,
    body: Option<&'a [u8]>,
}

impl<'a> From<&'a RequestParts> for Asked<'a> {
    fn from(parts: &'a RequestParts) -> Self {
        Self {
            path: &parts.path,
            query: parts.query.text(),
            body: parts.body.as_deref(),
        }
    }
}

/// Where the pages led so far, as digests: a list may be long.
#[derive(Default)]
struct Trail {
    seen: HashSet<u64>,
    empty: usize,
}

impl Trail {
    /// A digest with keys of this trail, so that nobody can make two that are alike.
    fn digest(&self, what: &(impl Hash + ?Sized)) -> u64 {
        self.seen.hasher().hash_one(what)
    }

    /// Refuses what was there before.
    fn check(&self, digest: u64) -> Result<(), &'static str> {
        if self.seen.contains(&digest) {
            Err("go in a circle")
        } else {
            Ok(())
        }
    }

    /// Adds a page, and refuses too many empty ones.
    fn add(&mut self, digests: [u64; 2], items: usize) -> Result<(), &'static str> {
        self.seen.extend(digests);
        self.empty = if items == 0 { self.empty + 1 } else { 0 };
        if self.empty > MOST_EMPTY {
            Err("stay empty")
        } else {
            Ok(())
        }
    }
}

/// Where a list goes on behind a page; `None` if that was the last one.
///
/// It was if it is empty, or if the `total` number of items or of `pages` is reached. Where the
/// service tells neither, a page with fewer items than asked for is the last one as well.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    items: u64,
    listed: u64,
    limit: Option<u64>,
    total: Option<u64>,
    pages: Option<u64>,
}

impl Turn {
    /// A turn behind a page with so many items, which adds them to those that were `listed` so far.
    pub(crate) fn after(items: usize, listed: &mut u64) -> Self {
        let items = u64::try_from(items).unwrap_or(u64::MAX);
        *listed = listed.saturating_add(items);
        Self {
            items,
            listed: *listed,
            limit: None,
            total: None,
            pages: None,
        }
    }

    /// The number of items in the page.
    pub fn items(&self) -> u64 {
        self.items
    }

    /// How many items were asked for.
    pub(crate) fn limit(self, limit: Option<&impl fmt::Display>) -> Self {
        let limit = number(limit);
        Self { limit, ..self }
    }

    /// How many items there are in all.
    pub(crate) fn total(self, total: Option<&impl fmt::Display>) -> Self {
        let total = number(total);
        Self { total, ..self }
    }

    /// How many pages there are in all.
    pub(crate) fn pages(self, pages: Option<&impl fmt::Display>) -> Self {
        let pages = number(pages);
        Self { pages, ..self }
    }

    /// The number of items to skip, behind a page that skipped `offset`.
    pub(crate) fn offset<T: TryFrom<u64>>(self, offset: Option<&impl fmt::Display>) -> Option<T> {
        let next = number(offset).unwrap_or(0).checked_add(self.items)?;
        let is_last = match self.total {
            Some(total) => next >= total,
            None => self.is_short(),
        };
        self.unless(is_last, next)
    }

    /// The number of the page behind `page`, where they are counted from `first` on.
    pub(crate) fn page<T: TryFrom<u64>>(
        self,
        page: Option<&impl fmt::Display>,
        first: u64,
    ) -> Option<T> {
        let next = number(page).unwrap_or(first).checked_add(1)?;
        // Not by page and limit: a service may give fewer items a page than are asked for.
        let is_last = match (self.pages, self.total) {
            (Some(pages), _) => next.saturating_sub(first) >= pages,
            (None, Some(total)) => self.listed >= total,
            (None, None) => self.is_short(),
        };
        self.unless(is_last, next)
    }

    fn is_short(self) -> bool {
        self.limit.is_some_and(|limit| self.items < limit)
    }

    fn unless<T: TryFrom<u64>>(self, is_last: bool, next: u64) -> Option<T> {
        let goes_on = !is_last && self.items > 0;
        goes_on.then(|| T::try_from(next).ok()).flatten()
    }
}

/// The cursor behind a page; `None` if there is none, or an empty one.
pub(crate) fn cursor<T: Clone + fmt::Display>(next: Option<&T>) -> Option<T> {
    next.filter(|next| !next.to_string().is_empty()).cloned()
}

/// The whole number that a member tells, whatever its type; absent, `null` and nonsense tell none.
fn number(told: Option<&impl fmt::Display>) -> Option<u64> {
    // A float that is whole is displayed without a point, a text that is a JSON value in its quotes.
    told?.to_string().trim_matches('"').parse().ok()
}
