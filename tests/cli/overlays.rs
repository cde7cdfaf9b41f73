//! Overlays: a document that stays as it came, and a file with what it lacks.

use crate::scene::{SHOP, Scene, check};

/// A document of a vendor with a key in a header, and an overlay with these actions.
fn scene(actions: &str) -> Scene {
    let scheme = "  securitySchemes:\n    key: {type: apiKey, in: header, name: X-Key}\nsecurity: [{key: []}]\n";
    let overlay =
        format!("overlay: 1.1.0\ninfo: {{title: More, version: '1'}}\nactions:\n{actions}");
    Scene::with(&[
        ("shop.yaml", &format!("{SHOP}{scheme}")),
        ("more.yaml", &overlay),
    ])
}

/// What `lint` says about the document under these actions.
fn lint(actions: &str) -> String {
    scene(actions)
        .run("lint shop.yaml --overlay more.yaml")
        .to_string()
}

/// The document as the actions leave it.
fn left(actions: &str) -> String {
    let ran = scene(actions).run("dump shop.yaml --overlay more.yaml --stage document");
    assert_eq!(ran.code, 0, "{ran}");
    ran.stdout
}

const RECIPE: &str = "  - target: $.components.securitySchemes.key
    update:
      x-signing:
        credentials: {secret: {secret: true}}
        algorithm: hmac-sha256
        message: '{path}'
        place: [{in: header, name: X-Signature, value: '{signature}'}]
";

#[test]
fn a_recipe_is_put_into_a_document() {
    let sign =
        "sign shop.yaml getOrder --overlay more.yaml --param order=7 --credential secret=hush";
    check!(scene(RECIPE).session(&["lint shop.yaml --overlay more.yaml", sign]));
}

#[test]
fn mistakes_are_reported_where_the_overlay_has_them() {
    check!(lint(
        &RECIPE
            .replace("{path}", "{paht}")
            .replace("hmac-sha256", "rot13")
    ));
}

#[test]
fn the_configuration_names_overlays() {
    let scene = scene(RECIPE);
    scene.write(
        "countersign.yaml",
        "spec: shop.yaml\noverlays: [more.yaml]\nout: client\n",
    );
    assert_eq!(scene.run("").code, 0);
    assert!(
        scene
            .read("client/src/security/key.rs")
            .contains("hmac_sha256")
    );
    // The crate is another one once the overlay is.
    assert_eq!(scene.run("generate --check").code, 0);
    scene.edit("more.yaml", "{path}", "{method}");
    assert_eq!(scene.run("generate --check").code, 1);
}

#[test]
fn what_an_action_selects_is_taken_away() {
    let left = left("  - target: $.components.schemas.Order.properties.note\n    remove: true\n");
    assert!(
        left.contains(" id:\n") && !left.contains(" note:\n"),
        "{left}"
    );
}

#[test]
fn items_are_taken_away_from_the_end_of_a_list() {
    let actions = "  - target: $.paths..parameters
    update: [{name: a, in: query, schema: {type: string}}, {name: b, in: query, schema: {type: string}}]
  - target: $.paths..parameters
    update: {name: c, in: query, schema: {type: string}}
  - target: $.paths..parameters[?@.in == 'query' && @.name != 'b']
    remove: true
";
    let left = left(actions);
    assert!(
        left.contains("name: b\n") && !left.contains("name: a\n") && !left.contains("name: c\n"),
        "{left}"
    );
}

#[test]
fn a_value_is_copied_and_another_replaced() {
    let actions = "  - target: $.components.schemas
    update: {Bill: {description: A bill.}}
  - target: $.components.schemas.Bill
    copy: $.components.schemas.Order
  - target: $.components.schemas.Bill.properties.note.type
    update: integer
  - target: $.paths..schema['$ref']
    update: '#/components/schemas/Bill'
";
    let left = left(actions);
    let bill = "Bill:\n      description: A bill.\n      type: object\n";
    assert!(left.contains(bill), "{left}");
    assert!(left.contains("$ref: '#/components/schemas/Bill'"), "{left}");
    let said = lint(actions);
    assert!(said.contains("nothing to report"), "{said}");
}

#[test]
fn an_action_that_selects_nothing_is_reported() {
    check!(lint(
        "  - target: $.components.securitySchemes.kye\n    update: {description: A key.}\n"
    ));
}

#[test]
fn what_does_not_go_together_is_reported() {
    check!(lint(
        "  - target: $.info
    update: {title: [a]}
  - target: $
    remove: true
  - target: $.info
    copy: $.paths.*.*.responses.*
  - target: $.paths..parameters
    update: {in: {}}
"
    ));
}

#[test]
fn what_is_no_action_is_reported() {
    check!(lint(
        "  - target: $.paths[\n    remove: true\n  - target: $.info\n  - update: {}\n  - 1\n"
    ));
}

#[test]
fn what_is_no_overlay_is_reported() {
    for (text, message) in [
        ("openapi: 3.0.3", "there is no member `overlay`"),
        (
            "overlay: 2.0.0",
            "version `2.0.0` of overlays is not supported",
        ),
        ("overlay: 1.0.0", "`actions`"),
        ("overlay: [", "more.yaml:1:"),
        ("", "the document is empty"),
    ] {
        let scene = scene("");
        scene.write("more.yaml", text);
        let ran = scene.run("lint shop.yaml --overlay more.yaml");
        assert_eq!(ran.code, 1, "{ran}");
        assert!(
            ran.stdout.contains(message) && ran.stdout.contains("more.yaml"),
            "{ran}"
        );
    }
}

#[test]
fn paths_that_would_take_forever_are_refused() {
    let nested = format!("$[{}{}", "?@[".repeat(40), "]".repeat(41));
    let ran = lint(&format!("  - target: '{nested}'\n    remove: true\n"));
    assert!(ran.contains("CS0130"), "{ran}");
    // The letters of all languages, looked for in eight megabytes.
    let scene = scene("  - target: $[?search(@, '\\\\p{L}{3}1')]\n    remove: true\n");
    let text = "a".repeat(8 << 20);
    scene.write("shop.yaml", format!("{SHOP}x-text: {text}\n"));
    let ran = scene.run("lint shop.yaml --overlay more.yaml");
    assert!(
        ran.stdout
            .contains("error[CS0130]: the paths of the overlays"),
        "{ran}"
    );
    assert!(ran.stdout.contains("more.yaml:4:13"), "{ran}");
}

#[test]
fn an_action_takes_each_value_once() {
    let actions = "  - target: $.x
    update: {l: [1, 2, 3, 4]}
  - target: $.x.l[0, 0, -4]
    remove: true
";
    let actions = format!("  - target: $\n    update: {{x: {{}}}}\n{actions}");
    let left = left(&actions);
    assert!(left.contains("l:\n  - 2\n  - 3\n  - 4\n"), "{left}");
}

#[test]
fn copies_of_copies_are_bounded() {
    let double = "  - target: $.x\n    copy: $\n".repeat(40);
    let ran = lint(&format!("  - target: $\n    update: {{x: {{}}}}\n{double}"));
    assert!(ran.contains("CS0005"), "{ran}");
    let double = "  - target: $.x\n    copy: $.x\n".repeat(60);
    let ran = lint(&format!(
        "  - target: $\n    update: {{x: [[1], [2]]}}\n{double}"
    ));
    assert!(ran.contains("CS0005"), "{ran}");
}
