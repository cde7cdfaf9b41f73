//! Operations: paths, methods, and what belongs to each.

use std::borrow::Cow;
use std::collections::HashMap;

use indexmap::IndexMap;

use super::parameter::segments;
use super::{Context, external_docs, hints, leave_out, security};
use crate::diag::codes;
use crate::ir::{Method, Operation, SecurityScheme, Segment};
use crate::parse::At;
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
            leave_out::all_of_path(context, path, &item);
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
    let paths = if !context.document.version.is_before_3_1() && has_others.contains(&true) {
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

/// The parts of a path; one that does not begin with `/` is taken as if it did.
fn path_segments(context: &mut Context<'_, '_>, path: &str, at: &At<'_>) -> Option<Vec<Segment>> {
    let is_rooted = path.starts_with('/');
    let segments = segments(&rooted(path));
    if segments.is_none() || !is_rooted {
        let message = match segments {
            Some(_) => "this path does not begin with `/`: taken as if it did",
            None => "this path is not a template",
        };
        context
            .sink
            .report(&codes::CS0201, &at.key_origin(), message)
            .help("a path begins with `/`, and every `{` has its `}`");
    }
    segments
}

/// The path with the `/` that belongs before it.
fn rooted(path: &str) -> Cow<'_, str> {
    if path.starts_with('/') {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(format!("/{path}"))
    }
}

fn operation<'d>(
    context: &mut Context<'d, '_>,
    at: &At<'d>,
    place: &Place<'_, 'd>,
    schemes: &IndexMap<String, SecurityScheme>,
) -> Operation {
    let mut parameters = context.parameters(place.item, at);
    context.check_path(at, place.path, place.segments, &mut parameters);
    let enveloped =
        context.envelope.is_some() && at.bool("x-envelope", context.sink).unwrap_or(true);
    let security = security::requirements(context, at, schemes);
    let changed = security::changed_schemes(context, at, &security);
    let responses = context.responses(at, enveloped);
    let text =
        |key: &str, context: &mut Context<'d, '_>| at.str(key, context.sink).map(str::to_owned);
    Operation {
        origin: at.key_origin(),
        id: text("operationId", context).unwrap_or_else(|| unnamed(place.method, place.path)),
        method: place.method,
        path: rooted(place.path).into_owned(),
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
        pagination: None,
        hints: hints::of_operation(at, context.sink),
        parameters,
    }
}

/// An id for an operation that has none.
pub(super) fn unnamed(method: Method, path: &str) -> String {
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
