//! Schemas: what a JSON value may look like.

use indexmap::IndexMap;
use serde::Serialize;

use super::{Choice, SchemaHints, SchemaId};
use crate::source::Origin;

/// One schema of the document.
#[derive(Debug, Serialize)]
pub struct Schema {
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
    /// Its key under `components/schemas`, for those that stand there.
    pub component: Option<String>,
    /// `title`, a hint for a name.
    pub title: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
    /// What it is.
    pub kind: SchemaKind,
    /// The only values that a number or boolean may have, as JSON; those of texts are in the kind.
    pub values: Vec<String>,
    /// What the document says of single values, where each is an alternative of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub value_docs: Vec<ValueDocs>,
    /// What else must hold; told in the docs.
    pub constraints: Constraints,
    /// What extensions say about it.
    pub hints: SchemaHints,
}

/// What the document says of one value that a schema lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueDocs {
    /// The value: a text as it is, others as JSON.
    pub value: String,
    /// `title`.
    pub title: Option<String>,
    /// Markdown.
    pub description: Option<String>,
}

/// What a schema is. `allOf` is merged before this, nullability belongs to the [`Usage`].
#[derive(Clone, Debug, Serialize)]
pub enum SchemaKind {
    /// Any JSON value.
    Any,
    /// `null` and nothing else.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without fraction.
    Integer(IntegerFormat),
    /// A number.
    Number(FloatFormat),
    /// A text.
    String(StringFormat),
    /// One of a list of texts or integers.
    Enum(Vec<EnumValue>),
    /// A list; `items` absent means anything.
    Array(Usage),
    /// An object whose members all have one type.
    Map(Usage),
    /// An object with named members.
    Object {
        /// By wire name, in the order of the document.
        fields: IndexMap<String, Field>,
        /// What other members hold.
        additional: Additional,
    },
    /// One of several types.
    Choice(Choice),
    /// Something that cannot be said in Rust yet; a diagnostic tells what. Treated as [`Any`](Self::Any).
    Unsupported(&'static str),
}

/// A schema as it is used in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Which one.
    pub schema: SchemaId,
    /// Whether `null` may stand in its place.
    pub nullable: bool,
}

/// A named member of an object.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
    /// What it holds.
    pub usage: Usage,
    /// Whether it must be there.
    pub presence: Presence,
    /// Markdown; the field's own, else its schema's.
    pub description: Option<String>,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
    /// Only in responses (`readOnly`).
    pub read_only: bool,
    /// Only in requests (`writeOnly`).
    pub write_only: bool,
    /// How the document describes it.
    #[serde(skip)]
    pub described: Described,
}

/// How the document describes a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Described {
    /// For every value.
    Always,
    /// For values that meet a condition (`then`, `else`, `dependentSchemas`).
    Sometimes,
    /// Not at all: it only must be there.
    Never,
}

/// Whether a member must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Presence {
    /// Listed under `required`.
    Required,
    /// May be absent.
    Optional,
}

/// What members besides the named ones hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Additional {
    /// Nothing is said: ignored when read.
    Unsaid,
    /// Refused by the document (`additionalProperties: false`); ignored when read all the same.
    Forbidden,
    /// Kept, each of this type.
    Typed(Usage),
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum EnumValue {
    /// A text.
    String(String),
    /// A whole number.
    Integer(i64),
}

/// Width and sign of an integer (`format`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum IntegerFormat {
    /// `int32`.
    I32,
    /// `int64`, and where nothing is said.
    I64,
    /// `uint32`.
    U32,
    /// `uint64`.
    U64,
    /// Another format.
    Other(String),
}

/// Width of a number (`format`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum FloatFormat {
    /// `float`.
    F32,
    /// `double`, and where nothing is said.
    F64,
    /// Another format.
    Other(String),
}

/// What a text holds (`format`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum StringFormat {
    /// Nothing is said.
    Plain,
    /// `password`, or marked by `x-sensitive`: redacted and wiped.
    Secret,
    /// Another format, told in the docs.
    Other(String),
}

/// What must hold beyond the type (JSON Schema validation, draft 2020-12 §6).
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Constraints {
    /// Each as a phrase of its keyword and value, in the order of the specification.
    pub list: Vec<(&'static str, String)>,
    /// `default`, as JSON.
    pub default: Option<String>,
    /// The first example, as JSON.
    pub example: Option<String>,
}
