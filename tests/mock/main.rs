//! The promises of the mock server, over loopback HTTP.
//!
//! Requests are written byte by byte, so that nothing but the recipe and the test decides what is sent.

mod answers;
mod bodies;
mod checks;
mod client;
mod corpus;
mod generated;
mod habits;
mod hostile;
mod onchainpay_client;
mod onchainpay_state;
mod page;
mod process;
mod recipes;
mod schemes;
mod secrets;
mod state;
mod styles;
mod webhooks;
