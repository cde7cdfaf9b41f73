//! `src/blocking.rs` and `src/blocking/TAG.rs`: the handles once more, for a client that waits.
//!
//! All that differs from the async ones is in the support sources, so that a method is one line here as well.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{File, cfg, doc, ident, ty};
use super::tags::{argument, deprecation, of_operation};
use crate::plan::docs::Docs;
use crate::plan::headers::Headers;
use crate::plan::krate::{Crate, OperationFile, TagModule};
use crate::plan::paging::Paging;
use crate::plan::stream::Streaming;
use crate::plan::support::{PAGING, STREAM};

/// Methods of traits, for which Clippy takes one of the same name that is not async.
const TRAIT_METHODS: &[&str] = &[
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "clone",
    "cmp",
    "deref",
    "deref_mut",
    "div",
    "drop",
    "eq",
    "hash",
    "index",
    "index_mut",
    "into_iter",
    "mul",
    "neg",
    "next",
    "not",
    "rem",
    "shl",
    "shr",
    "sub",
];

/// What a call may fail with.
const ERRORS: &str = "# Errors\n\n[`Error::Api`] if the service refuses, [`Error::Blocking`] in async code; see [`Error`] for \
                      the rest.";

/// The module that leads to those of the tags.
pub(super) fn index(krate: &Crate) -> File {
    let mut file = File::new(&Docs::text(
        "The client for code that is not async, with the same operations: every call waits for its response.\n\n\
         Requests, responses, credentials and errors are those of the async client, and so are the options:\n\
         [`ClientBuilder::build_blocking`](crate::ClientBuilder::build_blocking).",
    ));
    for tag in &krate.tags {
        let (cfg, module) = (cfg(&tag.feature), ident(&tag.module));
        file.head(quote!(#cfg pub mod #module;));
    }
    file.head_gap();
    file.head(quote!(
        pub use crate::support::blocking::Client;
    ));
    file.head(quote!(
        pub use crate::support::download::blocking::Download;
    ));
    if krate.optional.contains(&PAGING) {
        file.head(quote!(
            pub use crate::support::paging::blocking::{Items, Pages};
        ));
    }
    if krate.optional.contains(&STREAM) {
        file.head(quote!(
            pub use crate::support::stream::blocking::Stream;
        ));
    }
    file
}

/// The handle of a tag.
pub(super) fn tag(tag: &TagModule) -> File {
    let mut file = File::new(&tag.docs);
    file.uses().add("super", "Client");
    file.uses().add("crate::support", "Error");
    let summary = Docs::text(tag.summary());
    let made_by = format!(
        "{} Made by [`Client::{}`].\n\n\
         # Errors\n\nEvery call fails with [`Error::Api`] if the service refuses, and with [`Error::Blocking`] in \
         async code; see [`Error`] for the rest.",
        tag.summary(),
        tag.module
    );
    let (handle_docs, summary) = (doc(&Docs::text(&made_by)), doc(&summary));
    let (module, handle) = (ident(&tag.module), ident(&tag.handle));
    let methods: Vec<_> = tag
        .operations
        .iter()
        .map(|operation| method(operation, tag, &mut file))
        .collect();
    file.item(quote! {
        impl Client {
            #summary
            pub fn #module(&self) -> #handle<'_> {
                #handle(self)
            }
        }
    });
    file.item(quote! {
        #handle_docs
        #[derive(Clone, Copy, Debug)]
        pub struct #handle<'a>(&'a Client);
    });
    let mut names = tag.operations.iter().map(|it| it.method.ident.as_str());
    let allow = names.any(|name| TRAIT_METHODS.contains(&name)).then(|| {
        quote!(#[allow(clippy::should_implement_trait, reason = "operations have the names of the document")])
    });
    file.item(quote!(#allow impl #handle<'_> { #(#methods)* }));
    file
}

fn method(operation: &OperationFile, tag: &TagModule, file: &mut File) -> TokenStream {
    let home = of_operation(tag);
    let own = format!("crate::{}", tag.module);
    file.uses().add(&own, operation.request.item.ident.as_str());
    let output = operation.output.seen_from(&home);
    if let Some(name) = output.name().filter(|name| name.home == home) {
        file.uses().add(&own, name.ident.as_str());
    }
    let output = ty(&output, &home, file.uses());
    let (name, (argument, value)) = (ident(&operation.method.ident), argument(operation));
    let docs = doc(&docs(operation, tag));
    let deprecated = deprecation(operation);
    let paging = operation.paging.iter();
    let pages: TokenStream = paging.map(|paging| pages(operation, paging)).collect();
    let stream = operation.stream.as_ref();
    let stream = stream.map(|it| self::stream(operation, it));
    let headers = operation.headers.as_ref();
    let headers = headers.map(|it| {
        file.uses().add(&own, it.ident.as_str());
        with_headers(operation, it, &output)
    });
    quote! {
        #docs
        #deprecated
        pub fn #name(self #argument) -> Result<#output, Error> {
            self.0.send(#value)
        }
        #headers
        #pages
        #stream
    }
}

fn with_headers(operation: &OperationFile, headers: &Headers, output: &TokenStream) -> TokenStream {
    let (name, found) = (ident(&headers.method), ident(&headers.ident));
    let method = &operation.method;
    let mut docs = headers.docs_of_method(&method.ident, &method.docs);
    docs.push(&Docs::text(ERRORS));
    let (docs, deprecated) = (doc(&docs), deprecation(operation));
    let (argument, value) = argument(operation);
    quote! {
        #docs
        #deprecated
        pub fn #name(self #argument) -> Result<(#output, #found), Error> {
            self.0.send_with_headers(#value)
        }
    }
}

fn stream(operation: &OperationFile, stream: &Streaming) -> TokenStream {
    let (name, request) = (ident(&stream.method), ident(&operation.request.item.ident));
    let mut docs = stream.docs(&operation.method.ident, &operation.method.docs);
    docs.push(&Docs::text(ERRORS));
    let (docs, deprecated) = (doc(&docs), deprecation(operation));
    let (argument, value) = argument(operation);
    quote! {
        #docs
        #deprecated
        pub fn #name(self #argument) -> Result<super::Stream<#request>, Error> {
            super::Stream::open(self.0, #value)
        }
    }
}

fn pages(operation: &OperationFile, paging: &Paging) -> TokenStream {
    let (name, request) = (ident(&paging.method), ident(&operation.request.item.ident));
    let docs = doc(&paging.docs(&operation.method.ident, &operation.method.docs));
    let deprecated = deprecation(operation);
    quote! {
        #docs
        #deprecated
        pub fn #name(self, request: &#request) -> super::Pages<#request> {
            super::Pages::new(self.0, request)
        }
    }
}

/// The first words about an operation, and the way to the others.
fn docs(operation: &OperationFile, tag: &TagModule) -> Docs {
    let mut docs = operation.method.docs.first_paragraph();
    let (handle, name) = (&tag.handle, &operation.method.ident);
    docs.push(&Docs::text(&format!(
        "More: [`{handle}::{name}`](super::super::{}::{handle}::{name}).",
        tag.module,
    )));
    docs
}
