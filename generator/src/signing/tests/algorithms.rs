//! Algorithms against published signatures. All keys are those of the publications.

use crate::ir::signing::{Algorithm, Hash, KeyRole};
use crate::signing::algorithms::{AlgorithmError, hmac, sign, verify};
use crate::signing::encoding::{from_base64, from_hex};

/// RFC 7515, appendix A.2, as PKCS#1.
const RSA_PRIVATE: &str = "\
MIIEowIBAAKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0\n\
l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pC\n\
gNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSX\n\
ndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD\n\
Zlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8\n\
q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQABAoIBABKucaRpzQorw35S\n\
bEUAVx8dYXUdZOlJcHtiWQ+dC6V8ljxAHj/PLyzTveyI5QO/xkObCyjIL303l2cf\n\
UhPu2MFaJdjVzqACXuOrLot/eSFvxjvqVidTtAZExqFRJ9mylUVAoLvhowVWmC1O\n\
n95fZCXxTUtxNEG1Xcc7m0rtzJKs45J+N/V9DP1edYH6USyPSWGp6wuA+KgHRnKK\n\
Vf9GRx80JQY7nVNkL17eHoTWEwga+lwi0FEoW9Y7lDtWXYmKBWhUE+U8PGxlJf8f\n\
40493HDw1WRQ/aSLoS4QTp3rn7gYgeHEvfJdkkf0UMhlknlo53M09EFPdadQ4TlU\n\
bjqKc50CgYEA4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH/5IB3jw3bcxGn6QLvnE\n\
tfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw/Py5PJdTJNPY8cQn7ouZ2KKDcmnPG\n\
BY5t7yLc1QlQ5xHdwW1VhvKn+nXqhJTBgIPgtldC+KDV5z+y2XDwGUcCgYEAuQPE\n\
fgmVtjL0Uyyx88GZFF1fOunH3+7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYs\n\
p1ZSe7zFYHj7C6ul7TjeLQeZD/YwD66t62wDmpe/HlB+TnBA+njbglfIsRLtXlnD\n\
zQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdcCgYAHAp9XcCSrn8wVkMVkKdb7\n\
DOX4IKjzdahm+ctDAJN4O/y7OW5FKebvUjdAIt2GuoTZ71iTG+7F0F+lP88jtjP4\n\
U4qe7VHoewl4MKOfXZKTe+YCS1XbNvfgwJ3Ltyl1OH9hWvu2yza7q+d5PCsDzqtm\n\
27kxuvULVeya+TEdAB1ijQKBgQCH/3r6YrVH/uCWGy6bzV1nGNOdjKc9tmkfOJmN\n\
54dxdixdpozCQ6U4OxZrsj3FcOhHBsqAHvX2uuYjagqvo3cOj1TRqNocX40omfCC\n\
Mx3bD1yPPf/6TI2XECva/ggqEY2mYzmIiA5LVVmc5nrybr+lssFKneeyxN2Wq93S\n\
0iJMdQKBgCGHewxzoa1r8ZMD0LETNrToK423K377UCYqXfg5XMclbrjPbEC3YI1Z\n\
NqMtuhdBJqUnBi6tjKMF+34Xf0CUN8ncuXGO2CAYvO8PdyCixHX52ybaDjy1FtCE\n\
6yUXjoKNXKvUm7MWGsAYH6f4IegOetN5NvmUMFStCSkh7ixZLkN1\n\
";
/// The same key's public half as `SubjectPublicKeyInfo`.
const RSA_PUBLIC: &str = "\
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj\n\
NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz\n\
P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo\n\
9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB\n\
EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX\n\
FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp\n\
oQIDAQAB\n\
";
const RSA_MESSAGE: &[u8] = b"eyJhbGciOiJSUzI1NiJ9.\
eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const RSA_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7\
AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK\
5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv\
hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

/// RFC 6979, appendix A.2.5.
const P256_PRIVATE: &str = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
const P256_PKCS8: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFXZ7HWk05Qw9s26JsSe4pi\
KxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ";
const P256_SEC1: &str = "MHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49\
AwEHoUQDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==";
const P256_PUBLIC: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8\
maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==";
const P256_SIGNATURE: &str = "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716\
F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";

/// RFC 8032, section 7.1, test 1.
const ED25519_PRIVATE: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const ED25519_PUBLIC: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const ED25519_SIGNATURE: &str = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

fn hex(text: &str) -> Vec<u8> {
    from_hex(text.as_bytes()).expect("hexadecimal")
}

fn base64(text: &str) -> Vec<u8> {
    let text: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    from_base64(&text).expect("base64")
}

fn pem(label: &str, content: &str) -> Vec<u8> {
    format!("-----BEGIN {label}-----\n{content}\n-----END {label}-----\n").into_bytes()
}

/// Each form of the private key signs and verifies, each form of the public key verifies, and no
/// other message or signature fits.
#[track_caller]
fn agrees(
    algorithm: &Algorithm,
    private: &[Vec<u8>],
    public: &[Vec<u8>],
    message: &[u8],
    signature: Option<&[u8]>,
) {
    for key in private {
        let made = sign(algorithm, KeyRole::Private, key, message).expect("the key signs");
        if let Some(signature) = signature {
            assert_eq!(made, signature);
        }
        let longer = [message, b"x"].concat();
        let fits = |role, key: &[u8], message: &[u8], signature: &[u8]| {
            verify(algorithm, role, key, message, signature)
        };
        assert_eq!(fits(KeyRole::Private, key, message, &made), Ok(true));
        assert_eq!(fits(KeyRole::Private, key, &longer, &made), Ok(false));
        for key in public {
            assert_eq!(fits(KeyRole::Public, key, message, &made), Ok(true));
            assert_eq!(fits(KeyRole::Public, key, &longer, &made), Ok(false));
            assert_eq!(fits(KeyRole::Public, key, message, &made[1..]), Ok(false));
            assert_eq!(fits(KeyRole::Public, key, message, b""), Ok(false));
        }
    }
    for key in [
        &b""[..],
        b"x",
        &[0; 31],
        b"-----BEGIN KEY-----\nAAEC\n-----END KEY-----",
    ] {
        assert!(matches!(
            sign(algorithm, KeyRole::Private, key, message),
            Err(AlgorithmError::Key(_))
        ));
        assert!(matches!(
            verify(algorithm, KeyRole::Public, key, message, b"x"),
            Err(AlgorithmError::Key(_))
        ));
    }
    assert_eq!(
        sign(algorithm, KeyRole::Public, &private[0], message),
        Err(AlgorithmError::CannotSign)
    );
}

/// RFC 2202 and RFC 4231, test case 2 of each.
#[test]
fn macs() {
    let mac = |hash| hmac(hash, b"Jefe", b"what do ya want for nothing?").map(hex::encode);
    assert_eq!(
        mac(Hash::Md5).as_deref(),
        Ok("750c783e6ab0b503eaa86e310a5db738")
    );
    assert_eq!(
        mac(Hash::Sha1).as_deref(),
        Ok("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
    );
    assert_eq!(
        mac(Hash::Sha256).as_deref(),
        Ok("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    );
    assert_eq!(
        mac(Hash::Sha384).as_deref(),
        Ok(
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
        )
    );
    assert_eq!(
        mac(Hash::Sha512).as_deref(),
        Ok(
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        )
    );
}

#[test]
fn macs_are_checked_by_making_them_again() {
    let mac = hmac(Hash::Sha256, b"key", b"message").expect("a MAC");
    let fits = |key: &[u8], mac: &[u8]| {
        verify(
            &Algorithm::Hmac(Hash::Sha256),
            KeyRole::Shared,
            key,
            b"message",
            mac,
        )
    };
    assert_eq!(fits(b"key", &mac), Ok(true));
    assert_eq!(fits(b"yek", &mac), Ok(false));
    assert_eq!(fits(b"key", &mac[1..]), Ok(false));
}

#[test]
fn ed25519() {
    let (private, public) = (hex(ED25519_PRIVATE), hex(ED25519_PUBLIC));
    let both = [private.clone(), public.clone()].concat();
    // The prefix of `SubjectPublicKeyInfo` and of PKCS#8 (RFC 8410).
    let info = [hex("302a300506032b6570032100"), public.clone()].concat();
    let pkcs8 = [hex("302e020100300506032b657004220420"), private.clone()].concat();
    agrees(
        &Algorithm::Ed25519,
        &[private, both, pkcs8],
        &[public, info],
        b"",
        Some(&hex(ED25519_SIGNATURE)),
    );
}

#[test]
fn ecdsa() {
    let signature = hex(P256_SIGNATURE);
    let private = [
        hex(P256_PRIVATE),
        base64(P256_PKCS8),
        base64(P256_SEC1),
        pem("EC PRIVATE KEY", P256_SEC1),
    ];
    let info = base64(P256_PUBLIC);
    let point = info[info.len() - 65..].to_vec();
    let public = [pem("PUBLIC KEY", P256_PUBLIC), point, info];
    agrees(
        &Algorithm::EcdsaP256Sha256P1363,
        &private,
        &public,
        b"sample",
        Some(&signature),
    );

    let mut der = hex("3046022100");
    der.extend(&signature[..32]);
    der.extend(hex("022100"));
    der.extend(&signature[32..]);
    agrees(
        &Algorithm::EcdsaP256Sha256Der,
        &private,
        &public,
        b"sample",
        Some(&der),
    );
}

#[test]
fn rsa() {
    let private = [base64(RSA_PRIVATE), pem("RSA PRIVATE KEY", RSA_PRIVATE)];
    let public = [base64(RSA_PUBLIC), pem("PUBLIC KEY", RSA_PUBLIC)];
    let signature = base64(RSA_SIGNATURE);
    agrees(
        &Algorithm::RsaPkcs1Sha256,
        &private,
        &public,
        RSA_MESSAGE,
        Some(&signature),
    );
    agrees(
        &Algorithm::RsaPssSha512,
        &private,
        &public,
        RSA_MESSAGE,
        None,
    );
}
