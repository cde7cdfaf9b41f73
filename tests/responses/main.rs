//! The crate in tests/answers over loopback: what becomes of responses in every form, and of those of a service that
//! has it wrong or means harm.

mod downloads;
mod headers;
mod hostile;
mod refusals;
mod server;
mod statuses;
mod streams;
mod waiting;
