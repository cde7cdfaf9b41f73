//! OpenAPI 3.1: spellings of 3.0 that are often left over.

use super::node::Node;
use crate::diag::Sink;

/// Brings leftovers of 3.0 to the vocabulary of 3.1.
pub(super) fn tidy(_root: &mut Node, _sink: &mut Sink) {}
