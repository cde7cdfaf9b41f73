//! `POST /partner/api/create-api-keys`

use http::Method;

use crate::support::{
    DecodeError, EncodeError, Operation, OperationInfo, RequestParts, Response, Secret, Timestamp,
    json,
};
use crate::{meta, security};

/// Request of [`PartnerApi::create_api_keys`](super::PartnerApi::create_api_keys).
///
/// Source: `#/paths/~1partner~1api~1create-api-keys/post`.
#[derive(Clone, Debug)]
pub struct CreateApiKeys {
    /// The user that the key will belong to.
    pub user_id: String,
    /// The organization that the user is a member of.
    pub organization_id: String,
    /// A label shown next to the key.
    pub alias: String,
}

json::request! { CreateApiKeys {
    user_id: "userId",
    organization_id: "organizationId",
    alias,
} }

impl Operation for CreateApiKeys {
    type Output = ApiKeyPair;

    const INFO: OperationInfo = OperationInfo {
        id: "createApiKeys",
        method: Method::POST,
        path: "/partner/api/create-api-keys",
        accept: "application/json",
        security: &[&[security::PARTNER]],
        envelope: Some(&meta::ENVELOPE),
        sensitive: true,
    };

    fn encode(&self, parts: RequestParts) -> Result<RequestParts, EncodeError> {
        parts.json(self)
    }

    fn decode(response: Response) -> Result<ApiKeyPair, DecodeError> {
        response.json()
    }
}

/// A key pair. The service shows the secret in this response only.
///
/// Source: `#/paths/~1partner~1api~1create-api-keys/post/responses/200`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ApiKeyPair {
    /// Identifier of the pair.
    pub id: String,
    /// The public half, sent as `x-api-public-key`.
    pub public: String,
    /// The signing half; `Debug` prints it redacted.
    pub secret: Secret,
    /// The label given in the request.
    pub alias: String,
    /// When the pair was made, as the service writes it.
    pub created_at: Timestamp,
}

json::response! { ApiKeyPair {
    id,
    public,
    secret,
    alias,
    created_at: "createdAt",
} }
