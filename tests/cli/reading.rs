//! Documents that cannot be read, and those that can although it does not look so.

use crate::scene::{SHOP, Scene, check};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Shop, version: \"1\"}\npaths: {}\n";

/// What `lint` says about a document.
fn lint(document: impl AsRef<[u8]>) -> String {
    let scene = Scene::with(&[]);
    scene.write("api.yaml", document);
    scene.run("lint api.yaml").to_string()
}

#[test]
fn a_file_that_is_not_there() {
    let scene = Scene::with(&[]);
    check!(scene.session(&["lint api.yaml", "generate api.yaml --out client"]));
}

#[test]
fn a_folder() {
    check!(Scene::with(&[("api/x", "")]).run("lint api"));
}

#[test]
fn text_that_is_not_utf_8() {
    check!(lint(b"openapi: 3.0.3\ninfo: {title: \"caf\xe9\"}\n"));
}

#[test]
fn text_that_is_utf_16() {
    check!(lint(b"\xff\xfeo\0p\0e\0n\0a\0p\0i\0"));
}

#[test]
fn marks_and_line_breaks_of_other_systems_make_no_difference() {
    let scene = Scene::generated();
    let marked = format!("\u{feff}{}", SHOP.replace('\n', "\r\n"));
    scene.write("shop.yaml", marked);
    let ran = scene.run("generate shop.yaml --out client");
    assert_eq!(ran.stdout, "nothing to do: client is up to date\n");
}

#[test]
fn an_empty_file() {
    check!(lint(""));
}

#[test]
fn nothing_but_a_comment() {
    check!(lint("# to be written\n"));
}

#[test]
fn something_else_in_yaml() {
    check!(lint("hello: world\n"));
}

#[test]
fn a_list() {
    check!(lint("[1, 2]\n"));
}

#[test]
fn prose() {
    check!(lint("Dear reader,\n\nthis is no document.\n"));
}

#[test]
fn swagger() {
    check!(lint("swagger: \"2.0\"\n"));
}

#[test]
fn a_version_to_come() {
    check!(lint("openapi: 4.0.0\n"));
}

#[test]
fn a_brace_that_is_never_closed() {
    check!(lint("openapi: 3.0.3\ninfo: {title: Shop\npaths: {}\n"));
}

#[test]
fn two_documents_in_one_file() {
    check!(lint(format!("{HEAD}---\n{HEAD}")));
}

#[test]
fn values_of_wrong_types() {
    check!(lint(
        "openapi: 3.0.3\ninfo: Shop\npaths: []\ncomponents: 3\nservers: x\n"
    ));
}

#[test]
fn names_that_stand_twice() {
    check!(lint(format!("{HEAD}components: {{}}\npaths: {{}}\n")));
}

#[test]
fn an_alias_bomb() {
    let levels = (1..12).map(|level| {
        let list = [format!("*x{}", level - 1).as_str(); 9].join(", ");
        format!("x-{level}: &x{level} [{list}]")
    });
    let levels = levels.collect::<Vec<_>>().join("\n");
    let first = "x-0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]";
    check!(lint(format!("{HEAD}{first}\n{levels}\n")));
}

#[test]
fn an_alias_of_itself() {
    check!(lint(format!("{HEAD}x-self: &self [*self]\n")));
}

#[test]
fn a_hundred_thousand_brackets() {
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    check!(lint(format!(
        "{{\"openapi\": \"3.0.3\", \"x\": {open}{close}}}"
    )));
}

#[test]
fn a_hundred_thousand_brackets_that_are_never_closed() {
    check!(lint("[".repeat(100_000)));
}

#[test]
fn a_thousand_levels_of_indentation() {
    let levels = (1..1000).map(|level| format!("{:level$}a:", ""));
    let levels = levels.collect::<Vec<_>>().join("\n");
    check!(lint(format!("{HEAD}x:\n{levels}\n")));
}

#[test]
fn json_is_known_by_its_content() {
    let document =
        r#"{"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {}}"#;
    for name in ["api.yaml", "api.json", "api.txt", "api"] {
        let ran = Scene::with(&[(name, document)]).run(&format!("lint {name}"));
        assert_eq!(ran.stdout, format!("nothing to report: {name}\n"));
    }
}

#[test]
fn a_document_on_standard_input() {
    let scene = Scene::with(&[]);
    let lint = scene.run_in(".", "lint -", b"openapi: 4.0.0\n");
    let generate = scene.run_in(".", "generate - --out client", SHOP.as_bytes());
    check!(format!("{lint}\n{generate}"));
}

#[test]
fn what_came_from_standard_input_is_what_a_file_gives() {
    let scene = Scene::generated();
    let ran = scene.run_in(".", "generate - --out client --check", SHOP.as_bytes());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}
