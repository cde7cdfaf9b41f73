//! From a schema of the document to one that stands by itself.
//!
//! References lead into `$defs`, by the pointers of the document. What JSON Schema has no use for is
//! left out, and so is what no reader could make sense of (a `type` that there is not, a bound that is
//! no number): the document's reports tell of it. Three notes of ours are added for who makes values:
//! `x-order` (the members as the document orders them), `x-values` (what a discriminator says for each
//! alternative) and `examples`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::json::plain;
use crate::parse::{At, Document};

/// Which way a value travels: members that only travel the other way need not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Request,
    Response,
    /// As a type has it that is only sent: it cannot hold what is only read.
    Sent,
    /// As a type has it that is sent and received: it can hold everything, and asks for nothing of one way.
    Both,
}

impl Direction {
    /// The marks of members that are never there.
    fn hidden(self) -> &'static [&'static str] {
        match self {
            // Clients send back what they got.
            Self::Request | Self::Both => &[],
            Self::Response => &["writeOnly"],
            Self::Sent => &["readOnly"],
        }
    }

    /// The marks of members that need not be there, whatever `required` says.
    fn spared(self) -> &'static [&'static str] {
        match self {
            Self::Request | Self::Sent => &["readOnly"],
            Self::Response => &["writeOnly"],
            Self::Both => &["readOnly", "writeOnly"],
        }
    }
}

/// A schema with all that it refers to.
#[derive(Debug)]
pub(crate) struct Bundle {
    pub(crate) schema: Value,
}

struct Builder<'d> {
    document: &'d Document,
    direction: Direction,
    defined: BTreeSet<String>,
    queue: Vec<(String, At<'d>)>,
}

const TYPES: &[&str] = &[
    "null", "boolean", "integer", "number", "string", "array", "object",
];
const SCHEMAS: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
];
const LISTS: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];
const MAPS: &[&str] = &["properties", "patternProperties", "dependentSchemas"];
const SIZES: &[&str] = &[
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
];
const BOUNDS: &[&str] = &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];

impl Bundle {
    /// Bundles the schema that stands at a place.
    pub(crate) fn of(document: &Document, at: &At<'_>, direction: Direction) -> Self {
        let mut builder = Builder {
            document,
            direction,
            defined: BTreeSet::new(),
            queue: Vec::new(),
        };
        // The place is found again, so that it lives as long as the document.
        let pointer = at.pointer.to_string();
        let found = document.resolve(&pointer);
        let mut schema = found.map_or(json!(true), |at| builder.schema(&at));
        let mut defs = Map::new();
        while let Some((name, at)) = builder.queue.pop() {
            let defined = builder.schema(&at);
            defs.insert(name, defined);
        }
        if let (Value::Object(schema), false) = (&mut schema, defs.is_empty()) {
            schema.insert("$defs".into(), Value::Object(defs));
        }
        Self { schema }
    }
}

impl<'d> Builder<'d> {
    fn schema(&mut self, at: &At<'d>) -> Value {
        if let Some(value) = at.as_bool() {
            return value.into();
        }
        let mut out = Map::new();
        let reference = at.get("$ref").and_then(|it| it.as_str());
        if let Some(target) = reference.and_then(|it| self.reference(it)) {
            out.insert("$ref".into(), target.into());
        }
        for (key, member) in at.members() {
            if let Some(value) = self.keyword(key, &member) {
                out.insert(key.to_owned(), value);
            }
        }
        self.items(at, &mut out);
        self.required(at, &mut out);
        self.notes(at, &mut out);
        Value::Object(out)
    }

    /// A reference into `$defs`; nothing for one that leads nowhere, which stands for any value.
    fn reference(&mut self, reference: &str) -> Option<String> {
        let at = self.document.resolve(reference)?;
        let name = at.pointer.to_string();
        if self.defined.insert(name.clone()) {
            self.queue.push((name.clone(), at));
        }
        Some(pointer(&name))
    }

    fn keyword(&mut self, key: &str, at: &At<'d>) -> Option<Value> {
        if SCHEMAS.contains(&key) {
            return (at.is_object() || at.as_bool().is_some()).then(|| self.schema(at));
        }
        if LISTS.contains(&key) {
            let items: Vec<_> = at.items().map(|item| self.schema(&item)).collect();
            return (!items.is_empty()).then(|| items.into());
        }
        if MAPS.contains(&key) {
            let kept = at
                .members()
                .filter(|(_, it)| key != "properties" || !self.is_hidden(it));
            let kept: Vec<_> = kept.collect();
            let schemas = kept
                .iter()
                .map(|(name, it)| ((*name).to_owned(), self.schema(it)));
            return at.is_object().then(|| Value::Object(schemas.collect()));
        }
        if SIZES.contains(&key) {
            return at.as_u64().map(Value::from);
        }
        if BOUNDS.contains(&key) {
            return at.as_number().map(|_| plain(at.node));
        }
        match key {
            "type" => types(at),
            "multipleOf" => at.as_f64().filter(|it| *it > 0.0).map(|_| plain(at.node)),
            "enum" => at.is_array().then(|| plain(at.node)),
            "const" => Some(plain(at.node)),
            "pattern" | "format" => at.as_str().map(Value::from),
            "uniqueItems" => at.as_bool().map(Value::from),
            _ => None,
        }
    }

    /// `items`, of which older drafts have a list.
    fn items(&mut self, at: &At<'d>, out: &mut Map<String, Value>) {
        let Some(items) = at.get("items") else {
            return;
        };
        if items.is_array() {
            if let Some(list) = self.keyword("prefixItems", &items) {
                out.insert("prefixItems".into(), list);
            }
        } else if items.is_object() || items.as_bool().is_some() {
            out.insert("items".into(), self.schema(&items));
        }
    }

    /// The members that have to be there on this way.
    fn required(&mut self, at: &At<'d>, out: &mut Map<String, Value>) {
        let names = at.get("required");
        let names = names.iter().flat_map(At::items);
        let mut kept: Vec<&str> = Vec::new();
        for name in names.filter_map(|it| it.as_str()) {
            if !kept.contains(&name) && !self.travels_the_other_way(at, name) {
                kept.push(name);
            }
        }
        if !kept.is_empty() {
            out.insert("required".into(), kept.into());
        }
    }

    fn travels_the_other_way(&self, at: &At<'d>, name: &str) -> bool {
        let member = at.get("properties").and_then(|it| it.get(name));
        member.is_some_and(|it| self.has_one_of(it, self.direction.spared()))
    }

    fn is_hidden(&self, member: &At<'d>) -> bool {
        self.has_one_of(member.clone(), self.direction.hidden())
    }

    fn has_one_of(&self, member: At<'d>, marks: &[&str]) -> bool {
        let mut schema = member;
        // Chains of references end somewhere, or lead round.
        for _ in 0..16 {
            let is_set = |mark: &&str| schema.get(mark).and_then(|it| it.as_bool()) == Some(true);
            if marks.iter().any(is_set) {
                return true;
            }
            let reference = schema.get("$ref").and_then(|it| it.as_str());
            match reference.and_then(|it| self.document.resolve(it)) {
                Some(target) => schema = target,
                None => return false,
            }
        }
        false
    }

    fn notes(&mut self, at: &At<'d>, out: &mut Map<String, Value>) {
        if let Some(properties) = at.get("properties") {
            let kept = properties.members().filter(|(_, it)| !self.is_hidden(it));
            let names: Vec<_> = kept.map(|(name, _)| name).collect();
            if !names.is_empty() {
                out.insert("x-order".into(), names.into());
            }
        }
        let mut examples: Vec<Value> = Vec::new();
        let listed = at.get("examples").filter(At::is_array);
        examples.extend(listed.iter().flat_map(At::items).map(|it| plain(it.node)));
        examples.extend(at.get("default").map(|it| plain(it.node)));
        if !examples.is_empty() {
            out.insert("examples".into(), examples.into());
        }
        if let Some(discriminator) = at.get("discriminator")
            && let Some(name) = discriminator.get("propertyName").and_then(|it| it.as_str())
        {
            let choices = at.get("oneOf").or_else(|| at.get("anyOf"));
            let choices = choices.iter().flat_map(At::items);
            let said = |it| self.said(&it, &discriminator, name);
            let values: Vec<_> = choices.map(said).collect();
            if !values.is_empty() {
                out.insert("x-values".into(), json!({"name": name, "values": values}));
            }
        }
    }

    /// What a discriminator says for an alternative: the name in its mapping, else the component's, unless the
    /// alternative has other names.
    fn said(&self, choice: &At<'d>, discriminator: &At<'d>, name: &str) -> Option<String> {
        let reference = choice.get("$ref").and_then(|it| it.as_str())?;
        let schema = self.document.resolve(reference)?;
        let target = schema.pointer.to_string();
        let component = target.rsplit('/').next().unwrap_or_default();
        let mapping = discriminator.get("mapping");
        let mut mapped = mapping.iter().flat_map(At::members);
        let named = mapped.find(|(_, it)| {
            let to = it.as_str().unwrap_or_default();
            let resolved = self.document.resolve(to).map(|it| it.pointer.to_string());
            resolved.as_deref() == Some(target.as_str()) || to == component
        });
        if let Some((said, _)) = named {
            return Some(said.to_owned());
        }
        let member = schema.get("properties").and_then(|it| it.get(name));
        let listed = member.as_ref().and_then(|it| it.get("enum"));
        let fixed = member.as_ref().and_then(|it| it.get("const"));
        let own = listed.iter().flat_map(At::items).chain(fixed);
        let mut own = own.filter_map(|it| it.as_str()).peekable();
        let fits = own.peek().is_none() || own.any(|it| it == component);
        fits.then(|| component.to_owned())
    }
}

/// `type`, without names that there are not.
fn types(at: &At<'_>) -> Option<Value> {
    let known = |it: &&str| TYPES.contains(it);
    if let Some(name) = at.as_str() {
        return Some(name).filter(known).map(Value::from);
    }
    let mut names: Vec<&str> = at
        .items()
        .filter_map(|it| it.as_str())
        .filter(known)
        .collect();
    names.sort_unstable();
    names.dedup();
    (!names.is_empty()).then(|| names.into())
}

/// A name below `$defs` as a reference: a pointer within a fragment (RFC 6901 §6).
fn pointer(name: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const ESCAPED: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'<')
        .add(b'>')
        .add(b'\\')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}')
        .add(b'[')
        .add(b']');
    let escaped = name.replace('~', "~0").replace('/', "~1");
    format!("#/$defs/{}", utf8_percent_encode(&escaped, ESCAPED))
}
