//! The token of a client: kept while it is good, fetched by one call at a time, given up when it is
//! refused.

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use super::access_token::{AccessToken, TokenSource};
use super::draft::Draft;
use super::scheme::Applied;
use super::serial::Serial;
use super::token_error::TokenError;
use crate::support::error::{CredentialsError, SignError};
use crate::support::network::Network;
use crate::support::secret::Secret;

/// How long before its end a token is renewed at most; for short ones it is a tenth of their life.
const MARGIN: Duration = Duration::from_secs(60);

/// What a client sends as its token.
#[derive(Clone)]
pub(crate) enum Tokens {
    /// One that the caller gave.
    Fixed(Secret),
    /// Those of a source.
    From(Arc<dyn TokenSource>, Option<Keeper>),
}

impl Tokens {
    /// A token that is at hand.
    pub(crate) fn fixed(token: impl Into<Secret>) -> Self {
        Self::Fixed(token.into())
    }

    /// Tokens of a source.
    pub(crate) fn of(source: impl TokenSource) -> Self {
        Self::From(Arc::new(source), None)
    }

    /// Takes the client's way to others. Each client keeps a token of its own, and its clones share it.
    pub(crate) fn attach(&mut self, network: &Network) {
        if let Self::From(_, keeper) = self {
            *keeper = Some(Keeper::new(network));
        }
    }

    /// Refuses what cannot be right for the security scheme `scheme`.
    pub(crate) fn check(&self, scheme: &'static str) -> Result<(), CredentialsError> {
        match self {
            Self::Fixed(token) => {
                CredentialsError::refuse_unsendable(scheme, "token", token.expose())
            }
            Self::From(source, Some(keeper)) => source.check(scheme, &keeper.network),
            Self::From(_, None) => Ok(()),
        }
    }

    /// Puts a token that is good into the header `Authorization`.
    pub(crate) async fn place(&self, mut draft: Draft) -> Result<Applied, SignError> {
        match self {
            Self::Fixed(token) => authorize(&mut draft, token)?,
            Self::From(_, None) => return Err(SignError::Token(Arc::new(TokenError::NoClient))),
            Self::From(source, Some(keeper)) => {
                let given = keeper.token(source.as_ref()).await?;
                authorize(&mut draft, &given.text)?;
                let keeper = keeper.clone();
                let renew = move || {
                    keeper.give_up(given.number);
                    given.was_kept
                };
                draft.message.after.renewals.push(Box::new(renew));
            }
        }
        Ok(draft.into())
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fixed(_) => "[redacted]",
            Self::From(..) => "[from a source]",
        })
    }
}

fn authorize(draft: &mut Draft, token: &Secret) -> Result<(), SignError> {
    let text = Zeroizing::new(format!("Bearer {}", token.expose()));
    draft.inject_header("authorization", text.as_str())?;
    Ok(())
}

/// Keeps the token of one client.
#[derive(Clone)]
pub(crate) struct Keeper {
    network: Network,
    state: Arc<Mutex<State>>,
    queue: Serial,
}

#[derive(Default)]
struct State {
    /// How many fetches have ended.
    fetches: u64,
    /// What came of the last one, until it is given up.
    last: Option<Result<Kept, Failure>>,
}

/// Why a source gave no token. All calls that waited for it share the reason.
type Failure = Arc<dyn StdError + Send + Sync>;

/// A token, and the time in which it is sent without asking for another.
struct Kept {
    text: Secret,
    since: SystemTime,
    until: Option<SystemTime>,
}

/// A token for one attempt.
struct Given {
    text: Secret,
    /// The number of the fetch that gave it.
    number: u64,
    /// Whether it was there before the call.
    was_kept: bool,
}

impl Keeper {
    fn new(network: &Network) -> Self {
        Self {
            network: network.clone(),
            state: Arc::default(),
            queue: Serial::default(),
        }
    }

    /// The token that is kept while it is good, else one of `source`.
    async fn token(&self, source: &dyn TokenSource) -> Result<Given, SignError> {
        let kept = self.lock().kept_at(self.network.now());
        let seen = match kept {
            Ok(given) => return Ok(given),
            Err(fetches) => fetches,
        };
        let _turn = self.queue.turn().await;
        let waited_for = self.lock().outcome_since(seen);
        if let Some(outcome) = waited_for {
            return outcome;
        }
        let fetched = source.token(&self.network).await;
        self.lock().take(fetched, self.network.now())
    }

    /// Forgets the token that fetch number `number` gave, if it is still kept.
    fn give_up(&self, number: u64) {
        let mut state = self.lock();
        if state.fetches == number {
            state.last = None;
        }
    }

    /// What is guarded is whole even if some thread panicked while it held the lock.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The token, if it is good at the instant `now`; else the number of fetches until here.
    fn kept_at(&self, now: SystemTime) -> Result<Given, u64> {
        match &self.last {
            Some(Ok(kept)) if kept.is_good_at(now) => Ok(self.given(kept, true)),
            _ => Err(self.fetches),
        }
    }

    /// What came of a fetch that ended after `seen` of them had: it is as good as one's own.
    fn outcome_since(&self, seen: u64) -> Option<Result<Given, SignError>> {
        let last = self.last.as_ref().filter(|_| self.fetches > seen)?;
        Some(self.outcome(last))
    }

    /// Keeps what a source gave at the instant `now`.
    fn take(
        &mut self,
        fetched: Result<AccessToken, Box<dyn StdError + Send + Sync>>,
        now: SystemTime,
    ) -> Result<Given, SignError> {
        self.fetches += 1;
        let checked = fetched.and_then(|token| Ok(token.sendable()?));
        let kept = checked.map(|token| Kept::new(token, now));
        let last = kept.map_err(Failure::from);
        let outcome = self.outcome(&last);
        self.last = Some(last);
        outcome
    }

    fn outcome(&self, last: &Result<Kept, Failure>) -> Result<Given, SignError> {
        match last {
            Ok(kept) => Ok(self.given(kept, false)),
            Err(failure) => Err(SignError::Token(Arc::clone(failure))),
        }
    }

    fn given(&self, kept: &Kept, was_kept: bool) -> Given {
        Given {
            text: kept.text.clone(),
            number: self.fetches,
            was_kept,
        }
    }
}

impl Kept {
    /// A token that came at the instant `now`.
    fn new(token: AccessToken, now: SystemTime) -> Self {
        let until = token.expires_at.map(|end| {
            let life = end.duration_since(now).unwrap_or_default();
            now + life.saturating_sub(MARGIN.min(life / 10))
        });
        Self {
            text: token.text,
            since: now,
            until,
        }
    }

    /// Whether it is good at the instant `now`. A clock that was set back tells nothing, so that the
    /// token is renewed.
    fn is_good_at(&self, now: SystemTime) -> bool {
        self.since <= now && self.until.is_none_or(|until| now < until)
    }
}
