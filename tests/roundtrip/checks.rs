//! What a document asks of values that are sent, looked at by a generated crate.

use shapes_fixture::Check as _;
use shapes_fixture::types::{Asked, Repeated, RepeatedHome, objects};

fn asked(text: &str) -> Asked {
    serde_json::from_str(text).expect("it is read, whatever the document asks")
}

#[test]
fn a_value_as_the_document_asks_is_given_back() {
    for text in [
        r#"{"name": "ab"}"#,
        r#"{"name": "\u00e4\u00e4\u00e4\u00e4\u00e4", "amount": 0.29, "tags": ["a", "b"]}"#,
        r#"{"name": "ab", "amount": null, "limits": {"a": 10}, "inner": {"name": "cd"}}"#,
        r#"{"name": "ab", "lists": [[], [{"name": "cd"}]], "named": {"x": {"name": "cd"}}}"#,
    ] {
        let value = asked(text).checked();
        assert!(value.is_ok(), "{text}: {value:?}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (text, expected) in [
        (r#"{"name": "a"}"#, "`name`: at least 2 characters"),
        (r#"{"name": "abcdef"}"#, "`name`: at most 5 characters"),
        (r#"{"name": "ab", "amount": 0}"#, "`amount`: more than 0"),
        (
            r#"{"name": "ab", "amount": 0.291}"#,
            "`amount`: a multiple of 0.01",
        ),
        (r#"{"name": "ab", "tags": []}"#, "`tags`: at least 1 items"),
        (
            r#"{"name": "ab", "tags": ["a", "a"]}"#,
            "`tags`: no item twice",
        ),
        (
            r#"{"name": "ab", "tags": ["a", "abcd"]}"#,
            "`tags/1`: at most 3 characters",
        ),
        (
            r#"{"name": "ab", "limits": {"a": 11}}"#,
            "`limits/a`: at most 10",
        ),
        (
            r#"{"name": "ab", "limits": {"a": 1, "b": 1, "c": 1}}"#,
            "`limits`: at most 2 members",
        ),
        (
            r#"{"name": "ab", "inner": {"name": ""}}"#,
            "`inner/name`: at least 2 characters",
        ),
        (
            r#"{"name": "ab", "lists": [[], [{"name": ""}]]}"#,
            "`lists/1/0/name`: at least 2 characters",
        ),
        (
            r#"{"name": "ab", "named": {"x": {"name": ""}}}"#,
            "`named/x/name`: at least 2 characters",
        ),
    ] {
        let violation = asked(text).check().expect_err(text);
        assert_eq!(violation.to_string(), expected);
    }
}

#[test]
fn a_secret_is_not_told() {
    let value = asked(r#"{"name": "ab", "secret": "hunter2"}"#);
    let violation = value.check().expect_err("it is too short");
    assert!(!format!("{violation} {violation:?}").contains("hunter2"));
    assert_eq!(violation.at(), "secret");
}

#[test]
fn what_is_repeated_is_one_type_by_all_its_names() {
    fn place(street: &str) -> objects::Home {
        objects::Home::new(street.to_owned())
    }
    let value = Repeated {
        home: Some(RepeatedHome {
            codes: Some(vec!["abcd".to_owned()]),
            ..place("here")
        }),
        work: Some(place("there")),
        ..Repeated::default()
    };
    let sent = serde_json::to_string(&value).expect("it is written");
    let expected = r#"{"home":{"street":"here","codes":["abcd"]},"work":{"street":"there"}}"#;
    assert_eq!(sent, expected);
    let wrong = value.checked().expect_err("a code is too long");
    let text = wrong.to_string();
    assert!(
        text.contains("`home/codes/0`: at most 3 characters"),
        "{text}"
    );
}
