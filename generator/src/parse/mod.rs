//! Text in, [`Document`] out: a tree that knows where each of its values stands.
//!
//! YAML and JSON are one language here, and the versions of OpenAPI are brought to one vocabulary,
//! that of 3.1. What a value means is for `lower` to say.

mod builder;
mod de;
mod document;
mod node;
mod scalar;
mod surrogates;
mod v3_0;
mod v3_1;
mod yaml;

pub use document::{Document, Version, parse};
pub use node::{At, Member, Node, Object, Value};
