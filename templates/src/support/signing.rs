//! Security schemes: what they are given, what they give back, and the primitives they are made of.
//!
//! Each primitive is a file of its own; a crate carries those that its schemes need.

mod base64_standard;
mod counter;
mod draft;
mod hex;
mod hmac_sha256;
mod scheme;
mod wire;

pub use draft::{Draft, Field};
pub use scheme::{Applied, Applying, Scheme};
pub use wire::{SignedRequest, Wire};

pub use super::clock::Fresh;
pub(crate) use base64_standard::base64;
pub(crate) use counter::Counter;
pub(crate) use hex::hex;
pub(crate) use hmac_sha256::hmac_sha256;
