//! Operations: paths, methods, and what belongs to each.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::parameter::segments;
use super::{Context, external_docs, hints, security};
use crate::diag::codes;
use crate::ir::{Method, Operation, SecurityScheme, Segment};
use crate::parse::At;
use crate::source::Origin;

/// The keys of a path item that hold operations (OpenAPI 3.1 §4.8.9).
const METHODS: [(&str, Method); 8] = [
    ("get", Method::Get),
    ("put", Method::Put),
    ("post", Method::Post),
    ("delete", Method::Delete),
    ("options", Method::Options),
    ("head", Method::Head),
    ("patch", Method::Patch),
    ("trace", Method::Trace),
];

/// All operations, in the order of the document.
pub(super) fn operations(
    context: &mut Context<'_, '_>,
    schemes: &IndexMap<String, SecurityScheme>,
) -> Vec<Operation> {
    let root = context.document.root();
    let Some(paths) = root
        .require("paths", context.sink)
        .and_then(|at| at.expect_object(context.sink))
    else {
        return Vec::new();
    };
    let mut operations = Vec::new();
    for (path, member) in paths.members().filter(|(path, _)| !path.starts_with("x-")) {
        let Some(item) = context
            .follow(&member)
            .and_then(|at| at.expect_object(context.sink))
        else {
            continue;
        };
        let Some(segments) = path_segments(context, path, &member) else {
            continue;
        };
        for (key, at) in item.members() {
            let Some((_, method)) = METHODS.iter().find(|(name, _)| *name == key) else {
                continue;
            };
            if at.clone().expect_object(context.sink).is_some() {
                let place = Place {
                    path,
                    item: &item,
                    method: *method,
                    segments: &segments,
                };
                operations.push(operation(context, &at, &place, schemes));
            }
        }
    }
    report_repeated_ids(context, &operations);
    context.check_replacements(&operations);
    operations
}

/// Where an operation stands.
struct Place<'p, 'd> {
    path: &'p str,
    item: &'p At<'d>,
    method: Method,
    segments: &'p [Segment],
}

fn path_segments(context: &mut Context<'_, '_>, path: &str, at: &At<'_>) -> Option<Vec<Segment>> {
    let segments = segments(path).filter(|_| path.starts_with('/'));
    if segments.is_none() {
        context
            .sink
            .report(
                &codes::CS0201,
                &at.key_origin(),
                "this path is not a template",
            )
            .help("a path begins with `/`, and every `{` has its `}`");
    }
    segments
}

fn operation<'d>(
    context: &mut Context<'d, '_>,
    at: &At<'d>,
    place: &Place<'_, 'd>,
    schemes: &IndexMap<String, SecurityScheme>,
) -> Operation {
    let parameters = context.parameters(place.item, at);
    context.check_path(at, place.path, place.segments, &parameters);
    let enveloped =
        context.envelope.is_some() && at.bool("x-envelope", context.sink).unwrap_or(true);
    let security = security::requirements(context, at, schemes);
    let changed = security::changed_schemes(context, at, &security);
    let responses = context.responses(at, enveloped);
    let text =
        |key: &str, context: &mut Context<'d, '_>| at.str(key, context.sink).map(str::to_owned);
    Operation {
        origin: at.key_origin(),
        id: text("operationId", context).unwrap_or_else(|| unnamed(place)),
        method: place.method,
        path: place.path.to_owned(),
        segments: place.segments.to_vec(),
        tag: first_tag(context, at),
        summary: text("summary", context),
        description: text("description", context),
        external_docs: external_docs(at, context.sink),
        deprecated: at.bool("deprecated", context.sink).unwrap_or(false),
        body: context.body(at),
        responses: responses.all,
        success: responses.success,
        security,
        schemes: changed,
        enveloped,
        hints: hints::of_operation(at, context.sink),
        parameters,
    }
}

/// An id for an operation that has none.
fn unnamed(place: &Place<'_, '_>) -> String {
    let method = METHODS
        .iter()
        .find(|(_, method)| *method == place.method)
        .map_or("call", |(name, _)| name);
    format!("{method} {}", place.path)
}

fn first_tag(context: &mut Context<'_, '_>, at: &At<'_>) -> Option<String> {
    let list = at.array("tags", context.sink)?;
    list.item(0)?.expect_str(context.sink).map(str::to_owned)
}

fn report_repeated_ids(context: &mut Context<'_, '_>, operations: &[Operation]) {
    let mut first: HashMap<&str, &Origin> = HashMap::new();
    for operation in operations {
        if let Some(origin) = first.get(operation.id.as_str()) {
            context
                .sink
                .report(
                    &codes::CS0204,
                    &operation.origin,
                    format!("two operations have the id `{}`", operation.id),
                )
                .related(origin, "first used")
                .help("rename one; generated method names come from operation ids");
        } else {
            first.insert(&operation.id, &operation.origin);
        }
    }
}
