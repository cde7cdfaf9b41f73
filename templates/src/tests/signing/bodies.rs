//! Members put into JSON bodies.

use crate::SignError;
use crate::support::signing::Draft;

fn post(body: &str) -> Draft {
    Draft::of("POST", "/", &[], body.as_bytes(), &[]).expect("a request")
}

/// The body after a number was put in at `path`.
#[track_caller]
fn with(body: &str, path: &str, number: &str) -> String {
    let mut draft = post(body);
    draft.inject_body_integer(path, number).expect("an object");
    String::from_utf8(draft.body().to_vec()).expect("text")
}

#[test]
fn a_member_goes_to_the_end_and_the_rest_stays_byte_for_byte() {
    assert_eq!(with("", "n", "-7"), r#"{"n":-7}"#);
    assert_eq!(with("{ }", "n", "1"), r#"{"n":1 }"#);
    assert_eq!(
        with("{ \"a\" : 1.0\n}", "n", "5"),
        "{ \"a\" : 1.0,\"n\":5\n}"
    );
    assert_eq!(with(r#"{"a":"}" }"#, "n", "1"), r#"{"a":"}","n":1 }"#);
    assert_eq!(with(r#"{"p":{}}"#, "p/q/r", "2"), r#"{"p":{"q":{"r":2}}}"#);
    assert_eq!(with("{}", "a~1b", "2"), r#"{"a/b":2}"#);
    assert_eq!(with("{}", "a\"b", "2"), r#"{"a\"b":2}"#);
}

#[test]
fn a_member_that_the_caller_set_is_left_alone_and_is_what_its_name_means() {
    for (body, text) in [
        (r#"{"n":"mine"}"#, "mine"),
        (r#"{ "n" : 1.50 }"#, "1.50"),
        (r#"{"n":null}"#, ""),
        (r#"{"\u006e":[ 1 ]}"#, "[1]"),
    ] {
        let mut draft = post(body);
        assert_eq!(draft.body_or("n", "2").unwrap(), text);
        assert_eq!(draft.inject_body("n", "2").unwrap(), text);
        assert_eq!(draft.body(), body.as_bytes());
    }
    let mut draft = post("{}");
    assert_eq!(draft.body_or("n", "2").unwrap(), "2");
    assert_eq!(draft.inject_body("n", "2").unwrap(), "2");
    assert_eq!(draft.body(), br#"{"n":"2"}"#);
    assert_eq!(draft.content_type(), b"application/json");
}

#[test]
fn what_takes_no_members_is_refused() {
    for body in ["[1]", "1", "null", "\"a\""] {
        let error = post(body).inject_body("n", "1").unwrap_err();
        assert!(matches!(error, SignError::NotAnObject(_)), "{body}");
    }
    for body in ["{", "{} {}", r#"{"a":1,"a":2}"#] {
        assert!(post(body).inject_body("n", "1").is_err(), "{body}");
        assert_eq!(post(body).body_or("n", "1").unwrap(), "1");
    }
    assert!(post(r#"{"a":1}"#).inject_body("a/b", "1").is_err());
    assert!(post("{}").inject_body("n", &[0xff]).is_err());
    // A lone surrogate has no bytes, wherever it stands.
    assert!(post(r#"{"a":"\ud800"}"#).inject_body("n", "1").is_err());
    for number in ["", "-", "01", "1.0", "1e3", " 1", "+1"] {
        assert!(
            post("{}").inject_body_integer("n", number).is_err(),
            "{number}"
        );
    }
    let mut get = Draft::of("GET", "/", &[], b"", &[]).expect("a request");
    assert!(matches!(
        get.inject_body("n", "1"),
        Err(SignError::NoBody(_))
    ));
}

#[test]
fn what_is_placed_replaces_what_is_there() {
    let mut wire = post(r#"{"a":{"sign":1},"b":2}"#).freeze();
    wire.place_body("a/sign", "s\"").unwrap();
    wire.place_body("c/d", "e").unwrap();
    assert_eq!(wire.body(), br#"{"a":{"sign":"s\""},"b":2,"c":{"d":"e"}}"#);
}

#[test]
fn headers_and_queries_that_the_caller_set_are_left_alone() {
    let headers = [("X-Mine", "m")];
    let mut draft = Draft::of("GET", "https://a/?q=%31+&r", &headers, b"", &[]).unwrap();
    assert_eq!(draft.header_or("x-mine", "h").unwrap(), "m");
    assert_eq!(draft.inject_header("x-mine", "h").unwrap(), "m");
    assert_eq!(draft.inject_header("x-other", "h").unwrap(), "h");
    assert_eq!(draft.query_or("q", "2").unwrap(), "1 ");
    assert_eq!(draft.inject_query("q", "2").unwrap(), "1 ");
    assert_eq!(draft.inject_query("r", "2").unwrap(), "");
    assert_eq!(draft.inject_query("s", "&").unwrap(), "&");
    let wire = draft.freeze();
    assert_eq!(wire.query(), "q=%31+&r&s=%26");
    assert_eq!(
        (wire.header("x-mine"), wire.header("x-other")),
        (b"m".to_vec(), b"h".to_vec())
    );
}
