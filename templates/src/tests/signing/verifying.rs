//! Messages of the service.

use std::time::{Duration, UNIX_EPOCH};

use http::{HeaderMap, StatusCode};

use crate::support::signing::{
    Draft, Fresh, Incoming, Verified, VerifyError, check_clock, check_equal, check_key,
    check_signature, from_base64, from_hex, hex, hmac_sha256, instant_http_date, instant_iso8601,
    instant_unix_ms, instant_unix_ns, instant_unix_s, instant_unix_us, matches, pick, pick_first,
    sha256, verify_with,
};

/// The example of "Validating webhook deliveries" of GitHub.
#[test]
fn a_published_webhook_is_accepted() {
    let sign = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let mut headers = HeaderMap::new();
    headers.insert("x-hub-signature-256", sign.parse().unwrap());
    let incoming = Incoming::request("POST", "/", &headers, b"Hello, World!");
    let received = pick(&incoming.header("X-Hub-Signature-256"), "", "sha256=");
    let expected = hmac_sha256("It's a Secret to Everybody", incoming.body());
    check_signature(&received, from_hex, |raw| Ok(matches(raw, &expected))).expect("it is genuine");
    assert_eq!(incoming.verified("hub").body(), b"Hello, World!");
}

/// A webhook that was signed at `second` with `secret`, received at 1000.
fn webhook<'m>(secret: &str, second: u64, body: &'m [u8]) -> Incoming<'m> {
    let message = [second.to_string().as_bytes(), b".", body].concat();
    let sign = hex(&hmac_sha256(secret, &message)).to_uppercase();
    let headers = [
        ("X-Sign", format!("t={second}, v0=ff, v1=00,v1={sign}")),
        ("X-Digest", hex(&sha256("{}"))),
        ("no header", "\n".to_owned()),
    ];
    Incoming::request("POST", "/hook", headers, body)
        .received_at(UNIX_EPOCH + Duration::from_millis(1_000_999))
}

/// What is generated for a scheme of timestamps and several signatures.
fn verify<'m>(secret: &str, incoming: &Incoming<'m>) -> Result<Verified<'m>, VerifyError> {
    let header = incoming.header("x-sign");
    let time = pick_first(&header, ",", "t=");
    let message = [&time, &b"."[..], incoming.body()].concat();
    let expected = hmac_sha256(secret, &message);
    check_signature(&pick(&header, ",", "v1="), from_hex, |raw| {
        Ok(matches(raw, &expected))
    })?;
    check_equal(&incoming.header("x-digest"), &hex(&sha256(incoming.body())))?;
    check_clock(incoming, instant_unix_s(&time), 300)?;
    Ok(incoming.verified("shop").with_replay(&time))
}

#[test]
fn any_candidate_and_any_key_may_fit() {
    let incoming = webhook("new", 1_000, b"{}");
    let verified = verify_with(["old", "new"], |secret| verify(secret, &incoming)).unwrap();
    assert_eq!((verified.key(), verified.replay()), (1, Some(&b"1000"[..])));
    let none: [&str; 0] = [];
    assert!(matches!(
        verify_with(none, |it| verify(it, &incoming)),
        Err(VerifyError::UnknownKey)
    ));
}

#[test]
fn messages_are_refused_with_the_reason() {
    let refused = |incoming: &Incoming<'_>| verify("new", incoming).unwrap_err().to_string();
    assert_eq!(
        refused(&webhook("old", 1_000, b"{}")),
        "the signature does not match the message"
    );
    assert_eq!(
        refused(&webhook("new", 1_000, b"{} ")),
        "two parts of the message that must agree differ"
    );
    assert_eq!(
        refused(&webhook("new", 699, b"{}")),
        "signed 301 s ago, at most 300 s are accepted"
    );
    assert!(verify("new", &webhook("new", 700, b"{}")).is_ok());
    assert!(verify("new", &webhook("new", 1_301, b"{}")).is_ok());
    assert_eq!(
        refused(&webhook("new", 1_302, b"{}")),
        "signed 301 s in the future, at most 300 s are accepted"
    );
    let with = |sign: &'static str| Incoming::request("POST", "/", [("x-sign", sign)], b"");
    assert_eq!(refused(&with("")), "the message has no signature");
    assert_eq!(refused(&with("v0=00, v1=")), "the message has no signature");
    assert_eq!(refused(&with("v1=xx")), "the signature is malformed");
    assert_eq!(
        refused(&with("v1=xx,v1=00")),
        "the signature does not match the message"
    );
    let none = check_clock(&with(""), instant_unix_s("soon"), 1).unwrap_err();
    assert_eq!(none.to_string(), "the instant of signing is malformed");
}

#[test]
fn the_refusal_is_that_of_the_key_that_came_nearest() {
    let of = |keys: &[&'static str]| {
        let refused = verify_with(keys, |key| {
            Err(match *key {
                "other" => VerifyError::UnknownKey,
                "old" => VerifyError::Mismatch,
                _ => VerifyError::Digest,
            })
        });
        refused.unwrap_err().to_string()
    };
    assert_eq!(of(&["other"]), "the message is signed with an unknown key");
    let mismatch = "the signature does not match the message";
    assert_eq!(of(&["other", "old"]), mismatch);
    assert_eq!(of(&["old", "other"]), mismatch);
    let digest = "two parts of the message that must agree differ";
    assert_eq!(of(&["old", "new", "other", "old"]), digest);
}

#[test]
fn a_message_that_names_another_key_is_told_apart() {
    assert!(check_key("mine", "mine").is_ok());
    assert!(check_key("", "mine").is_ok());
    assert!(matches!(
        check_key("theirs", "mine"),
        Err(VerifyError::UnknownKey)
    ));
}

#[test]
fn of_many_signatures_the_first_count() {
    let tried = std::cell::Cell::new(0);
    let many = ["00"; 1000];
    let refusal = check_signature(&many, from_hex, |_| {
        tried.set(tried.get() + 1);
        Ok(false)
    });
    assert!(matches!(refusal, Err(VerifyError::Mismatch)));
    assert_eq!(tried.get(), 16);
}

#[test]
fn signatures_are_compared_decoded() {
    let fits = |received: &str| {
        check_signature(&[received], from_base64, |raw| {
            Ok(matches(raw, b"\xfb\xff"))
        })
    };
    for received in ["+/8=", "-_8", " +/8 "] {
        assert!(fits(received).is_ok(), "{received}");
    }
    assert!(!matches("abc", "ab") && !matches("", "a") && matches("", ""));
}

#[test]
fn instants_are_read_in_all_forms() {
    let second = Some(1_709_960_767_000_000_000);
    assert_eq!(instant_unix_s(" 1709960767 "), second);
    assert_eq!(instant_unix_ms("1709960767000"), second);
    assert_eq!(instant_unix_us("1709960767000000"), second);
    assert_eq!(instant_unix_ns("1709960767000000000"), second);
    assert_eq!(instant_http_date("Sat, 09 Mar 2024 05:06:07 GMT"), second);
    for text in [
        "2024-03-09T05:06:07Z",
        "2024-03-09 05:06:07.000z",
        "2024-03-09T06:06:07+01:00",
        "2024-03-09t04:36:07.0000000009-00:30",
    ] {
        assert_eq!(instant_iso8601(text), second, "{text}");
    }
    let fraction = instant_iso8601("2024-03-09T05:06:07.089Z");
    assert_eq!(fraction, second.map(|it| it + 89_000_000));
    assert_eq!(
        instant_iso8601("2016-12-31T23:59:60Z"),
        instant_iso8601("2017-01-01T00:00:00Z")
    );
}

#[test]
fn what_is_no_instant_is_none() {
    for text in [
        "",
        "-1",
        "+1",
        "1.5",
        "é",
        "99999999999999999999",
        "18446744073709551615",
    ] {
        assert_eq!(instant_unix_s(text), None, "{text}");
    }
    for text in [
        "",
        "2024",
        "2024-13-01T00:00:00Z",
        "2024-02-30T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:00",
        "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00+1:00",
        "2024-01-01T00:00:00Zx",
        "1969-12-31T00:00:00Z",
        "1970-01-01T00:00:00+01:00",
        "2024-01-01T00:00:00+01:00x",
        "2024-01-é1T00:00:00Z",
        "2024-01-01T00:00:00.é",
        "9999-12-31T23:59:59Z",
    ] {
        assert_eq!(instant_iso8601(text), None, "{text}");
    }
    for text in [
        "",
        "Sat, 09 Mar 2024 05:06:07",
        "09 Mar 2024 05:06:07 GMT",
        "Sat, 09 Mrz 2024 05:06:07 GMT",
        "Sat, 9 Mar 2024 05:06:07 GMT",
        "Sat, 31 Feb 2024 05:06:07 GMT",
        "Sat, 09 Mar 2024 05:06:07x GMT",
    ] {
        assert_eq!(instant_http_date(text), None, "{text}");
    }
}

#[test]
fn a_message_is_read_like_a_request() {
    let headers = [("Content-Type", "application/json")];
    let incoming = Incoming::request(
        "POST",
        "https://A.example:443/h?a=%31",
        headers,
        br#"{"a":1.0}"#,
    );
    assert_eq!(incoming.url(), "https://a.example/h?a=%31");
    assert_eq!(
        (incoming.method(), incoming.status()),
        ("POST", String::new())
    );
    assert_eq!(incoming.query_field("a"), b"1");
    assert_eq!(incoming.body_member(&["a"]).unwrap(), "1.0");
    let response = Incoming::response(StatusCode::CREATED, headers, b"");
    assert_eq!(
        (response.status().as_str(), response.has_body()),
        ("201", false)
    );
    let none: [(&str, &str); 0] = [];
    assert_eq!(Incoming::request("post", "/", none, b"").method(), "POST");
    // A URL that is none has no parts.
    assert_eq!(
        Incoming::request("POST", "https://u@a/", none, b"").url(),
        ""
    );
}

#[test]
fn a_response_is_checked_by_the_scheme_that_signed() {
    let checked = |body: &[u8]| {
        let mut wire = Draft::of("GET", "/", &[], b"", &[]).unwrap().freeze();
        let fresh = Fresh::at(UNIX_EPOCH + Duration::from_secs(5));
        wire.check_response(fresh, |response| {
            check_clock(response, instant_unix_s("5"), 0)?;
            check_equal(response.status().as_bytes(), response.body())
        });
        let (_, mut after) = wire.into_request();
        after.check(StatusCode::OK, &HeaderMap::new(), body)
    };
    assert!(checked(b"200").is_ok());
    assert!(checked(b"201").is_err());
}
