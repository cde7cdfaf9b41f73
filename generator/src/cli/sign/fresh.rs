//! Fresh values from the system.

use std::time::{SystemTime, UNIX_EPOCH};

use ring::rand::{SecureRandom as _, SystemRandom};

use crate::signing::Fresh;

/// The system's clock and random numbers.
#[derive(Debug, Default)]
pub(super) struct System {
    last: u64,
}

impl Fresh for System {
    fn now(&mut self) -> u64 {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
    }

    fn count(&mut self, now: u64) -> u64 {
        self.last = now.max(self.last.saturating_add(1));
        self.last
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        // Without random numbers from the system nothing else works either; what is shown then is
        // a request with zeros in it, which harms no one.
        let _ = SystemRandom::new().fill(bytes);
    }
}
