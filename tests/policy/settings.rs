//! Files for tools: they can be read, and say the same about the same thing.

use countersign::config::Config;
use countersign::diag::Sink;
use countersign::source::Source;

use crate::repository::{files_with, path, read, toml};

#[test]
fn toml_and_yaml_files_can_be_read() {
    for name in files_with("toml") {
        // Templates have holes.
        if !name.starts_with("templates/manifest/") {
            toml(&name);
        }
    }
    for name in files_with("yml").chain(files_with("yaml")) {
        // Fixtures may be as bad as they like.
        if !name.starts_with("tests/fixtures/") {
            let parsed = serde_yaml::from_str::<serde_yaml::Value>(&read(&name));
            assert!(parsed.is_ok(), "{name}: {parsed:?}");
        }
    }
}

#[test]
fn the_configuration_names_what_is_there() {
    let source = Source::new("countersign.yaml", read("countersign.yaml"));
    let config = Config::read(&source, &mut Sink::new()).expect("it can be read");
    let spec = config.spec.expect("it names a document");
    assert!(path(&spec).is_file(), "{spec}");
    let out = config.out.expect("it names a folder");
    let manifest = toml(&format!("{out}/Cargo.toml"));
    let name = config.package.name.expect("it names a crate");
    assert_eq!(manifest["package"]["name"].as_str(), Some(name.as_str()));
}

#[test]
fn all_say_the_same_oldest_compiler() {
    let workspace = toml("Cargo.toml");
    let oldest = &workspace["workspace"]["package"]["rust-version"];
    let generated = toml("generated/Cargo.toml");
    assert_eq!(&generated["package"]["rust-version"], oldest);
    let oldest = oldest.as_str().expect("it is text");
    let line = format!("rust-version = \"{oldest}\"");
    assert!(read("templates/manifest/Cargo.toml").contains(&line));
    assert!(read(".github/workflows/ci.yml").contains(&format!("toolchain: \"{oldest}\"")));
    assert!(read("CONTRIBUTING.md").contains(&format!("Rust {oldest}")));
}

#[test]
fn every_member_takes_the_lints_of_the_workspace() {
    for member in members() {
        // What is generated stands by itself, and `.ci/run` lints it with flags.
        if !is_generated(&member) {
            let manifest = toml(&format!("{member}/Cargo.toml"));
            assert_eq!(
                manifest["lints"]["workspace"].as_bool(),
                Some(true),
                "{member}"
            );
        }
    }
}

#[test]
fn every_member_takes_versions_from_the_workspace() {
    for member in members().into_iter().filter(|it| !is_generated(it)) {
        let manifest = toml(&format!("{member}/Cargo.toml"));
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let entries = manifest.get(table).and_then(toml::Value::as_table);
            for (name, entry) in entries.into_iter().flatten() {
                assert!(
                    entry.get("version").is_none() && !entry.is_str(),
                    "{member}: {name}"
                );
            }
        }
    }
}

fn is_generated(member: &str) -> bool {
    [
        "generated",
        "tests/answers",
        "tests/bodies",
        "tests/shapes",
        "tests/signed",
        "tests/servers",
        "tests/styles",
    ]
    .contains(&member)
}

fn members() -> Vec<String> {
    let workspace = toml("Cargo.toml");
    let members = workspace["workspace"]["members"].as_array();
    let members = members.expect("the workspace has members").iter();
    let members = members.filter_map(toml::Value::as_str).map(str::to_owned);
    members.collect()
}
