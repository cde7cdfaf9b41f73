//! The types of a generated crate that schemas have become: where in the document each comes from, its path, and which
//! way it travels.

use countersign::analyze::{Direction, analyze};
use countersign::ir::Api;
use countersign::mock::Travel;
use countersign::{Options, plan};

/// A type with a schema of its own.
#[derive(Debug)]
pub(crate) struct Type {
    /// The schema, as a pointer.
    pub(crate) pointer: String,
    /// `types::Order`
    pub(crate) path: String,
    pub(crate) travel: Travel,
}

/// Returns the types that are components, or whole bodies; what stands inside of them is tried with them.
pub(crate) fn types(api: &Api, options: &Options) -> Vec<Type> {
    let placed = plan::placed(api, &analyze(api), options);
    let whole = placed.into_iter().filter(|it| is_whole(&it.pointer));
    let types = whole.map(|it| Type {
        pointer: it.pointer,
        path: it.path,
        travel: travel(it.direction),
    });
    types.collect()
}

fn is_whole(pointer: &str) -> bool {
    let component = pointer.strip_prefix("#/components/schemas/");
    component.is_some_and(|name| !name.contains('/')) || pointer.ends_with("/schema")
}

fn travel(direction: Direction) -> Travel {
    match (direction.request, direction.response) {
        (true, false) => Travel::Sent,
        (false, true) => Travel::Received,
        _ => Travel::Both,
    }
}
