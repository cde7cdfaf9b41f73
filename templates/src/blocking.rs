//! The client for code that is not async, with the same operations: every call waits for its response.
//!
//! Requests, responses, credentials and errors are those of the async client, and so are the options:
//! [`ClientBuilder::build_blocking`](crate::ClientBuilder::build_blocking).

#[doc(inline)]
pub use crate::partner::blocking as partner;

pub use crate::support::blocking::Client;
pub use crate::support::download::blocking::Download;
pub use crate::support::paging::blocking::{Items, Pages};
pub use crate::support::stream::blocking::Stream;
