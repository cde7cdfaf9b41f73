//! Headers of responses: a type for each operation whose successes have any, and what its methods read.

use serde::Serialize;

use super::docs::{self, Docs, markdown};
use super::krate::Type;
use super::names::{Case, Ident, Scope};
use super::operations::{as_text, call_link};
use super::types::View;
use crate::analyze::{self, Header};
use crate::ir::{ParameterShape, SchemaKind, Usage};

/// Methods that such a type has whatever the document says.
const METHODS: &[&str] = &[
    "as_map", "as_ref", "borrow", "clone", "deref", "fmt", "from", "into",
];

/// The one header that may stand there several times without being a list (RFC 9110 §5.3).
const SET_COOKIE: &str = "set-cookie";

/// The headers of an operation's successes.
#[derive(Debug, Serialize)]
pub struct Headers {
    /// Their type.
    pub ident: Ident,
    /// Docs of the type.
    pub docs: Docs,
    /// The method of the tag's handle.
    pub method: Ident,
    /// One a method, in the order of the document.
    pub readers: Vec<Reader>,
}

/// A method that reads a header.
#[derive(Debug, Serialize)]
pub struct Reader {
    /// Its name.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// The name of the header.
    pub wire: String,
    /// What it reads, once or several times.
    pub item: Type,
    /// How.
    pub read: Read,
    /// Whether the document marks the header as deprecated.
    pub deprecated: bool,
}

impl Reader {
    /// What the method gives if it succeeds.
    pub fn output(&self) -> Type {
        let item = Box::new(self.item.clone());
        match self.read {
            Read::Required | Read::RequiredJson => *item,
            Read::Optional | Read::Json => Type::Option(item),
            Read::List | Read::Each => Type::Vec(item),
        }
    }
}

/// How a header is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Read {
    /// As a text that is always there.
    Required,
    /// As a text.
    Optional,
    /// As JSON that is always there.
    RequiredJson,
    /// As JSON.
    Json,
    /// Item by item.
    List,
    /// One by one, of several that have the name.
    Each,
}

impl Headers {
    /// Docs of the method: what is different.
    pub fn docs_of_method(&self, operation: &Ident) -> Docs {
        Docs::text(&format!(
            "As [`{operation}`](Self::{operation}), with the headers of the response."
        ))
    }
}

/// The headers of an operation's successes, if there are any.
pub(super) fn headers(view: View<'_>, index: usize) -> Option<Headers> {
    let (ident, method) = view.homes.headers[index].clone()?;
    let operation = &view.api.operations[index];
    let docs = Docs::text(&format!(
        "Headers of the response to {}.",
        call_link(view, index)
    ));
    let docs = docs.and(
        "They are read one by one, so that one that does not fit takes nothing else away. The headers of any\n\
         response can be read as these: `From` takes them.",
    );
    let docs = docs.and(
        "# Errors\n\n[`HeaderError`](crate::HeaderError), if a header does not fit the document, or is not there and should be.",
    );
    let mut scope = Scope::with_reserved(METHODS);
    let found = analyze::headers(view.api, operation).into_iter();
    let readers = found.map(|header| reader(view, &header, &mut scope));
    Some(Headers {
        ident,
        docs,
        method,
        readers: readers.collect(),
    })
}

fn reader(view: View<'_>, header: &Header<'_>, scope: &mut Scope) -> Reader {
    let described = header.described;
    let names = [described.name.clone(), format!("{} header", described.name)];
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let (read, item) = reading(view, header);
    let schema = header.usage.map(|usage| &view.api.schemas[usage.schema]);
    let of_schema = schema.and_then(|it| it.description.as_deref());
    let said = described.description.as_deref().or(of_schema);
    let mut docs = match header.usage {
        Some(usage) => view.field_docs(&described.name, said, usage.schema),
        None => markdown(said.unwrap_or_default()),
    };
    docs.append(&format!("Header {}.", docs::code(&described.name)));
    Reader {
        ident: scope.declare_first(&names, &described.name, Case::Snake, "header"),
        docs,
        wire: described.name.clone(),
        item,
        read,
        deprecated: described.deprecated || schema.is_some_and(|it| it.deprecated),
    }
}

/// How a header is read, and as what.
fn reading(view: View<'_>, header: &Header<'_>) -> (Read, Type) {
    let Some(usage) = header.usage else {
        return (once(header, Read::Required, Read::Optional), Type::String);
    };
    if header.is_json() {
        let read = once(header, Read::RequiredJson, Read::Json);
        return (read, view.ty(usage));
    }
    let text = |usage: Usage| as_text(view.plain(usage.schema));
    let items = match &view.api.schemas[usage.schema].kind {
        SchemaKind::Array(items) if header.described.shape == ParameterShape::List => Some(*items),
        _ => None,
    };
    if header.described.name.eq_ignore_ascii_case(SET_COOKIE) {
        return (Read::Each, text(items.unwrap_or(usage)));
    }
    match items {
        Some(items) => (Read::List, text(items)),
        None => (once(header, Read::Required, Read::Optional), text(usage)),
    }
}

fn once(header: &Header<'_>, required: Read, optional: Read) -> Read {
    if header.required { required } else { optional }
}
