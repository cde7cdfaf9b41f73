//! The security scheme `partner`.

use crate::support::signing::{Applying, Counter, Draft, Fresh, Scheme, Wire, hex, hmac_sha256};
use crate::support::{ClientBuilder, CredentialsError, Secret, SignError, env};

use super::PARTNER;

/// Credentials of a partner, and how requests are signed with them.
///
/// - `nonce`, a member of every body: Unix milliseconds, strictly growing per public key.
/// - String to sign: the body, byte for byte as sent.
/// - Signature: lowercase hex of HMAC-SHA256 keyed with the text of the secret.
///
/// Source: `#/components/securitySchemes/partner`.
#[derive(Clone, Debug)]
pub struct Partner {
    public_key: String,
    secret: Secret,
    nonce: Counter,
}

impl Partner {
    /// The public key and the secret as the service shows them.
    pub fn new(public_key: impl Into<String>, secret: impl Into<Secret>) -> Self {
        let public_key = public_key.into();
        let nonce = Counter::shared(PARTNER, &public_key);
        Self {
            public_key,
            secret: secret.into(),
            nonce,
        }
    }

    /// The public key from `ONCHAINPAY_PARTNER_PUBLIC_KEY`, the secret from
    /// `ONCHAINPAY_PARTNER_SECRET`.
    ///
    /// # Errors
    ///
    /// A variable is not set, or not Unicode.
    pub fn from_env() -> Result<Self, CredentialsError> {
        let public_key = env::required("ONCHAINPAY_PARTNER_PUBLIC_KEY")?;
        let secret = env::required("ONCHAINPAY_PARTNER_SECRET")?;
        Ok(Self::new(public_key, secret))
    }

    /// The recipe, from top to bottom; what is made anew for every attempt comes in as arguments.
    fn sign(&self, mut draft: Draft, nonce: &str) -> Result<Wire, SignError> {
        draft.inject_body_integer("nonce", nonce)?;

        let mut wire = draft.freeze();
        wire.note_body();
        let signature = hex(&hmac_sha256(self.secret.expose(), wire.body()));

        wire.place_header("x-api-public-key", &self.public_key)?;
        wire.place_header("x-api-signature", &signature)?;
        Ok(wire)
    }
}

impl Scheme for Partner {
    fn check(&self) -> Result<(), CredentialsError> {
        CredentialsError::refuse_unsendable(PARTNER, "public_key", &self.public_key)?;
        CredentialsError::refuse_untrimmed(PARTNER, "secret", self.secret.expose())
    }

    fn apply<'a>(&'a self, draft: Draft, fresh: &'a Fresh) -> Applying<'a> {
        Box::pin(async move {
            let nonce = self.nonce.next(fresh.unix_ms()).to_string();
            Ok(self.sign(draft, &nonce)?.into())
        })
    }
}

impl ClientBuilder {
    /// Credentials for the operations of partners.
    #[must_use]
    pub fn partner(self, credentials: Partner) -> Self {
        self.scheme(PARTNER, credentials)
    }
}
