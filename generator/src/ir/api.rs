//! The API as a whole.

use indexmap::IndexMap;
use serde::Serialize;

use super::{Arena, Operation, Schema, SecurityScheme, Webhook};
use crate::source::Origin;

/// Everything that a document says about an API.
#[derive(Debug, Serialize)]
pub struct Api {
    /// Who it is.
    pub info: Info,
    /// Where it is served, the default first (OpenAPI 3.1 §4.8.5).
    pub servers: Vec<Server>,
    /// How operations are grouped: the declared tags, then those only operations name.
    pub tags: IndexMap<String, Tag>,
    /// How every response is wrapped, if it is (`x-envelope`).
    pub envelope: Option<Envelope>,
    /// The schemas that operations reach.
    pub schemas: Arena<Schema>,
    /// Security schemes by their name in the document.
    pub security_schemes: IndexMap<String, SecurityScheme>,
    /// In the order of the document.
    pub operations: Vec<Operation>,
    /// What the service sends by itself, in the order of the document; then the callbacks of operations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhooks: Vec<Webhook>,
}

/// Title, version and prose (OpenAPI 3.1 §4.8.2).
#[derive(Debug, Default, Serialize)]
pub struct Info {
    /// Name of the API.
    pub title: String,
    /// Version of the document, not of the crate.
    pub version: String,
    /// Markdown.
    pub description: Option<String>,
    /// The page to read on.
    pub external_docs: Option<ExternalDocs>,
}

/// A link to documentation elsewhere (OpenAPI 3.1 §4.8.11).
#[derive(Clone, Debug, Serialize)]
pub struct ExternalDocs {
    /// Address, as the document writes it.
    pub url: String,
    /// What stands there.
    pub description: Option<String>,
}

/// One base URL (OpenAPI 3.1 §4.8.5).
#[derive(Clone, Debug, Serialize)]
pub struct Server {
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
    /// Absolute, or relative to where the document was found; its variables replaced by their defaults.
    pub url: String,
    /// What to call it by (OpenAPI 3.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// The address with its variables in braces, if it has any and can be used as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The variables of [`template`](Self::template), in the order of the document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<ServerVariable>,
}

/// A part of a server's address that a caller may choose (OpenAPI 3.1 §4.8.6).
#[derive(Clone, Debug, Serialize)]
pub struct ServerVariable {
    /// Its name in the address.
    pub name: String,
    /// What stands there unless somebody chooses.
    pub default: String,
    /// What may stand there; anything if there is none.
    pub values: Vec<String>,
    /// Markdown.
    pub description: Option<String>,
}

/// A group of operations (OpenAPI 3.1 §4.8.22).
#[derive(Debug, Default, Serialize)]
pub struct Tag {
    /// What to name it by in place of its name (`x-rust-name`).
    pub rust_name: Option<String>,
    /// One line (OpenAPI 3.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The tag that it belongs to (OpenAPI 3.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// The page to read on.
    pub external_docs: Option<ExternalDocs>,
}

/// How a service wraps its responses: the extension `x-envelope`.
#[derive(Debug, Serialize)]
pub struct Envelope {
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
    /// The boolean member that tells success from failure.
    pub flag: String,
    /// The value of `flag` that means success.
    pub success: bool,
    /// The member that holds what the caller asked for.
    pub payload: String,
    /// The member that says why there is none.
    pub error: EnvelopeError,
    /// The member that names the request for support staff.
    pub request_id: Option<String>,
}

/// The members of a failure.
#[derive(Debug, Serialize)]
pub struct EnvelopeError {
    /// The member of the envelope.
    pub member: String,
    /// Inside it: the service's code, a number or a text.
    pub code: Option<String>,
    /// Inside it: a name for the code.
    pub name: Option<String>,
    /// Inside it: a sentence for people.
    pub message: Option<String>,
}
