//! Responses: `schema`, `produces` and `examples` become `content`.

use super::bodies::{bytes, fragment, or_json, shared};
use super::parameters::{move_type, type_of};
use super::{MediaTypes, Rewriter};
use crate::parse::make::{Members, into_members, members, object, put, reference, take, text};
use crate::parse::node::{Node, Value};
use crate::source::{Pointer, Span};

/// What a response holds that says nothing of its media type and is a file.
const ANY_BYTES: &str = "application/octet-stream";

impl Rewriter<'_> {
    /// Rewrites the response at `at`.
    pub(super) fn response(&mut self, node: &mut Node, produces: &MediaTypes, at: &Pointer) {
        self.take_over(node, produces);
        let span = node.span;
        let Some(response) = members(node) else {
            return;
        };
        if let Some(target) = text(response, "$ref") {
            let named = target.strip_prefix('#').map(|it| format!("{it}/schema"));
            if let Some(to) = named.and_then(|it| self.moved.get(&it)).cloned() {
                self.moves(&at.child("schema"), to);
            }
            return;
        }
        headers(response);
        let schema = take(response, "schema").map(|it| it.node);
        let examples = take(response, "examples").map(|it| into_members(it.node));
        let examples = examples.unwrap_or_default();
        if schema.is_none() && examples.is_empty() {
            return;
        }
        let types = types(schema.as_ref(), &examples, produces, span);
        let schema = schema.map(|node| {
            if is_file(&node) {
                bytes(node.span)
            } else {
                node
            }
        });
        if let Some((first, _)) = types.first() {
            let to = at.child("content").child(first).child("schema");
            self.moves(&at.child("schema"), to);
        }
        let mut content = shared(&types, schema, at);
        for (name, example) in examples {
            if let Some(entry) = content.get_mut(&name).and_then(|it| members(&mut it.node)) {
                entry.insert("example".to_owned(), example);
            }
        }
        if !content.is_empty() {
            put(response, "content", span, object(content, span));
        }
    }

    /// Writes a response of the document out, where its operation has other media types.
    fn take_over(&self, node: &mut Node, produces: &MediaTypes) {
        let differs = |one: &MediaTypes, other: &MediaTypes| {
            one.len() != other.len() || one.iter().zip(other).any(|(a, b)| a.0 != b.0)
        };
        let Some(name) = self.named_response(node) else {
            return;
        };
        let response = &self.responses[&name].node;
        let Value::Object(members) = &response.value else {
            return;
        };
        let Some(schema) = members.get("schema").map(|it| it.node.clone()) else {
            return;
        };
        if !differs(produces, &self.produces) || is_file(&schema) {
            return;
        }
        let mut copy = into_members(response.clone());
        if let Value::Object(inner) = &schema.value
            && inner.get("$ref").is_none()
        {
            let nothing = Members::default();
            let examples = members.get("examples").map(|it| &it.node.value);
            let examples = match examples {
                Some(Value::Object(examples)) => examples.map(),
                _ => &nothing,
            };
            let types = types(Some(&schema), examples, &self.produces, schema.span);
            let at = Pointer::root().child("components").child("responses");
            let at = at.child(&name).child("content").child(&types[0].0);
            let target = fragment(&at.child("schema"));
            put(
                &mut copy,
                "schema",
                schema.span,
                reference(&target, schema.span),
            );
        }
        *node = object(copy, node.span);
    }

    /// The name of the response that a reference means.
    fn named_response(&self, node: &Node) -> Option<String> {
        let Value::Object(object) = &node.value else {
            return None;
        };
        let Value::String(target) = &object.get("$ref")?.node.value else {
            return None;
        };
        let name = target.strip_prefix("#/components/responses/")?;
        self.responses.contains_key(name).then(|| name.to_owned())
    }
}

/// The media types of a response: those that are said, else those of its examples, else the usual one.
fn types(
    schema: Option<&Node>,
    examples: &Members,
    produces: &MediaTypes,
    span: Span,
) -> MediaTypes {
    let named = examples.iter().filter(|(name, _)| name.contains('/'));
    let named = named.map(|(name, member)| (name.clone(), member.key_span));
    let named: MediaTypes = named.collect();
    match schema {
        Some(_) if !produces.is_empty() => produces.clone(),
        Some(schema) if is_file(schema) => vec![(ANY_BYTES.to_owned(), span)],
        _ if !named.is_empty() => named,
        Some(_) => or_json(produces, span),
        None => MediaTypes::new(),
    }
}

fn is_file(schema: &Node) -> bool {
    match &schema.value {
        Value::Object(object) => match object.get("type").map(|it| &it.node.value) {
            Some(Value::String(name)) => name == "file",
            _ => false,
        },
        _ => false,
    }
}

/// Moves what describes the type of a header to its `schema`.
fn headers(response: &mut Members) {
    let headers = response.get_mut("headers").map(|it| &mut it.node);
    for member in headers
        .and_then(members)
        .into_iter()
        .flat_map(Members::values_mut)
    {
        let span = member.node.span;
        let Some(header) = members(&mut member.node) else {
            continue;
        };
        take(header, "collectionFormat");
        if text(header, "type").is_some() {
            move_type(header, span);
        } else {
            drop(type_of(header));
        }
    }
}
