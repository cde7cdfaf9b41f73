//! `src/TAG.rs`: the handle of a tag, one short method an operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{File, doc, ident, ty};
use super::types::name;
use crate::plan::docs::Docs;
use crate::plan::krate::{Home, OperationFile, Refusals, TagModule};
use crate::plan::names::Ident;
use crate::plan::paging::Paging;
use crate::plan::stream::Streaming;

/// The module of a tag.
pub(super) fn tag(tag: &TagModule) -> File {
    let mut file = File::new(&tag.docs);
    for operation in &tag.operations {
        file.head_module("", &operation.module);
    }
    file.head_gap();
    for operation in &tag.operations {
        let mut names: Vec<_> = std::iter::once(&operation.request.item.ident)
            .chain(operation.body.as_ref().map(|body| &body.ident))
            .chain(operation.types.iter().map(name))
            .chain(refusal(operation))
            .map(Ident::as_str)
            .collect();
        names.sort_unstable();
        file.head_use("", operation.module.as_str(), &names);
    }
    file.head_gap();
    let shared: Vec<_> = tag.shared_types.iter().map(Ident::as_str).collect();
    if !shared.is_empty() {
        file.head_use("", "crate::types", &shared);
    }
    file.uses().add("crate::support", "Client");
    let (module, handle) = (ident(&tag.module), ident(&tag.handle));
    let summary = doc(&Docs::text(tag.summary()));
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
    let handle_docs = doc(&Docs::text(&format!(
        "{} Made by [`Client::{}`].\n\n\
         # Errors\n\nEvery call fails with [`Error::Api`] if the service refuses; see [`Error`] for the rest.",
        tag.summary(),
        tag.module,
    )));
    file.item(quote! {
        #handle_docs
        #[derive(Clone, Copy, Debug)]
        pub struct #handle<'a>(&'a Client);
    });
    file.item(quote!(impl #handle<'_> { #(#methods)* }));
    file
}

fn method(operation: &OperationFile, tag: &TagModule, file: &mut File) -> TokenStream {
    file.uses().add("crate::support", "Error");
    let here = of_operation(tag);
    let output = ty(&operation.output.seen_from(&here), &here, file.uses());
    let name = ident(&operation.method.ident);
    let docs = doc(&operation.method.docs);
    let deprecated = deprecation(operation);
    let (argument, value) = argument(operation);
    let paging = operation.paging.iter();
    let pages: TokenStream = paging
        .map(|paging| pages(operation, paging, file))
        .collect();
    let stream = operation.stream.as_ref();
    let stream = stream.map(|it| self::stream(operation, it, file));
    quote! {
        #docs
        #deprecated
        pub async fn #name(self #argument) -> Result<#output, Error> {
            self.0.send(#value).await
        }
        #pages
        #stream
    }
}

fn stream(operation: &OperationFile, stream: &Streaming, file: &mut File) -> TokenStream {
    file.uses().add("crate::support", "stream");
    let (name, request) = (ident(&stream.method), ident(&operation.request.item.ident));
    let mut docs = stream.docs(&operation.method.ident, &operation.method.docs);
    docs.push(&Docs::text(
        "# Errors\n\n[`Error::Api`] if the service refuses; see [`Error`] for the rest.",
    ));
    let (docs, deprecated) = (doc(&docs), deprecation(operation));
    let (argument, value) = argument(operation);
    quote! {
        #docs
        #deprecated
        pub async fn #name(self #argument) -> Result<stream::Stream<#request>, Error> {
            stream::Stream::open(self.0, #value).await
        }
    }
}

/// The enumeration of what refusals hold, if there is one.
fn refusal(operation: &OperationFile) -> Option<&Ident> {
    match operation.refusals.as_ref()? {
        Refusals::One(..) => None,
        Refusals::ByStatus(name, _) => Some(name),
    }
}

fn pages(operation: &OperationFile, paging: &Paging, file: &mut File) -> TokenStream {
    file.uses().add("crate::support", "paging");
    let (name, request) = (ident(&paging.method), ident(&operation.request.item.ident));
    let docs = doc(&paging.docs(&operation.method.ident, &operation.method.docs));
    let deprecated = deprecation(operation);
    quote! {
        #docs
        #deprecated
        pub fn #name(self, request: &#request) -> paging::Pages<#request> {
            paging::Pages::new(self.0, request)
        }
    }
}

/// The attribute of a method that should not be called any more.
pub(super) fn deprecation(operation: &OperationFile) -> Option<TokenStream> {
    let method = &operation.method;
    method.deprecated.then(|| match &method.deprecation {
        Some(note) => quote!(#[deprecated(note = #note)]),
        None => quote!(#[deprecated]),
    })
}

/// What a call takes, and what is sent: a request with nothing in it need not be given.
pub(super) fn argument(operation: &OperationFile) -> (TokenStream, TokenStream) {
    let request = ident(&operation.request.item.ident);
    let takes_nothing =
        operation.request.item.fields.is_empty() && operation.request.parts.is_empty();
    if takes_nothing {
        (quote!(), quote!(&#request))
    } else {
        (quote!(, request: &#request), quote!(request))
    }
}

/// The home of the tag's own module: what its operations export needs no path there.
pub(super) fn of_operation(tag: &TagModule) -> Home {
    Home::Operation {
        tag: tag.module.clone(),
        module: Ident::fixed("index"),
    }
}
