//! Bytes in Base64.

use crate::support::Base64;

#[test]
fn bytes_go_into_text_and_back() {
    // RFC 4648 §10.
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foobar", "Zm9vYmFy"),
    ] {
        let encoded = Base64::encode(bytes);
        assert_eq!(encoded.as_str(), text);
        assert_eq!(encoded.decode().unwrap(), bytes.as_bytes());
    }
}

#[test]
fn text_without_padding_is_read_and_no_other_alphabet() {
    let unpadded: Base64 = "Zg".parse().unwrap();
    assert_eq!(unpadded.decode().unwrap(), b"f");
    for text in ["Z", "Z g=", "Zm_v", "Zg==\n"] {
        assert!(text.parse::<Base64>().is_err(), "{text}");
    }
}
