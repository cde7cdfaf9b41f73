//! Countersign.

pub mod ir;
pub mod source;
