//! `src/support.rs` and what stands below it: copied, but for the lines about what only some crates carry.

use quote::{format_ident, quote};

use super::print::File;
use crate::plan::docs::Docs;
use crate::plan::krate::Crate;
use crate::plan::support::{OPTIONAL, SOURCES, optionals, primitives};
use crate::tree::{Content, FileTree};

/// What other generated files import of the support sources.
const PRELUDE: &str = "support/prelude.rs";

/// Puts the support sources that a crate carries.
pub(super) fn support(krate: &Crate, tree: &mut FileTree) {
    for source in SOURCES {
        let text = match source.path {
            "support.rs" | PRELUDE => declarations(source.text, &krate.optional),
            _ => source.text.to_owned(),
        };
        tree.insert(format!("src/{}", source.path), Content::source(&text));
    }
    for optional in optionals(&krate.optional) {
        tree.insert(
            format!("src/support/{}.rs", optional.module),
            Content::source(optional.text),
        );
    }
    for primitive in primitives(&krate.primitives) {
        tree.insert(
            format!("src/support/signing/{}.rs", primitive.module),
            Content::source(primitive.text),
        );
    }
    tree.insert(
        "src/support/signing.rs".to_owned(),
        Content::source(&index(&krate.primitives).into_text()),
    );
}

/// A list of modules without the lines that declare or export an optional one which is not carried.
fn declarations(text: &str, carried: &[&'static str]) -> String {
    let names = |line: &str, module: &str| {
        line.ends_with(&format!("mod {module};"))
            || line.ends_with(&format!("use super::{module};"))
            || line.starts_with(&format!("pub use {module}::"))
            || line.starts_with(&format!("pub(crate) use super::{module}::"))
    };
    let is_kept = |line: &&str| {
        let mut modules = OPTIONAL.iter().map(|optional| optional.module);
        !modules.any(|module| names(line, module) && !carried.contains(&module))
    };
    let lines = text.lines().filter(is_kept);
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The modules of signing: those of every crate, and the primitives.
fn index(modules: &[&'static str]) -> File {
    let mut file = File::new(&Docs::text(
        "Security schemes: what they are given, what they give back, and the primitives they are made of.",
    ));
    let mut names: Vec<_> = [
        "address", "after", "cookie", "draft", "message", "scheme", "wire",
    ]
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
    file.head(quote!(
        pub use super::network::Network;
    ));
    file
}
