//! `src/servers.rs`: servers by name.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{File, doc, ident};
use crate::plan::docs::{self, Docs};
use crate::plan::krate::{ChosenServer, ServerEnum, ServerField, ServerFieldKind, Servers};

/// The module.
pub(super) fn servers(servers: &Servers) -> File {
    let mut file = File::new(&Docs::text("Where the service is."));
    if !servers.constants.is_empty() || !servers.chosen.is_empty() {
        file.docs(&Docs::text(
            "[`ClientBuilder::base_url`](crate::ClientBuilder::base_url) takes one of these.",
        ));
    }
    if !servers.own.is_empty() {
        file.docs(&Docs::text(
            "Single operations have a [`Server`] of their own, in whose place\n\
             [`ClientBuilder::server`](crate::ClientBuilder::server) puts another one.",
        ));
        file.uses().add("crate::support", "Server");
    }
    for server in &servers.constants {
        let (docs, name, url) = (doc(&server.docs), ident(&server.ident), &server.url);
        file.item(quote!(#docs pub const #name: &str = #url;));
    }
    for server in &servers.own {
        let (docs, name, url) = (doc(&server.docs), ident(&server.ident), &server.url);
        file.item(quote!(#docs pub const #name: Server = Server::new(#url);));
    }
    for server in servers.chosen.iter().chain(&servers.own_chosen) {
        chosen(server, &mut file);
    }
    for item in &servers.enums {
        one_of(item, &mut file);
    }
    file
}

/// A server with variables: a structure that becomes an address.
fn chosen(server: &ChosenServer, file: &mut File) {
    let (name, template) = (ident(&server.ident), &server.template);
    let docs = doc(&server.docs);
    let fields = server.fields.iter().map(|field| {
        let (docs, name) = (doc(&field.docs), ident(&field.ident));
        let ty = match &field.kind {
            ServerFieldKind::Text => quote!(String),
            ServerFieldKind::Enum(ty, _) => {
                let ty = ident(ty);
                quote!(#ty)
            }
        };
        quote!(#docs pub #name: #ty,)
    });
    file.item(quote!(#docs #[derive(Clone)] pub struct #name { #(#fields)* }));
    let defaults = server.fields.iter().map(|field| {
        let (name, value) = (ident(&field.ident), default(field));
        quote!(#name: #value,)
    });
    file.item(quote! {
        impl Default for #name {
            fn default() -> Self {
                Self { #(#defaults)* }
            }
        }
    });
    file.uses().add("crate::support", "server_url");
    let values = server.fields.iter().map(value);
    file.item(quote! {
        impl From<#name> for String {
            fn from(server: #name) -> Self {
                server_url::fill(#template, &[#(#values),*])
            }
        }
    });
}

fn default(field: &ServerField) -> TokenStream {
    match &field.kind {
        ServerFieldKind::Text => {
            let text = &field.default;
            quote!(#text.to_owned())
        }
        ServerFieldKind::Enum(ty, variant) => {
            let (ty, variant) = (ident(ty), ident(variant));
            quote!(#ty::#variant)
        }
    }
}

/// A variable and the text that stands in its place.
fn value(field: &ServerField) -> TokenStream {
    let (wire, name, default) = (&field.wire, ident(&field.ident), &field.default);
    match field.kind {
        ServerFieldKind::Text => quote!((#wire, &server_url::text(&server.#name, #default))),
        ServerFieldKind::Enum(..) => quote!((#wire, server.#name.as_str())),
    }
}

fn one_of(item: &ServerEnum, file: &mut File) {
    let (docs, name) = (doc(&item.docs), ident(&item.ident));
    let variants = item.variants.iter().map(|(variant, text)| {
        let docs = doc(&Docs::text(&format!("{}.", docs::code(text))));
        let variant = ident(variant);
        quote!(#docs #variant,)
    });
    let arms = item.variants.iter().map(|(variant, text)| {
        let variant = ident(variant);
        quote!(Self::#variant => #text,)
    });
    file.item(quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
    });
    file.item(quote! {
        impl #name {
            /// The text, as it stands in the address.
            pub const fn as_str(self) -> &'static str {
                match self { #(#arms)* }
            }
        }
    });
}
