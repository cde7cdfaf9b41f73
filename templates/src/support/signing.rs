//! Security schemes: what they are given, what they give back, and the primitives they are made of.
//!
//! Each primitive is a file of its own; a crate carries those that its schemes need.

mod affixes;
mod base64_standard;
mod base64_url;
mod counter;
mod crc32;
mod draft;
mod form_encode;
mod from_base64;
mod from_hex;
mod hex;
mod hmac_md5;
mod hmac_sha1;
mod hmac_sha256;
mod hmac_sha384;
mod hmac_sha512;
mod json_escape;
mod md5;
mod percent;
mod scheme;
mod sha1;
mod sha256;
mod sha384;
mod sha512;
mod squeeze;
mod unpct;
mod wire;

pub use draft::{Draft, Field};
pub use scheme::{Applied, Applying, Scheme};
pub use wire::{SignedRequest, Wire};

pub use super::clock::Fresh;
pub(crate) use affixes::{default, first, prefix, strip};
pub(crate) use base64_standard::base64;
pub(crate) use base64_url::{base64url, base64url_nopad};
pub(crate) use counter::Counter;
pub(crate) use crc32::crc32;
pub(crate) use form_encode::form_encode;
pub(crate) use from_base64::from_base64;
pub(crate) use from_hex::from_hex;
pub(crate) use hex::hex;
pub(crate) use hmac_md5::hmac_md5;
pub(crate) use hmac_sha1::hmac_sha1;
pub(crate) use hmac_sha256::hmac_sha256;
pub(crate) use hmac_sha384::hmac_sha384;
pub(crate) use hmac_sha512::hmac_sha512;
pub(crate) use json_escape::json_escape;
pub(crate) use md5::md5;
pub(crate) use percent::{pct, pct_path};
pub(crate) use sha1::sha1;
pub(crate) use sha256::sha256;
pub(crate) use sha384::sha384;
pub(crate) use sha512::sha512;
pub(crate) use squeeze::squeeze;
pub(crate) use unpct::unpct;
