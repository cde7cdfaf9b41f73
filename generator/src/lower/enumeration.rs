//! Lists of values: enumerations of texts, and the types of all other lists.

use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::Context;
use super::schema::{float_format, integer_format, type_names};
use crate::diag::codes;
use crate::ir::{EnumValue, IntegerFormat, SchemaId, SchemaKind};
use crate::parse::At;

impl<'d> Context<'d, '_> {
    /// What stands under `enum`.
    pub(super) fn enumeration(&mut self, id: SchemaId, at: &At<'d>, values: &At<'d>) -> SchemaKind {
        let mut members = BTreeSet::new();
        let mut kinds = Vec::new();
        for value in values.items().filter(|value| !value.is_null()) {
            match value.kind() {
                "a string" | "a number" | "a boolean" => {}
                _ => return self.unsupported(&value, "a list of objects or arrays"),
            }
            let text = super::json_text(&value);
            if !members.insert(text) {
                self.sink.report(
                    &codes::CS0303,
                    &value.origin(),
                    "this value stands in the list already",
                );
            }
            let kind = kind_of(&value, at);
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
}

/// The type of a value in a list.
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

/// The type of a single value.
pub(super) fn constant(value: &At<'_>) -> SchemaKind {
    match (value.as_str(), value.as_bool(), value.as_i64()) {
        (Some(text), _, _) => SchemaKind::Enum(vec![EnumValue::String(text.to_owned())]),
        (_, Some(_), _) => SchemaKind::Boolean,
        (_, _, Some(_)) => SchemaKind::Integer(IntegerFormat::I64),
        _ if value.is_null() => SchemaKind::Null,
        _ => SchemaKind::Any,
    }
}

/// The numbers and booleans under `enum` or `const`, as JSON.
pub(super) fn values(at: &At<'_>) -> Vec<String> {
    let list = at.get("enum");
    let list = list.iter().flat_map(At::items).chain(at.get("const"));
    list.filter(|value| matches!(value.kind(), "a number" | "a boolean"))
        .map(|value| super::json_text(&value))
        .collect()
}
