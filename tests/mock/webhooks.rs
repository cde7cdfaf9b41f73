//! Events: what the mock signs, a receiver with the same recipe accepts.

use countersign::lower::signing::{bundled, bundled_text};
use countersign::mock::{Reply, Server};

use crate::client::server;

/// A document with an event, and with an operation that receives it.
fn document(recipe: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: t, version: '1'}}
webhooks:
  paid:
    post:
      security: [{{s: []}}]
      requestBody: {{content: {{application/json: {{example: {{id: 5, params: {{}}}}}}}}}}
      x-retry: [{{times: 2, every: 10ms}}, {{times: 1, every: 20ms}}]
      responses: {{'200': {{description: taken}}}}
paths:
  /hook:
    post:
      operationId: hook
      security: [{{s: []}}]
      requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}
      responses: {{'200': {{description: taken}}}}
components:
  securitySchemes: {{s: {{type: apiKey, in: header, name: x, x-signing: {{use: {recipe}}}}}}}
"
    )
}

fn hook(server: &Server) -> String {
    format!("{}/hook", server.url())
}

/// Recipes of which the mock has no private key, or whose place of the signature is none to write to.
const NOT_SENT: &[&str] = &[
    "adyen-webhook",
    "discord-interaction",
    "paypal-webhook",
    "rfc9421-response-ecdsa",
    "sendgrid-webhook",
    "standard-webhooks-ed25519",
];

#[test]
fn an_event_is_accepted_by_who_verifies_it() {
    let only_verifies = |recipe: &&str| {
        let text = bundled_text(recipe).unwrap_or_default();
        !text.contains("\nplace:")
            && !text.contains("\nextends: aws")
            && !text.contains("extends: duo")
            && !text.contains("extends: wechat")
    };
    let (mut sent, mut not_sent) = (0, Vec::new());
    for recipe in bundled().filter(only_verifies) {
        let server = server(&document(recipe));
        match server.send("paid", &hook(&server)) {
            Ok(status) => {
                let seen = server.requests();
                let told = seen.last().map(|it| it.entry.text()).unwrap_or_default();
                assert_eq!(status, 200, "{recipe}: {told}");
                sent += 1;
            }
            Err(_) => not_sent.push(recipe),
        }
    }
    assert_eq!(not_sent, NOT_SENT);
    assert_eq!(sent, 13);
}

#[test]
fn there_has_to_be_such_an_event_and_someone_to_take_it() {
    let server = server(&document("github-webhook"));
    let refused = server
        .send("lost", &hook(&server))
        .expect_err("there is no such event");
    assert_eq!(refused.to_string(), "there is no event `lost`");
    server.queue("hook", Reply::status(503));
    assert_eq!(
        server.send("paid", &hook(&server)).expect("it is answered"),
        503
    );
    assert!(server.send("paid", "http://127.0.0.1:1/").is_err());
    assert!(server.send("paid", "https://127.0.0.1:1/").is_err());
}
