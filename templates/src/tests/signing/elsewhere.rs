//! Keys that are kept elsewhere.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::SignError;
use crate::support::signing::{KeyHandle, SigningKey, hmac_sha256};
use crate::transport::BoxFuture;

/// Gives the message back, or fails if there is none.
struct Echo;

impl KeyHandle for Echo {
    fn sign<'a>(
        &'a self,
        message: &'a [u8],
    ) -> BoxFuture<'a, Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>> {
        Box::pin(async move {
            if message.is_empty() {
                return Err("nothing to sign".into());
            }
            Ok(message.to_vec())
        })
    }
}

fn sign(key: &SigningKey<&'static str>, message: &str) -> Result<Vec<u8>, SignError> {
    let signing = key.sign(message, |key, message| Ok(hmac_sha256(*key, message)));
    match pin!(signing).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(signature) => signature,
        Poll::Pending => panic!("nothing to wait for"),
    }
}

#[test]
fn a_key_signs_here_or_elsewhere() {
    let here = SigningKey::Here("key");
    assert_eq!(sign(&here, "m").unwrap(), hmac_sha256("key", "m"));
    let elsewhere = SigningKey::elsewhere(Echo);
    assert_eq!(sign(&elsewhere, "m").unwrap(), b"m");
    assert!(matches!(sign(&elsewhere, ""), Err(SignError::Signer(_))));
    assert_eq!(
        format!("{here:?} {elsewhere:?}"),
        "[redacted] [kept elsewhere]"
    );
}
