//! What each type is for, in a few words: the docs of a type that the document does not describe.

use std::collections::{BTreeMap, BTreeSet};

use super::docs;
use super::homes::Homes;
use super::krate::Home;
use crate::analyze::{headers, received};
use crate::ir::{Additional, Api, SchemaId, SchemaKind};

/// What a type is for.
pub(super) struct Role {
    /// As "response of …".
    pub(super) words: String,
    /// Whether the docs of what holds the type say the same as its own.
    pub(super) is_told_there: bool,
}

/// For the types that have one place where they belong: what they are there.
pub(super) fn roles(api: &Api, homes: &Homes) -> BTreeMap<SchemaId, Role> {
    let mut roles = Roles {
        api,
        homes,
        found: BTreeMap::new(),
    };
    roles.of_operations();
    roles.of_webhooks();
    roles.of_members();
    roles.found
}

struct Roles<'a> {
    api: &'a Api,
    homes: &'a Homes,
    found: BTreeMap<SchemaId, Role>,
}

impl<'a> Roles<'a> {
    fn of_operations(&mut self) {
        for group in &self.homes.groups {
            for &index in &group.operations {
                let operation = &self.api.operations[index];
                let path = format!("{}::{}", group.handle, self.homes.methods[index]);
                let call = format!("[`{path}`](super::{path})");
                for parameter in &operation.parameters {
                    let name = docs::code(&parameter.name);
                    let role = format!("parameter {name} of {call}");
                    let id = parameter.usage.schema;
                    let said = parameter.description.as_deref().or(self.said(id));
                    self.of_call(id, &role, said);
                }
                if let Some(body) = &operation.body {
                    let contents = body.contents();
                    for usage in contents.filter_map(|content| content.usage) {
                        let said = body.description.as_deref();
                        self.of_call(usage.schema, &format!("body of {call}"), said);
                    }
                }
                for header in headers(self.api, operation) {
                    let name = docs::code(&header.described.name);
                    let role = format!("header {name} of the response to {call}");
                    if let Some(usage) = header.usage {
                        let said = header.described.description.as_deref();
                        let said = said.or(self.said(usage.schema));
                        self.of_call(usage.schema, &role, said);
                    }
                }
                for usage in received(self.api, operation) {
                    self.of_call(usage.schema, &format!("response of {call}"), None);
                }
            }
        }
    }

    fn of_webhooks(&mut self) {
        for (webhook, names) in self.api.webhooks.iter().zip(&self.homes.events) {
            let event = docs::code(names.ident.as_str());
            for header in &webhook.headers {
                let name = docs::code(&header.name);
                let role = format!("header {name} of {event}");
                let said = header.description.as_deref();
                let said = said.or(self.said(header.usage.schema));
                self.of_call(header.usage.schema, &role, said);
            }
            if let Some(usage) = webhook.body.as_ref().and_then(|it| it.content.usage) {
                self.of_call(usage.schema, &format!("body of {event}"), None);
            }
        }
    }

    /// Types that several operations use belong to none of them.
    fn of_call(&mut self, of: SchemaId, role: &str, said: Option<&str>) {
        if let Some((id, words)) = self.named(of, role) {
            let name = self.homes.name(id);
            if name.is_some_and(|name| name.home != Home::Types) {
                let is_told_there = self.is_told(id, said);
                self.found.entry(id).or_insert(Role {
                    words,
                    is_told_there,
                });
            }
        }
    }

    /// What a schema says of itself.
    fn said(&self, id: SchemaId) -> Option<&'a str> {
        self.api.schemas[id].description.as_deref()
    }

    /// Whether a type that stands in one place says the same of itself as `said`.
    fn is_told(&self, id: SchemaId, said: Option<&str>) -> bool {
        let is_alone = self.api.schemas[id].component.is_none();
        is_alone && said.is_some() && self.said(id).map(str::trim) == said.map(str::trim)
    }

    /// Types that have no name in the document belong to what they are a member of.
    fn of_members(&mut self) {
        for (id, schema) in self.api.schemas.iter() {
            let Some(holder) = self.homes.name(id) else {
                continue;
            };
            let holder = docs::code(holder.ident.as_str());
            if let SchemaKind::Choice(choice) = &schema.kind {
                let role = format!("alternative of {holder}");
                for alternative in &choice.alternatives {
                    self.of_holder(alternative.usage.schema, None, || role.clone());
                }
            }
            let SchemaKind::Object { fields, additional } = &schema.kind else {
                continue;
            };
            for (name, field) in fields {
                let role = || format!("member {} of {holder}", docs::code(name));
                self.of_holder(field.usage.schema, field.description.as_deref(), role);
            }
            match additional {
                Additional::Typed(usage) => {
                    let role = || format!("additional member of {holder}");
                    self.of_holder(usage.schema, None, role);
                }
                Additional::Unsaid | Additional::Forbidden => {}
            }
        }
    }

    /// The role is only put into words where there is something that has it.
    fn of_holder(&mut self, id: SchemaId, said: Option<&str>, role: impl Fn() -> String) {
        let named = self.named(id, "").map(|(named, _)| named);
        let is_new = |named: &SchemaId| {
            self.api.schemas[*named].component.is_none() && !self.found.contains_key(named)
        };
        if named.as_ref().is_some_and(is_new)
            && let Some((named, words)) = self.named(id, &role())
        {
            let is_told_there = self.is_told(named, said);
            self.found.insert(
                named,
                Role {
                    words,
                    is_told_there,
                },
            );
        }
    }

    /// The type with a name that `id` is or holds in lists and maps, and its role.
    fn named(&self, id: SchemaId, role: &str) -> Option<(SchemaId, String)> {
        let (mut id, mut role, mut seen) = (id, role.to_owned(), BTreeSet::new());
        while self.homes.name(id).is_none() {
            if !seen.insert(id) {
                return None;
            }
            (id, role) = match &self.api.schemas[id].kind {
                SchemaKind::Array(items) => (items.schema, format!("item of the {role}")),
                SchemaKind::Map(values) => (values.schema, format!("value of the {role}")),
                _ => return None,
            };
        }
        Some((id, role))
    }
}
