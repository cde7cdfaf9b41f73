//! What differs from attempt to attempt comes in from outside: the clock, counters, random bytes.

/// The source of fresh values.
///
/// The evaluator asks for the instant at most once per attempt. Tests give fixed values, programs
/// the system's.
pub trait Fresh {
    /// Returns the instant: nanoseconds since 1970, UTC.
    fn now(&mut self) -> u64;

    /// Returns a number of at least `now` that is greater than all that were returned before for
    /// the same credentials.
    fn count(&mut self, now: u64) -> u64;

    /// Fills with random bytes.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The same instant, numbers that count up from it, and bytes that count up from zero.
#[derive(Clone, Debug)]
pub struct Fixed {
    now: u64,
    last: u64,
    byte: u8,
}

impl Fixed {
    /// Returns a source that stands still at an instant: nanoseconds since 1970.
    pub fn at(now: u64) -> Self {
        Self {
            now,
            last: 0,
            byte: 0,
        }
    }
}

impl Fresh for Fixed {
    fn now(&mut self) -> u64 {
        self.now
    }

    fn count(&mut self, now: u64) -> u64 {
        self.last = now.max(self.last.saturating_add(1));
        self.last
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.byte;
            self.byte = self.byte.wrapping_add(1);
        }
    }
}
