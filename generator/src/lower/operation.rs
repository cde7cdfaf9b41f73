//! Operations: paths, methods, and what belongs to each.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::parameter::{parts_of_path, segments};
use super::{Context, external_docs, hints, security};
use crate::diag::codes;
use crate::ir::{Method, Operation, SecurityScheme, Segment};
use crate::parse::{At, Version};
use crate::source::Origin;

/// The keys of a path item that hold operations (OpenAPI 3.1 §4.8.9).
pub(super) const METHODS: [(&str, Method); 8] = [
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
    let Some(paths) = paths(context) else {
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
                let paged = at.get("x-pagination").map(|at| (operations.len(), at));
                context.paged.extend(paged);
                operations.push(operation(context, &at, &place, schemes));
            }
        }
    }
    rename_repeated(context, &mut operations);
    context.check_replacements(&operations);
    operations
}

/// The paths; a document of OpenAPI 3.1 may do without them if it has something else to say (§4.8.1.1).
fn paths<'d>(context: &mut Context<'d, '_>) -> Option<At<'d>> {
    let root = context.document.root();
    let has_others = ["components", "webhooks"].map(|key| root.get(key).is_some());
    let paths = if context.document.version == Version::V3_1 && has_others.contains(&true) {
        root.get("paths")
    } else {
        root.expected("paths", context.sink)
    };
    paths?.expect_object(context.sink)
}

/// Where an operation stands.
struct Place<'p, 'd> {
    path: &'p str,
    item: &'p At<'d>,
    method: Method,
    segments: &'p [Segment],
}

fn path_segments(context: &mut Context<'_, '_>, path: &str, at: &At<'_>) -> Option<Vec<Segment>> {
    let (template, _) = parts_of_path(path);
    let segments = segments(template).filter(|_| path.starts_with('/'));
    if segments.is_none() {
        context
            .sink
            .report(
                &codes::CS0201,
                &at.key_origin(),
                "this path is not a template",
            )
            .help("a path begins with `/`, and every `{` has its `}`");
    } else if template != path {
        report_other_parts(context, path, at);
    }
    segments
}

/// Tells what becomes of a query or a fragment that stands in a path.
fn report_other_parts(context: &mut Context<'_, '_>, path: &str, at: &At<'_>) {
    let message = if path.contains('#') {
        "a path has no fragment: `#` and what follows is not sent"
    } else {
        "a path has no query: what follows `?` is sent as one"
    };
    context
        .sink
        .report(&codes::CS0234, &at.key_origin(), message)
        .help("say with parameters of the query what tells operations of one path apart");
}

fn operation<'d>(
    context: &mut Context<'d, '_>,
    at: &At<'d>,
    place: &Place<'_, 'd>,
    schemes: &IndexMap<String, SecurityScheme>,
) -> Operation {
    let mut parameters = context.parameters(place.item, at);
    let (_, query) = parts_of_path(place.path);
    let query = context.query_of_path(at, query, &mut parameters);
    context.check_path(at, place.path, place.segments, &mut parameters);
    let enveloped = context.envelope.is_some()
        && at.bool("x-envelope", context.sink).unwrap_or(true)
        && place.method != Method::Head;
    let security = security::requirements(context, at, schemes);
    let changed = security::changed_schemes(context, at, &security);
    let responses = context.responses(at, place.method, enveloped);
    let text =
        |key: &str, context: &mut Context<'d, '_>| at.str(key, context.sink).map(str::to_owned);
    Operation {
        origin: at.key_origin(),
        id: text("operationId", context).unwrap_or_else(|| unnamed(place.method, place.path)),
        method: place.method,
        path: place.path.to_owned(),
        segments: place.segments.to_vec(),
        query,
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
        pagination: None,
        hints: hints::of_operation(at, context.sink),
        parameters,
    }
}

/// An id for an operation that has none.
fn unnamed(method: Method, path: &str) -> String {
    let name = METHODS
        .iter()
        .find(|(_, other)| *other == method)
        .map_or("call", |(name, _)| name);
    format!("{name} {path}")
}

fn first_tag(context: &mut Context<'_, '_>, at: &At<'_>) -> Option<String> {
    let list = at.array("tags", context.sink)?;
    list.item(0)?.expect_str(context.sink).map(str::to_owned)
}

/// Gives operations whose id is taken the one that they would have without it.
fn rename_repeated(context: &mut Context<'_, '_>, operations: &mut [Operation]) {
    let mut first: HashMap<String, Origin> = HashMap::new();
    for operation in operations {
        let Some(origin) = first.get(&operation.id) else {
            first.insert(operation.id.clone(), operation.origin.clone());
            continue;
        };
        let id = unnamed(operation.method, &operation.path);
        let message = format!(
            "two operations have the id `{}`: this one is called after its path",
            operation.id
        );
        context
            .sink
            .report(&codes::CS0204, &operation.origin, message)
            .related(origin, "first used")
            .help("rename one; generated method names come from operation ids");
        operation.id = id;
    }
}
