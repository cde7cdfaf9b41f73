//! Types of the document: structures, enumerations, choices.

use serde::Serialize;

use super::responses::StatusEnum;
use super::ty::{Repeated, Type, TypeName};
use crate::ir::Shape;
use crate::plan::docs::Docs;
use crate::plan::names::Ident;

/// `src/types/NAME.rs`: a component, and the types that stand in it.
#[derive(Debug, Serialize)]
pub struct TypeFile {
    /// Name of the file's module.
    pub module: Ident,
    /// Features of which one has to be on; always there without any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    /// In reading order.
    pub types: Vec<TypeItem>,
}

/// A type of the document.
#[derive(Debug, Serialize)]
pub enum TypeItem {
    /// An object.
    Struct(Struct),
    /// A list of texts.
    Enum(TextEnum),
    /// One of several types.
    Choice(ChoiceEnum),
    /// What a call gives back, by status.
    Status(StatusEnum),
    /// Another name for a type that stands in several places.
    Alias(Alias),
}

/// Another name for a type.
#[derive(Debug, Serialize)]
pub struct Alias {
    /// The name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// The type.
    pub of: TypeName,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

/// Types of a kind that stand in several places.
#[derive(Debug, Serialize)]
pub struct RepeatedFile {
    /// What they are.
    pub kind: Repeated,
    /// By name.
    pub types: Vec<RepeatedType>,
}

impl RepeatedFile {
    /// The types themselves.
    pub fn items(&self) -> impl Iterator<Item = &TypeItem> + Clone {
        self.types.iter().map(|it| &it.item)
    }
}

/// A type that stands in several places.
#[derive(Debug, Serialize)]
pub struct RepeatedType {
    /// The features of which one has to be on for it; none if it is always there.
    pub features: Vec<String>,
    /// What it is.
    pub item: TypeItem,
}

/// A structure.
#[derive(Debug, Serialize)]
pub struct Struct {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// In the order of the document.
    pub fields: Vec<Field>,
    /// A map with the members that have no field.
    pub rest: Option<Rest>,
    /// When it is encoded and decoded.
    pub coding: Coding,
    /// How a caller makes one.
    pub construct: Construct,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

/// The members of an object that have no field.
#[derive(Debug, Serialize)]
pub struct Rest {
    /// The field's name.
    pub ident: Ident,
    /// What each holds.
    pub ty: Type,
}

/// How a caller makes a value of a structure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Construct {
    /// By a literal with all fields.
    Literal,
    /// By `new` with these fields, the required ones; the optional ones are set after.
    New(Vec<Ident>),
    /// By `Default`.
    Default,
    /// Not at all: it is read from responses, and may grow.
    Read,
}

/// A field of a structure.
#[derive(Debug, Serialize)]
pub struct Field {
    /// Its name in Rust.
    pub ident: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// Its type, `Option` and `Box` included.
    pub ty: Type,
    /// What may be on the wire.
    pub presence: Presence,
    /// Its docs.
    pub docs: Docs,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

/// What may be on the wire for a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Presence {
    /// A value.
    Required,
    /// A value or `null`.
    Nullable,
    /// A value or nothing; `null` is read as nothing.
    Optional,
    /// A value, `null` or nothing, which are told apart.
    OptionalNullable,
}

/// An enumeration of texts, open: a text that is not listed is kept.
#[derive(Debug, Serialize)]
pub struct TextEnum {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// One for each text of the document.
    pub variants: Vec<TextVariant>,
    /// The variant for all other texts.
    pub other: Ident,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

/// A member of an enumeration of texts.
#[derive(Debug, Serialize)]
pub struct TextVariant {
    /// Its name.
    pub ident: Ident,
    /// The text on the wire.
    pub text: String,
    /// What the document says of it.
    pub docs: Docs,
}

/// One of several types, open: a value of none of them is kept as text.
#[derive(Debug, Serialize)]
pub struct ChoiceEnum {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// In the order of the document.
    pub variants: Vec<Variant>,
    /// The variants in the order in which their shapes are tried; those that no value is read as are left out.
    pub order: Vec<usize>,
    /// The variant for all other values.
    pub other: Ident,
    /// The variants that are made of a value of their type by `From`.
    pub conversions: Vec<(Ident, Type)>,
    /// When it is encoded and decoded.
    pub coding: Coding,
    /// Whether it can stand in a path, a query or a header.
    pub is_parameter: bool,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

/// An alternative of a choice.
#[derive(Debug, Serialize)]
pub struct Variant {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// What it holds.
    pub ty: Type,
    /// The member that is always written, and its text.
    pub tag: Option<(String, String)>,
    /// What tells it from the others.
    pub shape: Shape,
    /// Members that it has and others which a value may look like as well do not, as paths.
    pub kept: Option<Vec<String>>,
}

/// When a type is encoded and decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Coding {
    /// As JSON in requests.
    pub encode: When,
    /// From JSON in responses.
    pub decode: When,
}

/// When something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum When {
    /// Always: calls need it.
    Always,
    /// With the feature for those who store, log or test the types.
    Feature,
    /// From the whole body of a verified message, and from nothing else.
    Verified,
    /// Never: it is no JSON value.
    Never,
}
