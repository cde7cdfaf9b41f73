//! Tests: names that the document must not take are those that the support sources have.

use super::homes::{CLIENT_METHODS, ROOT_MODULES};
use super::schemes::BUILDER_METHODS;
use super::support::{OPTIONAL, PRIMITIVES, SOURCES, dependencies};

/// The text of a support source.
fn source(path: &str) -> &'static str {
    let source = SOURCES.iter().find(|source| source.path == path);
    source.expect("the source is registered").text
}

/// The functions in the blocks of a file that begin with `head`, private ones too: a type has one of each name.
fn functions<'a>(text: &'a str, head: &str) -> Vec<&'a str> {
    let blocks = text.split(head).skip(1);
    let lines = blocks.flat_map(|block| block.split("\n}").next().unwrap_or_default().lines());
    let names = lines.filter_map(|line| {
        let line = line.strip_prefix("    ")?;
        let (before, after) = line.split_once("fn ")?;
        let is_signature = !line.starts_with([' ', '/']) && !before.contains('(');
        is_signature.then(|| after.split(['(', '<']).next().unwrap_or_default())
    });
    names.collect()
}

fn assert_all_in(names: &[&str], list: &[&str]) {
    let missing: Vec<_> = names.iter().filter(|name| !list.contains(name)).collect();
    assert!(!names.is_empty(), "the source is read");
    assert!(missing.is_empty(), "not reserved: {missing:?}");
}

#[test]
fn no_tag_takes_the_name_of_a_method_of_the_client() {
    for path in ["support/client.rs", "support/blocking.rs"] {
        let methods = functions(source(path), "\nimpl Client {");
        assert_all_in(&methods, CLIENT_METHODS);
    }
}

#[test]
fn no_scheme_takes_the_name_of_a_method_of_the_builder() {
    for path in ["support/builder.rs", "support/blocking.rs"] {
        let methods = functions(source(path), "\nimpl ClientBuilder {");
        assert_all_in(&methods, BUILDER_METHODS);
    }
}

#[test]
fn no_tag_takes_the_name_of_a_dependency() {
    let modules: Vec<_> = PRIMITIVES
        .iter()
        .map(|primitive| primitive.module)
        .collect();
    let optional: Vec<_> = OPTIONAL.iter().map(|optional| optional.module).collect();
    let names = dependencies(&modules, &optional).into_iter();
    // One has words behind its name that tell two lines apart.
    let names = names.filter_map(|name| name.split(' ').next());
    let names: Vec<_> = names.map(|name| name.replace('-', "_")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    assert_all_in(&names, ROOT_MODULES);
}
