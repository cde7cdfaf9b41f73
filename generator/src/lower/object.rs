//! Objects: members by name, and what else they hold.

use indexmap::IndexMap;

use super::Context;
use crate::diag::codes;
use crate::ir::{Additional, Field, Presence, SchemaKind};
use crate::parse::At;

impl<'d> Context<'d, '_> {
    /// An object with named members, or a map.
    pub(super) fn object(&mut self, at: &At<'d>) -> SchemaKind {
        let required = match at.get("properties") {
            Some(properties) => self.required(at, &properties),
            None => Vec::new(),
        };
        self.object_with(at, &required)
    }

    /// Like [`object`](Self::object), but others say which members must be there.
    pub(super) fn object_with(&mut self, at: &At<'d>, required: &[&str]) -> SchemaKind {
        let additional = self.additional(at);
        let properties = at.object("properties", self.sink);
        match (properties, additional) {
            (None, Additional::Typed(values)) => SchemaKind::Map(values),
            (None, Additional::Unsaid) => SchemaKind::Map(self.anything(at)),
            (properties, additional) => {
                let mut fields = IndexMap::new();
                for (name, property) in properties.iter().flat_map(At::members) {
                    fields.insert(
                        name.to_owned(),
                        self.field(&property, required.contains(&name)),
                    );
                }
                SchemaKind::Object { fields, additional }
            }
        }
    }

    fn additional(&mut self, at: &At<'d>) -> Additional {
        let Some(member) = at.get("additionalProperties") else {
            return Additional::Unsaid;
        };
        match member.as_bool() {
            Some(false) => Additional::Forbidden,
            Some(true) => Additional::Typed(self.anything(&member)),
            None => Additional::Typed(self.usage(&member)),
        }
    }

    fn required(&mut self, at: &At<'d>, properties: &At<'d>) -> Vec<&'d str> {
        let Some(list) = at.array("required", self.sink) else {
            return Vec::new();
        };
        let mut names = Vec::new();
        for item in list.items() {
            let Some(name) = item.expect_str(self.sink) else {
                continue;
            };
            if properties.get(name).is_none() {
                let message = format!("`{name}` is required but not among the properties");
                self.sink
                    .report(&codes::CS0304, &item.origin(), message)
                    .help("describe it under `properties`; until then it is neither sent nor read");
            }
            names.push(name);
        }
        names
    }

    fn field(&mut self, at: &At<'d>, required: bool) -> Field {
        let usage = self.usage(at);
        let target = self.document_of(at);
        let said = |key: &str| at.get(key).or_else(|| target.get(key));
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
        }
    }

    /// What a property's reference points to, without another report if it points to nothing.
    pub(super) fn document_of(&self, at: &At<'d>) -> At<'d> {
        let reference = at.get("$ref").and_then(|reference| reference.as_str());
        reference
            .and_then(|text| self.document.resolve(text))
            .unwrap_or_else(|| at.clone())
    }
}
