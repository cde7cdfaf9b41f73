//! `name[a][b]=c` as the value that it stands for.

use serde_json::Value;

use super::styles::{alternatives, member, value};
use crate::ir::{Api, SchemaId, SchemaKind};

/// Names in names that are looked into.
const DEEPEST: usize = 64;

/// What stands below a name.
#[derive(Default)]
pub(super) struct Deep {
    texts: Vec<String>,
    members: Vec<(String, Deep)>,
}

impl Deep {
    /// Puts the pairs below `name` together.
    pub(super) fn of<'a>(name: &str, pairs: impl Iterator<Item = (&'a str, String)>) -> Self {
        let mut deep = Self::default();
        for (key, text) in pairs {
            let Some(rest) = key.strip_prefix(name) else {
                continue;
            };
            if rest.is_empty() || rest.starts_with('[') {
                deep.put(rest, text);
            }
        }
        deep
    }

    fn put(&mut self, path: &str, text: String) {
        let mut here = self;
        let keys = path.split('[').skip(1).take(DEEPEST);
        for key in keys.map(|it| it.trim_end_matches(']')) {
            let place = here.members.iter().position(|(name, _)| name == key);
            let place = place.unwrap_or_else(|| {
                here.members.push((key.to_owned(), Self::default()));
                here.members.len() - 1
            });
            here = &mut here.members[place].1;
        }
        here.texts.push(text);
    }

    /// The value, read as this schema has it; `None` where there is nothing.
    pub(super) fn value(&self, api: &Api, id: SchemaId) -> Option<Value> {
        if self.texts.is_empty() && self.members.is_empty() {
            return None;
        }
        Some(match &api.schemas[id].kind {
            SchemaKind::Array(items) => {
                let own = self.texts.iter();
                let own = own.map(|text| value(api, items.schema, text));
                let below = self.members.iter().flat_map(|(key, deep)| {
                    let several = key.is_empty().then_some(&deep.texts);
                    let texts = several.into_iter().flatten();
                    let texts = texts.map(|text| Some(value(api, items.schema, text)));
                    let one = (!key.is_empty()).then(|| deep.value(api, items.schema));
                    texts.chain(one).flatten().collect::<Vec<_>>()
                });
                own.chain(below).collect()
            }
            SchemaKind::Choice(_) => {
                let is_object = !self.members.is_empty();
                let fits = |it: &SchemaId| {
                    let kind = &api.schemas[*it].kind;
                    let is_structured = matches!(
                        kind,
                        SchemaKind::Object { .. } | SchemaKind::Map(_) | SchemaKind::Array(_)
                    );
                    is_structured == is_object
                };
                // None of these is a choice again.
                match alternatives(api, id).into_iter().find(fits) {
                    Some(id) => return self.value(api, id),
                    None => self.untyped(api, Some(id)),
                }
            }
            _ => self.untyped(api, Some(id)),
        })
    }

    fn untyped(&self, api: &Api, id: Option<SchemaId>) -> Value {
        if self.members.is_empty() {
            let text = self.texts.last().map(String::as_str).unwrap_or_default();
            return id.map_or_else(|| Value::from(text), |id| value(api, id, text));
        }
        if self.members.iter().all(|(key, _)| key.is_empty()) {
            let texts = self.members.iter().flat_map(|(_, deep)| &deep.texts);
            return texts.map(|text| Value::from(text.as_str())).collect();
        }
        let members = self.members.iter().filter_map(|(key, deep)| {
            let value = match id.and_then(|id| member(api, id, key)) {
                Some(id) => deep.value(api, id),
                None => Some(deep.untyped(api, None)),
            };
            Some((key.clone(), value?))
        });
        members.collect()
    }
}
