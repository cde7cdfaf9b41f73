//! Countersign generates Rust clients from OpenAPI documents in which request signing is part of
//! the description.
//!
//! It is a compiler, a row of stages with data between them:
//! [`parse`] → [`lower`] → [`analyze`] → [`plan`] → [`render`] → [`emit`].
//! [`generate`] runs all but the last; it touches neither files nor clock nor environment.
//!
//! ```
//! use countersign::diag::{Sink, text};
//! use countersign::source::Source;
//!
//! let source = Source::new("api.yaml", "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths: {}\n");
//! let options = countersign::Options { name: "shop".into(), ..Default::default() };
//! let mut sink = Sink::new();
//! let tree = countersign::generate(&source, &options, &mut sink);
//!
//! let diagnostics = sink.finish();
//! text::write(&mut std::io::stderr(), &diagnostics, &source, false)?;
//! if let Some(tree) = tree.filter(|_| !diagnostics.has_errors()) {
//!     # let folder = tempfile::tempdir()?;
//!     # let out = folder.path();
//!     countersign::emit::write(&tree, out)?;
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod analyze;
pub mod cli;
pub mod config;
pub mod diag;
pub mod emit;
pub mod ir;
pub mod lower;
#[cfg(feature = "mock")]
pub mod mock;
pub mod parse;
pub mod plan;
pub mod render;
pub mod signing;
pub mod source;
pub mod tree;
pub mod vectors;

use sha2::{Digest, Sha256};

pub use plan::Options;

use diag::Sink;
use lower::signing::Vectors;
use parse::Document;
use plan::ResponseHeaders;
use plan::krate::Crate;
use source::Source;
use tree::FileTree;

/// Returns the files of the crate for a document.
///
/// What is wrong with the document goes to the sink. Nothing comes back if it cannot be read at
/// all; if the sink has errors, what comes back is what could be made, and should not be written.
pub fn generate(source: &Source, options: &Options, sink: &mut Sink) -> Option<FileTree> {
    planned(source, options, sink).map(|krate| render::render(&krate))
}

/// Returns what is to be written, all decided and nothing written down.
pub(crate) fn planned(source: &Source, options: &Options, sink: &mut Sink) -> Option<Crate> {
    let document = parsed(source, options, sink)?;
    let mut api = lower::lower(&document, sink);
    vectors::check_all(&mut api, sink);
    let facts = analyze::analyze(&api);
    Some(plan::plan(&api, &facts, options, &digest(source), sink))
}

/// Returns the files of a crate that tests its code for recipes with vectors: one scheme a recipe, one
/// test a vector.
pub fn generate_vectors(
    found: Vectors,
    source: &Source,
    options: &Options,
    sink: &mut Sink,
) -> FileTree {
    let api = vectors::krate::api(found);
    let facts = analyze::analyze(&api);
    let mut krate = plan::plan(&api, &facts, options, &digest(source), sink);
    krate.package.doctests = false;
    render::render(&krate)
}

/// Returns the document with the recipes of the configuration.
pub(crate) fn parsed(source: &Source, options: &Options, sink: &mut Sink) -> Option<Document> {
    let mut document = parse::parse(source, sink)?;
    document.select(options.selection.clone());
    document.put_recipes(&options.signing, sink);
    document.media_types = options.media_types.clone();
    document.response_headers = options.response_headers == ResponseHeaders::Typed;
    Some(document)
}

/// The SHA-256 of a document, its overlays and other files in hexadecimal, over `\n` alone: a checkout may have other line breaks.
fn digest(source: &Source) -> String {
    let mut digest = Sha256::new();
    for text in source.texts() {
        digest.update(text.text().replace("\r\n", "\n"));
    }
    hex::encode(digest.finalize())
}
