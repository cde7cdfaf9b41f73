//! Countersign.

pub mod diag;
pub mod parse;
pub mod source;
