//! The sources that generated crates carry.

use std::collections::BTreeSet;
use std::fs;

use countersign::plan::support::{OPTIONAL, PRIMITIVES, SOURCES, dependencies, dependency_line};
use countersign::tree::Content;

use crate::repository::{assert_none, files, path, toml};

/// This one is written by the generator, with the primitives that a crate needs.
const WRITTEN: &str = "support/signing.rs";

/// These are copied without the lines about modules that a crate does not carry.
const DECLARATIONS: &[&str] = &["support.rs", "support/prelude.rs"];

/// All registered sources by their path below `src/`, with their text.
fn registered() -> Vec<(String, &'static str)> {
    let sources = SOURCES
        .iter()
        .map(|source| (source.path.to_owned(), source.text));
    let primitives = PRIMITIVES.iter().map(|primitive| {
        let path = format!("support/signing/{}.rs", primitive.module);
        (path, primitive.text)
    });
    let optional = OPTIONAL
        .iter()
        .map(|optional| (format!("support/{}.rs", optional.module), optional.text));
    sources.chain(optional).chain(primitives).collect()
}

/// The files below `support/`, and the one beside it, in a folder of sources.
fn present(folder: &str) -> BTreeSet<String> {
    let files = files(folder).into_iter();
    let files = files.filter_map(|file| file.strip_prefix(folder)?.get(1..).map(str::to_owned));
    files
        .filter(|file| file == "support.rs" || file.starts_with("support/"))
        .collect()
}

#[test]
fn every_support_source_is_registered() {
    let registered: BTreeSet<_> = registered().into_iter().map(|(path, _)| path).collect();
    let mut present = present("templates/src");
    assert!(present.remove(WRITTEN), "{WRITTEN} is there");
    assert_eq!(present, registered);
}

#[test]
fn the_generated_crate_carries_support_sources_as_they_are() {
    let carried = present("generated/src");
    let different = registered().into_iter().filter(|(file, text)| {
        carried.contains(file) && {
            let found = fs::read(path(&format!("generated/src/{file}"))).expect("it is there");
            !DECLARATIONS.contains(&file.as_str()) && Content::source(text) != Content::Whole(found)
        }
    });
    let different: Vec<_> = different.map(|(file, _)| file).collect();
    assert_none(&different);
}

#[test]
fn the_generated_crate_declares_no_support_module_of_its_own() {
    let text = |file: String| fs::read_to_string(path(&file)).expect("it is there");
    for file in DECLARATIONS {
        let ours = text(format!("templates/src/{file}"));
        let generated = text(format!("generated/src/{file}"));
        let lines = generated
            .lines()
            .skip_while(|line| !line.starts_with("//!"));
        let others: Vec<_> = lines
            .filter(|line| !ours.lines().any(|other| other == *line))
            .map(str::to_owned)
            .collect();
        assert_none(&others);
    }
}

#[test]
fn the_generated_crate_carries_no_others() {
    let registered: BTreeSet<_> = registered().into_iter().map(|(path, _)| path).collect();
    let carried = present("generated/src").into_iter();
    let others: Vec<_> = carried
        .filter(|file| file != WRITTEN && !registered.contains(file))
        .collect();
    assert_none(&others);
}

#[test]
fn every_source_that_is_no_primitive_is_carried() {
    let carried = present("generated/src");
    let missing: Vec<_> = SOURCES
        .iter()
        .map(|source| source.path.to_owned())
        .filter(|file| !carried.contains(file))
        .collect();
    assert_none(&missing);
}

/// The version in a dependency's entry, which is a text or a table.
fn version(entry: &toml::Value) -> Option<&str> {
    entry.as_str().or_else(|| entry.get("version")?.as_str())
}

#[test]
fn generated_crates_ask_for_the_versions_that_are_tested() {
    let workspace = toml("Cargo.toml");
    let tested = &workspace["workspace"]["dependencies"];
    let modules: Vec<_> = PRIMITIVES
        .iter()
        .map(|primitive| primitive.module)
        .collect();
    let optional: Vec<_> = OPTIONAL.iter().map(|optional| optional.module).collect();
    let names = [
        dependencies(&modules, &[]),
        dependencies(&modules, &optional),
    ]
    .concat();
    assert!(!names.is_empty());
    for name in names {
        let line: toml::Table = dependency_line(name).parse().expect("a line is TOML");
        let (name, entry) = line.iter().next().expect("a line has one entry");
        let asked = version(entry);
        assert!(asked.is_some(), "{name} has a version");
        assert_eq!(asked, tested.get(name).and_then(version), "{name}");
    }
}

#[test]
fn generated_crates_have_the_features_of_the_support_sources() {
    let (support, generated) = (toml("templates/Cargo.toml"), toml("generated/Cargo.toml"));
    let features = |manifest: &toml::Table| manifest["features"].as_table().cloned();
    let mut support = features(&support).expect("the support sources have features");
    let generated = features(&generated).expect("a generated crate has features");
    // Beside them it has one a tag, which brings nothing else, and one for all tags, and one for its webhooks.
    let tags = generated["all-tags"].as_array().expect("it is a list");
    for tag in tags.iter().filter_map(toml::Value::as_str) {
        support.insert(tag.to_owned(), toml::Value::Array(Vec::new()));
    }
    support.insert("all-tags".to_owned(), tags.clone().into());
    support.insert("webhooks".to_owned(), toml::Value::Array(Vec::new()));
    let default = ["reqwest", "all-tags", "webhooks"]
        .map(toml::Value::from)
        .to_vec();
    support.insert("default".to_owned(), default.into());
    assert_eq!(support, generated);
}

#[test]
fn primitives_name_dependencies_that_there_are() {
    for primitive in PRIMITIVES {
        for name in primitive.dependencies {
            assert_ne!(dependency_line(name), "\n", "{}: {name}", primitive.module);
        }
    }
}
