//! Signing with Ed25519 (RFC 8032).

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use super::pem::der;
use crate::support::error::{CredentialsError, SignError};

const EXPECTED: &str = "an Ed25519 private key: 32 or 64 bytes, or PKCS#8";

/// The signature of `message`. The key is 32 bytes, 64 with its public half, or PKCS#8 as DER or PEM.
pub(crate) fn ed25519_sign(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
) -> Result<Vec<u8>, SignError> {
    let signature = pair(key.as_ref())?.sign(message.as_ref());
    Ok(signature.as_ref().to_vec())
}

/// Whether `signature` is one of `message` under the private `key`.
pub(crate) fn ed25519_verify_own(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
    signature: &(impl AsRef<[u8]> + ?Sized),
) -> Result<bool, SignError> {
    let pair = pair(key.as_ref())?;
    let public = UnparsedPublicKey::new(&ED25519, pair.public_key());
    let verified = public.verify(message.as_ref(), signature.as_ref());
    Ok(verified.is_ok())
}

/// Refuses a private key that is none.
pub(crate) fn ed25519_check(
    scheme: &'static str,
    field: &'static str,
    key: &(impl AsRef<[u8]> + ?Sized),
) -> Result<(), CredentialsError> {
    let refused = |_| CredentialsError::NotA {
        scheme,
        field,
        expected: EXPECTED,
    };
    pair(key.as_ref()).map(|_| ()).map_err(refused)
}

fn pair(key: &[u8]) -> Result<Ed25519KeyPair, SignError> {
    let key = der(key);
    let pair = match key.len() {
        32 => Ed25519KeyPair::from_seed_unchecked(&key),
        64 => {
            let (seed, public) = key.split_at(32);
            Ed25519KeyPair::from_seed_and_public_key(seed, public)
        }
        _ => Ed25519KeyPair::from_pkcs8_maybe_unchecked(&key),
    };
    pair.map_err(|_| SignError::NotA(EXPECTED))
}
