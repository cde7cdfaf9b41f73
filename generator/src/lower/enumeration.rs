//! Lists of values: enumerations of texts, and the types of all other lists.

use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::Context;
use super::compose::describes_members;
use super::schema::{float_format, integer_format, type_names};
use crate::diag::codes;
use crate::ir::{EnumValue, SchemaId, SchemaKind};
use crate::parse::At;

impl<'d> Context<'d, '_> {
    /// What stands under `enum`.
    pub(super) fn enumeration(&mut self, id: SchemaId, at: &At<'d>, values: &At<'d>) -> SchemaKind {
        if let [name @ ("array" | "object")] = type_names(at).as_slice() {
            // What stands in the list says less than the type and what is beside it.
            return self.of_type(name, at);
        }
        let mut members = BTreeSet::new();
        let mut kinds = Vec::new();
        for value in values.items().filter(|value| !value.is_null()) {
            let text = super::json_text(&value);
            if !members.insert(text) {
                self.sink.report(
                    &codes::CS0303,
                    &value.origin(),
                    "this value stands in the list already",
                );
            }
            let kind = self.kind_of_value(&value, at);
            if !kinds.iter().any(|known| same_type(known, &kind)) {
                kinds.push(kind);
            }
        }
        let is_text = type_names(at) == ["string"];
        let texts = || SchemaKind::Enum(texts(values, is_text));
        match kinds.as_mut_slice() {
            [] => self.typed(id, at),
            [SchemaKind::Enum(_)] => texts(),
            [_, _, ..] if is_text => texts(),
            [only] => only.clone(),
            [SchemaKind::Integer(_), number @ SchemaKind::Number(_)]
            | [number @ SchemaKind::Number(_), SchemaKind::Integer(_)] => number.clone(),
            several => {
                for kind in several.iter_mut() {
                    if matches!(kind, SchemaKind::Enum(_)) {
                        *kind = texts();
                    }
                }
                self.choice_of(id, at, kinds)
            }
        }
    }

    /// What stands under `const`.
    pub(super) fn constant(&mut self, id: SchemaId, at: &At<'d>, value: &At<'d>) -> SchemaKind {
        let is_described = describes_members(at) || at.has("items");
        match self.kind_of_value(value, at) {
            SchemaKind::Enum(_) => SchemaKind::Enum(
                value
                    .as_str()
                    .into_iter()
                    .map(|it| EnumValue::String(it.to_owned()))
                    .collect(),
            ),
            SchemaKind::Array(_) | SchemaKind::Map(_) if is_described => self.typed(id, at),
            kind => kind,
        }
    }

    fn kind_of_value(&mut self, value: &At<'d>, at: &At<'d>) -> SchemaKind {
        match value.kind() {
            "an array" => SchemaKind::Array(self.anything(value)),
            "an object" => SchemaKind::Map(self.anything(value)),
            _ if value.is_null() => SchemaKind::Null,
            _ => kind_of(value, at),
        }
    }
}

/// The type of a value that holds nothing else.
fn kind_of(value: &At<'_>, at: &At<'_>) -> SchemaKind {
    match (value.as_str(), value.as_bool(), value.as_i64()) {
        (Some(_), ..) => SchemaKind::Enum(Vec::new()),
        (_, Some(_), _) => SchemaKind::Boolean,
        (.., Some(_)) if type_names(at) != ["number"] => SchemaKind::Integer(integer_format(at)),
        _ => SchemaKind::Number(float_format(at)),
    }
}

fn same_type(a: &SchemaKind, b: &SchemaKind) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// The texts of a list, each once; what is no text as it is spelled, where the type says that it is one.
fn texts(values: &At<'_>, is_text: bool) -> Vec<EnumValue> {
    let mut texts = IndexSet::new();
    for value in values.items().filter(|value| !value.is_null()) {
        let text = match value.as_str() {
            Some(text) => text.to_owned(),
            None if is_text => super::json_text(&value),
            None => continue,
        };
        texts.insert(text);
    }
    texts.into_iter().map(EnumValue::String).collect()
}

/// The numbers and booleans under `enum` or `const`, as JSON.
pub(super) fn values(at: &At<'_>) -> Vec<String> {
    let list = at.get("enum");
    let list = list.iter().flat_map(At::items).chain(at.get("const"));
    list.filter(|value| matches!(value.kind(), "a number" | "a boolean"))
        .map(|value| super::json_text(&value))
        .collect()
}
