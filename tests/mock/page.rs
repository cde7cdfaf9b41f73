//! The page in the browser, without a browser.

use crate::client::{Response, call, get, onchainpay, server};
use countersign::mock::Server;

const HOSTILE: &str = r#"openapi: 3.0.3
info: {title: "<script>alert(1)</script>", version: "<b>"}
tags: [{name: "<i>"}]
paths:
  /a/{b}:
    get:
      operationId: "a\"><img src=x>"
      tags: ["<i>"]
      summary: "<svg onload=alert(1)>"
      description: "</p><script>"
      parameters:
        - {name: b, in: path, required: true, schema: {type: string, enum: ["\"><script>"]}}
      responses: {"200": {description: fine, content: {application/json: {example: {x: "</pre><script>"}}}}}
"#;

fn send(server: &Server, form: &str, headers: &[(&str, &str)]) -> Response {
    let mut all = vec![("Content-Type", "application/x-www-form-urlencoded")];
    all.extend(headers);
    call(server, "POST", "/_mock/send", &all, form.as_bytes())
}

#[test]
fn operations_are_listed_by_tag_and_shown_with_their_form() {
    let server = server(&onchainpay());
    let index = get(&server, "/", &[]);
    assert_eq!(index.status, 200);
    assert_eq!(
        index.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let policy = index.header("content-security-policy").expect("a policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'"),
        "{policy}"
    );
    // With `no-referrer` browsers send the form with `Origin: null`, which is nobody's.
    assert_eq!(index.header("referrer-policy"), Some("same-origin"));
    assert!(
        index.text().contains("<h2>partner</h2>"),
        "{}",
        index.text()
    );
    assert!(
        index.text().contains("operation=createApiKeys\""),
        "{}",
        index.text()
    );
    let one = get(&server, "/_mock/operation?operation=createApiKeys", &[]).text();
    assert!(one.contains("<textarea name=\"body\""), "{one}");
    assert!(
        one.contains("Integration key") && one.contains("Schema"),
        "{one}"
    );
    assert_eq!(
        get(&server, "/_mock/style.css", &[]).header("content-type"),
        Some("text/css; charset=utf-8")
    );
    assert_eq!(
        get(&server, "/_mock/operation?operation=none", &[]).status,
        404
    );
    assert_eq!(get(&server, "/_mock/else", &[]).code(), "path-unknown");
}

#[test]
fn the_form_signs_and_sends_and_shows_every_step() {
    let server = server(&onchainpay());
    let form = "operation=createApiKeys&body=%7B%22userId%22%3A%227376bfd8-2e53-4832-8445-50095093b5c2%22%2C%22organizationId%22%3A%2223fd734d-df33-4c6a-964c-55fba0c235ee%22%2C%22alias%22%3A%22x%22%7D";
    for _ in 0..2 {
        let page = send(&server, form, &[]).text();
        assert!(page.contains("String to sign"), "{page}");
        assert!(page.contains("header x-api-signature: "), "{page}");
        assert!(page.contains("<pre tabindex=\"0\">200\n"), "{page}");
        let secret = &server.credentials("partner")["secret"];
        assert!(!page.contains(secret.as_str()), "{page}");
    }
    let seen = server.requests();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[1].entry.verdict, "let in by partner");
    let refused = send(&server, "operation=createApiKeys&body=%7B%7D", &[]).text();
    assert!(refused.contains("request-invalid"), "{refused}");
    let unsigned = send(&server, "operation=createApiKeys&body=%5B%5D", &[]).text();
    assert!(unsigned.contains("cannot sign this"), "{unsigned}");
}

#[test]
fn pages_of_others_are_sent_away() {
    let server = server(&onchainpay());
    let form = "operation=createApiKeys&body=%7B%7D";
    for header in [
        ("Host", "evil.example"),
        ("Origin", "https://evil.example"),
        ("Sec-Fetch-Site", "cross-site"),
    ] {
        let response = send(&server, form, &[header]);
        assert_eq!(
            (response.status, response.code().as_str()),
            (403, "page-not-local")
        );
    }
    assert_eq!(server.requests().len(), 0);
    let own = format!("http://{}", server.address());
    let headers = [("Origin", own.as_str()), ("Sec-Fetch-Site", "same-origin")];
    assert_eq!(send(&server, form, &headers).status, 200);
    assert_eq!(get(&server, "/", &[("Host", "localhost:1")]).status, 200);
    assert_eq!(get(&server, "/", &[("Host", "[::1]:1")]).status, 200);
}

#[test]
fn no_text_becomes_markup() {
    let server = server(HOSTILE);
    let operation = "operation=a%22%3E%3Cimg%20src%3Dx%3E";
    let pages = [
        get(&server, "/", &[]),
        get(&server, &format!("/_mock/operation?{operation}"), &[]),
        send(
            &server,
            &format!("{operation}&path+b=%22%3E%3Cscript%3E&prefer=%22%3E%3Cscript%3E"),
            &[],
        ),
    ];
    for page in pages {
        assert_eq!(page.status, 200);
        let text = page.text();
        for markup in ["<script", "<img", "<svg", "<i>", "<b>"] {
            assert!(!text.contains(markup), "{markup}: {text}");
        }
    }
}

#[test]
fn operations_of_the_document_go_first() {
    let server = server(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths: {/: {get: {operationId: root, responses: {'200': {description: fine, content: {application/json: {example: 1}}}}}}}
",
    );
    assert_eq!(get(&server, "/", &[]).text(), "1");
    assert!(
        get(&server, "/_mock/", &[])
            .text()
            .contains("<code>GET /</code>")
    );
}
