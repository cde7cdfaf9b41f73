//! Verifying with Ed25519 (RFC 8032).

use ring::signature::{ED25519, UnparsedPublicKey};

use super::pem::der;
use super::public_key::subject_key;
use crate::support::error::{CredentialsError, SignError};

const EXPECTED: &str = "an Ed25519 public key: 32 bytes, or SubjectPublicKeyInfo";

/// Whether `signature` is one of `message` under the public `key`: 32 bytes, or `SubjectPublicKeyInfo`
/// as DER or PEM.
pub(crate) fn ed25519_verify(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
    signature: &(impl AsRef<[u8]> + ?Sized),
) -> Result<bool, SignError> {
    let public = UnparsedPublicKey::new(&ED25519, point(key.as_ref())?);
    let verified = public.verify(message.as_ref(), signature.as_ref());
    Ok(verified.is_ok())
}

/// Refuses a public key that is none.
pub(crate) fn ed25519_public_check(
    scheme: &'static str,
    field: &'static str,
    key: &(impl AsRef<[u8]> + ?Sized),
) -> Result<(), CredentialsError> {
    let refused = |_| CredentialsError::NotA {
        scheme,
        field,
        expected: EXPECTED,
    };
    point(key.as_ref()).map(|_| ()).map_err(refused)
}

fn point(key: &[u8]) -> Result<Vec<u8>, SignError> {
    let key = der(key);
    let point = match key.len() {
        32 => key.to_vec(),
        _ => subject_key(&key).unwrap_or_default(),
    };
    if point.len() == 32 {
        Ok(point)
    } else {
        Err(SignError::NotA(EXPECTED))
    }
}
