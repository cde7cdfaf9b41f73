//! What the tests of published signatures see of a request, and what they say of one that differs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::support::SignError;
use crate::support::signing::{Draft, Wire};
use crate::vectors::{Signed, accepted, at, ready, refused};

fn signed(media_type: &str, body: &str, change: impl FnOnce(&mut Wire)) -> Signed {
    let headers = [("Content-Type", media_type)];
    let url = "https://shop.example/orders?a=1&a=x%20y";
    let draft = Draft::of("POST", url, &headers, body.as_bytes(), &[]);
    let mut wire = draft.expect("the request can be sent").freeze();
    change(&mut wire);
    Signed::by(Ok(wire))
}

/// What a test says that fails.
fn complaint(test: impl FnOnce()) -> String {
    let said = catch_unwind(AssertUnwindSafe(test)).expect_err("the test fails");
    match said.downcast::<String>() {
        Ok(said) => *said,
        Err(said) => (*said.downcast::<&str>().expect("a panic says something")).to_owned(),
    }
}

#[test]
fn everything_that_is_placed_is_seen() {
    let signed = signed("application/json", r#"{"a":{"b":"c"},"n":1.50}"#, |wire| {
        wire.note("GET");
        let placed = wire.place_header("X-Key", "k");
        placed.expect("the header can be sent");
    });
    signed.message(b"GET");
    signed.header("x-key", "k");
    signed.query("a", "x y");
    signed.body("a/b", "c");
    signed.body("n", "1.50");
}

/// A number that no type of Rust holds is no reason not to find another member.
#[test]
fn members_stand_beside_numbers_of_any_size() {
    let signed = signed("application/json", r#"{"n":1e400,"a":{"b":"c"}}"#, |_| {});
    signed.body("a/b", "c");
    signed.body("n", "1e400");
}

#[test]
fn bodies_are_forms_objects_or_elements() {
    signed("application/x-www-form-urlencoded", "a=1&b=%2B", |_| {}).body("b", "+");
    signed(
        "text/xml",
        "<xml><a><![CDATA[1&2]]></a><b>&lt;</b></xml>",
        |_| {},
    )
    .body("a", "1&2");
    signed("text/xml", "<xml><b>&lt;</b></xml>", |_| {}).body("b", "<");
}

#[test]
fn both_texts_are_shown_and_where_they_part() {
    let signed = signed("application/json", "{}", |wire| wire.note("GET\n/orders"));
    let said = complaint(|| signed.message(b"GET\n/order"));
    let expected = "the string to sign came out as\nGET\n/orders\nand should be\nGET\n/order\n\
        The first difference is at offset 10: \"s\" instead of \"\"";
    assert_eq!(said, expected);
    let said = complaint(|| signed.header("x-key", "k"));
    assert_eq!(said, "there is no header `x-key`; it should be\nk");
    let said = complaint(|| signed.cookie("key", "k"));
    assert_eq!(said, "there is no cookie `key`; it should be\nk");
}

#[test]
fn what_is_not_as_expected_fails() {
    let error = || SignError::NotA("a key");
    assert_eq!(
        complaint(|| drop(Signed::by(Err(error())))),
        "the request is not signed: a value is not a key"
    );
    assert_eq!(
        complaint(|| accepted(Err::<(), _>(error()))),
        "the message is refused: a value is not a key"
    );
    assert_eq!(
        complaint(|| refused(Ok::<_, SignError>(()))),
        "a message that was changed is accepted"
    );
    accepted(Ok::<_, SignError>(()));
    refused(Err::<(), _>(error()));
}

#[test]
fn what_is_at_hand_is_not_waited_for() {
    assert_eq!(ready(async { 1 }), 1);
    let said = complaint(|| ready(std::future::pending()));
    assert_eq!(said, "the key is not at hand");
}

#[test]
fn instants_are_seconds() {
    let since = at(1).duration_since(std::time::SystemTime::UNIX_EPOCH);
    assert_eq!(since.map(|it| it.as_secs()).ok(), Some(1));
}
