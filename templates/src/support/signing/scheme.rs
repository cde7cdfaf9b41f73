//! What a security scheme is.

use super::draft::Draft;
use super::wire::Wire;
use crate::support::clock::Fresh;
use crate::support::error::{CredentialsError, SignError};
use crate::support::network::Network;
use crate::support::transport::BoxFuture;

/// A security scheme with its credentials.
///
/// [`apply`](Self::apply) is the recipe, read from top to bottom: inject into the draft, freeze it,
/// sign what is frozen, place the results on the wire. It is called anew for every attempt, and may
/// take its time: the key may live in another process.
pub trait Scheme: Send + Sync + 'static {
    /// Takes the client's way to others; called once when the client is built, before all else.
    ///
    /// Most schemes need nobody and leave this out. One that wraps another passes it on.
    fn attach(&mut self, network: &Network) {
        let _ = network;
    }

    /// Refuses credentials that cannot be right; called when the client is built.
    ///
    /// # Errors
    ///
    /// Which credential, and what is wrong with it.
    fn check(&self) -> Result<(), CredentialsError>;

    /// Does the scheme's part for one attempt, at the instant `fresh`.
    ///
    /// Returns the wire if it signed, the draft if it only placed a credential.
    ///
    /// # Errors
    ///
    /// The request is not one that the scheme can sign; it is not sent.
    fn apply<'a>(&'a self, draft: Draft, fresh: &'a Fresh) -> Applying<'a>;
}

/// A scheme at work.
pub type Applying<'a> = BoxFuture<'a, Result<Applied, SignError>>;

/// What a scheme leaves to the next one.
#[derive(Debug)]
pub enum Applied {
    /// Nothing was signed; all of the request may still change.
    Draft(Draft),
    /// Body, headers and query were signed, and stay as they are.
    Wire(Wire),
}

impl Applied {
    /// The draft that the next scheme is given.
    pub(crate) fn into_draft(self) -> Draft {
        match self {
            Self::Draft(draft) => draft.reopened(),
            Self::Wire(wire) => wire.into_draft(),
        }
    }
}

impl From<Draft> for Applied {
    fn from(draft: Draft) -> Self {
        Self::Draft(draft)
    }
}

impl From<Wire> for Applied {
    fn from(wire: Wire) -> Self {
        Self::Wire(wire)
    }
}
