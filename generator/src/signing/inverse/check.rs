//! Whether a request is what the holder of the credentials would have made.

use std::collections::BTreeMap;

use subtle::ConstantTimeEq;

use super::{Claims, Entry, Inverse};
use crate::ir::signing::{Algorithm, Filter, KeyRole, Phase, Template, When};
use crate::signing::encoding;
use crate::signing::error::SignError;
use crate::signing::fresh::Fresh;
use crate::signing::keys::Keys;
use crate::signing::shown::Shown;
use crate::signing::verify::fit;
use crate::signing::{Injection, Inputs, Run, at_target};

/// A request that was signed with these credentials.
#[derive(Clone, Debug)]
pub struct Checked {
    /// All values that were worked out, in order.
    pub values: Vec<(String, Shown)>,
    /// The string that was signed.
    pub message: Shown,
}

/// Why it was not.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The signature is of another message or key.
    #[error("the signature does not match the request")]
    Mismatch(Checked),
    /// The signature is not of the form that the recipe asks for.
    #[error("the signature is malformed")]
    Malformed(Checked),
    /// The signature fits, or there is none, and a field holds something else than it should.
    #[error("the {place} does not agree with the request and the credentials")]
    Field {
        /// ``header `x-passphrase` ``.
        place: String,
        /// What it should hold.
        expected: Shown,
    },
    /// The recipe cannot be worked out over this request.
    #[error(transparent)]
    Recipe(#[from] SignError),
}

impl Inverse {
    /// Works the recipe out over what a request claims, and compares.
    ///
    /// # Errors
    ///
    /// [`Refused`] says what differs.
    pub fn check(&self, claims: &Claims, keys: &Keys) -> Result<Checked, Refused> {
        let inputs = Inputs {
            scheme: &self.scheme,
            keys,
            given: &claims.values,
            injection: Injection::Done,
        };
        let mut still = Still;
        let mut run = Run::new(inputs, claims.request.clone(), &mut still);
        for phase in [Phase::Start, Phase::Body, Phase::Headers, Phase::Query] {
            run.values(phase)?;
        }
        let mut message = Shown::default();
        if self.scheme.algorithm != Algorithm::None {
            let (signed, key) = run.message_and_key()?;
            message = signed;
            let signature = claims.signature.clone().unwrap_or_default();
            let fits = self.fits(&signature, key, &message)?;
            let checked = || Checked {
                values: run.signed.values.clone(),
                message: message.clone(),
            };
            match fits {
                Some(true) => {}
                Some(false) => return Err(Refused::Mismatch(checked())),
                None => return Err(Refused::Malformed(checked())),
            }
            run.signed.signature = Shown::open(signature);
        }
        run.values(Phase::Signature)?;
        let injected = self.injected.iter().zip(&claims.injected);
        let templates = self.scheme.inject.iter().map(|it| (&it.value, &it.when));
        for ((entry, text), (value, when)) in injected.zip(templates) {
            if entry.covers {
                agree(&run, entry, text.as_deref(), value, when.as_ref())?;
            }
        }
        let placed = self.placed.iter().zip(&claims.placed);
        let templates = self.scheme.place.iter().map(|it| (&it.value, &it.when));
        for ((entry, text), (value, when)) in placed.zip(templates) {
            agree(&run, entry, text.as_deref(), value, when.as_ref())?;
        }
        Ok(Checked {
            values: run.signed.values,
            message,
        })
    }

    /// Whether the signature fits; the key of a server may be the public half.
    fn fits(
        &self,
        signature: &[u8],
        key: Option<(KeyRole, Shown)>,
        message: &Shown,
    ) -> Result<Option<bool>, SignError> {
        let is_base64 = matches!(
            self.scheme.encode.last(),
            Some(Filter::Base64 | Filter::Base64Url | Filter::Base64UrlNoPad)
        );
        // Read as keys are, several texts would be one signature.
        if is_base64 && encoding::has_idle_bits(signature) {
            return Ok(None);
        }
        let nothing = BTreeMap::new();
        let tried = fit(&self.scheme, signature, key.as_ref(), message, &nothing);
        match (tried, key) {
            (Err(_), Some((KeyRole::Private, key))) => {
                let public = (KeyRole::Public, key);
                fit(&self.scheme, signature, Some(&public), message, &nothing)
            }
            (tried, _) => tried,
        }
    }
}

/// Compares a field with what the recipe gives.
fn agree(
    run: &Run<'_, '_>,
    entry: &Entry,
    text: Option<&[u8]>,
    value: &Template,
    when: Option<&When>,
) -> Result<(), Refused> {
    let place = at_target(&entry.target);
    let expected = run
        .text(when, value)
        .map_err(|reason| reason.at(place.clone()))?;
    let agrees = match (&expected, text) {
        (Some(expected), Some(text)) => expected.bytes().ct_eq(text).into(),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    if agrees {
        return Ok(());
    }
    let expected = expected.unwrap_or_default();
    Err(Refused::Field { place, expected })
}

/// Nothing is made anew: what was, is in the claims.
struct Still;

impl Fresh for Still {
    fn now(&mut self) -> u64 {
        0
    }

    fn count(&mut self, now: u64) -> u64 {
        now
    }

    fn fill(&mut self, _: &mut [u8]) {}
}
