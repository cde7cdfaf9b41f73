//! Structures and enumerations.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{File, doc, ident, ty};
use super::{choices, coding};
use crate::plan::docs::Docs;
use crate::plan::krate::{
    Construct, Field, Home, Presence, StatusEnum, Struct, TextEnum, TypeItem,
};
use crate::plan::names::Ident;

/// Clippy asks for a reason why a function takes more arguments than this.
const MANY: usize = 7;

/// Writes a type with everything that belongs to it.
pub(super) fn type_item(item: &TypeItem, here: &Home, file: &mut File) {
    match item {
        TypeItem::Struct(item) => structure(item, here, file),
        TypeItem::Enum(item) => text_enum(item, file),
        TypeItem::Choice(item) => choices::choice(item, here, file),
        TypeItem::Status(item) => status_enum(item, here, file),
    }
}

/// Writes a structure, how it is made, and how it is read and written.
pub(super) fn structure(item: &Struct, here: &Home, file: &mut File) {
    let name = ident(&item.ident);
    let docs = doc(&item.docs.clone().and(deprecation(item.deprecated)));
    let attributes = attributes(&item.construct);
    if item.fields.is_empty() && item.rest.is_none() && item.construct != Construct::Read {
        file.item(quote!(#docs #[derive(Clone, Debug, Default)] pub struct #name;));
        return coding::structure(item, file);
    }
    let fields: Vec<_> = item
        .fields
        .iter()
        .map(|field| self::field(field, here, file))
        .collect();
    let rest = item.rest.as_ref().map(|rest| {
        let (name, value) = (ident(&rest.ident), ty(&rest.ty, here, file.uses()));
        file.uses().add("std::collections", "BTreeMap");
        quote!(#[doc = " Members that the document does not name."] pub #name: BTreeMap<String, #value>,)
    });
    file.item(quote!(#docs #attributes pub struct #name { #(#fields)* #rest }));
    if let Construct::New(arguments) = &item.construct {
        let new = new(item, arguments, here, file);
        file.item(new);
    }
    coding::structure(item, file);
}

fn attributes(construct: &Construct) -> TokenStream {
    match construct {
        Construct::Literal | Construct::New(_) => quote!(#[derive(Clone, Debug)]),
        Construct::Default => quote!(#[derive(Clone, Debug, Default)]),
        Construct::Read => quote!(#[derive(Clone, Debug)] #[non_exhaustive]),
    }
}

fn field(field: &Field, here: &Home, file: &mut File) -> TokenStream {
    let docs = doc(&field.docs.clone().and(deprecation(field.deprecated)));
    let (name, ty) = (ident(&field.ident), ty(&field.ty, here, file.uses()));
    quote!(#docs pub #name: #ty,)
}

pub(super) fn deprecation(deprecated: bool) -> &'static str {
    if deprecated { "**Deprecated.**" } else { "" }
}

/// `new` with the required fields; the optional ones are left out.
fn new(item: &Struct, arguments: &[Ident], here: &Home, file: &mut File) -> TokenStream {
    let name = ident(&item.ident);
    let arguments = arguments.iter().map(|argument| {
        let field = item.fields.iter().find(|field| field.ident == *argument);
        let field = field.expect("every argument of `new` is one of the fields");
        let (name, ty) = (ident(&field.ident), ty(&field.ty, here, file.uses()));
        quote!(#name: #ty)
    });
    let arguments: Vec<_> = arguments.collect();
    let inits = item.fields.iter().map(|field| {
        let name = ident(&field.ident);
        match field.presence {
            Presence::Optional | Presence::OptionalNullable => quote!(#name: None),
            Presence::Required | Presence::Nullable => quote!(#name),
        }
    });
    let rest = item.rest.iter().map(|rest| {
        let name = ident(&rest.ident);
        quote!(#name: BTreeMap::new())
    });
    let inits = inits.chain(rest);
    let docs = doc(&Docs::text(match arguments.len() {
        1 => "Takes the required value; the others are absent until they are set.",
        _ => {
            "Takes the required values in alphabetical order; the others are absent until they are set."
        }
    }));
    let many = (arguments.len() > MANY).then(
        || quote!(#[allow(clippy::too_many_arguments, reason = "one for each required value")]),
    );
    quote! {
        impl #name {
            #docs
            #many
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#inits),* }
            }
        }
    }
}

/// Writes what a call gives back, by status.
fn status_enum(item: &StatusEnum, here: &Home, file: &mut File) {
    let name = ident(&item.ident);
    let docs = doc(&item.docs.clone().and(deprecation(item.deprecated)));
    let large = item.is_large.then(large_variants);
    let variants: Vec<_> = item
        .variants
        .iter()
        .map(|variant| {
            let (name, docs) = (ident(&variant.ident), doc(&variant.docs));
            let held = variant.ty.as_ref().map(|held| {
                let held = ty(held, here, file.uses());
                quote!((#held))
            });
            quote!(#docs #name #held,)
        })
        .collect();
    file.item(quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        #large
        pub enum #name { #(#variants)* }
    });
}

/// The attribute of an enumeration whose variants differ much in size.
pub(super) fn large_variants() -> TokenStream {
    quote!(#[allow(clippy::large_enum_variant, reason = "a box would come and go with the members of a type")])
}

/// Writes an enumeration of texts.
fn text_enum(item: &TextEnum, file: &mut File) {
    let name = ident(&item.ident);
    let docs = doc(&item.docs.clone().and(deprecation(item.deprecated)));
    let variants = item.variants.iter().map(|(variant, text)| {
        let docs = doc(&Docs::text(&format!("{}.", crate::plan::docs::code(text))));
        let variant = ident(variant);
        quote!(#docs #variant,)
    });
    let other = ident(&item.other);
    file.item(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " A text that the document does not list."]
            #other(String),
        }
    });
    coding::text_enum(item, file);
}
