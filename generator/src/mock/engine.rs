//! What a mock knows: the document, and what changes.
//!
//! Everything that changes stands behind a lock here: credentials, nonces, what was queued and what
//! was seen. What becomes of a request is in `handle`.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::answers::Source as Answers;
use super::check::nonces::Nonces;
use super::keyring::{Keyring, Texts};
use super::plan::{Plan, plans};
use super::reply::{Reply, Seen};
use super::route::Router;
use super::state::{Memory, Rule, rules};
use crate::ir::{Api, SecurityKind};
use crate::parse::Document;
use crate::signing::inverse::Inverse;

/// What can be chosen about a mock.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) seed: u64,
    /// What does not fit the document is told and not refused.
    pub(crate) lenient: bool,
    /// Unknown public keys are taken as they come.
    pub(crate) learn: bool,
    /// Seconds that the time of a request may be off.
    pub(crate) tolerance: u64,
    /// Nonces that are remembered.
    pub(crate) nonces: usize,
    /// What is created is there afterwards.
    pub(crate) stateful: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            lenient: false,
            learn: false,
            tolerance: 300,
            nonces: 100_000,
            stateful: false,
        }
    }
}

/// Nanoseconds since 1970.
pub(crate) type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// A document, and all that is known beside it.
pub(crate) struct Mock {
    pub(crate) document: Document,
    pub(crate) api: Api,
    pub(crate) settings: Settings,
    pub(crate) plans: Vec<Plan>,
    pub(super) router: Router,
    clock: Clock,
    /// By scheme; for operations that change one, by their place too.
    inverses: BTreeMap<(Option<usize>, String), Arc<Inverse>>,
    /// Handed out as it is at the moment, so that nobody waits for who looks longer.
    keyring: RwLock<Arc<Keyring>>,
    nonces: Mutex<Nonces>,
    queued: Mutex<BTreeMap<String, VecDeque<Reply>>>,
    seen: Mutex<VecDeque<Seen>>,
    pub(super) rules: BTreeMap<usize, Rule>,
    memory: Mutex<Memory>,
    /// The last number that the page has signed with.
    counter: AtomicU64,
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Mock {
    pub(crate) fn new(document: Document, api: Api, settings: Settings, clock: Clock) -> Self {
        let plans = plans(&api, &document);
        let mut inverses = BTreeMap::new();
        for (name, scheme) in &api.security_schemes {
            if let SecurityKind::Recipe(recipe) = &scheme.kind {
                inverses.insert((None, name.clone()), Arc::new(Inverse::new(recipe)));
            }
        }
        for (index, operation) in api.operations.iter().enumerate() {
            for (name, recipe) in &operation.schemes {
                let inverse = Arc::new(Inverse::new(recipe));
                inverses.insert((Some(index), name.clone()), inverse);
            }
        }
        let rules = if settings.stateful {
            rules(&document, &api).0
        } else {
            BTreeMap::new()
        };
        Self {
            router: Router::new(&api),
            nonces: Mutex::new(Nonces::new(settings.nonces)),
            document,
            api,
            settings,
            plans,
            clock,
            inverses,
            keyring: RwLock::default(),
            queued: Mutex::default(),
            seen: Mutex::default(),
            rules,
            memory: Mutex::default(),
            counter: AtomicU64::new(0),
        }
    }

    pub(crate) fn now(&self) -> u64 {
        (self.clock)()
    }

    /// Returns the credentials that are known at the moment.
    pub(crate) fn keyring(&self) -> Arc<Keyring> {
        Arc::clone(&self.keyring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets a holder of credentials in from now on.
    pub(crate) fn add_holder(&self, scheme: &str, texts: Texts) -> Result<(), String> {
        let mut keyring = self.keyring.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut keyring).add(&self.api, scheme, texts)
    }

    /// Lets a holder in no longer.
    pub(crate) fn remove_holder(&self, scheme: &str, texts: &Texts) {
        let mut keyring = self.keyring.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut keyring).remove(scheme, texts);
    }

    pub(crate) fn nonces(&self) -> MutexGuard<'_, Nonces> {
        self.nonces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn queued(&self) -> MutexGuard<'_, BTreeMap<String, VecDeque<Reply>>> {
        self.queued.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, VecDeque<Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a number that is at least `now`, and greater than all before.
    pub(crate) fn count(&self, now: u64) -> u64 {
        let grown = |last: u64| Some(now.max(last.saturating_add(1)));
        let before = self
            .counter
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, grown);
        before.ok().and_then(grown).unwrap_or(now)
    }

    /// Returns whether the document has operations at a path.
    pub(crate) fn has_path(&self, path: &str) -> bool {
        !self.router.find(path).is_empty()
    }

    /// Returns a scheme's recipe backwards, as an operation has it.
    pub(crate) fn inverse(&self, plan: &Plan, scheme: &str) -> Arc<Inverse> {
        let own = self.inverses.get(&(Some(plan.index), scheme.to_owned()));
        let found = own.or_else(|| self.inverses.get(&(None, scheme.to_owned())));
        Arc::clone(found.expect("every recipe of the API was turned around"))
    }

    /// Returns the recipes that cannot be checked, with the reasons.
    pub(crate) fn obstacles(&self) -> Vec<(String, String)> {
        let signing = self.inverses.iter().filter(|((_, name), inverse)| {
            !inverse.scheme().place.is_empty() && self.plans.iter().any(|it| asks_for(it, name))
        });
        let told = signing.filter(|(_, inverse)| !inverse.obstacles().is_empty());
        told.map(|((_, name), inverse)| (name.clone(), inverse.obstacles().join(", ")))
            .collect()
    }

    /// The `type` of a scheme that the generator does not know.
    pub(crate) fn foreign_kind(&self, scheme: &str) -> String {
        let schemes = self.document.resolve("#/components/securitySchemes");
        let scheme = schemes.and_then(|it| it.get(scheme));
        let scheme = scheme.map(|it| super::plan::followed(&self.document, it));
        let kind = scheme.and_then(|it| it.get("type")?.as_str());
        kind.unwrap_or_default().to_owned()
    }

    pub(crate) fn answers(&self) -> Answers<'_> {
        Answers {
            document: &self.document,
            envelope: self.api.envelope.as_ref(),
            seed: self.settings.seed,
        }
    }
}

fn asks_for(plan: &Plan, scheme: &str) -> bool {
    plan.security.iter().flatten().any(|it| it == scheme)
}
