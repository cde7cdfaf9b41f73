//! Signing with ECDSA on P-256 and SHA-256 (FIPS 186-5), deterministically (RFC 6979).

use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey as _;

use super::pem::der;
use crate::support::error::{CredentialsError, SignError};

const EXPECTED: &str = "a P-256 private key: PKCS#8, SEC1 or 32 bytes";

/// The signature of `message` in DER. The key is 32 bytes, or PKCS#8 or SEC1 as DER or PEM.
pub(crate) fn ecdsa_p256_sha256_der_sign(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
) -> Result<Vec<u8>, SignError> {
    let signature: Signature = signing_key(key.as_ref())?.sign(message.as_ref());
    Ok(signature.to_der().as_bytes().to_vec())
}

/// The signature of `message` as two numbers of 32 bytes each (IEEE P1363). The key is as for
/// [`ecdsa_p256_sha256_der_sign`].
pub(crate) fn ecdsa_p256_sha256_p1363_sign(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
) -> Result<Vec<u8>, SignError> {
    let signature: Signature = signing_key(key.as_ref())?.sign(message.as_ref());
    Ok(signature.to_bytes().to_vec())
}

/// Whether `signature`, in DER, is one of `message` under the private `key`.
pub(crate) fn ecdsa_p256_sha256_der_verify_own(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
    signature: &(impl AsRef<[u8]> + ?Sized),
) -> Result<bool, SignError> {
    let signature = Signature::from_der(signature.as_ref()).ok();
    verify_own(key.as_ref(), message.as_ref(), signature)
}

/// Whether `signature`, two numbers of 32 bytes each, is one of `message` under the private `key`.
pub(crate) fn ecdsa_p256_sha256_p1363_verify_own(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
    signature: &(impl AsRef<[u8]> + ?Sized),
) -> Result<bool, SignError> {
    let signature = Signature::from_slice(signature.as_ref()).ok();
    verify_own(key.as_ref(), message.as_ref(), signature)
}

/// Refuses a private key that is none.
pub(crate) fn ecdsa_p256_check(
    scheme: &'static str,
    field: &'static str,
    key: &(impl AsRef<[u8]> + ?Sized),
) -> Result<(), CredentialsError> {
    let refused = |_| CredentialsError::NotA {
        scheme,
        field,
        expected: EXPECTED,
    };
    signing_key(key.as_ref()).map(|_| ()).map_err(refused)
}

fn verify_own(key: &[u8], message: &[u8], signature: Option<Signature>) -> Result<bool, SignError> {
    let key = signing_key(key)?;
    let fits = |signature| key.verifying_key().verify(message, &signature).is_ok();
    Ok(signature.is_some_and(fits))
}

fn signing_key(key: &[u8]) -> Result<SigningKey, SignError> {
    let key = der(key);
    let refused = SignError::NotA(EXPECTED);
    if key.len() == 32 {
        return SigningKey::from_slice(&key).map_err(|_| refused);
    }
    p256::SecretKey::from_pkcs8_der(&key)
        .or_else(|_| p256::SecretKey::from_sec1_der(&key))
        .map(SigningKey::from)
        .map_err(|_| refused)
}
