//! Which schemas hold a secret.

use std::collections::{BTreeMap, BTreeSet};

use super::mentioned;
use crate::ir::{Api, SchemaId, SchemaKind, StringFormat};

/// The secrets, and everything that holds one.
pub(super) fn secrets(api: &Api) -> BTreeSet<SchemaId> {
    let mut holders: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
    let mut open = Vec::new();
    for (id, schema) in api.schemas.iter() {
        if matches!(schema.kind, SchemaKind::String(StringFormat::Secret)) {
            open.push(id);
        }
        for usage in mentioned(schema) {
            holders.entry(usage.schema).or_default().push(id);
        }
    }
    let mut secret = BTreeSet::new();
    while let Some(id) = open.pop() {
        if secret.insert(id) {
            open.extend(holders.get(&id).into_iter().flatten());
        }
    }
    secret
}
