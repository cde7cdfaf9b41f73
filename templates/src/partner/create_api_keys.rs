use crate::support::prelude::*;

json::request! {
    /// Request of [`PartnerApi::create_api_keys`](super::PartnerApi::create_api_keys).
    pub struct CreateApiKeys {
        /// The user that the key will belong to.
        pub user_id: String as "userId",
        /// The organization that the user is a member of.
        pub organization_id: String as "organizationId",
        /// A label shown next to the key.
        pub alias: String,
    }
}

impl Operation for CreateApiKeys {
    type Payload = payload::Json<ApiKeyPair>;
    const INFO: OperationInfo = OperationInfo::new(
        "createApiKeys",
        Method::POST,
        "/partner/api/create-api-keys",
    )
    .security(&[&[security::PARTNER]])
    .envelope(&meta::ENVELOPE)
    .sensitive();

    fn encode(&self, parts: &mut RequestParts) {
        parts.json(self);
    }
}

json::response! {
    /// A key pair. The service shows the secret in this response only.
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
        pub created_at: Timestamp as "createdAt",
    }
}
