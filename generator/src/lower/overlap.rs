//! Members that several parts of an `allOf` describe: what all of them say together.
//!
//! The later part counts, unless it says less. Objects have the members of all parts, lists what all say of their
//! items; two types that no value has are reported.

use indexmap::IndexMap;

use super::Context;
use super::choice::{MOST, extent, made_at};
use super::shapes::json_type;
use crate::diag::codes;
use crate::ir::{
    Described, Field, FloatFormat, IntegerFormat, Presence, SchemaId, SchemaKind, StringFormat,
    Usage,
};

/// Objects in objects that are looked into.
const DEEPEST: usize = 8;

impl Context<'_, '_> {
    /// Puts a member in its place, or in that of one of its name.
    pub(super) fn put(&mut self, fields: &mut IndexMap<String, Field>, name: String, field: Field) {
        let field = match fields.get(&name) {
            Some(before) => self.together(&name, before, field),
            None => field,
        };
        fields.insert(name, field);
    }

    /// What two parts say of a member.
    fn together(&mut self, name: &str, before: &Field, mut field: Field) -> Field {
        for one in [before, &field] {
            if one.described == Described::Never {
                let key = (one.origin.pointer.clone(), name.to_owned());
                self.resolved.insert(key);
            }
        }
        let usage = match (before.described, field.described) {
            (Described::Always, Described::Sometimes | Described::Never)
            | (Described::Sometimes, Described::Never) => before.usage,
            (Described::Never, Described::Always | Described::Sometimes)
            | (Described::Sometimes, Described::Always) => field.usage,
            _ => self.overlap(before.usage, field.usage, 0),
        };
        self.report_contradiction(name, before, &field, usage);
        let required = [before.presence, field.presence].contains(&Presence::Required);
        let description = field.description.take();
        let description = description.or_else(|| before.description.clone());
        if usage == before.usage {
            field = Field {
                read_only: before.read_only || field.read_only,
                write_only: before.write_only || field.write_only,
                deprecated: before.deprecated || field.deprecated,
                ..before.clone()
            };
        }
        field.usage = usage;
        field.description = description;
        if required {
            field.presence = Presence::Required;
        }
        field
    }

    fn report_contradiction(&mut self, name: &str, before: &Field, field: &Field, usage: Usage) {
        let json_type = |it: &Field| json_type(&self.schemas[it.usage.schema].kind);
        let (Some(one), Some(other)) = (json_type(before), json_type(field)) else {
            return;
        };
        if one != other && usage == field.usage {
            let message = format!(
                "`{name}` is of the type `{other}` here and `{one}` in another part: taken as here"
            );
            self.sink.report(&codes::CS0306, &field.origin, message);
        }
    }

    /// The schema of what is described twice: one of the two, or one that is made of both.
    fn overlap(&mut self, before: Usage, after: Usage, depth: usize) -> Usage {
        for usage in [before, after] {
            self.make(usage.schema, self.making.len());
        }
        let is_unknown = |it: Usage| self.making.contains(&it.schema);
        if before.schema == after.schema
            || depth > DEEPEST
            || is_unknown(before)
            || is_unknown(after)
        {
            return after;
        }
        let kinds = [before, after].map(|it| &self.schemas[it.schema].kind);
        match kinds {
            [SchemaKind::Any, _] => after,
            [_, SchemaKind::Any] => before,
            [SchemaKind::Array(one), SchemaKind::Array(other)] => {
                let (one, other) = (*one, *other);
                let items = self.overlap(one, other, depth + 1);
                match items {
                    _ if items == other => after,
                    _ if items == one => before,
                    _ => self.made_of(before, after, SchemaKind::Array(items)),
                }
            }
            [
                SchemaKind::Object { .. } | SchemaKind::Choice(_),
                SchemaKind::Map(values),
            ] if self.is_free(*values) => before,
            [SchemaKind::Map(values), _] if self.is_free(*values) => after,
            [SchemaKind::Map(_), SchemaKind::Map(values)] if self.is_free(*values) => before,
            [
                SchemaKind::Object { .. } | SchemaKind::Map(_),
                SchemaKind::Object { .. },
            ] => self.joined_object(before, after),
            [one, other] if says_more(one, other) => before,
            _ => after,
        }
    }

    /// The object with the members of both; one of the two if it has them all.
    fn joined_object(&mut self, before: Usage, after: Usage) -> Usage {
        let pair = (before.schema, after.schema);
        if let Some(schema) = self.overlaps.get(&pair) {
            let nullable = before.nullable || after.nullable;
            return Usage {
                schema: *schema,
                nullable,
            };
        }
        let kinds = [before, after].map(|it| self.schemas[it.schema].kind.clone());
        self.copied = self.copied.saturating_add(kinds.iter().map(extent).sum());
        if self.copied > MOST {
            return after;
        }
        // So that an object that holds itself is not looked into for ever.
        self.overlaps.insert(pair, after.schema);
        let [one, other] = kinds;
        let merged = self.merge(one.clone(), other.clone());
        let made = match &merged {
            merged if is_same(merged, &other) => after,
            merged if is_same(merged, &one) => before,
            _ => self.made_of(before, after, merged),
        };
        self.overlaps.insert(pair, made.schema);
        made
    }

    fn made_of(&mut self, before: Usage, after: Usage, kind: SchemaKind) -> Usage {
        let schema = &self.schemas[after.schema];
        let title = schema.title.clone();
        let description = schema.description.clone();
        let schema = self.schemas.push(crate::ir::Schema {
            title,
            description,
            ..made_at(&schema.origin.clone(), kind)
        });
        Usage {
            schema,
            nullable: before.nullable || after.nullable,
        }
    }

    fn is_free(&self, usage: Usage) -> bool {
        let is_known =
            !self.parts.contains_key(&usage.schema) && !self.making.contains(&usage.schema);
        is_known && matches!(self.schemas[usage.schema].kind, SchemaKind::Any)
    }

    /// Whether a schema takes anything; not one that is yet to be made.
    pub(super) fn is_open(&self, schema: SchemaId) -> bool {
        self.is_free(Usage {
            schema,
            nullable: false,
        })
    }
}

/// Whether two objects have the same members, which are used alike.
fn is_same(one: &SchemaKind, other: &SchemaKind) -> bool {
    let (
        SchemaKind::Object { fields, additional },
        SchemaKind::Object {
            fields: others,
            additional: more,
        },
    ) = (one, other)
    else {
        return false;
    };
    let is_there = |(name, field): (&String, &Field)| {
        let other = others.get(name);
        other.is_some_and(|it| it.usage == field.usage && it.presence == field.presence)
    };
    fields.len() == others.len() && additional == more && fields.iter().all(is_there)
}

/// Whether the first of two kinds of one member says all that the second does, and more.
fn says_more(before: &SchemaKind, after: &SchemaKind) -> bool {
    matches!(
        (before, after),
        (
            SchemaKind::Enum(_) | SchemaKind::String(_),
            SchemaKind::String(StringFormat::Plain)
        ) | (
            SchemaKind::Integer(_),
            SchemaKind::Integer(IntegerFormat::I64) | SchemaKind::Number(_)
        ) | (SchemaKind::Number(_), SchemaKind::Number(FloatFormat::F64))
    )
}
