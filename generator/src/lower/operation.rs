//! Operations: paths, methods, and what belongs to each.

use std::borrow::Cow;
use std::collections::HashMap;

use indexmap::{IndexMap, IndexSet};

use super::parameter::{parts_of_path, segments};
use super::reference::Kind;
use super::{Context, external_docs, hints, leave_out, security, servers};
use crate::diag::codes;
use crate::ir::{Method, Operation, SecurityScheme, Segment, Server};
use crate::parse::{At, Candidate};
use crate::source::Origin;

/// The keys of a path item that hold operations (OpenAPI 3.2 §4.9).
const METHODS: [(&str, Method); 9] = [
    ("get", Method::Get),
    ("put", Method::Put),
    ("post", Method::Post),
    ("delete", Method::Delete),
    ("options", Method::Options),
    ("head", Method::Head),
    ("patch", Method::Patch),
    ("trace", Method::Trace),
    ("query", Method::Query),
];
/// The keys that hold something else.
const OTHERS: [&str; 6] = [
    "$ref",
    "summary",
    "description",
    "servers",
    "parameters",
    "additionalOperations",
];

/// Whether a value looks like a path item.
pub(super) fn describes_operations(at: &At<'_>) -> bool {
    let is_method = |key: &str| METHODS.iter().any(|(name, _)| *name == key);
    at.members()
        .any(|(key, _)| is_method(key) || matches!(key, "$ref" | "additionalOperations"))
}

/// The operations of a path item, in the order of the text; reports what is none.
pub(super) fn operations_of<'d>(
    context: &mut Context<'d, '_>,
    item: &At<'d>,
) -> Vec<(Method, At<'d>)> {
    let mut found = Vec::new();
    for (key, at) in item.members() {
        let known = METHODS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key));
        if let Some((_, method)) = known {
            found.extend(at.expect_object(context.sink).map(|_| (method.clone(), at)));
        } else if key == "additionalOperations" {
            found.extend(
                at.members()
                    .filter_map(|(name, at)| additional(context, name, at)),
            );
        } else if !OTHERS.contains(&key) && !key.starts_with("x-") {
            let message = format!("`{key}` has no meaning in a path item: left out");
            context
                .sink
                .report(&codes::CS0104, &at.key_origin(), message);
        }
    }
    let mut methods = IndexSet::new();
    found.retain(|(method, _)| methods.insert(method.clone()));
    found
}

/// An operation with a method of its own name.
fn additional<'d>(
    context: &mut Context<'d, '_>,
    name: &str,
    at: At<'d>,
) -> Option<(Method, At<'d>)> {
    at.expect_object(context.sink)?;
    // RFC 9110 §5.6.2; `CONNECT` opens a tunnel, which no response of an API comes through.
    let is_part = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let is_sendable = !name.is_empty() && name.chars().all(is_part) && name != "CONNECT";
    if !is_sendable {
        leave_out::operation(&at, name, "its method cannot be sent", context.sink);
        return None;
    }
    let known = METHODS.iter().find(|(_, method)| method.name() == name);
    let method = known.map_or_else(|| Method::Other(name.to_owned()), |(_, it)| it.clone());
    Some((method, at))
}

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
            .follow_to(Kind::PathItem, &member)
            .and_then(|at| at.expect_object(context.sink))
        else {
            continue;
        };
        let Some(segments) = path_segments(context, path, &member) else {
            leave_out::all_of_path(context, path, &item);
            continue;
        };
        let server = servers::servers(&item, context.sink).into_iter().next();
        for (method, at) in operations_of(context, &item) {
            if !is_selected(context, path, &method, &at) {
                continue;
            }
            let place = Place {
                path,
                item: &item,
                method,
                segments: &segments,
                server: server.as_ref(),
            };
            let paged = at.get("x-pagination").map(|at| (operations.len(), at));
            context.paged.extend(paged);
            operations.push(operation(context, &at, &place, schemes));
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
    /// Where operations are served that do not say it themselves.
    server: Option<&'p Server>,
}

/// The parts of a path; one that does not begin with `/` is taken as if it did.
fn path_segments(context: &mut Context<'_, '_>, path: &str, at: &At<'_>) -> Option<Vec<Segment>> {
    let is_rooted = path.starts_with('/');
    let segments = segments(parts_of_path(&rooted(path)).0);
    if segments.is_none() || !is_rooted {
        let message = match segments {
            Some(_) => "this path does not begin with `/`: taken as if it did",
            None => "this path is not a template",
        };
        context
            .sink
            .report(&codes::CS0201, &at.key_origin(), message)
            .help("a path begins with `/`, and every `{` has its `}`");
    } else if parts_of_path(path).0 != path {
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
    context.leave_out_framing(&mut parameters);
    let (_, query) = parts_of_path(place.path);
    let query = context.query_of_path(at, query, &mut parameters);
    context.check_path(at, place.path, place.segments, &mut parameters);
    let enveloped = context.envelope.is_some()
        && at.bool("x-envelope", context.sink).unwrap_or(true)
        && place.method != Method::Head;
    let security = security::requirements(context, at, schemes);
    let changed = security::changed_schemes(context, at, &security);
    let responses = context.responses(at, &place.method, enveloped);
    let text =
        |key: &str, context: &mut Context<'d, '_>| at.str(key, context.sink).map(str::to_owned);
    Operation {
        origin: at.key_origin(),
        id: text("operationId", context).unwrap_or_else(|| unnamed(&place.method, place.path)),
        method: place.method.clone(),
        path: rooted(place.path).into_owned(),
        segments: place.segments.to_vec(),
        query,
        tag: first_tag(context, at),
        summary: text("summary", context),
        description: text("description", context),
        external_docs: external_docs(at, context.sink),
        deprecated: at.bool("deprecated", context.sink).unwrap_or(false),
        server: own_server(context, at, place),
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

/// The first server of an operation, else that of its path.
fn own_server(context: &mut Context<'_, '_>, at: &At<'_>, place: &Place<'_, '_>) -> Option<Server> {
    let own = servers::servers(at, context.sink).into_iter().next();
    own.or_else(|| place.server.cloned())
}

/// An id for an operation that has none.
pub(super) fn unnamed(method: &Method, path: &str) -> String {
    format!("{} {path}", method.name().to_ascii_lowercase())
}

/// Whether an operation is one of those that a user has chosen.
pub(super) fn is_selected(
    context: &mut Context<'_, '_>,
    path: &str,
    method: &Method,
    at: &At<'_>,
) -> bool {
    let tags = at.get("tags");
    let tags = tags.iter().flat_map(At::items);
    let tags: Vec<_> = tags.filter_map(|tag| tag.as_str()).collect();
    let candidate = Candidate {
        path,
        method: method.name(),
        tags: &tags,
        id: at.get("operationId").and_then(|id| id.as_str()),
    };
    let selection = &context.document.selection;
    selection.takes(candidate, &mut context.met)
}

/// Reports words that choose nothing, and a choice that leaves nothing.
pub(super) fn report_choice(context: &mut Context<'_, '_>) {
    let selection = &context.document.selection;
    if context.met.is_any_there && !context.met.is_any_taken {
        let words = selection.words().join("`, `");
        let message = format!("no operation of the document is left by `{words}`");
        context.sink.report_unplaced(&codes::CS0708, message).help(
            "an operation has to meet one word of each kind under `select`, and none under `exclude`: \
             change the words, or take some away",
        );
    }
    for word in selection.unmet(&context.met) {
        let message = format!("`{word}` meets no operation of the document");
        context.sink.report_unplaced(&codes::CS0706, message).help(
            "look at `tags`, `paths`, methods and ids of the document, or take the word away",
        );
    }
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
        let id = unnamed(&operation.method, &operation.path);
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
