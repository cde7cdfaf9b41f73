//! Security schemes: how a caller shows who it is.

use serde::Serialize;

use super::ParameterPlace;
use super::signing::Scheme;
use super::vector::Vector;
use crate::source::Origin;

/// One entry of `components/securitySchemes` (OpenAPI 3.1 §4.8.27).
#[derive(Debug, Serialize)]
pub struct SecurityScheme {
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
    /// Markdown.
    pub description: Option<String>,
    /// What is asked for.
    pub kind: SecurityKind,
    /// What its recipe has to come to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vectors: Vec<Vector>,
}

/// What a security scheme asks for.
#[derive(Debug, Serialize)]
pub enum SecurityKind {
    /// A recipe for signing: `x-signing`.
    Recipe(Box<Scheme>),
    /// A key that is sent as it is.
    Key {
        /// Where it is sent; never in the path.
        place: ParameterPlace,
        /// Under which name.
        name: String,
    },
    /// A token in the header `Authorization` (RFC 6750 §2.1).
    Bearer,
    /// User name and password in the header `Authorization` (RFC 7617).
    Basic,
    /// Something a client cannot do yet; a diagnostic tells what.
    Unsupported,
}

/// The schemes that must be met together (OpenAPI 3.1 §4.8.30); empty means anonymous.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Requirement {
    /// Names of schemes in the order of the document.
    pub schemes: Vec<String>,
}
