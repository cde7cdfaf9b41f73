//! Numbers that grow with every use: nonces of services that refuse an older one.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The last number of each credential, for the whole process.
///
/// Keyed by a hash, so that no credential is kept; should two hashes be equal, two credentials share
/// a counter, and their numbers still grow.
static LAST: LazyLock<Mutex<BTreeMap<u64, Arc<AtomicU64>>>> = LazyLock::new(Mutex::default);

/// What hashes the credentials; random, like every `RandomState`, and the same for the process.
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A counter that all clients with the same credential share, clones or not.
#[derive(Clone, Debug)]
pub(crate) struct Counter(Arc<AtomicU64>);

impl Counter {
    /// The counter of `credential` in the security scheme `scheme`.
    pub(crate) fn shared(scheme: &str, credential: &str) -> Self {
        let key = HASHER.hash_one((scheme, credential));
        // The map is whole even if some thread panicked while it held the lock.
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        Self(Arc::clone(last.entry(key).or_default()))
    }

    /// `now`, or one more than the last number if that is not greater: so a clock that stands still
    /// or is set back does no harm.
    pub(crate) fn next(&self, now: u64) -> u64 {
        let after = |last: u64| now.max(last.saturating_add(1));
        let last = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| {
                Some(after(last))
            });
        // The closure always gives a number, so both arms hold the one before.
        after(last.unwrap_or_else(|last| last))
    }
}
