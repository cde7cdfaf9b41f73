//! Operations of which no call can be made: left out by name, with the reason; the rest of the API stands.

use super::Context;
use super::operation::{is_selected, operations_of, unnamed};
use crate::diag::{Sink, codes};
use crate::ir::{Operation, ParameterPlace, Segment};
use crate::parse::At;
use crate::source::Origin;

/// Leaves out the operations of a path that is no template.
pub(super) fn all_of_path<'d>(context: &mut Context<'d, '_>, path: &str, item: &At<'d>) {
    for (method, at) in operations_of(context, item) {
        if is_selected(context, path, &method, &at) {
            let why = "its path is not a template";
            operation(&at, &unnamed(&method, path), why, context.sink);
        }
    }
}

/// Leaves out one operation, which is called `unnamed` if it has no id.
pub(super) fn operation(at: &At<'_>, unnamed: &str, why: &str, sink: &mut Sink) {
    let id = at.get("operationId").and_then(|id| id.as_str());
    report(id.unwrap_or(unnamed), &at.key_origin(), why, sink);
}

/// Leaves out the operations whose path has a part for which nothing can be sent.
pub(super) fn without_path(context: &mut Context<'_, '_>, operations: &mut Vec<Operation>) {
    let mut kept = Vec::new();
    let mut places = Vec::new();
    for operation in std::mem::take(operations) {
        if let Some(name) = missing(&operation) {
            let why = format!("nothing can be sent for `{name}`, which is in its path");
            report(&operation.id, &operation.origin, &why, context.sink);
            places.push(None);
        } else {
            places.push(Some(kept.len()));
            kept.push(operation);
        }
    }
    *operations = kept;
    let paged = std::mem::take(&mut context.paged).into_iter();
    context.paged = paged
        .filter_map(|(place, at)| Some((places.get(place).copied().flatten()?, at)))
        .collect();
}

/// The first part of a path for which there is no parameter.
fn missing(operation: &Operation) -> Option<&str> {
    let is_there = |name: &str| {
        let mut parameters = operation.parameters.iter();
        parameters.any(|it| it.place == ParameterPlace::Path && it.name == name)
    };
    operation.segments.iter().find_map(|segment| match segment {
        Segment::Parameter(name) if !is_there(name) => Some(name.as_str()),
        Segment::Parameter(_) | Segment::Literal(_) => None,
    })
}

fn report(id: &str, origin: &Origin, why: &str, sink: &mut Sink) {
    sink.report(
        &codes::CS0210,
        origin,
        format!("operation `{id}` is left out: {why}"),
    )
    .note("the rest of the API stands");
}
