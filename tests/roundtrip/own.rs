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
    ("House", again::<types::House>),
    ("Levels", again::<types::Levels>),
    ("Lists", again::<types::Lists>),
    ("Maps", again::<types::Maps>),
    ("Marked", again::<types::Marked>),
    ("Merged", again::<types::Merged>),
    ("Node", again::<types::Node>),
    ("Numbers", again::<types::Numbers>),
    ("OneWay", again::<types::OneWay>),
    ("Open", again::<types::Open>),
    ("Presence", again::<types::Presence>),
    ("Repeated", again::<types::Repeated>),
    ("Scalar", again::<types::Scalar>),
    ("Several", again::<types::Several>),
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

/// Values that nobody would make up, and the component that each is of.
const ODD: &[(&str, &str)] = &[
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
        "Numbers",
        r#"{"plain": 9223372036854775807, "wide": 9007199254740993, "huge": -170141183460469231731687303715884105729, "big": 10000000000000000000000000000000000000001}"#,
    ),
    (
        "Numbers",
        r#"{"plain": -9223372036854775808, "wide": 1, "double": 1.0, "float": 1e2, "exact": 1.0, "whole": 1E+2, "stepped": -0.0}"#,
    ),
    (
        "Numbers",
        r#"{"plain": 0, "wide": 0, "double": 1.7976931348623157E+308, "float": 16777216, "exact": 1e-400, "huge": 1.50e3}"#,
    ),
    (
        "Texts",
        r#"{"at": "2024-02-29t23:59:60.123456789012345678+05:45", "day": "2023-02-29", "amount": "-0001.500e+03"}"#,
    ),
    (
        "Texts",
        r#"{"at": "2024-01-01 00:00:00", "day": "24-1-1", "time": "24:00", "span": "PT0.000000001S", "id": "{X}", "code": "abc"}"#,
    ),
    (
        "Texts",
        r#"{"at": "0000-01-01T00:00:00.0000Z", "bytes": "QQ==\n", "amount": "", "plain": "\u2028\\u0041"}"#,
    ),
    (
        "Maps",
        r#"{"typed": {"": -1, "a/b~c": 0, "\u00e4\"\\": 1, "typed": 2}, "nullable": {"null": null, "": ""}, "free": {"a": {"": [null, 1.0, 18446744073709551615]}}}"#,
    ),
    (
        "Maps",
        r#"{"colors": {"a": "mauve", "b": "", "c": "dark blue"}, "of_maps": {"x": {}, "": {"y": [], "z": [1.0, 5e-324]}}, "members": {"id": "", "other": 1}}"#,
    ),
    (
        "Open",
        r#"{"id": "a", "Id": 1, "id ": 2, "additional_properties": 3, "additionalProperties": 4}"#,
    ),
    (
        "OneWay",
        r#"{"id": "a", "secret": "s", "both": "b", "made": "2024-01-01T00:00:00.000Z"}"#,
    ),
    ("OneWay", r#"{"both": "b"}"#),
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
    ("Several", r#"{"name": "n", "born": null}"#),
    ("Several", r#"{"name": "n", "tax/id": "t"}"#),
    ("Several", r#"{"name": "n", "born": "b", "tax/id": "t"}"#),
    ("Several", r#"{"home": {"floor": 1, "street": "s"}}"#),
    ("Several", r#"{"home": {"roof": {"color": "mauve"}}}"#),
    ("Several", r#"{"home": {"roof": {}, "floor": 1}}"#),
    (
        "Several",
        r#"{"serial": "1", "name": "n", "parts": {"a": 1}}"#,
    ),
    ("Several", r#"{"serial": "1", "born": "b"}"#),
    (
        "Levels",
        r#"{"level": null, "data": {"stairs": 3, "garden": "g"}}"#,
    ),
    ("Levels", r#"{"level": 2, "data": {"stairs": 3}}"#),
    ("Levels", r#"{"data": {"stairs": 3}}"#),
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
];

#[test]
fn values_that_nobody_would_make_up_come_back_equal() {
    for (name, value) in ODD {
        let (_, again) = TYPES
            .iter()
            .find(|(it, _)| it == name)
            .expect("it is tried");
        let after = again(value).unwrap_or_else(|error| panic!("{error} in {value}"));
        let found = difference(value, &after);
        let allowed = value
            .contains("\"fee\": null")
            .then_some(": `fee` is lost, which was null");
        assert_eq!(found.as_deref(), allowed, "{name} {value}");
    }
}

#[test]
fn an_alternative_is_the_one_that_keeps_all_members() {
    use types::{Levels, Several};
    let read = |text| serde_json::from_str::<Several>(text).expect("any JSON is read");
    assert!(matches!(read(r#"{"name": "n"}"#), Several::Person(_)));
    assert!(matches!(
        read(r#"{"name": "n", "tax/id": "t", "unknown": 1}"#),
        Several::Company(_)
    ));
    assert!(matches!(
        read(r#"{"home": {"street": "s", "floor": 1}}"#),
        Several::Company(_)
    ));
    assert!(matches!(
        read(r#"{"born": "b", "tax/id": "t"}"#),
        Several::Other(_)
    ));
    let read = |text| serde_json::from_str::<Levels>(text).expect("any JSON is read");
    assert!(matches!(read(r#"{"level": 0}"#), Levels::Ground(_)));
    assert!(matches!(read(r#"{"level": 2}"#), Levels::Upper(_)));
    assert!(matches!(
        read(r#"{"data": {"stairs": 1}}"#),
        Levels::Upper(_)
    ));
    assert!(matches!(read(r#"{"level": 3}"#), Levels::Other(_)));
}

#[test]
fn a_number_that_its_type_cannot_hold_is_refused_and_not_rounded() {
    for text in [
        r#"{"plain": 9223372036854775808, "wide": 0}"#,
        r#"{"plain": 1.5, "wide": 0}"#,
        r#"{"plain": 1.0, "wide": 0}"#,
        r#"{"plain": 0, "wide": -1}"#,
        r#"{"plain": 0, "wide": 18446744073709551616}"#,
        r#"{"plain": 0, "wide": 0, "small": 2147483648}"#,
        r#"{"plain": 0, "wide": 0, "double": 1e400}"#,
    ] {
        let read = serde_json::from_str::<types::Numbers>(text);
        assert!(read.is_err(), "{text} became {read:?}");
    }
}
