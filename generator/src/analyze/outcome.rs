//! What a call gives back where the service agrees: one type whatever the status, or one for each.

use std::collections::BTreeSet;

use crate::ir::{
    Additional, Api, Content, Field, MediaType, Operation, Response, SchemaId, SchemaKind,
    StatusPattern, Stream, Usage,
};

/// What the responses that mean success have in common.
#[derive(Debug)]
pub(crate) enum Outcome<'a> {
    /// None of them holds anything.
    Nothing,
    /// All hold this.
    Always(&'a Content),
    /// Some hold this, and the others nothing.
    Sometimes(&'a Content),
    /// They hold different things: each that is told apart. The first one is what is read where a
    /// status is none of theirs.
    ByStatus(Vec<&'a Response>),
}

impl<'a> Outcome<'a> {
    /// What is read, whatever the status.
    pub(crate) fn contents(&self) -> Vec<&'a Content> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Always(content) | Self::Sometimes(content) => vec![content],
            Self::ByStatus(responses) => {
                let contents = responses.iter().filter_map(|it| it.content.as_ref());
                contents.collect()
            }
        }
    }
}

/// What a call of `operation` gives back.
pub(crate) fn outcome<'a>(api: &'a Api, operation: &'a Operation) -> Outcome<'a> {
    let successes = successes(operation);
    let mut held: Vec<&Content> = Vec::new();
    let contents = successes.iter().filter_map(|it| content(api, it));
    for content in contents {
        if !held.iter().any(|other| is_same(api, other, content)) {
            held.push(content);
        }
    }
    let has_empty = successes.iter().any(|it| content(api, it).is_none());
    match held.as_slice() {
        [] => Outcome::Nothing,
        [one] if !has_empty => Outcome::Always(one),
        [one] => Outcome::Sometimes(one),
        // A page is a list with a way to the next one, whatever its status.
        [first, ..] if operation.pagination.is_some() => Outcome::Always(first),
        _ => Outcome::ByStatus(by_status(api, successes)),
    }
}

/// The responses that mean success, by status; a range stands behind what it covers.
pub(crate) fn successes(operation: &Operation) -> Vec<&Response> {
    let mut successes: Vec<_> = operation
        .responses
        .iter()
        .filter(|response| response.status.is_success())
        .collect();
    successes.sort_by_key(|response| match response.status {
        StatusPattern::Code(code) => code,
        StatusPattern::Range(_) | StatusPattern::Default => u16::MAX,
    });
    if successes.is_empty() {
        // `default` stands for all statuses where none of them is named.
        let used = operation.success.and_then(|at| operation.responses.get(at));
        successes.extend(used);
    }
    successes
}

/// What refusals of `operation` hold; nothing if the document does not say it in types.
pub(crate) fn refusals<'a>(api: &'a Api, operation: &'a Operation) -> Outcome<'a> {
    let is_named = |status: StatusPattern| match status {
        StatusPattern::Code(code) => (400..600).contains(&code),
        StatusPattern::Range(hundred) => matches!(hundred, 4 | 5),
        StatusPattern::Default => false,
    };
    // Where no success is named, `default` is what a success holds: alone, it tells nothing of refusals.
    let tells_of_refusals = |place: usize| {
        let mut all = operation.responses.iter();
        operation.success != Some(place) || all.any(|it| is_named(it.status))
    };
    let all = operation.responses.iter().enumerate();
    let refused = all.filter(|(place, it)| {
        is_named(it.status) || it.status == StatusPattern::Default && tells_of_refusals(*place)
    });
    let mut refused: Vec<_> = refused.map(|(_, response)| response).collect();
    // Exact statuses before ranges, those before all others.
    refused.sort_by_key(|response| match response.status {
        StatusPattern::Code(code) => (0, code),
        StatusPattern::Range(hundred) => (1, hundred.into()),
        StatusPattern::Default => (2, 0),
    });
    let mut held: Vec<&Content> = Vec::new();
    for content in refused.iter().filter_map(|it| content(api, it)) {
        if !held.iter().any(|other| is_same(api, other, content)) {
            held.push(content);
        }
    }
    if !held.iter().any(|content| says_something(api, content)) {
        return Outcome::Nothing;
    }
    match held.as_slice() {
        [one] => Outcome::Always(one),
        _ => Outcome::ByStatus(refused),
    }
}

/// Whether a content has a type that says more than that it is JSON, text or bytes.
fn says_something(api: &Api, content: &Content) -> bool {
    let is_free = |usage: Usage| {
        let kind = &api.schemas[usage.schema].kind;
        matches!(kind, SchemaKind::Any | SchemaKind::Unsupported(_))
    };
    match (&content.media_type, content.usage) {
        (MediaType::Json(_), Some(usage)) => !is_free(usage),
        _ => is_problem(content),
    }
}

/// Whether a content is a problem of RFC 9457, of which the document says no more.
pub(crate) fn is_problem(content: &Content) -> bool {
    match (&content.media_type, content.usage) {
        (MediaType::Json(name), None) => essence(name) == "application/problem+json",
        _ => false,
    }
}

/// A media type in lower case and without parameters.
fn essence(name: &str) -> String {
    let name = name.split(';').next().unwrap_or_default();
    name.trim().to_ascii_lowercase()
}

/// The form in which a success can be read while it comes.
pub(crate) fn stream(operation: &Operation) -> Option<&Stream> {
    let mut successes = successes(operation).into_iter();
    successes.find_map(|response| response.stream.as_ref())
}

/// What a response holds, if that tells anything.
pub(crate) fn content<'a>(api: &Api, response: &'a Response) -> Option<&'a Content> {
    let is_null = |usage: Usage| matches!(api.schemas[usage.schema].kind, SchemaKind::Null);
    let content = response.content.as_ref();
    content.filter(|content| {
        !matches!(content.media_type, MediaType::Json(_)) || !content.usage.is_some_and(is_null)
    })
}

/// What is to be told apart; first what a status is taken for that the document does not name: a range,
/// else the lowest one that holds something.
fn by_status<'a>(api: &Api, mut successes: Vec<&'a Response>) -> Vec<&'a Response> {
    let is_range = |it: &&Response| matches!(it.status, StatusPattern::Range(_));
    let holds = |it: &&Response| content(api, it).is_some();
    let first = successes
        .iter()
        .position(is_range)
        .or_else(|| successes.iter().position(holds));
    let first = successes.remove(first.unwrap_or_default());
    successes.insert(0, first);
    successes
}

/// Whether two contents are read as the same type.
pub(crate) fn is_same(api: &Api, one: &Content, other: &Content) -> bool {
    match (&one.media_type, &other.media_type) {
        (MediaType::Json(_), MediaType::Json(_)) => match (one.usage, other.usage) {
            (Some(one), Some(other)) => is_alike(api, one, other, &mut BTreeSet::new()),
            (None, None) => is_problem(one) == is_problem(other),
            (Some(_), None) | (None, Some(_)) => false,
        },
        (MediaType::Text(_), MediaType::Text(_)) | (MediaType::Binary(_), MediaType::Binary(_)) => {
            true
        }
        _ => false,
    }
}

/// Whether two schemas say the same; those that are being compared already count as alike.
pub(super) fn is_alike(
    api: &Api,
    one: Usage,
    other: Usage,
    seen: &mut BTreeSet<(SchemaId, SchemaId)>,
) -> bool {
    if one == other || !seen.insert((one.schema, other.schema)) {
        return one.nullable == other.nullable;
    }
    let (a, b) = (&api.schemas[one.schema], &api.schemas[other.schema]);
    // What has a name of its own is a type of its own.
    if one.nullable != other.nullable || a.component != b.component || a.values != b.values {
        return false;
    }
    let mut alike = |one: Usage, other: Usage| is_alike(api, one, other, seen);
    match (&a.kind, &b.kind) {
        (SchemaKind::Any, SchemaKind::Any)
        | (SchemaKind::Null, SchemaKind::Null)
        | (SchemaKind::Boolean, SchemaKind::Boolean) => true,
        (SchemaKind::Integer(a), SchemaKind::Integer(b)) => a == b,
        (SchemaKind::Number(a), SchemaKind::Number(b)) => a == b,
        (SchemaKind::String(a), SchemaKind::String(b)) => a == b,
        (SchemaKind::Enum(a), SchemaKind::Enum(b)) => a == b,
        (SchemaKind::Array(a), SchemaKind::Array(b)) | (SchemaKind::Map(a), SchemaKind::Map(b)) => {
            alike(*a, *b)
        }
        (
            SchemaKind::Object {
                fields: a,
                additional: others_of_a,
            },
            SchemaKind::Object {
                fields: b,
                additional: others_of_b,
            },
        ) => {
            let same_others = match (others_of_a, others_of_b) {
                (Additional::Typed(a), Additional::Typed(b)) => alike(*a, *b),
                (Additional::Typed(_), _) | (_, Additional::Typed(_)) => false,
                _ => true,
            };
            let mut pairs = a.iter().zip(b);
            same_others
                && a.len() == b.len()
                && pairs
                    .all(|((a, x), (b, y))| a == b && same_member(x, y) && alike(x.usage, y.usage))
        }
        _ => false,
    }
}

fn same_member(one: &Field, other: &Field) -> bool {
    let traits = |it: &Field| (it.presence, it.read_only, it.write_only);
    traits(one) == traits(other)
}
