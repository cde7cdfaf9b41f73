//! Credentials that are bytes.

use crate::CredentialsError;
use crate::support::signing::{Key, strip_secret};

#[test]
fn keys_are_decoded() {
    assert_eq!(Key::hex("s", "k", " 0A0b\n").bytes().unwrap(), [10, 11]);
    assert_eq!(Key::base64("s", "k", "-_8").bytes().unwrap(), [0xfb, 0xff]);
    let key = Key::base64("s", "k", strip_secret("whsec_Zm9v", "whsec_"));
    assert_eq!(key.bytes().unwrap(), b"foo");
    assert_eq!(strip_secret("Zm9v", "whsec_").expose(), "Zm9v");
}

#[test]
fn the_block_with_the_key_is_taken_out_of_pem() {
    let block = |label: &str, text: &str| {
        format!("Bag\n-----BEGIN {label}-----\r\n{text}\r\n-----END {label}-----\n")
    };
    let both = block("EC PARAMETERS", "AAAA") + &block("EC PRIVATE KEY", "Zm\n9v");
    assert_eq!(Key::pem("s", "k", both).bytes().unwrap(), b"foo");
    let other = block("CERTIFICATE", "Zm9v");
    assert_eq!(Key::pem("s", "k", other).bytes().unwrap(), b"foo");
    for text in [
        "Zm9v",
        "-----BEGIN KEY-----Zm9v",
        "-----BEGIN KEY-----%-----END KEY-----",
    ] {
        assert!(Key::pem("s", "k", text).check().is_err(), "{text}");
    }
}

#[test]
fn what_does_not_decode_is_refused_by_name() {
    let key = Key::hex("scheme", "field", "geheim");
    let error = key.check().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`field` of the security scheme `scheme` is not hexadecimal text"
    );
    assert_eq!(key.check_optional(), Err(error));
    assert!(key.bytes().is_err());
    assert_eq!(format!("{key:?}"), "[redacted]");
}

#[test]
fn an_empty_key_is_one_that_may_be_absent() {
    for key in [
        Key::hex("s", "k", " "),
        Key::base64("s", "k", ""),
        Key::pem("s", "k", ""),
    ] {
        assert!(matches!(key.check(), Err(CredentialsError::Empty { .. })));
        assert_eq!(key.check_optional(), Ok(()));
        assert_eq!(key.bytes().unwrap(), b"");
    }
}
