//! Choices that look random and are the same for the same seed.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// Where all choices of a case come from.
pub(super) struct Random(StdRng);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A number below a bound; zero if there is none.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0.random_range(0..bound.max(1))
    }

    /// Yes, once in so many times.
    pub(super) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several, of which there is at least one.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Any byte.
    pub(super) fn byte(&mut self) -> u8 {
        self.0.random()
    }
}
