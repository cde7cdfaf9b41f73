//! Reports about documents: all in one run, for people and for programs.

use crate::scene::{SHOP, Scene, check};

/// A document with ten mistakes, each of another kind.
const TEN: &str = r##"openapi: 3.0.3
info: {title: Shop}
paths:
  orders:
    get: {responses: {"200": {description: ok}}}
  /orders/{order}:
    get:
      operationId: order
      responses: {"2000": {description: ok}}
    put:
      operationId: order
      security: [{key: []}]
      parameters:
        - {name: order, in: path, required: true, schema: {type: integr}}
        - {name: page, in: body, schema: {type: integer}}
      requestBody: {content: {application/json: {schema: {properties: [id]}}}}
      responses: {"200": {$ref: "#/components/responses/Order"}}
"##;

/// The document of the shop with a reference to something that is called otherwise.
fn dangling() -> String {
    SHOP.replace("schemas/Order\"", "schemas/Ordr\"")
}

#[test]
fn ten_mistakes_are_ten_reports() {
    let scene = Scene::with(&[("api.yaml", TEN)]);
    let ran = scene.run("lint api.yaml --message-format json");
    let mut codes: Vec<_> = ran.stdout.lines().map(|line| &line[9..15]).collect();
    assert_eq!(codes.len(), 10, "{codes:?}");
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 10, "{codes:?}");
    check!(scene.run("lint api.yaml"));
}

#[test]
fn thousands_of_mistakes_are_counted() {
    let tags = "  - 1\n".repeat(5_000);
    let document = format!("{SHOP}tags:\n{tags}");
    let ran = Scene::with(&[("api.yaml", &document)]).run("lint api.yaml");
    let end: Vec<_> = ran.stdout.lines().rev().take(3).collect();
    assert_eq!(
        end,
        [
            "5000 warnings",
            "",
            "4950 more reports of CS0110 are not shown"
        ]
    );
}

#[test]
fn a_reference_to_nothing_is_a_warning() {
    let scene = Scene::with(&[("shop.yaml", &dangling())]);
    let ran = scene.run("generate shop.yaml --out client");
    check!(ran);
    // What it refers to is free JSON.
    let operation = scene.read("client/src/orders/get_order.rs");
    assert!(operation.contains("payload::Json<Value>"), "{operation}");
}

#[test]
fn a_reference_to_nothing_is_an_error_when_strict() {
    let scene = Scene::with(&[("shop.yaml", &dangling())]);
    check!(scene.run("generate shop.yaml --out client --strict"));
    assert!(!scene.path("client").exists());
}

#[test]
fn references_that_go_in_a_circle() {
    let circle = "Ordr: {$ref: \"#/components/schemas/Also\"}\n    Also: {$ref: \"#/components/schemas/Ordr\"}\n    Order:";
    let document = dangling().replace("Order:\n", &format!("{circle}\n"));
    let scene = Scene::with(&[("shop.yaml", &document)]);
    check!(scene.session(&["lint shop.yaml", "lint shop.yaml --strict"]));
}

#[test]
fn reports_for_programs_are_json_one_a_line() {
    let scene = Scene::with(&[("api.yaml", TEN)]);
    let ran = scene.run("lint api.yaml --message-format json");
    for line in ran.stdout.lines() {
        let report: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        assert_eq!(report["file"], "api.yaml");
        assert!(report["line"].is_u64(), "{report}");
    }
    check!(ran);
}

#[test]
fn colors_when_they_are_asked_for() {
    let scene = Scene::with(&[("shop.yaml", &dangling())]);
    let ran = scene.run("lint shop.yaml --color always");
    check!(ran.to_string().replace('\u{1b}', "^"));
}

#[test]
fn colored_reports_say_what_plain_ones_say() {
    let scene = Scene::with(&[("api.yaml", TEN)]);
    let colored = scene.run("lint api.yaml --color always").stdout;
    let plain = scene.run("lint api.yaml --color never").stdout;
    assert!(!plain.contains('\u{1b}'));
    assert_eq!(without_colors(&colored), plain);
}

/// The text without `ESC [ … m`.
fn without_colors(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('m').map_or(part, |(_, rest)| rest));
    first + &rest.collect::<String>()
}

#[test]
fn many_types_are_within_the_depth_that_rustdoc_follows() {
    for (count, is_deep) in [(100, false), (101, true)] {
        let mut text = String::from(
            "openapi: 3.1.0\ninfo: {title: Many, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
             responses:\n        '200':\n          description: A.\n          content:\n            \
             application/json: {schema: {$ref: '#/components/schemas/T0'}}\ncomponents:\n  schemas:\n",
        );
        let schemas = (0..count).map(|at| {
            let held = format!("{{$ref: '#/components/schemas/T{}'}}", (at + 1) % count);
            format!("    T{at}: {{type: object, properties: {{next: {held}}}}}\n")
        });
        text.extend(schemas);
        let scene = Scene::with(&[("many.yaml", &text)]);
        let ran = scene.run("generate many.yaml --out client");
        assert_eq!(ran.code, 0, "{ran}");
        let root = scene.read("client/src/lib.rs");
        assert_eq!(
            root.contains("#![cfg_attr(doc, recursion_limit = \"1024\")]"),
            is_deep
        );
    }
}
