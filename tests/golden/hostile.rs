//! A stranger's text stays text: it is never code, never a file elsewhere, never a dependency, never a doctest.
//!
//! What a text becomes is compared with what a harmless text becomes: but for names, literals and docs the two
//! crates are the same, token by token.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use countersign::tree::FileTree;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use toml::Table;

use crate::hostile_document::{HARMLESS, TEXTS, document, long, recipe};
use crate::outcome::{Outcome, text_of};

/// How the links begin that docs may have: to the web, and those of our own words.
const OURS: &[&str] = &[
    "https://",
    "super::",
    "Self::",
    "crate::security::",
    "crate::signing::",
    "crate::ClientBuilder",
    "crate::HeaderError",
];

/// The page that leads to all operations, each in a module named after a tag.
const OVERVIEW: &str = "src/overview.rs";

#[test]
fn every_file_is_the_code_that_a_harmless_text_becomes() {
    let expected = skeletons(&tree(HARMLESS));
    for_each_text(|text, tree| {
        let found = skeletons(tree);
        if text.len() > 1_000 {
            // Long lines are broken with other braces and commas; that they are Rust was seen.
            return;
        }
        assert_eq!(found.len(), expected.len(), "{text:?} becomes other files");
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "{text:?} becomes other code");
        }
    });
}

#[test]
fn every_path_is_a_sane_one_on_every_system() {
    for_each_text(|text, tree| {
        let mut seen = BTreeSet::new();
        for (path, _) in tree.iter() {
            assert!(path.split('/').all(is_sane), "{text:?} becomes {path:?}");
            assert!(path.len() < 200, "{path} is too long");
            assert!(
                seen.insert(path.to_lowercase()),
                "{path} differs by case alone"
            );
        }
    });
}

#[test]
fn the_manifest_asks_for_nothing_else() {
    let expected = manifest(&tree(HARMLESS));
    for_each_text(|text, tree| {
        let mut found = manifest(tree);
        for told in ["description", "homepage"] {
            let package = found["package"].as_table_mut();
            let package = package.expect("a manifest describes a package");
            package.remove(told);
            if let Some(value) = expected["package"].get(told) {
                package.insert(told.to_owned(), value.clone());
            }
        }
        assert_eq!(found, expected, "{text:?} becomes another manifest");
    });
}

#[test]
fn docs_hold_no_code_html_or_links_of_their_own() {
    for_each_text(|text, tree| {
        for (path, content) in rust_files(tree) {
            for docs in docs_of(content) {
                let faults: Vec<_> = faults(&docs, path).collect();
                assert!(faults.is_empty(), "{text:?} in {path}: {faults:?}\n{docs}");
            }
        }
    });
}

#[test]
fn the_readme_has_two_blocks_of_code() {
    for_each_text(|text, tree| {
        let readme = text_of(tree.get("README.md").expect("a crate has a README"));
        let blocks: Vec<_> = Parser::new_ext(readme, Options::all())
            .filter_map(|event| match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => Some(info.to_string()),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Some("indented".into()),
                Event::Html(_) | Event::InlineHtml(_) => Some("html".into()),
                _ => None,
            })
            .collect();
        assert_eq!(blocks, ["toml", "rust"], "{text:?}\n{readme}");
    });
}

#[test]
fn nothing_that_is_invisible_reaches_a_file() {
    for_each_text(|text, tree| {
        for (path, content) in tree.iter() {
            let invisible = text_of(content).chars().find(|c| is_invisible(*c));
            assert_eq!(invisible, None, "{text:?} in {path}");
        }
    });
}

#[test]
fn names_within_a_recipe_are_refused_or_harmless() {
    for text in TEXTS {
        let outcome = Outcome::of("recipe.json", recipe(text).as_bytes());
        skeletons(&outcome.tree);
    }
}

#[test]
fn all_texts_fit_into_one_document() {
    let long = long();
    let texts: Vec<_> = TEXTS.iter().copied().chain([long.as_str()]).collect();
    let outcome = Outcome::with_headers("all.json", document(&texts).as_bytes());
    skeletons(&outcome.tree);
}

/// Runs a check on what each text becomes.
fn for_each_text(check: impl Fn(&str, &FileTree)) {
    static ALL: LazyLock<Vec<(String, FileTree)>> = LazyLock::new(|| {
        let texts = TEXTS.iter().map(|text| (*text).to_owned()).chain([long()]);
        texts.map(|text| (text.clone(), tree(&text))).collect()
    });
    for (text, tree) in ALL.iter() {
        check(text, tree);
    }
}

/// The crate of a document that has the text everywhere.
fn tree(text: &str) -> FileTree {
    Outcome::with_headers("hostile.json", document(&[text]).as_bytes()).tree
}

/// The files of Rust that are not the same in all crates.
fn rust_files(tree: &FileTree) -> impl Iterator<Item = (&str, &str)> {
    let files = tree.iter().map(|(path, content)| (path, text_of(content)));
    files.filter(|(path, _)| is_rust(path) && !path.starts_with("src/support/"))
}

fn is_rust(path: &str) -> bool {
    path.rsplit('.').next() == Some("rs")
}

/// The code of each file without names, literals and docs, sorted since names decide the order of files.
fn skeletons(tree: &FileTree) -> Vec<String> {
    let files = rust_files(tree).map(|(path, text)| {
        let file = syn::parse_file(text);
        assert!(file.is_ok(), "{path} is no Rust: {:?}\n{text}", file.err());
        let tokens: TokenStream = text.parse().expect("what syn reads is made of tokens");
        let (imports, rest) = parted(tokens);
        let mut imports: Vec<_> = imports.into_iter().map(skeleton_of).collect();
        imports.sort();
        imports.concat() + &skeleton_of(rest)
    });
    let mut skeletons: Vec<_> = files.collect();
    skeletons.sort();
    skeletons
}

/// The imports of a file, which names put in order as well, and the rest of it.
fn parted(tokens: TokenStream) -> (Vec<TokenStream>, TokenStream) {
    let (mut imports, mut rest) = (Vec::new(), Vec::new());
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        if matches!(&token, TokenTree::Ident(word) if word == "use") {
            let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ';');
            imports.push(tokens.by_ref().take_while(|token| !is_end(token)).collect());
        } else {
            rest.push(token);
        }
    }
    (imports, rest.into_iter().collect())
}

/// Tokens with all names and literals alike, and without docs.
fn skeleton_of(tokens: TokenStream) -> String {
    let mut out = String::new();
    skeleton(tokens, &mut out);
    // The name of a member on the wire is given where it is not that of its field, and the docs of a text where it is
    // no Markdown.
    out.replace("name literal ", "")
        .replace("literal (literal )", "literal ")
}

/// Writes tokens down with all names and literals alike, and without docs.
fn skeleton(tokens: TokenStream, out: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(name) => {
                assert!(name.to_string().is_ascii(), "`{name}` is not ASCII");
                out.push_str("name ");
            }
            TokenTree::Literal(_) => out.push_str("literal "),
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                let _ = tokens.next_if(
                    |next| matches!(next, TokenTree::Punct(sign) if sign.as_char() == '!'),
                );
                match tokens.next() {
                    Some(TokenTree::Group(group)) if is_doc(group.stream()) => {}
                    Some(TokenTree::Group(group)) if is_deprecation(group.stream()) => {
                        out.push_str("#[");
                        skeleton(group.stream(), out);
                        out.push_str("] ");
                    }
                    Some(TokenTree::Group(group)) => {
                        let _ = write!(out, "#[{}] ", group.stream());
                    }
                    _ => out.push_str("# "),
                }
            }
            // The last comma of a list depends on where lines are broken.
            TokenTree::Punct(sign) if sign.as_char() == ',' && ends(tokens.peek()) => {}
            TokenTree::Punct(sign) => out.extend([sign.as_char(), ' ']),
            TokenTree::Group(group) => {
                let (open, close) = brackets(group.delimiter());
                out.push(open);
                skeleton(group.stream(), out);
                out.push(close);
            }
        }
    }
}

/// Whether a list ends with this token.
fn ends(next: Option<&TokenTree>) -> bool {
    match next {
        Some(TokenTree::Punct(sign)) => sign.as_char() == '>',
        other => other.is_none(),
    }
}

fn brackets(delimiter: Delimiter) -> (char, char) {
    match delimiter {
        Delimiter::Parenthesis => ('(', ')'),
        Delimiter::Brace => ('{', '}'),
        Delimiter::Bracket => ('[', ']'),
        Delimiter::None => (' ', ' '),
    }
}

fn is_doc(tokens: TokenStream) -> bool {
    begins_with(tokens, "doc")
}

/// Whether an attribute may hold a sentence of a description.
fn is_deprecation(tokens: TokenStream) -> bool {
    begins_with(tokens, "deprecated")
}

fn begins_with(tokens: TokenStream, word: &str) -> bool {
    matches!(tokens.into_iter().next(), Some(TokenTree::Ident(name)) if name == word)
}

/// The docs of each item of a file: the lines of comments that stand together.
fn docs_of(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        let line = line.trim_start();
        match line.strip_prefix("//!").or(line.strip_prefix("///")) {
            Some(doc) => lines.push(doc.strip_prefix(' ').unwrap_or(doc)),
            None if lines.is_empty() => {}
            None => all.push(std::mem::take(&mut lines).join("\n")),
        }
    }
    all
}

/// What a description must not bring into docs. The root's own example is a block of code.
fn faults(docs: &str, path: &str) -> impl Iterator<Item = String> {
    let (is_root, is_overview) = (path == "src/lib.rs", path == OVERVIEW);
    let mut options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    options |= Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    Parser::new_ext(docs, options).filter_map(move |event| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            let known = &*info == "text" || (is_root && &*info == "no_run");
            (!known).then(|| format!("code as `{info}`"))
        }
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Some("indented code".to_owned()),
        Event::Html(text) | Event::InlineHtml(text) => Some(format!("HTML: {text}")),
        Event::Start(Tag::Image { dest_url, .. }) => Some(format!("an image: {dest_url}")),
        Event::Start(Tag::FootnoteDefinition(name)) => Some(format!("a footnote: {name}")),
        Event::Start(Tag::Link { dest_url, .. }) => {
            let known = OURS.iter().any(|start| dest_url.starts_with(start));
            let leads_to_a_tag = is_overview && dest_url.starts_with("crate::");
            (!known && !leads_to_a_tag).then(|| format!("a link to {dest_url}"))
        }
        _ => None,
    })
}

/// Whether a part of a path is allowed on all systems.
fn is_sane(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default();
    let is_device = ["con", "prn", "aux", "nul"].contains(&stem)
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit()));
    let plain = part
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte));
    plain && !stem.is_empty() && !part.ends_with('.') && !is_device
}

fn is_invisible(c: char) -> bool {
    let is_direction =
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_break = matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    is_direction || is_break || (c.is_control() && c != '\n')
}

fn manifest(tree: &FileTree) -> Table {
    let manifest = text_of(tree.get("Cargo.toml").expect("a crate has a manifest"));
    manifest.parse().expect("a manifest is TOML")
}
