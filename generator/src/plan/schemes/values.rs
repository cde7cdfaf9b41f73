//! The values of a recipe in the order in which they are worked out, with what operations change.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::reads;
use crate::ir::signing::{Name, NamedValue, Operator, Phase, Scheme, Used};

/// A value, and what it is for operations that have their own.
pub(super) struct Value<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// What it is unless an operation has its own; absent if only operations have it.
    pub(super) base: Option<&'a Operator>,
    /// What it is for which operations.
    pub(super) arms: Vec<(Vec<String>, &'a Operator)>,
    /// The first moment at which everything is fixed that it may read.
    pub(super) phase: Phase,
    /// Who reads it.
    pub(super) used: Used,
    /// All values that it reads, those in between included.
    pub(super) reads: BTreeSet<&'a str>,
}

impl<'a> Value<'a> {
    /// All that it may be.
    pub(super) fn operators(&self) -> impl Iterator<Item = &'a Operator> + '_ {
        self.base
            .into_iter()
            .chain(self.arms.iter().map(|(_, operator)| *operator))
    }

    /// Whether it is made anew for every attempt, at least for some operations.
    pub(super) fn is_made(&self) -> bool {
        self.operators().any(is_made)
    }

    /// Whether signing reads it.
    pub(super) fn signs(&self) -> bool {
        matches!(self.used, Used::Sign | Used::Both)
    }

    /// Whether verifying reads it.
    pub(super) fn verifies(&self) -> bool {
        matches!(self.used, Used::Verify | Used::Both) && self.phase != Phase::Signature
    }
}

/// Whether an operator makes something that was not there.
pub(super) fn is_made(operator: &Operator) -> bool {
    match operator {
        Operator::Time(_) | Operator::Counter(_) | Operator::Random(_) => true,
        Operator::Text(_)
        | Operator::Setting(_)
        | Operator::Mac(_)
        | Operator::Params(_)
        | Operator::Headers(_)
        | Operator::Json(_)
        | Operator::Pick(_)
        | Operator::Custom(_) => false,
    }
}

/// The values of a scheme and of what operations make of it. `None` if they read each other in an order
/// that is not the same for all operations.
pub(super) fn values<'a>(
    scheme: &'a Scheme,
    variants: &[(&'a str, &'a Scheme)],
) -> Option<Vec<Value<'a>>> {
    let mut found: IndexMap<&str, Value<'a>> = scheme
        .values
        .iter()
        .map(|value| (value.name.as_str(), of_base(value)))
        .collect();
    for (operation, variant) in variants {
        for value in &variant.values {
            let entry = found.entry(&value.name);
            add_arm(entry.or_insert_with(|| of_variant(value)), operation, value);
        }
    }
    sorted(found)
}

fn of_base(value: &NamedValue) -> Value<'_> {
    Value {
        base: Some(&value.operator),
        used: value.used,
        ..of_variant(value)
    }
}

fn of_variant(value: &NamedValue) -> Value<'_> {
    Value {
        name: &value.name,
        base: None,
        arms: Vec::new(),
        phase: value.phase,
        used: Used::Nowhere,
        reads: BTreeSet::new(),
    }
}

fn add_arm<'a>(value: &mut Value<'a>, operation: &str, own: &'a NamedValue) {
    value.phase = value.phase.max(own.phase);
    value.used = both(value.used, own.used);
    if value
        .base
        .is_some_and(|base| spelled(base) == spelled(&own.operator))
    {
        return;
    }
    let mut arms = value.arms.iter_mut();
    match arms.find(|(_, operator)| spelled(operator) == spelled(&own.operator)) {
        Some((operations, _)) => operations.push(operation.to_owned()),
        None => value.arms.push((vec![operation.to_owned()], &own.operator)),
    }
}

/// An operator as text, to compare it with others wherever they stand.
fn spelled(operator: &Operator) -> String {
    serde_json::to_string(operator).unwrap_or_default()
}

fn both(one: Used, other: Used) -> Used {
    match (one, other) {
        (Used::Nowhere, used) | (used, Used::Nowhere) => used,
        (Used::Sign, Used::Sign) => Used::Sign,
        (Used::Verify, Used::Verify) => Used::Verify,
        (Used::Both | Used::Sign | Used::Verify, _) => Used::Both,
    }
}

/// Sorts the values so that each stands after those that it reads, otherwise as they come.
fn sorted<'a>(mut open: IndexMap<&'a str, Value<'a>>) -> Option<Vec<Value<'a>>> {
    let mut direct: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for value in open.values() {
        let mut names = BTreeSet::new();
        for operator in value.operators() {
            reads::operator(operator, &mut |name| {
                if let Name::Value(name) = name
                    && let Some((name, _)) = open.get_key_value(name.as_str())
                {
                    names.insert(*name);
                }
            });
        }
        direct.insert(value.name, names);
    }
    let mut done: Vec<Value<'a>> = Vec::new();
    while !open.is_empty() {
        let free = open
            .keys()
            .position(|name| direct[name].iter().all(|read| !open.contains_key(read)))?;
        let (name, mut value) = open.shift_remove_index(free)?;
        value.reads.clone_from(&direct[name]);
        for read in &direct[name] {
            let earlier = done.iter().find(|earlier| earlier.name == *read);
            value
                .reads
                .extend(earlier.iter().flat_map(|earlier| &earlier.reads));
            value.phase = earlier.map_or(value.phase, |earlier| value.phase.max(earlier.phase));
        }
        done.push(value);
    }
    Some(done)
}
