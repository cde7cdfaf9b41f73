//! Enumerations that a document repeats: one type for all that list the same texts, and an alias in each place.
//!
//! The type is named by its texts and each alias by its place, so no name changes when another place is added,
//! and code that uses a place's name compiles whether it is the only one with these texts or not. Components
//! keep a type of their own: the document names them.

use std::collections::BTreeMap;

use super::docs::Docs;
use super::features::gate;
use super::homes::Homes;
use super::krate::{SharedEnum, TextEnum};
use super::names::{Case, Ident, Scope};
use super::types::variants;
use crate::analyze::{Facts, UserSet};
use crate::ir::{Api, EnumValue, SchemaId, SchemaKind, ValueDocs};

/// The module below `types` that they stand in.
pub(super) const MODULE: &str = "enums";

/// What each alias stands for, and the types.
#[derive(Debug, Default)]
pub(super) struct Enums {
    aliases: BTreeMap<SchemaId, Ident>,
    pub(super) types: Vec<SharedEnum>,
}

impl Enums {
    /// Finds the enumerations of which there are several.
    pub(super) fn find(api: &Api, facts: &Facts, homes: &Homes) -> Self {
        let mut places: BTreeMap<Vec<&str>, Vec<SchemaId>> = BTreeMap::new();
        for (id, _) in homes.types.values().flatten() {
            let schema = &api.schemas[*id];
            if let SchemaKind::Enum(values) = &schema.kind
                && schema.component.is_none()
            {
                places.entry(texts(values)).or_default().push(*id);
            }
        }
        let mut found = Self::default();
        let mut scope = Scope::default();
        for (texts, ids) in places.iter().filter(|(_, ids)| ids.len() > 1) {
            let ident = scope.declare(&name(texts), Case::Camel, "Texts");
            let users = ids.iter().map(|id| facts.users.get(*id));
            let (variants, other) = variants(texts, shared_docs(api, ids));
            found.types.push(SharedEnum {
                features: gate(&homes.groups, &UserSet::union(users)),
                item: TextEnum {
                    ident: ident.clone(),
                    docs: Docs::none(),
                    variants,
                    other,
                    deprecated: false,
                },
            });
            let aliases = ids.iter().map(|id| (*id, ident.clone()));
            found.aliases.extend(aliases);
        }
        found
    }

    /// The type that a schema is an alias of.
    pub(super) fn alias(&self, id: SchemaId) -> Option<&Ident> {
        self.aliases.get(&id)
    }
}

/// What the document says of the texts, if it says the same in all places.
fn shared_docs<'a>(api: &'a Api, ids: &[SchemaId]) -> &'a [ValueDocs] {
    let mut all = ids.iter().map(|id| api.schemas[*id].value_docs.as_slice());
    let first = all.next().unwrap_or_default();
    if all.all(|docs| docs == first) {
        first
    } else {
        &[]
    }
}

/// The texts of an enumeration.
pub(super) fn texts(values: &[EnumValue]) -> Vec<&str> {
    let texts = values.iter().filter_map(|value| match value {
        EnumValue::String(text) => Some(text.as_str()),
        EnumValue::Integer(_) => None,
    });
    texts.collect()
}

/// `read or write`, `a or b or 3 more`; `only list` where there is one text.
fn name(texts: &[&str]) -> String {
    let words = texts.iter();
    let words = words.map(|text| if text.is_empty() { "empty" } else { text });
    let words: Vec<_> = words.collect();
    match words.as_slice() {
        [word] => format!("only {word}"),
        [first, second, rest @ ..] if rest.len() > 1 => {
            format!("{first} or {second} or {} more", rest.len())
        }
        words => words.join(" or "),
    }
}
