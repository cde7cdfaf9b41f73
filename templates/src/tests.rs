//! Tests of what only this crate sees.

mod bodies;
mod buffers;
mod charsets;
mod choices;
mod envelopes;
mod formats;
mod headers;
mod json_text;
mod nullable;
mod paging;
mod signing;
mod streams;
mod styles;
#[cfg(feature = "tracing")]
mod traces;
mod vectors;
mod webhooks;
