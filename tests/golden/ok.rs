//! What a document becomes, one feature a document.
//!
//! A snapshot shows the files of operations, types and security schemes. What is much the same in all crates is
//! left out: support sources, the manifest, and the modules that only lead to others. A fixture that is about one
//! of these asks for it in its first line: `# shows: src/lib.rs Cargo.toml`. One about what becomes of something
//! that is reported names the codes in a line `# reports: CS0502`, one about types of formats chooses them in a line
//! `# formats: uuid=uuid`.

use std::fmt::Write as _;

use countersign::tree::{FileTree, MARK};

use crate::outcome::{Outcome, check_snapshot, line, read, stem, text_of};

#[test]
fn every_document_becomes_what_its_snapshot_shows() {
    insta::glob!("../fixtures/ok", "*.yaml", |path| {
        let document = read(path);
        let outcome = Outcome::of(stem(path), &document);
        let codes = outcome.reports.reports.iter().map(|report| report.code.id);
        assert_eq!(
            codes.collect::<Vec<_>>(),
            line(&document, "# reports:"),
            "{}",
            outcome.report_text()
        );
        let asked = line(&document, "# shows:");
        check_snapshot("ok", path, &shown(&outcome.tree, &asked));
    });
}

/// The files of a tree that a snapshot shows, each under a line with its path.
fn shown(tree: &FileTree, asked: &[&str]) -> String {
    let mut out = String::new();
    for (path, content) in tree.iter() {
        if asked.contains(&path) || !is_usual(path) {
            let _ = write!(out, "//- {path}\n{}\n", body(text_of(content)));
        }
    }
    out
}

/// Whether a file is much the same in all crates.
fn is_usual(path: &str) -> bool {
    let depth = path.matches('/').count();
    depth < 2
        || ["src/support/", "src/blocking/"]
            .iter()
            .any(|folder| path.starts_with(folder))
}

/// The text of a file without the mark, and with a stand-in for the digest of the document.
fn body(text: &str) -> String {
    let marked = text
        .split_once('\n')
        .filter(|(first, _)| first.contains(MARK));
    let text = marked.map_or(text, |(_, rest)| rest.trim_start_matches('\n'));
    let digest = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = text.split('"');
    let words: Vec<_> = words
        .map(|word| if digest(word) { "(sha256)" } else { word })
        .collect();
    words.join("\"")
}
