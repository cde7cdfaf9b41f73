//! Where a value would hold itself.
//!
//! A walk in depth over what each object or choice holds by value; an edge that leads back to one still being walked
//! closes a circle and is boxed. Lists and maps keep their items on the heap, so a circle through one needs no box;
//! a circle of lists and maps alone is no type at all.

use std::collections::BTreeSet;

use super::Edge;
use crate::ir::{Api, SchemaId, SchemaKind};

/// How far the walk is with a schema.
#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

/// The fields to box, and the schemas that have no end.
pub(super) fn cycles(api: &Api) -> (BTreeSet<(SchemaId, Edge)>, BTreeSet<SchemaId>) {
    (boxed_fields(api), endless(api))
}

/// A schema on the way, with what it holds by value that is still to be followed.
struct Step {
    id: SchemaId,
    edges: Vec<(Edge, SchemaId)>,
}

fn boxed_fields(api: &Api) -> BTreeSet<(SchemaId, Edge)> {
    let mut boxed = BTreeSet::new();
    let mut states = vec![State::New; api.schemas.len()];
    for (root, _) in api.schemas.iter() {
        if states[root.index()] != State::New {
            continue;
        }
        states[root.index()] = State::Open;
        let mut way = vec![step(api, root)];
        while let Some(last) = way.last_mut() {
            let id = last.id;
            let Some((edge, next)) = last.edges.pop() else {
                states[id.index()] = State::Done;
                way.pop();
                continue;
            };
            match states[next.index()] {
                State::Open => drop(boxed.insert((id, edge))),
                State::New => {
                    states[next.index()] = State::Open;
                    way.push(step(api, next));
                }
                State::Done => {}
            }
        }
    }
    boxed
}

/// The objects and choices that `id` holds by value, the last first.
fn step(api: &Api, id: SchemaId) -> Step {
    let all: Vec<_> = match &api.schemas[id].kind {
        SchemaKind::Object { fields, .. } => fields
            .iter()
            .map(|(name, field)| (Edge::Member(name.clone()), field.usage.schema))
            .collect(),
        SchemaKind::Choice(choice) => {
            let alternatives = choice.alternatives.iter().enumerate();
            let edges = alternatives.map(|(at, it)| (Edge::Alternative(at), it.usage.schema));
            edges.collect()
        }
        _ => Vec::new(),
    };
    let has_size = |id: SchemaId| {
        let kind = &api.schemas[id].kind;
        matches!(kind, SchemaKind::Object { .. } | SchemaKind::Choice(_))
    };
    let edges = all.into_iter().rev().filter(|(_, held)| has_size(*held));
    Step {
        id,
        edges: edges.collect(),
    }
}

/// Lists and maps from which only lists and maps can be reached, in a circle.
fn endless(api: &Api) -> BTreeSet<SchemaId> {
    let holds_one = |id: SchemaId| match &api.schemas[id].kind {
        SchemaKind::Array(held) | SchemaKind::Map(held) => Some(held.schema),
        _ => None,
    };
    let has_no_end = |start: SchemaId| {
        let mut seen = BTreeSet::new();
        let mut here = start;
        while let Some(next) = holds_one(here) {
            if !seen.insert(here) {
                return true;
            }
            here = next;
        }
        false
    };
    api.schemas
        .iter()
        .map(|(id, _)| id)
        .filter(|id| has_no_end(*id))
        .collect()
}
