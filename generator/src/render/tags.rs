//! `src/TAG.rs`: the handles of a tag, as a list of its operations for a macro of the support sources.

use std::fmt::Write as _;

use proc_macro2::Literal;

use super::print::{File, doc_lines, type_text};
use crate::plan::docs::Docs;
use crate::plan::krate::{Home, OperationFile, TagModule};
use crate::plan::names::Ident;

/// The module of a tag.
pub(super) fn tag(tag: &TagModule) -> File {
    let mut file = File::new(&tag.docs);
    file.head_modules(tag.operations.iter().map(|it| &it.module));
    let shared: Vec<_> = tag.shared_types.iter().map(Ident::as_str).collect();
    if !shared.is_empty() {
        file.head_gap();
        file.head_use("crate::types", &shared);
    }
    let mut text = format!(
        "crate::support::handle! {{\n{}    pub struct {} = {};\n",
        doc_lines(&Docs::text(tag.summary()), 4),
        tag.handle,
        tag.module
    );
    for operation in &tag.operations {
        methods(operation, tag, &mut text, &mut file);
    }
    text.push_str("}\n");
    file.printed(text);
    file
}

/// The methods of an operation: a call, and where there are such its pages and the stream that it is.
fn methods(operation: &OperationFile, tag: &TagModule, text: &mut String, file: &mut File) {
    let here = of_operation(tag);
    let output = type_text(&operation.output.seen_from(&here), &here, file.uses());
    let method = &operation.method;
    let answer = format!(" -> {output}");
    write_method(
        text,
        "async",
        &method.ident,
        &method.docs,
        operation,
        &answer,
    );
    if let Some(headers) = &operation.headers {
        let docs = headers.docs_of_method(&method.ident);
        let answer = format!(" -> ({output}, {})", headers.ident);
        write_method(text, "headed", &headers.method, &docs, operation, &answer);
    }
    if let Some(paging) = &operation.paging {
        let docs = paging.docs(&method.ident);
        write_method(text, "pages", &paging.method, &docs, operation, "");
    }
    if let Some(stream) = &operation.stream {
        let mut docs = stream.docs(&method.ident);
        docs.push(&Docs::text(
            "# Errors\n\n[`Error::Api`](crate::Error::Api) if the service refuses; see [`Error`](crate::Error) for \
             the rest.",
        ));
        write_method(text, "stream", &stream.method, &docs, operation, "");
    }
}

fn write_method(
    text: &mut String,
    kind: &str,
    name: &Ident,
    docs: &Docs,
    operation: &OperationFile,
    answer: &str,
) {
    text.push('\n');
    text.push_str(&doc_lines(docs, 4));
    if operation.method.deprecated {
        let note = operation.method.deprecation.as_ref();
        let note = note.map(|note| format!("(note = {})", Literal::string(note)));
        let _ = writeln!(text, "    #[deprecated{}]", note.unwrap_or_default());
    }
    let request = &operation.request.item;
    // A request with nothing in it need not be given.
    let takes_nothing = request.fields.is_empty() && operation.request.parts.is_empty();
    let argument = if takes_nothing { "" } else { "request: " };
    let _ = writeln!(
        text,
        "    pub {kind} fn {name}({argument}&{}){answer};",
        request.ident
    );
}

/// The home of the tag's own module: what its operations export needs no path there.
pub(super) fn of_operation(tag: &TagModule) -> Home {
    Home::Operation {
        tag: tag.module.clone(),
        module: Ident::fixed("index"),
    }
}
