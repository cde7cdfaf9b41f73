//! A server from the document: it answers as the document says, and refuses what the service would.
//!
//! In: a [`Document`](crate::parse::Document) and the [`Api`](crate::ir::Api) that was read off it.
//! Out: [`Server`], a value for tests, which `countersign mock` runs as a program.
//! `engine` is a function from a request to a response; `http` carries both and knows limits and
//! timeouts; all else is asked by `engine`. Signatures are checked by the recipes read backwards
//! ([`signing::inverse`](crate::signing::inverse)), so nothing here knows a scheme.

mod answers;
mod builder;
mod check;
mod engine;
mod exchange;
mod handle;
mod headers;
mod http;
pub(crate) mod keyring;
mod log;
mod methods;
mod negotiate;
mod page;
mod plan;
mod prefer;
mod problem;
mod reply;
mod route;
mod schema;
mod secrets;
mod server;
mod state;
mod stream;
pub(crate) mod webhook;

pub use builder::{Builder, StartError};
pub use exchange::Fault;
pub use keyring::Texts;
pub use log::Entry;
pub use reply::{Reply, Seen};
pub use schema::{Samples, Travel, Violation};
pub use server::{SendError, Server};
