//! Which operations and webhooks need which schemas.

use std::collections::{BTreeMap, BTreeSet};

use super::{User, Users, closure, flattened, mentioned, roots, roots_of_webhook};
use crate::ir::{Api, Body, Content, MediaType, SchemaId, SchemaKind, StringFormat};

/// For each schema what reaches it.
pub(super) fn users(api: &Api) -> Users {
    let operations = api.operations.iter().enumerate();
    let operations = operations.map(|(index, operation)| {
        let (mut all, received) = roots(api, operation);
        all.extend(received);
        (User::Operation(index), all)
    });
    let webhooks = api.webhooks.iter().enumerate();
    let webhooks =
        webhooks.map(|(index, webhook)| (User::Webhook(index), roots_of_webhook(api, webhook)));
    Users::of(api, operations.chain(webhooks))
}

/// The schemas that parameters hold which are written as texts.
pub(super) fn parameters(api: &Api) -> BTreeSet<SchemaId> {
    let parameters = api.operations.iter().flat_map(|it| &it.parameters);
    let plain = parameters.filter(|it| it.is_plain());
    let roots: Vec<_> = plain.map(|it| it.usage.schema).collect();
    closure(api, &roots)
}

/// The objects that are multipart bodies and nothing else.
pub(super) fn multipart(api: &Api) -> BTreeSet<SchemaId> {
    let (mut bodies, mut others) = (BTreeSet::new(), Vec::new());
    for operation in &api.operations {
        let inlined = flattened(api, operation);
        let contents = operation.body.iter().flat_map(Body::contents);
        let multipart = contents.filter(|it| matches!(it.media_type, MediaType::Multipart(_)));
        let multipart: Vec<_> = multipart
            .filter_map(|it| it.usage)
            .map(|it| it.schema)
            .collect();
        let (sent, received) = roots(api, operation);
        let is_body = |id: &SchemaId| multipart.contains(id) && Some(*id) != inlined;
        bodies.extend(sent.iter().copied().filter(is_body));
        others.extend(sent.into_iter().filter(|id| !is_body(id)));
        others.extend(received);
    }
    others.extend(api.webhooks.iter().flat_map(|it| roots_of_webhook(api, it)));
    bodies.retain(|id| matches!(api.schemas[*id].kind, SchemaKind::Object { .. }));
    let held = bodies.iter().flat_map(|id| mentioned(&api.schemas[*id]));
    others.extend(held.map(|usage| usage.schema));
    let others = closure(api, &others);
    bodies.retain(|id| !others.contains(id));
    bodies
}

/// The members of multipart bodies that are files.
pub(super) fn files(api: &Api) -> BTreeMap<SchemaId, BTreeSet<String>> {
    let mut files: BTreeMap<SchemaId, BTreeSet<String>> = BTreeMap::new();
    let bodies = api.operations.iter().filter_map(|it| it.body.as_ref());
    let contents = bodies.flat_map(Body::contents);
    for content in contents.filter(|it| matches!(it.media_type, MediaType::Multipart(_))) {
        let Some(usage) = content.usage else {
            continue;
        };
        if let SchemaKind::Object { fields, .. } = &api.schemas[usage.schema].kind {
            let of_body = files.entry(usage.schema).or_default();
            let found = fields.iter();
            let found = found.filter(|(name, it)| is_file(api, content, name, it.usage.schema));
            of_body.extend(found.map(|(name, _)| name.clone()));
        }
    }
    files
}

/// Whether a member of a multipart body is a file, or a list of files.
fn is_file(api: &Api, content: &Content, name: &str, id: SchemaId) -> bool {
    let encoding = content.encoding.get(name);
    let asked = encoding.and_then(|it| it.content_type.as_deref());
    let of_bytes = asked.is_some_and(|it| !it.contains("json") && !it.starts_with("text/"));
    match &api.schemas[id].kind {
        SchemaKind::String(StringFormat::Other(format)) => {
            matches!(format.as_str(), "binary" | "file")
        }
        SchemaKind::String(StringFormat::Plain) => asked.is_some_and(is_of_files),
        SchemaKind::Any | SchemaKind::Unsupported(_) => of_bytes,
        SchemaKind::Array(items) => {
            let kind = &api.schemas[items.schema].kind;
            let is_deeper = matches!(kind, SchemaKind::Array(_) | SchemaKind::Choice(_));
            !is_deeper && is_file(api, content, name, items.schema)
        }
        // One file or a list of them.
        SchemaKind::Choice(choice) => choice.alternatives.iter().all(|it| {
            let id = it.usage.schema;
            let is_deeper = matches!(api.schemas[id].kind, SchemaKind::Choice(_));
            !is_deeper && is_file(api, content, name, id)
        }),
        _ => false,
    }
}

/// Whether values of a media type are hardly ever texts.
fn is_of_files(media_type: &str) -> bool {
    const GROUPS: [&str; 4] = ["image/", "audio/", "video/", "font/"];
    const TYPES: [&str; 4] = ["octet-stream", "pdf", "zip", "torrent"];
    GROUPS.iter().any(|group| media_type.starts_with(group))
        || TYPES.iter().any(|name| media_type.contains(name))
}
