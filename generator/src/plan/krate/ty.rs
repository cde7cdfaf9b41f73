//! Types as they are named in fields and signatures.

use serde::Serialize;

use crate::plan::formats::Scalar;
use crate::plan::names::Ident;

/// A type of Rust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Type {
    /// `()`.
    Unit,
    /// `bool`.
    Bool,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u32`.
    U32,
    /// `u64`.
    U64,
    /// `f32`.
    F32,
    /// `f64`.
    F64,
    /// `String`.
    String,
    /// The redacted text of the support sources.
    Secret,
    /// What a format has a type for.
    Scalar(Scalar),
    /// Any JSON value.
    Json,
    /// Any JSON value as its text.
    RawJson,
    /// What went wrong, in the words of RFC 9457.
    Problem,
    /// `Vec<u8>`.
    Bytes,
    /// Bytes that are sent, with a media type.
    BinaryBody,
    /// A file in a multipart body.
    FilePart,
    /// A multipart body that the caller makes.
    Multipart,
    /// `Vec<_>`.
    Vec(Box<Type>),
    /// `BTreeMap<String, _>`.
    Map(Box<Type>),
    /// `Option<_>`.
    Option(Box<Type>),
    /// `null` or a value, where absence is something else.
    Nullable(Box<Type>),
    /// `Box<_>`.
    Boxed(Box<Type>),
    /// A type of the document.
    Named(TypeName),
}

impl Type {
    /// Whether values of JSON are kept as text in it.
    pub fn holds_raw(&self) -> bool {
        matches!(self.innermost(), Self::RawJson)
    }

    /// The type inside of all lists, maps, options and boxes.
    pub fn innermost(&self) -> &Self {
        match self {
            Self::Vec(inner)
            | Self::Map(inner)
            | Self::Option(inner)
            | Self::Nullable(inner)
            | Self::Boxed(inner) => inner.innermost(),
            plain => plain,
        }
    }

    /// The type with each name changed by `change`.
    #[must_use]
    pub fn map_names(&self, change: &dyn Fn(&TypeName) -> TypeName) -> Self {
        let map = |inner: &Self| Box::new(inner.map_names(change));
        match self {
            Self::Vec(inner) => Self::Vec(map(inner)),
            Self::Map(inner) => Self::Map(map(inner)),
            Self::Option(inner) => Self::Option(map(inner)),
            Self::Nullable(inner) => Self::Nullable(map(inner)),
            Self::Boxed(inner) => Self::Boxed(map(inner)),
            Self::Named(name) => Self::Named(change(name)),
            plain => plain.clone(),
        }
    }
}

impl Type {
    /// The type as it is seen from `here`, the module of a tag, which exports what its operations name.
    #[must_use]
    pub fn seen_from(&self, here: &Home) -> Self {
        let home = |name: &TypeName| match (&name.home, here) {
            (Home::Operation { tag, .. }, Home::Operation { tag: ours, .. }) if tag == ours => {
                here.clone()
            }
            (Home::Types, Home::Operation { .. }) => here.clone(),
            (home, _) => home.clone(),
        };
        self.map_names(&|name| TypeName {
            home: home(name),
            ident: name.ident.clone(),
        })
    }

    /// The type of a value that is neither absent nor `null`.
    pub fn present(&self) -> &Self {
        match self {
            Self::Option(inner) | Self::Nullable(inner) => inner.present(),
            present => present,
        }
    }

    /// The type of the document in it, if there is one.
    pub fn name(&self) -> Option<&TypeName> {
        match self.innermost() {
            Self::Named(name) => Some(name),
            _ => None,
        }
    }
}

/// Where a type of the document stands, and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TypeName {
    /// The module that exports it.
    pub home: Home,
    /// Its name.
    pub ident: Ident,
}

/// The module that exports a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Home {
    /// `crate::types`.
    Types,
    /// The module of a tag; the type stands in the file of an operation.
    Operation {
        /// Module of the tag.
        tag: Ident,
        /// Module of the operation.
        module: Ident,
    },
    /// A module of `crate::types` for what the document repeats.
    Repeated(Repeated),
}

impl Home {
    /// The module as a path.
    pub fn path(&self) -> String {
        match self {
            Self::Types => "crate::types".to_owned(),
            Self::Operation { tag, .. } => format!("crate::{tag}"),
            Self::Repeated(kind) => format!("crate::types::{}", kind.module()),
        }
    }
}

/// What can stand in several places of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Repeated {
    /// One of several types.
    Choice,
    /// A list of texts.
    Enum,
    /// An object.
    Object,
}

impl Repeated {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Choice, Self::Enum, Self::Object];

    /// The module below `types` that has them.
    pub fn module(self) -> &'static str {
        match self {
            Self::Choice => "choices",
            Self::Enum => "enums",
            Self::Object => "objects",
        }
    }
}
