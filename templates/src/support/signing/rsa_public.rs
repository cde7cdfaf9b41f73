//! Verifying with RSA (RFC 8017).

use ring::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA512, RsaParameters, UnparsedPublicKey,
};

use super::pem::der;
use super::public_key::subject_key;
use crate::support::error::{CredentialsError, SignError};

const EXPECTED: &str = "an RSA public key: SubjectPublicKeyInfo or PKCS#1";

/// Whether `signature` is one of `message` by RSASSA-PKCS1-v1_5 with SHA-256 under the public `key`:
/// `SubjectPublicKeyInfo` or PKCS#1, as DER or PEM.
pub(crate) fn rsa_pkcs1_sha256_verify(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
    signature: &(impl AsRef<[u8]> + ?Sized),
) -> Result<bool, SignError> {
    let (message, signature) = (message.as_ref(), signature.as_ref());
    verify(
        &RSA_PKCS1_2048_8192_SHA256,
        key.as_ref(),
        message,
        signature,
    )
}

/// Whether `signature` is one of `message` by RSASSA-PSS with SHA-512; the key is as for
/// [`rsa_pkcs1_sha256_verify`].
pub(crate) fn rsa_pss_sha512_verify(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
    signature: &(impl AsRef<[u8]> + ?Sized),
) -> Result<bool, SignError> {
    let (message, signature) = (message.as_ref(), signature.as_ref());
    verify(&RSA_PSS_2048_8192_SHA512, key.as_ref(), message, signature)
}

/// Refuses a public key that is none.
pub(crate) fn rsa_public_check(
    scheme: &'static str,
    field: &'static str,
    key: &(impl AsRef<[u8]> + ?Sized),
) -> Result<(), CredentialsError> {
    let refused = |_| CredentialsError::NotA {
        scheme,
        field,
        expected: EXPECTED,
    };
    numbers(key.as_ref()).map(|_| ()).map_err(refused)
}

fn verify(
    parameters: &'static RsaParameters,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<bool, SignError> {
    let public = UnparsedPublicKey::new(parameters, numbers(key)?);
    Ok(public.verify(message, signature).is_ok())
}

/// Modulus and exponent in DER; the library reads them when it verifies.
fn numbers(key: &[u8]) -> Result<Vec<u8>, SignError> {
    let key = der(key);
    let numbers = subject_key(&key).unwrap_or_else(|| key.to_vec());
    // A SEQUENCE.
    if numbers.first() == Some(&0x30) {
        Ok(numbers)
    } else {
        Err(SignError::NotA(EXPECTED))
    }
}
