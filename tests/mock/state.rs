//! What a stateful mock remembers.

use ring::hmac;

use crate::client::{builder, call, get, post, server};

const SHOP: &str = r#"openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /orders:
    get:
      operationId: list
      x-mock: {lists: orders, at: /items}
      responses: {"200": {description: all, content: {application/json: {example: {total: 1, items: []}}}}}
    post:
      operationId: make
      x-mock: {creates: orders, id: /order/id}
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"201": {description: made, content: {application/json: {example: {order: {id: x, name: sample, state: open}}}}}}
  /orders/{order}:
    parameters: [{name: order, in: path, required: true, schema: {type: string}}]
    get:
      operationId: read
      x-mock: {reads: orders, id: "{param.order}"}
      responses: {"200": {description: one, content: {application/json: {example: {id: x}}}}}
    delete:
      operationId: remove
      x-mock: {deletes: orders, id: "{param.order}"}
      responses: {"204": {description: gone}}
"#;

#[test]
fn what_is_created_is_there_until_it_is_deleted() {
    let server = builder(SHOP).stateful(true).start().expect("it starts");
    let made = post(&server, "/orders", &[], r#"{"name": "mine", "more": 1}"#);
    assert_eq!(made.status, 201);
    let order = made.json()["order"].clone();
    assert_eq!(
        (&order["name"], &order["state"]),
        (&"mine".into(), &"open".into())
    );
    let path = format!("/orders/{}", order["id"].as_str().expect("an id"));
    assert_eq!(get(&server, &path, &[]).json(), order);
    assert_eq!(get(&server, "/orders", &[]).json()["items"][0], order);
    assert_eq!(call(&server, "DELETE", &path, &[], b"").status, 204);
    assert_eq!(get(&server, &path, &[]).code(), "object-unknown");
    assert_eq!(
        call(&server, "DELETE", &path, &[], b"").code(),
        "object-unknown"
    );
}

#[test]
fn nothing_is_remembered_unless_asked_for() {
    let server = server(SHOP);
    assert_eq!(
        post(&server, "/orders", &[], "{}").json()["order"]["id"],
        "x"
    );
    assert_eq!(get(&server, "/orders/5", &[]).status, 200);
}

#[test]
fn memory_is_bounded() {
    let server = builder(SHOP).stateful(true).start().expect("it starts");
    for _ in 0..1100 {
        assert_eq!(post(&server, "/orders", &[], "{}").status, 201);
    }
    let all = get(&server, "/orders", &[]).json();
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1000));
}

#[test]
fn a_pair_that_is_issued_is_let_in() {
    let document = "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /keys:
    post:
      operationId: makeKeys
      x-mock: {issues: merchant, credentials: {public_key: /response/public, secret: /response/secret}}
      responses: {'200': {description: made, content: {application/json: {example: {response: {public: a, secret: b}}}}}}
  /balance:
    post:
      operationId: balance
      security: [{merchant: []}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: fine}}
components:
  securitySchemes:
    merchant: {type: apiKey, in: header, name: x, x-signing: {use: onchainpay}}
";
    let server = builder(document).stateful(true).start().expect("it starts");
    let pair = call(&server, "POST", "/keys", &[], b"").json()["response"].clone();
    let (public, secret) = (
        pair["public"].as_str().expect("text"),
        pair["secret"].as_str().expect("text"),
    );
    let body = r#"{"nonce": 1}"#;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, body.as_bytes());
    let bytes = tag.as_ref().iter();
    let signature = bytes.fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let headers = [
        ("x-api-public-key", public),
        ("x-api-signature", signature.as_str()),
    ];
    assert_eq!(post(&server, "/balance", &headers, body).status, 200);
    // The sample of the document is no pair.
    let sample = [
        ("x-api-public-key", "a"),
        ("x-api-signature", signature.as_str()),
    ];
    assert_eq!(
        post(&server, "/balance", &sample, body).code(),
        "key-unknown"
    );
}

#[test]
fn a_rule_that_says_nothing_is_a_mistake() {
    let document = SHOP.replace("lists: orders", "lost: orders");
    let started = builder(&document).stateful(true).start();
    let error = started.err().map(|it| it.to_string()).unwrap_or_default();
    assert!(
        error.starts_with("`list`: `x-mock` says none of"),
        "{error}"
    );
}
