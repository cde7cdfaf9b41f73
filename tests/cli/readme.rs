//! The session that README.md shows is one that can be had.

use std::fs;
use std::path::Path;

use crate::scene::Scene;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The commands of the session, each with what it prints.
fn session(readme: &str) -> Vec<(String, String)> {
    let (_, section) = readme
        .split_once("## A session")
        .expect("README shows a session");
    let (_, block) = section
        .split_once("```text\n")
        .expect("the session is a block");
    let (block, _) = block.split_once("```").expect("the block has an end");
    let block = format!("\n{block}");
    let commands = block.split("\n$ countersign").skip(1).map(|command| {
        let (line, said) = command.split_once('\n').unwrap_or((command, ""));
        (line.trim().to_owned(), said.trim_end().to_owned())
    });
    commands.collect()
}

/// Numbers of files change with the support sources.
fn without_counts(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once("kept ") {
        Some((before, _)) => format!("{before}kept ..."),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_session_of_the_readme_can_be_had() {
    let scene = Scene::with(&[
        ("countersign.yaml", read("countersign.yaml").as_str()),
        // One operation of the API: what the session shows is the same for many.
        ("spec/onchainpay.yaml", include_str!("one_operation.yaml")),
        ("broken.yaml", BROKEN),
    ]);
    scene.run("");
    // The document goes on, as documents do.
    let spec = "spec/onchainpay.yaml";
    scene.edit(
        spec,
        "A name to tell the pair from others.",
        "The name of the pair.",
    );

    for (line, expected) in session(&read("README.md")) {
        let (line, echoes) = match line.strip_suffix("; echo $?") {
            Some(line) => (line, true),
            None => (line.as_str(), false),
        };
        let ran = scene.run(line);
        let mut said = ran.stdout + &ran.stderr;
        if echoes {
            said.push_str(&ran.code.to_string());
        }
        assert_eq!(
            without_counts(said.trim_end()),
            without_counts(&expected),
            "$ countersign {line}"
        );
    }
}

/// The document that `lint` is shown with.
const BROKEN: &str = r#"openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: "https://shop.example"}]

paths:
  /orders:
    post:
      operationId: createOrder
      responses: {"200": {description: It was made.}}

  /make-order:
    post:
      operationId: createOrder
      responses: {"200": {description: It was made.}}
"#;
