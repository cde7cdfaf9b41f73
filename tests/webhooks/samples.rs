//! Every sample of the document is read when it is genuine, and refused when it is not.

use std::fmt::Write as _;

use onchainpay::security::Webhook;
use onchainpay::webhooks::{
    EventError, FromVerified, Incoming, OrderEvent, OrphanDepositEvent, OrphanWithdrawalEvent,
    PersonalDepositEvent, Verified, VerifyError, WatchedAddressEvent, WithdrawalEvent, verify_with,
};
use ring::hmac;

const PUBLIC_KEY: &str = "the key";
const SECRET: &str = "the secret";

/// Name and sample of each event that has one.
fn samples() -> Vec<(String, String)> {
    let text = include_str!("../../spec/onchainpay.yaml");
    let document: serde_yaml::Value = serde_yaml::from_str(text).expect("the document is YAML");
    let events = document["webhooks"].as_mapping().expect("it has events");
    let samples = events.iter().filter_map(|(name, item)| {
        let body = &item["post"]["requestBody"]["content"]["application/json"];
        let sample = serde_json::to_string(body.get("example")?).expect("samples are JSON");
        Some((name.as_str()?.to_owned(), sample))
    });
    samples.collect()
}

fn parses(name: &str, verified: &Verified<'_>) -> Result<(), EventError> {
    fn read<E: FromVerified>(verified: &Verified<'_>) -> Result<(), EventError> {
        verified.parse::<E>().map(|_| ())
    }
    let read = match name {
        "order" => read::<OrderEvent>,
        "personalDeposit" => read::<PersonalDepositEvent>,
        "withdrawal" => read::<WithdrawalEvent>,
        "watchedAddress" => read::<WatchedAddressEvent>,
        "orphanDeposit" => read::<OrphanDepositEvent>,
        "orphanWithdrawal" => read::<OrphanWithdrawalEvent>,
        other => panic!("no event of this crate is `{other}`"),
    };
    read(verified)
}

/// The signature as the documentation describes it, by other code than ours.
fn signature(body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = hmac::sign(&key, body.as_bytes());
    let mut hex = String::new();
    for byte in tag.as_ref() {
        write!(hex, "{byte:02x}").expect("a String takes all");
    }
    hex
}

fn signed<'m>(sample: &str, body: &'m str) -> Incoming<'m> {
    let headers = [
        ("x-api-public-key", PUBLIC_KEY.to_owned()),
        ("X-Api-Signature", signature(sample)),
    ];
    Incoming::request("POST", "/", headers, body.as_bytes())
}

fn keys() -> Webhook {
    Webhook::new(PUBLIC_KEY, SECRET)
}

/// With the feature `full-serde` events are read from anything, so this is tried without it.
#[cfg(not(feature = "full-serde"))]
mod unverified {
    use super::{OrderEvent, OrphanDepositEvent};

    /// Whether a type can be read by whoever has bytes.
    struct Probe<T>(std::marker::PhantomData<T>);

    trait Fallback {
        const DESERIALIZES: bool = false;
    }

    impl<T> Fallback for Probe<T> {}

    impl<T: serde::de::DeserializeOwned> Probe<T> {
        const DESERIALIZES: bool = true;
    }

    #[test]
    fn events_are_not_read_from_bytes_that_nobody_has_verified() {
        let whole = Probe::<OrderEvent>::DESERIALIZES;
        let in_fields = Probe::<OrphanDepositEvent>::DESERIALIZES;
        let body = Probe::<onchainpay::types::Order>::DESERIALIZES;
        assert_eq!((whole, in_fields, body), (false, false, true));
    }
}

#[test]
fn genuine_samples_are_read() {
    let samples = samples();
    assert_eq!(samples.len(), 6);
    for (name, sample) in samples {
        let verified = keys().verify(&signed(&sample, &sample));
        let verified = verified.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(verified.scheme(), Some("webhook"));
        parses(&name, &verified).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn a_changed_byte_is_noticed_wherever_it_is() {
    for (name, sample) in samples() {
        for at in 0..sample.len() {
            let mut bytes = sample.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else {
                continue;
            };
            let refused = keys().verify(&signed(&sample, &changed));
            assert!(
                matches!(refused, Err(VerifyError::Mismatch)),
                "{name}: {at}"
            );
        }
    }
}

#[test]
fn other_keys_and_missing_headers_are_refused_with_the_reason() {
    for (_, sample) in samples() {
        let incoming = signed(&sample, &sample);
        let wrong = Webhook::new(PUBLIC_KEY, "another secret").verify(&incoming);
        assert!(matches!(wrong, Err(VerifyError::Mismatch)));
        let unknown = Webhook::new("another key", SECRET).verify(&incoming);
        assert!(matches!(unknown, Err(VerifyError::UnknownKey)));
        let with = |headers: &[(&str, String)]| {
            let headers = headers.iter().map(|(name, value)| (*name, value));
            let incoming = Incoming::request("POST", "/", headers, sample.as_bytes());
            keys().verify(&incoming).expect_err("something is missing")
        };
        let key = ("x-api-public-key", PUBLIC_KEY.to_owned());
        assert!(matches!(with(&[]), VerifyError::Missing));
        assert!(matches!(
            with(std::slice::from_ref(&key)),
            VerifyError::Missing
        ));
        let alone = with(&[("x-api-signature", signature(&sample))]);
        assert!(matches!(alone, VerifyError::Digest));
        let malformed = with(&[key, ("x-api-signature", "xyz".to_owned())]);
        assert!(matches!(malformed, VerifyError::Malformed(_)));
    }
}

#[test]
fn while_keys_change_either_is_taken() {
    let old = Webhook::new("old", "old secret");
    for (name, sample) in samples() {
        let incoming = signed(&sample, &sample);
        let verified = verify_with(&[old.clone(), keys()], |keys| keys.verify(&incoming));
        let verified = verified.expect("one of them fits");
        assert_eq!(verified.key(), 1);
        assert!(parses(&name, &verified).is_ok());
        let refused = verify_with([&old], |keys| keys.verify(&incoming));
        assert!(matches!(refused, Err(VerifyError::UnknownKey)));
    }
}

#[test]
fn credentials_that_cannot_be_right_verify_nothing() {
    let incoming = signed("{}", "{}");
    for keys in [Webhook::new("", SECRET), Webhook::new(PUBLIC_KEY, "")] {
        let refused = keys.verify(&incoming);
        assert!(matches!(refused, Err(VerifyError::Credentials(_))));
    }
}

#[test]
fn what_the_document_does_not_know_is_no_error() {
    let body = r#"{"id":"1","currency":"USDT","network":"bsc","status":"frozen","order":"1","amount":"1",
        "received":"0","transactions":[],"risk":{"level":7}}"#;
    let verified = keys().verify(&signed(body, body)).expect("it is genuine");
    let order: OrderEvent = verified.parse().expect("it is read");
    assert_eq!(order.status.as_str(), "frozen");
}

#[test]
fn a_genuine_message_of_another_form_says_where() {
    let body = r#"{"id":"1","currency":7}"#;
    let verified = keys().verify(&signed(body, body)).expect("it is genuine");
    let error = verified.parse::<OrderEvent>().expect_err("it is no order");
    assert_eq!(
        error.to_string(),
        "the body does not fit the document at `currency`: invalid type: integer, expected a string"
    );
}

#[test]
fn messages_without_a_signature_are_read_only_by_who_says_so() {
    let (_, sample) = samples()
        .into_iter()
        .find(|(name, _)| name == "watchedAddress")
        .expect("it is there");
    let headers: [(&str, &str); 0] = [];
    let incoming = Incoming::request("POST", "/", headers, sample.as_bytes());
    assert!(matches!(
        keys().verify(&incoming),
        Err(VerifyError::Missing)
    ));
    let assumed = incoming.assume_verified();
    assert_eq!(assumed.scheme(), None);
    let event: WatchedAddressEvent = assumed.parse().expect("it is read");
    assert_eq!(event.currency, "USDT");
}
