//! References to what moves to `components`.

use crate::parse::make::members;
use crate::parse::node::{Node, Value};

/// Where things stood, and where they stand.
const MOVED: [(&str, &str); 3] = [
    ("#/definitions/", "#/components/schemas/"),
    ("#/parameters/", "#/components/parameters/"),
    ("#/responses/", "#/components/responses/"),
];
/// Members that hold names of the author's.
const NAMES: [&str; 6] = [
    "properties",
    "patternProperties",
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
];
/// Members that hold any value, in which a reference is none.
const VALUES: [&str; 4] = ["example", "examples", "default", "enum"];

/// Rewrites all references of a document.
pub(super) fn rewrite(root: &mut Node) {
    walk(root, true);
}

// Recursion ends: the reader bounds the depth of a document.
fn walk(node: &mut Node, is_described: bool) {
    if is_described {
        reference(node);
    }
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, true)),
        Value::Object(object) => {
            for (name, member) in object.map_mut() {
                let is_value = name.starts_with("x-") || VALUES.contains(&name.as_str());
                if is_described && is_value {
                    continue;
                }
                let names_follow = is_described && NAMES.contains(&name.as_str());
                walk(&mut member.node, !names_follow);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn reference(node: &mut Node) {
    let member = members(node).and_then(|it| it.get_mut("$ref"));
    let Some(Value::String(text)) = member.map(|it| &mut it.node.value) else {
        return;
    };
    for (old, new) in MOVED {
        if let Some(rest) = text.strip_prefix(old) {
            *text = format!("{new}{rest}");
            return;
        }
    }
    // Swagger 1.2 referred to models by name, and documents made from such still do.
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !text.is_empty() && text.chars().all(is_name) {
        *text = format!("#/components/schemas/{text}");
    }
}
