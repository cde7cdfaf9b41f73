//! What a call gives back: one type, or an enumeration by status.

use super::docs::{Docs, markdown};
use super::krate::{Decode, Reading, Refusals, StatusEnum, StatusVariant, Type, TypeItem};
use super::names::{Case, Ident, Scope};
use super::operations::{call_link, output};
use super::types::View;
use crate::analyze::{self, Outcome, content, is_problem, outcome};
use crate::ir::{Content, Operation, Response, StatusPattern};

/// What a call gives back.
pub(super) struct Given {
    pub(super) reading: Reading,
    pub(super) output: Type,
    /// The enumeration, if it is one.
    pub(super) item: Option<TypeItem>,
}

impl Given {
    fn plain(reading: Reading, output: Type) -> Self {
        Self {
            reading,
            output,
            item: None,
        }
    }
}

/// What a call gives back, and how it is read.
pub(super) fn given(view: View<'_>, index: usize) -> Given {
    let operation = &view.api.operations[index];
    match outcome(view.api, operation) {
        Outcome::Nothing => {
            let (decode, ty) = output(view, None);
            Given::plain(Reading::Always(decode), ty)
        }
        Outcome::Always(content) => {
            let (decode, ty) = output(view, Some(content));
            Given::plain(Reading::Always(decode), ty)
        }
        Outcome::Sometimes(content) => {
            let (decode, ty) = output(view, Some(content));
            match ty {
                // No payload reads as `null`.
                Type::Option(_) => Given::plain(Reading::Always(decode), ty),
                ty => Given::plain(Reading::Sometimes(decode), Type::Option(Box::new(ty))),
            }
        }
        Outcome::ByStatus(responses) => by_status(view, index, operation, &responses),
    }
}

fn by_status(
    view: View<'_>,
    index: usize,
    operation: &Operation,
    responses: &[&Response],
) -> Given {
    let name = view.homes.outcomes[index]
        .clone()
        .expect("what is told apart by status has a name");
    let first = responses
        .first()
        .map_or(StatusPattern::Default, |it| it.status);
    let docs = Docs::text(&format!("What {} gives back.", call_link(view, index)));
    let docs = docs.and(&format!(
        "A status that is not listed is read like {}.",
        words(first)
    ));
    let (names, mut variants) = (variant_names(responses), Vec::new());
    for (response, ident) in responses.iter().zip(names) {
        let content = content(view.api, response);
        let (decode, ty) = output(view, content);
        variants.push(StatusVariant {
            ident,
            docs: variant_docs(response),
            status: response.status,
            ty: (ty != Type::Unit).then_some(ty),
            decode,
        });
    }
    let held = responses
        .iter()
        .filter_map(|it| content(view.api, it)?.usage);
    let item = StatusEnum {
        ident: name.ident.clone(),
        docs,
        is_large: held.into_iter().any(|it| view.is_large(it.schema)),
        variants: variants.clone(),
        deprecated: operation.deprecated,
    };
    Given {
        reading: Reading::ByStatus(name.ident.clone(), variants),
        output: Type::Named(name),
        item: Some(TypeItem::Status(item)),
    }
}

/// What refusals hold, if the document says so.
pub(super) fn refusals(view: View<'_>, index: usize) -> Option<Refusals> {
    let operation = &view.api.operations[index];
    match analyze::refusals(view.api, operation) {
        Outcome::Nothing => None,
        Outcome::Always(content) | Outcome::Sometimes(content) => {
            let (decode, ty) = refused(view, Some(content));
            Some(Refusals::One(ty, decode))
        }
        Outcome::ByStatus(responses) => {
            let names = variant_names(&responses);
            let variants = responses.iter().zip(names).map(|(response, ident)| {
                let (decode, ty) = refused(view, content(view.api, response));
                StatusVariant {
                    ident,
                    docs: Docs::none(),
                    status: response.status,
                    ty: (ty != Type::Unit).then_some(ty),
                    decode,
                }
            });
            let name = view.homes.refusals[index].clone()?;
            Some(Refusals::ByStatus(name, variants.collect()))
        }
    }
}

/// What a refusal holds, and how it is read.
fn refused(view: View<'_>, content: Option<&Content>) -> (Decode, Type) {
    match content {
        Some(content) if is_problem(content) => (Decode::Json, Type::Problem),
        content => output(view, content),
    }
}

/// The names of the variants, in the order of the responses.
pub(super) fn variant_names(responses: &[&Response]) -> Vec<Ident> {
    let mut scope = Scope::with_reserved(&["Self"]);
    let name = |it: &&Response| {
        let name = status_name(it.status);
        scope.declare(&name, Case::Camel, "Status")
    };
    responses.iter().map(name).collect()
}

fn variant_docs(response: &Response) -> Docs {
    let mut docs = Docs::text(&format!("For {}.", words(response.status)));
    docs.push(&markdown(response.description.as_deref().unwrap_or_default()).first_paragraph());
    docs
}

/// A status as the document writes it.
fn words(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => format!("status {code}"),
        StatusPattern::Range(hundred) => format!("status {hundred}XX"),
        StatusPattern::Default => "any other status".to_owned(),
    }
}

/// What a status is called.
pub(super) fn status_name(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => match reason(code) {
            Some(reason) => reason.to_owned(),
            None => format!("Status {code}"),
        },
        StatusPattern::Range(2) => "Success".to_owned(),
        StatusPattern::Range(4) => "Client Error".to_owned(),
        StatusPattern::Range(5) => "Server Error".to_owned(),
        StatusPattern::Range(hundred) => format!("Status {hundred}xx"),
        StatusPattern::Default => "Default".to_owned(),
    }
}

/// The reason phrase of a status (RFC 9110 §15, and the registry that it founds).
fn reason(code: u16) -> Option<&'static str> {
    Some(match code {
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "Non Authoritative Information",
        204 => "No Content",
        205 => "Reset Content",
        206 => "Partial Content",
        207 => "Multi Status",
        208 => "Already Reported",
        226 => "Im Used",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "Uri Too Long",
        415 => "Unsupported Media Type",
        416 => "Range Not Satisfiable",
        417 => "Expectation Failed",
        418 => "Im A Teapot",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        423 => "Locked",
        424 => "Failed Dependency",
        425 => "Too Early",
        426 => "Upgrade Required",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        451 => "Unavailable For Legal Reasons",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "Http Version Not Supported",
        506 => "Variant Also Negotiates",
        507 => "Insufficient Storage",
        508 => "Loop Detected",
        510 => "Not Extended",
        511 => "Network Authentication Required",
        _ => return None,
    })
}
