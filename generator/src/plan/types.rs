//! The types of the document as types of Rust.

use std::collections::BTreeMap;

use super::docs::{self, Docs, markdown};
use super::facts::undocumented;
use super::features::gate;
use super::formats::Formats;
use super::homes::{Homes, place};
use super::krate::{
    Alias, Coding, Construct, Field, Home, Presence, Repeated, Rest, Servers, Struct, TextEnum,
    TextVariant, Type, TypeFile, TypeItem, When,
};
use super::names::{Case, Ident, Scope};
use super::repeats::Repeats;
use super::roles::Role;
use crate::analyze::{Direction, Edge, Facts, UserSet};
use crate::ir::{self, Additional, Api, EnumValue, Schema, SchemaId, SchemaKind, Usage, ValueDocs};

/// What the functions of this stage look up.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) api: &'a Api,
    pub(super) facts: &'a Facts,
    pub(super) homes: &'a Homes,
    /// Types that stand in several places.
    pub(super) repeats: &'a Repeats,
    /// What types are for that the document does not describe.
    pub(super) roles: &'a BTreeMap<SchemaId, Role>,
    pub(super) formats: &'a Formats,
    /// Servers that have names.
    pub(super) servers: Option<&'a Servers>,
}

/// What the members of an object travel in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// Multipart bodies.
    Multipart,
}

/// The files under `types`: each component with what stands in it.
pub(super) fn shared(view: View<'_>) -> Vec<TypeFile> {
    let mut modules = Scope::of_modules(&["types"]);
    for kind in Repeated::ALL {
        modules.reserve(kind.module());
    }
    let types = view.homes.types.get(&Home::Types);
    let types = types.map(Vec::as_slice).unwrap_or_default();
    let files = types.chunk_by(|(a, _), (b, _)| view.place(*a) == view.place(*b));
    files
        .map(|types| TypeFile {
            module: modules.declare(types[0].1.as_str(), Case::Snake, "item"),
            features: view.gate(types),
            types: types
                .iter()
                .map(|(id, ident)| view.item(*id, ident))
                .collect(),
        })
        .collect()
}

impl<'a> View<'a> {
    /// The features of which one has to be on for the file of these types.
    fn gate(&self, types: &[(SchemaId, Ident)]) -> Vec<String> {
        let users = types.iter().map(|(id, _)| self.facts.users.get(*id));
        gate(&self.homes.groups, &UserSet::union(users))
    }

    /// The component that a shared type stands in.
    fn place(&self, id: SchemaId) -> Option<&'a str> {
        place(self.api, self.facts, id)
    }

    /// The item that a schema with a name becomes.
    pub(super) fn item(&self, id: SchemaId, ident: &Ident) -> TypeItem {
        let Some(of) = self.repeats.alias(id) else {
            return self.own_item(id, ident);
        };
        let schema = &self.api.schemas[id];
        let is_told = self.repeats.is_told(id) || matches!(schema.kind, SchemaKind::Enum(_));
        TypeItem::Alias(Alias {
            ident: ident.clone(),
            docs: if is_told {
                Docs::none()
            } else {
                self.type_docs(id)
            },
            of: of.clone(),
            deprecated: schema.deprecated,
        })
    }

    /// The item that a schema with a name becomes where there is no other one of its kind.
    pub(super) fn own_item(&self, id: SchemaId, ident: &Ident) -> TypeItem {
        match &self.api.schemas[id].kind {
            SchemaKind::Enum(values) => TypeItem::Enum(self.text_enum(id, ident, values)),
            SchemaKind::Choice(choice) => TypeItem::Choice(self.choice(id, ident, choice)),
            _ => {
                let docs = self.type_docs(id);
                TypeItem::Struct(self.structure(id, ident, docs, self.direction(id)))
            }
        }
    }

    /// The field that a member of an object becomes.
    pub(super) fn field_of(&self, id: SchemaId, member: &str) -> Option<Field> {
        let name = self.homes.name(id)?;
        let structure = self.structure(id, &name.ident, Docs::none(), self.direction(id));
        let mut fields = structure.fields.into_iter();
        fields.find(|field| field.wire == member)
    }

    /// What an object travels in.
    pub(super) fn carrier(&self, id: SchemaId) -> Carrier {
        if self.facts.multipart.contains(&id) {
            Carrier::Multipart
        } else {
            Carrier::Json
        }
    }

    /// The structure that an object becomes where it travels in this direction.
    pub(super) fn structure(
        &self,
        id: SchemaId,
        ident: &Ident,
        docs: Docs,
        direction: Direction,
    ) -> Struct {
        self.structure_as(id, ident, docs, direction, self.carrier(id))
    }

    /// The structure that an object becomes where it travels in this direction and carrier.
    pub(super) fn structure_as(
        &self,
        id: SchemaId,
        ident: &Ident,
        docs: Docs,
        direction: Direction,
        carrier: Carrier,
    ) -> Struct {
        let schema = &self.api.schemas[id];
        let mut scope = Scope::default();
        let mut fields = Vec::new();
        let mut rest = None;
        if let SchemaKind::Object {
            fields: members,
            additional,
        } = &schema.kind
        {
            for (wire, member) in members
                .iter()
                .filter(|(_, member)| travels(member, direction))
            {
                let mut field = self.field(id, wire, member, direction, &mut scope);
                self.fit(&mut field, id, member.usage.schema, carrier);
                fields.push(field);
            }
            if let Additional::Typed(usage) = additional {
                let ident = scope.declare("additional properties", Case::Snake, "rest");
                rest = Some(Rest {
                    ident,
                    ty: self.ty(*usage),
                });
            }
        }
        Struct {
            ident: ident.clone(),
            docs,
            construct: construct(&fields, rest.is_some(), direction),
            fields,
            rest,
            coding: match carrier {
                Carrier::Json | Carrier::Form => coding(direction),
                Carrier::Multipart => Coding {
                    encode: When::Never,
                    decode: When::Never,
                },
            },
            deprecated: schema.deprecated,
        }
    }

    /// Fits a field of `owner` into what carries it: forms have no `null`, and multipart bodies have files.
    fn fit(&self, field: &mut Field, owner: SchemaId, id: SchemaId, carrier: Carrier) {
        if carrier == Carrier::Json {
            return;
        }
        if field.presence == Presence::OptionalNullable {
            field.presence = Presence::Optional;
            field.ty = Type::Option(Box::new(field.ty.present().clone()));
        }
        let files = self.facts.files.get(&owner);
        if carrier == Carrier::Multipart && files.is_some_and(|it| it.contains(&field.wire)) {
            let kind = &self.api.schemas[id].kind;
            let is_list = matches!(kind, SchemaKind::Array(_) | SchemaKind::Choice(_));
            let file = if is_list {
                Type::Vec(Box::new(Type::FilePart))
            } else {
                Type::FilePart
            };
            field.ty = match field.presence {
                Presence::Required => file,
                Presence::Nullable | Presence::Optional | Presence::OptionalNullable => {
                    Type::Option(Box::new(file))
                }
            };
        }
    }

    fn field(
        &self,
        owner: SchemaId,
        wire: &str,
        member: &ir::Field,
        direction: Direction,
        scope: &mut Scope,
    ) -> Field {
        let one_way = member.read_only || member.write_only;
        let required = member.presence == ir::Presence::Required
            && !(one_way && direction.request && direction.response);
        let presence = match (required, member.usage.nullable) {
            (true, false) => Presence::Required,
            (true, true) => Presence::Nullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        };
        let mut ty = self.plain(member.usage.schema);
        let edge = || (owner, Edge::Member(wire.to_owned()));
        let kind = &self.api.schemas[member.usage.schema].kind;
        let has_size = matches!(kind, SchemaKind::Object { .. } | SchemaKind::Choice(_));
        if has_size && self.facts.boxed.contains(&edge()) {
            ty = Type::Boxed(Box::new(ty));
        }
        ty = match presence {
            Presence::Required => ty,
            Presence::Nullable | Presence::Optional => Type::Option(Box::new(ty)),
            Presence::OptionalNullable => Type::Option(Box::new(Type::Nullable(Box::new(ty)))),
        };
        let schema = &self.api.schemas[member.usage.schema];
        let mut docs = self.field_docs(wire, member.description.as_deref(), member.usage.schema);
        docs.push(&self.undocumented_items(schema));
        Field {
            ident: scope.declare(wire, Case::Snake, "field"),
            wire: wire.to_owned(),
            ty,
            presence,
            docs,
            deprecated: member.deprecated,
        }
    }

    /// What the document says that nobody knows about the items of a list or a map: they have no docs of their own.
    fn undocumented_items(&self, schema: &Schema) -> Docs {
        let (SchemaKind::Array(items) | SchemaKind::Map(items)) = &schema.kind else {
            return Docs::none();
        };
        let items = &self.api.schemas[items.schema];
        match items.hints.undocumented.as_deref() {
            Some("shape") => Docs::text("**Shape of the items not documented.**"),
            Some(_) | None => Docs::none(),
        }
    }

    fn text_enum(&self, id: SchemaId, ident: &Ident, values: &[EnumValue]) -> TextEnum {
        let schema = &self.api.schemas[id];
        let (variants, other) = variants(&texts(values), &schema.value_docs);
        TextEnum {
            ident: ident.clone(),
            docs: self.type_docs(id),
            variants,
            other,
            deprecated: schema.deprecated,
        }
    }

    /// The type of a schema where it is used.
    pub(super) fn ty(&self, usage: Usage) -> Type {
        let plain = self.plain(usage.schema);
        if usage.nullable {
            Type::Option(Box::new(plain))
        } else {
            plain
        }
    }

    /// The type of a schema itself.
    pub(super) fn plain(&self, id: SchemaId) -> Type {
        if let Some(name) = self.homes.name(id) {
            return Type::Named(name.clone());
        }
        if self.facts.endless.contains(&id) {
            return Type::Json;
        }
        match &self.api.schemas[id].kind {
            SchemaKind::Boolean => Type::Bool,
            SchemaKind::Integer(format) => self.formats.integer(format),
            SchemaKind::Number(format) => self.formats.number(format),
            SchemaKind::String(format) => self.formats.text(format),
            SchemaKind::Array(items) => Type::Vec(Box::new(self.ty(*items))),
            SchemaKind::Map(values) => Type::Map(Box::new(self.ty(*values))),
            SchemaKind::Null => Type::RawJson,
            SchemaKind::Any
            | SchemaKind::Unsupported(_)
            | SchemaKind::Enum(_)
            | SchemaKind::Choice(_)
            | SchemaKind::Object { .. } => Type::Json,
        }
    }

    /// Docs of a type: what the document says, or what it is for, and what the document calls it.
    pub(super) fn type_docs(&self, id: SchemaId) -> Docs {
        let schema = &self.api.schemas[id];
        let mut docs = self.own_words(id);
        if let Some(role) = self.roles.get(&id) {
            let is_repeated = role.is_told_there && docs.lines.len() > 1;
            if is_repeated || docs.lines.is_empty() {
                docs = Docs::text(&format!("{}.", capitalized(&role.words)));
            }
        }
        let groups = schema.constraints.list.iter();
        let groups = groups.filter(|(keyword, _)| matches!(*keyword, "oneOf" | "anyOf"));
        for (_, members) in groups {
            docs.push(&Docs::text(&format!(
                "Must be there: {}.",
                docs::code(members)
            )));
        }
        docs.push(&undocumented(schema));
        if let Some(component) = self.renamed(id) {
            docs.append(&format!("Component {}.", docs::code(component)));
        }
        docs
    }

    /// What the document says of a type, unless it says no more than its name.
    fn own_words(&self, id: SchemaId) -> Docs {
        let schema = &self.api.schemas[id];
        // A title of one word is a name.
        let title = schema.title.as_deref();
        let title = title.filter(|title| title.contains(char::is_whitespace));
        let described = schema.description.as_deref().or(title);
        let names = [self.homes.name(id), self.repeats.alias(id)];
        let mut names = names.into_iter().flatten();
        match described {
            Some(text) if names.any(|name| docs::is_name(text, name.ident.as_str())) => {
                Docs::none()
            }
            text => markdown(text.unwrap_or_default()),
        }
    }

    /// The name of a component whose type is called otherwise, and not only in another case.
    fn renamed(&self, id: SchemaId) -> Option<&str> {
        let component = self.api.schemas[id].component.as_deref()?;
        let name = self.homes.name(id)?;
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let is_told =
            docs::is_name(component, name.ident.as_str()) && component.chars().all(is_word);
        (!is_told).then_some(component)
    }

    pub(super) fn direction(&self, id: SchemaId) -> Direction {
        self.facts.directions.get(&id).copied().unwrap_or_default()
    }
}

/// The texts of an enumeration.
fn texts(values: &[EnumValue]) -> Vec<&str> {
    let texts = values.iter().filter_map(|value| match value {
        EnumValue::String(text) => Some(text.as_str()),
        EnumValue::Integer(_) => None,
    });
    texts.collect()
}

/// The variants for these texts, and the name of the one for all others.
pub(super) fn variants(texts: &[&str], docs: &[ValueDocs]) -> (Vec<TextVariant>, Ident) {
    let mut scope = Scope::default();
    let variants = texts.iter().map(|text| TextVariant {
        ident: scope.declare(text, Case::Camel, "Empty"),
        text: (*text).to_owned(),
        docs: variant_docs(text, docs),
    });
    let variants = variants.collect();
    (variants, scope.declare("Other", Case::Camel, "Other"))
}

/// What the document says of a text, unless that is no more than the text.
fn variant_docs(text: &str, docs: &[ValueDocs]) -> Docs {
    let Some(said) = docs.iter().find(|it| it.value == text) else {
        return Docs::none();
    };
    let says_more = |said: &&String| !docs::is_name(said, text);
    let title = said.title.as_ref().filter(says_more);
    let description = said.description.as_ref().filter(says_more);
    let is_new = |title: &&String| description.is_none_or(|it| !docs::begins_with(it, title));
    let mut docs = title
        .filter(is_new)
        .map_or_else(Docs::none, |it| Docs::text(&docs::inline(it)));
    docs.push(&description.map_or_else(Docs::none, |it| markdown(it)));
    docs
}

/// Whether a member is there in the direction of its object.
fn travels(member: &ir::Field, direction: Direction) -> bool {
    match (direction.request, direction.response) {
        (true, false) => !member.read_only,
        (false, true) => !member.write_only,
        _ => true,
    }
}

pub(super) fn coding(direction: Direction) -> Coding {
    let when = |used: bool| if used { When::Always } else { When::Feature };
    Coding {
        encode: when(direction.request),
        decode: when(direction.response),
    }
}

/// How a caller makes a value with these fields.
pub(super) fn construct(fields: &[Field], has_rest: bool, direction: Direction) -> Construct {
    let optional = fields.iter().filter(|field| is_optional(field)).count() + usize::from(has_rest);
    let required = fields.len() + usize::from(has_rest) - optional;
    match (required, optional) {
        _ if !direction.request => Construct::Read,
        (_, 0) => Construct::Literal,
        (0, _) => Construct::Default,
        _ => Construct::New(arguments(fields)),
    }
}

/// Whether a field may be left out.
fn is_optional(field: &Field) -> bool {
    match field.presence {
        Presence::Optional | Presence::OptionalNullable => true,
        Presence::Required | Presence::Nullable => false,
    }
}

/// The required fields in alphabetical order: in that of the document, two texts could change places unseen when
/// the document is put in another order.
fn arguments(fields: &[Field]) -> Vec<Ident> {
    let required = fields.iter().filter(|field| !is_optional(field));
    let mut arguments: Vec<_> = required.map(|field| field.ident.clone()).collect();
    arguments.sort();
    arguments
}

/// `text` with its first letter, one of ours, in upper case.
pub(super) fn capitalized(text: &str) -> String {
    let (first, rest) = text.split_at(text.len().min(1));
    first.to_uppercase() + rest
}

/// The line that leads back to the document.
pub(super) fn source_line(pointer: &str) -> Docs {
    Docs::text(&format!("Source: {}.", docs::code(pointer)))
}
