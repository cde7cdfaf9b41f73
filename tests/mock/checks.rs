//! What the mock refuses, and how it says so.

use countersign::mock::Server;

use crate::client::{builder, call, get, post, server};

const SHOP: &str = r#"openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}
        - {name: state, in: query, required: true, schema: {type: string, enum: [open, closed]}}
        - {name: id, in: query, schema: {type: array, items: {type: integer}}}
        - {name: X-Trace, in: header, schema: {type: string, format: uuid}}
      responses: {"200": {description: fine}}
    post:
      operationId: makeOrder
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name, amount]
              additionalProperties: false
              properties:
                id: {type: string, readOnly: true}
                name: {type: string, minLength: 2}
                amount: {type: integer}
                note: {type: string}
          application/x-www-form-urlencoded:
            schema: {type: object, required: [amount], properties: {amount: {type: integer}}}
      responses: {"200": {description: fine}}
"#;

fn secured(security: &str, schemes: &str) -> Server {
    server(&format!(
        "openapi: 3.0.3
info: {{title: t, version: '1'}}
paths: {{/a: {{get: {{operationId: a, security: {security}, responses: {{'200': {{description: fine}}}}}}}}}}
components: {{securitySchemes: {{{schemes}}}}}
"
    ))
}

#[test]
fn parameters_are_held_against_their_schemas() {
    let server = server(SHOP);
    assert_eq!(
        get(&server, "/orders?state=open&limit=9&id=1&id=2", &[]).status,
        200
    );
    let headers = [("X-Trace", "no")];
    let response = get(&server, "/orders?limit=10&id=1&id=x", &headers);
    assert_eq!(
        (response.status, response.code().as_str()),
        (422, "request-invalid")
    );
    assert_eq!(
        response.header("content-type"),
        Some("application/problem+json")
    );
    let told = response.json()["violations"]
        .as_array()
        .cloned()
        .expect("a list");
    let told: Vec<_> = told
        .iter()
        .map(|it| {
            (
                it["at"].as_str().expect("text"),
                it["rule"].as_str().expect("text"),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("query parameter `limit`", "maximum"),
            ("query parameter `state`", "required"),
            ("query parameter `id`/1", "type"),
            ("header parameter `X-Trace`", "format"),
        ]
    );
}

#[test]
fn all_that_is_wrong_with_a_body_is_told() {
    let server = server(SHOP);
    let response = post(
        &server,
        "/orders",
        &[],
        r#"{"name": "x", "amount": 1.5, "extra": 1}"#,
    );
    assert_eq!(
        (response.status, response.code().as_str()),
        (422, "request-invalid")
    );
    let told = response.json()["violations"].clone();
    let mut told: Vec<_> = told
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| format!("{} {}", it["at"], it["rule"]))
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            r#""" "additionalProperties""#,
            r#""/amount" "type""#,
            r#""/name" "minLength""#,
        ]
    );
    assert_eq!(
        post(&server, "/orders", &[], r#"{"name": "xy", "amount": 1}"#).status,
        200
    );
}

#[test]
fn bodies_that_cannot_be_read_are_refused() {
    let server = server(SHOP);
    assert_eq!(post(&server, "/orders", &[], "{").code(), "body-malformed");
    assert_eq!(post(&server, "/orders", &[], "").code(), "body-missing");
    let xml = call(
        &server,
        "POST",
        "/orders",
        &[("Content-Type", "text/xml")],
        b"<a/>",
    );
    assert_eq!(
        (xml.status, xml.code().as_str()),
        (415, "media-type-unsupported")
    );
    let form = [(
        "Content-Type",
        "application/x-www-form-urlencoded; charset=utf-8",
    )];
    assert_eq!(
        call(&server, "POST", "/orders", &form, b"amount=3").status,
        200
    );
    assert_eq!(
        call(&server, "POST", "/orders", &form, b"amount=x").code(),
        "request-invalid"
    );
}

#[test]
fn null_for_what_need_not_be_there_is_absence() {
    let server = server(SHOP);
    let body = r#"{"name": "xy", "amount": 1, "note": null}"#;
    assert_eq!(post(&server, "/orders", &[], body).status, 200);
    let seen = server.requests();
    assert!(
        seen[0].entry.notes[0].contains("/note"),
        "{:?}",
        seen[0].entry.notes
    );
    let body = r#"{"name": null, "amount": 1}"#;
    assert_eq!(
        post(&server, "/orders", &[], body).code(),
        "request-invalid"
    );
}

#[test]
fn a_lenient_server_tells_and_lets_pass() {
    let server = builder(SHOP).lenient(true).start().expect("it starts");
    let response = post(&server, "/orders", &[], r#"{"amount": "x"}"#);
    assert_eq!(response.status, 200);
    assert_eq!(server.requests()[0].entry.violations.len(), 2);
}

#[test]
fn keys_tokens_and_passwords_are_checked() {
    let server = secured("[{k: []}]", "k: {type: apiKey, in: query, name: api_key}");
    let key = &server.credentials("k")["key"];
    assert_eq!(get(&server, &format!("/a?api_key={key}"), &[]).status, 200);
    assert_eq!(get(&server, "/a", &[]).code(), "credentials-missing");
    assert_eq!(get(&server, "/a?api_key=wrong", &[]).code(), "key-unknown");

    let server = secured("[{b: []}]", "b: {type: http, scheme: bearer}");
    let token = format!("Bearer {}", server.credentials("b")["token"]);
    assert_eq!(get(&server, "/a", &[("Authorization", &token)]).status, 200);
    let refused = get(&server, "/a", &[("Authorization", "Bearer x")]);
    assert_eq!(refused.code(), "key-unknown");
    assert_eq!(refused.header("www-authenticate"), Some("Bearer"));

    let server = secured("[{b: []}]", "b: {type: http, scheme: basic}");
    let pair = server.credentials("b");
    let pair = format!("{}:{}", pair["user"], pair["password"]);
    let pair = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, pair);
    let basic = format!("Basic {pair}");
    assert_eq!(get(&server, "/a", &[("Authorization", &basic)]).status, 200);
    assert_eq!(
        get(&server, "/a", &[("Authorization", "Basic eDp5")]).code(),
        "key-unknown"
    );

    let server = secured("[{k: []}]", "k: {type: apiKey, in: cookie, name: sid}");
    let cookie = format!("a=b; sid={}", server.credentials("k")["key"]);
    assert_eq!(get(&server, "/a", &[("Cookie", &cookie)]).status, 200);
}

#[test]
fn one_of_several_alternatives_is_enough_and_all_of_it() {
    let schemes = "k: {type: apiKey, in: header, name: X-Key}, l: {type: apiKey, in: header, name: X-Other}, t: {type: http, scheme: bearer}";
    let server = secured("[{k: [], l: []}, {t: []}]", schemes);
    let key = |name: &str| server.credentials(name)["key"].clone();
    let (k, l) = (key("k"), key("l"));
    assert_eq!(
        get(&server, "/a", &[("X-Key", &k), ("X-Other", &l)]).status,
        200
    );
    let token = format!("bearer {}", server.credentials("t")["token"]);
    assert_eq!(get(&server, "/a", &[("Authorization", &token)]).status, 200);
    // What came furthest is told.
    let half = get(&server, "/a", &[("X-Key", "wrong"), ("X-Other", &l)]);
    assert_eq!(
        (half.code().as_str(), &half.json()["scheme"]),
        ("key-unknown", &"k".into())
    );
    let server = secured("[{k: []}, {}]", schemes);
    assert_eq!(get(&server, "/a", &[]).status, 200);
}

#[test]
fn tokens_of_oauth_come_from_elsewhere() {
    let server = secured(
        "[{o: []}]",
        "o: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a.example', scopes: {}}}}",
    );
    assert_eq!(
        get(&server, "/a", &[("Authorization", "Bearer any")]).status,
        200
    );
    assert_eq!(get(&server, "/a", &[]).code(), "credentials-missing");
}

#[test]
fn what_is_learned_is_let_in() {
    let server = builder(
        "openapi: 3.0.3
info: {title: t, version: '1'}
security: [{s: []}]
paths: {/a: {get: {operationId: a, responses: {'200': {description: fine}}}}}
components: {securitySchemes: {s: {type: apiKey, in: header, name: x, x-signing: {use: bitfinex-v2}}}}
",
    )
    .learn(true)
    .start()
    .expect("it starts");
    let headers = |nonce| {
        [
            ("bfx-apikey", "mine"),
            ("bfx-nonce", nonce),
            ("bfx-signature", "00"),
        ]
    };
    assert_eq!(get(&server, "/a", &headers("5")).status, 200);
    // Here the recipe says that calls go out one at a time, so nonces grow.
    assert_eq!(
        get(&server, "/a", &headers("4")).code(),
        "nonce-not-growing"
    );
    assert_eq!(get(&server, "/a", &headers("5")).code(), "nonce-repeated");
    assert_eq!(get(&server, "/a", &headers("x")).code(), "nonce-malformed");
    assert_eq!(get(&server, "/a", &headers("6")).status, 200);
}

#[test]
fn two_recipes_are_read_back_in_turn() {
    let server = server(
        "openapi: 3.0.3
info: {title: t, version: '1'}
security: [{one: [], two: []}]
paths: {/a: {get: {operationId: a, responses: {'200': {description: fine}}}}}
components:
  securitySchemes:
    one: {type: apiKey, in: header, name: x, x-signing: {use: binance}}
    two: {type: apiKey, in: header, name: y, x-signing: {use: pusher}}
",
    );
    // What one scheme puts into the query is signed by the next.
    let missing = get(&server, "/a", &[]);
    assert_eq!(missing.status, 401);
    assert_eq!(missing.json()["scheme"], "two");
}
