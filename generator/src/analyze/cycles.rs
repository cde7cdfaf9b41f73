//! Where a value would hold itself, or too much.
//!
//! A walk in depth over what each object or choice holds by value; an edge that leads back to one still being walked
//! closes a circle and is boxed. Lists and maps keep their items on the heap, so a circle through one needs no box;
//! a circle of lists and maps alone is no type at all.
//!
//! On the way back from the depth each one's size is known, and what is large is boxed where it is held: by value,
//! objects of objects grow with each level, and reading one of a megabyte takes several on the stack.

use std::collections::BTreeSet;

use super::Edge;
use crate::ir::{Api, FloatFormat, IntegerFormat, SchemaId, SchemaKind};

/// What is estimated to take more bytes than this is held in a box.
const LARGE: usize = 512;
/// The bytes of a box.
const BOX: usize = 8;

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
    let mut sizes = vec![0; api.schemas.len()];
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
                sizes[id.index()] = size(api, id, &sizes, &mut boxed);
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

/// About the number of bytes of a value of `id`; what is large in it gets a box. Objects and choices in it have their
/// `sizes`.
fn size(api: &Api, id: SchemaId, sizes: &[usize], boxed: &mut BTreeSet<(SchemaId, Edge)>) -> usize {
    let mut held = |edge: Edge, held: SchemaId| {
        let size = bytes(api, held, sizes);
        if size > LARGE && has_size(api, held) {
            boxed.insert((id, edge.clone()));
        }
        if boxed.contains(&(id, edge)) {
            BOX
        } else {
            size
        }
    };
    match &api.schemas[id].kind {
        SchemaKind::Object { fields, .. } => {
            let fields = fields.iter();
            // Beside the fields, a map of further members.
            let sizes = fields.map(|(name, it)| held(Edge::Member(name.clone()), it.usage.schema));
            24 + sizes.sum::<usize>()
        }
        SchemaKind::Choice(choice) => {
            let alternatives = choice.alternatives.iter().enumerate();
            let sizes = alternatives.map(|(at, it)| held(Edge::Alternative(at), it.usage.schema));
            8 + sizes.max().unwrap_or_default()
        }
        _ => bytes(api, id, sizes),
    }
}

/// About the number of bytes of a value that may be absent.
fn bytes(api: &Api, id: SchemaId, sizes: &[usize]) -> usize {
    match &api.schemas[id].kind {
        SchemaKind::Boolean => 1,
        SchemaKind::Integer(IntegerFormat::I32 | IntegerFormat::U32)
        | SchemaKind::Number(FloatFormat::F32) => 8,
        SchemaKind::Integer(_) | SchemaKind::Number(_) | SchemaKind::Null => 16,
        SchemaKind::String(_)
        | SchemaKind::Enum(_)
        | SchemaKind::Array(_)
        | SchemaKind::Map(_)
        | SchemaKind::Any
        | SchemaKind::Unsupported(_) => 24,
        SchemaKind::Object { .. } | SchemaKind::Choice(_) => 8 + sizes[id.index()],
    }
}

/// Whether what `id` is takes room by what is in it.
fn has_size(api: &Api, id: SchemaId) -> bool {
    let kind = &api.schemas[id].kind;
    matches!(kind, SchemaKind::Object { .. } | SchemaKind::Choice(_))
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
    let edges = all
        .into_iter()
        .rev()
        .filter(|(_, held)| has_size(api, *held));
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
