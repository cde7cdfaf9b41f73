//! Hashes and HMACs against the values of their standards.

use crate::support::signing::{
    hex, hmac_md5, hmac_sha1, hmac_sha256, hmac_sha384, hmac_sha512, md5, sha1, sha256, sha384,
    sha512,
};

/// RFC 1321 §A.5 and the examples of FIPS 180-4.
#[test]
fn digests() {
    assert_eq!(hex(&md5("abc")), "900150983cd24fb0d6963f7d28e17f72");
    assert_eq!(
        hex(&sha1("abc")),
        "a9993e364706816aba3e25717850c26c9cd0d89d"
    );
    assert_eq!(
        hex(&sha256("abc")),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(
        hex(&sha384("abc")),
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
         8086072ba1e7cc2358baeca134c825a7"
    );
    assert_eq!(
        hex(&sha512("abc")),
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
         2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    );
}

/// RFC 2202 §2 and §3 and RFC 4231 §4.3: the second cases.
#[test]
fn keyed_digests() {
    let (key, message) = ("Jefe", "what do ya want for nothing?");
    assert_eq!(
        hex(&hmac_md5(key, message)),
        "750c783e6ab0b503eaa86e310a5db738"
    );
    assert_eq!(
        hex(&hmac_sha1(key, message)),
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
    );
    assert_eq!(
        hex(&hmac_sha256(key, message)),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    assert_eq!(
        hex(&hmac_sha384(key, message)),
        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e\
         8e2240ca5e69e2c78b3239ecfab21649"
    );
    assert_eq!(
        hex(&hmac_sha512(key, message)),
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554\
         9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
    );
}

/// RFC 4231 §4.7: a key longer than a block.
#[test]
fn a_long_key_is_hashed_first() {
    let mac = hmac_sha256(
        &[0xaa; 131],
        "Test Using Larger Than Block-Size Key - Hash Key First",
    );
    assert_eq!(
        hex(&mac),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}
