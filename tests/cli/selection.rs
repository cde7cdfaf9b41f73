//! A crate with some operations of a document.

use crate::scene::{Scene, check};

const API: &str = r##"openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: "https://shop.example"}]
paths:
  /orders:
    get:
      operationId: listOrders
      tags: [orders, public]
      security: [{key: []}]
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}}
    post: {operationId: createOrder, tags: [orders], security: [{login: []}], responses: {"204": {description: d}}}
  /users/{user}:
    get:
      operationId: getUser
      tags: [users]
      parameters: [{name: user, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: string}}}
    User: {type: object, properties: {id: {type: string}}}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    login: {type: http, scheme: basic}
"##;

const EMPTY: &str = "{openapi: 3.0.3, info: {title: Shop, version: '1'}, paths: {}}\n";

/// The files of operations, types and schemes that a selection leaves.
fn files(flags: &str) -> Vec<String> {
    let scene = Scene::with(&[("api.yaml", API)]);
    let ran = scene.run(&format!("generate api.yaml --out client {flags}"));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran}");
    let files = scene.all("client/src").into_keys();
    let ours = ["orders/", "users/", "types/", "security/"];
    let files = files.filter(|path| !path.ends_with('/') && !path.ends_with("mod.rs"));
    files
        .filter(|path| ours.iter().any(|it| path.starts_with(it)))
        .collect()
}

#[test]
fn only_what_is_chosen_is_there_with_what_it_needs() {
    let orders = ["orders/list_orders.rs", "security/key.rs", "types/order.rs"];
    for flags in [
        "--select tag=public",
        "--select tag=orders --select method=get",
        "--select operation=listOrders",
        "--select path=/o* --exclude method=POST",
        "--exclude operation=createOrder --exclude tag=users",
    ] {
        assert_eq!(files(flags), orders, "{flags}");
    }
    assert_eq!(
        files("--select path=/users/**"),
        ["types/user.rs", "users/get_user.rs"]
    );
}

#[test]
fn words_that_choose_nothing_are_reported() {
    let scene = Scene::with(&[("api.yaml", API)]);
    check!(scene.session(&[
        "lint api.yaml --select tag=orders --select tag=oders --exclude path=/v2/**",
        "lint api.yaml --select orders",
    ]));
}

#[test]
fn a_crate_of_nothing_is_not_written() {
    let scene = Scene::with(&[("api.yaml", API), ("empty.yaml", EMPTY)]);
    check!(scene.session(&[
        "generate api.yaml --out client --select tag=orders --select method=delete",
        "lint api.yaml --exclude path=/**",
        "lint empty.yaml --exclude path=/**",
    ]));
    assert!(!scene.path("client").exists());
}

#[test]
fn the_configuration_chooses() {
    let scene = Scene::with(&[("api.yaml", API)]);
    scene.write(
        "countersign.yaml",
        "spec: api.yaml\nout: client\nselect: {tags: [orders]}\nexclude: {methods: [post]}\n",
    );
    assert_eq!(scene.run("generate").code, 0);
    assert!(scene.path("client/src/orders/list_orders.rs").exists());
    assert!(!scene.path("client/src/orders/create_order.rs").exists());
    assert_eq!(scene.run("generate --check").code, 0);
    scene.edit("countersign.yaml", "[post]", "[get]");
    assert_eq!(scene.run("generate --check").code, 1);
}
