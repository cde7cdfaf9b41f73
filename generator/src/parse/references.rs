//! References as they are written, wherever one may stand.

use super::files::FILES;
use super::node::{Node, Object, Value};
use crate::source::Span;

/// Members that hold things by names of the author's.
const NAMES: &[&str] = &[
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securityDefinitions",
    "securitySchemes",
    "webhooks",
    FILES,
    "x-webhooks",
];
/// Members that hold any value, in which a reference is none.
const VALUES: &[&str] = &[
    "const",
    "dataValue",
    "default",
    "enum",
    "example",
    "examples",
    "value",
];

/// What is done to the text of a reference, given its place.
pub(super) type Visit<'v> = &'v mut dyn FnMut(&mut String, Span);

/// Visits the text of every reference: `$ref`, and the places that a discriminator maps to.
pub(super) fn each(node: &mut Node, visit: Visit<'_>) {
    walk(node, true, visit);
}

// Recursion ends: the reader bounds the depth of a document.
fn walk(node: &mut Node, is_described: bool, visit: Visit<'_>) {
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, true, visit)),
        Value::Object(object) => {
            if is_described {
                own(object, visit);
            }
            members(object, is_described, visit);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn members(object: &mut Object, is_described: bool, visit: Visit<'_>) {
    for (name, member) in object.map_mut() {
        let name = name.as_str();
        if is_described && VALUES.contains(&name) {
            named_examples(name, &mut member.node, visit);
        } else {
            let names_follow = is_described && NAMES.contains(&name);
            walk(&mut member.node, !names_follow, visit);
        }
    }
}

/// The references of an object itself.
fn own(object: &mut Object, visit: Visit<'_>) {
    let members = object.map_mut();
    if let Some(member) = members.get_mut("$ref")
        && let Value::String(text) = &mut member.node.value
    {
        visit(text, member.node.span);
    }
    let mapping = members
        .get_mut("discriminator")
        .and_then(|it| super::make::members(&mut it.node))
        .and_then(|it| it.get_mut("mapping"))
        .and_then(|it| super::make::members(&mut it.node));
    for member in mapping.into_iter().flat_map(|it| it.values_mut()) {
        if let Value::String(text) = &mut member.node.value
            && text.contains(['#', '/', '.'])
        {
            visit(text, member.node.span);
        }
    }
}

/// Examples by name may be references; anything within them is a value.
fn named_examples(name: &str, node: &mut Node, visit: Visit<'_>) {
    if name != "examples" {
        return;
    }
    let named = super::make::members(node).into_iter();
    for member in named.flat_map(|it| it.values_mut()) {
        if let Value::Object(object) = &mut member.node.value
            && object.len() == 1
        {
            own(object, visit);
        }
    }
}
