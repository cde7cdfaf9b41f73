//! Objects: members by name, and what else they hold.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::Context;
use crate::diag::codes;
use crate::ir::{Additional, Described, Field, Presence, SchemaKind, Usage};
use crate::parse::At;

/// Conditions in what holds under a condition.
const DEEPEST_CONDITIONS: usize = 8;

/// How many schemas that are other names for each other are asked what they say of a member.
const MOST_NAMES: usize = 8;

impl<'d> Context<'d, '_> {
    /// An object with named members, or a map.
    pub(super) fn object(&mut self, at: &At<'d>) -> SchemaKind {
        let required: Vec<_> = at
            .array("required", self.sink)
            .iter()
            .flat_map(At::items)
            .filter_map(|item| Some((item.expect_str(self.sink)?, item)))
            .collect();
        let names: Vec<_> = required.iter().map(|(name, _)| *name).collect();
        let mut kind = self.object_with(at, &names);
        if let SchemaKind::Object { fields, additional } = &mut kind
            && matches!(additional, Additional::Unsaid)
        {
            for (name, item) in required {
                if !fields.contains_key(name) {
                    fields.insert(name.to_owned(), self.undescribed_member(&item));
                }
            }
        }
        kind
    }

    /// A member of which is only said that it must be there.
    fn undescribed_member(&mut self, at: &At<'d>) -> Field {
        Field {
            origin: at.origin(),
            usage: self.anything(at),
            presence: Presence::Required,
            description: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            described: Described::Never,
        }
    }

    /// Like [`object`](Self::object), but others say which members must be there.
    pub(super) fn object_with(&mut self, at: &At<'d>, required: &[&str]) -> SchemaKind {
        let additional = self.additional(at);
        let properties = at.object("properties", self.sink);
        let conditional = self.conditional(at);
        match (properties, additional) {
            (None, Additional::Typed(values)) if conditional.is_empty() => SchemaKind::Map(values),
            (None, Additional::Unsaid) if conditional.is_empty() => {
                SchemaKind::Map(self.anything(at))
            }
            (properties, additional) => {
                let mut fields = IndexMap::new();
                for (name, property) in properties.iter().flat_map(At::members) {
                    fields.insert(
                        name.to_owned(),
                        self.field(&property, required.contains(&name)),
                    );
                }
                for (name, property) in conditional {
                    if !fields.contains_key(name) {
                        let described = Described::Sometimes;
                        let field = self.field(&property, false);
                        fields.insert(name.to_owned(), Field { described, ..field });
                    }
                }
                SchemaKind::Object { fields, additional }
            }
        }
    }

    /// The members that are described for some values alone (JSON Schema core, draft 2020-12 §10.2.2).
    pub(super) fn conditional(&self, at: &At<'d>) -> Vec<(&'d str, At<'d>)> {
        let mut open = vec![(at.clone(), 0)];
        let mut found = Vec::new();
        let mut next = 0;
        while let Some((at, depth)) = open.get(next).cloned() {
            next += 1;
            let dependents = at.get("dependentSchemas");
            let branches = ["then", "else"].into_iter().filter_map(|key| at.get(key));
            let branches =
                branches.chain(dependents.iter().flat_map(At::members).map(|(_, it)| it));
            for branch in branches.filter(|_| depth < DEEPEST_CONDITIONS) {
                let branch = self.document_of(&branch);
                let properties = branch.get("properties");
                found.extend(properties.iter().flat_map(At::members));
                open.push((branch, depth + 1));
            }
        }
        found
    }

    fn additional(&mut self, at: &At<'d>) -> Additional {
        let member = at.get("additionalProperties");
        let member = member.or_else(|| at.get("unevaluatedProperties"));
        let said = member.map_or(Additional::Unsaid, |member| match member.as_bool() {
            Some(false) => Additional::Forbidden,
            Some(true) => Additional::Typed(self.anything(&member)),
            None => Additional::Typed(self.usage(&member)),
        });
        match at.get("patternProperties") {
            Some(patterns) => self.by_pattern(at, &patterns, said),
            None => said,
        }
    }

    /// What members hold that are described by the form of their name. They are one map, whatever their names: what
    /// other members hold has to fit in as well.
    fn by_pattern(&mut self, at: &At<'d>, patterns: &At<'d>, said: Additional) -> Additional {
        let schemas: Vec<_> = patterns.members().map(|(_, it)| it).collect();
        let is_map = !at.has("properties");
        match said {
            _ if schemas.is_empty() => said,
            Additional::Forbidden => Additional::Typed(self.one_of(patterns, &schemas)),
            Additional::Unsaid if is_map => Additional::Typed(self.one_of(patterns, &schemas)),
            Additional::Unsaid | Additional::Typed(_) => Additional::Typed(self.anything(patterns)),
        }
    }

    /// A schema that the document has no place of its own for: one of these.
    pub(super) fn one_of(&mut self, at: &At<'d>, schemas: &[At<'d>]) -> Usage {
        if let [only] = schemas {
            return self.usage(only);
        }
        let null = |it: &At<'d>| self.allows_null(&self.document_of(it), 0);
        let nullable = schemas.iter().any(null);
        let schema = self.alternatives(at, schemas);
        Usage { schema, nullable }
    }

    /// Reports members that no part of their object describes. They may be absent all the same: a name that is
    /// misspelled must not make responses unreadable.
    pub(super) fn spare_undescribed(&mut self) {
        let mut reported = BTreeSet::new();
        for schema in self.schemas.iter_mut() {
            let SchemaKind::Object { fields, .. } = &mut schema.kind else {
                continue;
            };
            let undescribed = fields.iter_mut();
            let undescribed = undescribed.filter(|(_, it)| it.described == Described::Never);
            for (name, field) in undescribed {
                field.presence = Presence::Optional;
                let key = (field.origin.pointer.clone(), name.clone());
                if !self.resolved.contains(&key) && reported.insert(key) {
                    let message = format!(
                        "`{name}` is required but not among the properties: taken for any JSON value"
                    );
                    self.sink
                        .report(&codes::CS0304, &field.origin, message)
                        .help("describe it under `properties`, or take it out of `required`");
                }
            }
        }
    }

    fn field(&mut self, at: &At<'d>, required: bool) -> Field {
        let usage = self.usage(at);
        let described = self.names_of(at);
        let said = |key: &str| described.iter().find_map(|it| it.get(key));
        Field {
            origin: at.key_origin(),
            usage,
            presence: if required {
                Presence::Required
            } else {
                Presence::Optional
            },
            description: said("description")
                .and_then(|text| text.as_str())
                .map(str::to_owned),
            deprecated: said("deprecated")
                .and_then(|flag| flag.as_bool())
                .unwrap_or(false),
            read_only: said("readOnly")
                .and_then(|flag| flag.as_bool())
                .unwrap_or(false),
            write_only: said("writeOnly")
                .and_then(|flag| flag.as_bool())
                .unwrap_or(false),
            described: Described::Always,
        }
    }

    /// `at`, and the schemas that it is another name for: what it refers to, or its only alternative.
    fn names_of(&self, at: &At<'d>) -> Vec<At<'d>> {
        let mut names = vec![at.clone()];
        let mut last = self.document_of(at);
        while names.len() < MOST_NAMES {
            let next = self.only_alternative(&last);
            names.push(last);
            match next {
                Some(only) => last = self.document_of(&only),
                None => break,
            }
        }
        names
    }

    /// What a property's reference points to, without another report if it points to nothing.
    pub(super) fn document_of(&self, at: &At<'d>) -> At<'d> {
        let reference = at.get("$ref").and_then(|reference| reference.as_str());
        reference
            .and_then(|text| self.document.resolve(text))
            .unwrap_or_else(|| at.clone())
    }
}
