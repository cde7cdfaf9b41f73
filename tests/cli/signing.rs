//! Recipes with mistakes, and `sign`, which shows what a recipe does.

use crate::scene::{Scene, check};

/// The sample pair of the API's documentation. It opens nothing.
const PUBLIC: &str =
    "a9biVHtyP71VxuItAd88tuN+WyNGxVR41j9lGLj7zc0DjtGHkNRAKQWS/fiCnJPomY9i+hETCLiQvR5l+siKug==";
const SECRET: &str =
    "RbWMG0rT6NSDQPKXs44gau/97OTsMW1+EakuQA8gb+IwjIUAdx56Fl3Oa7a8dw5L3soWK/o6UFfqlzh/6LXPDA==";
/// The documentation's sample body, and its HMAC-SHA256 under that secret.
const BODY: &str = r#"{"from":"ETH","to":"USDT","nonce":1643881172430}"#;
const SIGNATURE: &str = "eeb0b30750aec75f89ea5f74e71bfdb5a678fbba7d626e1081d82172b2110ce7";

/// A folder with a document of one operation and a configuration that names it.
fn scene() -> Scene {
    Scene::with(&[
        ("onchainpay.yaml", include_str!("one_operation.yaml")),
        (
            "countersign.yaml",
            "spec: onchainpay.yaml\nout: generated\npackage: {name: onchainpay}\n",
        ),
        ("secret.txt", &format!("{SECRET}\n")),
        ("body.json", BODY),
    ])
}

/// What `lint` says when a line of the recipe is another one.
fn lint_with(old: &str, new: &str) -> String {
    let scene = scene();
    scene.edit("onchainpay.yaml", old, new);
    scene.run("lint").to_string()
}

#[test]
fn an_unknown_key_in_a_recipe() {
    check!(lint_with(
        "encode: hex\n",
        "encode: hex\n        encoding: upper\n"
    ));
}

#[test]
fn an_unknown_filter() {
    check!(lint_with(
        "message: \"{body}\"",
        "message: \"{body|shout}\""
    ));
}

#[test]
fn blanks_around_a_filter() {
    check!(lint_with(
        "message: \"{body}\"",
        "message: \"{body | sha256 | hex}\""
    ));
}

#[test]
fn an_unknown_algorithm() {
    check!(lint_with("algorithm: hmac-sha256", "algorithm: rot-13"));
}

#[test]
fn values_that_depend_on_each_other_in_a_circle() {
    check!(lint_with(
        "nonce: {counter: unix-ms}\n",
        "nonce: {counter: unix-ms}\n          one: \"{two}\"\n          two: \"{one}\"\n",
    ));
}

#[test]
fn a_name_that_nothing_has() {
    check!(lint_with(
        "value: \"{public_key}\"",
        "value: \"{publickey}\""
    ));
}

#[test]
fn a_recipe_with_a_mistake_withholds_the_output() {
    let scene = scene();
    scene.edit(
        "onchainpay.yaml",
        "algorithm: hmac-sha256",
        "algorithm: rot-13",
    );
    assert_eq!(scene.run("").code, 1);
    assert!(!scene.path("generated").exists());
}

#[test]
fn a_body_file_is_signed_byte_for_byte() {
    let line = format!(
        "sign --scheme partner --body-file body.json --credential public_key={PUBLIC} --credential secret=@secret.txt"
    );
    let ran = scene().run(&line);
    assert!(ran.stdout.contains(BODY), "{ran}");
    assert!(ran.stdout.contains(SIGNATURE), "{ran}");
    check!(ran);
}

#[test]
fn a_body_can_come_from_standard_input_and_credentials_from_the_environment() {
    let variables = [
        ("ONCHAINPAY_PARTNER_PUBLIC_KEY", PUBLIC),
        ("ONCHAINPAY_PARTNER_SECRET", SECRET),
    ];
    let line = "sign --scheme partner --body-file -";
    let ran = scene().run_with(".", line, BODY.as_bytes(), &variables);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.stdout.contains(SIGNATURE), "{ran}");
}

#[test]
fn an_operation_is_signed_with_the_body_of_its_example() {
    let line = format!(
        "sign createApiKeys --value nonce=1643881172430 --credential public_key={PUBLIC} --credential secret=@secret.txt"
    );
    check!(scene().run(&line));
}

#[test]
fn a_signature_for_programs_is_json() {
    let line = format!(
        "sign --scheme partner --body-file body.json --json --credential public_key={PUBLIC} --credential secret=@secret.txt"
    );
    let ran = scene().run(&line);
    let shown: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    assert_eq!(shown["signed"][0]["signature"], SIGNATURE, "{ran}");
}

#[test]
fn a_secret_is_not_shown_unless_that_is_asked_for() {
    // A recipe that would give the secret away in each place that is shown.
    let scene = scene();
    scene.edit(
        "onchainpay.yaml",
        "value: \"{public_key}\"",
        "value: \"{secret}\"",
    );
    scene.edit(
        "onchainpay.yaml",
        "message: \"{body}\"",
        "message: \"{secret}{body}\"",
    );
    let line = "sign --scheme partner --body-file body.json --credential public_key=p --credential secret=@secret.txt";
    for format in ["", " --json"] {
        let ran = scene.run(&format!("{line}{format}"));
        assert_eq!(ran.code, 0, "{ran}");
        assert!(!format!("{ran}").contains(&SECRET[..20]), "{ran}");
        let shown = scene.run(&format!("{line}{format} --show-secrets"));
        assert!(shown.stdout.contains(&SECRET[..20]), "{shown}");
    }
}

#[test]
fn a_token_is_shown_where_it_is_sent() {
    let document = r#"
openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: "https://api.example"}]
paths:
  /orders:
    get:
      operationId: listOrders
      security: [{certificate: []}, {login: [read]}]
      responses: {"204": {description: Done.}}
components:
  securitySchemes:
    certificate: {type: mutualTLS}
    login:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: "https://auth.example/token", scopes: {read: See.}}}
"#;
    let scene = Scene::with(&[("api.yaml", document), ("token.txt", "a.secret.token\n")]);
    let ran = scene.session(&[
        "sign api.yaml listOrders --credential token=@token.txt",
        "sign api.yaml listOrders --credential token=a.secret.token --show-secrets",
        "sign api.yaml listOrders --name shop",
        "sign api.yaml listOrders --scheme certificate",
    ]);
    check!(ran);
}

#[test]
fn what_is_missing_or_unknown_is_said() {
    let scene = scene();
    check!(scene.session(&[
        "sign",
        "sign createApiKeys",
        "sign makeOrder --credential public_key=p --credential secret=s",
        "sign --scheme merchant --body-file body.json",
        "sign --scheme partner",
        "sign --scheme partner --body-file nothing.json --credential public_key=p --credential secret=s",
        "sign createApiKeys --credential public_key=p --credential secret=@nothing.txt",
        "sign createApiKeys --credential public_key=p --credential secret=s --credential third=t",
        "sign createApiKeys --credential public_key",
        "sign createApiKeys --credential public_key=p --credential secret=",
    ]));
}

#[test]
fn recipes_that_ship() {
    check!(Scene::with(&[]).run("recipes"));
}

#[test]
fn one_recipe_that_ships() {
    check!(Scene::with(&[]).session(&["recipes kraken", "recipes kreken"]));
}

#[test]
fn recipes_for_programs_are_json_one_a_line() {
    let ran = Scene::with(&[]).run("recipes --message-format json");
    let first = ran.stdout.lines().next().expect("there are recipes");
    let first: serde_json::Value = serde_json::from_str(first).expect("it is JSON");
    assert_eq!(first["name"], "adyen-webhook");
    assert_eq!(first["kind"], "verifies");
}
