//! Which way each schema travels.

use std::collections::BTreeMap;

use super::{Direction, closure, roots};
use crate::ir::{Api, SchemaId};

/// The directions of all schemas that operations reach.
pub(super) fn directions(api: &Api) -> BTreeMap<SchemaId, Direction> {
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for operation in &api.operations {
        let (request, response) = roots(api, operation);
        sent.extend(request);
        received.extend(response);
    }
    let mut directions: BTreeMap<SchemaId, Direction> = BTreeMap::new();
    for id in closure(api, &sent) {
        directions.entry(id).or_default().request = true;
    }
    for id in closure(api, &received) {
        directions.entry(id).or_default().response = true;
    }
    directions
}
