//! `src/types.rs` and the files below it.

use std::collections::BTreeMap;

use super::print::{File, cfg_lines};
use super::structs::type_item;
use crate::plan::docs::Docs;
use crate::plan::krate::{Home, Repeated, RepeatedFile, TypeFile, TypeItem};

/// The modules of all components, and what they export.
pub(super) fn index(files: &[TypeFile], repeated: &[RepeatedFile]) -> File {
    let mut index = File::new(&Docs::text(
        "The components of the document: types that any operation may use.",
    ));
    for file in repeated {
        index.head_line(&format!("pub mod {};\n", file.kind.module()));
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

/// The types of a kind that stand in several places.
pub(super) fn repeated(types: &RepeatedFile) -> File {
    let mut file = File::new(&Docs::text(match types.kind {
        Repeated::Choice => {
            "Choices that the document repeats, named by what they are between or, where that name is taken, by their first\n\
             place. Each place has a name of its own for its choice: that stays the same when another place is added."
        }
        Repeated::Enum => {
            "Enumerations that the document repeats, named by their texts or, where that name is taken, by their first\n\
             place. Each place has a name of its own for its enumeration: that stays the same when another is added."
        }
        Repeated::Object => {
            "Objects that the document repeats. Each place has a name of its own for its object: that stays the same\n\
             when another place is added."
        }
    }));
    if types.types.iter().any(|it| !it.features.is_empty()) {
        file.attribute(
            "Which of them are there depends on features.",
            "allow(unused_imports)",
        );
    }
    for repeated in &types.types {
        file.condition(cfg_lines(&repeated.features));
        type_item(&repeated.item, &Home::Repeated(types.kind), &mut file);
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
