//! Putting schemas together that are made of others: objects of their parts, choices of their alternatives.
//!
//! In: what each is made of, and all other schemas. Out: kinds in place of stand-ins.

use indexmap::IndexMap;

use super::Context;
use super::compose::{Draft, Parts};
use super::scalars::narrowed;
use crate::diag::codes;
use crate::ir::{
    Additional, Alternative, Choice, Constraints, Described, EnumValue, Field, Presence, Schema,
    SchemaHints, SchemaId, SchemaKind, Shape, Usage,
};
use crate::source::Origin;

/// Steps from a schema to what it is made of.
const DEEPEST: usize = 50;
/// Members, alternatives and values that are copied from one schema to another in a document.
pub(super) const MOST: usize = 500_000;

impl Context<'_, '_> {
    /// Makes all schemas that are made of others.
    pub(super) fn put_together(&mut self) {
        let made: Vec<_> = self.parts.keys().copied().collect();
        for id in &made {
            self.make(*id, 0);
        }
        self.tell_apart(&made);
    }

    pub(super) fn make(&mut self, id: SchemaId, depth: usize) {
        let Some(parts) = self.parts.remove(&id) else {
            return;
        };
        self.making.push(id);
        let kind = self.kind_made_of(parts, depth);
        self.making.pop();
        self.schemas[id].kind = kind;
    }

    fn kind_made_of(&mut self, parts: Parts, depth: usize) -> SchemaKind {
        if depth > DEEPEST {
            return self.not_made(&parts.origin, "more than 50 schemas made of each other are");
        }
        let alternatives = parts.one.iter().map(|draft| draft.usage);
        for usage in parts.all.iter().copied().chain(alternatives) {
            self.make(usage.schema, depth + 1);
        }
        self.copied = self.copied.saturating_add(self.extent(&parts));
        if self.copied > MOST {
            return self.not_made(
                &parts.origin,
                "what this and others become together is too large, and",
            );
        }
        self.kind_of(parts)
    }

    /// How much is copied when a schema is made of its parts.
    fn extent(&self, parts: &Parts) -> usize {
        let kind = |usage: &Usage| &self.schemas[usage.schema].kind;
        let size = |usage: &Usage| {
            let schema = &self.schemas[usage.schema];
            extent(&schema.kind) + schema.values.len() + schema.value_docs.len()
        };
        let base: usize = parts.all.iter().map(size).sum();
        let one: usize = parts.one.iter().map(|it| size(&it.usage)).sum();
        let choices = parts.all.iter().map(|usage| match kind(usage) {
            SchemaKind::Choice(choice) => choice.alternatives.len(),
            _ => 0,
        });
        let copies = 1 + parts.one.len() + choices.sum::<usize>();
        one.saturating_add(base.saturating_mul(copies))
    }

    pub(super) fn not_made(&mut self, origin: &Origin, what: &str) -> SchemaKind {
        let message = format!("{what} not supported yet: taken for any JSON value");
        self.sink.report(&codes::CS0301, origin, message);
        SchemaKind::Unsupported(codes::CS0301.id)
    }

    fn kind_of(&mut self, parts: Parts) -> SchemaKind {
        let kinds = parts
            .all
            .iter()
            .map(|usage| self.schemas[usage.schema].kind.clone());
        let (objects, others): (Vec<_>, Vec<_>) = kinds
            .filter(|kind| !is_anything(kind))
            .partition(|kind| matches!(kind, SchemaKind::Object { .. } | SchemaKind::Map(_)));
        let base = self.merged(objects, &parts);
        match (base, others.as_slice(), parts.one.is_empty()) {
            (None, [], true) => SchemaKind::Any,
            (Some(base), [], true) => base,
            (None, [_, ..], true) => {
                match self.narrowest_list(&others).or_else(|| narrowed(&others)) {
                    Some(kind) => kind,
                    None => self.not_made(&parts.origin, "this `allOf` is"),
                }
            }
            (base, [], false) => self.choice(base.as_ref(), &parts),
            (Some(base), [SchemaKind::Choice(choice)], true) => {
                self.choice(Some(&base), &drafts_of(choice, parts))
            }
            _ => self.not_made(&parts.origin, "this `allOf` is"),
        }
    }

    /// One object with the members of all; what a later one says of a member counts.
    fn merged(&mut self, objects: Vec<SchemaKind>, parts: &Parts) -> Option<SchemaKind> {
        let mut merged: Option<SchemaKind> = None;
        for object in objects {
            merged = Some(match merged {
                Some(before) => self.merge(before, object),
                None => object,
            });
        }
        if let Some(SchemaKind::Object { fields, additional }) = &mut merged {
            for name in &parts.required {
                match fields.get_mut(name) {
                    Some(field) => field.presence = Presence::Required,
                    None if *additional == Additional::Unsaid => {
                        fields.insert(name.clone(), self.undescribed_in(&parts.origin));
                    }
                    None => {}
                }
            }
        }
        merged
    }

    fn undescribed_in(&mut self, origin: &Origin) -> Field {
        let schema = self.schemas.push(made_at(origin, SchemaKind::Any));
        Field {
            origin: origin.clone(),
            usage: Usage {
                schema,
                nullable: false,
            },
            presence: Presence::Required,
            description: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            described: Described::Never,
        }
    }

    /// The list that says what is in it, if all are lists.
    fn narrowest_list(&self, kinds: &[SchemaKind]) -> Option<SchemaKind> {
        let is_list = |kind: &SchemaKind| matches!(kind, SchemaKind::Array(_));
        let says_more = |kind: &&SchemaKind| match kind {
            SchemaKind::Array(items) => !self.is_open(items.schema),
            _ => false,
        };
        let all = kinds.iter().all(is_list);
        all.then(|| kinds.iter().rev().find(says_more).or(kinds.last()))?
            .cloned()
    }

    pub(super) fn merge(&mut self, first: SchemaKind, second: SchemaKind) -> SchemaKind {
        let (mut fields, before) = self.members(first);
        let (others, after) = self.members(second);
        for (name, field) in others {
            self.put(&mut fields, name, field);
        }
        let additional = match (before, after) {
            (_, Additional::Typed(usage)) | (Additional::Typed(usage), _) => {
                Additional::Typed(usage)
            }
            (Additional::Forbidden, Additional::Forbidden) => Additional::Forbidden,
            _ => Additional::Unsaid,
        };
        match (fields.is_empty(), additional) {
            (true, Additional::Typed(usage)) => SchemaKind::Map(usage),
            _ => SchemaKind::Object { fields, additional },
        }
    }

    /// The members of an object. A map of anything says only that there may be some.
    fn members(&self, kind: SchemaKind) -> (IndexMap<String, Field>, Additional) {
        match kind {
            SchemaKind::Object { fields, additional } => (fields, additional),
            SchemaKind::Map(usage) if self.is_map_of_something(usage) => {
                (IndexMap::new(), Additional::Typed(usage))
            }
            _ => (IndexMap::new(), Additional::Unsaid),
        }
    }

    /// Whether a map says what it holds, if only by `additionalProperties: true`.
    fn is_map_of_something(&self, values: Usage) -> bool {
        let schema = &self.schemas[values.schema];
        let is_said = schema
            .origin
            .pointer
            .as_str()
            .ends_with("/additionalProperties");
        is_said || !is_anything(&schema.kind)
    }

    fn choice(&mut self, base: Option<&SchemaKind>, parts: &Parts) -> SchemaKind {
        let drafts = self.flat(&parts.one);
        let known = |draft: &Draft| {
            let kind = &self.schemas[draft.usage.schema].kind;
            !is_anything(kind) || base.is_some() && matches!(kind, SchemaKind::Any)
        };
        let count = drafts.len();
        let drafts: Vec<_> = drafts.into_iter().filter(known).collect();
        let may_be_anything = drafts.len() < count;
        if drafts.is_empty() {
            return base.cloned().unwrap_or(SchemaKind::Any);
        }
        let mut alternatives = Vec::new();
        for draft in drafts {
            let draft = match base {
                Some(base) => self.with_base(base, draft, &parts.origin),
                None => draft,
            };
            self.push_alternatives(&draft, parts.discriminator.as_deref(), &mut alternatives);
        }
        self.join_scalars(&mut alternatives, &parts.origin);
        if let [only] = alternatives.as_slice()
            && only.tag.is_none()
            && !may_be_anything
        {
            let only = &self.schemas[only.usage.schema];
            let (kind, values) = (only.kind.clone(), only.values.clone());
            let value_docs = only.value_docs.clone();
            if let Some(made) = self.making.last() {
                self.schemas[*made].values = values;
                self.schemas[*made].value_docs = value_docs;
            }
            return kind;
        }
        SchemaKind::Choice(Choice {
            alternatives,
            is_any: parts.is_any,
            order: Vec::new(),
        })
    }

    /// The alternatives, with those of a choice that has no name among them in its place.
    fn flat(&self, drafts: &[Draft]) -> Vec<Draft> {
        let mut flat = Vec::new();
        for draft in drafts {
            let schema = &self.schemas[draft.usage.schema];
            match &schema.kind {
                SchemaKind::Choice(choice)
                    if schema.component.is_none() && draft.tags.is_empty() =>
                {
                    flat.extend(drafts_of(choice, Parts::default()).one);
                }
                _ => flat.push(draft.clone()),
            }
        }
        flat
    }

    /// An alternative that is an object, with the members that all have.
    fn with_base(&mut self, base: &SchemaKind, draft: Draft, origin: &Origin) -> Draft {
        let kind = match &self.schemas[draft.usage.schema].kind {
            kind @ (SchemaKind::Object { .. } | SchemaKind::Map(_)) => {
                let kind = kind.clone();
                self.merge(base.clone(), kind)
            }
            SchemaKind::Any => base.clone(),
            _ => return draft,
        };
        let schema = &self.schemas[draft.usage.schema];
        let origin = draft.origin.as_ref().unwrap_or(origin);
        let made = Schema {
            description: schema.description.clone(),
            deprecated: schema.deprecated,
            ..made_at(origin, kind)
        };
        let name = draft.name.clone().or_else(|| schema.title.clone());
        Draft {
            usage: Usage {
                schema: self.schemas.push(made),
                nullable: false,
            },
            name,
            ..draft
        }
    }

    /// One alternative for each text of the discriminator that stands for it.
    fn push_alternatives(
        &self,
        draft: &Draft,
        discriminator: Option<&str>,
        alternatives: &mut Vec<Alternative>,
    ) {
        let schema = &self.schemas[draft.usage.schema];
        let alternative = |tag: Option<(String, String)>, name: Option<String>| Alternative {
            usage: draft.usage,
            is_default: draft.is_default && tag.is_none(),
            tag,
            name,
            shape: Shape::Any,
            kept: None,
        };
        let made_anew = draft.name.clone().filter(|_| schema.component.is_none());
        let tags = match discriminator {
            Some(member) => self.tags(draft, member),
            None => Vec::new(),
        };
        if draft.is_default && draft.tags.is_empty() {
            // It is written as it is: what tells it from others is not one text.
            alternatives.push(alternative(None, made_anew));
            return;
        }
        match (discriminator, tags.as_slice()) {
            (Some(member), [tag]) => {
                let tag = (member.to_owned(), tag.clone());
                alternatives.push(alternative(Some(tag), made_anew));
            }
            (Some(member), tags) if !tags.is_empty() => {
                for tag in tags {
                    let named = Some(tag.clone());
                    let tag = (member.to_owned(), tag.clone());
                    alternatives.push(alternative(Some(tag), named));
                }
            }
            _ => {
                let is_there = alternatives.iter().any(|other| other.usage == draft.usage);
                if !is_there {
                    alternatives.push(alternative(None, made_anew));
                }
            }
        }
        if draft.is_default {
            alternatives.push(alternative(None, Some("any other".to_owned())));
        }
    }

    /// What the discriminator says for an alternative: as mapped, as the only text of its member, or its name.
    fn tags(&self, draft: &Draft, member: &str) -> Vec<String> {
        let SchemaKind::Object { fields, .. } = &self.schemas[draft.usage.schema].kind else {
            return draft.tags.clone();
        };
        if !draft.tags.is_empty() {
            return draft.tags.clone();
        }
        let field = fields.get(member).map(|field| field.usage.schema);
        let name = draft.name.iter().cloned();
        match field.map(|id| &self.schemas[id].kind) {
            Some(SchemaKind::Enum(values)) => match texts(values).as_slice() {
                [only] => vec![only.clone()],
                several => name.filter(|name| several.contains(name)).collect(),
            },
            _ => name.collect(),
        }
    }
}

/// What a choice is made of, for another one that takes its alternatives over.
fn drafts_of(choice: &Choice, parts: Parts) -> Parts {
    let tag = choice.alternatives.iter().find_map(|it| it.tag.as_ref());
    let one = choice.alternatives.iter().map(|alternative| Draft {
        usage: alternative.usage,
        name: alternative.name.clone(),
        tags: alternative
            .tag
            .iter()
            .map(|(_, text)| text.clone())
            .collect(),
        is_default: alternative.is_default,
        origin: None,
    });
    Parts {
        one: one.collect(),
        discriminator: tag.map(|(member, _)| member.clone()),
        is_any: choice.is_any,
        ..parts
    }
}

/// How much a kind holds.
pub(super) fn extent(kind: &SchemaKind) -> usize {
    match kind {
        SchemaKind::Object { fields, .. } => fields.len(),
        SchemaKind::Choice(choice) => choice.alternatives.len(),
        SchemaKind::Enum(values) => values.len(),
        _ => 1,
    }
}

/// A schema that the document has no place of its own for.
pub(super) fn made_at(origin: &Origin, kind: SchemaKind) -> Schema {
    Schema {
        origin: origin.clone(),
        component: None,
        title: None,
        description: None,
        deprecated: false,
        kind,
        values: Vec::new(),
        value_docs: Vec::new(),
        hints: SchemaHints::default(),
        constraints: Constraints::default(),
    }
}

pub(super) fn is_anything(kind: &SchemaKind) -> bool {
    matches!(
        kind,
        SchemaKind::Any | SchemaKind::Null | SchemaKind::Unsupported(_)
    )
}

/// The texts of an enumeration.
pub(super) fn texts(values: &[EnumValue]) -> Vec<String> {
    let texts = values.iter().filter_map(|value| match value {
        EnumValue::String(text) => Some(text.clone()),
        EnumValue::Integer(_) => None,
    });
    texts.collect()
}
