//! What all operations share: the client, the errors, the signing, the way to the network.
//!
//! Nothing in here depends on the document but for the constants of [`crate::meta`].

mod base64_text;
mod base_url;
mod binary_body;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
pub(crate) mod buffer;
mod builder;
pub(crate) mod charset;
pub(crate) mod check;
pub(crate) mod choice;
pub(crate) mod civil;
mod client;
mod clock;
mod date;
mod decimal;
pub(crate) mod download;
pub(crate) mod env;
pub(crate) mod envelope;
mod error;
pub(crate) mod finite;
mod form;
pub(crate) mod json;
pub(crate) mod json_text;
mod limit;
mod multipart;
mod network;
pub(crate) mod nullable;
mod number;
mod operation;
pub(crate) mod paging;
mod param;
mod param_ip;
mod param_url;
mod param_uuid;
pub(crate) mod problem;
mod query;
mod raw_json;
pub(crate) mod refusal;
mod request;
mod response;
pub(crate) mod retry;
mod secret;
mod server;
pub(crate) mod server_url;
pub mod signing;
pub(crate) mod stream;
pub(crate) mod styles;
mod timestamp;
mod trace;
pub mod transport;
pub(crate) mod upload;
pub(crate) mod verbatim;
pub(crate) mod webhook;

pub use base64_text::Base64;
pub use binary_body::BinaryBody;
pub use builder::ClientBuilder;
pub use check::{Check, Violation};
pub use client::Client;
pub use clock::Clock;
pub use date::Date;
pub use decimal::Decimal;
pub use download::Download;
pub use error::{
    ApiError, BuildError, CredentialsError, DecodeError, EncodeError, Error, Part, SignError,
};
pub use multipart::{FilePart, Multipart};
pub use nullable::Nullable;
pub use number::Number;
pub use operation::{Operation, OperationInfo};
pub use paging::{Items, Paged, Pages, Turn};
pub use param::Param;
pub use problem::Problem;
pub use raw_json::RawJson;
pub use refusal::Refusable;
pub use request::RequestParts;
pub use response::{Envelope, Opened, RawResponse, Refusal, Response};
pub use retry::Retry;
pub use secret::Secret;
pub use server::Server;
pub use stream::{Event, Stream, Streamed};
pub use styles::Style;
pub use timestamp::Timestamp;
pub use verbatim::FormatError;
