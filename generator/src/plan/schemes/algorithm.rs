//! What is computed over the string to sign.

use super::names::hook_field;
use super::run::Run;
use super::text::{digest, hmac};
use super::wiped::wiped;
use crate::ir::signing::{Algorithm, Key};
use crate::plan::recipe::{Argument, Call, Expr, Form, HookKind, Ty};

/// The raw signature.
pub(super) fn raw(run: &Run<'_>, own_key: Option<&Key>, message: Expr) -> Expr {
    let scheme = run.names.scheme;
    let key = own_key.or(scheme.key.as_ref());
    let key = || key.map_or_else(Expr::empty, |key| wiped(run.template(&key.bytes)));
    let call = |function, arguments: Vec<Expr>, fallible, ty| {
        Expr::Call(Call {
            on: None,
            function,
            arguments: arguments.into_iter().map(Argument::Value).collect(),
            fallible,
            ty,
        })
    };
    match &scheme.algorithm {
        Algorithm::None => Expr::empty(),
        Algorithm::Hmac(hash) => call(hmac(*hash), vec![key(), message], false, Ty::Array),
        Algorithm::Hash(hash) => call(digest(*hash), vec![message], false, Ty::Array),
        Algorithm::Custom(name) => Expr::Hook {
            field: hook_field(),
            ident: run.names.hook(name, HookKind::Signature),
            of: Box::new(message),
        },
        Algorithm::Ed25519
        | Algorithm::RsaPkcs1Sha256
        | Algorithm::RsaPssSha512
        | Algorithm::EcdsaP256Sha256Der
        | Algorithm::EcdsaP256Sha256P1363 => {
            let function = public_key(&scheme.algorithm).sign;
            match key() {
                Expr::Field {
                    ident,
                    form: Form::Handle(made_by),
                } => Expr::Handle {
                    field: ident,
                    function,
                    decoded: made_by.is_some(),
                    message: Box::new(message),
                },
                key => call(function, vec![key, message], true, Ty::Vec),
            }
        }
    }
}

/// The functions of a public-key algorithm.
pub(super) struct PublicKey {
    pub(super) sign: &'static str,
    pub(super) verify: &'static str,
    /// With the public half of a private key.
    pub(super) verify_own: &'static str,
    pub(super) check_private: &'static str,
    pub(super) check_public: &'static str,
}

/// The functions of an algorithm with public keys; those of Ed25519 for all others.
pub(super) fn public_key(algorithm: &Algorithm) -> PublicKey {
    match algorithm {
        Algorithm::RsaPkcs1Sha256 => PublicKey {
            sign: "rsa_pkcs1_sha256_sign",
            verify: "rsa_pkcs1_sha256_verify",
            verify_own: "rsa_pkcs1_sha256_verify_own",
            check_private: "rsa_check",
            check_public: "rsa_public_check",
        },
        Algorithm::RsaPssSha512 => PublicKey {
            sign: "rsa_pss_sha512_sign",
            verify: "rsa_pss_sha512_verify",
            verify_own: "rsa_pss_sha512_verify_own",
            check_private: "rsa_check",
            check_public: "rsa_public_check",
        },
        Algorithm::EcdsaP256Sha256Der => PublicKey {
            sign: "ecdsa_p256_sha256_der_sign",
            verify: "ecdsa_p256_sha256_der_verify",
            verify_own: "ecdsa_p256_sha256_der_verify_own",
            check_private: "ecdsa_p256_check",
            check_public: "ecdsa_p256_public_check",
        },
        Algorithm::EcdsaP256Sha256P1363 => PublicKey {
            sign: "ecdsa_p256_sha256_p1363_sign",
            verify: "ecdsa_p256_sha256_p1363_verify",
            verify_own: "ecdsa_p256_sha256_p1363_verify_own",
            check_private: "ecdsa_p256_check",
            check_public: "ecdsa_p256_public_check",
        },
        Algorithm::Ed25519
        | Algorithm::None
        | Algorithm::Hmac(_)
        | Algorithm::Hash(_)
        | Algorithm::Custom(_) => PublicKey {
            sign: "ed25519_sign",
            verify: "ed25519_verify",
            verify_own: "ed25519_verify_own",
            check_private: "ed25519_check",
            check_public: "ed25519_public_check",
        },
    }
}
