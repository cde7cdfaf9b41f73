//! The document of the first API has every operation that its documentation's navigation lists.

use serde_yaml::Value;

use crate::repository::{assert_none, read};

/// Pages and operations of the navigation.
const ENTRIES: usize = 92;
const PAGES: usize = 7;

fn document() -> Value {
    serde_yaml::from_str(&read("spec/onchainpay.yaml")).expect("the document is YAML")
}

/// The rows of a section's table, as their cells; and the section's heading.
fn rows(page: &str) -> Vec<(&str, Vec<&str>)> {
    let mut heading = "";
    let mut rows = Vec::new();
    for line in page.lines() {
        if let Some(text) = line.strip_prefix("## ") {
            heading = text;
        }
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        if cells.get(1).is_some_and(|cell| cell.parse::<u8>().is_ok()) {
            rows.push((heading, cells));
        }
    }
    rows
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// The scheme that an operation asks for, or that all do.
fn realm<'v>(operation: &'v Value, document: &'v Value) -> &'v str {
    let own = &operation["security"];
    let all = if own.is_null() {
        &document["security"]
    } else {
        own
    };
    let names = all[0].as_mapping().expect("an operation has a realm");
    let mut names = names.keys().filter_map(Value::as_str);
    names.next().expect("a realm has a name")
}

/// The row that an operation ought to have, up to its path, and the heading above it.
fn row(path: &str, operation: &Value, document: &Value) -> (String, Vec<String>) {
    let tags = document["tags"].as_sequence().expect("there are tags");
    let tag = tags.iter().find(|tag| tag["name"] == operation["tags"][0]);
    let tag = tag.expect("the tag of an operation is described");
    let (english, russian) = (text(tag, "x-name-en"), text(tag, "x-name-ru"));
    let heading = if english == russian {
        english.to_owned()
    } else {
        format!("{english} ({russian})")
    };
    let likely = if operation["x-undocumented"] == "path" {
        " (likely)"
    } else {
        ""
    };
    let cells = vec![
        text(operation, "x-name-en").to_owned(),
        text(operation, "x-name-ru").to_owned(),
        format!("`{}`", text(operation, "operationId")),
        realm(operation, document).to_owned(),
        format!("`{path}`{likely}"),
    ];
    (heading, cells)
}

#[test]
fn no_entry_of_the_navigation_is_lost() {
    let page = read("spec/coverage.md");
    let rows = rows(&page);
    let numbers = rows.iter().map(|(_, cells)| cells[1].parse::<usize>());
    assert!(numbers.eq((1..=ENTRIES).map(Ok)), "1 to {ENTRIES} in order");
    let pages = rows.iter().filter(|(heading, _)| *heading == "Pages");
    assert_eq!(pages.count(), PAGES);
}

#[test]
fn the_document_and_the_page_on_its_coverage_agree() {
    let (document, page) = (document(), read("spec/coverage.md"));
    let paths = document["paths"].as_mapping().expect("there are paths");
    let rows = rows(&page).into_iter().skip(PAGES);
    assert_eq!(paths.len(), ENTRIES - PAGES);
    let mut found = Vec::new();
    for ((path, item), (heading, cells)) in paths.iter().zip(rows) {
        let path = path.as_str().expect("a path is a text");
        let (under, expected) = row(path, &item["post"], &document);
        if heading != under || cells[2..7] != expected {
            found.push(format!(
                "{heading}: {cells:?}, expected {under}: {expected:?}"
            ));
        }
    }
    assert_none(&found);
}

#[test]
fn every_webhook_is_on_the_page_on_coverage() {
    let (document, page) = (document(), read("spec/coverage.md"));
    let webhooks = document["webhooks"].as_mapping().expect("there are some");
    let missing = webhooks.keys().filter_map(Value::as_str);
    let missing = missing.filter(|name| !page.contains(&format!("\n| `{name}` |")));
    assert_none(&missing.map(str::to_owned).collect::<Vec<_>>());
}
