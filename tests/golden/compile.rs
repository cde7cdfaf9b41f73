//! What is generated compiles: without a warning of the compiler, of Clippy or of rustdoc, and with no doctest
//! but the crate's own.
//!
//! All crates are members of one workspace, so that their dependencies are built once. This takes minutes, so it
//! runs only where `COUNTERSIGN_COMPILE=1` asks for it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use countersign::tree::FileTree;

use crate::outcome::{Outcome, fixtures, read, stem, text_of};

#[test]
fn every_crate_compiles_without_a_warning() {
    if env::var_os("COUNTERSIGN_COMPILE").is_none_or(|value| value != "1") {
        return;
    }
    let workspace = Workspace::with(&crates());
    workspace.check(&["clippy", "--keep-going", "--", "-D", "warnings"]);
    workspace.check(&[
        "clippy",
        "--keep-going",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ]);
    workspace.check(&["doc", "--no-deps", "--all-features"]);
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
        manifest.push_str("]\n");
        write(&root.join("Cargo.toml"), &manifest);
        // The versions that this repository is tested with, which are here already.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        write(&root.join("Cargo.lock"), read(&lock));
        Self { root }
    }

    /// Runs Cargo over all members; whatever it prints is shown when it fails.
    fn check(&self, arguments: &[&str]) {
        let (command, rest) = arguments.split_first().expect("Cargo is told what to do");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args([command, "--workspace", "--offline", "--quiet"])
            .args(rest)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env("RUSTDOCFLAGS", "-D warnings")
            .env_remove("RUSTFLAGS")
            .output()
            .expect("Cargo can be run");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo {arguments:?}\n{said}");
    }
}

/// Writes a file.
fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    let folder = path.parent().expect("every file stands in a folder");
    fs::create_dir_all(folder).expect("folders can be made below the target folder");
    fs::write(path, bytes).expect("files can be written below the target folder");
}
