//! Absent, `null` and a value are three things where the document says so.

use serde_json::json;

use crate::support::json;
use crate::support::nullable::Nullable;

/// One member of each presence.
#[derive(Debug, PartialEq)]
struct Order {
    number: i64,
    note: Option<String>,
    label: Option<String>,
    colour: Option<Nullable<String>>,
}

json::sent_and_received! { Order {
    number,
    note,
    label = None,
    colour = None or null,
} }

/// An object that keeps what it has no field for.
#[derive(Debug, PartialEq)]
struct Open {
    size: Option<Nullable<i64>>,
    rest: std::collections::BTreeMap<String, i64>,
}

json::sent_and_received! { Open {
    size = None or null,
    ..rest
} }

fn order(colour: Option<Nullable<String>>) -> Order {
    Order {
        number: 1,
        note: None,
        label: None,
        colour,
    }
}

#[test]
fn absent_null_and_a_value_are_told_apart_in_both_directions() {
    let cases = [
        (None, r#"{"number":1,"note":null}"#),
        (
            Some(Nullable::Null),
            r#"{"number":1,"note":null,"colour":null}"#,
        ),
        (
            Some("red".to_owned().into()),
            r#"{"number":1,"note":null,"colour":"red"}"#,
        ),
    ];
    for (colour, text) in cases {
        let order = order(colour);
        assert_eq!(serde_json::to_string(&order).unwrap(), text);
        assert_eq!(serde_json::from_str::<Order>(text).unwrap(), order);
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::from_value::<Order>(value).unwrap(), order);
    }
}

#[test]
fn null_is_absence_where_the_document_has_no_null() {
    let value = json!({"number": 1, "label": null});
    assert_eq!(serde_json::from_value::<Order>(value).unwrap(), order(None));
}

#[test]
fn a_value_of_the_wrong_kind_is_refused() {
    let error = serde_json::from_value::<Order>(json!({"number": 1, "colour": 7})).unwrap_err();
    assert!(error.to_string().contains("expected a string"), "{error}");
}

#[test]
fn open_objects_tell_them_apart_as_well() {
    for text in [
        r#"{"a":2}"#,
        r#"{"size":null,"a":2}"#,
        r#"{"size":1,"a":2}"#,
    ] {
        let open: Open = serde_json::from_str(text).unwrap();
        assert_eq!(open.size.is_some(), text.contains("size"));
        assert_eq!(serde_json::to_string(&open).unwrap(), text);
    }
}

#[test]
fn a_nullable_is_an_option_with_another_name() {
    assert_eq!(Nullable::from(1).as_option(), Some(&1));
    assert_eq!(Nullable::<i64>::Null.into_option(), None);
}
