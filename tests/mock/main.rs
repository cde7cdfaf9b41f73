//! The promises of the mock server, over loopback HTTP.
//!
//! Requests are written byte by byte, so that nothing but the recipe and the test decides what is sent.

mod answers;
mod bodies;
mod checks;
mod client;
mod corpus;
mod hostile;
mod onchainpay_client;
mod onchainpay_state;
mod page;
mod recipes;
mod secrets;
mod state;
mod webhooks;
