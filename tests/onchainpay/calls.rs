//! Three responses to every operation: as documented, a failure, and one from a later version of the service.

use std::collections::BTreeSet;

use countersign::mock::Reply;
use onchainpay::Error;
use serde_json::{Value, json};

use crate::document::{Document, grown};
use crate::operations::calls;
use crate::{client, nonce, server};

#[test]
fn no_operation_is_left_out() {
    let document = Document::read();
    let documented: BTreeSet<_> = document.operations().into_keys().collect();
    let called: Vec<_> = calls().iter().map(|it| it.id).collect();
    assert_eq!(called.len(), 85);
    assert_eq!(called.into_iter().collect::<BTreeSet<_>>(), documented);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_signed_let_in_and_answered() {
    let (document, server) = (Document::read(), server());
    let client = client(&server);
    let operations = document.operations();
    for call in calls() {
        let operation = operations[call.id];
        let request = document.request(operation);
        let sent = call
            .send(&client, request.clone().unwrap_or_default())
            .await;
        let payload = sent.unwrap_or_else(|error| panic!("{}: {error:?}", call.id));
        if let Some(example) = document.responses(operation).first() {
            assert_eq!(payload, call.payload(example), "{}", call.id);
        }
        let seen = server.requests();
        let seen = seen.last().expect("it was seen");
        assert_eq!(seen.entry.operation.as_deref(), Some(call.id));
        let nonce = nonce(&server, seen);
        let mut expected = request.unwrap_or_else(|| json!({}));
        expected["nonce"] = nonce.into();
        let body: Value = serde_json::from_slice(&seen.body).expect("it is JSON");
        assert_eq!(body, expected, "{}", call.id);
    }
    assert_eq!(server.requests().len(), 85);
    let nonces = server.requests().into_iter().map(|it| nonce(&server, &it));
    assert_eq!(nonces.collect::<BTreeSet<_>>().len(), 85);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_tells_a_failure() {
    let (document, server) = (Document::read(), server());
    let client = client(&server);
    let operations = document.operations();
    let failure = json!({
        "success": false,
        "error": {"code": 1003, "name": "VALIDATION_ERROR", "message": "The amount is too small"},
        "requestId": "5f0b",
    });
    for call in calls() {
        let request = document.request(operations[call.id]).unwrap_or_default();
        server.queue(call.id, Reply::json(200, failure.to_string()));
        match call.send(&client, request).await {
            // Here a failure is what was asked for.
            Ok(payload) => {
                assert_eq!((call.id, &payload), ("testSignature", &failure));
            }
            Err(Error::Api(refusal)) => {
                assert_eq!(refusal.operation(), call.id);
                assert_eq!(refusal.code(), Some("1003"), "{}", call.id);
                assert_eq!(refusal.name(), Some("VALIDATION_ERROR"), "{}", call.id);
                assert_eq!(
                    refusal.message(),
                    Some("The amount is too small"),
                    "{}",
                    call.id
                );
                assert_eq!(refusal.request_id(), Some("5f0b"), "{}", call.id);
            }
            Err(other) => panic!("{}: {other:?}", call.id),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_reads_what_a_later_version_adds() {
    let (document, server) = (Document::read(), server());
    let client = client(&server);
    let operations = document.operations();
    for call in calls() {
        let operation = operations[call.id];
        let request = document.request(operation).unwrap_or_default();
        for example in document.responses(operation) {
            let reply = grown(example.clone());
            server.queue(call.id, Reply::json(200, reply.to_string()));
            let sent = call.send(&client, request.clone()).await;
            sent.unwrap_or_else(|error| panic!("{}: {error:?}\n{reply}", call.id));
        }
    }
}
