//! Documents of others: a crate and a program for each, all in one workspace, and a file with what arrived.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, thread};

use countersign::tree::{Content, FileTree};
use serde_json::json;

use crate::subject::{Call, Subject};

/// Of several versions, with forms, files, headers and cookies; some with more than a hundred operations.
const DOCUMENTS: &[&str] = &[
    "adyen.com-TransferService-v4.json",
    "apache.org-airflow.json",
    "apideck.com-file-storage.json",
    "cpy.re-peertube.json",
    "googleapis.com-drive.json",
    "httpbin.org.json",
    "intellifi.nl.json",
    "maif.local-otoroshi.json",
    "ogen-2ch.yaml",
    "ogen-form.json",
    "ogen-parameters.json",
    "ogen-telegram_bot_api.json",
    "ogen-tempo.yaml",
    "prism-petstore.yaml",
    "readme-3.0-file-uploads.yaml",
    "readme-3.0-parameters-cookies.json",
    "readme-3.1-parameters-style.json",
    "readme-3.1-train-travel.yaml",
    "sakari.io.json",
    "slack.com.json",
    "spotify.com-sonallux.json",
    "twitter.com-current.yaml",
];

#[test]
fn requests_of_other_documents_are_recorded() {
    let Some(folder) = env::var_os("COUNTERSIGN_LOOPBACK").map(PathBuf::from) else {
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
        let text = fs::read_to_string(Path::new(&corpus).join(document));
        let subject = Subject::of(document, text.expect("the document is in the corpus"));
        write_crates(&folder, &subject);
        subjects.push(subject);
    }
    build(&folder, &subjects);
    for subject in &subjects {
        record(&folder, subject);
    }
}

fn write_crates(folder: &Path, subject: &Subject) {
    let tree = subject.tree();
    for (path, content) in tree.iter() {
        write(&folder.join(&subject.name).join(path), text_of(content));
    }
    let program = folder.join(format!("{}-calls", subject.name));
    write(&program.join("Cargo.toml"), &manifest(&subject.name));
    write(&program.join("src/main.rs"), &subject.program());
}

fn manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}-calls\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         {name} = {{ path = \"../{name}\", features = [\"full-serde\"] }}\n\
         serde = \"1.0\"\nserde_json = {{ version = \"1.0\", features = [\"raw_value\"] }}\n\
         tokio = {{ version = \"1.46\", features = [\"macros\", \"rt\"] }}\n"
    )
}

/// Builds all programs.
fn build(folder: &Path, subjects: &[Subject]) {
    let mut manifest = "[workspace]\nresolver = \"3\"\nmembers = [\n".to_owned();
    for subject in subjects {
        let _ = writeln!(manifest, "    \"{0}\", \"{0}-calls\",", subject.name);
    }
    manifest.push_str("]\n[profile.dev]\nopt-level = 0\nincremental = false\ndebug = false\n");
    write(&folder.join("Cargo.toml"), &manifest);
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    write(
        &folder.join("Cargo.lock"),
        &fs::read_to_string(lock).expect("it is there"),
    );
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--offline", "--quiet", "--target-dir", "target"]);
    cargo.current_dir(folder).env_remove("CARGO_TARGET_DIR");
    for subject in subjects {
        cargo.args(["-p", &format!("{}-calls", subject.name)]);
    }
    assert!(
        cargo.status().expect("cargo runs").success(),
        "all programs build"
    );
}

/// Makes all calls of a document, and writes what arrived: a line each, after one that names the document.
fn record(folder: &Path, subject: &Subject) {
    let (calls, without): (Vec<_>, Vec<_>) = subject
        .calls()
        .into_iter()
        .partition(|it| it.values.is_ok());
    let answers = run(folder, subject, &calls);
    let mut text = format!("{}\n", json!({"document": subject.label}));
    for (call, answer) in calls.iter().zip(answers.lines()) {
        let answer: serde_json::Value = serde_json::from_str(answer).expect("programs write JSON");
        let [id, method, path] = &call.operation;
        let values = call.values.as_deref().unwrap_or_default();
        let line =
            json!({"id": id, "method": method, "path": path, "values": values, "sent": answer});
        let _ = writeln!(text, "{line}");
    }
    for call in &without {
        let [id, method, path] = &call.operation;
        let why = call.values.as_ref().err();
        let line = json!({"id": id, "method": method, "path": path, "sent": {"error": why}});
        let _ = writeln!(text, "{line}");
    }
    assert_eq!(
        answers.lines().count(),
        calls.len(),
        "{}: all calls were made",
        subject.label
    );
    println!(
        "{}: {} calls, {} without values",
        subject.label,
        calls.len(),
        without.len()
    );
    write(
        &folder
            .join("records")
            .join(format!("{}.jsonl", subject.label)),
        &text,
    );
}

fn run(folder: &Path, subject: &Subject, calls: &[Call]) -> String {
    let program = folder
        .join("target/debug")
        .join(format!("{}-calls", subject.name));
    let mut command = Command::new(program);
    for variable in variables(&subject.tree()) {
        command.env(variable, "bG9vcGJhY2s=");
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the program was built");
    let mut input = child.stdin.take().expect("it was asked for");
    let mut lines = String::new();
    for call in calls {
        let _ = writeln!(
            lines,
            "{}\t{}",
            call.index,
            call.values.as_deref().unwrap_or_default()
        );
    }
    let writer = thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("the program ends");
    writer
        .join()
        .expect("no panic")
        .expect("the program reads all");
    String::from_utf8(output.stdout).expect("JSON is text")
}

/// The variables of the environment that credentials are read from.
fn variables(tree: &FileTree) -> Vec<String> {
    let mut variables = Vec::new();
    for (_, content) in tree
        .iter()
        .filter(|(path, _)| path.starts_with("src/security/"))
    {
        let mut rest = text_of(content);
        while let Some((_, after)) = rest.split_once("env::required(") {
            let name = after.split('"').nth(1).unwrap_or_default();
            variables.push(name.to_owned());
            rest = after;
        }
    }
    variables
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
