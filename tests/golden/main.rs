//! Documents in, crates and reports out.
//!
//! - `ok`: every `fixtures/ok/*.yaml` has a snapshot of the files it becomes.
//! - `bad`: every `fixtures/bad/CODE-slug.yaml` has a snapshot of what is reported.

mod bad;
mod compile;
mod hostile;
mod hostile_document;
mod ok;
mod outcome;
mod reserved;
