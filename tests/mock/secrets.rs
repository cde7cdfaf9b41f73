//! No secret is in what the mock tells: the log, refusals, the page.

use countersign::mock::Server;

use crate::client::{Response, builder, call, get, post};

const KEYS: &str = r#"openapi: 3.0.3
info: {title: Keys, version: "1"}
security: [{inQuery: []}]
paths:
  /things/{id}:
    get:
      operationId: thing
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: fine}}
    post:
      operationId: put
      security: []
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object, additionalProperties: {type: string}}}}}
      responses: {"200": {description: fine}}
  /signed:
    get:
      operationId: signed
      security: [{exchange: []}]
      responses: {"200": {description: fine}}
components:
  securitySchemes:
    inQuery: {type: apiKey, in: query, name: api_key}
    user: {type: http, scheme: basic}
    exchange:
      type: apiKey
      in: header
      name: x
      x-signing:
        credentials: {secret: {secret: true}}
        algorithm: hmac-sha256
        message: "{path}"
        encode: hex
        place: [{in: query, name: signature, value: "{signature}"}]
"#;

const KEY: &str = "k/e+y==0123";
const SECRET: &str = "s3cr3t/of+the\"exchange";

fn server() -> Server {
    builder(KEYS)
        .credentials("inQuery", &[("key", KEY)])
        .credentials("user", &[("user", "me"), ("password", "pass word")])
        .credentials("exchange", &[("secret", SECRET)])
        .start()
        .expect("it starts")
}

/// Everything that is told of the last request beside its response.
fn told(server: &Server) -> String {
    let seen = server.requests();
    let entry = &seen.last().expect("a request was seen").entry;
    entry.text() + &entry.json()
}

#[test]
fn a_key_in_the_query_is_not_logged() {
    let server = server();
    let response = get(&server, "/things/1?api_key=k%2Fe%2by%3D%3D0123", &[]);
    assert_eq!(response.status, 200);
    assert!(!told(&server).contains("0123"), "{}", told(&server));
}

#[test]
fn secrets_in_a_path_are_masked_in_every_form() {
    let server = server();
    for path in [
        "/gone/k/e+y==0123",
        "/gone/k%2Fe%2By%3D%3D0123",
        "/gone/k%2fe%2by%3d%3d0123",
    ] {
        let response = get(&server, path, &[]);
        assert_eq!(response.status, 404);
        let told = told(&server);
        assert!(!told.contains("0123"), "{told}");
        assert!(told.contains("/gone/[key]"), "{told}");
    }
    let pair = "/gone/bWU6cGFzcyB3b3Jk";
    assert_eq!(get(&server, pair, &[]).status, 404);
    assert!(told(&server).contains("/gone/[user and password]"));
}

#[test]
fn secrets_in_violations_are_masked() {
    let server = server();
    let body = serde_json::json!({SECRET: 1, "k/e+y==0123": 2}).to_string();
    let response = post(&server, "/things/1", &[], &body);
    assert_eq!(response.code(), "request-invalid");
    for text in [response.text(), told(&server)] {
        assert!(!text.contains("0123") && !text.contains("s3cr3t"), "{text}");
        assert!(
            text.contains("[key]") && text.contains("[secret]"),
            "{text}"
        );
    }
}

#[test]
fn a_secret_with_escaped_slashes_is_masked_in_the_string_to_sign() {
    let document = KEYS.replace("message: \"{path}\"", "message: \"{body}\"");
    let document = document.replace("  /signed:\n    get:", "  /signed:\n    post:");
    let server = builder(&document)
        .credentials("exchange", &[("secret", SECRET)])
        .start()
        .expect("it starts");
    let body = r#"{"a": "s3cr3t\/of+the\"exchange"}"#;
    let response = post(&server, "/signed?signature=00", &[], body);
    assert_eq!(response.code(), "signature-mismatch");
    for text in [response.text(), told(&server)] {
        assert!(
            text.contains("[secret]") && !text.contains("s3cr3t"),
            "{text}"
        );
    }
}

fn send(server: &Server, form: &str) -> Response {
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    call(server, "POST", "/_mock/send", &headers, form.as_bytes())
}

#[test]
fn the_page_shows_no_url_that_could_be_used() {
    let server = server();
    let page = send(&server, "operation=thing&path+id=1").text();
    assert!(page.contains("?api_key=[key]"), "{page}");
    assert!(!page.contains("0123"), "{page}");
    let page = send(&server, "operation=signed").text();
    assert!(page.contains("?signature=[signature]"), "{page}");
    assert!(page.contains("query signature: [signature]"), "{page}");
    let seen = server.requests();
    let sent = &seen.last().expect("the page made a call").query;
    let (_, signature) = sent.split_once('=').expect("it is signed");
    assert_eq!(signature.len(), 64, "{sent}");
    assert!(!page.contains(signature), "{page}");
}

#[test]
fn a_member_that_is_only_written_is_in_no_response() {
    let server = crate::client::server(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /user:
    get:
      operationId: user
      responses: {'200': {description: fine, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
components:
  schemas:
    Secret: {type: string, writeOnly: true, example: hunter2}
    User: {type: object, required: [name, password], properties: {name: {type: string}, password: {$ref: '#/components/schemas/Secret'}}}
",
    );
    for prefer in ["dynamic=false", "dynamic=true"] {
        let user = get(&server, "/user", &[("Prefer", prefer)]).json();
        assert!(
            user["name"].is_string() && user.get("password").is_none(),
            "{user}"
        );
    }
}
