//! Alternatives of one type that only the document tells apart: texts, numbers. They become one.

use indexmap::IndexSet;

use super::Context;
use super::choice::made_at;
use crate::ir::{
    Alternative, EnumValue, FloatFormat, IntegerFormat, Schema, SchemaKind, StringFormat, ValueDocs,
};
use crate::source::Origin;

impl Context<'_, '_> {
    /// Makes one of several alternatives that only the document tells apart.
    pub(super) fn join_scalars(&mut self, alternatives: &mut Vec<Alternative>, origin: &Origin) {
        for joins in [is_boolean, is_integer, is_number, is_text] {
            let (mut first, mut joined) = (None, Vec::new());
            for (place, alternative) in alternatives.iter().enumerate() {
                let schema = &self.schemas[alternative.usage.schema];
                if joins(&schema.kind) {
                    first.get_or_insert(place);
                    joined.push(schema);
                }
            }
            let (Some(first), true) = (first, joined.len() > 1) else {
                continue;
            };
            let kinds: Vec<_> = joined.iter().map(|it| it.kind.clone()).collect();
            let made = Schema {
                values: values(&joined),
                value_docs: joined.iter().copied().flat_map(value_docs).collect(),
                ..made_at(origin, kind_of_all(&kinds))
            };
            alternatives[first].usage.schema = self.schemas.push(made);
            alternatives[first].name = None;
            let mut place = 0;
            alternatives.retain(|alternative| {
                place += 1;
                place - 1 <= first || !joins(&self.schemas[alternative.usage.schema].kind)
            });
        }
    }
}

/// The values of all, each once, if all list theirs.
fn values(schemas: &[&Schema]) -> Vec<String> {
    if schemas.iter().any(|it| it.values.is_empty()) {
        return Vec::new();
    }
    let values = schemas.iter().flat_map(|it| it.values.iter().cloned());
    values.collect::<IndexSet<_>>().into_iter().collect()
}

/// What the document says of single values of an alternative: of its only one, it speaks where the alternative stands.
fn value_docs(schema: &Schema) -> Vec<ValueDocs> {
    let only = match (&schema.kind, schema.values.as_slice()) {
        (SchemaKind::Enum(texts), _) => match texts.as_slice() {
            [EnumValue::String(text)] => Some(text),
            _ => None,
        },
        (_, [value]) => Some(value),
        _ => None,
    };
    let is_said = schema.title.is_some() || schema.description.is_some();
    match only.filter(|_| is_said && schema.value_docs.is_empty()) {
        Some(value) => vec![ValueDocs {
            value: value.clone(),
            title: schema.title.clone(),
            description: schema.description.clone(),
        }],
        None => schema.value_docs.clone(),
    }
}

fn is_boolean(kind: &SchemaKind) -> bool {
    matches!(kind, SchemaKind::Boolean)
}

fn is_integer(kind: &SchemaKind) -> bool {
    matches!(kind, SchemaKind::Integer(_))
}

fn is_number(kind: &SchemaKind) -> bool {
    matches!(kind, SchemaKind::Number(_))
}

fn is_text(kind: &SchemaKind) -> bool {
    matches!(kind, SchemaKind::String(_) | SchemaKind::Enum(_))
}

/// The kind whose values are of all these kinds, if they are of one type.
pub(super) fn narrowed(kinds: &[SchemaKind]) -> Option<SchemaKind> {
    let [first, rest @ ..] = kinds else {
        return None;
    };
    rest.iter()
        .try_fold(first.clone(), |kind, next| match (kind, next) {
            (SchemaKind::Boolean, SchemaKind::Boolean) => Some(SchemaKind::Boolean),
            // A format that is not said takes nothing away from one that is.
            (kind @ SchemaKind::Integer(_), SchemaKind::Integer(IntegerFormat::I64))
            | (kind @ SchemaKind::Number(_), SchemaKind::Number(FloatFormat::F64)) => Some(kind),
            (SchemaKind::Integer(_) | SchemaKind::Number(_), integer @ SchemaKind::Integer(_)) => {
                Some(integer.clone())
            }
            (kind @ SchemaKind::Integer(_), SchemaKind::Number(_)) => Some(kind),
            (SchemaKind::Number(_), number @ SchemaKind::Number(_)) => Some(number.clone()),
            (kind @ SchemaKind::Enum(_), SchemaKind::String(_)) => Some(kind),
            (SchemaKind::Enum(mut values), SchemaKind::Enum(others)) => {
                values.retain(|value| others.contains(value));
                (!values.is_empty()).then_some(SchemaKind::Enum(values))
            }
            (kind @ SchemaKind::String(_), SchemaKind::String(StringFormat::Plain)) => Some(kind),
            (SchemaKind::String(_), text @ (SchemaKind::String(_) | SchemaKind::Enum(_))) => {
                Some(text.clone())
            }
            _ => None,
        })
}

/// The kind that takes the values of all these, which are of one type.
fn kind_of_all(kinds: &[SchemaKind]) -> SchemaKind {
    let mut texts: Vec<EnumValue> = Vec::new();
    for kind in kinds {
        if let SchemaKind::Enum(values) = kind {
            texts.extend(
                values
                    .iter()
                    .filter(|it| !texts.contains(it))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
    }
    let is = |kind: &SchemaKind| kinds.iter().any(|it| same(it, kind));
    match &kinds[0] {
        _ if is(&SchemaKind::String(StringFormat::Secret)) => {
            SchemaKind::String(StringFormat::Secret)
        }
        // Enumerations are open: those beside a text lose nothing.
        _ if !texts.is_empty() => SchemaKind::Enum(texts),
        first if kinds.iter().all(|kind| same(kind, first)) => first.clone(),
        SchemaKind::Integer(_) => SchemaKind::Integer(IntegerFormat::I64),
        SchemaKind::Number(_) => SchemaKind::Number(FloatFormat::F64),
        _ => SchemaKind::String(StringFormat::Plain),
    }
}

fn same(a: &SchemaKind, b: &SchemaKind) -> bool {
    match (a, b) {
        (SchemaKind::Boolean, SchemaKind::Boolean) => true,
        (SchemaKind::Integer(a), SchemaKind::Integer(b)) => a == b,
        (SchemaKind::Number(a), SchemaKind::Number(b)) => a == b,
        (SchemaKind::String(a), SchemaKind::String(b)) => a == b,
        _ => false,
    }
}
