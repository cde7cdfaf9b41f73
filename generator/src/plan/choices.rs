//! Choices as enumerations of Rust: a variant for each alternative, and one for all else.

use super::docs::{self, Docs, markdown};
use super::krate::{ChoiceEnum, Type, Variant, When};
use super::names::{Case, Ident, Scope};
use super::types::{View, coding};
use crate::analyze::Edge;
use crate::ir::{
    self, Alternative, Api, Choice, FloatFormat, IntegerFormat, Schema, SchemaId, SchemaKind, Shape,
};

/// Clippy asks for a box where variants differ by more bytes than this.
const LARGE: usize = 200;

impl View<'_> {
    /// The enumeration that a choice becomes.
    pub(super) fn choice(&self, id: SchemaId, ident: &Ident, choice: &Choice) -> ChoiceEnum {
        let schema = &self.api.schemas[id];
        let mut scope = Scope::default();
        let names = names(self.api, choice);
        let mut variants = Vec::new();
        for (place, (alternative, names)) in choice.alternatives.iter().zip(names).enumerate() {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            let told = format!("{:?}", alternative.shape);
            let plain = self.plain(alternative.usage.schema);
            let is_boxed = self.facts.boxed.contains(&(id, Edge::Alternative(place)));
            variants.push(Variant {
                ident: scope.declare_first(&names, &told, Case::Camel, "Value"),
                docs: self.variant_docs(alternative),
                ty: if is_boxed {
                    Type::Boxed(Box::new(plain))
                } else {
                    plain
                },
                tag: alternative.tag.clone(),
                shape: alternative.shape.clone(),
                kept: alternative.kept.clone(),
            });
        }
        let coding = coding(self.direction(id));
        ChoiceEnum {
            ident: ident.clone(),
            docs: self.type_docs(id),
            conversions: match coding.encode {
                When::Always => self.conversions(ident, &variants),
                When::Feature | When::Verified | When::Never => Vec::new(),
            },
            variants,
            order: choice.order.clone(),
            other: scope.declare("Other", Case::Camel, "Other"),
            coding,
            is_parameter: self.facts.parameters.contains(&id),
            deprecated: schema.deprecated,
        }
    }

    /// How an alternative is told, or what the document says first of it.
    fn variant_docs(&self, alternative: &Alternative) -> Docs {
        let schema = &self.api.schemas[alternative.usage.schema];
        if let Some((member, text)) = &alternative.tag {
            let (member, text) = (docs::code(member), docs::code(text));
            return Docs::text(&format!("Where {member} is {text}."));
        }
        if alternative.is_default {
            return Docs::text("Where it is told by nothing that stands for another one.");
        }
        let id = alternative.usage.schema;
        let is_bare =
            matches!(schema.kind, SchemaKind::Enum(_)) && self.repeats.alias(id).is_some();
        if self.homes.name(id).is_some() && !is_bare {
            // The type has docs of its own.
            return Docs::none();
        }
        markdown(schema.description.as_deref().unwrap_or_default()).first_paragraph()
    }

    /// Whether a value takes much room where it stands.
    pub(super) fn is_large(&self, id: SchemaId) -> bool {
        let mut size = 0;
        self.add_size(id, &mut size);
        size > LARGE
    }

    /// The variants that a value of their type can only be meant for.
    fn conversions(&self, ident: &Ident, variants: &[Variant]) -> Vec<(Ident, Type)> {
        let types: Vec<_> = variants
            .iter()
            .map(|variant| unboxed(&variant.ty))
            .collect();
        // Two names of one type are one type.
        let meant: Vec<_> = types.iter().map(|ty| self.repeats.behind(ty)).collect();
        let is_own = |ty: &Type| matches!(ty, Type::Named(name) if name.ident == *ident);
        let is_alone = |at: usize| meant.iter().filter(|other| **other == meant[at]).count() == 1;
        let places = 0..types.len();
        places
            .filter(|at| is_alone(*at) && !is_own(types[*at]))
            .map(|at| (variants[at].ident.clone(), types[at].clone()))
            .collect()
    }

    /// Adds about the number of bytes that a value takes where it stands, until they are many.
    fn add_size(&self, id: SchemaId, size: &mut usize) {
        if *size > LARGE {
            return;
        }
        match &self.api.schemas[id].kind {
            SchemaKind::Boolean => *size += 2,
            SchemaKind::Integer(IntegerFormat::I32 | IntegerFormat::U32)
            | SchemaKind::Number(FloatFormat::F32) => *size += 8,
            SchemaKind::Integer(_) | SchemaKind::Number(_) | SchemaKind::Null => *size += 16,
            SchemaKind::String(_)
            | SchemaKind::Enum(_)
            | SchemaKind::Array(_)
            | SchemaKind::Map(_) => *size += 24,
            SchemaKind::Any | SchemaKind::Unsupported(_) => *size += 32,
            SchemaKind::Object { fields, .. } => {
                *size += 24;
                for (name, field) in fields {
                    let edge = (id, Edge::Member(name.clone()));
                    if !self.facts.boxed.contains(&edge) {
                        self.add_size(field.usage.schema, size);
                    }
                }
            }
            SchemaKind::Choice(choice) => {
                *size += 8;
                for (place, alternative) in choice.alternatives.iter().enumerate() {
                    if !self.facts.boxed.contains(&(id, Edge::Alternative(place))) {
                        self.add_size(alternative.usage.schema, size);
                    }
                }
            }
        }
    }
}

/// What is in a box, or the type itself.
fn unboxed(ty: &Type) -> &Type {
    match ty {
        Type::Boxed(inner) => inner,
        other => other,
    }
}

/// For each alternative the texts that its name may be made from, the best first.
pub(super) fn names(api: &Api, choice: &Choice) -> Vec<Vec<String>> {
    let unnamed = |alternative: &&Alternative| {
        let schema = &api.schemas[alternative.usage.schema];
        let is_object = matches!(schema.kind, SchemaKind::Object { .. });
        is_object && own_name(alternative, schema).is_none()
    };
    let is_only = choice.alternatives.iter().filter(unnamed).count() < 2;
    let names = choice.alternatives.iter().enumerate();
    let names = names.map(|(place, alternative)| {
        let schema = &api.schemas[alternative.usage.schema];
        let own = own_name(alternative, schema);
        let tag = alternative.tag.as_ref().map(|(_, text)| text.clone());
        let mark = tag.or_else(|| mark(&alternative.shape));
        let titled = match (&own, &mark) {
            (Some(own), Some(mark)) => Some(format!("{own} {mark}")),
            _ => None,
        };
        let is_object = matches!(schema.kind, SchemaKind::Object { .. });
        let member = own_member(choice, place).or_else(|| first_member(&alternative.shape));
        let member = member.filter(|_| is_object);
        let member = member
            .filter(|_| !is_only)
            .map(|name| format!("with {name}"));
        let word = word(api, schema);
        let names = [own, titled, mark, member, Some(word)]
            .into_iter()
            .flatten();
        names.collect()
    });
    names.collect()
}

/// What the document calls an alternative.
fn own_name(alternative: &Alternative, schema: &Schema) -> Option<String> {
    let name = alternative.name.as_ref().or(schema.component.as_ref());
    name.or(schema.title.as_ref()).cloned()
}

/// The text by which an alternative is known.
fn mark(shape: &Shape) -> Option<String> {
    let members = match shape {
        Shape::Object(members) => members,
        Shape::All(shapes) => return shapes.iter().find_map(mark),
        _ => return None,
    };
    members.iter().find_map(|(_, shape)| match shape {
        Shape::Maybe(shape) => only_text(shape),
        shape => only_text(shape),
    })
}

fn only_text(shape: &Shape) -> Option<String> {
    match shape {
        Shape::Texts(texts) if texts.len() == 1 => texts.first().cloned(),
        _ => None,
    }
}

/// The first member that others which look the same do not have, for all but the first of them.
fn own_member(choice: &Choice, place: usize) -> Option<&str> {
    let alternative = &choice.alternatives[place];
    let is_alike = |it: &&Alternative| it.shape == alternative.shape;
    choice.alternatives[..place].iter().find(is_alike)?;
    let others = || {
        choice
            .alternatives
            .iter()
            .enumerate()
            .filter(|it| it.0 != place)
    };
    let is_own = |path: &&String| {
        let mut others = others().filter(|(_, it)| is_alike(it));
        let has = |it: &Alternative| it.kept.as_ref().is_some_and(|kept| kept.contains(path));
        !path.contains('/') && !others.any(|(_, it)| has(it))
    };
    let mut kept = alternative.kept.iter().flatten();
    kept.find(is_own).map(String::as_str)
}

/// A member by which an alternative is known.
fn first_member(shape: &Shape) -> Option<&str> {
    match shape {
        Shape::Object(members) => {
            let mut firm = members
                .iter()
                .filter(|(_, it)| !matches!(it, Shape::Maybe(_)));
            firm.next().map(|(name, _)| name.as_str())
        }
        Shape::Knows(names) => names.first().map(String::as_str),
        Shape::All(shapes) => shapes.iter().rev().find_map(first_member),
        _ => None,
    }
}

/// A word for what a schema is.
fn word(api: &Api, schema: &Schema) -> String {
    let word = match &schema.kind {
        SchemaKind::Boolean => "Boolean",
        SchemaKind::Integer(_) => "Integer",
        SchemaKind::Number(_) => "Number",
        SchemaKind::String(_) | SchemaKind::Enum(_) => "Text",
        SchemaKind::Array(items) => return list_word(api, *items),
        SchemaKind::Map(_) => "Map",
        SchemaKind::Object { .. } => "Object",
        SchemaKind::Choice(_) => "Choice",
        SchemaKind::Any | SchemaKind::Null | SchemaKind::Unsupported(_) => "Value",
    };
    word.to_owned()
}

/// `Integer List`; what is in a list without a name of its own is not told.
fn list_word(api: &Api, items: ir::Usage) -> String {
    let item = &api.schemas[items.schema];
    let name = item.component.as_ref().or(item.title.as_ref());
    match (name, &item.kind) {
        (Some(name), _) => format!("{name} List"),
        (None, SchemaKind::Array(inner)) => {
            let inner = &api.schemas[inner.schema];
            match inner.kind {
                SchemaKind::Array(_) => "List".to_owned(),
                _ => format!("{} List List", word(api, inner)),
            }
        }
        (None, SchemaKind::Object { .. } | SchemaKind::Any) => "List".to_owned(),
        (None, _) => format!("{} List", word(api, item)),
    }
}
