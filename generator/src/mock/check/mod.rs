//! What is held against the document before a response is given.

pub(crate) mod body;
mod deep;
mod failures;
mod fields;
mod multipart;
pub(crate) mod nonces;
pub(crate) mod parameters;
pub(crate) mod responses;
pub(crate) mod security;
mod signed;
mod styles;
