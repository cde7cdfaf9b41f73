//! What no file has in it.

use std::str::FromStr as _;

use proc_macro2::{TokenStream, TokenTree};

use crate::repository::{assert_none, files, files_with, path, read};

/// Macros that belong to work that is not done.
const UNDONE: [&str; 3] = ["todo", "unimplemented", "dbg"];

#[test]
fn nothing_is_left_undone_or_left_out() {
    let mut found = Vec::new();
    for name in files_with("rs") {
        let tokens = TokenStream::from_str(&read(&name));
        let tokens = tokens.unwrap_or_else(|error| panic!("{name}: {error}"));
        undone(&name, tokens, &mut found);
    }
    assert_none(&found);
}

fn undone(name: &str, tokens: TokenStream, found: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) => {
                let is_macro =
                    matches!(tokens.peek(), Some(TokenTree::Punct(it)) if it.as_char() == '!');
                if is_macro && UNDONE.iter().any(|undone| word == undone) {
                    found.push(format!("{name}: {word}!"));
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                let Some(TokenTree::Group(group)) = tokens.peek() else {
                    continue;
                };
                let first = group.stream().into_iter().next();
                if matches!(first, Some(TokenTree::Ident(word)) if word == "ignore") {
                    found.push(format!("{name}: a test is ignored"));
                }
            }
            TokenTree::Group(group) => undone(name, group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn no_note_says_that_something_is_to_be_done() {
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    let found = lines(|line| words.iter().any(|word| line.contains(word)));
    assert_none(&found);
}

#[test]
fn lints_are_allowed_for_a_reason() {
    let mut found = Vec::new();
    for name in files_with("rs") {
        let text = read(&name);
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        for (number, line) in lines.iter().enumerate() {
            let is_commented = number > 0 && lines[number - 1].starts_with("//");
            if is_allowance(line)
                && !is_commented
                && !attribute(&lines[number..]).contains("reason")
            {
                found.push(format!("{name}:{}: {line}", number + 1));
            }
        }
    }
    assert_none(&found);
}

fn is_allowance(line: &str) -> bool {
    ["#[allow(", "#![allow(", "#[expect(", "#![expect("]
        .iter()
        .any(|start| line.starts_with(start))
}

/// The lines from one with an attribute to the one where it ends.
fn attribute(lines: &[&str]) -> String {
    let end = lines.iter().position(|line| line.contains(")]"));
    let end = end.map_or(lines.len(), |end| end + 1);
    lines[..end].join(" ")
}

#[test]
fn no_file_names_a_path_of_some_machine() {
    // In pieces, so that this file names none.
    let roots = [
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/Use", "rs/"),
        concat!("/wo", "rk/"),
        concat!("C:\\Use", "rs\\"),
    ];
    let found = lines(|line| roots.iter().any(|root| names_path(line, root)));
    assert_none(&found);
}

/// Whether a path begins here: not within an address, and with a name behind it.
fn names_path(line: &str, root: &str) -> bool {
    line.match_indices(root).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + root.len()..].chars().next();
        let is_within = before.is_some_and(|it| it.is_alphanumeric() || "#.-_}*)".contains(it));
        !is_within && after.is_some_and(char::is_alphanumeric)
    })
}

#[test]
fn a_path_of_some_machine_is_found() {
    let root = concat!("/ho", "me/");
    for (before, after, is_found) in [
        ("", "me/x", true),
        ("in `", "me", true),
        ("https://example.com", "me", false),
        ("", "{user}", false),
        ("#", "get", false),
    ] {
        let line = format!("{before}{root}{after}");
        assert_eq!(names_path(&line, root), is_found, "{line}");
    }
}

#[test]
fn all_files_are_text_with_plain_line_breaks() {
    let mut found = Vec::new();
    for name in files("") {
        let bytes = std::fs::read(path(&name)).expect("it can be read");
        let is_fixture =
            name.starts_with("tests/fixtures/") || name.starts_with("tests/snapshots/");
        if !is_fixture && (bytes.contains(&b'\r') || std::str::from_utf8(&bytes).is_err()) {
            found.push(name);
        }
    }
    assert_none(&found);
}

/// The lines of all files that are text of which something is true, with their places.
fn lines(is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for name in files("") {
        let bytes = std::fs::read(path(&name)).expect("it can be read");
        let text = String::from_utf8_lossy(&bytes);
        for (number, line) in text.lines().enumerate() {
            if is_wanted(line) {
                found.push(format!("{name}:{}: {line}", number + 1));
            }
        }
    }
    found
}
