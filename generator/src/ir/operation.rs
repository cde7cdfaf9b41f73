//! Operations: what can be asked of the service.

use indexmap::IndexMap;
use serde::Serialize;

use super::signing::Scheme;
use super::{ExternalDocs, OperationHints, Pagination, Requirement, Usage};
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
    /// Whether characters that RFC 3986 reserves are sent as they are (`allowReserved`); only in the query.
    pub reserved: bool,
    /// What it holds.
    pub usage: Usage,
    /// Markdown.
    pub description: Option<String>,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
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

/// How a value is written out (OpenAPI 3.1 §4.8.12.3): the styles that stand so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ParameterStyle {
    /// Lists joined by comma: `simple`, and `form` without explode.
    Joined,
    /// Lists as repeated names: `form` with explode.
    Repeated,
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
    /// The form that is sent.
    pub content: Content,
}

/// A body in one media type (OpenAPI 3.1 §4.8.14).
#[derive(Clone, Debug, Serialize)]
pub struct Content {
    /// Which one.
    pub media_type: MediaType,
    /// What it holds.
    pub usage: Option<Usage>,
    /// The document's example, as JSON text.
    pub example: Option<String>,
}

/// A media type that the generated client can write and read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum MediaType {
    /// `application/json` and `+json`, with the exact name.
    Json(String),
    /// `text/*`, with the exact name.
    Text(String),
    /// Anything else, as bytes, with the exact name.
    Binary(String),
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
