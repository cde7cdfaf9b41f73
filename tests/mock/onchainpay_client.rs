//! The generated crate against the mock of its document, and calls that are signed by hand.

use base64::Engine as _;
use countersign::mock::Server;
use onchainpay::partner::CreateApiKeys;
use onchainpay::security::Partner;
use onchainpay::{Client, Error};
use ring::hmac;

use crate::client::{Response, builder, onchainpay, post, server};

const PATH: &str = "/partner/api/create-api-keys";

fn call() -> CreateApiKeys {
    CreateApiKeys {
        user_id: "7376bfd8-2e53-4832-8445-50095093b5c2".into(),
        organization_id: "23fd734d-df33-4c6a-964c-55fba0c235ee".into(),
        alias: "integration".into(),
    }
}

fn client(server: &Server, public_key: &str, secret: &str) -> Client {
    Client::builder()
        .base_url(server.url())
        .partner(Partner::new(public_key, secret))
        .build()
        .expect("the options make sense")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_generated_crate_is_let_in_again_and_again() {
    let server = server(&onchainpay());
    let pair = server.credentials("partner");
    let client = client(&server, &pair["public_key"], &pair["secret"]);
    for _ in 0..3 {
        let made = client
            .partner()
            .create_api_keys(&call())
            .await
            .expect("it is let in");
        assert_eq!(made.alias, "Integration key");
    }
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_generated_crate_is_told_why_it_is_refused() {
    let server = server(&onchainpay());
    let pair = server.credentials("partner");
    for (public, secret, code) in [
        (pair["public_key"].as_str(), "wrong", "signature-mismatch"),
        ("unknown", pair["secret"].as_str(), "key-unknown"),
    ] {
        let refused = client(&server, public, secret)
            .partner()
            .create_api_keys(&call())
            .await;
        match refused {
            Err(Error::Api(refusal)) => {
                assert!(format!("{refusal}").contains(code), "{refusal}");
            }
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) fn signature(secret: &str, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, body.as_bytes());
    let bytes = tag.as_ref().iter();
    bytes.fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Sends a body, signed by hand.
fn send(server: &Server, path: &str, body: &str) -> Response {
    let pair = server.credentials("partner");
    let signature = signature(&pair["secret"], body);
    let headers = [
        ("x-api-public-key", pair["public_key"].as_str()),
        ("x-api-signature", signature.as_str()),
    ];
    post(server, path, &headers, body)
}

const MEMBERS: &str = r#""userId":"7376bfd8-2e53-4832-8445-50095093b5c2","organizationId":"23fd734d-df33-4c6a-964c-55fba0c235ee""#;

#[test]
fn every_mistake_has_a_reason_of_its_own() {
    let server = server(&onchainpay());
    let pair = server.credentials("partner");
    let (public, secret) = (pair["public_key"].as_str(), pair["secret"].as_str());
    let body = |nonce: u32| format!(r#"{{{MEMBERS},"alias":"x","nonce":{nonce}}}"#);
    let by_hand = |public: &str, signature: &str, body: &str| {
        let headers = [("x-api-public-key", public), ("x-api-signature", signature)];
        post(&server, PATH, &headers, body)
    };
    let good = body(1);
    let refused = |response: Response| {
        let value = response.json();
        assert_eq!(value["success"], false, "{value}");
        assert_eq!(value["error"]["name"], value["code"], "{value}");
        assert!(!response.text().contains(secret), "{value}");
        (response.status, response.code())
    };
    let is = |status: u16, code: &str| (status, code.to_owned());
    let wrong = by_hand(public, &signature("wrong", &good), &good);
    assert_eq!(wrong.json()["stringToSign"], good);
    assert_eq!(refused(wrong), is(401, "signature-mismatch"));
    let changed = by_hand(public, &signature(secret, &good), &body(2));
    assert_eq!(refused(changed), is(401, "signature-mismatch"));
    let garbled = by_hand(public, "xyz", &good);
    assert_eq!(refused(garbled), is(401, "signature-malformed"));
    let unknown = by_hand("somebody", &signature(secret, &good), &good);
    assert_eq!(refused(unknown), is(401, "key-unknown"));
    let unsigned = post(&server, PATH, &[("x-api-public-key", public)], &good);
    assert_eq!(refused(unsigned), is(401, "signature-missing"));
    let keyless = post(&server, PATH, &[("x-api-signature", "00")], &good);
    assert_eq!(refused(keyless), is(401, "field-missing"));
    let no_nonce = format!(r#"{{{MEMBERS},"alias":"x"}}"#);
    assert_eq!(
        refused(send(&server, PATH, &no_nonce)),
        is(401, "value-missing")
    );
    assert_eq!(send(&server, PATH, &good).status, 200);
    assert_eq!(
        refused(send(&server, PATH, &good)),
        is(401, "nonce-repeated")
    );
    assert_eq!(
        refused(send(&server, "/api", &body(3))),
        is(404, "path-unknown")
    );
    let missing = format!(r#"{{{MEMBERS},"nonce":4}}"#);
    let response = send(&server, PATH, &missing);
    assert_eq!(response.json()["violations"][0]["rule"], "required");
    assert_eq!(refused(response), is(422, "request-invalid"));
    let wrong_type = format!(r#"{{{MEMBERS},"alias":5,"nonce":5}}"#);
    let response = send(&server, PATH, &wrong_type);
    assert_eq!(response.json()["violations"][0]["at"], "/alias");
    assert_eq!(refused(response), is(422, "request-invalid"));
}

#[test]
fn upper_case_signatures_are_taken() {
    let server = server(&onchainpay());
    let pair = server.credentials("partner");
    let body = format!(r#"{{{MEMBERS},"alias":"x","nonce":1}}"#);
    let signature = signature(&pair["secret"], &body).to_ascii_uppercase();
    let headers = [
        ("x-api-public-key", pair["public_key"].as_str()),
        ("x-api-signature", signature.as_str()),
    ];
    assert_eq!(post(&server, PATH, &headers, &body).status, 200);
}

#[test]
fn no_secret_is_in_what_is_told() {
    let secret = base64::engine::general_purpose::STANDARD.encode([7; 64]);
    let server = builder(&onchainpay())
        .credentials("partner", &[("public_key", "mine"), ("secret", &secret)])
        .start()
        .expect("it starts");
    // A client that puts its secret where it does not belong.
    let body = format!(r#"{{{MEMBERS},"alias":"{secret}","nonce":1}}"#);
    let headers = [("x-api-public-key", "mine"), ("x-api-signature", "00")];
    let response = post(&server, PATH, &headers, &body);
    assert_eq!(response.code(), "signature-mismatch");
    assert!(response.text().contains("[secret]"), "{}", response.text());
    assert!(!response.text().contains(&secret));
    let entry = &server.requests()[0].entry;
    assert!(!entry.text().contains(&secret) && !entry.json().contains(&secret));
}

#[test]
fn a_refusal_is_of_the_media_type_that_the_document_has_for_failures() {
    let server = server(&onchainpay());
    let refused = post(&server, PATH, &[], "{}");
    assert_eq!(refused.status, 401);
    assert_eq!(refused.header("content-type"), Some("application/json"));
}
