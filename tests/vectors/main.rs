//! Published signatures, each through `lower` and the evaluator, step by step.
//!
//! The vectors are the `.json` files beside this one. `COUNTERSIGN_VECTORS` names one more file of the
//! same form.

use std::fs;
use std::path::{Path, PathBuf};

use countersign::diag::{Sink, text};
use countersign::source::Source;
use countersign::vectors;

#[test]
fn every_published_signature_comes_out() {
    let mut passed = 0;
    let mut failed = Vec::new();
    for file in files() {
        let text = fs::read_to_string(&file).expect("the file can be read");
        let source = Source::new(file.display().to_string(), text);
        for vector in &read(&source).vectors {
            let failures = vectors::check(vector);
            passed += usize::from(failures.is_empty());
            failed.extend(failures.iter().map(|failure| {
                let mut out = Vec::new();
                vectors::text::failure(&mut out, vector, failure, &source)
                    .expect("a Vec takes all");
                String::from_utf8(out).expect("what is shown is text")
            }));
        }
    }
    println!("{passed} passed, {} failed", failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(passed > 0);
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let own = entries.map(|entry| entry.expect("an entry can be read").path());
    let own = own.filter(|path| path.extension().is_some_and(|it| it == "json"));
    own.chain(std::env::var_os("COUNTERSIGN_VECTORS").map(PathBuf::from))
        .collect()
}

/// Reads a file in which nothing is wrong.
fn read(source: &Source) -> countersign::lower::signing::Vectors {
    let mut sink = Sink::new();
    let found = vectors::read(source, &mut sink);
    let diagnostics = sink.finish();
    let mut out = Vec::new();
    text::write(&mut out, &diagnostics, source, false).expect("a Vec takes all");
    assert!(diagnostics.is_empty(), "{}", String::from_utf8_lossy(&out));
    found.expect("nothing was reported")
}
