//! Events, from messages that were verified or are taken to be.

use serde_json::Value;

use crate::support::RawJson;
use crate::support::json;
use crate::support::signing::{Incoming, Verified};
use crate::support::webhook::{EventError, FromVerified};

/// An event that is its body.
#[derive(Debug, PartialEq)]
struct Paid {
    id: String,
    amount: Option<i64>,
}

json::verified! { Paid {
    id,
    amount = None,
} }

impl FromVerified for Paid {
    const SECURITY: &'static [&'static [&'static str]] = &[&["shop"], &["old", "older"]];

    fn from_verified(message: &Verified<'_>) -> Result<Self, EventError> {
        message.whole()
    }
}

/// An event of headers and a body.
#[derive(Debug)]
struct Shipped {
    id: String,
    attempt: Option<u32>,
    first: Option<bool>,
    body: Value,
}

impl FromVerified for Shipped {
    const SECURITY: &'static [&'static [&'static str]] = &[&["shop"], &[]];

    fn from_verified(message: &Verified<'_>) -> Result<Self, EventError> {
        Ok(Self {
            id: message.header("Webhook-Id")?,
            attempt: message.optional_header("webhook-attempt")?,
            first: message.optional_header("webhook-first")?,
            body: message.json()?,
        })
    }
}

fn incoming(body: &str) -> Incoming<'_> {
    let headers: [(&str, &str); 0] = [];
    Incoming::request("POST", "/", headers, body.as_bytes())
}

fn refusal<E: FromVerified>(body: &str) -> String {
    let read = incoming(body).assume_verified().parse::<E>();
    read.err()
        .map_or_else(String::new, |error| error.to_string())
}

#[test]
fn an_event_is_read_whatever_else_there_is() {
    let body = r#"{"new":{"deep":[1]},"id":"a","amount":5,"id":"b"}"#;
    let read = incoming(body).verified("shop").parse::<Paid>();
    let (id, amount) = ("b".to_owned(), Some(5));
    assert_eq!(read, Ok(Paid { id, amount }));
}

#[test]
fn another_scheme_is_no_proof() {
    let by = |scheme| incoming(r#"{"id":"a"}"#).verified(scheme).parse::<Paid>();
    assert!(by("shop").is_ok());
    for scheme in ["other", "old"] {
        assert_eq!(by(scheme), Err(EventError::Scheme(scheme)));
    }
    // What asks for nothing takes anything.
    let headers = [("webhook-id", "1")];
    let incoming = Incoming::request("POST", "/", headers, b"{}");
    assert!(incoming.verified("other").parse::<Shipped>().is_ok());
}

#[test]
fn headers_are_texts_numbers_and_booleans() {
    let parsed = |headers: &[(&str, &str)]| {
        let incoming = Incoming::request("POST", "/", headers.iter().copied(), b"[1]");
        incoming.assume_verified().parse::<Shipped>()
    };
    let all = [
        ("webhook-id", "17"),
        ("Webhook-Attempt", "2"),
        ("webhook-first", "false"),
    ];
    let event = parsed(&all).expect("it is read");
    assert_eq!(
        (event.id.as_str(), event.attempt, event.first),
        ("17", Some(2), Some(false))
    );
    assert_eq!(event.body, serde_json::json!([1]));
    let event = parsed(&all[..1]).expect("two may be absent");
    assert_eq!((event.attempt, event.first), (None, None));
    assert_eq!(
        parsed(&all[1..]).err(),
        Some(EventError::Header("Webhook-Id"))
    );
    let wrong = [("webhook-id", "17"), ("webhook-attempt", "two")];
    assert_eq!(
        parsed(&wrong).err(),
        Some(EventError::Header("webhook-attempt"))
    );
}

#[test]
fn a_header_of_several_types_may_be_any_text() {
    for (text, json) in [("abc", r#""abc""#), ("7", "7"), ("{", r#""{""#)] {
        let incoming = Incoming::request("POST", "/", [("x-ref", text)], b"");
        let read = incoming.assume_verified().header::<RawJson>("x-ref");
        assert_eq!(read.expect("it is read").as_str(), json);
    }
}

#[test]
fn an_error_says_where_and_no_value() {
    let at = "the body does not fit the document";
    assert_eq!(
        refusal::<Paid>(r#"{"id":"a","amount":"hush"}"#),
        format!("{at} at `amount`: invalid type: string, expected i64")
    );
    assert_eq!(refusal::<Paid>("{}"), format!("{at}: missing field `id`"));
    assert_eq!(
        refusal::<Paid>(r#"{"id":"a"} hush"#),
        format!("{at}: trailing characters")
    );
    assert!(refusal::<Paid>("").starts_with(at));
}

#[test]
fn the_member_that_tells_events_apart_is_the_last_of_its_name() {
    let told = |body: &str| incoming(body).assume_verified().member("type");
    assert_eq!(
        told(r#"{"type":"a","x":1e999,"type":"b\u0021"}"#),
        Ok("b!".to_owned())
    );
    for body in ["{}", r#"{"type":1}"#, "[]", "", r#"{"a":{"type":"b"}}"#] {
        assert!(told(body).is_err(), "{body}");
    }
}

#[test]
fn what_is_printed_of_a_message_is_not_its_body() {
    let headers = [("x-signature", "hush")];
    let verified = Incoming::request("POST", "/", headers, b"hush").verified("shop");
    let printed = format!("{verified:?}");
    assert!(
        !printed.contains("hush") && printed.contains("[4 bytes]"),
        "{printed}"
    );
    assert_eq!(verified.scheme(), Some("shop"));
    assert_eq!(incoming("").assume_verified().scheme(), None);
}
