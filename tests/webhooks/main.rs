//! Webhooks through the generated crate: each documented sample, signed by other code.

mod delivered;
mod samples;

#[path = "../../generated/examples/receive_webhooks.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the example is a program of its own, whose `main` is not called here"
)]
mod receive_webhooks;
