//! Tests of what only this crate sees.

mod dates;
mod json;
#[cfg(feature = "tracing")]
mod traces;
