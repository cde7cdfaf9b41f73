//! Parameters: what describes their type moves to `schema`, and what is no parameter any more is set apart.

use super::{Rewriter, file, report};
use crate::diag::Sink;
use crate::parse::make::{
    Members, array, boolean, into_members, member, members, object, put, string, take, text,
};
use crate::parse::node::{Node, Value};
use crate::source::{Pointer, Span};

/// Members of a parameter, an item or a header that describe its type.
const OF_TYPE: [&str; 21] = [
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "title",
    "nullable",
    "x-nullable",
    "x-enum-varnames",
    "x-enumNames",
];

/// What of the parameters of an operation is sent as its body.
#[derive(Default)]
pub(super) struct Sent {
    /// The parameter `in: body`.
    pub(super) body: Option<SentBody>,
    /// The parameters `in: formData`.
    pub(super) form: Vec<Node>,
}

/// A parameter `in: body`.
#[derive(Clone)]
pub(super) struct SentBody {
    pub(super) node: Node,
    /// Its name, if it is one of the named ones.
    pub(super) name: Option<String>,
    pub(super) at: Pointer,
}

impl Sent {
    /// With what the path says where the operation says nothing.
    pub(super) fn over(mut self, shared: &Self) -> Self {
        let name = |node: &Node| Some(name_of(node)?.to_owned());
        let own: Vec<_> = self.form.iter().filter_map(name).collect();
        let inherited = shared.form.iter();
        let inherited = inherited.filter(|node| name(node).is_none_or(|it| !own.contains(&it)));
        self.form = inherited.cloned().chain(self.form).collect();
        self.body = self.body.or_else(|| shared.body.clone());
        self
    }
}

fn name_of(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Object(object) => match &object.get("name")?.node.value {
            Value::String(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

fn place_of(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Object(object) => match &object.get("in")?.node.value {
            Value::String(place) => Some(place),
            _ => None,
        },
        _ => None,
    }
}

impl Rewriter<'_> {
    /// Takes out of a list of parameters what becomes a body, and rewrites the others.
    pub(super) fn split(&mut self, owner: &mut Members, at: &Pointer) -> Sent {
        let mut sent = Sent::default();
        let Some(list) = owner.get_mut("parameters") else {
            return sent;
        };
        let Value::Array(items) = &mut list.node.value else {
            return sent;
        };
        let at = at.child("parameters");
        let mut kept = Vec::new();
        for (index, mut item) in std::mem::take(items).into_iter().enumerate() {
            let named = self.named(&item);
            let meant = named.map_or(&item, |name| &self.parameters[name].node);
            match place_of(meant) {
                Some("body") => {
                    let body = SentBody {
                        node: meant.clone(),
                        name: named.map(str::to_owned),
                        at: at.index(index),
                    };
                    if sent.body.replace(body).is_some() {
                        let message = "a second body: the first one is not sent";
                        report(self.sink, &at, item.span, message);
                    }
                }
                Some("formData") => sent.form.push(meant.clone()),
                _ => {
                    self.moves(&at.index(index), at.index(kept.len()));
                    if named.is_none() {
                        parameter(&mut item, &at.index(kept.len()), self.sink);
                    }
                    kept.push(item);
                }
            }
        }
        *items = kept;
        if items.is_empty() {
            take(owner, "parameters");
        }
        sent
    }

    /// The name of the parameter that a reference means.
    fn named<'n>(&self, node: &'n Node) -> Option<&'n str> {
        let Value::Object(object) = &node.value else {
            return None;
        };
        let Value::String(target) = &object.get("$ref")?.node.value else {
            return None;
        };
        let name = target.strip_prefix("#/components/parameters/")?;
        self.parameters.contains_key(name).then_some(name)
    }

    /// Moves the parameters of the document to `components`.
    pub(super) fn named_parameters(
        &mut self,
        parameters: crate::parse::node::Member,
        components: &mut Members,
    ) {
        let (key_span, span) = (parameters.key_span, parameters.node.span);
        let at = Pointer::root().child("components");
        let (mut kept, mut bodies) = (Members::default(), Members::default());
        for (name, mut entry) in into_members(parameters.node) {
            match place_of(&entry.node) {
                Some("body") => {
                    let sent = Sent {
                        body: Some(SentBody {
                            node: entry.node,
                            name: None,
                            at: at.child("parameters").child(&name),
                        }),
                        form: Vec::new(),
                    };
                    let at = at.child("requestBodies").child(&name);
                    let consumes = self.consumes.clone();
                    if let Some(body) = self.content_of(sent, &consumes, &at) {
                        put(&mut bodies, &name, entry.key_span, body);
                    }
                }
                // Each operation that refers to it has it in its own form.
                Some("formData") => {}
                _ => {
                    let at = at.child("parameters").child(&name);
                    parameter(&mut entry.node, &at, self.sink);
                    kept.insert(name, entry);
                }
            }
        }
        put(components, "parameters", key_span, object(kept, span));
        if !bodies.is_empty() {
            put(components, "requestBodies", key_span, object(bodies, span));
        }
    }
}

/// Rewrites a parameter that stays one.
fn parameter(node: &mut Node, at: &Pointer, sink: &mut Sink) {
    let span = node.span;
    let Some(members) = members(node) else {
        return;
    };
    if members.contains_key("$ref") {
        return;
    }
    let place = text(members, "in").unwrap_or_default().to_owned();
    if let Some((style, explode)) = style(members, &place, at, sink) {
        put(members, "style", span, string(style, span));
        put(members, "explode", span, boolean(explode, span));
    }
    for (old, new) in [("x-example", "example"), ("x-examples", "examples")] {
        if let Some(member) = take(members, old) {
            members.entry(new.to_owned()).or_insert(member);
        }
    }
    move_type(members, span);
}

/// Moves what describes a type to `schema`, unless there is one.
pub(super) fn move_type(members: &mut Members, span: Span) {
    let mut schema = type_of(members);
    if members.contains_key("schema") {
        return;
    }
    file(&mut schema);
    put(members, "schema", span, object(schema, span));
}

/// Takes out what describes a type.
pub(super) fn type_of(members: &mut Members) -> Members {
    let mut schema = Members::default();
    for name in OF_TYPE {
        if let Some(member) = take(members, name) {
            schema.insert(name.to_owned(), member);
        }
    }
    if let Some(items) = schema.get_mut("items") {
        within(&mut items.node);
    }
    schema
}

/// Takes out of an item what only parameters have.
fn within(items: &mut Node) {
    let Some(items) = members(items) else {
        return;
    };
    take(items, "collectionFormat");
    if let Some(items) = items.get_mut("items") {
        within(&mut items.node);
    }
}

/// How a list is written out: its style, and whether the name is repeated. Nothing for what is no list.
///
/// Where nothing is said, the items are joined by commas, other than in later versions.
pub(super) fn style(
    members: &mut Members,
    place: &str,
    at: &Pointer,
    sink: &mut Sink,
) -> Option<(&'static str, bool)> {
    let format = take(members, "collectionFormat");
    if text(members, "type") != Some("array") {
        return None;
    }
    let named = ["query", "formData"].contains(&place);
    let joined = if named { "form" } else { "simple" };
    let Some(format) = format else {
        return Some((joined, false));
    };
    let Value::String(word) = &format.node.value else {
        return Some((joined, false));
    };
    let span = format.node.span;
    let mut instead = |style, how: &str| {
        let message = format!("`collectionFormat: {word}` cannot be said here: {how}");
        report(sink, at, span, message);
        Some((style, false))
    };
    match word.as_str() {
        "csv" => Some((joined, false)),
        "multi" if named => Some(("form", true)),
        "ssv" if named => Some(("spaceDelimited", false)),
        "pipes" if named => Some(("pipeDelimited", false)),
        "tsv" if named => instead("spaceDelimited", "items are joined by spaces"),
        _ => instead(joined, "items are joined by commas"),
    }
}

/// The parameters of a form as one object, and how its lists are written.
pub(super) fn form(fields: Vec<Node>, at: &Pointer, sink: &mut Sink) -> Form {
    let mut form = Form::default();
    for field in fields {
        let span = field.span;
        let mut field = into_members(field);
        let Some(name) = text(&field, "name").map(str::to_owned) else {
            continue;
        };
        if let Some((style, explode)) = style(&mut field, "formData", at, sink) {
            let encoding = Members::from_iter([
                member("style", string(style, span)),
                member("explode", boolean(explode, span)),
            ]);
            put(&mut form.encoding, &name, span, object(encoding, span));
        }
        if is_true(&field, "required") {
            form.required.push(string(name.as_str(), span));
        }
        form.has_files |= text(&field, "type") == Some("file");
        let mut schema = type_of(&mut field);
        file(&mut schema);
        if let Some(example) = take(&mut field, "x-example") {
            schema.insert("example".to_owned(), example);
        }
        schema.extend(take(&mut field, "description").map(|it| ("description".to_owned(), it)));
        put(&mut form.properties, &name, span, object(schema, span));
    }
    form
}

/// The fields of a form.
#[derive(Default)]
pub(super) struct Form {
    properties: Members,
    required: Vec<Node>,
    pub(super) encoding: Members,
    pub(super) has_files: bool,
}

impl Form {
    pub(super) fn is_required(&self) -> bool {
        !self.required.is_empty()
    }

    /// The object that holds the fields.
    pub(super) fn schema(self, span: Span) -> Node {
        let mut schema = Members::from_iter([
            member("type", string("object", span)),
            member("properties", object(self.properties, span)),
        ]);
        if !self.required.is_empty() {
            put(&mut schema, "required", span, array(self.required, span));
        }
        object(schema, span)
    }
}

pub(super) fn is_true(members: &Members, name: &str) -> bool {
    let member = members.get(name);
    member.is_some_and(|it| it.node.value == Value::Bool(true))
}
