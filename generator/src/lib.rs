//! Countersign.

pub mod analyze;
pub mod diag;
pub mod ir;
pub mod lower;
pub mod parse;
pub mod plan;
pub mod signing;
pub mod source;
