//! Operations: what can be asked of the service.

use indexmap::IndexMap;
use serde::Serialize;

use super::signing::Scheme;
use super::{ExternalDocs, OperationHints, Pagination, Requirement, Server, Usage};
use crate::source::Origin;

/// One method on one path (OpenAPI 3.1 §4.8.10).
#[derive(Debug, Serialize)]
pub struct Operation {
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
    /// `operationId`, or one made from method and path.
    pub id: String,
    /// HTTP method.
    pub method: Method,
    /// The template as the document writes it.
    pub path: String,
    /// The template in parts.
    pub segments: Vec<Segment>,
    /// Pairs of a query that the document's path ends with, as they are on the wire; sent with every call.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// The first tag, which decides where the operation is found.
    pub tag: Option<String>,
    /// One line.
    pub summary: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// The page to read on.
    pub external_docs: Option<ExternalDocs>,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
    /// In the order of the document, those of the path item first.
    pub parameters: Vec<Parameter>,
    /// Where it is served, if it or its path has a server of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<Server>,
    /// What is sent.
    pub body: Option<Body>,
    /// What comes back, in the order of the document.
    pub responses: Vec<Response>,
    /// The place of the response that holds what the caller asked for.
    pub success: Option<usize>,
    /// Alternatives, of which one must be met; empty when none is asked for.
    pub security: Vec<Requirement>,
    /// Schemes of [`security`](Self::security) that `x-signing-values` changes for this operation,
    /// whole and as changed. All others are as the API has them.
    pub schemes: IndexMap<String, Scheme>,
    /// Whether the API's envelope is around the responses.
    pub enveloped: bool,
    /// How its list comes in pages, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pagination: Option<Pagination>,
    /// What extensions say about it.
    pub hints: OperationHints,
}

/// An HTTP method.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// `GET`.
    Get,
    /// `PUT`.
    Put,
    /// `POST`.
    Post,
    /// `DELETE`.
    Delete,
    /// `OPTIONS`.
    Options,
    /// `HEAD`.
    Head,
    /// `PATCH`.
    Patch,
    /// `TRACE`.
    Trace,
    /// `QUERY`.
    Query,
    /// One that OpenAPI has no word for, as it is sent.
    #[serde(untagged)]
    Other(String),
}

impl Method {
    /// Returns the method as it is sent.
    pub fn name(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
            Self::Other(name) => name,
        }
    }
}

/// A part of a path template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Segment {
    /// Text that stands as it is.
    Literal(String),
    /// `{name}`.
    Parameter(String),
}

/// A parameter (OpenAPI 3.1 §4.8.12).
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a keyword of the document"
)]
pub struct Parameter {
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
    /// Wire name.
    pub name: String,
    /// Where it is sent.
    pub place: ParameterPlace,
    /// Whether it must be given.
    pub required: bool,
    /// How it is written out.
    pub style: ParameterStyle,
    /// Whether items and members are written each by itself (`explode`).
    pub explode: bool,
    /// Whether characters that RFC 3986 reserves are sent as they are (`allowReserved`); not in headers.
    pub reserved: bool,
    /// Whether its name alone says all: a boolean that is only ever `true` and may be empty (`allowEmptyValue`).
    pub flag: bool,
    /// What has to be taken apart to write it. Known once all schemas are.
    pub shape: ParameterShape,
    /// What it holds.
    pub usage: Usage,
    /// Markdown.
    pub description: Option<String>,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
}

impl Parameter {
    /// Whether it is a text or a list of texts, written as is usual in its place; nothing protects the items of a list
    /// in a header, so that they are looked at.
    pub fn is_plain(&self) -> bool {
        use ParameterStyle::{DeepObject, Form, PipeDelimited, Simple, SpaceDelimited};
        let is_text = self.shape == ParameterShape::Text;
        if self.shape == ParameterShape::Structured || self.style == ParameterStyle::Json {
            return false;
        }
        match self.place {
            ParameterPlace::Path => self.style == Simple && !self.reserved,
            ParameterPlace::Header => is_text,
            ParameterPlace::Cookie => self.style == Form && is_text && !self.reserved,
            ParameterPlace::Query => match self.style {
                Form => true,
                SpaceDelimited | PipeDelimited => is_text || self.explode,
                DeepObject => is_text,
                _ => false,
            },
        }
    }
}

/// What has to be taken apart to write a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ParameterShape {
    /// Nothing: one text.
    Text,
    /// It is a list of texts, or may be one.
    List,
    /// It is an object or a list of more than texts, or may be one.
    Structured,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum ParameterPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// As a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How a value is written out (OpenAPI 3.1 §4.8.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ParameterStyle {
    /// `a,b`.
    Simple,
    /// `.a,b`.
    Label,
    /// `;name=a,b`.
    Matrix,
    /// `name=a,b`.
    Form,
    /// `name=a%20b`.
    SpaceDelimited,
    /// `name=a%7Cb`.
    PipeDelimited,
    /// `name[member]=a`.
    DeepObject,
    /// `name=a,b`, not percent-encoded (OpenAPI 3.2).
    Cookie,
    /// JSON text: `content` in place of a style.
    Json,
}

/// What is sent with an operation (OpenAPI 3.1 §4.8.13).
#[derive(Debug, Serialize)]
pub struct Body {
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
    /// Whether it must be given.
    pub required: bool,
    /// Markdown.
    pub description: Option<String>,
    /// The form that is sent, or the dearest of several.
    pub content: Content,
    /// Forms that can be sent instead and hold something else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Content>,
}

impl Body {
    /// Returns all forms that can be sent.
    pub fn contents(&self) -> impl Iterator<Item = &Content> {
        std::iter::once(&self.content).chain(&self.others)
    }
}

/// A body in one media type (OpenAPI 3.1 §4.8.14).
#[derive(Clone, Debug, Serialize)]
pub struct Content {
    /// Which one.
    pub media_type: MediaType,
    /// What it holds.
    pub usage: Option<Usage>,
    /// Media types in which the same could be sent instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// How fields of a form or parts of a multipart body are written, where that is said.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub encoding: IndexMap<String, Encoding>,
    /// The document's example, as JSON text.
    pub example: Option<String>,
}

/// How a field of a form or a part of a multipart body is written (OpenAPI 3.1 §4.8.15).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Encoding {
    /// The media type.
    pub content_type: Option<String>,
    /// Headers of the part that are always the same.
    pub headers: Vec<(String, String)>,
    /// As in a query, if that is asked for.
    pub style: Option<ParameterStyle>,
    /// Whether lists and objects become several fields.
    pub explode: bool,
    /// Whether characters that RFC 3986 reserves are sent as they are.
    pub reserved: bool,
}

/// A media type that the generated client can write and read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum MediaType {
    /// `application/json` and `+json`, with the exact name.
    Json(String),
    /// `application/x-www-form-urlencoded`, with the exact name.
    Form(String),
    /// `multipart/*`, with the exact name.
    Multipart(String),
    /// `text/*`, XML and other texts, with the exact name.
    Text(String),
    /// Anything else, as bytes, with the exact name; also groups such as `image/*`.
    Binary(String),
}

impl MediaType {
    /// Returns the exact name.
    pub fn name(&self) -> &str {
        match self {
            Self::Json(name)
            | Self::Form(name)
            | Self::Multipart(name)
            | Self::Text(name)
            | Self::Binary(name) => name,
        }
    }
}

/// What may come back (OpenAPI 3.1 §4.8.17).
#[derive(Debug, Serialize)]
pub struct Response {
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
    /// For which statuses.
    pub status: StatusPattern,
    /// Markdown.
    pub description: Option<String>,
    /// What it holds once the envelope is opened; `None` when there is no body.
    pub content: Option<Content>,
    /// The headers that it comes with, if it means success and they are asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Parameter>,
    /// The form in which it can be read while it comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<Stream>,
}

/// A response that is a row of items, each of which tells something by itself.
#[derive(Debug, Serialize)]
pub struct Stream {
    /// The exact name of the media type.
    pub media_type: String,
    /// What sets items apart.
    pub framing: Framing,
    /// What each holds; for events that is their data. Nothing where it is not said.
    pub item: Option<Usage>,
}

/// What sets the items of a stream apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Framing {
    /// `text/event-stream`: blocks of lines (HTML, server-sent events).
    Events,
    /// JSON texts, one a line (`application/x-ndjson`, `application/jsonl`).
    Lines,
    /// JSON texts behind record separators (RFC 7464).
    Sequence,
}

impl Framing {
    /// What a media type without parameters, in lower case, is framed by.
    pub fn of(essence: &str) -> Option<Self> {
        match essence {
            "text/event-stream" => Some(Self::Events),
            "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/json-lines"
            | "application/stream+json"
            | "application/x-json-stream" => Some(Self::Lines),
            "application/json-seq" => Some(Self::Sequence),
            // Such as `application/geo+json-seq` (RFC 8142).
            _ if essence.ends_with("+json-seq") => Some(Self::Sequence),
            _ => None,
        }
    }
}

/// The key of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum StatusPattern {
    /// One status.
    Code(u16),
    /// `2XX`: all of one hundred.
    Range(u8),
    /// `default`: all others.
    Default,
}

impl StatusPattern {
    /// Whether it means success by itself.
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(hundred) => hundred == 2,
            Self::Default => false,
        }
    }
}
