//! Verifying with ECDSA on P-256 and SHA-256 (FIPS 186-5).

use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::pkcs8::DecodePublicKey as _;

use super::pem::der;
use crate::support::error::{CredentialsError, SignError};

const EXPECTED: &str = "a P-256 public key: SubjectPublicKeyInfo or a point";

/// Whether `signature`, in DER, is one of `message` under the public `key`: a point, or
/// `SubjectPublicKeyInfo` as DER or PEM.
pub(crate) fn ecdsa_p256_sha256_der_verify(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
    signature: &(impl AsRef<[u8]> + ?Sized),
) -> Result<bool, SignError> {
    let signature = Signature::from_der(signature.as_ref()).ok();
    verify(key.as_ref(), message.as_ref(), signature)
}

/// As [`ecdsa_p256_sha256_der_verify`], of two numbers of 32 bytes each.
pub(crate) fn ecdsa_p256_sha256_p1363_verify(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
    signature: &(impl AsRef<[u8]> + ?Sized),
) -> Result<bool, SignError> {
    let signature = Signature::from_slice(signature.as_ref()).ok();
    verify(key.as_ref(), message.as_ref(), signature)
}

/// Refuses a public key that is none.
pub(crate) fn ecdsa_p256_public_check(
    scheme: &'static str,
    field: &'static str,
    key: &(impl AsRef<[u8]> + ?Sized),
) -> Result<(), CredentialsError> {
    let refused = |_| CredentialsError::NotA {
        scheme,
        field,
        expected: EXPECTED,
    };
    verifying_key(key.as_ref()).map(|_| ()).map_err(refused)
}

fn verify(key: &[u8], message: &[u8], signature: Option<Signature>) -> Result<bool, SignError> {
    let key = verifying_key(key)?;
    Ok(signature.is_some_and(|signature| key.verify(message, &signature).is_ok()))
}

fn verifying_key(key: &[u8]) -> Result<VerifyingKey, SignError> {
    let key = der(key);
    VerifyingKey::from_public_key_der(&key)
        .or_else(|_| VerifyingKey::from_sec1_bytes(&key))
        .map_err(|_| SignError::NotA(EXPECTED))
}
