//! Which way each schema travels.

use std::collections::BTreeMap;

use super::{Direction, closure, roots, roots_of_webhook};
use crate::ir::{Api, SchemaId};

/// The directions of all schemas that operations and webhooks reach.
pub(super) fn directions(api: &Api) -> BTreeMap<SchemaId, Direction> {
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for operation in &api.operations {
        let (request, response) = roots(api, operation);
        sent.extend(request);
        received.extend(response);
    }
    received.extend(api.webhooks.iter().flat_map(|it| roots_of_webhook(api, it)));
    let mut directions: BTreeMap<SchemaId, Direction> = BTreeMap::new();
    for id in closure(api, &sent) {
        directions.entry(id).or_default().request = true;
    }
    for id in closure(api, &received) {
        directions.entry(id).or_default().response = true;
    }
    directions
}
