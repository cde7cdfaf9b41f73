//! `src/types.rs` and the files below it.

use quote::quote;

use super::print::{File, cfg, ident};
use super::structs::type_item;
use crate::plan::docs::Docs;
use crate::plan::krate::{Home, TypeFile, TypeItem};

/// The modules of all components, and what they export.
pub(super) fn index(files: &[TypeFile]) -> File {
    let mut index = File::new(&Docs::text(
        "The components of the document: types that any operation may use.",
    ));
    for file in files {
        let (cfg, module) = (cfg(&file.features), ident(&file.module));
        index.head(quote!(#cfg mod #module;));
    }
    index.head_gap();
    for file in files {
        let (cfg, module) = (cfg(&file.features), ident(&file.module));
        let mut names: Vec<_> = file.types.iter().map(name).map(ident).collect();
        names.sort();
        match names.as_slice() {
            [name] => index.head(quote!(#cfg pub use #module::#name;)),
            names => index.head(quote!(#cfg pub use #module::{#(#names),*};)),
        }
    }
    index
}

/// A component, and the types that stand in it.
pub(super) fn types(types: &TypeFile) -> File {
    let mut file = File::new(&Docs::none());
    for item in &types.types {
        type_item(item, &Home::Types, &mut file);
    }
    for item in &types.types {
        file.uses().remove("crate::types", name(item).as_str());
    }
    file
}

/// The name of a type.
pub(super) fn name(item: &TypeItem) -> &crate::plan::names::Ident {
    match item {
        TypeItem::Struct(item) => &item.ident,
        TypeItem::Enum(item) => &item.ident,
        TypeItem::Choice(item) => &item.ident,
        TypeItem::Status(item) => &item.ident,
    }
}
