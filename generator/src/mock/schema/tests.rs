//! Values are valid against their schemas, and the same for the same seed.

use serde_json::Value;

use super::*;
use crate::diag::Sink;
use crate::parse::parse;
use crate::source::Source;

fn bundle(schema: &str) -> Bundle {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{S: {schema}}}}}"
    );
    let document = parse(&Source::new("t", text), &mut Sink::new()).expect("a document");
    let at = document
        .resolve("#/components/schemas/S")
        .expect("the schema");
    Bundle::of(&document, &at, Direction::Response)
}

fn made(schema: &str, seed: u64) -> (String, bool) {
    let bundle = bundle(schema);
    let validator = Validator::new(&bundle);
    assert!(
        validator.violations(&Value::Null).len() < 50,
        "the schema compiles"
    );
    let wish = Wish {
        seed,
        name: "S",
        examples: false,
        wild: false,
    };
    let (json, valid) = generate(&bundle, &validator, wish);
    (json.to_string(), valid)
}

#[track_caller]
fn is_made(schema: &str) {
    for seed in 0..20 {
        let (json, valid) = made(schema, seed);
        assert!(valid, "{schema}\n{json}");
    }
}

#[test]
fn numbers_keep_their_bounds() {
    is_made("{type: integer, minimum: 3, maximum: 3}");
    is_made("{type: integer, exclusiveMinimum: 3, exclusiveMaximum: 5}");
    is_made("{type: integer, multipleOf: 7, minimum: 15}");
    is_made("{type: number, multipleOf: 0.05, minimum: 0.3, maximum: 0.5}");
    is_made("{type: number, exclusiveMinimum: 0, maximum: 0.001}");
    is_made("{type: integer, maximum: -5}");
    is_made("{allOf: [{type: number, multipleOf: 4}, {type: integer, multipleOf: 6}]}");
}

#[test]
fn texts_keep_length_pattern_and_format() {
    is_made("{type: string, minLength: 40, maxLength: 41}");
    is_made("{type: string, maxLength: 2}");
    is_made("{type: string, pattern: '^[A-Z]{3}\\d{2}$'}");
    is_made("{type: string, pattern: '^(?:foo|ba[rz])-[^a-z]+$', minLength: 9}");
    for format in [
        "date-time",
        "date",
        "time",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uri-reference",
        "uuid",
        "json-pointer",
        "regex",
    ] {
        is_made(&format!("{{type: string, format: {format}}}"));
    }
}

#[test]
fn objects_and_lists_keep_their_sizes() {
    is_made("{type: object, required: [b], properties: {a: {type: integer}, b: {type: string}}}");
    is_made("{type: object, minProperties: 3, additionalProperties: {type: integer}}");
    is_made(
        "{type: object, minProperties: 2, patternProperties: {'^x-[a-z]{4}$': {type: boolean}}, additionalProperties: false}",
    );
    is_made(
        "{type: object, minProperties: 1, propertyNames: {enum: [a, b]}, additionalProperties: {type: string}}",
    );
    is_made("{type: array, minItems: 3, uniqueItems: true, items: {enum: [1, 2, 3]}}");
    is_made("{type: array, items: {type: string}, contains: {const: x}}");
    is_made(
        "{type: array, prefixItems: [{type: string}, {type: integer}], items: false, minItems: 2}",
    );
}

#[test]
fn alternatives_are_chosen_until_one_fits() {
    is_made(
        "{allOf: [{type: object, required: [a], properties: {a: {type: string}}}, {properties: {b: {type: integer}}, required: [b]}]}",
    );
    is_made("{oneOf: [{type: integer, multipleOf: 3}, {type: integer, multipleOf: 5}]}");
    is_made("{anyOf: [{type: 'null'}, {type: string, minLength: 3}]}");
    is_made("{type: string, not: {enum: [amber, birch]}}");
    is_made("{type: [string, 'null'], enum: [a, null]}");
}

#[test]
fn what_refers_to_itself_ends() {
    is_made(
        "{type: object, required: [next], properties: {next: {anyOf: [{$ref: '#/components/schemas/S'}, {type: 'null'}]}}}",
    );
    is_made(
        "{type: object, properties: {children: {type: array, items: {$ref: '#/components/schemas/S'}}}}",
    );
    let (_, valid) = made(
        "{type: object, required: [next], properties: {next: {$ref: '#/components/schemas/S'}}}",
        1,
    );
    assert!(!valid, "there is no such value");
}

#[test]
fn a_seed_gives_one_value_in_the_order_of_the_document() {
    let schema =
        "{type: object, properties: {z: {type: integer}, a: {type: string, format: uuid}}}";
    assert_eq!(made(schema, 7), made(schema, 7));
    assert_ne!(made(schema, 7), made(schema, 8));
    assert!(
        made(schema, 7).0.starts_with("{\"z\":"),
        "{:?}",
        made(schema, 7)
    );
}

#[test]
fn a_reference_to_nothing_is_any_value() {
    is_made("{type: object, required: [a], properties: {a: {$ref: '#/nowhere'}}}");
    is_made("{type: [any, file], properties: {type: {type: string}}}");
}

#[test]
fn all_violations_are_told_with_place_and_rule() {
    let bundle = bundle(
        "{type: object, required: [id, name], properties: {id: {type: string, format: uuid}, n: {type: integer, maximum: 3}}}",
    );
    let value = serde_json::json!({"id": "hush", "n": 4});
    let told = Validator::new(&bundle).violations(&value);
    let mut told: Vec<_> = told
        .iter()
        .map(|it| (it.at.as_str(), it.rule.as_str()))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [("", "required"), ("/id", "format"), ("/n", "maximum")]
    );
}
