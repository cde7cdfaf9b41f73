//! The support sources seen from outside: over loopback HTTP, and with transports that fail.

mod after_signing;
mod base_url;
#[cfg(feature = "blocking")]
mod blocking;
mod common;
mod credentials;
mod environment;
mod formats;
#[cfg(feature = "reqwest")]
mod network;
mod nonce;
mod paging;
mod refusals;
mod requests;
mod responses;
mod retries;
mod secrecy;
mod servers;
mod signatures;
mod tokens;
