//! Security schemes: what they are given, what they give back, and the primitives they are made of.
//!
//! Each primitive is a file of its own; a crate carries those that its schemes need.

mod access_token;
mod address;
mod affixes;
mod after;
mod base64_standard;
mod base64_url;
mod body_member;
mod client_credentials;
mod cookie;
mod counter;
mod crc32;
mod custom;
mod date;
mod draft;
mod ecdsa_p256;
mod ecdsa_p256_public;
mod ed25519;
mod ed25519_public;
mod fields;
mod form_encode;
mod form_field;
mod from_base64;
mod from_hex;
mod headers;
mod hex;
mod hmac_md5;
mod hmac_sha1;
mod hmac_sha256;
mod hmac_sha384;
mod hmac_sha512;
mod incoming;
mod instant;
mod instant_date;
mod json_body;
mod json_canonical;
mod json_escape;
mod json_tree;
mod key;
mod key_base64;
mod key_handle;
mod key_hex;
mod key_pem;
mod matching;
mod md5;
mod media_type;
mod message;
mod params;
mod params_form;
mod params_json;
mod params_query;
mod params_xml;
mod path_param;
mod pem;
mod percent;
mod pick;
mod public_key;
mod query_field;
mod random;
mod random_alnum;
mod random_base64;
mod random_hex;
mod random_uuid;
mod rsa;
mod rsa_public;
mod scheme;
mod serial;
mod sha1;
mod sha256;
mod sha384;
mod sha512;
mod squeeze;
mod text;
mod token_error;
mod token_response;
mod tokens;
mod unpct;
mod verify_error;
mod wire;
mod xml;

pub use super::clock::Fresh;
pub use super::network::Network;
pub use access_token::{AccessToken, TokenFuture, TokenSource};
pub(crate) use affixes::{default, first, prefix, strip};
pub(crate) use after::After;
pub(crate) use base64_standard::base64;
pub(crate) use base64_url::{base64url, base64url_nopad};
pub use client_credentials::ClientCredentials;
pub(crate) use counter::Counter;
pub(crate) use crc32::crc32;
pub(crate) use custom::Custom;
pub use custom::WorkedOut;
pub use draft::Draft;
pub(crate) use ecdsa_p256::{
    ecdsa_p256_check, ecdsa_p256_sha256_der_sign, ecdsa_p256_sha256_der_verify_own,
    ecdsa_p256_sha256_p1363_sign, ecdsa_p256_sha256_p1363_verify_own,
};
pub(crate) use ecdsa_p256_public::{
    ecdsa_p256_public_check, ecdsa_p256_sha256_der_verify, ecdsa_p256_sha256_p1363_verify,
};
pub(crate) use ed25519::{ed25519_check, ed25519_sign, ed25519_verify_own};
pub(crate) use ed25519_public::{ed25519_public_check, ed25519_verify};
pub(crate) use form_encode::form_encode;
pub(crate) use from_base64::from_base64;
pub(crate) use from_hex::from_hex;
pub(crate) use headers::Headers;
pub(crate) use hex::hex;
pub(crate) use hmac_md5::hmac_md5;
pub(crate) use hmac_sha1::hmac_sha1;
pub(crate) use hmac_sha256::hmac_sha256;
pub(crate) use hmac_sha384::hmac_sha384;
pub(crate) use hmac_sha512::hmac_sha512;
pub use incoming::{Incoming, Verified, verify_with};
pub(crate) use instant::{
    check_clock, instant_unix_ms, instant_unix_ns, instant_unix_s, instant_unix_us,
};
pub(crate) use instant_date::{instant_http_date, instant_iso8601};
pub(crate) use json_canonical::{JsonStyle, json_compact, json_sorted};
pub(crate) use json_escape::json_escape;
pub(crate) use key::{Key, strip_secret};
pub use key_handle::KeyHandle;
pub(crate) use key_handle::SigningKey;
pub(crate) use matching::{check_equal, check_key, check_signature, matches};
pub(crate) use md5::md5;
pub use message::Message;
pub(crate) use params::Params;
pub(crate) use percent::{pct, pct_path};
pub(crate) use pick::{pick, pick_first};
pub(crate) use random_alnum::random_alnum;
pub(crate) use random_base64::random_base64;
pub(crate) use random_hex::random_hex;
pub(crate) use random_uuid::random_uuid;
pub(crate) use rsa::{
    rsa_check, rsa_pkcs1_sha256_sign, rsa_pkcs1_sha256_verify_own, rsa_pss_sha512_sign,
    rsa_pss_sha512_verify_own,
};
pub(crate) use rsa_public::{rsa_pkcs1_sha256_verify, rsa_pss_sha512_verify, rsa_public_check};
pub use scheme::{Applied, Applying, Scheme};
pub(crate) use serial::Serial;
pub(crate) use sha1::sha1;
pub(crate) use sha256::sha256;
pub(crate) use sha384::sha384;
pub(crate) use sha512::sha512;
pub(crate) use squeeze::squeeze;
pub(crate) use text::{first_of, or_else, prefixed, squeezed, without};
pub use token_error::TokenError;
pub(crate) use tokens::Tokens;
pub(crate) use unpct::unpct;
pub use verify_error::VerifyError;
pub use wire::{SignedRequest, Wire};
