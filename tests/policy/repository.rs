//! The files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// Hidden folders that belong to the repository; others belong to editors.
const HIDDEN: [&str; 3] = [".cargo", ".ci", ".github"];

/// A file of the repository, by its path with `/` between its parts.
pub(crate) fn path(path: &str) -> PathBuf {
    let mut found = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    found.extend(path.split('/'));
    found
}

/// The text of a file.
pub(crate) fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A TOML file.
pub(crate) fn toml(name: &str) -> toml::Table {
    let text = read(name);
    text.parse()
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The paths of all files below a folder, in order; `""` is the repository.
pub(crate) fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(folder, &mut found);
    found.sort();
    assert!(!found.is_empty(), "there are files in {folder:?}");
    found
}

fn collect(folder: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(path(folder)).expect("folders of the repository can be listed") {
        let entry = entry.expect("their entries can be read");
        let name = entry.file_name();
        let name = name.to_str().expect("names in the repository are ASCII");
        let path = if folder.is_empty() {
            name.to_owned()
        } else {
            format!("{folder}/{name}")
        };
        let is_folder = entry.file_type().expect("an entry has a type").is_dir();
        let is_hidden = name.starts_with('.') && !HIDDEN.contains(&name);
        match is_folder {
            true if is_hidden || name == "target" => {}
            true => collect(&path, found),
            // What insta leaves behind when a test fails is not kept.
            false if name.ends_with(".snap.new") || name == ".git" => {}
            false => found.push(path),
        }
    }
}

/// The files whose names end so.
pub(crate) fn files_with(extension: &str) -> impl Iterator<Item = String> {
    let files = files("").into_iter();
    files.filter(move |path| path.rsplit_once('.').is_some_and(|(_, it)| it == extension))
}

/// Fails with a list, if there is anything in it.
pub(crate) fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}
