//! What README and its like say is so.

use countersign::diag::Code;

use crate::repository::{assert_none, files_with, path, read};

/// Documents whose words for files are held to be true. Others speak of media types and URLs, too.
const DOCUMENTS: [&str; 4] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
];

/// Folders from which documents name files.
const STARTS: [&str; 7] = [
    "",
    "generator/",
    "generator/src/",
    "templates/src/",
    "generated/",
    "tests/",
    "tests/fixtures/",
];

/// Files that a reader has, not we.
const OF_READERS: [&str; 1] = ["build.rs"];

/// The lines of a document that are not in a block of code and not about what is yet to come.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut in_block = false;
    text.lines().filter(move |line| {
        let is_fence = line.starts_with("```");
        in_block ^= is_fence;
        !in_block && !is_fence && !line.contains("*planned*")
    })
}

/// What stands between backquotes.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Whether a quoted word is meant as the path of a file or folder.
fn is_path(word: &str) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "._-/".contains(character);
    let extension = word.rsplit_once('.').map(|(_, extension)| extension);
    let is_file = matches!(
        extension,
        Some("rs" | "toml" | "yaml" | "yml" | "md" | "lock")
    );
    let is_relative = !word.starts_with(['/', '-']) && !word.contains("//");
    word.chars().all(is_part) && is_relative && (is_file || word.contains('/'))
}

/// The path up to a part that stands for others, as `CODE` does.
fn without_placeholders(word: &str) -> &str {
    let mut end = 0;
    for part in word.split_inclusive('/') {
        let stem = part.split(['.', '-', '_', '/']).next().unwrap_or_default();
        let is_placeholder = stem.len() > 2 && stem.chars().all(|it| it.is_ascii_uppercase());
        if is_placeholder && !exists(&word[..end + part.len()]) {
            break;
        }
        end += part.len();
    }
    &word[..end]
}

fn exists(word: &str) -> bool {
    STARTS
        .iter()
        .any(|start| path(&format!("{start}{word}")).exists())
}

#[test]
fn files_that_documents_speak_of_are_there() {
    let mut found = Vec::new();
    for document in DOCUMENTS {
        for line in prose(&read(document)) {
            for word in quoted(line).filter(|word| is_path(word)) {
                if !OF_READERS.contains(&word) && !exists(without_placeholders(word)) {
                    found.push(format!("{document}: `{word}`"));
                }
            }
        }
    }
    assert_none(&found);
}

#[test]
fn links_lead_to_files_that_are_there() {
    let mut found = Vec::new();
    for document in files_with("md").filter(|name| !name.starts_with("templates/manifest/")) {
        let text = read(&document);
        let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in prose(&text).flat_map(links) {
            let target = link.split('#').next().unwrap_or_default();
            let is_address = link.contains("://") || link.starts_with("mailto:");
            if !is_address && !target.is_empty() && !path(&format!("{folder}/{target}")).exists() {
                found.push(format!("{document}: {link}"));
            }
        }
    }
    assert_none(&found);
}

/// The targets of `[text](target)`.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0))
}

#[test]
fn codes_that_documents_name_exist() {
    let mut found = Vec::new();
    for document in files_with("md") {
        let text = read(&document);
        for (start, _) in text.match_indices("CS") {
            let digits = text[start + 2..].chars().take_while(char::is_ascii_digit);
            let id = format!("CS{}", digits.collect::<String>());
            if id.len() == 6 && Code::find(&id).is_none() {
                found.push(format!("{document}: {id}"));
            }
        }
    }
    assert_none(&found);
}

/// The first block of code after a heading, and what stands behind it.
fn block(text: &str) -> (&str, &str) {
    let (_, rest) = text.split_once("```").expect("a block begins");
    let (_, rest) = rest.split_once('\n').expect("it has a line of its own");
    rest.split_once("```").expect("the block ends")
}

fn section<'t>(text: &'t str, heading: &str) -> &'t str {
    let (_, rest) = text
        .split_once(&format!("\n## {heading}\n"))
        .expect(heading);
    rest.split("\n## ").next().unwrap_or_default()
}

#[test]
fn the_gate_runs_the_two_commands_of_the_readme() {
    let (readme, gate) = (read("README.md"), read(".ci/run"));
    let (first, rest) = block(section(&readme, "Two commands"));
    let (second, _) = block(rest);
    for command in [first.trim(), second.trim()] {
        assert!(!command.contains('\n'), "{command}");
        assert!(gate.contains(command), "`.ci/run` does not run `{command}`");
    }
    assert!(read(".github/workflows/ci.yml").contains(".ci/run"));
}

/// `src/{lib,meta}` stands for two.
fn spread(name: &str) -> Vec<String> {
    match name
        .split_once('{')
        .and_then(|(start, rest)| Some((start, rest.split_once('}')?)))
    {
        Some((start, (names, end))) => names
            .split(',')
            .map(|name| format!("{start}{name}{end}"))
            .collect(),
        None => vec![name.to_owned()],
    }
}

/// The map of folders: two blanks more are one folder deeper, and what stands far right goes on.
#[test]
fn the_map_of_folders_is_true() {
    let architecture = read("ARCHITECTURE.md");
    let (map, _) = block(section(&architecture, "The folders"));
    let mut found = Vec::new();
    let mut parents: Vec<String> = Vec::new();
    for line in map.lines().filter(|line| !line.contains("*planned*")) {
        let depth = (line.len() - line.trim_start().len()) / 2;
        let (names, says) = match line.trim_start().split_once("  ") {
            _ if depth > 5 => ("", line),
            Some(parts) => parts,
            None => line
                .trim_start()
                .split_once("… ")
                .unwrap_or((line.trim_start(), "")),
        };
        let parent = match depth {
            0 => String::new(),
            1..=5 => parents.get(depth - 1).cloned().unwrap_or_default(),
            _ => parents.last().cloned().unwrap_or_default(),
        };
        let names = names.split(", ").filter(|name| !name.is_empty());
        let names: Vec<_> = names
            .flat_map(|name| spread(name.trim_end_matches('…')))
            .collect();
        for name in &names {
            let place = format!("{parent}{name}");
            if !path(&place).exists() && !path(&format!("{place}.rs")).exists() {
                found.push(place);
            }
        }
        if let Some(last) = names.last() {
            parents.truncate(depth);
            let last = last.trim_end_matches('/');
            parents.push(format!("{parent}{last}/"));
        }
        let here = parents.last().map_or("", String::as_str);
        let words = says.split([' ', ',', ';', ':', '(', ')']);
        for word in words.filter(|word| is_path(word)) {
            if !path(&format!("{here}{word}")).exists() && !exists(word) {
                found.push(format!("{here}: {word}"));
            }
        }
    }
    assert_none(&found);
}

#[test]
fn every_folder_at_the_top_is_on_the_map() {
    let architecture = read("ARCHITECTURE.md");
    let (map, _) = block(section(&architecture, "The folders"));
    let workspace = crate::repository::toml("Cargo.toml");
    let members = workspace["workspace"]["members"].as_array();
    let members = members.expect("the workspace has members");
    for member in members.iter().filter_map(toml::Value::as_str) {
        assert!(map.contains(&format!("\n{member}/")), "{member}");
    }
}

#[test]
fn every_stage_is_on_the_map() {
    let architecture = read("ARCHITECTURE.md");
    let (map, _) = block(section(&architecture, "The folders"));
    let entries = std::fs::read_dir(path("generator/src")).expect("it can be listed");
    for entry in entries {
        let name = entry.expect("an entry can be read").file_name();
        let name = name.to_str().expect("names are ASCII");
        let is_root = matches!(name, "lib.rs" | "main.rs");
        assert!(is_root || map.contains(name), "{name}");
    }
}
