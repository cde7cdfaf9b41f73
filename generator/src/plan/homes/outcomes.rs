//! What operations give back and what their refusals hold, where that differs by status: names of enumerations, and
//! texts to make names of types from.

use super::super::krate::{Home, TypeName};
use super::super::names::{Case, Ident, Scope};
use super::super::outcome::variant_names;
use crate::analyze::{Outcome, outcome, refusals};
use crate::ir::{Api, Operation, SchemaId};

/// The name of what an operation gives back, if that differs by status.
pub(super) fn outcome_name(
    api: &Api,
    index: usize,
    request: &Ident,
    home: &Home,
    scope: &mut Scope,
) -> Option<TypeName> {
    let operation = &api.operations[index];
    let Outcome::ByStatus(_) = outcome(api, operation) else {
        return None;
    };
    let names = [
        format!("{request} output"),
        format!("{request} output by status"),
    ];
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let place = operation.origin.pointer.as_str();
    Some(TypeName {
        home: home.clone(),
        ident: scope.declare_first(&names, place, Case::Camel, "Output"),
    })
}

/// The name of what refusals of an operation hold, if that differs by status.
pub(super) fn refusal_name(
    api: &Api,
    index: usize,
    request: &Ident,
    scope: &mut Scope,
) -> Option<Ident> {
    let operation = &api.operations[index];
    let Outcome::ByStatus(_) = refusals(api, operation) else {
        return None;
    };
    let names = [format!("{request} error"), format!("{request} refusal")];
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let place = operation.origin.pointer.as_str();
    Some(scope.declare_first(&names, place, Case::Camel, "Refusal"))
}

/// The name of the headers of an operation's successes.
pub(super) fn headers_name(operation: &Operation, request: &Ident, scope: &mut Scope) -> Ident {
    let names = [
        format!("{request} headers"),
        format!("{request} response headers"),
    ];
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let place = operation.origin.pointer.as_str();
    scope.declare_first(&names, place, Case::Camel, "Headers")
}

/// What an operation reads, each with a text to make a name from.
pub(super) fn outputs(
    api: &Api,
    operation: &Operation,
    request: &Ident,
) -> Vec<(SchemaId, String)> {
    let mut outputs = named_contents(&outcome(api, operation), request, "output");
    outputs.extend(named_contents(&refusals(api, operation), request, "error"));
    outputs
}

fn named_contents(outcome: &Outcome<'_>, request: &Ident, word: &str) -> Vec<(SchemaId, String)> {
    let Outcome::ByStatus(responses) = outcome else {
        let usages = outcome.contents().into_iter().filter_map(|it| it.usage);
        let named = usages.map(|usage| (usage.schema, format!("{request} {word}")));
        return named.collect();
    };
    let responses = responses.iter().zip(variant_names(responses));
    let named = responses.filter_map(|(response, variant)| {
        let usage = response.content.as_ref()?.usage?;
        Some((usage.schema, format!("{request} {variant}")))
    });
    named.collect()
}
