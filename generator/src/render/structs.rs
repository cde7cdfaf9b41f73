//! Structures and enumerations.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{File, WIDTH, doc, doc_lines, ident, named, ty};
use super::{choices, coding};
use crate::plan::krate::{Alias, Home, StatusEnum, TypeItem};

/// Writes a type with everything that belongs to it.
pub(super) fn type_item(item: &TypeItem, here: &Home, file: &mut File) {
    match item {
        TypeItem::Struct(item) => coding::structure(item, here, file),
        TypeItem::Enum(item) => coding::text_enum(item, file),
        TypeItem::Choice(item) => choices::choice(item, here, file),
        TypeItem::Status(item) => status_enum(item, here, file),
        TypeItem::Alias(item) => alias(item, here, file),
    }
}

/// Writes another name of a type.
fn alias(item: &Alias, here: &Home, file: &mut File) {
    let docs = doc_lines(&item.docs.clone().and(deprecation(item.deprecated)), 0);
    let (start, end) = (
        format!("pub type {} =", item.ident),
        format!("{};\n", named(&item.of, here, file.uses())),
    );
    let between = if start.len() + end.len() > WIDTH {
        "\n    "
    } else {
        " "
    };
    file.alias(format!("{docs}{start}{between}{end}"));
}

pub(super) fn deprecation(deprecated: bool) -> &'static str {
    if deprecated { "**Deprecated.**" } else { "" }
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
