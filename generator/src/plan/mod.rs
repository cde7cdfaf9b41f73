//! Plan.
pub mod docs;
pub mod names;
