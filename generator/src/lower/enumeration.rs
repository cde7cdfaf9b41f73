//! Lists of values: enumerations of texts, and the types of all other lists.

use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::Context;
use super::choice::MOST;
use super::compose::{describes_members, real_choices};
use super::schema::{float_format, integer_format, is_null_schema, is_of, type_names};
use crate::diag::codes;
use crate::ir::{EnumValue, SchemaId, SchemaKind, StringFormat, ValueDocs};
use crate::parse::At;

/// An alternative that is one value.
pub(super) struct Constant<'d> {
    value: At<'d>,
    /// The alternative: what it says of the value.
    at: At<'d>,
}

impl<'d> Context<'d, '_> {
    /// The constants that a schema of one type chooses from; none where an alternative is something else.
    pub(super) fn constants(&self, at: &At<'d>) -> Vec<Constant<'d>> {
        let (names, choices) = (type_names(at), real_choices(at));
        let ([name @ ("string" | "integer" | "number" | "boolean")], [list]) =
            (names.as_slice(), choices.as_slice())
        else {
            return Vec::new();
        };
        let alternatives = list.items().map(|item| self.document_of(&item));
        let constants = alternatives
            .filter(|it| !is_null_schema(it))
            .map(|at| {
                let value = only_value(&at).filter(|value| is_of(name, value))?;
                Some(Constant { value, at })
            })
            .collect::<Option<_>>();
        constants.unwrap_or_default()
    }

    /// What the document says of the values of a schema, or of those that `allOf` beside a list narrows down.
    pub(super) fn value_docs(&mut self, at: &At<'d>, own: &[Constant<'d>]) -> Vec<ValueDocs> {
        let parts = at
            .get("allOf")
            .filter(|_| at.has("enum") || at.has("const"));
        let mut narrowed = Vec::new();
        for part in parts.iter().flat_map(At::items) {
            if self.copied <= MOST {
                let constants = self.constants(&self.document_of(&part));
                self.copied = self.copied.saturating_add(constants.len());
                narrowed.extend(constants);
            }
        }
        value_docs(own.iter().chain(&narrowed))
    }

    /// What `at` describes: of texts an enumeration, where its alternatives are constants.
    pub(super) fn listed(&self, kind: SchemaKind, at: &At<'d>) -> SchemaKind {
        match &kind {
            SchemaKind::String(StringFormat::Plain | StringFormat::Other(_)) => {
                let constants = self.constants(at);
                let texts = constants.iter().filter_map(|it| it.value.as_str());
                let texts: IndexSet<_> = texts.map(str::to_owned).collect();
                if texts.is_empty() {
                    return kind;
                }
                SchemaKind::Enum(texts.into_iter().map(EnumValue::String).collect())
            }
            _ => kind,
        }
    }

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

/// The only value that a schema allows, under `const` or alone under `enum`.
fn only_value<'d>(at: &At<'d>) -> Option<At<'d>> {
    at.get("const").or_else(|| {
        let list = at.get("enum")?;
        let mut values = list.items();
        values.next().filter(|_| values.next().is_none())
    })
}

/// What the document says of constants, of those of which it says something.
fn value_docs<'c, 'd: 'c>(constants: impl Iterator<Item = &'c Constant<'d>>) -> Vec<ValueDocs> {
    let said = |at: &At<'_>, keyword| Some(at.get(keyword)?.as_str()?.to_owned());
    let all = constants.map(|Constant { value, at }| ValueDocs {
        value: value
            .as_str()
            .map_or_else(|| super::json_text(value), str::to_owned),
        title: said(at, "title"),
        description: said(at, "description"),
    });
    let said = all.filter(|it| it.title.is_some() || it.description.is_some());
    let mut seen = BTreeSet::new();
    said.filter(|it| seen.insert(it.value.clone())).collect()
}

/// The numbers and booleans under `enum` or `const`, else those of the constants, as JSON.
pub(super) fn values(at: &At<'_>, constants: &[Constant<'_>]) -> Vec<String> {
    let list = at.get("enum");
    let list = list.iter().flat_map(At::items).chain(at.get("const"));
    let own: Vec<_> = list.collect();
    let list = if own.is_empty() {
        constants.iter().map(|it| it.value.clone()).collect()
    } else {
        own
    };
    list.into_iter()
        .filter(|value| matches!(value.kind(), "a number" | "a boolean"))
        .map(|value| super::json_text(&value))
        .collect()
}
