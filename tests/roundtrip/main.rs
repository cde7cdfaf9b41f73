//! Values of schemas pass through the generated types and come back equal, in the sense of JSON: no member, no `null`
//! and no digit is lost. They are examples of the document and random ones, at the edges of what it allows.
//!
//! What the document asks of values is looked at by `Check`.
//!
//! This is a set of our own. `others.rs` does the same with documents of others, and takes minutes.

mod checks;
mod own;
mod same;
