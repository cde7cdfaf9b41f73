//! Recipes whose constants are given from outside, as tests give them.

use std::collections::{BTreeMap, BTreeSet};

use super::resolve::{is_made, mark_phases, mark_uses};
use crate::ir::signing::{Operator, Phase, Scheme};

/// Returns the recipe with these values as settings, each with its default, and with these
/// credentials optional. What is made anew for every attempt stays what it is.
pub fn with_settings(
    scheme: &Scheme,
    values: &BTreeMap<String, String>,
    optional: &BTreeSet<String>,
) -> Scheme {
    let mut scheme = scheme.clone();
    for value in &mut scheme.values {
        value.phase = Phase::Start;
        if let Some(default) = values.get(&value.name)
            && !is_made(&value.operator)
        {
            value.operator = Operator::Setting(default.clone());
            value.secret = false;
        }
    }
    for credential in &mut scheme.credentials {
        credential.optional |= optional.contains(&credential.name);
    }
    mark_phases(&mut scheme);
    mark_uses(&mut scheme);
    scheme
}
