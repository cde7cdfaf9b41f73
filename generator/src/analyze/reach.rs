//! Which operations need which schemas.

use std::collections::{BTreeMap, BTreeSet};

use super::{closure, roots};
use crate::ir::{Api, SchemaId};

/// For each schema the operations that reach it.
pub(super) fn users(api: &Api) -> BTreeMap<SchemaId, BTreeSet<usize>> {
    let mut users: BTreeMap<SchemaId, BTreeSet<usize>> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let (mut all, received) = roots(api, operation);
        all.extend(received);
        for id in closure(api, &all) {
            users.entry(id).or_default().insert(index);
        }
    }
    users
}
