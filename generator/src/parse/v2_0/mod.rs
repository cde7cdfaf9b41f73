//! Swagger 2.0 brought to the vocabulary of OpenAPI 3.0, from which it goes on as any other document.
//!
//! | 2.0 | 3.0 |
//! |---|---|
//! | `host`, `basePath`, `schemes` | `servers` |
//! | parameters `in: body` and `in: formData`, `consumes` | `requestBody` |
//! | `schema` of a response, `produces`, `examples` | `content` |
//! | `type` and its like on a parameter or header, `collectionFormat` | `schema`, `style`, `explode` |
//! | `definitions`, `parameters`, `responses`, `securityDefinitions` | `components` |
//!
//! Values are moved, not copied; what is made new has the place of what it is made from. A schema that several
//! media types share stands under the first, and the others refer to it.

mod bodies;
mod elsewhere;
mod parameters;
mod references;
mod responses;
mod security;
mod servers;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::make::{Members, array, members, object, put, string, take};
use super::node::{Member, Node, Value};
use super::places::each_schema;
use crate::diag::{Diagnostic, Sink, codes};
use crate::source::{Origin, Pointer, Span};

/// The keys of a path item that hold operations.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// A media type and where it is written.
type MediaTypes = Vec<(String, Span)>;

/// Rewrites a whole document.
pub(super) fn rewrite(root: &mut Node, sink: &mut Sink) {
    if let Some(members) = members(root) {
        elsewhere::bring_in(members);
    }
    references::rewrite(root);
    let span = root.span;
    let Some(root_members) = members(root) else {
        return;
    };
    if let Some(version) = take(root_members, "swagger") {
        let text = string("3.0.4", version.node.span);
        root_members.shift_insert(
            0,
            "openapi".to_owned(),
            Member {
                key_span: version.key_span,
                node: text,
            },
        );
    }
    servers::of_root(root_members, span, sink);
    let mut rewriter = Rewriter::of(root_members, sink);
    rewriter.components(root_members);
    if let Some(paths) = root_members.get_mut("paths") {
        rewriter.paths(&mut paths.node);
    }
    let moved = rewriter.moved;
    references::follow(root, &moved);
    each_schema(root, &mut |node, _| schema(node));
}

/// What the parts of a document have in common.
struct Rewriter<'s> {
    consumes: MediaTypes,
    produces: MediaTypes,
    /// Parameters and responses by name, as they are written.
    parameters: Members,
    responses: Members,
    /// As the operations take them where they say nothing.
    servers: servers::Servers,
    /// Where things stood within what uses them, and where they stand.
    moved: BTreeMap<String, Pointer>,
    sink: &'s mut Sink,
}

impl<'s> Rewriter<'s> {
    fn of(root: &mut Members, sink: &'s mut Sink) -> Self {
        let named = |name: &str| {
            let member = root.get(name).cloned();
            member.map_or_else(Members::default, |it| super::make::into_members(it.node))
        };
        Self {
            parameters: named("parameters"),
            responses: named("responses"),
            servers: servers::Servers::of(root),
            consumes: media_types(take(root, "consumes")),
            produces: media_types(take(root, "produces")),
            moved: BTreeMap::new(),
            sink,
        }
    }

    /// Keeps where a thing stands now; one that several have stands at the first.
    fn moves(&mut self, from: &Pointer, to: Pointer) {
        self.moved.entry(from.as_str().to_owned()).or_insert(to);
    }

    /// Moves what is referred to by name to `components`.
    fn components(&mut self, root: &mut Members) {
        let mut components = Members::default();
        if let Some(definitions) = take(root, "definitions") {
            components.insert("schemas".to_owned(), definitions);
        }
        if let Some(mut responses) = take(root, "responses") {
            let at = Pointer::root().child("components").child("responses");
            let produces = self.produces.clone();
            for (name, member) in members(&mut responses.node).into_iter().flatten() {
                self.response(&mut member.node, &produces, &at.child(name));
            }
            components.insert("responses".to_owned(), responses);
        }
        if let Some(parameters) = take(root, "parameters") {
            self.named_parameters(parameters, &mut components);
        }
        if let Some(mut schemes) = take(root, "securityDefinitions") {
            for member in members(&mut schemes.node)
                .into_iter()
                .flat_map(Members::values_mut)
            {
                security::scheme(&mut member.node);
            }
            components.insert("securitySchemes".to_owned(), schemes);
        }
        if let Some((_, first)) = components.first() {
            let span = first.key_span;
            put(root, "components", span, object(components, span));
        }
    }

    fn paths(&mut self, paths: &mut Node) {
        let at = Pointer::root().child("paths");
        for (path, member) in members(paths).into_iter().flatten() {
            if !path.starts_with("x-") {
                self.path_item(&mut member.node, &at.child(path));
            }
        }
    }

    fn path_item(&mut self, item: &mut Node, at: &Pointer) {
        let Some(item) = members(item) else {
            return;
        };
        let shared = self.split(item, at);
        for method in METHODS {
            if let Some(member) = item.get_mut(method) {
                self.operation(
                    &mut member.node,
                    member.key_span,
                    &at.child(method),
                    &shared,
                );
            }
        }
    }

    fn operation(&mut self, node: &mut Node, span: Span, at: &Pointer, shared: &parameters::Sent) {
        let Some(operation) = members(node) else {
            return;
        };
        let own = |member: Option<Member>, usual: &MediaTypes| match member {
            Some(member) => media_types(Some(member)),
            None => usual.clone(),
        };
        let consumes = own(take(operation, "consumes"), &self.consumes);
        let produces = own(take(operation, "produces"), &self.produces);
        let sent = self.split(operation, at).over(shared);
        if let Some(body) = self.request_body(sent, &consumes, at) {
            put(operation, "requestBody", body.span, body);
        }
        if let Some(schemes) = take(operation, "schemes") {
            let servers = self.servers.with(&schemes.node, at, self.sink);
            put(operation, "servers", schemes.key_span, array(servers, span));
        }
        let at = at.child("responses");
        let responses = operation.get_mut("responses");
        for (status, member) in responses
            .and_then(|it| members(&mut it.node))
            .into_iter()
            .flatten()
        {
            if !status.starts_with("x-") {
                self.response(&mut member.node, &produces, &at.child(status));
            }
        }
    }
}

/// The texts of a list of media types.
fn media_types(member: Option<Member>) -> MediaTypes {
    let items = match member.map(|it| it.node.value) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    };
    let texts = items.into_iter().filter_map(|item| match item.value {
        Value::String(text) => Some((text, item.span)),
        _ => None,
    });
    let mut found = MediaTypes::new();
    for (text, span) in texts {
        if !found.iter().any(|(other, _)| *other == text) {
            found.push((text, span));
        }
    }
    found
}

/// Rewrites one schema; those within it are done.
fn schema(node: &mut Node) {
    let Some(schema) = members(node) else {
        return;
    };
    if let Some(nullable) = take(schema, "x-nullable") {
        schema.entry("nullable".to_owned()).or_insert(nullable);
    }
    if let Some(member) = schema.get_mut("discriminator")
        && matches!(member.node.value, Value::String(_))
    {
        let span = member.node.span;
        let name = std::mem::replace(&mut member.node, string("", span));
        member.node = super::make::single("propertyName", name);
    }
    file(schema);
}

/// `type: file` is a text that holds bytes.
fn file(schema: &mut Members) {
    if super::make::text(schema, "type") != Some("file") {
        return;
    }
    if let Some(member) = schema.get_mut("type") {
        member.node.value = Value::String("string".to_owned());
        let (key_span, span) = (member.key_span, member.node.span);
        put(schema, "format", key_span, string("binary", span));
    }
}

/// Reports what no later version of the language can say.
fn report<'s>(
    sink: &'s mut Sink,
    pointer: &Pointer,
    span: Span,
    message: impl Into<String>,
) -> &'s mut Diagnostic {
    let pointer = pointer.clone();
    sink.report(&codes::CS0107, &Origin { pointer, span }, message)
}
