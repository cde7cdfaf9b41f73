//! `src/TAG.rs`: the handle of a tag, one short method an operation.

use quote::{format_ident, quote};

use super::print::{File, doc, ident, ty};
use super::types::name;
use crate::plan::docs::Docs;
use crate::plan::krate::{Home, OperationFile, TagModule};
use crate::plan::names::Ident;

/// The module of a tag.
pub(super) fn tag(tag: &TagModule) -> File {
    let mut file = File::new(tag.docs.clone());
    for operation in &tag.operations {
        let module = ident(&operation.module);
        file.head(quote!(mod #module;));
    }
    file.head_gap();
    for operation in &tag.operations {
        let module = ident(&operation.module);
        let mut names: Vec<_> = std::iter::once(&operation.request.item.ident)
            .chain(operation.types.iter().map(name))
            .map(ident)
            .collect();
        names.sort();
        match names.as_slice() {
            [name] => file.head(quote!(pub use #module::#name;)),
            names => file.head(quote!(pub use #module::{#(#names),*};)),
        }
    }
    file.head_gap();
    let shared: Vec<_> = tag.shared_types.iter().map(ident).collect();
    match shared.as_slice() {
        [] => {}
        [name] => file.head(quote!(pub use crate::types::#name;)),
        names => file.head(quote!(pub use crate::types::{#(#names),*};)),
    }
    file.uses().add("crate::support", "Client");
    let (module, handle) = (ident(&tag.module), ident(&tag.handle));
    let summary = doc(&Docs::text(
        tag.docs.lines.first().map_or("Operations.", String::as_str),
    ));
    let methods: Vec<_> = tag
        .operations
        .iter()
        .map(|operation| method(operation, &tag.module, &mut file))
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
        "{} Made by [`Client::{}`].",
        tag.docs.lines.first().map_or("Operations.", String::as_str),
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

fn method(operation: &OperationFile, tag: &Ident, file: &mut File) -> proc_macro2::TokenStream {
    file.uses().add("crate::support", "Error");
    let here = Home::Operation {
        tag: tag.clone(),
        module: Ident::fixed("index"),
    };
    let output = exported(&operation.output, tag, &here, file);
    let (name, request) = (
        ident(&operation.method.ident),
        ident(&operation.request.item.ident),
    );
    let errors = Docs::text(
        "# Errors\n\n[`Error::Api`] if the service refuses; see [`Error`] for the rest.",
    );
    let mut docs = operation.method.docs.clone();
    docs.push(&errors);
    let docs = doc(&docs);
    let deprecated = operation
        .method
        .deprecated
        .then(|| match &operation.method.deprecation {
            Some(note) => quote!(#[deprecated(note = #note)]),
            None => quote!(#[deprecated]),
        });
    let takes_nothing =
        operation.request.item.fields.is_empty() && operation.request.parts.is_empty();
    let (argument, value) = if takes_nothing {
        (quote!(), quote!(&#request))
    } else {
        let request_name = format_ident!("request");
        (quote!(, #request_name: &#request), quote!(#request_name))
    };
    quote! {
        #docs
        #deprecated
        pub async fn #name(self #argument) -> Result<#output, Error> {
            self.0.send(#value).await
        }
    }
}

/// A type as the tag's own module sees it: what its operations export needs no path.
fn exported(
    output: &crate::plan::krate::Type,
    tag: &Ident,
    here: &Home,
    file: &mut File,
) -> proc_macro2::TokenStream {
    let local = output.map_names(&|name| match &name.home {
        Home::Operation { tag: other, .. } if other != tag => name.home.clone(),
        Home::Operation { .. } | Home::Types => here.clone(),
    });
    ty(&local, here, file.uses())
}
