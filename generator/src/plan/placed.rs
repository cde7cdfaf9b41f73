//! Which type a schema has become, for who has a document and its crate and wants to find one from the other.

use std::collections::BTreeSet;

use super::Options;
use super::homes::Homes;
use super::krate::Home;
use crate::analyze::{Direction, Facts};
use crate::ir::Api;

/// A type with a name.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Where its schema stands in the document, as a reference has it.
    pub pointer: String,
    /// Its path in the crate: `types::Order`, `orders::CreateOrderOutput`.
    pub path: String,
    /// The directions in which its values travel.
    pub direction: Direction,
}

/// The types of the schemas of a document that are read and written as JSON, each schema once: what is made of it and
/// others besides is not it.
pub fn placed(api: &Api, facts: &Facts, options: &Options) -> Vec<Placed> {
    let homes = Homes::assign(api, facts, options.features);
    let mut types: Vec<_> = homes
        .types
        .iter()
        .flat_map(|(home, types)| types.iter().map(move |(id, ident)| (*id, home, ident)))
        .filter(|(id, ..)| !facts.multipart.contains(id))
        .collect();
    types.sort_by_key(|(id, ..)| *id);
    let mut seen = BTreeSet::new();
    let mut placed = Vec::new();
    for (id, home, ident) in types {
        let pointer = api.schemas[id].origin.pointer.to_string();
        let Some(direction) = facts.directions.get(&id) else {
            continue;
        };
        if seen.insert(pointer.clone()) {
            let module = match home {
                Home::Types => "types",
                Home::Operation { tag, .. } => tag.as_str(),
                Home::Repeated(kind) => kind.module(),
            };
            placed.push(Placed {
                pointer,
                path: format!("{module}::{ident}"),
                direction: *direction,
            });
        }
    }
    placed
}
