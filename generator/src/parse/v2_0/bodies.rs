//! Bodies: a parameter `in: body`, or all `in: formData`.

use super::parameters::{Sent, SentBody, form, is_true};
use super::{MediaTypes, Rewriter, report};
use crate::parse::make::{
    Members, boolean, into_members, member, object, put, reference, string, take,
};
use crate::parse::node::Node;
use crate::source::{Pointer, Span};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";
const JSON: &str = "application/json";

impl Rewriter<'_> {
    /// The body of an operation at `at`.
    pub(super) fn request_body(
        &mut self,
        mut sent: Sent,
        consumes: &MediaTypes,
        at: &Pointer,
    ) -> Option<Node> {
        if let Some(SentBody {
            node,
            name: Some(name),
            at: place,
        }) = &mut sent.body
        {
            let target = Pointer::root()
                .child("components")
                .child("requestBodies")
                .child(name);
            let named = target.child("content").child(first(&self.consumes));
            self.moves(&place.child("schema"), named.child("schema"));
            if same(consumes, &self.consumes) && sent.form.is_empty() {
                return Some(reference(&fragment(&target), node.span));
            }
            // The same schema in other media types.
            let schema = named.child("schema");
            let span = node.span;
            let members = crate::parse::make::members(node)?;
            put(members, "schema", span, reference(&fragment(&schema), span));
        }
        self.content_of(sent, consumes, &at.child("requestBody"))
    }

    /// The body at `at` that is made of parameters.
    pub(super) fn content_of(
        &mut self,
        sent: Sent,
        consumes: &MediaTypes,
        at: &Pointer,
    ) -> Option<Node> {
        match (sent.body, sent.form) {
            (None, form) if form.is_empty() => None,
            (None, fields) => Some(self.form_body(fields, consumes, at)),
            (Some(body), form) => {
                if let Some(field) = form.first() {
                    let message = "beside a body there is no form: left out";
                    report(self.sink, at, field.span, message);
                }
                let content = at.child("content").child(first(consumes));
                self.moves(&body.at.child("schema"), content.child("schema"));
                Some(body_of(body.node, consumes, at))
            }
        }
    }

    fn form_body(&mut self, fields: Vec<Node>, consumes: &MediaTypes, at: &Pointer) -> Node {
        let span = fields.first().map_or(Span::default(), |field| field.span);
        let form = form(fields, at, self.sink);
        let is_form = |name: &str| name.starts_with(FORM) || name.starts_with(MULTIPART);
        let mut types: MediaTypes = consumes
            .iter()
            .filter(|(name, _)| is_form(name))
            .cloned()
            .collect();
        if form.has_files {
            types.retain(|(name, _)| name.starts_with(MULTIPART));
        }
        if types.is_empty() {
            let usual = if form.has_files { MULTIPART } else { FORM };
            types.push((usual.to_owned(), span));
        }
        let (required, encoding) = (form.is_required(), form.encoding.clone());
        let mut entries = shared(&types, Some(form.schema(span)), at);
        if !encoding.is_empty() {
            for entry in entries.values_mut() {
                if let Some(members) = crate::parse::make::members(&mut entry.node) {
                    put(members, "encoding", span, object(encoding.clone(), span));
                }
            }
        }
        let mut body = Members::from_iter([member("content", object(entries, span))]);
        if required {
            put(&mut body, "required", span, boolean(true, span));
        }
        object(body, span)
    }
}

/// A parameter `in: body` as the body at `at`.
fn body_of(body: Node, consumes: &MediaTypes, at: &Pointer) -> Node {
    let span = body.span;
    let mut members = into_members(body);
    let required = is_true(&members, "required");
    let schema = take(&mut members, "schema").map(|it| it.node);
    let examples = take(&mut members, "x-examples").map(|it| into_members(it.node));
    let example = take(&mut members, "x-example").map(|it| it.node);
    for name in ["in", "name", "required"] {
        take(&mut members, name);
    }
    let types = or_json(consumes, span);
    let mut entries = shared(&types, schema, at);
    for (name, entry) in &mut entries {
        let found = examples.as_ref().and_then(|it| it.get(name));
        let found = found.map(|it| it.node.clone()).or_else(|| example.clone());
        if let (Some(found), Some(entry)) = (found, crate::parse::make::members(&mut entry.node)) {
            put(entry, "example", span, found);
        }
    }
    put(&mut members, "content", span, object(entries, span));
    if required {
        put(&mut members, "required", span, boolean(true, span));
    }
    object(members, span)
}

/// The media types, or JSON where none is said.
pub(super) fn or_json(types: &MediaTypes, span: Span) -> MediaTypes {
    if types.is_empty() {
        vec![(JSON.to_owned(), span)]
    } else {
        types.clone()
    }
}

/// The entries of `content` at `at`: the schema stands under the first, and the others refer to it.
pub(super) fn shared(types: &MediaTypes, schema: Option<Node>, at: &Pointer) -> Members {
    let mut entries = Members::default();
    let mut schema = schema;
    let target = at.child("content").child(first(types)).child("schema");
    for (name, span) in types {
        let mut entry = Members::default();
        if let Some(node) = schema.take() {
            let next = match as_reference(&node) {
                Some(_) => node.clone(),
                None => reference(&fragment(&target), node.span),
            };
            entry.extend([member("schema", node)]);
            schema = Some(next);
        }
        put(&mut entries, name, *span, object(entry, *span));
    }
    entries
}

/// The target of a node that refers to another.
fn as_reference(node: &Node) -> Option<&Node> {
    match &node.value {
        crate::parse::Value::Object(object) => Some(&object.get("$ref")?.node),
        _ => None,
    }
}

fn first(types: &MediaTypes) -> &str {
    types.first().map_or(JSON, |(name, _)| name)
}

fn same(one: &MediaTypes, other: &MediaTypes) -> bool {
    let names = |types: &MediaTypes| types.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    names(one) == names(other)
}

/// A pointer as the fragment of a reference (RFC 6901 §6).
pub(super) fn fragment(pointer: &Pointer) -> String {
    format!("#{}", pointer.as_str().replace('%', "%25"))
}

/// A text that stands for what a file holds.
pub(super) fn bytes(span: Span) -> Node {
    let members = Members::from_iter([
        member("type", string("string", span)),
        member("format", string("binary", span)),
    ]);
    object(members, span)
}
