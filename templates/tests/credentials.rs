//! Which credentials a client is not built with.

use countersign_support::security::Partner;
use countersign_support::{BuildError, Client, CredentialsError};

use crate::common::Script;

/// Why no client is built with these credentials.
fn refusal(public: &str, secret: &str) -> Option<CredentialsError> {
    let builder = Client::builder().transport(Script::default());
    match builder.partner(Partner::new(public, secret)).build() {
        Ok(_) => None,
        Err(BuildError::Credentials(error)) => Some(error),
        Err(other) => panic!("another error: {other}"),
    }
}

#[test]
fn a_secret_that_was_copied_with_its_line_is_refused() {
    for secret in [
        "secret\n",
        "secret\r\n",
        " secret",
        "\tsecret",
        "secret\u{a0}",
        "\u{feff}secret",
        "secret\u{0}",
    ] {
        let error = refusal("public", secret).expect("refused");
        assert!(
            matches!(
                error,
                CredentialsError::Malformed {
                    scheme: "partner",
                    field: "secret",
                    ..
                }
            ),
            "{error:?}"
        );
        let text = error.to_string();
        assert!(text.contains("begins or ends with"), "{text}");
    }
    for secret in ["se cret", "se\ncret", "sécret", "+/="] {
        assert_eq!(refusal("public", secret), None, "{secret:?}");
    }
}

#[test]
fn what_is_sent_as_it_is_must_be_something_to_send() {
    for public in ["public\n", " public", "pub\nlic", "pub\u{7f}lic"] {
        let error = refusal(public, "secret").expect("refused");
        assert!(
            matches!(
                error,
                CredentialsError::Malformed {
                    field: "public_key",
                    ..
                }
            ),
            "{error:?}"
        );
    }
}

#[test]
fn empty_credentials_are_refused() {
    for blank in ["", " ", "\n"] {
        for error in [refusal(blank, "secret"), refusal("public", blank)] {
            assert!(
                matches!(error, Some(CredentialsError::Empty { .. })),
                "{error:?}"
            );
        }
    }
}

#[test]
fn the_text_of_a_pem_ends_with_its_line() {
    let pem = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n";
    assert_eq!(CredentialsError::refuse_empty("s", "key", pem), Ok(()));
    assert!(CredentialsError::refuse_untrimmed("s", "key", pem).is_err());
}

#[test]
fn a_colon_would_end_a_user_name() {
    let user = |text| CredentialsError::refuse_user_name("s", "user", text);
    let password = |text| CredentialsError::refuse_password("s", "password", text);
    let error = user("a:b").expect_err("the rest would be taken for the password");
    assert!(error.to_string().contains("colon"), "{error}");
    assert!(!error.to_string().contains("a:b"), "{error}");
    assert_eq!(password("a:b"), Ok(()));

    // RFC 7617 §2: neither has control characters, and either may be empty.
    for text in ["a\n", "a\tb", "\u{7f}", "\u{85}"] {
        assert!(user(text).is_err() && password(text).is_err(), "{text:?}");
    }
    for text in ["", "a b", " a ", "ü"] {
        assert_eq!((user(text), password(text)), (Ok(()), Ok(())), "{text:?}");
    }
}
