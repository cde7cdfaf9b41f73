//! A client of OnchainPay's partner API.
//!
//! ```no_run
//! use countersign_support::partner::CreateApiKeys;
//! use countersign_support::security::Partner;
//! use countersign_support::{Client, Error};
//!
//! # async fn run() -> Result<(), Error> {
//! let client = Client::builder().partner(Partner::new("public key", "secret")).build()?;
//!
//! let request = CreateApiKeys {
//!     user_id: "8efa4a83-86c9-4eb9-899a-27ce1079a2f8".to_owned(),
//!     organization_id: "e3b5315a-1de9-4b12-9c76-fb79fe4edf33".to_owned(),
//!     alias: "integration".to_owned(),
//! };
//! match client.partner().create_api_keys(&request).await {
//!     Ok(pair) => println!("{pair:?}"), // the secret prints as [redacted]
//!     Err(Error::Api(refusal)) => eprintln!("{refusal}"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Features: `reqwest` (on by default) is the transport, without it
//! [`ClientBuilder::transport`] must be given one; `blocking` brings `blocking::Client` for code
//! that is not async; `tracing` tells operation, status and duration of
//! every attempt; `full-serde` makes every type both `Serialize` and `Deserialize`.

#[cfg(feature = "blocking")]
pub mod blocking;
mod meta;
pub mod partner;
pub mod security;
#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the same for all crates; this one needs a part of it"
)]
mod support;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

pub use meta::{DOCUMENT_SHA256, GENERATOR};
#[doc(hidden)]
pub use support::check::Member;
pub use support::{
    ApiError, Base64, BinaryBody, BuildError, Check, Client, ClientBuilder, Clock,
    CredentialsError, Date, Decimal, DecodeError, Download, EncodeError, Envelope, Error, Event,
    FilePart, Files, FormatError, Headed, HeaderError, Items, Multipart, Nullable, Number, Opened,
    Operation, OperationInfo, Output, Paged, Pages, Param, Part, Piece, Problem, RawJson,
    RawResponse, Refusable, Refusal, RequestParts, Response, Retry, Secret, Server, SignError,
    Stream, Streamed, Style, Timestamp, Turn, Violation, payload, signing, transport,
};
