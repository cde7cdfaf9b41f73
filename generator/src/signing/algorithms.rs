//! What is computed over the message: one row an algorithm, for signing and for checking.
//!
//! In: key bytes and message bytes. Out: raw signatures, or whether one fits.
//! The cryptography itself is that of vetted crates; ECDSA is deterministic (RFC 6979), RSA-PSS
//! draws its salt inside the library and is therefore compared by verifying.

use hmac::digest::Digest;
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

use super::public_key as pk;
use crate::ir::signing::{Algorithm, Hash, KeyRole};

/// Why nothing could be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AlgorithmError {
    /// The key's bytes are not one; says what would be.
    #[error("the key is not {0}")]
    Key(&'static str),
    /// A public key was asked to sign.
    #[error("a public key cannot sign")]
    CannotSign,
    /// The recipe only places.
    #[error("the recipe computes no signature")]
    Nothing,
    /// The algorithm is the user's own.
    #[error("algorithm `{0}` is worked out by the application")]
    Custom(String),
}

/// From key and message to a raw signature.
type Sign = fn(&[u8], &[u8]) -> Result<Vec<u8>, AlgorithmError>;
/// From key, message and raw signature to whether they fit.
type VerifyPublic = fn(pk::PublicKey<'_>, &[u8], &[u8]) -> Result<bool, AlgorithmError>;

/// What signs and what verifies with one algorithm.
struct Row {
    sign: Sign,
    verify: Check,
}

/// How a signature is checked.
enum Check {
    /// By making it again; the comparison takes the same time whatever differs.
    Again,
    /// With the public key.
    Public(VerifyPublic),
}

/// Signs a message.
///
/// # Errors
///
/// [`AlgorithmError`] if the key does not fit the algorithm or cannot sign.
pub fn sign(
    algorithm: &Algorithm,
    role: KeyRole,
    key: &[u8],
    message: &[u8],
) -> Result<Vec<u8>, AlgorithmError> {
    if role == KeyRole::Public {
        return Err(AlgorithmError::CannotSign);
    }
    (row(algorithm)?.sign)(key, message)
}

/// Returns whether a raw signature belongs to a message.
///
/// A signature of the wrong length or form belongs to none.
///
/// # Errors
///
/// [`AlgorithmError`] if the key does not fit the algorithm.
pub fn verify(
    algorithm: &Algorithm,
    role: KeyRole,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<bool, AlgorithmError> {
    let row = row(algorithm)?;
    match row.verify {
        Check::Again => Ok((row.sign)(key, message)?.ct_eq(signature).into()),
        Check::Public(check) => {
            let key = match role {
                KeyRole::Public => pk::PublicKey::Given(key),
                KeyRole::Private | KeyRole::Shared => pk::PublicKey::OfPrivate(key),
            };
            check(key, message, signature)
        }
    }
}

/// Computes a digest.
pub fn digest(hash: Hash, data: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Md5 => Md5::digest(data).to_vec(),
        Hash::Sha1 => Sha1::digest(data).to_vec(),
        Hash::Sha256 => Sha256::digest(data).to_vec(),
        Hash::Sha384 => Sha384::digest(data).to_vec(),
        Hash::Sha512 => Sha512::digest(data).to_vec(),
    }
}

/// Computes an HMAC.
///
/// # Errors
///
/// None in practice: HMAC takes keys of any length.
pub fn hmac(hash: Hash, key: &[u8], data: &[u8]) -> Result<Vec<u8>, AlgorithmError> {
    match hash {
        Hash::Md5 => keyed::<Md5>(key, data),
        Hash::Sha1 => keyed::<Sha1>(key, data),
        Hash::Sha256 => keyed::<Sha256>(key, data),
        Hash::Sha384 => keyed::<Sha384>(key, data),
        Hash::Sha512 => keyed::<Sha512>(key, data),
    }
}

fn keyed<D: EagerHash>(key: &[u8], data: &[u8]) -> Result<Vec<u8>, AlgorithmError>
where
    Hmac<D>: KeyInit + Mac,
{
    let mut mac = <Hmac<D> as KeyInit>::new_from_slice(key)
        .map_err(|_| AlgorithmError::Key("of a length that HMAC takes"))?;
    mac.update(data);
    Ok(mac.finalize().into_bytes().to_vec())
}

/// The table.
fn row(algorithm: &Algorithm) -> Result<Row, AlgorithmError> {
    let again = |sign| Row {
        sign,
        verify: Check::Again,
    };
    Ok(match algorithm {
        Algorithm::Hmac(Hash::Md5) => again(|key, data| hmac(Hash::Md5, key, data)),
        Algorithm::Hmac(Hash::Sha1) => again(|key, data| hmac(Hash::Sha1, key, data)),
        Algorithm::Hmac(Hash::Sha256) => again(|key, data| hmac(Hash::Sha256, key, data)),
        Algorithm::Hmac(Hash::Sha384) => again(|key, data| hmac(Hash::Sha384, key, data)),
        Algorithm::Hmac(Hash::Sha512) => again(|key, data| hmac(Hash::Sha512, key, data)),
        Algorithm::Hash(Hash::Md5) => again(|_, data| Ok(digest(Hash::Md5, data))),
        Algorithm::Hash(Hash::Sha1) => again(|_, data| Ok(digest(Hash::Sha1, data))),
        Algorithm::Hash(Hash::Sha256) => again(|_, data| Ok(digest(Hash::Sha256, data))),
        Algorithm::Hash(Hash::Sha384) => again(|_, data| Ok(digest(Hash::Sha384, data))),
        Algorithm::Hash(Hash::Sha512) => again(|_, data| Ok(digest(Hash::Sha512, data))),
        Algorithm::Ed25519 => Row {
            sign: pk::ed25519_sign,
            verify: Check::Public(pk::ed25519_verify),
        },
        Algorithm::RsaPkcs1Sha256 => Row {
            sign: |key, data| pk::rsa_sign(&ring::signature::RSA_PKCS1_SHA256, key, data),
            verify: Check::Public(|key, data, signature| {
                pk::rsa_verify(
                    &ring::signature::RSA_PKCS1_2048_8192_SHA256,
                    key,
                    data,
                    signature,
                )
            }),
        },
        Algorithm::RsaPssSha512 => Row {
            sign: |key, data| pk::rsa_sign(&ring::signature::RSA_PSS_SHA512, key, data),
            verify: Check::Public(|key, data, signature| {
                pk::rsa_verify(
                    &ring::signature::RSA_PSS_2048_8192_SHA512,
                    key,
                    data,
                    signature,
                )
            }),
        },
        Algorithm::EcdsaP256Sha256Der => Row {
            sign: |key, data| Ok(pk::p256_sign(key, data)?.to_der().as_bytes().to_vec()),
            verify: Check::Public(|key, data, signature| {
                pk::p256_verify(key, data, p256::ecdsa::Signature::from_der(signature))
            }),
        },
        Algorithm::EcdsaP256Sha256P1363 => Row {
            sign: |key, data| Ok(pk::p256_sign(key, data)?.to_bytes().to_vec()),
            verify: Check::Public(|key, data, signature| {
                pk::p256_verify(key, data, p256::ecdsa::Signature::from_slice(signature))
            }),
        },
        Algorithm::None => return Err(AlgorithmError::Nothing),
        Algorithm::Custom(name) => return Err(AlgorithmError::Custom(name.clone())),
    })
}
