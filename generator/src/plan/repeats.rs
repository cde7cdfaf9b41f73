//! Types that a document repeats: one type for all places that would have the same code, and an alias in each place.
//!
//! An alias is named by its place, so its name stays when another place is added, and code that uses it compiles
//! whether it is the only one of its kind or not. Components keep a type of their own: the document names them.
//!
//! What is inside comes first: objects that hold the same are the same only once that is one type.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::checks::asked;
use super::docs::Docs;
use super::features::gate;
use super::homes::{TYPE_NAMES, own_name};
use super::krate::{
    ChoiceEnum, Home, Repeated, RepeatedFile, RepeatedType, Struct, TextEnum, Type, TypeItem,
    TypeName, When,
};
use super::names::{Case, Scope};
use super::types::{View, capitalized};
use crate::analyze::{UserSet, mentioned};
use crate::ir::{Api, SchemaId};

/// What each alias stands for.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    aliases: BTreeMap<SchemaId, Alias>,
    /// The same by the names of the places.
    names: BTreeMap<TypeName, TypeName>,
    /// What uses each type.
    users: BTreeMap<TypeName, UserSet>,
}

/// What a place has instead of a type.
#[derive(Debug)]
struct Alias {
    of: TypeName,
    /// Whether the type has the docs of all its places.
    is_told: bool,
}

/// Places that have one type, in the order of the document.
#[derive(Debug)]
struct Group {
    kind: Repeated,
    ids: Vec<SchemaId>,
}

impl Repeats {
    /// Finds the types of which there are several, and writes each once.
    pub(super) fn find(view: View<'_>) -> (Self, Vec<RepeatedFile>) {
        let mut found = Self::default();
        let mut groups = Vec::new();
        for ids in Layers::of(view) {
            for group in found.alike(view, ids) {
                // Until all are found, the first place's name stands for them all.
                if let Some(name) = view.homes.name(group.ids[0]) {
                    found.add(view, &group, name, false);
                    groups.push(group);
                }
            }
        }
        let files = found.write(view, groups);
        (found, files)
    }

    /// The type that a schema is an alias of.
    pub(super) fn alias(&self, id: SchemaId) -> Option<&TypeName> {
        self.aliases.get(&id).map(|alias| &alias.of)
    }

    /// The type with the names that its aliases stand for.
    pub(super) fn behind(&self, ty: &Type) -> Type {
        ty.map_names(&|name| self.names.get(name).unwrap_or(name).clone())
    }

    /// Whether the docs of a schema stand with the type that it is an alias of.
    pub(super) fn is_told(&self, id: SchemaId) -> bool {
        self.aliases.get(&id).is_some_and(|alias| alias.is_told)
    }

    /// The features of which one has to be on for a type that stands in several places.
    pub(super) fn features(&self, view: View<'_>, name: &TypeName) -> Vec<String> {
        let users = self.users.get(name);
        users.map_or_else(Vec::new, |users| gate(&view.homes.groups, users))
    }

    fn add(&mut self, view: View<'_>, group: &Group, of: &TypeName, is_told: bool) {
        for id in &group.ids {
            let of = of.clone();
            if let Some(name) = view.homes.name(*id) {
                self.names.insert(name.clone(), of.clone());
            }
            self.aliases.insert(*id, Alias { of, is_told });
        }
    }

    /// The groups among schemas that hold none of each other.
    fn alike(&self, view: View<'_>, ids: Vec<SchemaId>) -> Vec<Group> {
        let mut places: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for id in ids {
            if let Some(code) = self.code(view, id) {
                places.entry(code).or_default().push(id);
            }
        }
        let places = places.into_iter();
        let groups = places.filter(|((kind, _), ids)| ids.len() >= least(*kind));
        let groups = groups.map(|((kind, _), ids)| Group { kind, ids });
        groups.collect()
    }

    /// What the code of a type is made of, but for its name and the docs of its place; nothing for one that has to
    /// stand where it is.
    fn code(&self, view: View<'_>, id: SchemaId) -> Option<(Repeated, String)> {
        let item = self.item(view, id)?;
        let (kind, code, held) = match &item {
            TypeItem::Enum(item) => {
                let code = format!("{:?}", item.variants);
                (Repeated::Enum, code, Vec::new())
            }
            TypeItem::Choice(item) if item.coding.encode != When::Never => {
                let ways = (&item.order, &item.other, &item.conversions);
                let code = format!(
                    "{:?}{ways:?}{:?}{}",
                    item.variants, item.coding, item.is_parameter
                );
                let held = item.variants.iter().map(|it| &it.ty).collect();
                (Repeated::Choice, code, held)
            }
            TypeItem::Struct(item) if item.coding.encode != When::Never => {
                let made = (&item.rest, &item.construct, item.coding, asked(view, id));
                let code = format!("{:?}{made:?}", item.fields);
                let rest = item.rest.iter().map(|rest| &rest.ty);
                let held = item.fields.iter().map(|it| &it.ty).chain(rest);
                (Repeated::Object, code, held.collect())
            }
            TypeItem::Choice(_)
            | TypeItem::Struct(_)
            | TypeItem::Status(_)
            | TypeItem::Alias(_) => return None,
        };
        let mut names = held.into_iter().filter_map(Type::name);
        let is_elsewhere =
            |name: &TypeName| name.home != Home::Types && self.names.get(name) != Some(name);
        (!names.any(is_elsewhere)).then_some((kind, code))
    }

    /// Gives each group its name, those with the most places first, and makes its type.
    fn write(&mut self, view: View<'_>, mut groups: Vec<Group>) -> Vec<RepeatedFile> {
        groups.sort_by_key(|group| (Reverse(group.ids.len()), group.ids[0]));
        let mut scopes = BTreeMap::new();
        let mut named = BTreeMap::new();
        for group in groups {
            let texts = self.words(view, &group);
            let texts: Vec<_> = texts.iter().map(String::as_str).collect();
            let place = view.api.schemas[group.ids[0]].origin.pointer.as_str();
            let scope = scopes.entry(group.kind);
            let scope = scope.or_insert_with(|| Scope::with_reserved(TYPE_NAMES));
            let of = TypeName {
                home: Home::Repeated(group.kind),
                ident: scope.declare_first(&texts, place, Case::Camel, "Type"),
            };
            named.insert(of, group);
        }
        for (of, group) in &named {
            self.add(view, group, of, false);
        }
        let mut files: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (of, group) in &named {
            let told = shared_docs(self.seen(view), group);
            self.add(view, group, of, told.is_some());
            let users = group.ids.iter().map(|id| view.facts.users.get(*id));
            self.users.insert(of.clone(), UserSet::union(users));
            let docs = told.unwrap_or_else(|| match group.kind {
                Repeated::Enum => Docs::none(),
                Repeated::Choice | Repeated::Object => first_role(view, group),
            });
            let types = files.entry(group.kind).or_default();
            types.extend(self.written(view, of, group, docs));
        }
        let files = files.into_iter();
        let files = files.map(|(kind, types)| RepeatedFile { kind, types });
        files.collect()
    }

    fn written(
        &self,
        view: View<'_>,
        name: &TypeName,
        group: &Group,
        docs: Docs,
    ) -> Option<RepeatedType> {
        let ident = name.ident.clone();
        let item = match self.item(view, group.ids[0])? {
            TypeItem::Struct(item) => TypeItem::Struct(Struct {
                ident,
                docs,
                deprecated: false,
                ..item
            }),
            TypeItem::Choice(item) => TypeItem::Choice(ChoiceEnum {
                ident,
                docs,
                deprecated: false,
                ..item
            }),
            TypeItem::Enum(item) => TypeItem::Enum(TextEnum {
                ident,
                docs,
                deprecated: false,
                ..item
            }),
            TypeItem::Status(_) | TypeItem::Alias(_) => return None,
        };
        Some(RepeatedType {
            features: self.features(view, name),
            item,
        })
    }

    /// A view with what is found so far.
    fn seen<'a>(&'a self, view: View<'a>) -> View<'a> {
        View {
            repeats: self,
            ..view
        }
    }

    /// The type of a place, holding what is behind the aliases.
    fn item(&self, view: View<'_>, id: SchemaId) -> Option<TypeItem> {
        let view = self.seen(view);
        let mut item = view.own_item(id, &view.homes.name(id)?.ident);
        match &mut item {
            TypeItem::Struct(item) => {
                for field in &mut item.fields {
                    field.ty = self.behind(&field.ty);
                }
                if let Some(rest) = &mut item.rest {
                    rest.ty = self.behind(&rest.ty);
                }
            }
            TypeItem::Choice(item) => {
                for variant in &mut item.variants {
                    variant.ty = self.behind(&variant.ty);
                }
                for (_, ty) in &mut item.conversions {
                    *ty = self.behind(ty);
                }
            }
            TypeItem::Enum(_) | TypeItem::Status(_) | TypeItem::Alias(_) => {}
        }
        Some(item)
    }

    /// The texts that a type's name may be made from: what is in it or what it is called, and its first place.
    fn words(&self, view: View<'_>, group: &Group) -> Vec<String> {
        let first = group.ids[0];
        let item = self.item(view, first);
        let short = item.and_then(|item| match &item {
            TypeItem::Enum(item) => Some(listed(&texts(item), "or")),
            TypeItem::Choice(item) => {
                let variants = item.variants.iter().map(|it| it.ident.as_str());
                Some(listed(&variants.collect::<Vec<_>>(), "or"))
            }
            TypeItem::Struct(item) if item.fields.is_empty() && item.rest.is_none() => {
                Some("empty".to_owned())
            }
            TypeItem::Struct(item) => {
                let fields = item.fields.iter().map(|it| it.wire.as_str());
                let in_it = || listed(&fields.collect::<Vec<_>>(), "and");
                Some(called(view.api, &group.ids).unwrap_or_else(in_it))
            }
            TypeItem::Status(_) | TypeItem::Alias(_) => None,
        });
        let place = view.homes.name(first).map(|name| name.ident.to_string());
        short.into_iter().chain(place).collect()
    }
}

/// How many places make a type of their own. Two objects may be alike by chance, as the bodies of two operations that
/// have nothing to do with each other; a list of texts hardly is.
fn least(kind: Repeated) -> usize {
    match kind {
        Repeated::Enum => 2,
        Repeated::Choice | Repeated::Object => 3,
    }
}

/// The types that may be repeated, in layers: what the types of one hold stands in those before. What holds itself is
/// in none.
struct Layers {
    next: Vec<SchemaId>,
    /// How many types each still waits for.
    waits: BTreeMap<SchemaId, usize>,
    holders: BTreeMap<SchemaId, Vec<SchemaId>>,
}

impl Layers {
    fn of(view: View<'_>) -> Self {
        let ids = view.homes.types.values().flatten().map(|(id, _)| *id);
        let ids = ids.filter(|id| view.api.schemas[*id].component.is_none());
        let mut waits: BTreeMap<_, _> = ids.map(|id| (id, 0)).collect();
        let mut holders: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for id in waits.keys().copied().collect::<Vec<_>>() {
            for held in held(view, id) {
                if waits.contains_key(&held) {
                    holders.entry(held).or_default().push(id);
                    *waits.entry(id).or_default() += 1;
                }
            }
        }
        let next = waits.iter().filter(|(_, count)| **count == 0);
        Self {
            next: next.map(|(id, _)| *id).collect(),
            waits,
            holders,
        }
    }
}

impl Iterator for Layers {
    type Item = Vec<SchemaId>;

    fn next(&mut self) -> Option<Vec<SchemaId>> {
        let layer = std::mem::take(&mut self.next);
        for holder in layer.iter().filter_map(|id| self.holders.get(id)).flatten() {
            if let Some(count) = self.waits.get_mut(holder) {
                *count -= 1;
                if *count == 0 {
                    self.next.push(*holder);
                }
            }
        }
        self.next.sort_unstable();
        (!layer.is_empty()).then_some(layer)
    }
}

/// The types with a name that a type holds, in lists and maps as well.
fn held(view: View<'_>, id: SchemaId) -> Vec<SchemaId> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        for usage in mentioned(&view.api.schemas[id]) {
            if view.homes.name(usage.schema).is_some() {
                found.push(usage.schema);
            } else if seen.insert(usage.schema) {
                open.push(usage.schema);
            }
        }
    }
    found
}

/// What the document says of a type, if it says the same in all places. Of enumerations it is told where they are used.
fn shared_docs(view: View<'_>, group: &Group) -> Option<Docs> {
    let docs = |id: &SchemaId| match group.kind {
        Repeated::Enum => Docs::none(),
        Repeated::Choice | Repeated::Object => view.type_docs(*id),
    };
    let first = docs(&group.ids[0]);
    let is_same = group.ids[1..].iter().all(|id| docs(id) == first);
    (is_same && !first.lines.is_empty()).then_some(first)
}

/// What a type is for in its first place, as far as that is told without a link.
fn first_role(view: View<'_>, group: &Group) -> Docs {
    match view.roles.get(&group.ids[0]) {
        Some(role) if !role.words.contains("](") => {
            Docs::text(&format!("{}, and elsewhere.", capitalized(&role.words)))
        }
        Some(_) | None => Docs::none(),
    }
}

fn texts(item: &TextEnum) -> Vec<&str> {
    item.variants.iter().map(|it| it.text.as_str()).collect()
}

/// `read or write`, `a or b or 3 more`; `only list` where there is one word.
fn listed(words: &[&str], joint: &str) -> String {
    let words = words.iter();
    let words = words.map(|word| if word.is_empty() { "empty" } else { word });
    let words: Vec<_> = words.collect();
    match words.as_slice() {
        [word] => format!("only {word}"),
        [first, second, rest @ ..] if rest.len() > 1 => {
            format!("{first} {joint} {second} {joint} {} more", rest.len())
        }
        words => words.join(&format!(" {joint} ")),
    }
}

/// What most places are called: by their titles, or by the members that they are.
fn called(api: &Api, ids: &[SchemaId]) -> Option<String> {
    let names = ids.iter().filter_map(|id| {
        let schema = &api.schemas[*id];
        let own = own_name(schema).map(str::to_owned);
        own.or_else(|| member(schema.origin.pointer.as_str()))
    });
    let names: Vec<_> = names.collect();
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for name in &names {
        *counts.entry(name).or_default() += 1;
    }
    // Of as many the first.
    names.iter().rev().max_by_key(|name| counts[name]).cloned()
}

/// The member that a place stands in, as far as its pointer tells.
fn member(pointer: &str) -> Option<String> {
    let mut words = Vec::new();
    let mut parts = pointer.split('/');
    while let Some(part) = parts.next() {
        match part {
            "properties" => words = vec![parts.next()?],
            "items" => words.push("item"),
            "additionalProperties" => words.push("value"),
            _ => {}
        }
    }
    let is_member = !matches!(words.first(), None | Some(&"item" | &"value"));
    is_member.then(|| words.join(" ").replace("~1", "/").replace("~0", "~"))
}
