//! What a response holds in the place of a text is kept, and never makes the whole response unreadable.

use serde::de::value::{Error, F64Deserializer, StrDeserializer, U64Deserializer};
use serde::de::{Deserialize, IntoDeserializer};
use serde_json::Value;

use crate::support::nullable::Nullable;
use crate::support::{Base64, Date, Decimal, Timestamp, json};

#[derive(Debug)]
struct Order {
    price: Decimal,
    fee: Option<Decimal>,
    tip: Option<Nullable<Decimal>>,
    at: Timestamp,
    day: Date,
    proof: Base64,
}

json::sent_and_received! { Order {
    price,
    fee = None,
    tip = None or null,
    at,
    day,
    proof,
} }

#[test]
fn odd_texts_are_read_and_written_as_they_are() {
    let text =
        r#"{"price":"1,5","fee":"","tip":"NaN","at":"yesterday","day":"31.12.","proof":"%"}"#;
    let order: Order = serde_json::from_str(text).unwrap();
    assert!(!order.price.is_number() && !order.at.is_timestamp() && !order.day.is_date());
    assert!(order.proof.decode().is_err());
    assert_eq!(serde_json::to_string(&order).unwrap(), text);
}

#[test]
fn a_number_in_the_place_of_a_text_keeps_all_its_digits() {
    let text = r#"{"price":0.1000000000000000000000000001,"fee":123456789012345678901234567890,
        "at":1700000000,"day":20240309,"proof":12}"#;
    let order: Order = serde_json::from_str(text).unwrap();
    assert_eq!(order.price.as_str(), "0.1000000000000000000000000001");
    let fee = order.fee.as_ref().map(Decimal::as_str);
    assert_eq!(fee, Some("123456789012345678901234567890"));
    assert_eq!(
        (order.at.as_str(), order.day.as_str()),
        ("1700000000", "20240309")
    );
    let from_reader: Order = serde_json::from_reader(text.as_bytes()).unwrap();
    assert_eq!(from_reader.price, order.price);
}

#[test]
fn absence_and_null_are_told_apart() {
    let rest = r#""price":"1","at":"","day":"","proof":"""#;
    let read = |text: &str| serde_json::from_str::<Order>(text);
    let order = read(&format!(r#"{{{rest},"fee":null,"tip":null}}"#)).unwrap();
    assert!(order.fee.is_none() && order.tip == Some(Nullable::Null));
    assert!(read(&format!("{{{rest}}}")).unwrap().tip.is_none());
    let missing = read("{}").unwrap_err().to_string();
    assert!(missing.starts_with("missing field `price`"), "{missing}");
}

#[test]
fn escapes_are_undone() {
    let decimal: Decimal = serde_json::from_str(r#""\u0031.5""#).unwrap();
    assert_eq!(decimal.as_str(), "1.5");
    let odd: Decimal = serde_json::from_str(r#""a\"\n\u00e4""#).unwrap();
    assert_eq!(odd.as_str(), "a\"\nä");
}

#[test]
fn what_is_neither_text_nor_number_is_refused_by_its_kind() {
    for (json, kind) in [
        ("true", "boolean `true`"),
        ("null", "null"),
        ("[]", "sequence"),
        ("{}", "map"),
    ] {
        let error = serde_json::from_str::<Decimal>(json)
            .unwrap_err()
            .to_string();
        let expected = format!("invalid type: {kind}, expected a string or a number");
        assert!(error.starts_with(&expected), "{error}");
    }
    assert!(serde_json::from_str::<Decimal>(r#""\ud800""#).is_err());
}

#[test]
fn values_and_formats_other_than_json_are_read() {
    let value: Value = serde_json::from_str(r#"["1.50", 7]"#).unwrap();
    let read: Vec<Decimal> = serde_json::from_value(value).unwrap();
    assert_eq!(
        read.iter().map(Decimal::as_str).collect::<Vec<_>>(),
        ["1.50", "7"]
    );
    let text: StrDeserializer<'_, Error> = "1.50".into_deserializer();
    assert_eq!(Decimal::deserialize(text).unwrap().as_str(), "1.50");
    let whole: U64Deserializer<Error> = u64::MAX.into_deserializer();
    assert_eq!(Decimal::deserialize(whole).unwrap(), u64::MAX.into());
    let float: F64Deserializer<Error> = 0.5.into_deserializer();
    assert_eq!(Decimal::deserialize(float).unwrap().as_str(), "0.5");
}
