//! From an [`Api`] to [`Facts`]: what follows from it?
//!
//! In: the API, unchanged. Out: tables beside it, keyed by [`SchemaId`].
//! Nothing here reports or names anything.

mod cycles;
mod direction;
mod headers;
mod outcome;
mod reach;
mod secrets;
mod users;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use headers::{Header, headers};
pub(crate) use outcome::{Outcome, content, is_problem, outcome, refusals, stream};
pub use users::{UserSet, Users};

use serde::Serialize;

use crate::ir::{
    Additional, Api, Body, MediaType, Operation, Response, Schema, SchemaId, SchemaKind, Usage,
    Webhook,
};

/// What follows from an API.
#[derive(Debug, Default, Serialize)]
pub struct Facts {
    /// In which directions each reached schema travels.
    pub directions: BTreeMap<SchemaId, Direction>,
    /// What closes a circle and has to be boxed: members, and alternatives of choices.
    pub boxed: BTreeSet<(SchemaId, Edge)>,
    /// Lists and maps that hold nothing but themselves; no Rust type is so.
    pub endless: BTreeSet<SchemaId>,
    /// What reaches each schema.
    pub users: Users,
    /// Schemas that are secrets or hold one.
    pub secret: BTreeSet<SchemaId>,
    /// Schemas that parameters hold which are written as texts.
    pub parameters: BTreeSet<SchemaId>,
    /// Objects that are multipart bodies and nothing else: no JSON, and held by nothing.
    pub multipart: BTreeSet<SchemaId>,
    /// The members of multipart bodies that are files.
    pub files: BTreeMap<SchemaId, BTreeSet<String>>,
}

/// How a schema holds another one by value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Edge {
    /// As the member of this name.
    Member(String),
    /// As the alternative in this place.
    Alternative(usize),
}

/// What reaches a schema, by its place in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum User {
    /// An operation.
    Operation(usize),
    /// A webhook.
    Webhook(usize),
}

/// The directions in which a value travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Direction {
    /// In requests: it is encoded.
    pub request: bool,
    /// In responses: it is decoded.
    pub response: bool,
}

/// Works out what follows from `api`.
pub fn analyze(api: &Api) -> Facts {
    let (boxed, endless) = cycles::cycles(api);
    Facts {
        directions: direction::directions(api),
        boxed,
        endless,
        users: reach::users(api),
        secret: secrets::secrets(api),
        parameters: reach::parameters(api),
        multipart: reach::multipart(api),
        files: reach::files(api),
    }
}

/// The schemas that a schema mentions, in order.
pub(crate) fn mentioned(schema: &Schema) -> impl Iterator<Item = Usage> {
    let (mut alternatives, mut members, mut others) = (None, None, None);
    match &schema.kind {
        SchemaKind::Any
        | SchemaKind::Null
        | SchemaKind::Boolean
        | SchemaKind::Integer(_)
        | SchemaKind::Number(_)
        | SchemaKind::String(_)
        | SchemaKind::Enum(_)
        | SchemaKind::Unsupported(_) => {}
        SchemaKind::Array(held) | SchemaKind::Map(held) => others = Some(*held),
        SchemaKind::Choice(choice) => alternatives = Some(&choice.alternatives),
        SchemaKind::Object { fields, additional } => {
            members = Some(fields.values());
            others = match additional {
                Additional::Typed(usage) => Some(*usage),
                Additional::Unsaid | Additional::Forbidden => None,
            };
        }
    }
    let alternatives = alternatives.into_iter().flatten().map(|it| it.usage);
    let members = members.into_iter().flatten().map(|field| field.usage);
    alternatives.chain(members).chain(others)
}

/// The response that holds what the caller asked for; where several do, the one with the lowest status.
pub(crate) fn success(operation: &Operation) -> Option<&Response> {
    operation.responses.get(operation.success?)
}

/// The object whose members are the fields of an operation's request: its body, if nothing else is sent.
///
/// Nothing but the operation and the object itself decides this: what else uses the object must not change requests.
pub(crate) fn flattened(api: &Api, operation: &Operation) -> Option<SchemaId> {
    let body = operation.body.as_ref().filter(|body| {
        body.required && operation.parameters.is_empty() && body.others.is_empty()
    })?;
    let usage = body.content.usage.filter(|usage| !usage.nullable)?;
    let is_object = matches!(api.schemas[usage.schema].kind, SchemaKind::Object { .. });
    let has_fields = match body.content.media_type {
        MediaType::Json(_) | MediaType::Form(_) | MediaType::Multipart(_) => true,
        MediaType::Text(_) | MediaType::Binary(_) => false,
    };
    (is_object && has_fields).then_some(usage.schema)
}

/// The schemas that an operation mentions itself: in what it sends, and in what it brings back. A flattened body is
/// the request itself, so what it holds is mentioned in its place.
pub(crate) fn roots(api: &Api, operation: &Operation) -> (Vec<SchemaId>, Vec<SchemaId>) {
    let parameters = operation.parameters.iter().map(|parameter| parameter.usage);
    let body = match flattened(api, operation) {
        Some(id) => mentioned(&api.schemas[id]).collect::<Vec<_>>(),
        None => {
            let contents = operation.body.iter().flat_map(Body::contents);
            contents.filter_map(|content| content.usage).collect()
        }
    };
    (
        parameters.chain(body).map(|usage| usage.schema).collect(),
        received(api, operation)
            .into_iter()
            .map(|usage| usage.schema)
            .collect(),
    )
}

/// What a call of an operation reads, of refusals where somebody asks for it.
pub(crate) fn received(api: &Api, operation: &Operation) -> Vec<Usage> {
    let contents = outcome(api, operation).contents();
    let whole = contents.iter().filter_map(|content| content.usage);
    let item = stream(operation).and_then(|stream| stream.item);
    let refused = refusals(api, operation).contents().into_iter();
    let refused = refused.filter_map(|content| content.usage);
    let headers = headers(api, operation).into_iter();
    let headers = headers.filter_map(|header| header.usage);
    whole.chain(item).chain(refused).chain(headers).collect()
}

/// The object that an event is: its JSON body, if it comes with nothing else.
pub(crate) fn flattened_event(api: &Api, webhook: &Webhook) -> Option<SchemaId> {
    let body = webhook
        .body
        .as_ref()
        .filter(|_| webhook.headers.is_empty())?;
    let usage = body.content.usage.filter(|usage| !usage.nullable)?;
    let is_object = matches!(api.schemas[usage.schema].kind, SchemaKind::Object { .. });
    let is_json = matches!(body.content.media_type, MediaType::Json(_));
    (is_object && is_json).then_some(usage.schema)
}

/// The schemas that a webhook mentions itself: in headers and body. A flattened body is the event itself, so what it
/// holds is mentioned in its place.
fn roots_of_webhook(api: &Api, webhook: &Webhook) -> Vec<SchemaId> {
    let headers = webhook.headers.iter().map(|header| header.usage);
    let body = match flattened_event(api, webhook) {
        Some(id) => mentioned(&api.schemas[id]).collect::<Vec<_>>(),
        None => {
            let body = webhook.body.iter();
            body.filter_map(|body| body.content.usage).collect()
        }
    };
    headers.chain(body).map(|usage| usage.schema).collect()
}

/// All schemas that can be reached from `roots`, the roots included.
pub(crate) fn closure(api: &Api, roots: &[SchemaId]) -> BTreeSet<SchemaId> {
    let mut found = vec![false; api.schemas.len()];
    let mut open = roots.to_vec();
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut found[id.index()], true) {
            open.extend(mentioned(&api.schemas[id]).map(|usage| usage.schema));
        }
    }
    let all = api.schemas.iter().map(|(id, _)| id);
    all.filter(|id| found[id.index()]).collect()
}
