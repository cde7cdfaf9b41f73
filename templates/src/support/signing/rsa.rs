//! Signing with RSA (RFC 8017).

use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RSA_PSS_2048_8192_SHA512,
    RSA_PSS_SHA512, RsaEncoding, RsaParameters, UnparsedPublicKey,
};

use super::pem::der;
use crate::support::error::{CredentialsError, SignError};

const EXPECTED: &str = "an RSA private key of 2048 to 4096 bits: PKCS#8 or PKCS#1";

/// The signature of `message` by RSASSA-PKCS1-v1_5 with SHA-256. The key is PKCS#8 or PKCS#1, as DER
/// or PEM.
pub(crate) fn rsa_pkcs1_sha256_sign(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
) -> Result<Vec<u8>, SignError> {
    sign(&RSA_PKCS1_SHA256, key.as_ref(), message.as_ref())
}

/// The signature of `message` by RSASSA-PSS with SHA-512, salted anew each time. The key is as for
/// [`rsa_pkcs1_sha256_sign`].
pub(crate) fn rsa_pss_sha512_sign(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
) -> Result<Vec<u8>, SignError> {
    sign(&RSA_PSS_SHA512, key.as_ref(), message.as_ref())
}

/// Whether `signature` is one of `message` by RSASSA-PKCS1-v1_5 under the private `key`.
pub(crate) fn rsa_pkcs1_sha256_verify_own(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
    signature: &(impl AsRef<[u8]> + ?Sized),
) -> Result<bool, SignError> {
    let (message, signature) = (message.as_ref(), signature.as_ref());
    verify_own(
        &RSA_PKCS1_2048_8192_SHA256,
        key.as_ref(),
        message,
        signature,
    )
}

/// Whether `signature` is one of `message` by RSASSA-PSS under the private `key`.
pub(crate) fn rsa_pss_sha512_verify_own(
    key: &(impl AsRef<[u8]> + ?Sized),
    message: &(impl AsRef<[u8]> + ?Sized),
    signature: &(impl AsRef<[u8]> + ?Sized),
) -> Result<bool, SignError> {
    let (message, signature) = (message.as_ref(), signature.as_ref());
    verify_own(&RSA_PSS_2048_8192_SHA512, key.as_ref(), message, signature)
}

/// Refuses a private key that is none, or too short.
pub(crate) fn rsa_check(
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

fn sign(
    padding: &'static dyn RsaEncoding,
    key: &[u8],
    message: &[u8],
) -> Result<Vec<u8>, SignError> {
    let pair = pair(key)?;
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(padding, &SystemRandom::new(), message, &mut signature)
        .map_err(|_| SignError::Random)?;
    Ok(signature)
}

fn verify_own(
    parameters: &'static RsaParameters,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<bool, SignError> {
    let pair = pair(key)?;
    let public = UnparsedPublicKey::new(parameters, pair.public_key());
    Ok(public.verify(message, signature).is_ok())
}

fn pair(key: &[u8]) -> Result<KeyPair, SignError> {
    let key = der(key);
    KeyPair::from_pkcs8(&key)
        .or_else(|_| KeyPair::from_der(&key))
        .map_err(|_| SignError::NotA(EXPECTED))
}
