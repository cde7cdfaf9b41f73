//! What is reported about a document, one mistake a document.

use countersign::diag::codes::Code;

use crate::outcome::{Outcome, check_snapshot, fixtures, read, stem, text_of};

/// Codes that no text of a document can cause, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    ("CS0001", "no file could be opened"),
    ("CS0130", "about overlays"),
    ("CS0131", "about overlays"),
    ("CS0132", "about overlays"),
    ("CS0701", "about the configuration"),
    ("CS0702", "about the configuration"),
    ("CS0703", "about the configuration"),
    ("CS0704", "about the configuration"),
    ("CS0705", "about the configuration"),
    ("CS0706", "about the configuration"),
    ("CS0707", "about the configuration"),
    ("CS0708", "about the configuration"),
    ("CS0710", "about the output folder"),
    ("CS0711", "about the output folder"),
    ("CS0712", "about the output folder"),
    ("CS0713", "about the output folder"),
    ("CS0714", "about the output folder"),
];

#[test]
fn every_mistake_is_reported_as_its_snapshot_shows() {
    insta::glob!("../fixtures/bad", "*.yaml", |path| {
        let outcome = Outcome::of(&format!("{}.yaml", stem(path)), &read(path));
        let expected = code_of(stem(path));
        let found = outcome
            .reports
            .reports
            .iter()
            .any(|report| report.code.id == expected);
        assert!(found, "{expected} is not among\n{}", outcome.report_text());
        check_snapshot("bad", path, &outcome.report_text());
    });
}

#[test]
fn a_scheme_that_is_not_defined_is_asked_for_all_the_same() {
    let path = fixtures("bad").into_iter();
    let mut path = path.filter(|path| stem(path) == "CS0501-undefined");
    let document = read(&path.next().expect("the fixture is there"));
    let outcome = Outcome::of("CS0501-undefined.yaml", &document);
    let says = |text| {
        outcome
            .tree
            .iter()
            .any(|(_, content)| text_of(content).contains(text))
    };
    assert!(says(".security(&[&[security::SHOP]])"));
    assert!(says(r#"pub const SHOP: &str = "shop";"#));
}

#[test]
fn what_a_reader_can_do_without_leaves_a_crate() {
    for (name, expected) in [
        ("CS0111-paths", "pub mod security;"),
        ("CS0111-responses", "pub async fn list(&List) -> ();"),
        ("CS0202-undeclared", "pub order: String"),
        ("CS0204-repeated-id", "pub async fn post_make_order("),
        ("CS0201-slash", "`GET /orders`"),
        ("CS0210-brace", "pub async fn list_orders("),
        ("CS0206-place", "pub async fn orders("),
        // By `From` it could be meant for either: both lists are of one type.
        ("CS0305-repeated", "Wanted(Vec<WantedItem>) if [text],"),
        ("CS0501-undefined", "pub mod security;"),
    ] {
        let mut paths = fixtures("bad").into_iter();
        let path = paths.find(|path| stem(path) == name);
        let outcome = Outcome::of("x.yaml", &read(&path.expect("the fixture is there")));
        assert!(!outcome.reports.has_errors(), "{}", outcome.report_text());
        let mut texts = outcome.tree.iter().map(|(_, content)| text_of(content));
        assert!(texts.any(|text| text.contains(expected)), "{name}");
    }
}

#[test]
fn every_code_has_a_fixture_or_a_reason_for_none() {
    let fixtures = fixtures("bad");
    let mut shown: Vec<_> = fixtures.iter().map(|path| code_of(stem(path))).collect();
    shown.extend(ELSEWHERE.iter().map(|(code, _)| *code));
    shown.sort_unstable();
    shown.dedup();
    let all: Vec<_> = Code::all().iter().map(|code| code.id).collect();
    assert_eq!(shown, all);
}

#[test]
fn every_code_has_an_explanation() {
    for code in Code::all() {
        assert!(
            code.explanation().len() > code.title.len(),
            "{code} says no more than its title"
        );
    }
}

/// `CS0204` of `CS0204-repeated-id`.
fn code_of(stem: &str) -> &str {
    stem.split('-').next().unwrap_or(stem)
}
