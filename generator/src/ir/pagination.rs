//! How lists come in pages: the extension `x-pagination`.

use serde::Serialize;

use crate::source::Origin;

/// How the pages of an operation's list follow each other.
#[derive(Debug, Serialize)]
pub struct Pagination {
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
    /// The way to the list in the payload of a response.
    pub items: Way,
    /// What leads from one page to the next.
    pub turn: Turn,
}

/// The names of members that lead to a value, from the outside in; none is the payload itself.
pub type Way = Vec<String>;

/// What leads from one page to the next.
#[derive(Debug, Serialize)]
pub enum Turn {
    /// The number of items to skip.
    Offset {
        /// Takes that number.
        offset: PageInput,
        /// Takes the number of items to return.
        limit: Option<PageInput>,
        /// Tells the number of items in all.
        total: Option<Way>,
    },
    /// The number of the page.
    Page {
        /// Takes that number.
        page: PageInput,
        /// The number of the first page.
        first: u64,
        /// Takes the number of items to return.
        limit: Option<PageInput>,
        /// Tells the number of items in all.
        total: Option<Way>,
        /// Tells the number of pages in all.
        pages: Option<Way>,
    },
    /// What the service gave along with the page before.
    Cursor {
        /// Takes it.
        cursor: PageInput,
        /// Tells it; nothing behind the last page.
        next: Way,
    },
}

/// A part of the request that says which page is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum PageInput {
    /// A parameter of the query.
    Query(String),
    /// A member of the body, which is a JSON object.
    Body(String),
}
