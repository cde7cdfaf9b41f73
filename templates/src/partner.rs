//! Operations for partners: users, organizations and their keys.

mod create_api_keys;

use crate::support::{Client, Error};

pub use create_api_keys::{ApiKeyPair, CreateApiKeys};

impl Client {
    /// Operations for partners: users, organizations and their keys.
    pub fn partner(&self) -> PartnerApi<'_> {
        PartnerApi(self)
    }
}

/// The operations of the tag `partner`; see [`Client::partner`].
#[derive(Clone, Copy, Debug)]
pub struct PartnerApi<'a>(&'a Client);

impl PartnerApi<'_> {
    /// Creates a key pair for one user of an organization.
    ///
    /// `POST /partner/api/create-api-keys`, signed by [`Partner`](crate::security::Partner).
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the service refuses; see [`Error`] for the rest.
    pub async fn create_api_keys(self, request: &CreateApiKeys) -> Result<ApiKeyPair, Error> {
        self.0.send(request).await
    }
}
