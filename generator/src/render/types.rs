//! `src/types.rs` and the files below it.

use std::collections::BTreeMap;

use super::coding;
use super::print::{File, cfg_lines};
use super::structs::type_item;
use crate::plan::docs::Docs;
use crate::plan::krate::{Home, SharedEnum, TypeFile, TypeItem};

/// The modules of all components, and what they export.
pub(super) fn index(files: &[TypeFile], has_enums: bool) -> File {
    let mut index = File::new(&Docs::text(
        "The components of the document: types that any operation may use.",
    ));
    if has_enums {
        index.head_line("pub mod enums;\n");
    }
    let mut by_features: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for file in files {
        let modules = by_features.entry(file.features.as_slice()).or_default();
        // By name: the compiler searches all globs of a module for each name that is imported from it, and
        // with hundreds of them that is a tenth of its time.
        let names: Vec<_> = file.types.iter().map(|item| name(item).as_str()).collect();
        modules.push((&file.module, names));
    }
    for (features, modules) in by_features {
        index.head_gap();
        index.head_named_modules(&cfg_lines(features), modules);
    }
    index
}

/// The enumerations that stand in several places.
pub(super) fn enums(enums: &[SharedEnum]) -> File {
    let mut file = File::new(&Docs::text(
        "Enumerations that the document repeats, named by their texts. Each place has a name of its own for its\n\
         enumeration: that stays the same when another place is added.",
    ));
    for shared in enums {
        let cfg = cfg_lines(&shared.features);
        file.printed(format!(
            "{cfg}crate::support::{}",
            coding::text_enum_text(&shared.item)
        ));
    }
    file
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
fn name(item: &TypeItem) -> &crate::plan::names::Ident {
    match item {
        TypeItem::Struct(item) => &item.ident,
        TypeItem::Enum(item) => &item.ident,
        TypeItem::Choice(item) => &item.ident,
        TypeItem::Status(item) => &item.ident,
        TypeItem::Alias(item) => &item.ident,
    }
}
