//! Documents of others: a crate and a program for each, all in one workspace.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{fs, io};

use countersign::diag::Sink;
use countersign::lower::lower;
use countersign::mock::Samples;
use countersign::parse::Document;
use countersign::source::Source;
use countersign::tree::{Content, FileTree};
use countersign::{Options, generate, parse};

use crate::same::difference;
use crate::types::{Type, types};

/// Values of one schema, where a document has few.
const MOST: usize = 24;
/// Values of one schema, where it has many.
const LEAST: usize = 6;
/// Values of all schemas that are neither few nor many.
const VALUES: usize = 2400;

/// A document with its crate.
pub(crate) struct Subject {
    pub(crate) document: String,
    pub(crate) operations: usize,
    pub(crate) types: Vec<Type>,
    name: String,
    /// The index of a type and a value of it.
    values: Vec<(usize, String)>,
}

/// What became of the values of a document.
pub(crate) struct Outcome<'s> {
    pub(crate) values: usize,
    /// Those that were not the same afterwards: the type, and what is different.
    pub(crate) differences: Vec<(&'s Type, String)>,
}

impl Subject {
    /// Writes the crate of a document and the program that uses it, and makes values.
    pub(crate) fn set(folder: &Path, document: &str, text: String) -> Self {
        let name = package(document);
        let source = Source::new(document, text);
        let mut sink = Sink::new();
        let options = Options {
            name: name.clone(),
            ..Options::default()
        };
        let tree = generate(&source, &options, &mut sink).expect("the document can be read");
        let read = parse::parse(&source, &mut sink).expect("the document can be read");
        let api = lower(&read, &mut sink);
        let types = types(&api, &options);
        for (path, content) in tree.iter() {
            write(&folder.join(&name).join(path), text_of(content));
        }
        let program = folder.join(format!("{name}-again"));
        write(&program.join("Cargo.toml"), &manifest(&name, &tree));
        write(&program.join("src/main.rs"), &main_of(&name, &types));
        Self {
            document: document.to_owned(),
            operations: api.operations.len(),
            values: values(&read, &types),
            types,
            name,
        }
    }

    /// Sends all values through the types.
    pub(crate) fn run(&self, folder: &Path) -> Result<Outcome<'_>, String> {
        let text = self.again(folder)?;
        let count = text.lines().count();
        if count != self.values.len() {
            let all = self.values.len();
            return Err(format!("{}: read {count} of {all} values", self.document));
        }
        let mut differences = Vec::new();
        for ((index, value), line) in self.values.iter().zip(text.lines()) {
            let what = match line.strip_prefix('=') {
                Some(after) => difference(value, after),
                None => Some(format!("{line} in {value}")),
            };
            differences.extend(what.map(|what| (&self.types[*index], what)));
        }
        Ok(Outcome {
            values: count,
            differences,
        })
    }

    /// What the program writes for all values, a line each.
    fn again(&self, folder: &Path) -> Result<String, String> {
        let program = folder
            .join("target/debug")
            .join(format!("{}-again", self.name));
        let failed = |error: io::Error| format!("{}: {error}", program.display());
        let mut child = Command::new(&program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let mut input = child.stdin.take().expect("it was asked for");
        let mut lines = String::new();
        for (index, value) in &self.values {
            let _ = writeln!(lines, "{index}\t{value}");
        }
        let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
        let output = child.wait_with_output().map_err(failed)?;
        // One that ends early is told by the number of its lines.
        let _ = writer.join().expect("no panic");
        Ok(String::from_utf8(output.stdout).expect("JSON is text"))
    }
}

/// The name of a crate, from that of its document.
fn package(document: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    format!("c-{}", document.chars().map(letter).collect::<String>())
}

fn values(document: &Document, types: &[Type]) -> Vec<(usize, String)> {
    let samples = Samples::of(document);
    let count = (VALUES / types.len().max(1)).clamp(LEAST, MOST) as u64;
    let mut values = Vec::new();
    for (index, of) in types.iter().enumerate() {
        let made = samples.values(&of.pointer, of.travel, count);
        values.extend(made.into_iter().map(|value| (index, value)));
    }
    values
}

fn manifest(name: &str, tree: &FileTree) -> String {
    let (_, content) = tree
        .iter()
        .find(|(path, _)| *path == "Cargo.toml")
        .expect("a crate has one");
    let has = |feature: &str| text_of(content).contains(&format!("\n{feature} = ["));
    let features = ["all-tags", "webhooks", "full-serde"].map(|it| {
        if has(it) {
            format!("\"{it}\", ")
        } else {
            String::new()
        }
    });
    let features = features.concat();
    format!(
        "[package]\nname = \"{name}-again\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         {name} = {{ path = \"../{name}\", default-features = false, features = [{features}] }}\n\
         serde = \"1.0\"\nserde_json = {{ version = \"1.0\", features = [\"raw_value\"] }}\n"
    )
}

fn main_of(name: &str, types: &[Type]) -> String {
    let krate = name.replace('-', "_");
    let mut calls = String::new();
    for of in types {
        let _ = writeln!(calls, "    again::<Option<{krate}::{}>>,", of.path);
    }
    include_str!("programs/main.rs").replace("    TYPES,\n", &calls)
}

/// Builds all programs.
pub(crate) fn build(folder: &Path, subjects: &[Subject]) -> Result<(), String> {
    let mut manifest = "[workspace]\nresolver = \"3\"\nmembers = [\n".to_owned();
    for subject in subjects {
        let _ = writeln!(manifest, "    \"{0}\", \"{0}-again\",", subject.name);
    }
    manifest.push_str("]\n[profile.dev]\nincremental = false\ndebug = false\n");
    write(&folder.join("Cargo.toml"), &manifest);
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let lock = fs::read_to_string(lock).expect("it is there");
    write(&folder.join("Cargo.lock"), &lock);
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--offline", "--quiet", "--target-dir", "target"])
        .current_dir(folder);
    cargo.env_remove("CARGO_TARGET_DIR");
    for subject in subjects {
        cargo.args(["-p", &format!("{}-again", subject.name)]);
    }
    match cargo.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("not all programs build".to_owned()),
        Err(error) => Err(format!("cargo: {error}")),
    }
}

fn text_of(content: &Content) -> &str {
    match content {
        Content::Whole(bytes) => std::str::from_utf8(bytes).expect("files are text"),
        Content::Marked(text) => text,
    }
}

fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("files stand in folders")).expect("it can be made");
    fs::write(path, text).expect("it can be written");
}
