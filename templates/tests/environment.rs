//! Credentials from the environment.

use std::ffi::OsStr;

use countersign_support::CredentialsError;
use countersign_support::security::Partner;

use crate::common::{GOOD, PUBLIC, SECRET, Script, builder, child, request};

const PUBLIC_KEY: &str = "ONCHAINPAY_PARTNER_PUBLIC_KEY";
const SECRET_KEY: &str = "ONCHAINPAY_PARTNER_SECRET";

/// Runs a test again with these two variables, as far as they are given.
#[track_caller]
fn again(name: &str, public: Option<&OsStr>, secret: Option<&OsStr>) {
    let public = public.map(|value| (PUBLIC_KEY, value));
    let secret = secret.map(|value| (SECRET_KEY, value));
    let variables: Vec<_> = public.into_iter().chain(secret).collect();
    child::run(name, "", &variables);
}

#[tokio::test]
async fn credentials_come_from_the_environment() {
    if child::told().is_none() {
        let name = "environment::credentials_come_from_the_environment";
        return again(name, Some(PUBLIC.as_ref()), Some(SECRET.as_ref()));
    }
    let script = Script::good(GOOD);
    let from_env = builder(&script).partner(Partner::from_env().expect("both are set"));
    let client = from_env.build().expect("good options");
    client.send(&request()).await.expect("a good response");

    let sent = script.only();
    assert_eq!(sent.header("x-api-public-key"), PUBLIC);
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
    let witness = ring::hmac::sign(&key, &sent.body);
    assert_eq!(
        sent.header("x-api-signature"),
        crate::common::hex(witness.as_ref())
    );
}

#[test]
fn a_variable_that_is_not_set_is_named() {
    if child::told().is_none() {
        let name = "environment::a_variable_that_is_not_set_is_named";
        return again(name, Some(PUBLIC.as_ref()), None);
    }
    let error = Partner::from_env().expect_err("the secret is not set");
    assert_eq!(error, CredentialsError::NotSet(SECRET_KEY));
    assert!(error.to_string().contains(SECRET_KEY), "{error}");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_unicode_is_not_taken_for_absent() {
    use std::os::unix::ffi::OsStrExt as _;

    if child::told().is_none() {
        let name = "environment::a_variable_that_is_not_unicode_is_not_taken_for_absent";
        let secret = OsStr::from_bytes(b"caf\xe9");
        return again(name, Some(PUBLIC.as_ref()), Some(secret));
    }
    let error = Partner::from_env().expect_err("the secret is not Unicode");
    assert_eq!(error, CredentialsError::NotUnicode(SECRET_KEY));
    assert!(!format!("{error} {error:?}").contains("caf"), "{error}");
}
