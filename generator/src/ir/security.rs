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
    /// A token of OAuth 2 in the header `Authorization`, by one of these flows (OpenAPI 3.1 §4.8.28).
    OAuth2(Vec<Flow>),
    /// A token of an `OpenID` provider in the header `Authorization`.
    OpenIdConnect {
        /// Where the provider describes itself.
        url: Option<String>,
    },
    /// A certificate of the client, shown while the connection is made.
    MutualTls,
    /// Something a client cannot do yet; a diagnostic tells what.
    Unsupported,
}

/// A way to a token (OpenAPI 3.1 §4.8.29).
#[derive(Debug, Serialize)]
pub struct Flow {
    /// Which one.
    pub kind: FlowKind,
    /// The page on which a person agrees.
    pub authorization_url: Option<String>,
    /// Where tokens are asked for, absolute or relative to the server.
    pub token_url: Option<String>,
    /// The scopes that there are.
    pub scopes: Vec<String>,
}

/// The flows of OAuth 2, by the names of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FlowKind {
    /// A person agrees on a page, which gives out a token (RFC 6749 §4.2).
    Implicit,
    /// A person's name and password (RFC 6749 §4.3).
    Password,
    /// The client's own id and secret (RFC 6749 §4.4).
    ClientCredentials,
    /// A person agrees on a page, which gives out a code for a token (RFC 6749 §4.1).
    AuthorizationCode,
    /// A person agrees on another device (RFC 8628).
    DeviceAuthorization,
}

impl FlowKind {
    /// All, in the order of the specification.
    pub const ALL: [Self; 5] = [
        Self::Implicit,
        Self::Password,
        Self::ClientCredentials,
        Self::AuthorizationCode,
        Self::DeviceAuthorization,
    ];

    /// The member of `flows`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::Password => "password",
            Self::ClientCredentials => "clientCredentials",
            Self::AuthorizationCode => "authorizationCode",
            Self::DeviceAuthorization => "deviceAuthorization",
        }
    }
}

/// The schemes that must be met together (OpenAPI 3.1 §4.8.30); empty means anonymous.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Requirement {
    /// Names of schemes in the order of the document.
    pub schemes: Vec<String>,
    /// What is asked of each, by its place in `schemes`.
    #[serde(skip)]
    pub scopes: Vec<Vec<String>>,
}
