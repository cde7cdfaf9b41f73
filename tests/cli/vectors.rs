//! `vectors`: recipes beside what was published.

use std::fs;
use std::path::Path;

use crate::scene::{Scene, check};

/// Two recipes, a request that is signed, and a webhook. The signatures were made with other tools.
const SHOP: &str = r#"{
  "about": "members that the format does not know are skipped",
  "recipes": {
    "shop": {
      "credentials": {"key": {}, "secret": {"secret": true}},
      "values": {"now": {"time": "unix-s"}},
      "algorithm": "hmac-sha256",
      "message": "{now}\n{method}\n{path}\n{secret}\n{body|sha256|hex}",
      "place": [{"in": "header", "name": "X-Signature", "value": "{key}:{signature}"}]
    },
    "hook": {
      "credentials": {"secret": {"secret": true}},
      "algorithm": "hmac-sha256",
      "message": "{body}",
      "verify": {"received": "{header.x-signature}"}
    }
  },
  "vectors": [
    {
      "id": "an-order", "recipe": "shop", "kind": "request", "note": "made by hand",
      "credentials": {"key": "public", "secret": "never shown"},
      "values": {"now": 1700000000},
      "request": {"method": "POST", "url": "https://shop.example/orders", "headers": [], "body": "{\"a\":1}"},
      "expected": {
        "message": "1700000000\nPOST\n/orders\nnever shown\n015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862",
        "signature": "@SIGNATURE@",
        "placed": [{"in": "header", "name": "X-Signature", "value": "public:@SIGNATURE@"}],
        "intermediate": {"body|sha256|hex": "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"}
      }
    },
    {
      "id": "a-webhook", "recipe": "hook", "kind": "webhook",
      "credentials": {"secret": "never shown"},
      "request": {
        "method": "POST", "url": "https://me.example/hook",
        "headers": [["X-Signature", "@HOOK@"]],
        "body_base64": "eyJhIjoxfQ=="
      },
      "expected": {"message": "{\"a\":1}", "signature": "@HOOK@"}
    }
  ]
}
"#;
const SIGNATURE: &str = "21ada5dc03b8099afc840a1ee45134222b9f7d14c3a8bea2e830e70e7525a133";
const HOOK: &str = "1c60c5762887c98334257eab4f1f345927157700dddb9cfc8b4154d2f0dc9c45";

fn scene() -> Scene {
    let text = SHOP
        .replace("@SIGNATURE@", SIGNATURE)
        .replace("@HOOK@", HOOK);
    Scene::with(&[("shop.json", &text)])
}

/// What is said when a text of the file is another one.
fn with(old: &str, new: &str) -> String {
    let scene = scene();
    scene.edit("shop.json", old, new);
    let ran = scene.run("vectors shop.json");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(!ran.stdout.contains("never shown"), "{ran}");
    ran.to_string()
}

#[test]
fn all_come_out() {
    check!(scene().run("vectors shop.json"));
}

#[test]
fn the_recipe_of_a_vector_may_be_one_that_ships() {
    let recipes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generator/recipes");
    let text = fs::read_to_string(recipes.join("aws-sigv4.vectors.json")).expect("it is there");
    let scene = Scene::with(&[]);
    let ran = scene.run_in(".", "vectors -", text.as_bytes());
    assert_eq!(ran.stdout, "8 passed, 0 failed\n", "{ran}");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran}");
}

#[test]
fn a_message_that_differs() {
    check!(with("/orders\\n", "/order\\n"));
}

/// One filter of the recipe is another: the message shows which.
#[test]
fn a_filter_that_was_changed() {
    check!(with("{body|sha256|hex}\",", "{body|sha256|base64}\","));
}

#[test]
fn a_message_that_is_secret() {
    check!(with("{path}\\n{secret}", "{path}"));
}

#[test]
fn a_signature_that_differs() {
    check!(with(SIGNATURE, &SIGNATURE.replace('5', "6")));
}

#[test]
fn a_webhook_that_is_refused() {
    check!(with("eyJhIjoxfQ==", "eyJhIjoyfQ=="));
}

#[test]
fn a_webhook_of_which_nothing_is_signed() {
    check!(with(
        "\"message\": \"{body}\",",
        "\"message\": \"{body|first:0}\","
    ));
}

#[test]
fn several_things_that_cannot_be_read() {
    let scene = scene();
    for (old, new) in [
        ("\"kind\": \"webhook\"", "\"kind\": \"call\""),
        (
            "\"algorithm\": \"hmac-sha256\",\n      \"message\": \"{now}",
            "\"algorithm\": \"rot13\",\n      \"message\": \"{now}",
        ),
        ("\"recipe\": \"hook\"", "\"recipe\": \"hooks\""),
        ("\"headers\": [],", "\"headers\": {},"),
    ] {
        scene.edit("shop.json", old, new);
    }
    check!(scene.run("vectors shop.json"));
}

#[test]
fn files_that_are_none() {
    let scene = Scene::with(&[
        ("list.json", "[]"),
        ("broken.json", "{\"vectors\": [}"),
        ("empty.json", "{}"),
    ]);
    check!(scene.session(&[
        "vectors list.json",
        "vectors broken.json",
        "vectors empty.json",
        "vectors nothing.json",
        "vectors",
    ]));
}

#[test]
fn results_for_programs_are_json_one_a_line() {
    let scene = scene();
    scene.edit("shop.json", "/orders\\n", "/order\\n");
    check!(scene.run("vectors shop.json --message-format json"));
}

#[test]
fn a_crate_has_the_code_of_each_recipe_and_a_test_for_each_vector() {
    let scene = scene();
    check!(scene.session(&[
        "vectors shop.json --out proof",
        "vectors shop.json --out proof --name 1st",
    ]));
    let tests = scene.read("proof/src/security/shop/vectors.rs");
    assert!(tests.contains("fn an_order()"), "{tests}");
    assert!(tests.contains(SIGNATURE), "{tests}");
    assert!(scene.path("proof/src/security/hook/vectors.rs").is_file());
    let manifest: toml::Table = scene.read("proof/Cargo.toml").parse().expect("it is TOML");
    assert_eq!(manifest["package"]["name"].as_str(), Some("proof"));
}

#[test]
fn a_crate_is_written_of_vectors_that_fail_as_well() {
    let scene = scene();
    scene.edit("shop.json", SIGNATURE, &SIGNATURE.replace('5', "6"));
    let ran = scene.run("vectors shop.json --out proof");
    assert_eq!(ran.code, 1, "{ran}");
    // The published signature is what the test asks for, whatever the evaluator says.
    let tests = scene.read("proof/src/security/shop/vectors.rs");
    assert!(tests.contains(&SIGNATURE.replace('5', "6")), "{tests}");
}
