//! Tests of what only this crate sees.

mod bodies;
mod buffers;
mod charsets;
#[allow(unreachable_pub, reason = "the macros declare public types")]
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
