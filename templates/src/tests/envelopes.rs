//! Envelopes of other services than the model's.

use crate::support::envelope::FlagEnvelope;
use crate::support::{Envelope as _, Opened};

/// `{"ret": 0, "data": …}` or `{"ret": 7, "msg": "…"}`.
const FLAT: FlagEnvelope = FlagEnvelope {
    flag: "ret",
    good: "0",
    payload: "data",
    error: None,
    code: Some("ret"),
    name: None,
    message: Some("msg"),
    request_id: Some("trace"),
};

#[test]
fn the_payload_is_found_where_it_stands() {
    let body = br#" { "trace" : "t", "data" : [1, 2] , "ret" : 0 } "#;
    let Ok(Opened::Payload {
        range: Some(range),
        request_id,
    }) = FLAT.open(body)
    else {
        panic!("no payload")
    };
    assert_eq!(&body[range], b"[1, 2]");
    assert_eq!(request_id.as_deref(), Some("t"));
}

#[test]
fn the_parts_of_an_error_can_stand_beside_the_flag() {
    let Ok(Opened::Refused(refusal)) = FLAT.open(br#"{"ret": -7, "msg": "no", "trace": 12}"#)
    else {
        panic!("no refusal")
    };
    assert_eq!(refusal.code.as_deref(), Some("-7"));
    assert_eq!(refusal.message.as_deref(), Some("no"));
    assert_eq!(refusal.request_id.as_deref(), Some("12"));
}

#[test]
fn a_flag_of_another_kind_is_no_envelope() {
    for body in [
        r#"{"ret":"0"}"#,
        r#"{"ret":true}"#,
        r#"{"ret":null}"#,
        r#"{"data":1}"#,
        "0",
        "",
    ] {
        assert!(FLAT.open(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn of_repeated_members_the_last_counts() {
    assert!(matches!(
        FLAT.open(br#"{"ret":0,"ret":1}"#),
        Ok(Opened::Refused(_))
    ));
}
