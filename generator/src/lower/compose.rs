//! Schemas that are made of others: `allOf`, `oneOf`, `anyOf` and lists of types, as the document has them.
//!
//! What comes of them is decided in [`choice`](super::choice), when all schemas that they name are known.

use std::collections::BTreeMap;

use super::Context;
use super::schema::{blank, is_null_schema, type_names};
use crate::diag::codes;
use crate::ir::{Schema, SchemaId, SchemaKind, Usage};
use crate::parse::At;
use crate::source::Origin;

/// What a schema is made of.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// What must all hold.
    pub(super) all: Vec<Usage>,
    /// Members that must be there, whichever part describes them.
    pub(super) required: Vec<String>,
    /// Of these one must hold, if there are any.
    pub(super) one: Vec<Draft>,
    /// Whether several of them may hold.
    pub(super) is_any: bool,
    /// The member that tells which.
    pub(super) discriminator: Option<String>,
    /// Where the schema stands.
    pub(super) origin: Origin,
}

/// An alternative, while not much is known of it.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) usage: Usage,
    /// The component that is referred to.
    pub(super) name: Option<String>,
    /// What the discriminator says for it, where the document maps it.
    pub(super) tags: Vec<String>,
    /// Whether it is meant where the discriminator says something else, or nothing.
    pub(super) is_default: bool,
    /// Where it stands, if not with the choice itself.
    pub(super) origin: Option<Origin>,
}

/// Whether a schema is made of others.
pub(super) fn is_composed(at: &At<'_>) -> bool {
    let mut keywords = ["allOf", "oneOf", "anyOf"].iter();
    keywords.any(|keyword| at.has(keyword)) || is_reference_with_more(at)
}

/// Whether a schema is what it refers to and more (JSON Schema core, draft 2020-12 §8.2.3.1).
pub(super) fn is_reference_with_more(at: &At<'_>) -> bool {
    let mut keywords = ["properties", "allOf", "oneOf", "anyOf"].iter();
    at.has("$ref") && keywords.any(|keyword| at.has(keyword))
}

impl<'d> Context<'d, '_> {
    /// Notes what a schema is made of.
    pub(super) fn composed(&mut self, id: SchemaId, at: &At<'d>) -> SchemaKind {
        if let [name] = type_names(at).as_slice()
            && *name != "object"
            && (*name != "array" || at.has("items"))
        {
            // The alternatives can only say more about values of this type.
            let kind = self.of_type(name, at);
            return self.listed(kind, at);
        }
        let choices = real_choices(at);
        if let [_, second, ..] = choices.as_slice() {
            return self.unsupported(second, "`anyOf` beside `oneOf`");
        }
        let parts: Vec<_> = at.get("allOf").iter().flat_map(At::items).collect();
        let mut required = names(at);
        let is_bare = |it: &&At<'d>| is_bare(it) && self.conditional(it).is_empty();
        let (bare, full): (Vec<_>, Vec<_>) = parts.iter().partition(is_bare);
        for part in &bare {
            self.report_unchecked(part);
        }
        required.extend(bare.into_iter().flat_map(names));
        let mut all = Vec::new();
        if is_reference_with_more(at)
            && let Some(reference) = at.get("$ref")
            && let Some(text) = reference.expect_str(self.sink)
            && let Some(target) = self.resolve(&reference, text)
        {
            all.push(self.usage(&target));
        }
        for part in full {
            all.push(self.usage(part));
        }
        if describes_members(at) || !self.conditional(at).is_empty() {
            let kind = self.object_with(at, &required);
            all.push(self.made(at, kind));
        }
        let one = match choices.first() {
            Some(list) => self.drafts(at, list),
            None => Vec::new(),
        };
        if all.is_empty() && one.is_empty() {
            let is_object = |it: &At<'_>| type_names(it).contains(&"object");
            return if is_object(at) || parts.iter().any(is_object) {
                SchemaKind::Map(self.anything(at))
            } else if real_choices_are_null(at) {
                SchemaKind::Null
            } else {
                SchemaKind::Any
            };
        }
        let discriminator = at
            .get("discriminator")
            .and_then(|it| it.get("propertyName"));
        let parts = Parts {
            all,
            required: required.into_iter().map(str::to_owned).collect(),
            one,
            is_any: choices.first().is_some_and(is_any_of),
            discriminator: discriminator.and_then(|name| name.as_str().map(str::to_owned)),
            origin: at.key_origin(),
        };
        self.parts.insert(id, parts);
        SchemaKind::Any
    }

    /// Notes that a schema is one of several types (JSON Schema validation, draft 2020-12 §6.1.1).
    pub(super) fn several_types(
        &mut self,
        id: SchemaId,
        at: &At<'d>,
        names: &[&str],
    ) -> SchemaKind {
        let kinds: Vec<_> = names.iter().map(|name| self.of_type(name, at)).collect();
        self.choice_of(id, at, kinds)
    }

    /// Notes that a schema is one of several kinds that have no schemas of their own.
    pub(super) fn choice_of(
        &mut self,
        id: SchemaId,
        at: &At<'d>,
        kinds: Vec<SchemaKind>,
    ) -> SchemaKind {
        let mut one = Vec::new();
        for kind in kinds {
            one.push(Draft {
                usage: self.made(at, kind),
                name: None,
                tags: Vec::new(),
                is_default: false,
                origin: None,
            });
        }
        let parts = Parts {
            one,
            origin: at.key_origin(),
            ..Parts::default()
        };
        self.parts.insert(id, parts);
        SchemaKind::Any
    }

    /// A schema that is one of several that stand elsewhere; `null` among them belongs to who uses it.
    pub(super) fn alternatives(&mut self, at: &At<'d>, schemas: &[At<'d>]) -> SchemaId {
        let mut one = Vec::new();
        for schema in schemas {
            if !is_null_schema(&self.document_of(schema)) {
                one.push(Draft {
                    usage: Usage {
                        nullable: false,
                        ..self.usage(schema)
                    },
                    name: None,
                    tags: Vec::new(),
                    is_default: false,
                    origin: Some(schema.key_origin()),
                });
            }
        }
        let id = self.schemas.push(blank(at));
        let parts = Parts {
            one,
            origin: at.key_origin(),
            ..Parts::default()
        };
        self.parts.insert(id, parts);
        id
    }

    /// A schema that the document has no place of its own for.
    fn made(&mut self, at: &At<'d>, kind: SchemaKind) -> Usage {
        let schema = self.schemas.push(Schema {
            component: None,
            kind,
            ..blank(at)
        });
        Usage {
            schema,
            nullable: false,
        }
    }

    /// The alternatives of a list, without `null`.
    fn drafts(&mut self, at: &At<'d>, list: &At<'d>) -> Vec<Draft> {
        let mapping = self.mapping(at);
        let default = self.default_mapping(at);
        let mut drafts = Vec::new();
        for item in list.items() {
            let target = self.document_of(&item);
            if is_null_schema(&target) {
                continue;
            }
            let reference = item.get("$ref").and_then(|it| it.as_str());
            let name = reference.and_then(|text| text.rsplit('/').next());
            let tags = mapping.get(target.pointer.as_str());
            let usage = if is_list_of_anything(&target) && at.has("items") {
                // `items` beside a choice is about those of its alternatives that are lists.
                let kind = self.of_type("array", at);
                self.made(at, kind)
            } else {
                self.usage(&item)
            };
            drafts.push(Draft {
                usage: Usage {
                    nullable: false,
                    ..usage
                },
                name: name.map(str::to_owned),
                tags: tags.cloned().unwrap_or_default(),
                is_default: default.as_deref() == Some(target.pointer.as_str()),
                origin: Some(item.key_origin()),
            });
        }
        if let Some(member) = at
            .get("discriminator")
            .and_then(|it| it.get("defaultMapping"))
            && !drafts.iter().any(|draft| draft.is_default)
        {
            let message = "`defaultMapping` names none of the alternatives: it is ignored";
            self.sink
                .report(&codes::CS0104, &member.key_origin(), message)
                .help("name one as in `oneOf`, or list it there");
        }
        drafts
    }

    /// The texts of a discriminator, by the place of the schema that they stand for (OpenAPI 3.1 §4.8.25).
    fn mapping(&self, at: &At<'d>) -> BTreeMap<String, Vec<String>> {
        let mapping = at.get("discriminator").and_then(|it| it.get("mapping"));
        let mut tags: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (tag, target) in mapping.iter().flat_map(At::members) {
            if let Some(place) = self.mapped(&target) {
                tags.entry(place).or_default().push(tag.to_owned());
            }
        }
        tags
    }

    /// The place of the schema that a text of a discriminator means: a name, else a reference.
    fn mapped(&self, target: &At<'d>) -> Option<String> {
        let text = target.as_str()?;
        let component = format!("#/components/schemas/{text}");
        let found = self.document.resolve(&component);
        let found = found.or_else(|| self.document.resolve(text))?;
        Some(found.pointer.as_str().to_owned())
    }

    /// The place of the schema for all that a discriminator does not name (OpenAPI 3.2 §4.25).
    fn default_mapping(&self, at: &At<'d>) -> Option<String> {
        let default = at.get("discriminator")?.get("defaultMapping")?;
        self.mapped(&default)
    }

    /// Whether `null` is among what a schema describes; looks into choices, but not into choices of choices.
    pub(super) fn allows_null(&self, at: &At<'d>, depth: usize) -> bool {
        let is_null = |item: At<'_>| item.as_str() == Some("null");
        let by_type = at
            .get("type")
            .is_some_and(|member| is_null(member.clone()) || member.items().any(is_null));
        let by_list = at
            .get("enum")
            .is_some_and(|list| list.items().any(|item| item.is_null()));
        by_type || by_list || is_null_schema(at) || depth < 2 && self.by_choice(at, depth)
    }

    fn by_choice(&self, at: &At<'d>, depth: usize) -> bool {
        let lists = ["oneOf", "anyOf"].iter().filter_map(|key| at.get(key));
        let mut items = lists.flat_map(|list| list.items().collect::<Vec<_>>());
        items.any(|item| self.allows_null(&self.document_of(&item), depth + 1))
    }

    /// The schema that `at` is another name for: one alternative, and nothing beside it that matters.
    pub(super) fn only_alternative(&self, at: &At<'d>) -> Option<At<'d>> {
        let keywords = ["allOf", "oneOf", "anyOf"];
        let mut lists = keywords.iter().filter_map(|key| Some((*key, at.get(key)?)));
        let (keyword, list) = lists.next()?;
        let says_more = describes_members(at) || !self.conditional(at).is_empty();
        if says_more || at.has("enum") || lists.next().is_some() {
            return None;
        }
        let says_something = |item: &At<'d>| match keyword {
            "allOf" => {
                !is_bare(item)
                    || item.get("required").is_some()
                    || !self.conditional(item).is_empty()
            }
            _ => !is_null_schema(&self.document_of(item)),
        };
        let mut alternatives = list.items().filter(says_something);
        let only = alternatives.next()?;
        let is_only = alternatives.next().is_none() && !is_bare(&only);
        is_only.then_some(only)
    }
}

/// Which members must be there together, for choices that say no more than that.
pub(super) fn required_together(at: &At<'_>) -> Option<(&'static str, String)> {
    ["oneOf", "anyOf"].into_iter().find_map(|keyword| {
        let list = at.get(keyword).filter(is_of_requirements)?;
        let groups = list.items().map(|item| names(&item).join(" and "));
        let groups: Vec<_> = groups.filter(|group| !group.is_empty()).collect();
        (!groups.is_empty()).then(|| (keyword, groups.join(", or ")))
    })
}

/// Whether a schema says that a value is a list, and not of what.
fn is_list_of_anything(at: &At<'_>) -> bool {
    let of_what = ["items", "prefixItems", "allOf", "oneOf", "anyOf"];
    type_names(at) == ["array"] && of_what.iter().all(|keyword| !at.has(keyword))
}

/// The lists of alternatives that are more than combinations of required members.
pub(super) fn real_choices<'d>(at: &At<'d>) -> Vec<At<'d>> {
    let lists = ["oneOf", "anyOf"].iter().filter_map(|key| at.get(key));
    lists.filter(|list| !is_of_requirements(list)).collect()
}

fn real_choices_are_null(at: &At<'_>) -> bool {
    let lists = real_choices(at);
    !lists.is_empty()
        && lists
            .iter()
            .flat_map(At::items)
            .all(|item| is_null_schema(&item))
}

fn is_any_of(list: &At<'_>) -> bool {
    list.pointer.as_str().ends_with("/anyOf")
}

fn is_of_requirements(list: &At<'_>) -> bool {
    list.items().all(|item| is_bare(&item))
}

/// Whether a schema tells nothing about the form of a value.
fn is_bare(at: &At<'_>) -> bool {
    const FORMS: [&str; 11] = [
        "$ref",
        "properties",
        "additionalProperties",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
        "enum",
        "const",
        "prefixItems",
        "patternProperties",
    ];
    let of_type = at
        .get("type")
        .is_some_and(|name| name.as_str() != Some("object"));
    at.is_object() && !of_type && FORMS.iter().all(|keyword| !at.has(keyword))
}

pub(super) fn describes_members(at: &At<'_>) -> bool {
    let mut keywords = ["properties", "additionalProperties", "patternProperties"].iter();
    keywords.any(|keyword| at.has(keyword))
}

/// What stands under `required`.
fn names<'d>(at: &At<'d>) -> Vec<&'d str> {
    let list = at.get("required");
    list.iter()
        .flat_map(At::items)
        .filter_map(|item| item.as_str())
        .collect()
}
