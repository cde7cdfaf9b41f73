//! What the document says by example is read into its types, and written as it was.

use serde_json::Value;

use crate::document::Document;
use crate::operations::{Call, calls};

/// More examples has no member.
const MOST: usize = 3;

#[test]
fn every_request_is_read_and_written_back() {
    let document = Document::read();
    let operations = document.operations();
    let mut bodies = 0;
    for call in calls() {
        let operation = operations[call.id];
        let Some(example) = document.request(operation) else {
            continue;
        };
        bodies += 1;
        let of_members = (0..MOST).map(|number| document.request_of_members(operation, number));
        for body in of_members.flatten().chain([example]) {
            let written = call.request(body.clone());
            assert_eq!(written.expect(call.id), body, "{}", call.id);
        }
    }
    assert_eq!(bodies, 80);
}

#[test]
fn every_response_is_read_and_written_back() {
    let document = Document::read();
    let operations = document.operations();
    let mut responses = 0;
    for call in calls() {
        let operation = operations[call.id];
        for example in document.responses(operation) {
            responses += 1;
            for number in 0..MOST {
                let of_members = document.response_of_members(operation, &example, number);
                written_back(&call, &of_members.expect(call.id));
            }
            written_back(&call, &example);
        }
    }
    assert_eq!(responses, 84);
}

fn written_back(call: &Call, response: &Value) {
    let payload = call.payload(response);
    let written = call.response(payload.clone());
    assert_eq!(written.expect(call.id), payload, "{}", call.id);
}
