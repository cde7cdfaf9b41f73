//! From a [`Crate`] to the files that hold it.
//!
//! In: a crate with nothing left to decide. Out: paths and bytes.
//! Every item is made of tokens and printed by prettyplease, so that a text of the document can only ever be a
//! literal or a doc attribute; the rest is a matter of blank lines.

mod blocking;
mod bodies;
mod checks;
mod choices;
mod coding;
mod headers;
mod lib_rs;
mod manifest;
mod meta;
mod operations;
mod paging;
mod print;
mod refusals;
mod security;
mod servers;
mod stream;
mod structs;
mod support;
mod tags;
mod types;
mod vectors;
mod webhooks;

use crate::plan::krate::{Crate, SchemeFile};
use crate::tree::{Content, FileTree};
use print::File;

/// Writes a crate down.
pub fn render(krate: &Crate) -> FileTree {
    let mut tree = FileTree::default();
    manifest::manifest(krate, &mut tree);
    put(&mut tree, "src/lib.rs", lib_rs::lib_rs(krate));
    if let Some(overview) = &krate.root.overview {
        put(&mut tree, "src/overview.rs", File::new(overview));
    }
    put(&mut tree, "src/meta.rs", meta::meta(&krate.meta));
    if let Some(servers) = &krate.servers {
        let path = format!("src/{}.rs", servers.module);
        put(&mut tree, &path, servers::servers(servers));
    }
    put(
        &mut tree,
        "src/security.rs",
        security::index(&krate.scheme_names, &krate.schemes),
    );
    for scheme in &krate.schemes {
        put(
            &mut tree,
            &format!("src/security/{}.rs", scheme.module),
            security::scheme(scheme, has_vectors(krate, scheme)),
        );
    }
    put(&mut tree, "src/blocking.rs", blocking::index(krate));
    for tag in &krate.tags {
        put(&mut tree, &format!("src/{}.rs", tag.module), tags::tag(tag));
        for operation in &tag.operations {
            let path = format!("src/{}/{}.rs", tag.module, operation.module);
            put(&mut tree, &path, operations::operation(tag, operation));
        }
    }
    if !krate.types.is_empty() || !krate.enums.is_empty() {
        let index = types::index(&krate.types, !krate.enums.is_empty());
        put(&mut tree, "src/types.rs", index);
    }
    if !krate.enums.is_empty() {
        put(&mut tree, "src/types/enums.rs", types::enums(&krate.enums));
    }
    for file in &krate.types {
        put(
            &mut tree,
            &format!("src/types/{}.rs", file.module),
            types::types(file),
        );
    }
    if !krate.checks.is_empty() {
        put(&mut tree, "src/checks.rs", checks::checks(&krate.checks));
    }
    if let Some(webhooks) = &krate.webhooks {
        let index = webhooks::index(webhooks, &krate.package.library);
        put(&mut tree, &format!("src/{}.rs", webhooks.module), index);
        for event in &webhooks.events {
            let path = format!("src/{}/{}.rs", webhooks.module, event.module);
            put(&mut tree, &path, webhooks::event(webhooks, event));
        }
    }
    vectors::vectors(&krate.vectors, &mut tree);
    support::support(krate, &mut tree);
    tree
}

fn has_vectors(krate: &Crate, scheme: &SchemeFile) -> bool {
    let mut files = krate.vectors.iter();
    files.any(|file| file.module == scheme.module)
}

fn put(tree: &mut FileTree, path: &str, file: File) {
    tree.insert(path.to_owned(), Content::source(&file.into_text()));
}
