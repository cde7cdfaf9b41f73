//! Keys and operations of the public-key algorithms.
//!
//! Keys come as DER, as PEM text (also when the recipe forgot `decode: pem`), or raw where the
//! algorithm has a raw form: 32 bytes (or 64, private and public half) for Ed25519, 32 bytes for a
//! private and 33 or 65 for a public P-256 key. RSA keys have at least 2048 bits.

use std::borrow::Cow;

use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::der::Decode;
use p256::pkcs8::spki::SubjectPublicKeyInfoRef;
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey};
use ring::rand::SystemRandom;
use ring::signature::{
    ED25519, Ed25519KeyPair, KeyPair, RsaEncoding, RsaKeyPair, RsaParameters, UnparsedPublicKey,
};

use super::algorithms::AlgorithmError;
use super::encoding;

const ED25519_PRIVATE: AlgorithmError =
    AlgorithmError::Key("an Ed25519 private key: 32 or 64 bytes, or PKCS#8");
const ED25519_PUBLIC: AlgorithmError =
    AlgorithmError::Key("an Ed25519 public key: 32 bytes, or SubjectPublicKeyInfo");
const P256_PRIVATE: AlgorithmError =
    AlgorithmError::Key("a P-256 private key: PKCS#8, SEC1 or 32 bytes");
const P256_PUBLIC: AlgorithmError =
    AlgorithmError::Key("a P-256 public key: SubjectPublicKeyInfo or a point");
const RSA_PRIVATE: AlgorithmError =
    AlgorithmError::Key("an RSA private key of 2048 to 4096 bits: PKCS#8 or PKCS#1");
const RSA_PUBLIC: AlgorithmError =
    AlgorithmError::Key("an RSA public key: SubjectPublicKeyInfo or PKCS#1");

/// The key that a signature is checked with.
#[derive(Clone, Copy)]
pub(super) enum PublicKey<'a> {
    /// It is at hand.
    Given(&'a [u8]),
    /// It is the public half of this private key.
    OfPrivate(&'a [u8]),
}

/// Signs with Ed25519.
pub(super) fn ed25519_sign(key: &[u8], message: &[u8]) -> Result<Vec<u8>, AlgorithmError> {
    Ok(ed25519_pair(key)?.sign(message).as_ref().to_vec())
}

/// Checks an Ed25519 signature.
pub(super) fn ed25519_verify(
    key: PublicKey<'_>,
    message: &[u8],
    signature: &[u8],
) -> Result<bool, AlgorithmError> {
    let public = match key {
        PublicKey::OfPrivate(key) => ed25519_pair(key)?.public_key().as_ref().to_vec(),
        PublicKey::Given(key) => {
            let key = der(key);
            let point = if key.len() == 32 {
                key.to_vec()
            } else {
                subject_key(&key).unwrap_or_default()
            };
            if point.len() != 32 {
                return Err(ED25519_PUBLIC);
            }
            point
        }
    };
    Ok(UnparsedPublicKey::new(&ED25519, public)
        .verify(message, signature)
        .is_ok())
}

fn ed25519_pair(key: &[u8]) -> Result<Ed25519KeyPair, AlgorithmError> {
    let key = der(key);
    let pair = match key.len() {
        32 => Ed25519KeyPair::from_seed_unchecked(&key),
        64 => {
            let (seed, public) = key.split_at(32);
            Ed25519KeyPair::from_seed_and_public_key(seed, public)
        }
        _ => Ed25519KeyPair::from_pkcs8_maybe_unchecked(&key),
    };
    pair.map_err(|_| ED25519_PRIVATE)
}

/// Signs with RSA in the padding given.
pub(super) fn rsa_sign(
    padding: &'static dyn RsaEncoding,
    key: &[u8],
    message: &[u8],
) -> Result<Vec<u8>, AlgorithmError> {
    let pair = rsa_pair(key)?;
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(padding, &SystemRandom::new(), message, &mut signature)
        .map_err(|_| RSA_PRIVATE)?;
    Ok(signature)
}

/// Checks an RSA signature.
pub(super) fn rsa_verify(
    parameters: &'static RsaParameters,
    key: PublicKey<'_>,
    message: &[u8],
    signature: &[u8],
) -> Result<bool, AlgorithmError> {
    let public = match key {
        PublicKey::OfPrivate(key) => rsa_pair(key)?.public_key().as_ref().to_vec(),
        PublicKey::Given(key) => {
            let key = der(key);
            let public = subject_key(&key).unwrap_or_else(|| key.to_vec());
            // A SEQUENCE of two numbers; the library reads it whole when it verifies.
            if public.first() != Some(&0x30) {
                return Err(RSA_PUBLIC);
            }
            public
        }
    };
    Ok(UnparsedPublicKey::new(parameters, public)
        .verify(message, signature)
        .is_ok())
}

fn rsa_pair(key: &[u8]) -> Result<RsaKeyPair, AlgorithmError> {
    let key = der(key);
    RsaKeyPair::from_pkcs8(&key)
        .or_else(|_| RsaKeyPair::from_der(&key))
        .map_err(|_| RSA_PRIVATE)
}

/// Signs with ECDSA on P-256 and SHA-256, deterministically (RFC 6979).
pub(super) fn p256_sign(key: &[u8], message: &[u8]) -> Result<Signature, AlgorithmError> {
    Ok(p256_signing_key(key)?.sign(message))
}

/// Checks an ECDSA signature; one that could not be read belongs to no message.
pub(super) fn p256_verify<E>(
    key: PublicKey<'_>,
    message: &[u8],
    signature: Result<Signature, E>,
) -> Result<bool, AlgorithmError> {
    let public = match key {
        PublicKey::OfPrivate(key) => *p256_signing_key(key)?.verifying_key(),
        PublicKey::Given(key) => {
            let key = der(key);
            VerifyingKey::from_public_key_der(&key)
                .or_else(|_| VerifyingKey::from_sec1_bytes(&key))
                .map_err(|_| P256_PUBLIC)?
        }
    };
    Ok(signature.is_ok_and(|signature| public.verify(message, &signature).is_ok()))
}

fn p256_signing_key(key: &[u8]) -> Result<SigningKey, AlgorithmError> {
    let key = der(key);
    if key.len() == 32 {
        return SigningKey::from_slice(&key).map_err(|_| P256_PRIVATE);
    }
    p256::SecretKey::from_pkcs8_der(&key)
        .or_else(|_| p256::SecretKey::from_sec1_der(&key))
        .map(SigningKey::from)
        .map_err(|_| P256_PRIVATE)
}

/// The bits of the key inside a `SubjectPublicKeyInfo`.
fn subject_key(der: &[u8]) -> Option<Vec<u8>> {
    let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
    info.subject_public_key.as_bytes().map(<[u8]>::to_vec)
}

/// The DER in PEM text, or the bytes as they are.
fn der(key: &[u8]) -> Cow<'_, [u8]> {
    match encoding::pem(key) {
        Some(der) => Cow::Owned(der),
        None => Cow::Borrowed(key),
    }
}
