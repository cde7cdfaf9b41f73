//! Canonical lists and canonical JSON.

use crate::support::signing::{
    Draft, Headers, JsonStyle, Params, json_compact, json_sorted, pct, pct_path,
};

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("text")
}

fn draft(url: &str, headers: &[(&str, &str)], body: &str) -> Draft {
    Draft::of("POST", url, headers, body.as_bytes(), &[]).expect("a request")
}

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// RFC 5849 §3.4.1.3.2.
#[test]
fn parameters_are_normalised_as_oauth_has_it() {
    let url = "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b";
    let it = draft(url, &[FORM], "c2&a3=2+q");
    let canonical = Params::new()
        .query(&it)
        .form(&it)
        .add("oauth_consumer_key", "9djdj82h48djs9d2")
        .add("oauth_token", "kkk9d7dh3k39sjv7")
        .add("oauth_signature_method", "HMAC-SHA1")
        .add("oauth_timestamp", "137131201")
        .add("oauth_nonce", "7d8f3e4a")
        .names(pct)
        .values(pct)
        .sort_by_name_and_value()
        .join_pairs("=", "&");
    assert_eq!(
        text(canonical),
        "a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2&\
         oauth_nonce=7d8f3e4a&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&\
         oauth_token=kkk9d7dh3k39sjv7"
    );
}

/// The canonical request of "Signature Calculations for the Authorization Header" of Amazon S3:
/// `GET Object`.
#[test]
fn headers_are_canonical_as_sigv4_has_it() {
    let headers = [
        ("Range", "bytes=0-9"),
        ("x-amz-date", "20130524T000000Z"),
        ("x-amz-content-sha256", " e3b0  "),
        ("User-Agent", "none"),
    ];
    let wire = draft(
        "https://examplebucket.s3.amazonaws.com/test$file.text",
        &headers,
        "",
    )
    .freeze();
    let list = || {
        Headers::of(&wire)
            .names(&["host", "range"])
            .prefix("x-amz-")
            .list()
            .sort_by_name()
    };
    let lines = list().join(|name, value| [name, b":", value, b"\n"].concat(), "");
    assert_eq!(
        text(lines),
        "host:examplebucket.s3.amazonaws.com\nrange:bytes=0-9\nx-amz-content-sha256:e3b0\n\
         x-amz-date:20130524T000000Z\n"
    );
    let names = list().join(|name, _| name.to_vec(), ";");
    assert_eq!(text(names), "host;range;x-amz-content-sha256;x-amz-date");
    assert_eq!(pct_path(wire.path()), "/test%24file.text");
}

#[test]
fn headers_come_once_and_in_the_order_asked_for() {
    let headers = [
        ("X-B", " b  b "),
        ("X-A", "1"),
        ("x-b", "2"),
        ("Content-Length", "9"),
    ];
    let it = draft("https://a/", &headers, "123");
    let pairs = |list: Params| text(list.join_pairs(":", "|"));
    let of = || Headers::of(&it);
    assert_eq!(
        pairs(of().all().list()),
        "host:a|x-b:b b,2|x-a:1|content-length:9"
    );
    assert_eq!(pairs(of().names(&["x-a", "none"]).list()), "x-a:1");
    let missing = of().names(&["none", "x-a"]).missing_as_empty();
    assert_eq!(pairs(missing.list()), "none:|x-a:1");
    let rest = of().names(&["x-a"]).prefix("x-").except(&["x-a"]);
    assert_eq!(pairs(rest.list()), "x-b:b b,2");
    let bare = draft("https://a/", &[], "123");
    assert_eq!(
        pairs(Headers::of(&bare).names(&["content-length"]).list()),
        "content-length:3"
    );
}

#[test]
fn rows_are_chosen_before_they_are_encoded() {
    let it = draft("https://a/?sign=1&b=x-x&a=&c=%2d", &[], "");
    let rows = || Params::new().query(&it);
    let pairs = |list: Params| text(list.join_pairs("=", "&"));
    assert_eq!(pairs(rows().except(&["sign", "c"])), "b=x-x&a=");
    assert_eq!(pairs(rows().only(&["a", "sign"])), "sign=1&a=");
    assert_eq!(
        pairs(rows().skip_empty().replace("-", "")),
        "sign=1&b=xx&c="
    );
    assert_eq!(pairs(rows().replace("", "y").only(&["b"])), "b=x-x");
    assert_eq!(pairs(Params::new().query_wire(&it).only(&["c"])), "c=%2d");
}

#[test]
fn rows_of_one_name_stay_become_one_or_are_joined() {
    let it = draft("https://a/?b=2&a=x%20&b=1&b=2&A=y", &[], "");
    let rows = || {
        Params::new()
            .query(&it)
            .names(<[u8]>::to_ascii_lowercase)
            .values(pct)
    };
    let pairs = |list: Params| text(list.join_pairs("=", "&"));
    assert_eq!(pairs(rows().sort_by_name()), "a=x%20&a=y&b=2&b=1&b=2");
    assert_eq!(pairs(rows().unique()), "b=2&a=x%20&b=1&a=y");
    assert_eq!(pairs(rows().comma(pct)), "b=2%2C1%2C2&a=x%20%2Cy");
    assert_eq!(
        pairs(rows().sort_by_name_and_value().comma(pct)),
        "a=x%20%2Cy&b=1%2C2%2C2"
    );
}

#[test]
fn members_of_a_json_body_are_parameters() {
    let it = draft(
        "/",
        &[],
        r#"{"b":10.00,"a":null,"c":{"d": [1]},"e":"\u00e9"}"#,
    );
    let list = Params::new().json(&it).unwrap();
    assert_eq!(
        text(list.join_pairs("=", "&")),
        "b=10.00&a=&c={\"d\":[1]}&e=é"
    );
    let empty = |it: &Draft| {
        Params::new()
            .json(it)
            .unwrap()
            .join_pairs("=", "&")
            .is_empty()
    };
    assert!(empty(&draft("/", &[], "")));
    assert!(empty(&draft("/", &[FORM], "a=1")));
    assert!(Params::new().json(&draft("/", &[], "[1]")).is_err());
    let problem = ("content-type", "application/problem+json; v=1");
    assert!(!empty(&draft("/", &[problem], r#"{"a":1}"#)));
}

#[test]
fn json_is_written_anew() {
    let compact = JsonStyle::default();
    assert_eq!(
        json_compact("[10.00, 1e5, -0.10]", compact).unwrap(),
        "[10.00,1e5,-0.10]"
    );
    assert_eq!(
        json_sorted(
            r#"{"b": {"z": 1, "a": [{"d": 1, "c": 2}]}, "a": null, "B": true}"#,
            compact
        )
        .unwrap(),
        r#"{"B":true,"a":null,"b":{"a":[{"c":2,"d":1}],"z":1}}"#
    );
    let style = JsonStyle {
        escape_slashes: true,
        ascii: true,
        spaces: true,
    };
    assert_eq!(
        json_compact(r#"{"a/b":"é😀\n\u001f\u007f"}"#, style).unwrap(),
        "{\"a\\/b\": \"\\u00e9\\ud83d\\ude00\\n\\u001f\u{7f}\"}"
    );
    assert_eq!(
        json_compact(r#"["a\/b", "\u00e9\ud83d\ude00"]"#, compact).unwrap(),
        "[\"a/b\",\"é😀\"]"
    );
    for text in [
        "",
        "{\"a\":1,}",
        "[1 2]",
        "01",
        "\"\\ud800\"",
        "nul",
        "{} x",
    ] {
        assert!(json_compact(text, compact).is_err(), "{text}");
    }
    assert!(json_compact(b"\"\xff\"", compact).is_err());
}
