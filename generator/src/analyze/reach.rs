//! Which operations and webhooks need which schemas.

use std::collections::{BTreeMap, BTreeSet};

use super::{User, closure, roots, roots_of_webhook};
use crate::ir::{Api, SchemaId};

/// For each schema what reaches it.
pub(super) fn users(api: &Api) -> BTreeMap<SchemaId, BTreeSet<User>> {
    let mut users: BTreeMap<SchemaId, BTreeSet<User>> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let (mut all, received) = roots(api, operation);
        all.extend(received);
        for id in closure(api, &all) {
            users.entry(id).or_default().insert(User::Operation(index));
        }
    }
    for (index, webhook) in api.webhooks.iter().enumerate() {
        for id in closure(api, &roots_of_webhook(api, webhook)) {
            users.entry(id).or_default().insert(User::Webhook(index));
        }
    }
    users
}

/// The schemas that parameters hold which are written as texts.
pub(super) fn parameters(api: &Api) -> BTreeSet<SchemaId> {
    let parameters = api.operations.iter().flat_map(|it| &it.parameters);
    let plain = parameters.filter(|it| it.is_plain());
    let roots: Vec<_> = plain.map(|it| it.usage.schema).collect();
    closure(api, &roots)
}
