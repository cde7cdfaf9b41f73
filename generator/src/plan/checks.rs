//! What the document asks of values that are sent, where checks are asked for: a table for each type.
//!
//! In: the constraints of schemas. Out: those that can be looked at, by type and member. Types of which nothing is
//! asked, and that hold none of which something is, have no table.

use std::collections::BTreeSet;

use super::features::gate;
use super::krate::{CheckedMember, CheckedType, Home, Rule, TypeName};
use super::types::View;
use crate::ir::{Schema, SchemaId, SchemaKind, Usage};

/// The tables of all types that are sent, in the order in which schemas were met.
pub(super) fn checks(view: View<'_>) -> Vec<CheckedType> {
    let sent = sent(view);
    let mut asked = BTreeSet::new();
    loop {
        let before = asked.len();
        for (id, _) in &sent {
            if !members(view, *id, &asked).is_empty() {
                asked.insert(*id);
            }
        }
        if asked.len() == before {
            break;
        }
    }
    let types = sent.into_iter().filter(|(id, _)| asked.contains(id));
    let mut seen = BTreeSet::new();
    let types = types.filter(|(id, _)| view.repeats.alias(*id).is_none_or(|it| seen.insert(it)));
    types
        .map(|(id, name)| {
            let name = view.repeats.alias(id).cloned().unwrap_or(name);
            CheckedType {
                features: features(view, id, &name),
                members: members(view, id, &asked),
                name,
            }
        })
        .collect()
}

/// What is asked of the members of a type, but for what is asked inside of those.
pub(super) fn asked(view: View<'_>, id: SchemaId) -> Vec<CheckedMember> {
    members(view, id, &BTreeSet::new())
}

/// The structures that are written as JSON: types with a name, and requests with the members of their body.
fn sent(view: View<'_>) -> Vec<(SchemaId, TypeName)> {
    let is_sent = |id: SchemaId| {
        let is_object = matches!(view.api.schemas[id].kind, SchemaKind::Object { .. });
        is_object && view.direction(id).request
    };
    let ids = view.api.schemas.iter().map(|(id, _)| id);
    let named = ids.filter_map(|id| Some((id, view.homes.name(id)?.clone())));
    let mut sent: Vec<_> = named.filter(|(id, _)| is_sent(*id)).collect();
    for group in &view.homes.groups {
        for index in &group.operations {
            let name = TypeName {
                home: Home::Operation {
                    tag: group.module.clone(),
                    module: view.homes.modules[*index].clone(),
                },
                ident: view.homes.requests[*index].clone(),
            };
            let inlined = view.homes.inlined[*index];
            let is_new = |id: &SchemaId| !sent.contains(&(*id, name.clone()));
            if let Some(id) = inlined.filter(is_new) {
                sent.push((id, name));
            }
        }
    }
    sent
}

/// The features of which one has to be on for a type.
fn features(view: View<'_>, id: SchemaId, name: &TypeName) -> Vec<String> {
    match &name.home {
        Home::Types => gate(&view.homes.groups, view.facts.users.get(id)),
        Home::Repeated(_) => view.repeats.features(view, name),
        Home::Operation { tag, .. } => {
            let groups = view.homes.groups.iter();
            let mut groups = groups.filter(|group| group.module == *tag);
            groups
                .find_map(|group| group.feature.clone())
                .into_iter()
                .collect()
        }
    }
}

fn members(view: View<'_>, id: SchemaId, asked: &BTreeSet<SchemaId>) -> Vec<CheckedMember> {
    let SchemaKind::Object { fields, .. } = &view.api.schemas[id].kind else {
        return Vec::new();
    };
    let sent = fields.iter().filter(|(_, field)| !field.read_only);
    let members = sent.map(|(wire, field)| member(view, wire, field.usage, asked));
    members
        .filter(|it| !it.rules.is_empty() || !it.items.is_empty() || it.inside.is_some())
        .collect()
}

fn member(view: View<'_>, wire: &str, usage: Usage, asked: &BTreeSet<SchemaId>) -> CheckedMember {
    let schema = &view.api.schemas[usage.schema];
    let mut innermost = usage.schema;
    // Lists in lists are as deep as `lower` lets them be.
    while let SchemaKind::Array(items) = &view.api.schemas[innermost].kind {
        innermost = items.schema;
    }
    let is_list = innermost != usage.schema;
    let map = match &schema.kind {
        SchemaKind::Map(values) => Some(values.schema),
        _ => None,
    };
    let held = map.unwrap_or(innermost);
    let is_asked = |id: &SchemaId| asked.contains(id);
    CheckedMember {
        wire: wire.to_owned(),
        rules: rules(schema),
        items: if is_list || map.is_some() {
            rules(&view.api.schemas[held])
        } else {
            Vec::new()
        },
        is_map: map.is_some(),
        inside: Some(held)
            .filter(is_asked)
            .and_then(|id| view.repeats.alias(id).or_else(|| view.homes.name(id)))
            .cloned(),
    }
}

/// What is asked of values of a schema and can be looked at.
fn rules(schema: &Schema) -> Vec<Rule> {
    let list = schema.constraints.list.iter();
    list.filter_map(|(keyword, text)| rule(schema, keyword, text))
        .collect()
}

fn rule(schema: &Schema, keyword: &str, text: &str) -> Option<Rule> {
    let number = |make: fn(f64) -> Rule| {
        let number: f64 = text.parse().ok()?;
        number.is_finite().then(|| make(number))
    };
    let count = |make: fn(u64) -> Rule| text.parse().ok().map(make);
    match (&schema.kind, keyword) {
        (SchemaKind::Integer(_) | SchemaKind::Number(_), _) => match keyword {
            "minimum" => number(Rule::AtLeast),
            "exclusiveMinimum" => number(Rule::MoreThan),
            "maximum" => number(Rule::AtMost),
            "exclusiveMaximum" => number(Rule::LessThan),
            "multipleOf" => {
                number(Rule::MultipleOf).filter(|_| text.parse().is_ok_and(|it: f64| it > 0.0))
            }
            _ => None,
        },
        (SchemaKind::String(_), "minLength") => count(Rule::MinLength),
        (SchemaKind::String(_), "maxLength") => count(Rule::MaxLength),
        (SchemaKind::Array(_), "minItems") => count(Rule::MinItems),
        (SchemaKind::Array(_), "maxItems") => count(Rule::MaxItems),
        (SchemaKind::Array(_), "uniqueItems") => (text == "true").then_some(Rule::Unique),
        (SchemaKind::Map(_) | SchemaKind::Object { .. }, "minProperties") => {
            count(Rule::MinMembers)
        }
        (SchemaKind::Map(_) | SchemaKind::Object { .. }, "maxProperties") => {
            count(Rule::MaxMembers)
        }
        _ => None,
    }
}
