//! Operations for partners: users, organizations and their keys.

mod create_api_keys;
mod get_users;

use crate::support::{Client, Error, paging};

pub use create_api_keys::{ApiKeyPair, CreateApiKeys};
pub use get_users::{GetUsers, GetUsersOutput, PartnerUser};

impl Client {
    /// Operations for partners: users, organizations and their keys.
    pub fn partner(&self) -> PartnerApi<'_> {
        PartnerApi(self)
    }
}

/// The operations of the tag `partner`; see [`Client::partner`].
///
/// # Errors
///
/// Every call fails with [`Error::Api`] if the service refuses; see [`Error`] for the rest.
#[derive(Clone, Copy, Debug)]
pub struct PartnerApi<'a>(&'a Client);

#[allow(clippy::missing_errors_doc, reason = "said once, at the type")]
impl PartnerApi<'_> {
    /// Creates a key pair for one user of an organization.
    ///
    /// `POST /partner/api/create-api-keys`, signed by [`Partner`](crate::security::Partner).
    pub async fn create_api_keys(self, request: &CreateApiKeys) -> Result<ApiKeyPair, Error> {
        self.0.send(request).await
    }

    /// Lists the users.
    ///
    /// `POST /partner/api/get-users`, signed by [`Partner`](crate::security::Partner).
    pub async fn get_users(self, request: &GetUsers) -> Result<GetUsersOutput, Error> {
        self.0.send(request).await
    }

    /// Lists the users.
    ///
    /// The pages of [`get_users`](Self::get_users), from that which `request` asks for.
    pub fn get_users_pages(self, request: &GetUsers) -> paging::Pages<GetUsers> {
        paging::Pages::new(self.0, request)
    }
}
