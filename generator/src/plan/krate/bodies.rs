//! Bodies that are sent: how they are written.

use serde::Serialize;

use super::ty::Type;
use crate::ir::ParameterStyle;
use crate::plan::docs::Docs;
use crate::plan::names::Ident;

/// How a body is written.
#[derive(Debug, Serialize)]
pub enum Encode {
    /// As JSON, under this media type.
    Json(String),
    /// As a form, under this media type; fields of these names have a style of their own.
    Form(String, Vec<(String, Style)>),
    /// In parts, under this media type.
    Multipart(String, Multipart),
    /// As text, under this media type.
    Text(String),
    /// As bytes, under this media type if the caller names no other.
    Binary(String),
    /// As the variant that is there, of the enumeration of this name.
    OneOf(Ident, Vec<(Ident, Encode)>),
}

/// How the field of a form is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Style {
    /// Which style.
    pub style: ParameterStyle,
    /// Each item and member by itself.
    pub explode: bool,
    /// Reserved characters are sent as they are.
    pub reserved: bool,
}

/// What the parts of a multipart body are.
#[derive(Debug, Serialize)]
pub enum Multipart {
    /// The fields of a structure.
    Fields {
        /// In the order of the document.
        parts: Vec<Part>,
        /// The field with all others.
        rest: Option<Ident>,
    },
    /// The entries of a map.
    Map,
    /// Those that the caller made.
    Whole,
}

/// A part of a multipart body, or several of one name.
#[derive(Debug, Serialize)]
pub struct Part {
    /// Name on the wire.
    pub wire: String,
    /// The field.
    pub field: Ident,
    /// What is made of it.
    pub form: PartForm,
    /// Its media type, where it is not the usual one.
    pub content_type: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
}

/// What is made of a value that is a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PartForm {
    /// Text, or one a item.
    Text,
    /// Text, or JSON if it is an object; one an item of a list.
    Value,
    /// JSON, whatever it is.
    Json,
    /// A file, or several.
    File,
    /// Text in a style.
    Styled(Style),
}

/// A body in one of several media types.
#[derive(Debug, Serialize)]
pub struct BodyEnum {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// The dearest first.
    pub variants: Vec<BodyVariant>,
    /// Whether a variant takes much more room than others.
    pub is_large: bool,
}

/// A body in one media type.
#[derive(Debug, Serialize)]
pub struct BodyVariant {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// What it holds.
    pub ty: Type,
}
