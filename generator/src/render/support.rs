//! `src/support.rs` and what stands below it: copied, but for the list of what recipes are made of.

use quote::{format_ident, quote};

use super::print::File;
use crate::plan::docs::Docs;
use crate::plan::support::{SOURCES, primitives};
use crate::tree::{Content, FileTree};

/// Puts the support sources of a crate with these primitives.
pub(super) fn support(modules: &[&'static str], tree: &mut FileTree) {
    for source in SOURCES {
        tree.insert(format!("src/{}", source.path), Content::source(source.text));
    }
    for primitive in primitives(modules) {
        tree.insert(
            format!("src/support/signing/{}.rs", primitive.module),
            Content::source(primitive.text),
        );
    }
    tree.insert(
        "src/support/signing.rs".to_owned(),
        Content::source(&index(modules).into_text()),
    );
}

/// The modules of signing: those of every crate, and the primitives.
fn index(modules: &[&'static str]) -> File {
    let mut file = File::new(Docs::text(
        "Security schemes: what they are given, what they give back, and the primitives they are made of.",
    ));
    let mut names: Vec<_> = ["address", "after", "draft", "message", "scheme", "wire"]
        .iter()
        .chain(modules)
        .copied()
        .collect();
    names.sort_unstable();
    for name in names {
        let name = format_ident!("{name}");
        file.head(quote!(mod #name;));
    }
    file.head_gap();
    for primitive in primitives(modules) {
        let module = format_ident!("{}", primitive.module);
        for (items, visible) in [
            (primitive.items, quote!(pub(crate))),
            (primitive.public, quote!(pub)),
        ] {
            let items = items.iter().map(|item| format_ident!("{item}"));
            match items.collect::<Vec<_>>().as_slice() {
                [] => {}
                [item] => file.head(quote!(#visible use #module::#item;)),
                items => file.head(quote!(#visible use #module::{#(#items),*};)),
            }
        }
    }
    file.head(quote!(
        pub(crate) use after::After;
    ));
    file.head(quote!(
        pub use draft::Draft;
    ));
    file.head(quote!(
        pub use message::Message;
    ));
    file.head(quote!(
        pub use scheme::{Applied, Applying, Scheme};
    ));
    file.head(quote!(
        pub use wire::{SignedRequest, Wire};
    ));
    file.head_gap();
    file.head(quote!(
        pub use super::clock::Fresh;
    ));
    file
}
