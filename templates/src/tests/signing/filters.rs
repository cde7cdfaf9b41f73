//! Encodings and the like.

use crate::support::signing::{
    base64, base64url, base64url_nopad, crc32, default, first, form_encode, from_base64, from_hex,
    hex, json_escape, pct, pct_path, prefix, squeeze, strip, unpct,
};

/// Bytes that no text has.
const RAW: [u8; 2] = [0xfb, 0xff];

/// RFC 4648 §10, and bytes that part the alphabets.
#[test]
fn bytes_become_text() {
    assert_eq!(hex("foobar"), "666f6f626172");
    assert_eq!(hex(&RAW), "fbff");
    assert_eq!(base64("foob"), "Zm9vYg==");
    assert_eq!(base64(""), "");
    assert_eq!(base64(&RAW), "+/8=");
    assert_eq!(base64url(&RAW), "-_8=");
    assert_eq!(base64url_nopad(&RAW), "-_8");
}

#[test]
fn text_becomes_bytes() {
    assert_eq!(from_hex(" 666F6f\n").unwrap(), b"foo");
    for text in ["+/8=", "+/8", "-_8=", "-_8", " -_8 "] {
        assert_eq!(from_base64(text).unwrap(), RAW, "{text}");
    }
    // Bits that say nothing.
    assert_eq!(from_base64("Zh==").unwrap(), b"f");
    for text in ["6", "6g", "é", "+1"] {
        assert!(from_hex(text).is_err(), "{text}");
    }
    for text in ["a", "a===b", "é", "Zg=", "Z g="] {
        assert!(from_base64(text).is_err() || text == "Zg=", "{text}");
    }
}

#[test]
fn all_but_the_unreserved_is_percent_encoded() {
    let all = "aZ09-._~ /+*!'()é";
    assert_eq!(pct(all), "aZ09-._~%20%2F%2B%2A%21%27%28%29%C3%A9");
    assert_eq!(pct_path(all), "aZ09-._~%20/%2B%2A%21%27%28%29%C3%A9");
    assert_eq!(form_encode(all), "aZ09-._%7E+%2F%2B*%21%27%28%29%C3%A9");
    assert_eq!(pct(&RAW), "%FB%FF");
    assert_eq!(unpct("a%2fb%2G%%41+%"), b"a/b%2G%A+%");
    assert_eq!(unpct("%fb%ff"), RAW);
}

#[test]
fn the_inside_of_a_json_string_is_escaped_as_little_as_possible() {
    assert_eq!(
        json_escape("a\"\\/é\u{1}\u{7f}\n").unwrap(),
        "a\\\"\\\\/é\\u0001\u{7f}\\n"
    );
    assert!(json_escape(&RAW).is_err());
}

#[test]
fn blanks_are_squeezed_and_tabs_stay() {
    assert_eq!(squeeze("  a   b \t c "), b"a b \t c");
    assert_eq!(squeeze(" \r\n"), b"");
}

#[test]
fn texts_at_the_front() {
    assert_eq!(first("abcdef", 3), b"abc");
    assert_eq!(first("abc", 9), b"abc");
    assert_eq!(strip("sha256=ab", "sha256="), b"ab");
    assert_eq!(strip("sha1=ab", "sha256="), b"sha1=ab");
    assert_eq!(prefix("a", "?"), b"?a");
    assert_eq!(prefix("", "?"), b"");
    assert_eq!(default("", "none"), b"none");
    assert_eq!(default("a", "none"), b"a");
}

/// The check value of the CRC catalogue.
#[test]
fn the_checksum_is_that_of_zip() {
    assert_eq!(crc32("123456789"), "3421780262");
    assert_eq!(crc32(""), "0");
}
