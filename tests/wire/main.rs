//! The promises of the runtime, held by the generated crate over loopback HTTP.
//!
//! The tests are those of the support sources, compiled against `onchainpay` instead of the model that stands beside
//! them: what is copied and what is generated have to keep the same promises. The server that they start recomputes
//! every signature with another library than the client's.

extern crate onchainpay as countersign_support;

#[path = "../../templates/tests/base_url.rs"]
mod base_url;
#[cfg(feature = "blocking")]
#[path = "../../templates/tests/blocking.rs"]
mod blocking;
mod choices;
#[path = "../../templates/tests/common/mod.rs"]
mod common;
#[path = "../../templates/tests/credentials.rs"]
mod credentials;
#[path = "../../templates/tests/environment.rs"]
mod environment;
#[path = "../../templates/tests/formats.rs"]
mod formats;
mod lists;
#[cfg(feature = "reqwest")]
#[path = "../../templates/tests/network.rs"]
mod network;
#[path = "../../templates/tests/nonce.rs"]
mod nonce;
#[path = "../../templates/tests/paging.rs"]
mod paging;
mod quick_start;
#[path = "../../templates/tests/refusals.rs"]
mod refusals;
#[path = "../../templates/tests/requests.rs"]
mod requests;
#[path = "../../templates/tests/responses.rs"]
mod responses;
#[path = "../../templates/tests/retries.rs"]
mod retries;
#[path = "../../templates/tests/secrecy.rs"]
mod secrecy;
#[path = "../../templates/tests/signatures.rs"]
mod signatures;
