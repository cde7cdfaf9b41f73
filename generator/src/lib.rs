//! Countersign generates Rust clients from OpenAPI documents in which request signing is part of
//! the description.
//!
//! It is a compiler, a row of stages with data between them:
//! [`parse`] → [`lower`] → [`analyze`] → [`plan`] → render → [`emit`].
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
pub mod parse;
pub mod plan;
pub mod signing;
pub mod source;
pub mod tree;

use diag::Sink;
use source::Source;
use tree::FileTree;

/// What a caller decides about the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The name of the crate.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence as an SPDX expression.
    pub license: Option<String>,
    /// The address of its sources.
    pub repository: Option<String>,
    /// What it is, in one line; made from the API's title if absent.
    pub description: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            name: "client".into(),
            version: "0.1.0".into(),
            license: None,
            repository: None,
            description: None,
        }
    }
}

/// Returns the files of the crate for a document.
///
/// What is wrong with the document goes to the sink. Nothing comes back if it cannot be read at
/// all; if the sink has errors, what comes back is what could be made, and should not be written.
pub fn generate(source: &Source, _options: &Options, sink: &mut Sink) -> Option<FileTree> {
    let document = parse::parse(source, sink)?;
    let api = lower::lower(&document, sink);
    let _facts = analyze::analyze(&api);
    Some(FileTree::default())
}
