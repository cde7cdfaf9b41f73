//! Incoming messages: webhooks of a service, and responses to signed requests.
//!
//! # What the vocabulary leaves open, decided
//!
//! - A received signature is compared **decoded** wherever the recipe's `encode` can be undone:
//!   hex in either case, base64 in either alphabet with or without padding. Otherwise its text has
//!   to be the same byte for byte. Both comparisons take the same time whatever differs.
//! - An absent signature is **absent**, not empty: the refusal says so.
//! - The signature is checked before digests and clock, so that a forger learns nothing of these.
//! - The **tolerance** of a clock holds for past and future alike and includes its last second.
//! - With several keys (rotation), each candidate is tried with each; of many candidates the first
//!   sixteen count.

use std::collections::BTreeMap;

use subtle::ConstantTimeEq;

use super::algorithms;
use super::encoding;
use super::error::{Reason, SignError};
use super::fresh::Fresh;
use super::keys::Keys;
use super::operators::{self, Attempt};
use super::request::Request;
use super::shown::Shown;
use super::template::{Scope, apply_all};
use super::time;
use crate::ir::signing::{
    Algorithm, Clock, Equal, Filter, KeyRole, NamedValue, Operator, Phase, Received, Scheme, Used,
    Verify,
};

/// The most signatures of one message that are tried.
const MOST: usize = 16;

/// The request that a response answers.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// What its values were.
    pub values: &'a [(String, Shown)],
}

/// A message whose signature fits.
#[derive(Clone, Debug)]
pub struct Verified {
    /// All values that were worked out, in order.
    pub values: Vec<(String, Shown)>,
    /// The string that was signed.
    pub message: Shown,
    /// The signature that fits, as it was received.
    pub signature: Vec<u8>,
    /// Which of the keys fits.
    pub key: usize,
    /// What the application may deduplicate by.
    pub replay: Option<Vec<u8>>,
}

/// What a message comes to before its signature is looked at. Nothing of it is to be trusted.
#[derive(Clone, Debug)]
pub struct Examined {
    /// All values that were worked out, in order.
    pub values: Vec<(String, Shown)>,
    /// The string that should have been signed.
    pub message: Shown,
    /// What checks the signature.
    pub(super) key: Option<(KeyRole, Shown)>,
    /// The signatures that came with it; none of them is empty.
    pub received: Vec<Vec<u8>>,
}

/// Why a message is not to be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The recipe has no `verify`.
    #[error("the recipe does not verify messages")]
    NoRecipe,
    /// No candidate came with it.
    #[error("the message has no signature")]
    Missing,
    /// No candidate is of the form that the recipe asks for, or the instant is none.
    #[error("{0} is malformed")]
    Malformed(&'static str),
    /// No candidate fits any key.
    #[error("the signature does not match the message")]
    Mismatch,
    /// The message names a key that is none of those at hand, or there are none.
    #[error("the message is signed with an unknown key")]
    UnknownKey,
    /// The signature fits, but a digest or the like does not.
    #[error("two texts that must agree differ: entry {0} of `equal`")]
    Unequal(usize),
    /// Signed too long ago.
    #[error("signed {age} s ago, at most {limit} s are accepted")]
    Stale {
        /// Whole seconds.
        age: u64,
        /// The tolerance.
        limit: u64,
    },
    /// Signed in the future.
    #[error("signed {ahead} s in the future, at most {limit} s are accepted")]
    FromFuture {
        /// Whole seconds.
        ahead: u64,
        /// The tolerance.
        limit: u64,
    },
    /// The recipe cannot be worked out over this message.
    #[error(transparent)]
    Recipe(#[from] SignError),
}

/// Verifies a message at an instant, with the keys of which any may fit.
///
/// `given` are values that are not to be worked out. `answered` is the request, if the message is
/// a response; its fresh values are then in scope.
///
/// # Errors
///
/// [`Refusal`] says why the message is not to be trusted.
pub fn verify(
    scheme: &Scheme,
    message: &Request,
    keys: &[Keys],
    given: &BTreeMap<String, Vec<u8>>,
    answered: Option<Answered<'_>>,
    now: u64,
) -> Result<Verified, Refusal> {
    let recipe = scheme.verify.as_ref().ok_or(Refusal::NoRecipe)?;
    let mut refusal = Refusal::UnknownKey;
    for (index, keys) in keys.iter().enumerate() {
        let check = Check {
            scheme,
            recipe,
            message,
            keys,
        };
        match check.run(index, &from_outside(scheme, given, answered), now) {
            Err(Refusal::UnknownKey) => {}
            Err(Refusal::Mismatch) if refusal != Refusal::UnknownKey => {}
            Err(other) => refusal = other,
            verified @ Ok(_) => return verified,
        }
    }
    Err(refusal)
}

/// Works out what a message comes to, for one who wants to know why it is refused.
///
/// # Errors
///
/// [`Refusal::NoRecipe`] and [`Refusal::Recipe`].
pub fn examine(
    scheme: &Scheme,
    message: &Request,
    keys: &Keys,
    given: &BTreeMap<String, Vec<u8>>,
) -> Result<Examined, Refusal> {
    let recipe = scheme.verify.as_ref().ok_or(Refusal::NoRecipe)?;
    let check = Check {
        scheme,
        recipe,
        message,
        keys,
    };
    let mut known = BTreeMap::new();
    check.examine(&from_outside(scheme, given, None), &mut known)
}

/// Returns whether an encoded signature belongs to a message that was [examined](examine).
///
/// # Errors
///
/// [`SignError`] if key and algorithm do not fit together.
pub fn fits(scheme: &Scheme, examined: &Examined, signature: &[u8]) -> Result<bool, SignError> {
    let nothing = BTreeMap::new();
    let fits = fit(
        scheme,
        signature,
        examined.key.as_ref(),
        &examined.message,
        &nothing,
    )?;
    Ok(fits.unwrap_or(false))
}

/// Returns the signature that the holder of the key makes of an [examined](examine) message, and
/// nothing if the key can only verify.
///
/// # Errors
///
/// [`SignError`] if key and algorithm do not fit together.
pub fn remade(scheme: &Scheme, examined: &Examined) -> Result<Option<Vec<u8>>, SignError> {
    let none = (KeyRole::Shared, Shown::default());
    let (role, key) = examined.key.as_ref().unwrap_or(&none);
    if *role == KeyRole::Public {
        return Ok(None);
    }
    let at = |reason: Reason| reason.at("the signature");
    let made = algorithms::sign(
        &scheme.algorithm,
        *role,
        key.bytes(),
        examined.message.bytes(),
    );
    let made = made.map_err(|error| at(error.into()))?;
    apply_all(&scheme.encode, made).map(Some).map_err(at)
}

/// Returns the raw signature behind an encoded one, if the recipe's `encode` can be undone.
pub fn undone(scheme: &Scheme, signature: &[u8]) -> Option<Vec<u8>> {
    match decoded(&scheme.encode, signature) {
        Decoded::Bytes(raw) => Some(raw),
        Decoded::Malformed | Decoded::Opaque => None,
    }
}

/// Values that are not worked out: the given ones, and the fresh ones of the request.
fn from_outside(
    scheme: &Scheme,
    given: &BTreeMap<String, Vec<u8>>,
    answered: Option<Answered<'_>>,
) -> BTreeMap<String, Shown> {
    let made_anew = |name: &str| {
        let value = scheme.values.iter().find(|value| value.name == name);
        value.is_some_and(|value| is_made(&value.operator))
    };
    let asked = answered.map(|request| request.values).unwrap_or_default();
    let mut outside: BTreeMap<String, Shown> = asked
        .iter()
        .filter(|(name, _)| made_anew(name))
        .cloned()
        .collect();
    outside.extend(
        given
            .iter()
            .map(|(name, bytes)| (name.clone(), Shown::open(bytes.as_slice()))),
    );
    outside
}

/// Whether a value is made by a client, and cannot be worked out of a message.
fn is_made(operator: &Operator) -> bool {
    match operator {
        Operator::Time(_) | Operator::Counter(_) | Operator::Random(_) => true,
        Operator::Text(_)
        | Operator::Setting(_)
        | Operator::Mac(_)
        | Operator::Params(_)
        | Operator::Headers(_)
        | Operator::Json(_)
        | Operator::Pick(_)
        | Operator::Custom(_) => false,
    }
}

struct Check<'a> {
    scheme: &'a Scheme,
    recipe: &'a Verify,
    message: &'a Request,
    keys: &'a Keys,
}

impl Check<'_> {
    fn run(
        &self,
        index: usize,
        outside: &BTreeMap<String, Shown>,
        now: u64,
    ) -> Result<Verified, Refusal> {
        let mut known = BTreeMap::new();
        let examined = self.examine(outside, &mut known)?;
        let scope = self.scope(&known);
        self.check_named_key(&scope)?;
        let signature = self.check_signature(&examined, outside)?;
        for (place, equal) in self.recipe.equal.iter().enumerate() {
            if !agree(&scope, equal).map_err(|reason| reason.at("`equal`"))? {
                return Err(Refusal::Unequal(place));
            }
        }
        if let Some(clock) = &self.recipe.clock {
            check_clock(&scope, clock, now)?;
        }
        let replay = self.recipe.replay.as_ref().map(|text| scope.template(text));
        let replay = replay.transpose().map_err(|reason| reason.at("`replay`"))?;
        let replay = replay.map(|text| text.bytes().to_vec());
        Ok(Verified {
            values: examined.values,
            message: examined.message,
            signature,
            key: index,
            replay,
        })
    }

    /// Refuses a message that names another key; one that names none is refused by what follows.
    fn check_named_key(&self, scope: &Scope<'_>) -> Result<(), Refusal> {
        for equal in self.recipe.equal.iter().filter(|it| it.names_key) {
            let named = scope.template(&equal.left);
            let named = named.map_err(|reason| reason.at("`equal`"))?;
            let agree = agree(scope, equal).map_err(|reason| reason.at("`equal`"))?;
            if !agree && !named.bytes().is_empty() {
                return Err(Refusal::UnknownKey);
            }
        }
        Ok(())
    }

    fn scope<'s>(&'s self, known: &'s BTreeMap<String, Shown>) -> Scope<'s> {
        Scope {
            request: self.message,
            keys: self.keys,
            values: known,
            signature: None,
        }
    }

    fn examine(
        &self,
        outside: &BTreeMap<String, Shown>,
        known: &mut BTreeMap<String, Shown>,
    ) -> Result<Examined, Refusal> {
        let values = self.values(outside, known)?;
        let scope = self.scope(known);
        let signed = self.recipe.message.as_ref().unwrap_or(&self.scheme.message);
        let message = scope
            .message(signed)
            .map_err(|reason| reason.at("the message"))?;
        let received = match &self.recipe.received {
            Received::One(text) => scope.template(text).map(|text| vec![text.bytes().to_vec()]),
            Received::Many(pick) => scope.pick(pick),
        };
        let mut received = received.map_err(|reason| reason.at("`received`"))?;
        received.retain(|candidate| !candidate.is_empty());
        let key = match self.recipe.key.as_ref().or(self.scheme.key.as_ref()) {
            Some(key) => Some((
                key.role,
                scope
                    .template(&key.bytes)
                    .map_err(|reason| reason.at("the key"))?,
            )),
            None => None,
        };
        Ok(Examined {
            values,
            message,
            key,
            received,
        })
    }

    fn values(
        &self,
        outside: &BTreeMap<String, Shown>,
        known: &mut BTreeMap<String, Shown>,
    ) -> Result<Vec<(String, Shown)>, SignError> {
        let wanted = |value: &&NamedValue| {
            matches!(value.used, Used::Verify | Used::Both) && value.phase != Phase::Signature
        };
        let mut values = Vec::new();
        for value in self.scheme.values.iter().filter(wanted) {
            let shown = match outside.get(&value.name) {
                Some(shown) => Ok(shown.clone()),
                None if is_made(&value.operator) => Err(Reason::NotGiven(value.name.clone())),
                None => {
                    let scope = Scope {
                        request: self.message,
                        keys: self.keys,
                        values: known,
                        signature: None,
                    };
                    operators::value(&scope, &mut Attempt::new(&mut Nothing), value)
                }
            };
            let shown = shown.map_err(|reason| reason.at(format!("value `{}`", value.name)))?;
            known.insert(value.name.clone(), shown.clone());
            values.push((value.name.clone(), shown));
        }
        Ok(values)
    }

    /// Returns the candidate that fits.
    fn check_signature(
        &self,
        examined: &Examined,
        outside: &BTreeMap<String, Shown>,
    ) -> Result<Vec<u8>, Refusal> {
        if examined.received.is_empty() {
            return Err(Refusal::Missing);
        }
        let mut refusal = Refusal::Malformed("the signature");
        for candidate in examined.received.iter().take(MOST) {
            let key = examined.key.as_ref();
            match fit(self.scheme, candidate, key, &examined.message, outside)? {
                Some(true) => return Ok(candidate.clone()),
                Some(false) => refusal = Refusal::Mismatch,
                None => {}
            }
        }
        Err(refusal)
    }
}

/// Tells whether a candidate fits; `None` if it is malformed.
pub(super) fn fit(
    scheme: &Scheme,
    candidate: &[u8],
    key: Option<&(KeyRole, Shown)>,
    message: &Shown,
    outside: &BTreeMap<String, Shown>,
) -> Result<Option<bool>, SignError> {
    let at = |reason: Reason| reason.at("the signature");
    let none = (KeyRole::Shared, Shown::default());
    let (role, key) = key.unwrap_or(&none);
    let raw = match decoded(&scheme.encode, candidate) {
        Decoded::Bytes(raw) => raw,
        Decoded::Malformed => return Ok(None),
        Decoded::Opaque => {
            let made = algorithms::sign(&scheme.algorithm, *role, key.bytes(), message.bytes());
            let made = made.map_err(|error| at(error.into()))?;
            let made = apply_all(&scheme.encode, made).map_err(at)?;
            return Ok(Some(made.ct_eq(candidate).into()));
        }
    };
    if let Algorithm::Custom(name) = &scheme.algorithm {
        let made = outside
            .get(name)
            .ok_or_else(|| at(Reason::NotGiven(name.clone())))?;
        return Ok(Some(made.bytes().ct_eq(&raw).into()));
    }
    let fits = algorithms::verify(&scheme.algorithm, *role, key.bytes(), message.bytes(), &raw);
    fits.map(Some).map_err(|error| at(error.into()))
}

/// A received signature before the recipe's `encode`.
enum Decoded {
    Bytes(Vec<u8>),
    Malformed,
    /// The filters lose something.
    Opaque,
}

fn decoded(encode: &[Filter], candidate: &[u8]) -> Decoded {
    let mut bytes = candidate.to_vec();
    let mut case_lost = false;
    for filter in encode.iter().rev() {
        let undone = match filter {
            Filter::Lower | Filter::Upper => {
                case_lost = true;
                continue;
            }
            Filter::Hex => encoding::from_hex(&bytes),
            Filter::Base64 | Filter::Base64Url | Filter::Base64UrlNoPad if !case_lost => {
                encoding::from_base64(&bytes)
            }
            Filter::Pct | Filter::PctPath if !case_lost => Some(encoding::unpct(&bytes)),
            Filter::Base64
            | Filter::Base64Url
            | Filter::Base64UrlNoPad
            | Filter::Pct
            | Filter::PctPath
            | Filter::Trim
            | Filter::Squeeze
            | Filter::FromHex
            | Filter::FromBase64
            | Filter::Form
            | Filter::Unpct
            | Filter::Json
            | Filter::Hash(_)
            | Filter::Crc32
            | Filter::First(_)
            | Filter::Strip(_)
            | Filter::Prefix(_)
            | Filter::Default(_) => return Decoded::Opaque,
        };
        case_lost = false;
        match undone {
            Some(undone) => bytes = undone,
            None => return Decoded::Malformed,
        }
    }
    if case_lost {
        Decoded::Opaque
    } else {
        Decoded::Bytes(bytes)
    }
}

fn agree(scope: &Scope<'_>, equal: &Equal) -> Result<bool, Reason> {
    if !scope.holds(equal.when.as_ref())? {
        return Ok(true);
    }
    let (left, right) = (scope.template(&equal.left)?, scope.template(&equal.right)?);
    Ok(left.bytes().ct_eq(right.bytes()).into())
}

fn check_clock(scope: &Scope<'_>, clock: &Clock, now: u64) -> Result<(), Refusal> {
    let value = scope
        .template(&clock.value)
        .map_err(|reason| reason.at("`clock`"))?;
    let signed = time::read(clock.format, value.bytes())
        .ok_or(Refusal::Malformed("the instant of signing"))?;
    let limit = clock.tolerance;
    let seconds = |nanos: u64| nanos / time::nanos(crate::ir::signing::Unit::S);
    let (age, ahead) = (
        seconds(now.saturating_sub(signed)),
        seconds(signed.saturating_sub(now)),
    );
    if age > limit {
        return Err(Refusal::Stale { age, limit });
    }
    if ahead > limit {
        return Err(Refusal::FromFuture { ahead, limit });
    }
    Ok(())
}

/// Nothing is made anew while verifying: such values come from outside.
struct Nothing;

impl Fresh for Nothing {
    fn now(&mut self) -> u64 {
        0
    }

    fn count(&mut self, now: u64) -> u64 {
        now
    }

    fn fill(&mut self, _: &mut [u8]) {}
}
