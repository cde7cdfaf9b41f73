//! The headers of an operation's successes: a type, and a method a header.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::print::{File, doc, ident, ty};
use crate::plan::headers::{Headers, Read, Reader};
use crate::plan::krate::{Home, OperationFile};

/// Writes the type and its methods.
pub(super) fn headers(operation: &OperationFile, headers: &Headers, here: &Home, file: &mut File) {
    file.uses().add("crate::support", "headers");
    let (name, docs) = (ident(&headers.ident), doc(&headers.docs));
    file.item(quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name(headers::Headers);
    });
    let readers: Vec<_> = headers
        .readers
        .iter()
        .map(|it| reader(it, here, file))
        .collect();
    file.item(quote!(impl #name { #(#readers)* }));
    file.printed(format!(
        "headers::headers! {{ {} => {} }}\n",
        operation.request.item.ident, headers.ident
    ));
}

fn reader(reader: &Reader, here: &Home, file: &mut File) -> TokenStream {
    let (name, docs, wire) = (ident(&reader.ident), doc(&reader.docs), &reader.wire);
    let output = ty(&reader.output(), here, file.uses());
    let deprecated = reader.deprecated.then(|| quote!(#[deprecated]));
    let call = format_ident!(
        "{}",
        match reader.read {
            Read::Required => "required",
            Read::Optional => "optional",
            Read::RequiredJson => "required_json",
            Read::Json => "json",
            Read::List => "list",
            Read::Each => "each",
        }
    );
    quote! {
        #docs
        #deprecated
        pub fn #name(&self) -> Result<#output, headers::HeaderError> {
            self.0.#call(#wire)
        }
    }
}
