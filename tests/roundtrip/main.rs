//! Values of schemas pass through the generated types and come back equal, in the sense of JSON: no member, no `null`
//! and no digit is lost. They are examples of the document and random ones, at the edges of what it allows.
//!
//! What the document asks of values is looked at by `Check`.
//!
//! A set of our own always runs. Documents of others do where `COUNTERSIGN_ROUNDTRIP` names a folder for their crates
//! and `COUNTERSIGN_CORPUS` the folder that they are in; `COUNTERSIGN_DOCUMENTS` names some of them. It takes minutes:
//!
//! ```text
//! COUNTERSIGN_ROUNDTRIP=/tmp/roundtrip COUNTERSIGN_CORPUS=corpus cargo test -p countersign-tests --test roundtrip
//! ```

mod checks;
mod corpus;
mod own;
mod same;
mod types;
