//! Documents in several files: what is read beside the one that is named, and what is not.

use crate::scene::{Scene, check};

const API: &str = r#"openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: "https://shop.example"}]
paths:
  /orders/{order}: {$ref: paths/order.yaml}
components:
  parameters:
    Fields: {name: fields, in: query, schema: {type: string}}
  securitySchemes:
    key: {$ref: security.yaml}
"#;
const SECURITY: &str = r#"type: apiKey
in: header
name: X-Signature
x-signing:
  credentials: {secret: {secret: true}}
  algorithm: hmac-sha256
  message: "{path}"
  place: [{in: header, name: X-Signature, value: "{signature}"}]
"#;
const ORDER_PATH: &str = r#"get:
  operationId: getOrder
  tags: [orders]
  security: [{key: []}]
  parameters:
    - {$ref: "../common.json#/parameters/Order"}
    - {$ref: "../api.yaml#/components/parameters/Fields"}
  responses:
    "200":
      description: The order.
      content: {application/json: {schema: {$ref: ../schemas/Order.yaml}}}
"#;
const COMMON: &str = r##"{"parameters": {"Order": {"name": "order", "in": "path", "required": true, "schema": {"$ref": "#/Id"}}},
 "Id": {"type": "string"}}
"##;
const ORDER: &str = r#"type: object
required: [id]
properties:
  id: {$ref: "../common.json#/Id"}
  lines: {type: array, items: {$ref: Line.yaml}}
"#;
const LINE: &str = r"type: object
properties:
  of: {$ref: ./Order.yaml}
  note: {type: string, nullable: true}
";

fn scene() -> Scene {
    Scene::with(&[
        ("api.yaml", API),
        ("paths/order.yaml", ORDER_PATH),
        ("common.json", COMMON),
        ("schemas/Order.yaml", ORDER),
        ("schemas/Line.yaml", LINE),
        ("security.yaml", SECURITY),
    ])
}

#[test]
fn a_document_in_several_files_is_one_crate() {
    let scene = scene();
    let ran = scene.run("generate api.yaml --out client");
    assert_eq!(ran.code, 0, "{ran}");
    let operation = scene.read("client/src/orders/get_order.rs");
    for expected in [
        "pub order: String",
        "pub fields: Option<String>",
        "Payload = payload::Json<Order>",
    ] {
        assert!(operation.contains(expected), "{operation}");
    }
    let types = scene.read("client/src/types/order.rs");
    for expected in [
        "pub lines: Option<Vec<Line>>",
        "pub of: Option<Order>",
        "pub note: Option<Nullable<String>>",
    ] {
        assert!(types.contains(expected), "{types}");
    }
}

#[test]
fn reports_name_the_file() {
    let scene = scene();
    scene.edit(
        "schemas/Line.yaml",
        "{type: string, nullable: true}",
        "{type: strng}",
    );
    scene.edit("common.json", "\"#/Id\"", "\"#/Di\"");
    check!(scene.run("lint api.yaml"));
}

#[test]
fn a_file_that_cannot_be_read_has_its_own_report() {
    let scene = scene();
    scene.write("schemas/Line.yaml", "{type: object");
    check!(scene.run("lint api.yaml"));
}

#[test]
fn the_files_are_those_that_the_crate_was_made_from() {
    let scene = scene();
    scene.run("generate api.yaml --out client");
    assert_eq!(scene.run("generate api.yaml --out client --check").code, 0);
    scene.edit("schemas/Line.yaml", "note:", "notes:");
    assert_eq!(scene.run("generate api.yaml --out client --check").code, 1);
}

#[test]
fn the_other_commands_read_them_too() {
    let scene = scene();
    let ran = scene.run("sign api.yaml getOrder --param order=7 --credential secret=hush");
    assert!(
        ran.stdout.contains("https://shop.example/orders/7"),
        "{ran}"
    );
    let ran = scene.run_in("schemas", "dump ../api.yaml --stage api", b"");
    assert!(ran.stdout.contains("component: Line"), "{ran}");
}

#[test]
fn what_is_elsewhere_is_not_read() {
    let scene = Scene::with(&[
        ("outside/secret.yaml", "type: string"),
        ("shop/folder/x.yaml", "type: string"),
    ]);
    let references = [
        "../outside/secret.yaml",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://shop.example/order.json",
        "folder",
        "missing.yaml",
        "C:\\\\secret.yaml",
    ];
    let schemas = references.iter().enumerate();
    let schemas = schemas.map(|(index, it)| format!("        p{index}: {{$ref: \"{it}\"}}\n"));
    let schemas: String = schemas.collect();
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: Shop, version: \"1\"}}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses: {{\"200\": {{description: d, content: {{application/json: {{schema: {{$ref: \"#/components/schemas/S\"}}}}}}}}}}\ncomponents:\n  schemas:\n    S:\n      properties:\n{schemas}"
    );
    scene.write("shop/api.yaml", document);
    let ran = scene.run("lint shop/api.yaml");
    assert_eq!(
        ran.stdout.matches("CS0121").count(),
        references.len(),
        "{ran}"
    );
    let ran = scene.run("lint shop/api.yaml --allow-folder outside");
    assert_eq!(
        ran.stdout.matches("CS0121").count(),
        references.len() - 1,
        "{ran}"
    );
    scene.write(
        "shop/countersign.yaml",
        "spec: api.yaml\nallow-folders: [../outside]\n",
    );
    let ran = scene.run("lint --config shop/countersign.yaml");
    assert_eq!(
        ran.stdout.matches("CS0121").count(),
        references.len() - 1,
        "{ran}"
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_as_far_as_files_are_read() {
    let scene = scene();
    let link = |name: &str, target: &str| {
        scene.remove(name);
        std::os::unix::fs::symlink(target, scene.path(name)).expect("links can be made");
    };
    link("schemas/Line.yaml", "../common.json");
    let ran = scene.run("lint api.yaml");
    assert!(!ran.stdout.contains("CS0121"), "{ran}");
    link("schemas/Line.yaml", "/etc/hosts");
    let ran = scene.run("lint api.yaml");
    assert!(ran.stdout.contains("not below the folder"), "{ran}");
    link("schemas/Line.yaml", "/dev/zero");
    assert!(scene.run("lint api.yaml").stdout.contains("CS0121"));
}

#[test]
fn a_document_on_standard_input_has_no_files() {
    let ran = scene().run_in(".", "lint -", API.as_bytes());
    assert!(ran.stdout.contains("standard input has no folder"), "{ran}");
}

#[test]
fn files_of_swagger_are_brought_to_the_same_vocabulary() {
    let scene = Scene::with(&[
        (
            "api.yaml",
            "swagger: '2.0'\ninfo: {title: Shop, version: '1'}\nhost: shop.example\npaths:\n  /orders: {$ref: orders.yaml}\n",
        ),
        (
            "orders.yaml",
            "post:\n  operationId: createOrder\n  parameters: [{$ref: 'common.yaml#/parameters/Order'}]\n  responses: {'200': {$ref: 'common.yaml#/responses/Order'}}\n",
        ),
        (
            "common.yaml",
            "parameters: {Order: {name: o, in: body, required: true, schema: {$ref: '#/definitions/Order'}}}\nresponses: {Order: {description: d, schema: {$ref: '#/definitions/Order'}}}\ndefinitions: {Order: {type: object, required: [id], properties: {id: {type: string, x-nullable: true}}}}\n",
        ),
    ]);
    let ran = scene.run("generate api.yaml --out client");
    assert_eq!(ran.stderr, "", "{ran}");
    let order = scene.read("client/src/types/order.rs");
    assert!(order.contains("pub id: Option<String>"), "{order}");
}
