//! What is generated compiles: without a warning of the compiler, of Clippy or of rustdoc, and with no doctest
//! but the crate's own.
//!
//! All crates are members of one workspace, so that their dependencies are built once. This takes minutes, so it
//! runs only where `COUNTERSIGN_COMPILE=1` asks for it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use countersign::diag::Sink;
use countersign::lower::signing::bundled;
use countersign::source::Source;
use countersign::tree::FileTree;
use countersign::{Options, generate_vectors, vectors};

use crate::outcome::{Outcome, fixtures, read, stem, text_of};

#[test]
fn every_crate_compiles_without_a_warning() {
    if env::var_os("COUNTERSIGN_COMPILE").is_none_or(|value| value != "1") {
        return;
    }
    let mut crates = crates();
    crates.push((PUBLISHED.to_owned(), published()));
    crates.push((RECEIVER.to_owned(), receiver()));
    let workspace = Workspace::with(&crates);
    let lint = ["--keep-going", "--", "-D", "warnings"];
    // Other features do not change recipes, and what those show beyond this is in the crate with all that ship.
    let recipes = ["ok-recipe-*", "ok-algorithm-*", PUBLISHED, RECEIVER];
    let with_defaults = recipes.iter().chain(&WITHOUT_FEATURES);
    let with_defaults: Vec<_> = with_defaults.flat_map(|it| ["--package", it]).collect();
    workspace.check("clippy", &lint, &with_defaults);
    let excluded = ["--exclude", "ok-recipe-*", "--exclude", "ok-algorithm-*"];
    let others = [&["--workspace", "--all-features"][..], &excluded].concat();
    workspace.check("clippy", &lint, &others);
    workspace.check("doc", &["--no-deps"], &others);
    workspace.check_each_tag("ok-features");
    workspace.test(PUBLISHED);
}

/// Crates that have code of each kind that features change, for a look at it with the default ones alone.
const WITHOUT_FEATURES: [&str; 6] = [
    "ok-body-several",
    "ok-choice-discriminator",
    "ok-features",
    "ok-paging-cursor",
    "ok-stream",
    "ok-webhooks",
];

/// The crate with all recipes that ship, and a test for each published signature.
const PUBLISHED: &str = "published";

fn published() -> FileTree {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generator/recipes");
    let mut vectors: Vec<serde_json::Value> = Vec::new();
    let mut recipes = serde_json::Map::new();
    for name in bundled() {
        recipes.insert(name.to_owned(), serde_json::json!({"use": name}));
        if let Ok(text) = fs::read_to_string(folder.join(format!("{name}.vectors.json"))) {
            let file: serde_json::Value = serde_json::from_str(&text).expect("the file is JSON");
            let list = file["vectors"].as_array().cloned();
            vectors.extend(list.expect("the file has vectors"));
        }
    }
    assert!(vectors.len() > 60, "vectors are found");
    let text = serde_json::json!({"recipes": recipes, "vectors": vectors}).to_string();
    let source = Source::new("published.json", text);
    let mut sink = Sink::new();
    let found = vectors::read(&source, &mut sink).expect("the file can be read");
    let options = Options {
        name: PUBLISHED.to_owned(),
        ..Options::default()
    };
    let tree = generate_vectors(found, &source, &options, &mut sink);
    let diagnostics = sink.finish();
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    tree
}

/// The crate that receives a webhook by each recipe that ships.
const RECEIVER: &str = "receiver";

fn receiver() -> FileTree {
    let mut schemes = serde_json::Map::new();
    let mut webhooks = serde_json::Map::new();
    for name in bundled() {
        let scheme = serde_json::json!({"type": "apiKey", "in": "header", "name": "x", "x-signing": {"use": name}});
        schemes.insert(name.to_owned(), scheme);
        let body = serde_json::json!({"type": "object", "properties": {"id": {"type": "string"}}});
        let body = serde_json::json!({"content": {"application/json": {"schema": body}}});
        let event = serde_json::json!({"post": {"security": [{name: []}], "requestBody": body}});
        webhooks.insert(name.to_owned(), event);
    }
    let document = serde_json::json!({
        "openapi": "3.1.0",
        "info": {"title": RECEIVER, "version": "1"},
        "webhooks": webhooks,
        "components": {"securitySchemes": schemes},
    });
    let outcome = Outcome::named(RECEIVER, RECEIVER, document.to_string().as_bytes());
    let errors = outcome
        .report_text()
        .lines()
        .filter(|line| line.starts_with("error"))
        .count();
    assert_eq!(errors, 0, "{}", outcome.report_text());
    outcome.tree
}

#[test]
fn each_recipe_that_ships_can_be_asked_for_by_a_webhook() {
    let tree = receiver();
    let events = tree
        .iter()
        .filter(|(path, _)| path.starts_with("src/webhooks/"));
    assert_eq!(events.count(), bundled().count());
    let verifies = |path: &str| path.starts_with("src/security/");
    let files = tree.iter().filter(|(path, _)| verifies(path));
    let verifying = files.filter(|(_, content)| text_of(content).contains("fn verify<'m>"));
    assert!(verifying.count() > 20, "most of them verify");
}

/// The crates of all documents, by the name of their package.
fn crates() -> Vec<(String, FileTree)> {
    let documents = fixtures("ok").into_iter().map(|path| {
        let name = format!("ok-{}", stem(&path).replace('_', "-"));
        let outcome = Outcome::named(&name, &name, &read(&path));
        (name, outcome.tree)
    });
    documents.collect()
}

/// A workspace of generated crates on disk.
struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Writes the crates, and takes away what an earlier run wrote and this one did not.
    fn with(crates: &[(String, FileTree)]) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated");
        let members = root.join("crates");
        if members.exists() {
            fs::remove_dir_all(&members).expect("what an earlier run wrote can be removed");
        }
        let mut manifest = "[workspace]\nresolver = \"3\"\nmembers = [\n".to_owned();
        for (name, tree) in crates {
            let _ = writeln!(manifest, "    \"crates/{name}\",");
            for (path, content) in tree.iter() {
                write(&members.join(name).join(path), text_of(content));
            }
        }
        // Each is compiled once, so there is nothing to keep for the next time.
        manifest.push_str("]\n[profile.dev]\nincremental = false\ndebug = false\n");
        write(&root.join("Cargo.toml"), &manifest);
        // The versions that this repository is tested with, which are here already.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        write(&root.join("Cargo.lock"), read(&lock));
        Self { root }
    }

    /// Runs Cargo over the members; whatever it prints is shown when it fails.
    fn check(&self, command: &str, rest: &[&str], members: &[&str]) {
        let before = [command, "--quiet", "--offline"];
        self.cargo(&[&before, members, rest].concat());
    }

    /// Checks a member with the feature of each tag alone, and with none.
    fn check_each_tag(&self, package: &str) {
        let manifest = read(&self.root.join("crates").join(package).join("Cargo.toml"));
        let manifest = String::from_utf8(manifest).expect("a manifest is text");
        let manifest: toml::Value = toml::from_str(&manifest).expect("a manifest is TOML");
        let tags = manifest["features"]["all-tags"].as_array();
        let tags = tags.expect("the crate has a feature for each tag").iter();
        let tags: Vec<_> = tags.filter_map(toml::Value::as_str).collect();
        assert!(tags.len() > 2, "{tags:?}");
        for features in tags.into_iter().chain([""]) {
            let features = ["--no-default-features", "--features", features];
            let before = ["clippy", "--package", package, "--quiet", "--offline"];
            self.cargo(&[&before[..], &features, &["--", "-D", "warnings"]].concat());
        }
    }

    /// Runs the tests of a member, of which there is one a vector.
    fn test(&self, package: &str) {
        let said = self.cargo(&["test", "--package", package, "--offline"]);
        let passed = said.lines().filter(|it| it.starts_with("test security::"));
        assert!(passed.count() > 60, "{said}");
    }

    /// Runs Cargo; returns what it prints where results are printed.
    fn cargo(&self, arguments: &[&str]) -> String {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(arguments)
            .current_dir(&self.root)
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"),
            )
            .env("RUSTDOCFLAGS", "-D warnings")
            .env_remove("RUSTFLAGS")
            .output()
            .expect("Cargo can be run");
        let said = String::from_utf8_lossy(&output.stderr);
        let results = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "cargo {arguments:?}\n{said}\n{results}"
        );
        results
    }
}

/// Writes a file.
fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    let folder = path.parent().expect("every file stands in a folder");
    fs::create_dir_all(folder).expect("folders can be made below the target folder");
    fs::write(path, bytes).expect("files can be written below the target folder");
}
