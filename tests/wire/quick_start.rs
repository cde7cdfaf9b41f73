//! The first call of the quick start is a check of credentials, and a failed check can be read in every form in which
//! it is told.

use onchainpay::base_actions::{SignatureCheck, TestSignature, TestSignatureOutput};
use onchainpay::security::Merchant;
use onchainpay::{ApiError, Client, Error};

use crate::common::{SECRET, Script, unique_key};

/// A failed check, told under this flag.
fn failed(success: bool) -> String {
    let check = r#"{"errors":["No public key passed."],"checkSignatureResult":false,"signature":"4f","receivedBody":"{}"}"#;
    format!(r#"{{"success":{success},"response":{check}}}"#)
}

async fn outcome(status: u16, body: impl Into<bytes::Bytes>) -> Result<TestSignatureOutput, Error> {
    let client = Client::builder()
        .transport(Script::default().gives(status, body))
        .merchant(Merchant::new(unique_key(), SECRET))
        .build()
        .expect("the options are good");
    let request = TestSignature::default();
    client.base_actions().test_signature(&request).await
}

fn assert_failed(check: Option<SignatureCheck>) {
    let check = check.expect("the outcome is told in `response`");
    assert!(!check.check_signature_result);
    let errors = check.errors.expect("the reasons are told");
    assert_eq!(errors, ["No public key passed."]);
}

#[tokio::test]
async fn a_failed_check_is_read_whatever_the_flag_says() {
    for success in [true, false] {
        let output = outcome(200, failed(success))
            .await
            .expect("it is no refusal");
        assert_eq!(output.success, success);
        assert_failed(output.response);
    }
}

/// The refusal that a response is.
fn refusal(outcome: Result<TestSignatureOutput, Error>) -> ApiError {
    match outcome {
        Err(Error::Api(refusal)) => refusal,
        other => panic!("not a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn a_failed_check_with_another_status_is_read_off_the_refusal() {
    let refusal = refusal(outcome(401, failed(false)).await);
    let output: TestSignatureOutput = refusal.decode().expect("it has the documented form");
    assert_failed(output.response);
}

#[tokio::test]
async fn a_plain_refusal_has_its_reason() {
    let body = r#"{"success":false,"error":{"code":7,"name":"NONCE","message":"used"}}"#;
    let output = outcome(200, body).await.expect("it is no refusal");
    let reason = output.error.expect("the reason is told");
    assert_eq!((reason.code, reason.message.as_str()), (7, "used"));
    assert!(output.response.is_none());
}
