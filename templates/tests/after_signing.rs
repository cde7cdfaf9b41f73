//! What a scheme leaves behind: the string to sign, checks of the response, and what is kept until then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use countersign_support::signing::{Applying, Draft, Fresh, Scheme, VerifyError};
use countersign_support::transport::TransportErrorKind;
use countersign_support::{CredentialsError, Error};
use http::StatusCode;

use crate::common::operations::Verbatim;
use crate::common::{Script, builder};

/// Signs the body with itself, and asks the same of the response.
#[derive(Default)]
struct Echo(Arc<AtomicBool>);

/// Tells when it is dropped.
struct Kept(Arc<AtomicBool>);

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Scheme for Echo {
    fn check(&self) -> Result<(), CredentialsError> {
        Ok(())
    }

    fn apply<'a>(&'a self, draft: Draft, fresh: &'a Fresh) -> Applying<'a> {
        Box::pin(async move {
            let mut wire = draft.freeze();
            let message = wire.body().to_vec();
            wire.note(&message);
            wire.place_header("x-sign", &message)?;
            wire.hold(Kept(Arc::clone(&self.0)));
            let is_dropped = Arc::clone(&self.0);
            wire.check_response(*fresh, move |response| {
                assert!(!is_dropped.load(Ordering::SeqCst), "it is kept until now");
                if response.header("x-sign") == response.body() {
                    Ok(())
                } else {
                    Err(VerifyError::Mismatch)
                }
            });
            Ok(wire.into())
        })
    }
}

/// The outcome of a call, and whether what was kept is dropped.
async fn call(script: &Script) -> (Result<serde_json::Value, Error>, bool) {
    let echo = Echo::default();
    let dropped = Arc::clone(&echo.0);
    let client = builder(script).scheme("partner", echo).build().unwrap();
    let outcome = client.send(&Verbatim("{\"a\":1}")).await;
    (outcome, dropped.load(Ordering::SeqCst))
}

const ENVELOPE: &str = r#"{"success":true,"response":1}"#;

#[tokio::test]
async fn a_response_with_a_good_signature_is_read() {
    let script = Script::default().gives_with(200, &[("x-sign", ENVELOPE)], ENVELOPE);
    let (outcome, dropped) = call(&script).await;
    outcome.expect("the response is genuine");
    assert!(dropped);
}

#[tokio::test]
async fn a_response_with_a_bad_signature_is_not_trusted_whatever_it_says() {
    for status in [200, 500] {
        let script = Script::default().gives_with(status, &[("x-sign", "other")], ENVELOPE);
        let (outcome, dropped) = call(&script).await;
        let error = outcome.expect_err("the response is forged");
        assert!(matches!(&error, Error::Unverified { source, .. }
            if matches!(source.downcast_ref(), Some(VerifyError::Mismatch))));
        assert_eq!(error.status(), StatusCode::from_u16(status).ok());
        assert!(!error.nothing_was_sent() && error.operation().is_some());
        assert_eq!(script.sent().len(), 1);
        assert!(dropped);
    }
}

#[tokio::test]
async fn what_is_kept_is_dropped_without_a_response() {
    let script = Script::default().fails(TransportErrorKind::Interrupted);
    let (outcome, dropped) = call(&script).await;
    assert!(outcome.is_err() && dropped);
}

#[tokio::test]
async fn a_dry_run_tells_the_string_to_sign() {
    let script = Script::good("null");
    let echo = Echo::default();
    let dropped = Arc::clone(&echo.0);
    let client = builder(&script).scheme("partner", echo).build().unwrap();
    let signed = client.sign(&Verbatim("{\"needle\":1}")).await.unwrap();
    assert_eq!(signed.string_to_sign(), Some(&b"{\"needle\":1}"[..]));
    assert!(!format!("{signed:?}").contains("needle"));
    assert!(script.sent().is_empty());
    assert!(
        dropped.load(Ordering::SeqCst),
        "nobody waits for a response"
    );
}
