//! Tokens that show who calls, and where they come from.

use std::error::Error as StdError;
use std::time::SystemTime;

use super::token_error::TokenError;
use crate::support::error::CredentialsError;
use crate::support::network::Network;
use crate::support::secret::Secret;
use crate::support::transport::BoxFuture;

/// A token for the header `Authorization`, after `Bearer` (RFC 6750 §2.1).
#[derive(Clone, Debug)]
pub struct AccessToken {
    pub(super) text: Secret,
    pub(super) expires_at: Option<SystemTime>,
}

impl AccessToken {
    /// A token that is good until a service refuses it with 401.
    pub fn new(text: impl Into<Secret>) -> Self {
        Self {
            text: text.into(),
            expires_at: None,
        }
    }

    /// The same, if a header can carry it.
    pub(super) fn sendable(self) -> Result<Self, TokenError> {
        let text = self.text.expose();
        let is_sendable = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_sendable.then_some(self).ok_or(TokenError::Unsendable)
    }

    /// The same with its end, before which it is renewed. One that is over already is used once.
    #[must_use]
    pub fn expires_at(mut self, end: SystemTime) -> Self {
        self.expires_at = Some(end);
        self
    }
}

/// Where tokens come from.
///
/// A client asks its source when it has no token, when the one it has is about to expire, and when a
/// service refused it with 401; it asks once at a time, however many calls wait.
pub trait TokenSource: Send + Sync + 'static {
    /// A token that is good from now on. `network` is the client's way to others, for sources that
    /// have to ask for one.
    fn token<'a>(&'a self, network: &'a Network) -> TokenFuture<'a>;

    /// Refuses settings that cannot be right for the security scheme `scheme`; called when the
    /// client is built.
    ///
    /// # Errors
    ///
    /// Which setting, and what is wrong with it.
    fn check(&self, scheme: &'static str, network: &Network) -> Result<(), CredentialsError> {
        let _ = (scheme, network);
        Ok(())
    }
}

/// A token on its way.
pub type TokenFuture<'a> = BoxFuture<'a, Result<AccessToken, Box<dyn StdError + Send + Sync>>>;
