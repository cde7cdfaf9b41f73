//! Operations for partners: users, organizations and their keys.

crate::support::modules! {
    create_api_keys,
    get_users,
}

crate::support::handle! {
    /// Operations for partners: users, organizations and their keys.
    pub struct PartnerApi = partner;

    /// Creates a key pair for one user of an organization.
    ///
    /// `POST /partner/api/create-api-keys`, signed by [`Partner`](crate::security::Partner).
    pub async fn create_api_keys(request: &CreateApiKeys) -> ApiKeyPair;

    /// Lists the users.
    ///
    /// `POST /partner/api/get-users`, signed by [`Partner`](crate::security::Partner).
    pub async fn get_users(request: &GetUsers) -> GetUsersOutput;

    /// Lists the users.
    ///
    /// The pages of [`get_users`](Self::get_users), from that which `request` asks for.
    pub pages fn get_users_pages(request: &GetUsers);
}
