//! Tags, and the operations in them: methods, requests, routes.

use serde::Serialize;

use super::bodies::{BodyEnum, Encode};
use super::responses::{Reading, Refusals};
use super::ty::Type;
use super::types::{Struct, TypeItem};
use crate::ir::{ParameterPlace, ParameterStyle};
use crate::plan::docs::Docs;
use crate::plan::headers::Headers;
use crate::plan::names::Ident;
use crate::plan::paging::Paging;
use crate::plan::stream::Streaming;

/// A tag: its handle, its signposts, and the files of its operations.
#[derive(Debug, Serialize)]
pub struct TagModule {
    /// Name of the module and of the client's method.
    pub module: Ident,
    /// The handle with the methods.
    pub handle: Ident,
    /// Docs of the module.
    pub docs: Docs,
    /// In the order of the document.
    pub operations: Vec<OperationFile>,
    /// The components that its operations name, which it exports again; by name.
    pub shared_types: Vec<Ident>,
    /// The feature that brings it; always there without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
}

impl TagModule {
    /// The first line of the docs.
    pub fn summary(&self) -> &str {
        self.docs
            .lines
            .first()
            .map_or("Operations.", String::as_str)
    }
}

/// One operation: everything that varies with it.
#[derive(Debug, Serialize)]
pub struct OperationFile {
    /// Name of the file's module.
    pub module: Ident,
    /// The method of the tag's handle.
    pub method: Method,
    /// The type of the request.
    pub request: Request,
    /// What the service gives back.
    pub output: Type,
    /// How the response is read.
    pub reading: Reading,
    /// The route and what else is fixed.
    pub info: Info,
    /// Types that the operation describes itself, in reading order.
    pub types: Vec<TypeItem>,
    /// The type of a body that can be one of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyEnum>,
    /// How its list comes in pages, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// What its refusals hold, if the document says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusals: Option<Refusals>,
    /// How its response is read while it comes, if it can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<Streaming>,
    /// The headers of its successes, if they have types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<Headers>,
}

/// A method of a handle.
#[derive(Debug, Serialize)]
pub struct Method {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// Whether the document marks the operation as deprecated.
    pub deprecated: bool,
    /// What it says about that, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecation: Option<String>,
}

/// The request of an operation.
#[derive(Debug, Serialize)]
pub struct Request {
    /// Its type.
    pub item: Struct,
    /// What is put where, in the order of the URL.
    pub parts: Vec<RequestPart>,
}

/// Something that is put into a request.
#[derive(Debug, Serialize)]
pub enum RequestPart {
    /// A part of the path.
    Path {
        /// Name in the template.
        wire: String,
        /// The field.
        field: Ident,
    },
    /// A pair of the query; lists joined by comma, or one pair an item.
    Query {
        /// Name on the wire.
        wire: String,
        /// The field.
        field: Ident,
        /// One pair an item.
        repeated: bool,
        /// Reserved characters are sent as they are.
        reserved: bool,
    },
    /// A header.
    Header {
        /// Name on the wire.
        wire: String,
        /// The field.
        field: Ident,
    },
    /// A cookie.
    Cookie {
        /// Name on the wire.
        wire: String,
        /// The field.
        field: Ident,
    },
    /// A list or an object in one of these places, or a value in another style than the usual one.
    Styled {
        /// Where.
        place: ParameterPlace,
        /// Name on the wire.
        wire: String,
        /// The field.
        field: Ident,
        /// How it is written.
        style: ParameterStyle,
        /// Items and members each by itself.
        explode: bool,
        /// Reserved characters are sent as they are.
        reserved: bool,
    },
    /// A name in the query that stands alone, where the field is `true`.
    Flag {
        /// Name on the wire.
        wire: String,
        /// The field; it always stands there without one.
        field: Option<Ident>,
    },
    /// The body.
    Body {
        /// The field that holds it; the request itself without one.
        field: Option<Ident>,
        /// Whether the field may be `None`.
        optional: bool,
        /// How it is written.
        encode: Encode,
    },
}

/// What is fixed about an operation.
#[derive(Debug, Serialize)]
pub struct Info {
    /// Its id.
    pub id: String,
    /// Method and path as the document has them.
    pub route: String,
    /// HTTP method, as it is sent.
    pub method: String,
    /// Whether the method is one for which there is no constant, at least not in every release of the library.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_extension: bool,
    /// Module and constant of the server that it has beside the base URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<(Ident, Ident)>,
    /// Path template.
    pub path: String,
    /// The media type that is asked for.
    pub accept: String,
    /// Alternatives of schemes, each by its constant.
    pub security: Vec<Vec<Ident>>,
    /// Whether responses come in the envelope.
    pub enveloped: bool,
    /// Whether request or response holds a secret.
    pub sensitive: bool,
}
