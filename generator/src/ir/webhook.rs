//! Webhooks: what the service sends by itself.

use serde::Serialize;

use super::{Body, ExternalDocs, Parameter, Requirement, StatusPattern};
use crate::source::Origin;

/// A message that the service sends: an entry of `webhooks` (OpenAPI 3.1 §4.8.1), of `x-webhooks`, or a
/// callback of an operation (§4.8.18).
#[derive(Debug, Serialize)]
pub struct Webhook {
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
    /// Its name in the document.
    pub name: String,
    /// The operation that it is a callback of.
    pub callback_of: Option<CallbackOf>,
    /// One line.
    pub summary: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// The page to read on.
    pub external_docs: Option<ExternalDocs>,
    /// Whether the document marks it as deprecated.
    pub deprecated: bool,
    /// The headers that it comes with.
    pub headers: Vec<Parameter>,
    /// What it brings.
    pub body: Option<Body>,
    /// How a receiver responds, and what that means.
    pub responses: Vec<(StatusPattern, Option<String>)>,
    /// Alternatives, of which one must be met; empty when none is asked for.
    pub security: Vec<Requirement>,
}

/// What a callback belongs to.
#[derive(Debug, Serialize)]
pub struct CallbackOf {
    /// The id of the operation.
    pub operation: String,
    /// The expression for the URL to which it is sent.
    pub url: String,
}
