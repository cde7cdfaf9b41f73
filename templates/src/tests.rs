//! Tests of what only this crate sees.

mod buffers;
mod dates;
mod envelopes;
mod json;
#[cfg(feature = "tracing")]
mod traces;
