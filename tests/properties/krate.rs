//! One crate with the code of many recipes, in which cases are tried.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use countersign::diag::{Sink, text};
use countersign::lower::signing::Vectors;
use countersign::source::Source;
use countersign::tree::{Content, FileTree};
use countersign::{Options, generate_vectors, vectors};
use serde_json::{Value, json};

use crate::answers;

/// Reads recipes by name, and vectors; says what is wrong with them.
pub(crate) fn read(recipes: &Value, vectors: &Value) -> Result<(Source, Vectors), String> {
    let text = json!({"recipes": recipes, "vectors": vectors}).to_string();
    let source = Source::new("recipes.json", text);
    let mut sink = Sink::new();
    let found = vectors::read(&source, &mut sink);
    let diagnostics = sink.finish();
    let mut out = Vec::new();
    text::write(&mut out, &diagnostics, &source, false).expect("a Vec takes all");
    match found {
        Some(found) if !diagnostics.has_errors() => Ok((source, found)),
        _ => Err(String::from_utf8_lossy(&out).into_owned()),
    }
}

/// The files of a crate with the code of recipes, and what is reported of them.
pub(crate) fn generated(name: &str, source: &Source, found: Vectors) -> (FileTree, String) {
    let options = Options {
        name: name.to_owned(),
        ..Options::default()
    };
    let mut sink = Sink::new();
    let tree = generate_vectors(found, source, &options, &mut sink);
    let mut out = Vec::new();
    text::write(&mut out, &sink.finish(), source, false).expect("a Vec takes all");
    (tree, String::from_utf8_lossy(&out).into_owned())
}

/// A crate on disk.
pub(crate) struct Crate {
    folder: PathBuf,
}

impl Crate {
    /// Writes the code of recipes, and what puts cases through it.
    pub(crate) fn with_answers(name: &str, source: &Source, found: Vectors) -> Self {
        let recipes: Vec<_> = found.recipes.values().cloned().collect();
        let (mut tree, reported) = generated(name, source, found);
        assert_eq!(reported, "");
        answers::put(&mut tree, &recipes);
        Self::write(name, &tree)
    }

    pub(crate) fn write(name: &str, tree: &FileTree) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("what an earlier run wrote can be removed");
        }
        for (path, content) in tree.iter() {
            put(&folder.join(path), content_text(content).as_bytes());
        }
        // The versions that this repository is tested with, which are here already.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, folder.join("Cargo.lock")).expect("the lock file can be copied");
        // The folder is below that of another workspace.
        let manifest = folder.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).expect("it was written");
        if !text.contains("[workspace]") {
            put(&manifest, format!("{text}\n[workspace]\n").as_bytes());
        }
        Self { folder }
    }

    /// Puts cases through the code; returns what came of each, and what the compiler warns of.
    pub(crate) fn answers(&self, cases: &[Value]) -> (Vec<Value>, String) {
        let results = self.folder.join("results.json");
        put(
            &self.folder.join("cases.json"),
            json!(cases).to_string().as_bytes(),
        );
        let (passed, out, said) = self.run();
        assert!(passed, "{out}\n{said}");
        let results = fs::read_to_string(results).expect("results are written");
        let results = serde_json::from_str(&results).expect("results are JSON");
        let warnings = if said.contains("warning") {
            said
        } else {
            String::new()
        };
        (results, warnings)
    }

    /// Runs the crate's tests: whether all passed, and what was printed on both streams.
    pub(crate) fn run(&self) -> (bool, String, String) {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target");
        let output = Command::new(cargo)
            .args(["test", "--offline", "--no-default-features"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target)
            .env("COUNTERSIGN_CASES", &self.folder)
            .env_remove("RUSTFLAGS")
            .output()
            .expect("Cargo can be run");
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }
}

fn put(path: &Path, bytes: &[u8]) {
    let folder = path.parent().expect("every file stands in a folder");
    fs::create_dir_all(folder).expect("folders can be made below the target folder");
    fs::write(path, bytes).expect("files can be written below the target folder");
}

pub(crate) fn content_text(content: &Content) -> String {
    match content {
        Content::Whole(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Content::Marked(text) => text.clone(),
    }
}
