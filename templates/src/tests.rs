//! Tests of what only this crate sees.

mod buffers;
mod envelopes;
mod json_text;
#[cfg(feature = "tracing")]
mod traces;
