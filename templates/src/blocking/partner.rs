//! Operations for partners: users, organizations and their keys.

use super::Client;
use crate::partner::{ApiKeyPair, CreateApiKeys, GetUsers, GetUsersOutput};
use crate::support::Error;

impl Client {
    /// Operations for partners: users, organizations and their keys.
    pub fn partner(&self) -> PartnerApi<'_> {
        PartnerApi(self)
    }
}

/// Operations for partners: users, organizations and their keys. Made by [`Client::partner`].
#[derive(Clone, Copy, Debug)]
pub struct PartnerApi<'a>(&'a Client);

#[allow(clippy::missing_errors_doc, reason = "said once, at the type")]
impl PartnerApi<'_> {
    /// Creates a key pair for one user of an organization.
    ///
    /// More: [`PartnerApi::create_api_keys`](super::super::partner::PartnerApi::create_api_keys).
    pub fn create_api_keys(self, request: &CreateApiKeys) -> Result<ApiKeyPair, Error> {
        self.0.send(request)
    }

    /// Lists the users.
    ///
    /// More: [`PartnerApi::get_users`](super::super::partner::PartnerApi::get_users).
    pub fn get_users(self, request: &GetUsers) -> Result<GetUsersOutput, Error> {
        self.0.send(request)
    }

    /// Lists the users.
    ///
    /// The pages of [`get_users`](Self::get_users), from that which `request` asks for.
    pub fn get_users_pages(self, request: &GetUsers) -> super::Pages<GetUsers> {
        super::Pages::new(self.0, request)
    }
}
