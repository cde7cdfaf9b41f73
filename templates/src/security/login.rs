//! The security scheme `login`: tokens, which no operation of the model asks for.

use crate::support::signing::{
    Applying, ClientCredentials, Draft, Fresh, Network, Scheme, TokenSource, Tokens,
};
use crate::support::{ClientBuilder, CredentialsError, Secret, env};

use super::LOGIN;

/// Credentials for `login`.
///
/// A token in the header `Authorization`, after `Bearer`.
#[derive(Clone, Debug)]
pub struct Login {
    tokens: Tokens,
}

impl Login {
    /// The scopes that operations ask for.
    pub const SCOPES: &[&str] = &["orders:read", "orders:write"];

    /// Where tokens are fetched.
    pub const TOKEN_URL: &str = "/oauth/token";

    /// A client's id and secret, for which tokens are fetched at [`TOKEN_URL`](Self::TOKEN_URL) with
    /// [`SCOPES`](Self::SCOPES).
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        let client = ClientCredentials::new(Self::TOKEN_URL, client_id, client_secret);
        Self::token_source(client.scopes(Self::SCOPES))
    }

    /// A client's id and secret from `ONCHAINPAY_LOGIN_CLIENT_ID` and
    /// `ONCHAINPAY_LOGIN_CLIENT_SECRET`.
    ///
    /// # Errors
    ///
    /// A variable is not set, or not Unicode.
    pub fn from_env() -> Result<Self, CredentialsError> {
        let client_id = env::required("ONCHAINPAY_LOGIN_CLIENT_ID")?;
        let client_secret = env::required("ONCHAINPAY_LOGIN_CLIENT_SECRET")?;
        Ok(Self::new(client_id, client_secret))
    }

    /// A token that is at hand; nothing renews it.
    pub fn token(token: impl Into<Secret>) -> Self {
        Self {
            tokens: Tokens::fixed(token),
        }
    }

    /// Tokens of a source, which is asked whenever a new one is needed.
    pub fn token_source(source: impl TokenSource) -> Self {
        Self {
            tokens: Tokens::of(source),
        }
    }
}

impl Scheme for Login {
    fn attach(&mut self, network: &Network) {
        self.tokens.attach(network);
    }

    fn check(&self) -> Result<(), CredentialsError> {
        self.tokens.check(LOGIN)
    }

    fn apply<'a>(&'a self, draft: Draft, _fresh: &'a Fresh) -> Applying<'a> {
        Box::pin(self.tokens.place(draft))
    }
}

impl ClientBuilder {
    /// Credentials for operations that ask for `login`.
    #[must_use]
    pub fn login(self, credentials: Login) -> Self {
        self.scheme(LOGIN, credentials)
    }
}
