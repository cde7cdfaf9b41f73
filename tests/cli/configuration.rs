//! The file `countersign.yaml`.

use crate::scene::{SHOP, Scene, check};

/// What a run without a command says, with this configuration.
fn run(configuration: &str) -> String {
    let files = [("shop.yaml", SHOP), ("countersign.yaml", configuration)];
    Scene::with(&files).run("").to_string()
}

#[test]
fn it_says_what_is_generated_without_a_command() {
    let scene = Scene::with(&[
        ("api/shop.yaml", SHOP),
        (
            "countersign.yaml",
            "spec: api/shop.yaml\nout: client\npackage:\n  name: shop\n  version: 2.0.0\n  license: MIT\n",
        ),
    ]);
    check!(scene.session(&["", "", "generate --check", "lint"]));
    let manifest: toml::Table = scene.read("client/Cargo.toml").parse().expect("it is TOML");
    assert_eq!(manifest["package"]["name"].as_str(), Some("shop"));
    assert_eq!(manifest["package"]["version"].as_str(), Some("2.0.0"));
    assert_eq!(manifest["package"]["license"].as_str(), Some("MIT"));
}

#[test]
fn it_is_found_from_folders_below_it() {
    let scene = Scene::with(&[
        ("shop.yaml", SHOP),
        ("countersign.yaml", "spec: shop.yaml\nout: client\n"),
        ("docs/x", ""),
    ]);
    check!(scene.run_in("docs", "", b""));
    assert!(scene.path("client/Cargo.toml").is_file());
}

#[test]
fn an_unknown_key() {
    check!(run("spec: shop.yaml\nouput: client\n"));
}

#[test]
fn an_unknown_key_of_the_package() {
    check!(run(
        "spec: shop.yaml\nout: client\npackage:\n  licence: MIT\n"
    ));
}

#[test]
fn a_value_of_the_wrong_kind() {
    check!(run("spec: [shop.yaml]\n"));
}

#[test]
fn no_object() {
    check!(run("- shop.yaml\n"));
}

#[test]
fn no_yaml() {
    check!(run("spec: {\n"));
}

#[test]
fn values_that_cargo_would_refuse() {
    check!(run(
        "spec: shop.yaml\nout: client\npackage: {name: std, version: v1}\n"
    ));
}

#[test]
fn no_document() {
    check!(run("out: client\n"));
}

#[test]
fn no_folder() {
    check!(run("spec: shop.yaml\n"));
}

#[test]
fn a_document_that_is_not_there() {
    check!(run("spec: api/shop.yaml\nout: client\n"));
}

#[test]
fn one_that_is_named_and_not_there() {
    check!(Scene::with(&[]).run("lint --config other.yaml"));
}

#[test]
fn warnings_are_errors_where_it_says_so() {
    let document = SHOP.replace("schemas/Order\"", "schemas/Ordr\"");
    let scene = Scene::with(&[
        ("shop.yaml", &document),
        (
            "countersign.yaml",
            "spec: shop.yaml\nout: client\nstrict: true\n",
        ),
    ]);
    assert_eq!(scene.run("").code, 1);
    assert!(!scene.path("client").exists());
}

/// A recipe for a document of someone else.
const SIGNING: &str = "spec: shop.yaml
out: client
signing:
  shop:
    credentials: {secret: {secret: true}}
    algorithm: hmac-sha256
    message: \"{path}\"
    place: [{in: header, name: X-Signature, value: \"{signature}\"}]
";

/// A folder with that configuration, and the document with more at its end.
fn signing(more: &str) -> Scene {
    let shop = format!("{SHOP}{more}");
    Scene::with(&[("shop.yaml", &shop), ("countersign.yaml", SIGNING)])
}

const SIGN: &str = "sign getOrder --param order=7 --credential secret=hush";

#[test]
fn a_document_without_schemes_is_signed_everywhere() {
    check!(signing("").session(&["lint", SIGN]));
}

#[test]
fn a_scheme_of_the_document_gets_its_recipe() {
    let scheme = "  securitySchemes:\n    shop: {type: apiKey, in: header, name: X-Signature}\n";
    let ran = signing(scheme).run(SIGN);
    assert!(ran.stdout.contains("/orders/7\n"), "{ran}");
    // Where the document says what has to be met, that holds.
    let ran = signing(&format!("{scheme}security: []\n")).run(SIGN);
    assert!(ran.stderr.contains("`getOrder` is not signed"), "{ran}");
    let ran = signing(&format!("{scheme}security: [{{shop: []}}]\n")).run(SIGN);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn a_scheme_that_the_document_lacks() {
    let scheme = "  securitySchemes:\n    store: {type: http, scheme: bearer}\n";
    check!(signing(scheme).run("lint"));
}

#[test]
fn mistakes_in_a_recipe_are_reported_where_they_stand() {
    let scene = signing("");
    scene.edit("countersign.yaml", "{path}", "{paht}");
    scene.edit("countersign.yaml", "hmac-sha256", "rot13");
    check!(scene.run("lint"));
}

#[test]
fn a_recipe_that_ships() {
    let scene = signing("");
    scene.write(
        "countersign.yaml",
        "spec: shop.yaml\nsigning: {shop: {use: gate-io}}\n",
    );
    let line = format!("{SIGN} --credential api_key=public --value timestamp=1");
    let ran = scene.run(&line);
    assert!(ran.stdout.contains("  KEY: public\n"), "{ran}");
}

/// A configuration with these types of formats.
fn formats(formats: &str) -> String {
    format!("spec: shop.yaml\nout: client\nformats:\n{formats}")
}

#[test]
fn types_of_formats_are_taken() {
    let document = SHOP.replace("id: {type: string}", "id: {type: string, format: money}");
    assert_ne!(document, SHOP);
    let configuration = formats("  money: decimal\n  uuid: uuid\n");
    let files = [
        ("shop.yaml", document.as_str()),
        ("countersign.yaml", &configuration),
    ];
    let scene = Scene::with(&files);
    let ran = scene.run("");
    assert_eq!(ran.code, 0, "{ran}");
    assert!(scene.read("client/src/support.rs").contains("mod decimal;"));
}

#[test]
fn types_that_there_are_not() {
    check!(run(&formats(
        "  uuid: uid\n  date-time: chrono::DateTime\n"
    )));
}

#[test]
fn types_of_formats_that_no_schema_has() {
    check!(run(&formats(
        "  dat-time: string\n  duration: string\n  password: string\n"
    )));
}

#[test]
fn types_of_formats_that_are_no_names() {
    check!(run(&formats("  uuid: [uuid]\n")));
}

#[test]
fn media_types_that_are_preferred() {
    let shop = SHOP.replace("application/json:", "text/csv: {}, application/json:");
    let configuration = "spec: shop.yaml\nout: client\nmedia-types: [text/*, application/xml]\n";
    let scene = Scene::with(&[("shop.yaml", &shop), ("countersign.yaml", configuration)]);
    check!(scene.run("lint"));
}

#[test]
fn media_types_that_are_none() {
    check!(run(
        "spec: shop.yaml\nout: client\nmedia-types: [text/csv, json]\n"
    ));
}

/// The shop with two marks of what is not documented, and a reference to nothing.
fn marked() -> String {
    let shop = SHOP.replace("get:", "get:\n      x-undocumented: path");
    let shop = shop.replace("note: {", "note: {x-undocumented: shape, ");
    shop.replace("{$ref: \"#/components/schemas/Order\"}", "{$ref: \"#/x\"}")
}

/// What `lint` says when these reports are accepted.
fn accepting(entries: &str) -> Scene {
    let configuration = format!("spec: shop.yaml\nout: client\naccept: [{entries}]\n");
    let files = [("shop.yaml", marked()), ("countersign.yaml", configuration)];
    Scene::with(&files.each_ref().map(|(path, text)| (*path, text.as_str())))
}

#[test]
fn reports_that_are_accepted_are_no_failure_of_lint() {
    let all = "{code: CS0140, count: 2}, {code: CS0120, count: 1}";
    check!(accepting(all).session(&["lint", "lint --strict"]));
}

#[test]
fn a_report_that_is_not_accepted_is_a_failure_of_lint() {
    let one = r##"{code: CS0140, at: "#/paths/~1orders~1{order}/get"}, {code: CS0120, count: 1}"##;
    check!(accepting(one).session(&["lint", "generate"]));
}

#[test]
fn an_accepted_report_that_is_gone_is_a_failure_of_lint() {
    let more = r##"{code: CS0140, count: 3}, {code: CS0120, count: 1}, {code: CS0301, at: "#/x"}"##;
    check!(accepting(more).run("lint"));
}

#[test]
fn entries_that_accept_nothing_are_refused() {
    let odd =
        "{code: CS9}, {code: CS0140}, {code: CS0140, at: x, count: 1}, {code: CS0103, count: 1}";
    check!(accepting(odd).run("lint"));
}

#[test]
fn features_of_tags_can_be_left_out() {
    let shop = SHOP.replace(
        "paths:",
        "paths:\n  /users: {get: {tags: [users], responses: {\"204\": {description: Done.}}}}",
    );
    let configuration = "spec: shop.yaml\nout: client\nfeatures: none\n";
    let scene = Scene::with(&[("shop.yaml", &shop), ("countersign.yaml", configuration)]);
    let has_tags = || scene.read("client/Cargo.toml").contains("all-tags");
    for (line, expected) in [
        ("", false),
        ("generate --features tags", true),
        ("generate --features none", false),
    ] {
        assert_eq!(scene.run(line).code, 0, "{line}");
        assert_eq!(has_tags(), expected, "{line}");
    }
}
