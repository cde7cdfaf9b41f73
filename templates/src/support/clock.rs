//! Where the time of day comes from.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A source of the current time; any `Fn() -> SystemTime` is one.
///
/// Replace it to correct a skewed clock, or in tests.
pub trait Clock: Send + Sync + 'static {
    /// The time now. It may be set back between two calls.
    fn now(&self) -> SystemTime;
}

impl<F: Fn() -> SystemTime + Send + Sync + 'static> Clock for F {
    fn now(&self) -> SystemTime {
        self()
    }
}

/// The instant of one attempt: every value that a signature derives from the time is taken from it.
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    since_epoch: Duration,
}

impl Fresh {
    /// The instant `now`; times before 1970 count as 1970.
    pub(crate) fn at(now: SystemTime) -> Self {
        Self {
            since_epoch: now.duration_since(UNIX_EPOCH).unwrap_or_default(),
        }
    }

    /// Whole seconds since 1970.
    pub fn unix_s(&self) -> u64 {
        self.since_epoch.as_secs()
    }

    /// Whole milliseconds since 1970.
    pub fn unix_ms(&self) -> u64 {
        self.since_epoch.as_secs() * 1_000 + u64::from(self.since_epoch.subsec_millis())
    }

    /// Whole microseconds since 1970.
    pub fn unix_us(&self) -> u64 {
        u64::try_from(self.since_epoch.as_micros()).unwrap_or(u64::MAX)
    }

    /// Nanoseconds since 1970.
    pub fn unix_ns(&self) -> u64 {
        u64::try_from(self.since_epoch.as_nanos()).unwrap_or(u64::MAX)
    }

    /// The instant so many seconds later, or earlier.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        let moved = self.since_epoch.as_secs().saturating_add_signed(seconds);
        Self {
            since_epoch: Duration::new(moved, self.since_epoch.subsec_nanos()),
        }
    }
}
