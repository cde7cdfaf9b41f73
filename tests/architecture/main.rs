//! The generator's modules use each other in one direction, and some things in few places alone.
//!
//! The rules are tables below; what they are for is said in `ARCHITECTURE.md`. Source files are read
//! as tokens, so that comments and texts do not count; neither do tests, nor what `quote!` writes.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The stages with the data between them: each may use what stands before it.
const ROW: &[&str] = &[
    "source", "diag", "ir", "parse", "lower", "analyze", "plan", "tree", "render", "emit",
];

/// Modules beside the row, and what each may use.
const BESIDE: &[(&str, &[&str])] = &[
    ("config", &["source", "diag"]),
    ("signing", &["source", "diag", "ir"]),
    (
        "vectors",
        &["source", "diag", "ir", "parse", "lower", "signing"],
    ),
    ("diff", &["source", "diag", "ir"]),
    (
        "mock",
        &["source", "diag", "ir", "parse", "lower", "signing"],
    ),
];

/// What is found in few places alone: the path, and the files or folders that may have it.
const ABSENCES: &[(&str, &[&str])] = &[
    // What the command line knows, everyone else is given.
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("std::env", &["cli"]),
    ("std::process", &["cli", "main.rs"]),
    ("std::fs", &["cli", "emit"]),
    ("SystemTime", &["cli", "mock"]),
    ("Instant", &["cli", "mock"]),
    // How a document is read is known where it is read.
    ("saphyr_parser", &["parse"]),
    ("serde_yaml", &["parse", "config.rs", "cli"]),
    ("openapiv3", &["parse", "lower"]),
    // Names and tokens come through one door each.
    ("heck", &["plan/names.rs"]),
    ("quote", &["render"]),
    ("proc_macro2", &["render"]),
    ("syn", &["render"]),
    ("prettyplease", &["render"]),
    // Their order is not the same in two runs, so they are only looked things up in.
    ("HashMap", &["parse/builder.rs", "lower"]),
    ("HashSet", &[]),
    // Nothing is said but by what a function returns.
    ("println", &[]),
    ("eprintln", &[]),
    ("dbg", &[]),
];

#[test]
fn the_generator_keeps_its_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generator/src");
    let files = files(&root);
    assert!(!files.is_empty(), "there are sources in {}", root.display());
    let mut broken = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a source file can be read");
        let name = file
            .strip_prefix(&root)
            .expect("files lie under their root");
        let name = name.to_str().expect("names are ASCII").replace('\\', "/");
        broken.extend(violations(&name, &text));
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The source files under a folder, without those that are tests.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a source folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What a file does that the rules forbid.
fn violations(file: &str, text: &str) -> Vec<String> {
    let tokens: TokenStream = text.parse().expect("source files are Rust");
    let mut paths = Vec::new();
    collect(tokens, &mut paths);

    let module = module_of(file);
    let mut broken = Vec::new();
    for path in &paths {
        if let Some(used) = used_module(path, file)
            && !may_use(module, used)
        {
            broken.push(format!(
                "{file}: `{module}` must not know `{used}` ({})",
                path.join("::")
            ));
        }
        for (absent, places) in ABSENCES {
            let is_place = |place: &&str| file == *place || file.starts_with(&format!("{place}/"));
            if has(path, absent) && !places.iter().any(is_place) {
                broken.push(format!(
                    "{file}: `{absent}` has no place here ({})",
                    path.join("::")
                ));
            }
        }
    }
    broken
}

/// "diag/text.rs" belongs to `diag`, "emit.rs" to `emit`.
fn module_of(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The module of the crate that a path leads into.
fn used_module<'p>(path: &'p [String], file: &str) -> Option<&'p str> {
    let supers = path.iter().take_while(|it| *it == "super").count();
    // Files in a folder are one level down, its `mod.rs` is not.
    let depth = file.split('/').count() - usize::from(file.ends_with("/mod.rs"));
    let names = match path.first()?.as_str() {
        "crate" => &path[1..],
        "super" if supers >= depth => &path[supers..],
        _ => return None,
    };
    Some(names.first()?)
}

fn may_use(module: &str, used: &str) -> bool {
    let place = |name: &str| ROW.iter().position(|it| *it == name);
    let beside = |name: &str| BESIDE.iter().find(|(it, _)| *it == name);
    if module == used || module == "cli" {
        return true;
    }
    match (place(module), beside(module)) {
        (Some(here), _) => place(used).is_some_and(|there| there < here),
        (None, Some((_, allowed))) => allowed.contains(&used),
        // The façade uses all stages; the program is a call of `cli`.
        (None, None) => module == "lib" && used != "cli",
    }
}

/// Whether a path goes through another: `std::fs` is in `std::fs::File`.
fn has(path: &[String], wanted: &str) -> bool {
    let wanted: Vec<_> = wanted.split("::").collect();
    let is_crate = wanted[0].starts_with(|it: char| it.is_lowercase());
    let found = path.windows(wanted.len()).position(|part| part == wanted);
    // `quote` may also be the name of something of ours; as a crate it stands first.
    found.is_some_and(|place| place == 0 || !is_crate)
}

/// Collects all paths: those of `use` one by one, and those in the code.
fn collect(tokens: TokenStream, paths: &mut Vec<Vec<String>>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut place = 0;
    while place < tokens.len() {
        if is_test(&tokens[place..]) {
            place += item_length(&tokens[place..]);
            continue;
        }
        match &tokens[place] {
            TokenTree::Ident(ident) if ident == "use" => {
                let end = item_length(&tokens[place..]);
                expand(&tokens[place + 1..place + end - 1], &[], paths);
                place += end;
            }
            TokenTree::Ident(_) => {
                let (path, length) = path(&tokens[place..]);
                place += length;
                let is_macro = is_punct(tokens.get(place), '!');
                if is_macro && path.last().is_some_and(|it| it.ends_with("quote")) {
                    // What the generated crate uses is no business of these rules.
                    place += 2;
                }
                // A word alone is a path only as the name of a macro.
                if path.len() > 1 || is_macro {
                    paths.push(path);
                }
            }
            TokenTree::Group(group) => {
                collect(group.stream(), paths);
                place += 1;
            }
            _ => place += 1,
        }
    }
}

/// Whether `#[cfg(test)]` stands here.
fn is_test(tokens: &[TokenTree]) -> bool {
    let Some(TokenTree::Group(group)) = tokens.get(1) else {
        return false;
    };
    let text = group.stream().to_string().replace(' ', "");
    is_punct(tokens.first(), '#') && text == "cfg(test)"
}

/// The number of tokens to the end of an item: a semicolon or a block.
fn item_length(tokens: &[TokenTree]) -> usize {
    let is_end = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    };
    let is_use = matches!(&tokens[0], TokenTree::Ident(ident) if ident == "use");
    let end = tokens.iter().position(|token| match token {
        TokenTree::Group(_) if is_use => false,
        token => is_end(token),
    });
    end.map_or(tokens.len(), |end| end + 1)
}

/// The path that begins here, and the number of its tokens.
fn path(tokens: &[TokenTree]) -> (Vec<String>, usize) {
    let mut names = Vec::new();
    let mut place = 0;
    while let Some(TokenTree::Ident(ident)) = tokens.get(place) {
        names.push(ident.to_string());
        place += 1;
        if !(is_punct(tokens.get(place), ':') && is_punct(tokens.get(place + 1), ':')) {
            break;
        }
        place += 2;
    }
    (names, place.max(1))
}

/// The paths of what stands behind `use`, groups written out.
fn expand(tokens: &[TokenTree], before: &[String], paths: &mut Vec<Vec<String>>) {
    for part in tokens.split(|token| is_punct(Some(token), ',')) {
        let (names, length) = path(part);
        let names = [before, &names].concat();
        match part.get(length.min(part.len())..).and_then(<[_]>::first) {
            Some(TokenTree::Group(group)) => {
                let inner: Vec<_> = group.stream().into_iter().collect();
                expand(&inner, &names, paths);
            }
            _ if !part.is_empty() => paths.push(names),
            _ => {}
        }
    }
}

fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

mod rules {
    use super::violations;

    fn check(file: &str, text: &str, broken: usize) {
        let found = violations(file, text);
        assert_eq!(found.len(), broken, "{text}\n{found:?}");
    }

    #[test]
    fn a_stage_uses_what_stands_before_it() {
        check(
            "lower/body.rs",
            "use crate::parse::At; use crate::{diag, ir::Api};",
            0,
        );
        check("lower/body.rs", "use crate::{diag, plan::names};", 1);
        check("lower/body.rs", "fn f() { crate::render::render() }", 1);
        check("lower/mod.rs", "use super::emit;", 1);
        check(
            "lower/body.rs",
            "use super::emit; use super::super::emit;",
            1,
        );
        check("source.rs", "use crate::new_module::X;", 1);
    }

    #[test]
    fn the_facade_knows_all_but_the_command_line() {
        check("lib.rs", "use crate::emit; use crate::cli;", 1);
        check("plan/mod.rs", "use crate::Options;", 1);
        check("main.rs", "fn main() { countersign::cli::main() }", 0);
    }

    #[test]
    fn modules_beside_the_row_use_little() {
        check("signing/mod.rs", "use crate::{ir, source, diag};", 0);
        check("signing/mod.rs", "use crate::parse;", 1);
        check("ir/mod.rs", "use crate::signing;", 1);
    }

    #[test]
    fn what_has_few_places_is_seen_in_others() {
        check("plan/mod.rs", "use std::{fs::File, io};", 1);
        check("plan/mod.rs", "fn f() { std::env::var(\"X\"); }", 1);
        check(
            "plan/mod.rs",
            "use std::time::{Duration, SystemTime as Now};",
            1,
        );
        check("plan/types.rs", "use heck::ToSnakeCase;", 1);
        check("plan/names.rs", "use heck::ToSnakeCase;", 0);
        check("plan/mod.rs", "fn f() { println!(\"x\"); }", 1);
    }

    #[test]
    fn comments_texts_tests_and_generated_code_do_not_count() {
        check(
            "plan/mod.rs",
            "//! std::fs\n/// crate::cli\nfn f() { g(\"std::env\"); }",
            0,
        );
        check("plan/mod.rs", "#[cfg(test)]\nmod tests { use std::fs; }", 0);
        check("plan/mod.rs", "#[cfg(test)]\nmod tests;\nuse std::fs;", 1);
        check(
            "render/mod.rs",
            "fn f() { quote! { std::env::var(crate::cli) } }",
            0,
        );
    }
}
