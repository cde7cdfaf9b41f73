//! What is said in more than one way since OpenAPI 3.2 and 3.1, brought to one.
//!
//! | written | read as |
//! |---|---|
//! | a media type that refers to `components/mediaTypes` | one whose schema refers there |
//! | `in: querystring` with a form | `in: query` with `style: form` and `explode: true` |
//! | `dataValue` of an example | `value` |
//! | a response with `summary` alone | one with that `description` |
//! | a path item with a reference and more | one with what it refers to, where it says nothing itself |

use super::builder::MAX_COPIED;
use super::document::{find, pointer_of};
use super::make::{self, Members};
use super::node::{Node, Value};
use super::overlay;
use super::places::{Place, Way, each};
use crate::diag::{Sink, codes};
use crate::source::{Origin, Pointer};

/// The media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";
/// Steps from a reference to what it means.
const LONGEST_CHAIN: usize = 20;
/// Members of a path item that stand beside a reference without a meaning of their own.
const BESIDE: [&str; 3] = ["$ref", "summary", "description"];

/// Rewrites a whole document.
pub(super) fn tidy(root: &mut Node, sink: &mut Sink) {
    let mut joined = Vec::new();
    let media_types = copies_of_media_types(root);
    each(root, &mut |node, place, way: &Way<'_>| match place {
        Place::MediaType => {
            media_type(node, &media_types);
            examples(node);
        }
        Place::Parameter => {
            querystring(node);
            examples(node);
        }
        Place::PathItem => joined.extend(more_than_referred(node, way)),
        Place::Response => describe(node),
        Place::Schema => report_default_mapping(node, way, sink),
        _ => {}
    });
    join_path_items(root, joined);
}

/// The named media types, without the schemas.
fn copies_of_media_types(root: &Node) -> Members {
    let Some(at) = pointer_of("#/components/mediaTypes").and_then(|it| find(root, &it)) else {
        return Members::default();
    };
    let mut copies = make::into_members(at.clone());
    for (name, member) in &mut copies {
        let span = member.node.span;
        let Some(entry) = make::members(&mut member.node) else {
            continue;
        };
        for keyword in ["schema", "itemSchema"] {
            if entry.contains_key(keyword) {
                let escaped = name
                    .replace('~', "~0")
                    .replace('/', "~1")
                    .replace('%', "%25");
                let target = format!("#/components/mediaTypes/{escaped}/{keyword}");
                make::put(entry, keyword, span, make::reference(&target, span));
            }
        }
    }
    copies
}

fn media_type(node: &mut Node, named: &Members) {
    for _ in 0..LONGEST_CHAIN {
        let Some(members) = make::members(node) else {
            return;
        };
        let target = make::text(members, "$ref");
        let name = target.and_then(|it| it.strip_prefix("#/components/mediaTypes/"));
        let name = name.map(|it| it.replace("~1", "/").replace("~0", "~"));
        let Some(copy) = name.and_then(|it| named.get(&it)) else {
            return;
        };
        node.value = copy.node.value.clone();
    }
}

/// A form that is the whole query is one value of which each member is a parameter.
fn querystring(node: &mut Node) {
    let span = node.span;
    let Some(parameter) = make::members(node) else {
        return;
    };
    if make::text(parameter, "in") != Some("querystring") {
        return;
    }
    let content = parameter.get_mut("content");
    let form = content
        .and_then(|it| make::members(&mut it.node))
        .and_then(|it| it.get_mut(FORM))
        .and_then(|it| make::members(&mut it.node))
        .and_then(|it| make::take(it, "schema"));
    let Some(schema) = form else {
        return;
    };
    make::take(parameter, "content");
    for (name, value) in [
        ("in", make::string("query", span)),
        ("style", make::string("form", span)),
        ("explode", make::boolean(true, span)),
    ] {
        make::put(parameter, name, span, value);
    }
    parameter.insert("schema".to_owned(), schema);
}

fn examples(node: &mut Node) {
    let named = make::members(node).and_then(|it| it.get_mut("examples"));
    let named = named.and_then(|it| make::members(&mut it.node));
    for member in named.into_iter().flat_map(|it| it.values_mut()) {
        if let Some(example) = make::members(&mut member.node)
            && !example.contains_key("value")
            && let Some(value) = make::take(example, "dataValue")
        {
            example.insert("value".to_owned(), value);
        }
    }
}

/// Only a choice makes use of it.
fn report_default_mapping(node: &mut Node, way: &Way<'_>, sink: &mut Sink) {
    let Some(schema) = make::members(node) else {
        return;
    };
    if schema.contains_key("oneOf") || schema.contains_key("anyOf") {
        return;
    }
    let members = schema.get_mut("discriminator");
    let members = members.and_then(|it| make::members(&mut it.node));
    if let Some(member) = members.and_then(|it| it.get("defaultMapping")) {
        let origin = Origin {
            pointer: way.pointer().child("discriminator").child("defaultMapping"),
            span: member.key_span,
        };
        let message = "`defaultMapping` is not used: there is no `oneOf` and no `anyOf` here";
        sink.report(&codes::CS0104, &origin, message);
    }
}

fn describe(node: &mut Node) {
    let Some(response) = make::members(node) else {
        return;
    };
    if !response.contains_key("description")
        && !response.contains_key("$ref")
        && let Some(summary) = response.get("summary").cloned()
    {
        response.insert("description".to_owned(), summary);
    }
}

/// A path item that says something itself, and what it refers to.
fn more_than_referred(node: &mut Node, way: &Way<'_>) -> Option<(Pointer, String)> {
    let item = make::members(node)?;
    let target = make::text(item, "$ref")?.to_owned();
    let says_more = item.keys().any(|it| !BESIDE.contains(&it.as_str()));
    says_more.then(|| (way.pointer(), target))
}

/// Puts what path items refer to into those that say something themselves.
fn join_path_items(root: &mut Node, joined: Vec<(Pointer, String)>) {
    let mut copied = 0;
    for (pointer, target) in joined {
        let Some(found) = meant(root, &target).cloned() else {
            continue;
        };
        copied += overlay::weight(&found);
        if copied > MAX_COPIED {
            return;
        }
        let Some(item) = super::document::find_mut(root, &pointer).and_then(make::members) else {
            continue;
        };
        make::take(item, "$ref");
        for (name, member) in make::into_members(found) {
            item.entry(name).or_insert(member);
        }
    }
}

/// What a reference means in the end.
fn meant<'n>(root: &'n Node, target: &str) -> Option<&'n Node> {
    let mut node = find(root, &pointer_of(target)?)?;
    for _ in 0..LONGEST_CHAIN {
        let Value::Object(object) = &node.value else {
            return None;
        };
        let Some(next) = object.get("$ref") else {
            return Some(node);
        };
        let Value::String(next) = &next.node.value else {
            return None;
        };
        node = find(root, &pointer_of(next)?)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::diag::Sink;
    use crate::parse::parse;
    use crate::source::Source;

    fn check(text: &str, place: &str, expected: &str) {
        let mut sink = Sink::new();
        let source = Source::new("x", format!("openapi: 3.2.0\n{text}"));
        let document = parse(&source, &mut sink).unwrap();
        let at = document.resolve(place).unwrap();
        let json = serde_json::to_string(at.node).unwrap();
        assert_eq!(json.replace('"', ""), expected);
    }

    #[test]
    fn media_types_may_have_names() {
        check(
            "
components: {mediaTypes: {M: {schema: {type: string}, example: x}}}
paths: {/a: {get: {responses: {'200': {content: {a/b: {$ref: '#/components/mediaTypes/M'}}}}}}}
",
            "#/paths/~1a/get/responses/200/content/a~1b",
            "{schema:{$ref:#/components/mediaTypes/M/schema},example:x}",
        );
    }

    #[test]
    fn a_form_that_is_the_query_is_its_members() {
        check(
            "components: {parameters: {Q: {in: querystring, name: q, content: {application/x-www-form-urlencoded: {schema: {type: object}}}}}}",
            "#/components/parameters/Q",
            "{in:query,name:q,style:form,explode:true,schema:{type:object}}",
        );
    }

    #[test]
    fn a_path_item_says_more_than_what_it_refers_to() {
        check(
            "
paths: {/a: {$ref: '#/components/pathItems/P', get: {operationId: own}}}
components: {pathItems: {P: {get: {operationId: other}, put: {operationId: put}}}}
",
            "#/paths/~1a",
            "{get:{operationId:own},put:{operationId:put}}",
        );
    }

    #[test]
    fn examples_and_responses_say_it_in_one_way() {
        check(
            "components: {responses: {R: {summary: s, content: {a/b: {examples: {e: {dataValue: 1}}}}}}}",
            "#/components/responses/R",
            "{summary:s,content:{a/b:{examples:{e:{value:1}}}},description:s}",
        );
    }
}
