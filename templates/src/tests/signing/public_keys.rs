//! Public-key algorithms against published signatures. All keys are those of the publications.

use crate::CredentialsError;
use crate::SignError;
use crate::support::signing::{
    ecdsa_p256_check, ecdsa_p256_public_check, ecdsa_p256_sha256_der_sign,
    ecdsa_p256_sha256_der_verify, ecdsa_p256_sha256_der_verify_own, ecdsa_p256_sha256_p1363_sign,
    ecdsa_p256_sha256_p1363_verify, ecdsa_p256_sha256_p1363_verify_own, ed25519_check,
    ed25519_public_check, ed25519_sign, ed25519_verify, ed25519_verify_own, from_base64, from_hex,
    rsa_check, rsa_pkcs1_sha256_sign, rsa_pkcs1_sha256_verify, rsa_pkcs1_sha256_verify_own,
    rsa_pss_sha512_sign, rsa_pss_sha512_verify, rsa_pss_sha512_verify_own, rsa_public_check,
};

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
    from_hex(text).expect("hexadecimal")
}

fn base64(text: &str) -> Vec<u8> {
    let text: Vec<u8> = text
        .bytes()
        .filter(|it| !it.is_ascii_whitespace())
        .collect();
    from_base64(&text).expect("base64")
}

fn pem(label: &str, content: &str) -> Vec<u8> {
    format!("-----BEGIN {label}-----\n{content}\n-----END {label}-----\n").into_bytes()
}

type Sign = fn(&[u8], &[u8]) -> Result<Vec<u8>, SignError>;
type Verify = fn(&[u8], &[u8], &[u8]) -> Result<bool, SignError>;
type Check = fn(&'static str, &'static str, &[u8]) -> Result<(), CredentialsError>;

/// What belongs to one algorithm.
struct Functions {
    sign: Sign,
    verify_own: Verify,
    verify: Verify,
    check: Check,
    public_check: Check,
}

impl Functions {
    /// Each form of the private key signs and verifies, each form of the public key verifies, and no
    /// other message or signature fits.
    #[track_caller]
    fn agree(
        &self,
        private: &[Vec<u8>],
        public: &[Vec<u8>],
        message: &[u8],
        signature: Option<&[u8]>,
    ) {
        let longer = [message, b"x"].concat();
        for key in private {
            (self.check)("s", "f", key).expect("it is a key");
            let made = (self.sign)(key, message).expect("it signs");
            if let Some(signature) = signature {
                assert_eq!(made, signature);
            }
            assert!((self.verify_own)(key, message, &made).unwrap());
            assert!(!(self.verify_own)(key, &longer, &made).unwrap());
            for key in public {
                (self.public_check)("s", "f", key).expect("it is a key");
                assert!((self.verify)(key, message, &made).unwrap());
                assert!(!(self.verify)(key, &longer, &made).unwrap());
                assert!(!(self.verify)(key, message, &made[1..]).unwrap());
                assert!(!(self.verify)(key, message, b"").unwrap());
            }
        }
        let none: [&[u8]; 4] = [
            b"",
            b"x",
            &[0; 31],
            b"-----BEGIN KEY-----\nAAEC\n-----END KEY-----",
        ];
        for key in none {
            assert!((self.sign)(key, message).is_err());
            assert!((self.verify_own)(key, message, b"x").is_err());
            assert!((self.verify)(key, message, b"x").is_err());
            for check in [self.check, self.public_check] {
                let refused = check("s", "f", key).unwrap_err().to_string();
                assert!(
                    refused.starts_with("`f` of the security scheme `s` is not a"),
                    "{refused}"
                );
            }
        }
    }
}

#[test]
fn ed25519() {
    let (private, public) = (hex(ED25519_PRIVATE), hex(ED25519_PUBLIC));
    let both = [&private[..], &public].concat();
    // The prefixes of `SubjectPublicKeyInfo` and of PKCS#8 (RFC 8410).
    let info = [&hex("302a300506032b6570032100")[..], &public].concat();
    let pkcs8 = [&hex("302e020100300506032b657004220420")[..], &private].concat();
    let functions = Functions {
        sign: ed25519_sign,
        verify_own: ed25519_verify_own,
        verify: ed25519_verify,
        check: ed25519_check,
        public_check: ed25519_public_check,
    };
    let signature = hex(ED25519_SIGNATURE);
    functions.agree(
        &[private, both, pkcs8],
        &[public, info],
        b"",
        Some(&signature),
    );
}

#[test]
fn ecdsa() {
    let private = [
        hex(P256_PRIVATE),
        base64(P256_PKCS8),
        base64(P256_SEC1),
        pem("EC PRIVATE KEY", P256_SEC1),
    ];
    let info = base64(P256_PUBLIC);
    let point = info[info.len() - 65..].to_vec();
    let public = [pem("PUBLIC KEY", P256_PUBLIC), point, info];
    let signature = hex(P256_SIGNATURE);
    let functions = Functions {
        sign: ecdsa_p256_sha256_p1363_sign,
        verify_own: ecdsa_p256_sha256_p1363_verify_own,
        verify: ecdsa_p256_sha256_p1363_verify,
        check: ecdsa_p256_check,
        public_check: ecdsa_p256_public_check,
    };
    functions.agree(&private, &public, b"sample", Some(&signature));

    let der = [
        &hex("3046022100")[..],
        &signature[..32],
        &hex("022100"),
        &signature[32..],
    ];
    let functions = Functions {
        sign: ecdsa_p256_sha256_der_sign,
        verify_own: ecdsa_p256_sha256_der_verify_own,
        verify: ecdsa_p256_sha256_der_verify,
        ..functions
    };
    functions.agree(&private, &public, b"sample", Some(&der.concat()));
}

#[test]
fn rsa() {
    let private = [base64(RSA_PRIVATE), pem("RSA PRIVATE KEY", RSA_PRIVATE)];
    let public = [base64(RSA_PUBLIC), pem("PUBLIC KEY", RSA_PUBLIC)];
    let signature = base64(RSA_SIGNATURE);
    let functions = Functions {
        sign: rsa_pkcs1_sha256_sign,
        verify_own: rsa_pkcs1_sha256_verify_own,
        verify: rsa_pkcs1_sha256_verify,
        check: rsa_check,
        public_check: rsa_public_check,
    };
    functions.agree(&private, &public, RSA_MESSAGE, Some(&signature));
    let functions = Functions {
        sign: rsa_pss_sha512_sign,
        verify_own: rsa_pss_sha512_verify_own,
        verify: rsa_pss_sha512_verify,
        ..functions
    };
    functions.agree(&private, &public, RSA_MESSAGE, None);
}
