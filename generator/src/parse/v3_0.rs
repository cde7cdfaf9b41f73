//! OpenAPI 3.0 brought to the vocabulary of 3.1, which is that of JSON Schema 2020-12.
//!
//! | 3.0 | 3.1 |
//! |---|---|
//! | `nullable: true` | `type: [T, "null"]`; without a type, `null` as one more alternative |
//! | `exclusiveMinimum: true` beside `minimum: 1` | `exclusiveMinimum: 1` |
//! | `example: 1` in a schema | `examples: [1]` |
//!
//! Only schemas are touched. What is made new has the place of what it is made from.

use super::node::{Member, Members, Node, Value};
use super::places::{Way, each_schema};
use crate::diag::{Code, Diagnostic, Sink, codes};
use crate::source::{Origin, Span};

/// Rewrites what 3.0 says differently.
pub(super) fn upgrade(root: &mut Node, sink: &mut Sink) {
    each_schema(root, &mut |node, way| rewrite(node, way, sink));
}

/// Rewrites one schema; those within it are done.
pub(super) fn rewrite(node: &mut Node, way: &Way<'_>, sink: &mut Sink) {
    let Value::Object(object) = &mut node.value else {
        return;
    };
    let members = object.map_mut();
    example(members);
    for (exclusive, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        exclusive_bound(members, exclusive, bound, way, sink);
    }
    nullable(members, way, sink);
}

fn example(members: &mut Members) {
    let Some((place, _, member)) = members.shift_remove_full("example") else {
        return;
    };
    let list = Node {
        span: member.node.span,
        value: Value::Array(vec![member.node]),
    };
    // A document with both means the list.
    if !members.contains_key("examples") {
        insert(members, place, "examples", member.key_span, list);
    }
}

/// Numbers stay, as 3.1 has them; a boolean that is true moves the bound to the exclusive one.
fn exclusive_bound(
    members: &mut Members,
    exclusive: &str,
    bound: &str,
    way: &Way<'_>,
    sink: &mut Sink,
) {
    let Some(member) = members.get(exclusive) else {
        return;
    };
    let Value::Bool(is_exclusive) = member.node.value else {
        return;
    };
    let key_span = member.key_span;
    let place = members.shift_remove_full(exclusive).map_or(0, |it| it.0);
    if !is_exclusive {
        return;
    }
    let Some(limit) = members.shift_remove(bound) else {
        let message = format!("`{exclusive}` has no effect without `{bound}`");
        report(&codes::CS0104, way, exclusive, key_span, message, sink);
        return;
    };
    insert(members, place, exclusive, key_span, limit.node);
}

fn nullable(members: &mut Members, way: &Way<'_>, sink: &mut Sink) {
    let Some((_, _, member)) = members.shift_remove_full("nullable") else {
        return;
    };
    match member.node.value {
        Value::Bool(true) => allow_null(members, member.key_span, way, sink),
        Value::Bool(false) => {}
        other => {
            let message = format!("expected a boolean, found {}", other.kind());
            let span = member.node.span;
            report(&codes::CS0110, way, "nullable", span, message, sink);
        }
    }
}

/// Adds `null` to what a schema describes; `span` is what asks for it.
fn allow_null(members: &mut Members, span: Span, way: &Way<'_>, sink: &mut Sink) {
    let has_choice = ["anyOf", "oneOf"]
        .iter()
        .any(|it| members.contains_key(*it));
    if let Some(list) = members.get_mut("enum") {
        push_null(&mut list.node, span);
    }
    for choice in ["anyOf", "oneOf"] {
        if let Some(Value::Array(items)) = members.get_mut(choice).map(|it| &mut it.node.value) {
            items.push(null_schema(span));
        }
    }
    if let Some(member) = members.get_mut("type") {
        push_null_type(&mut member.node, span);
    } else if has_choice {
        // The alternative says it.
    } else if members.contains_key("$ref") {
        report_beside_reference(way, span, sink);
        make_alternative(members, "$ref", span);
    } else if members.contains_key("allOf") {
        make_alternative(members, "allOf", span);
    } else if let Some(type_name) = implied_type(members) {
        let types = vec![string(type_name, span), string("null", span)];
        let place = members.len();
        let value = Value::Array(types);
        insert(members, place, "type", span, Node { value, span });
    }
    // Else the schema describes anything, and so `null` too.
}

/// The type that the keywords of a schema without one are about.
fn implied_type(members: &Members) -> Option<&'static str> {
    let object = ["properties", "additionalProperties", "required"];
    if object.iter().any(|it| members.contains_key(*it)) {
        return Some("object");
    }
    members.contains_key("items").then_some("array")
}

/// `{KEYWORD}` becomes `{anyOf: [{KEYWORD}, {type: "null"}]}`.
fn make_alternative(members: &mut Members, keyword: &str, span: Span) {
    let Some((place, name, member)) = members.shift_remove_full(keyword) else {
        return;
    };
    let value_span = member.node.span;
    let inner = Node {
        value: Value::Object([(name, member)].into_iter().collect()),
        span: value_span,
    };
    let alternatives = Node {
        value: Value::Array(vec![inner, null_schema(span)]),
        span: value_span,
    };
    insert(members, place, "anyOf", span, alternatives);
}

/// Adds "null" to a type, which becomes a list.
fn push_null_type(node: &mut Node, span: Span) {
    if let Value::String(name) = &node.value {
        if name == "null" {
            return;
        }
        let only = node.clone();
        node.value = Value::Array(vec![only]);
    }
    if let Value::Array(types) = &mut node.value {
        let null = string("null", span);
        if !types.iter().any(|it| it.value == null.value) {
            types.push(null);
        }
    }
}

/// Adds `null` to a list of values.
fn push_null(node: &mut Node, span: Span) {
    if let Value::Array(values) = &mut node.value
        && !values.iter().any(|it| it.value == Value::Null)
    {
        values.push(Node {
            value: Value::Null,
            span,
        });
    }
}

fn null_schema(span: Span) -> Node {
    let member = Member {
        key_span: span,
        node: string("null", span),
    };
    let members = [("type".to_owned(), member)].into_iter();
    Node {
        value: Value::Object(members.collect()),
        span,
    }
}

fn string(text: &str, span: Span) -> Node {
    Node {
        value: Value::String(text.to_owned()),
        span,
    }
}

fn insert(members: &mut Members, place: usize, name: &str, key_span: Span, node: Node) {
    let place = place.min(members.len());
    members.shift_insert(place, name.to_owned(), Member { key_span, node });
}

fn report_beside_reference(way: &Way<'_>, span: Span, sink: &mut Sink) {
    let message = "OpenAPI 3.0 ignores `nullable` beside `$ref`; it is taken as it is meant";
    report(&codes::CS0104, way, "nullable", span, message, sink)
        .help("say it in the schema that is referred to, or use `allOf: [{$ref: ...}]`");
}

pub(super) fn report<'s>(
    code: &'static Code,
    way: &Way<'_>,
    keyword: &str,
    span: Span,
    message: impl Into<String>,
    sink: &'s mut Sink,
) -> &'s mut Diagnostic {
    let pointer = way.pointer().child(keyword);
    sink.report(code, &Origin { pointer, span }, message)
}

#[cfg(test)]
mod tests {
    use crate::diag::Sink;
    use crate::parse::parse;
    use crate::source::Source;

    /// Upgrades a schema; returns it as JSON, and the codes of the reports.
    fn upgraded(schema: &str) -> (String, Vec<&'static str>) {
        let text = format!("{{openapi: 3.0.3, components: {{schemas: {{S: {schema}}}}}}}");
        let mut sink = Sink::new();
        let document = parse(&Source::new("x", text), &mut sink).unwrap();
        let schema = document.resolve("#/components/schemas/S").unwrap();
        let json = serde_json::to_string(schema.node).unwrap();
        let codes = sink.finish().reports.iter().map(|it| it.code.id).collect();
        (json.replace('"', ""), codes)
    }

    fn check(schema: &str, expected: &str) {
        assert_eq!(upgraded(schema), (expected.to_owned(), vec![]), "{schema}");
    }

    #[test]
    fn nullable_joins_the_type() {
        check(
            "{type: string, nullable: true, maxLength: 3}",
            "{type:[string,null],maxLength:3}",
        );
        check("{type: string, nullable: false}", "{type:string}");
    }

    #[test]
    fn a_nullable_enum_has_null_among_its_values_once() {
        check(
            "{type: string, enum: [a], nullable: true}",
            "{type:[string,null],enum:[a,null]}",
        );
        check("{enum: [a, null], nullable: true}", "{enum:[a,null]}");
    }

    #[test]
    fn a_nullable_choice_has_null_as_one_more_alternative() {
        check(
            "{oneOf: [{type: string}, {type: integer}], nullable: true}",
            "{oneOf:[{type:string},{type:integer},{type:null}]}",
        );
    }

    #[test]
    fn a_nullable_combination_becomes_an_alternative() {
        check(
            "{description: d, allOf: [{type: object}], nullable: true}",
            "{description:d,anyOf:[{allOf:[{type:object}]},{type:null}]}",
        );
    }

    #[test]
    fn nullable_beside_a_reference_is_taken_as_meant_with_a_warning() {
        let (schema, codes) = upgraded("{$ref: '#/x', nullable: true}");
        assert_eq!(schema, "{anyOf:[{$ref:#/x},{type:null}]}");
        assert_eq!(codes, ["CS0104"]);
    }

    #[test]
    fn a_nullable_schema_without_type_gets_the_one_it_implies() {
        check(
            "{properties: {}, nullable: true}",
            "{properties:{},type:[object,null]}",
        );
        check(
            "{items: {}, nullable: true}",
            "{items:{},type:[array,null]}",
        );
        check("{description: d, nullable: true}", "{description:d}");
    }

    #[test]
    fn exclusive_bounds_become_numbers() {
        check(
            "{minimum: 1.50, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: false}",
            "{maximum:2,exclusiveMinimum:1.5}",
        );
    }

    #[test]
    fn an_exclusive_bound_without_a_bound_is_reported() {
        let (schema, codes) = upgraded("{exclusiveMaximum: true}");
        assert_eq!((schema.as_str(), codes), ("{}", vec!["CS0104"]));
    }

    #[test]
    fn examples_are_lists() {
        check(
            "{example: {a: 1}, type: object}",
            "{examples:[{a:1}],type:object}",
        );
    }

    #[test]
    fn properties_may_have_the_names_of_keywords() {
        check(
            "{properties: {nullable: {type: boolean}, example: {type: string, example: x}}}",
            "{properties:{nullable:{type:boolean},example:{type:string,examples:[x]}}}",
        );
    }

    #[test]
    fn values_are_left_alone() {
        check(
            "{default: {nullable: true}, enum: [{example: 1}]}",
            "{default:{nullable:true},enum:[{example:1}]}",
        );
    }

    #[test]
    fn nullable_that_is_no_boolean_is_reported() {
        assert_eq!(upgraded("{nullable: yes}").1, ["CS0110"]);
    }

    #[test]
    fn schemas_are_found_wherever_they_stand() {
        let text = r"
openapi: 3.0.3
paths:
  /a:
    parameters: [{schema: {example: 1}, example: kept}]
    post:
      requestBody: {content: {a/b: {schema: {example: 2}, example: kept, encoding: {x: {headers: {H: {schema: {example: 3}}}}}}}}
      responses: {'200': {headers: {H: {schema: {example: 4}}}, content: {a/b: {schema: {items: {example: 5}}}}}}
      callbacks: {c: {'{$request}': {post: {parameters: [{content: {a/b: {schema: {example: 6}}}}]}}}}
components:
  callbacks: {c: {e: {get: {responses: {default: {content: {a/b: {schema: {not: {example: 7}}}}}}}}}}
";
        let mut sink = Sink::new();
        let document = parse(&Source::new("x", text), &mut sink).unwrap();
        let json = serde_json::to_string(document.root().node).unwrap();
        for number in 1..=7 {
            assert!(
                json.contains(&format!(r#""examples":[{number}]"#)),
                "{number}"
            );
        }
        assert_eq!(json.matches(r#""example":"kept""#).count(), 2);
    }
}
