//! What `docs/signing.md` shows can be linted, and what it promises has a test.

use countersign::config::Config;
use countersign::diag::{Sink, text};
use countersign::source::Source;
use countersign::{Options, generate};

use crate::repository::{files, files_with, path, read};

const PAGE: &str = "docs/signing.md";

/// A document with operations that the schemes of the page can sign.
const DOCUMENT: &str = r#"openapi: 3.0.3
info: {title: Example, version: "1"}
servers: [{url: "https://api.example"}]
security: [{example: []}]
paths:
  /orders:
    post:
      operationId: makeOrder
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"200": {description: Done.}}
components:
  securitySchemes:
    example:
      type: apiKey
      in: header
      name: X-Signature
"#;

/// The blocks of YAML of the page.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in page.lines() {
        match (&mut block, line) {
            (None, "```yaml") => block = Some(String::new()),
            (Some(text), "```") => {
                blocks.push(std::mem::take(text));
                block = None;
            }
            (Some(text), line) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, _) => {}
        }
    }
    blocks
}

/// What is reported about the scheme that a block shows. One that verifies signs no operation.
fn reports(block: &str) -> String {
    let mut document = DOCUMENT.to_owned();
    for line in block.lines() {
        document.push_str("      ");
        document.push_str(line);
        document.push('\n');
    }
    if !block.contains("place:") {
        document = document.replace("security: [{example: []}]\n", "");
    }
    let source = Source::new(PAGE, document);
    let mut sink = Sink::new();
    generate(&source, &Options::default(), &mut sink);
    let mut out = Vec::new();
    text::write(&mut out, &sink.finish(), &source, false).expect("a Vec takes all");
    String::from_utf8(out).expect("reports are text")
}

#[test]
fn every_example_of_signing_is_in_order() {
    let blocks = blocks(&read(PAGE));
    assert!(blocks.len() > 7, "the page has examples");
    for block in blocks {
        let source = Source::new(PAGE, block.as_str());
        if block.starts_with("spec:") {
            assert!(Config::read(&source, &mut Sink::new()).is_some(), "{block}");
            continue;
        }
        assert_eq!(reports(&block), "", "{block}");
    }
}

#[test]
fn every_decision_of_signing_has_a_test() {
    let page = read(PAGE);
    let (_, decisions) = page.split_once("## Decisions").expect("the page has them");
    let rows: Vec<_> = decisions
        .lines()
        .filter(|it| it.starts_with("| "))
        .collect();
    let sources: String = files_with("rs").map(|file| read(&file)).collect();
    let mut wrong = Vec::new();
    for row in rows.iter().skip(1) {
        let held = row.trim_end_matches(" |").rsplit(" | ").next();
        let tests: Vec<_> = held
            .unwrap_or_default()
            .split('`')
            .skip(1)
            .step_by(2)
            .collect();
        if tests.is_empty() {
            wrong.push(format!("nothing holds {row}"));
        }
        for test in tests {
            let is_fixture = path(&format!("tests/fixtures/bad/{test}.yaml")).exists();
            let is_test = sources.contains(&format!("#[test]\n    fn {test}()"))
                || sources.contains(&format!("#[test]\nfn {test}()"));
            if !is_fixture && !is_test {
                wrong.push(format!("there is no test `{test}`"));
            }
        }
    }
    assert!(rows.len() > 18, "the page has a table of them");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn recipes_say_where_they_are_from() {
    for file in files("generator/recipes") {
        if file.strip_suffix(".yaml").is_some() {
            assert!(read(&file).contains("\n# https://"), "{file} has no link");
        }
    }
}
