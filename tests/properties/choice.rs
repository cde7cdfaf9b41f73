//! Choices made from bytes: the same bytes give the same choices, fewer bytes simpler ones.

use arbitrary::Unstructured;
use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// Bytes that decide something.
pub(crate) struct Choice<'b>(Unstructured<'b>);

impl<'b> Choice<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self(Unstructured::new(bytes))
    }

    /// A number below `end`; 0 once the bytes are used up.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let last = end.saturating_sub(1);
        self.0.int_in_range(0..=last).unwrap_or_default()
    }

    /// Yes in so many of ten cases; no once the bytes are used up.
    pub(crate) fn in_ten(&mut self, cases: usize) -> bool {
        self.below(10) >= 10 - cases
    }

    /// One of these.
    pub(crate) fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// Some of these, in their order.
    pub(crate) fn some<T: Clone>(&mut self, of: &[T], in_ten: usize) -> Vec<T> {
        let kept = of.iter().filter(|_| self.in_ten(in_ten));
        kept.cloned().collect()
    }
}

/// So many bytes that belong to a seed.
pub(crate) fn bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut whole = [0; 32];
    whole[..8].copy_from_slice(&seed.to_le_bytes());
    let mut bytes = vec![0; length];
    TestRng::from_seed(RngAlgorithm::ChaCha, &whole).fill_bytes(&mut bytes);
    bytes
}
