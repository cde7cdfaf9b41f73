//! Documents of others: a crate and a program for each, all in one workspace.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use countersign::diag::Sink;
use countersign::mock::Samples;
use countersign::source::Source;
use countersign::tree::{Content, FileTree};
use countersign::{Options, generate, parse};

use crate::same::difference;
use crate::types::{Type, types};

/// Small and middle ones of many kinds, and five with more than a hundred operations.
const DOCUMENTS: &[&str] = &[
    "adyen.com-BalancePlatformService.json",
    "adyen.com-CheckoutService.json",
    "adyen.com-TransferService-v4.json",
    "apache.org-airflow.json",
    "apideck.com-file-storage.json",
    "apideck.com-vault.json",
    "codat.io-assess.json",
    "cpy.re-peertube.json",
    "discord.com.json",
    "googleapis.com-drive.json",
    "intellifi.nl.json",
    "maif.local-otoroshi.json",
    "ogen-allOf.yaml",
    "ogen-telegram_bot_api.json",
    "ogen-tinkoff.json",
    "oxide-buildomat.json",
    "oxide-nexus.json",
    "prism-petstore.yaml",
    "readme-3.0-complex-nesting.yaml",
    "readme-3.0-schema-enums.json",
    "readme-3.0-schema-types.json",
    "readme-3.1-schema-types.yaml",
    "readme-3.1-train-travel.yaml",
    "sakari.io.json",
    "superset.apache.local-superset.json",
    "twitter.com-current.yaml",
    "vercel.com.json",
];

/// Values of one schema, where a document has few.
const MOST: usize = 24;
/// Values of one schema, where it has many.
const LEAST: usize = 6;
/// Values of all schemas that are neither few nor many.
const VALUES: usize = 2400;
/// Differences of one document that are shown.
const SHOWN: usize = 40;

/// What is lost on purpose, by the document and the schema: examples of the document have members that no schema
/// describes, and which objects without `additionalProperties` do not keep; or a value is of two alternatives at once,
/// and is read as the one with more required members, though only the other one has all members of the value.
const EXPECTED: &[(&str, &str)] = &[
    ("apideck.com-vault.json", "#/components/schemas/Connection"),
    (
        "apideck.com-vault.json",
        "#/components/schemas/CreateConnectionResponse",
    ),
    (
        "apideck.com-vault.json",
        "#/components/schemas/GetConnectionResponse",
    ),
    (
        "apideck.com-vault.json",
        "#/components/schemas/GetConnectionsResponse",
    ),
    (
        "apideck.com-vault.json",
        "#/components/schemas/UpdateConnectionResponse",
    ),
    (
        "codat.io-assess.json",
        "#/components/schemas/EnhancedCashFlowTransactions",
    ),
    (
        "codat.io-assess.json",
        "#/components/schemas/EnhancedInvoicesReport",
    ),
    (
        "codat.io-assess.json",
        "#/components/schemas/EnhancedReport",
    ),
    (
        "discord.com.json",
        "#/paths/~1guilds~1{guild_id}~1auto-moderation~1rules~1{rule_id}/patch/requestBody/content/application~1json/schema",
    ),
    (
        "discord.com.json",
        "#/paths/~1guilds~1{guild_id}~1scheduled-events~1{guild_scheduled_event_id}/patch/requestBody/content/application~1json/schema",
    ),
    (
        "vercel.com.json",
        "#/paths/~1v12~1deployments~1{id}~1cancel/patch/responses/200/content/application~1json/schema",
    ),
    (
        "vercel.com.json",
        "#/paths/~1v13~1deployments/post/responses/200/content/application~1json/schema",
    ),
    (
        "vercel.com.json",
        "#/paths/~1v5~1domains/post/requestBody/content/application~1json/schema",
    ),
];

#[test]
fn values_of_other_documents_come_back_equal() {
    let Some(folder) = env::var_os("COUNTERSIGN_ROUNDTRIP").map(PathBuf::from) else {
        return;
    };
    let corpus = env::var_os("COUNTERSIGN_CORPUS").expect("COUNTERSIGN_CORPUS names a folder");
    let chosen = env::var("COUNTERSIGN_DOCUMENTS").unwrap_or_default();
    let chosen: Vec<_> = chosen.split_whitespace().collect();
    let chosen = if chosen.is_empty() {
        DOCUMENTS
    } else {
        &chosen
    };
    let mut subjects = Vec::new();
    for document in chosen {
        subjects.push(Subject::set(&folder, Path::new(&corpus), document));
    }
    workspace(&folder, &subjects);
    let wrong: usize = subjects.iter().map(|it| it.run(&folder)).sum();
    assert_eq!(wrong, 0, "values that did not come back equal");
}

/// A document with its crate.
struct Subject {
    document: String,
    name: String,
    types: Vec<Type>,
    /// The index of a type and a value of it.
    values: Vec<(usize, String)>,
}

impl Subject {
    /// Writes the crate of a document and the program that uses it, and makes values.
    fn set(folder: &Path, corpus: &Path, document: &str) -> Self {
        let text =
            fs::read_to_string(corpus.join(document)).expect("the document is in the corpus");
        let name: String = document
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .collect();
        let name = format!("c-{name}");
        let source = Source::new(document, text);
        let mut sink = Sink::new();
        let options = Options {
            name: name.clone(),
            ..Options::default()
        };
        let tree = generate(&source, &options, &mut sink).expect("the document can be read");
        let types = types(&tree);
        for (path, content) in tree.iter() {
            write(&folder.join(&name).join(path), text_of(content));
        }
        let program = folder.join(format!("{name}-again"));
        write(&program.join("Cargo.toml"), &manifest(&name, &tree));
        write(&program.join("src/main.rs"), &main_of(&name, &types));
        let values = values(&source, &types);
        Self {
            document: document.to_owned(),
            name,
            types,
            values,
        }
    }

    /// Sends all values through the types; returns how many did not come back.
    fn run(&self, folder: &Path) -> usize {
        let program = folder
            .join("target/debug")
            .join(format!("{}-again", self.name));
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program was built");
        let mut input = child.stdin.take().expect("it was asked for");
        let mut lines = String::new();
        for (index, value) in &self.values {
            let _ = writeln!(lines, "{index}\t{value}");
        }
        let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
        let output = child.wait_with_output().expect("the program ends");
        writer
            .join()
            .expect("no panic")
            .expect("the program reads all");
        let text = String::from_utf8(output.stdout).expect("JSON is text");
        let mut wrong = Vec::new();
        for ((index, value), line) in self.values.iter().zip(text.lines()) {
            let what = match line.strip_prefix('=') {
                Some(after) => difference(value, after),
                None => Some(format!("{line} in {value}")),
            };
            wrong.extend(what.map(|what| (&self.types[*index], what)));
        }
        let lines = text.lines().count();
        assert_eq!(
            lines,
            self.values.len(),
            "{}: the program read all",
            self.document
        );
        let is_expected =
            |at: &Type| EXPECTED.contains(&(self.document.as_str(), at.pointer.as_str()));
        let (expected, wrong): (Vec<_>, Vec<_>) =
            wrong.into_iter().partition(|it| is_expected(it.0));
        println!(
            "{}: {} types, {} values, {} lost on purpose, {} wrong",
            self.document,
            self.types.len(),
            lines,
            expected.len(),
            wrong.len()
        );
        for (at, what) in wrong.iter().take(SHOWN) {
            println!(
                "  {} {}",
                at.pointer,
                what.chars().take(400).collect::<String>()
            );
        }
        wrong.len()
    }
}

fn values(source: &Source, types: &[Type]) -> Vec<(usize, String)> {
    let mut sink = Sink::new();
    let document = parse::parse(source, &mut sink).expect("the document can be read");
    let samples = Samples::of(&document);
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
fn workspace(folder: &Path, subjects: &[Subject]) {
    let mut manifest = "[workspace]\nresolver = \"3\"\nmembers = [\n".to_owned();
    for subject in subjects {
        let _ = writeln!(manifest, "    \"{0}\", \"{0}-again\",", subject.name);
    }
    manifest.push_str("]\n[profile.dev]\nincremental = false\ndebug = false\n");
    write(&folder.join("Cargo.toml"), &manifest);
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    write(
        &folder.join("Cargo.lock"),
        &fs::read_to_string(lock).expect("it is there"),
    );
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--offline", "--quiet", "--target-dir", "target"])
        .current_dir(folder);
    cargo.env_remove("CARGO_TARGET_DIR");
    for subject in subjects {
        cargo.args(["-p", &format!("{}-again", subject.name)]);
    }
    assert!(
        cargo.status().expect("cargo runs").success(),
        "all programs build"
    );
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
