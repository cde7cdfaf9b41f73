//! Tests of what only this crate sees.

mod buffers;
mod envelopes;
mod formats;
mod json_text;
mod nullable;
mod signing;
#[cfg(feature = "tracing")]
mod traces;
mod vectors;
