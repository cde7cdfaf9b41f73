//! OpenAPI 3.0 brought to the vocabulary of 3.1.

use super::node::Node;
use crate::diag::Sink;

/// Rewrites what 3.0 says differently.
pub(super) fn upgrade(_root: &mut Node, _sink: &mut Sink) {}
