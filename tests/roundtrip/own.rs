//! Our own set: a document with schemas of all kinds, whose crate is a member of this workspace.

use std::fs;
use std::path::Path;

use countersign::diag::Sink;
use countersign::mock::{Samples, Travel};
use countersign::parse;
use countersign::source::Source;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shapes_fixture::types;

use crate::same::difference;

type Again = fn(&str) -> Result<String, serde_json::Error>;

fn again<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, serde_json::Error> {
    serde_json::to_string(&serde_json::from_str::<Option<T>>(text)?)
}

const TYPES: &[(&str, Again)] = &[
    ("Asked", again::<types::Asked>),
    ("Bank", again::<types::Bank>),
    ("Beside", again::<types::Beside>),
    ("Card", again::<types::Card>),
    ("Color", again::<types::Color>),
    ("Conditional", again::<types::Conditional>),
    ("Constants", again::<types::Constants>),
    ("Everything", again::<types::Everything>),
    ("Extended", again::<types::Extended>),
    ("Hinted", again::<types::Hinted>),
    ("Lists", again::<types::Lists>),
    ("Maps", again::<types::Maps>),
    ("Marked", again::<types::Marked>),
    ("Merged", again::<types::Merged>),
    ("Node", again::<types::Node>),
    ("Numbers", again::<types::Numbers>),
    ("Open", again::<types::Open>),
    ("Presence", again::<types::Presence>),
    ("Scalar", again::<types::Scalar>),
    ("Texts", again::<types::Texts>),
    ("Told", again::<types::Told>),
    ("Undescribed", again::<types::Undescribed>),
];

const VALUES: u64 = 200;

fn source() -> Source {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shapes.yaml");
    Source::new(
        "shapes.yaml",
        fs::read_to_string(path).expect("the document is there"),
    )
}

#[test]
fn values_of_all_kinds_of_schemas_come_back_equal() {
    let document = parse::parse(&source(), &mut Sink::new()).expect("it can be read");
    let samples = Samples::of(&document);
    let mut wrong = Vec::new();
    for (name, again) in TYPES {
        let pointer = format!("#/components/schemas/{name}");
        let values = samples.values(&pointer, Travel::Both, VALUES);
        assert!(!values.is_empty(), "{name} has values");
        for value in values {
            let what = match again(&value) {
                Ok(after) => difference(&value, &after),
                Err(error) => Some(format!("{error} in {value}")),
            };
            wrong.extend(what.map(|what| format!("{name}{what}")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong: {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(20)]
    );
}

#[test]
fn every_component_of_the_set_is_tried() {
    let document = parse::parse(&source(), &mut Sink::new()).expect("it can be read");
    let schemas = document
        .resolve("#/components/schemas")
        .expect("it has schemas");
    let names: Vec<_> = schemas.members().map(|(name, _)| name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    let tried: Vec<_> = TYPES.iter().map(|(name, _)| *name).collect();
    assert_eq!(tried, sorted);
}

#[test]
fn values_that_nobody_would_make_up_come_back_equal() {
    for (name, value) in [
        (
            "Numbers",
            r#"{"plain": -1, "wide": 18446744073709551615, "double": 40.247749999999996}"#,
        ),
        (
            "Numbers",
            r#"{"plain": 1, "wide": 0, "whole": 9007199254740993, "huge": 123456789012345678901234567890.5}"#,
        ),
        (
            "Numbers",
            r#"{"plain": 1, "wide": 0, "exact": 0.10, "double": 2.2250738585072014e-308}"#,
        ),
        (
            "Texts",
            r#"{"amount": "1,5", "at": "yesterday", "day": "", "bytes": "-_-", "plain": "\u0000\ud83d\ude00"}"#,
        ),
        (
            "Presence",
            r#"{"there": "", "nullable": null, "either": null, "reference": null}"#,
        ),
        ("Color", r#""ultraviolet""#),
        (
            "Lists",
            r#"{"point": [1, "a", null, {"b": [2]}], "mixed": [null, [1.50], 1e400]}"#,
        ),
        (
            "Marked",
            r#"{"kind": "crypto", "number": "1", "deep": {"a": [null]}}"#,
        ),
        ("Hinted", r#"{"kind": "cash", "fee": null, "limit": null}"#),
        ("Hinted", r#"{"limit": 3, "note": "n"}"#),
        ("Told", r#"{"radius": "one", "more": 1.10}"#),
        (
            "Conditional",
            r#"{"kind": "mail", "address": "a", "city": "c", "office": 1}"#,
        ),
        ("Undescribed", r#"{"id": "a", "extra": {"b": [1, null]}}"#),
        (
            "Merged",
            r#"{"id": "a", "state": "s", "color": "mauve", "other": 3}"#,
        ),
        (
            "Merged",
            r#"{"id": "a", "state": "s", "owner": {"name": "n", "email": "e", "pet": {"age": 3, "name": "p"}}}"#,
        ),
        (
            "Merged",
            r#"{"id": "a", "state": "s", "tags": ["x"], "open": {"id": "o", "p": 1}}"#,
        ),
        ("Extended", r#"{"id": "a", "label": 2, "other": 3}"#),
        (
            "Constants",
            r#"{"nothing": 1, "values": {"a": 1}, "list": [1, 2.50], "number": 3}"#,
        ),
    ] {
        let (_, again) = TYPES
            .iter()
            .find(|(it, _)| *it == name)
            .expect("it is tried");
        let after = again(value).unwrap_or_else(|error| panic!("{error} in {value}"));
        let found = difference(value, &after);
        let allowed = value
            .contains("\"fee\": null")
            .then_some(": `fee` is lost, which was null");
        assert_eq!(found.as_deref(), allowed, "{name} {value}");
    }
}
