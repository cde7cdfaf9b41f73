//! What is signed is what is sent.

use bytes::Bytes;
use countersign_support::security::Partner;
use countersign_support::signing::{Applying, Draft, Fresh, Scheme};
use countersign_support::{Client, CredentialsError, Error, Part, SignError};
use serde_json::json;

use crate::common::operations::{Both, Either, Get, Optional, Post, Session, Twice, Verbatim};
use crate::common::{
    GOOD, PUBLIC, SECRET, Script, builder, client, clock_at, hex, request, unique_key, with_alias,
};

/// The signature of `body` by a library that the client does not use.
fn witness(body: &[u8]) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = ring::hmac::sign(&key, body);
    hex(tag.as_ref())
}

/// The body that is sent for `body`.
async fn sent_body(body: Option<serde_json::Value>) -> Bytes {
    let script = Script::good("null");
    let client = builder(&script)
        .clock(clock_at(1_643_881_172_430))
        .build()
        .unwrap();
    client.send(&Post(body)).await.unwrap();
    let sent = script.only();
    assert_eq!(sent.header("x-api-signature"), witness(&sent.body));
    assert_eq!(sent.header("content-type"), "application/json");
    sent.body
}

#[tokio::test]
async fn the_signature_is_that_of_the_documentations_sample() {
    let script = Script::good("null");
    let text = r#"{"from":"ETH","to":"USDT","nonce":1643881172430}"#;
    let client = builder(&script)
        .partner(Partner::new(PUBLIC, SECRET))
        .build()
        .unwrap();
    client.send(&Verbatim(text)).await.unwrap();

    let sent = script.only();
    assert_eq!(sent.body, text);
    assert_eq!(sent.header("x-api-public-key"), PUBLIC);
    let signature = "eeb0b30750aec75f89ea5f74e71bfdb5a678fbba7d626e1081d82172b2110ce7";
    assert_eq!(sent.header("x-api-signature"), signature);
    assert_eq!(witness(text.as_bytes()), signature);
}

#[tokio::test]
async fn the_nonce_is_spliced_into_the_body() {
    assert_eq!(
        sent_body(Some(json!({"a": 1}))).await,
        r#"{"a":1,"nonce":1643881172430}"#
    );
    assert_eq!(
        sent_body(Some(json!({}))).await,
        r#"{"nonce":1643881172430}"#
    );
    assert_eq!(sent_body(None).await, r#"{"nonce":1643881172430}"#);
    assert_eq!(
        sent_body(Some(json!({"a": "}"}))).await,
        r#"{"a":"}","nonce":1643881172430}"#
    );
    // A member of that name further down is another member.
    let nested = json!({"a": {"nonce": 1}});
    assert_eq!(
        sent_body(Some(nested)).await,
        r#"{"a":{"nonce":1},"nonce":1643881172430}"#
    );
}

#[tokio::test]
async fn a_nonce_that_the_caller_set_is_left_alone() {
    assert_eq!(
        sent_body(Some(json!({"nonce": "mine"}))).await,
        r#"{"nonce":"mine"}"#
    );
    assert_eq!(
        sent_body(Some(json!({"nonce": null}))).await,
        r#"{"nonce":null}"#
    );
}

#[tokio::test]
async fn a_body_that_is_no_object_cannot_be_signed() {
    for body in [json!([1]), json!("text"), json!(1), json!(null)] {
        let script = Script::good("null");
        let error = client(&script).send(&Post(Some(body))).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Sign {
                    source: SignError::NotAnObject(_),
                    ..
                }
            ),
            "{error:?}"
        );
        assert!(error.nothing_was_sent() && script.sent().is_empty());
    }
    let error = client(&Script::good("null"))
        .send(&Get(None))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            Error::Sign {
                source: SignError::NoBody(_),
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn every_text_survives_the_way_to_the_server() {
    for alias in [
        "ключ",
        "\"quoted\"",
        "back\\slash",
        "🔑",
        "\u{0}\u{1f}\n\r\t\u{7f}",
        "</script>",
        "",
    ] {
        let script = Script::good(GOOD);
        client(&script)
            .partner()
            .create_api_keys(&with_alias(alias))
            .await
            .unwrap();
        let sent = script.only();
        assert_eq!(sent.member("alias"), alias);
        assert_eq!(sent.header("x-api-signature"), witness(&sent.body));
    }
}

#[tokio::test]
async fn signing_alone_sends_nothing() {
    let script = Script::default();
    let public = unique_key();
    let client = Client::builder()
        .transport(script.clone())
        .partner(Partner::new(&public, SECRET));
    let signed = client.build().unwrap().sign(&request()).await.unwrap();

    assert!(script.sent().is_empty());
    assert_eq!(signed.method(), "POST");
    assert_eq!(
        signed.url(),
        "https://ocp.onchainpay.io/partner/api/create-api-keys"
    );
    assert_eq!(signed.headers()["x-api-public-key"], public.as_str());
    assert_eq!(
        signed.headers()["x-api-signature"],
        witness(signed.body()).as_str()
    );
    assert!(signed.headers()["x-api-signature"].is_sensitive());
}

/// A second scheme: places its token where it is told to, in the phase it is told to.
struct Token(fn(Draft) -> Result<countersign_support::signing::Applied, SignError>);

impl Scheme for Token {
    fn check(&self) -> Result<(), CredentialsError> {
        Ok(())
    }

    fn apply<'a>(&'a self, draft: Draft, _: &'a Fresh) -> Applying<'a> {
        Box::pin(async move { (self.0)(draft) })
    }
}

#[tokio::test]
async fn two_schemes_of_one_requirement_are_both_applied() {
    let script = Script::good("null");
    let token = Token(|mut draft| {
        draft.inject_header("x-token", "t")?;
        draft.inject_cookie("session", "one")?;
        draft.inject_cookie("second", "two")?;
        draft.inject_query("api_key", "k&k")?;
        Ok(draft.into())
    });
    let client = builder(&script).scheme("token", token).build().unwrap();
    client.send(&Both(Some(json!({"a": 1})))).await.unwrap();

    let sent = script.only();
    assert_eq!(sent.header("x-token"), "t");
    assert_eq!(sent.header("cookie"), "session=one; second=two");
    assert!(sent.url.ends_with("/raw?api_key=k%26k"), "{}", sent.url);
    assert_eq!(sent.header("x-api-signature"), witness(&sent.body));
}

#[tokio::test]
async fn what_one_scheme_signed_the_next_cannot_change() {
    type Recipe = fn(Draft) -> Result<countersign_support::signing::Applied, SignError>;
    let recipes: [(Recipe, Part); 5] = [
        (
            |draft| {
                let mut wire = draft.freeze();
                wire.place_header("x-api-signature", "late")
                    .map(|()| wire.into())
            },
            Part::Headers,
        ),
        (
            |mut draft| draft.inject_body_integer("late", "1").map(|_| draft.into()),
            Part::Body,
        ),
        (
            |mut draft| draft.inject_query("late", "1").map(|_| draft.into()),
            Part::Query,
        ),
        (
            |draft| {
                let mut wire = draft.freeze();
                wire.place_body("late", "1").map(|()| wire.into())
            },
            Part::Body,
        ),
        (
            |draft| {
                let mut wire = draft.freeze();
                wire.place_query("late", "1").map(|()| wire.into())
            },
            Part::Query,
        ),
    ];
    for (recipe, part) in recipes {
        let script = Script::good("null");
        let client = builder(&script)
            .scheme("token", Token(recipe))
            .build()
            .unwrap();
        let error = client.send(&Twice(None)).await.unwrap_err();
        assert!(
            matches!(error, Error::Sign { source: SignError::Fixed(fixed), .. } if fixed == part),
            "{error:?}"
        );
        assert!(script.sent().is_empty());
    }
}

#[tokio::test]
async fn the_phases_of_a_draft_follow_their_order() {
    let late_body = Token(|mut draft| {
        draft.inject_header("x-digest", "d")?;
        draft.inject_body_integer("late", "1")?;
        Ok(draft.into())
    });
    let late_header = Token(|mut draft| {
        draft.inject_query("a", "b")?;
        draft.inject_header("x-digest", "d")?;
        Ok(draft.into())
    });
    let read_body = Token(|mut draft| {
        let _ = draft.body();
        draft.inject_body_integer("late", "1")?;
        Ok(draft.into())
    });
    for (token, part) in [
        (late_body, Part::Body),
        (late_header, Part::Headers),
        (read_body, Part::Body),
    ] {
        let client = builder(&Script::good("null"))
            .scheme("token", token)
            .build()
            .unwrap();
        let error = client.send(&Both(None)).await.unwrap_err();
        assert!(
            matches!(error, Error::Sign { source: SignError::Fixed(fixed), .. } if fixed == part),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn signatures_can_be_placed_anywhere() {
    let script = Script::good("null");
    let token = Token(|draft| {
        let mut wire = draft.freeze();
        assert_eq!(
            (wire.method(), wire.target().as_str(), wire.query()),
            ("POST", "/raw", "")
        );
        wire.place_query("signature", "a/b+c=")?;
        wire.place_cookie("signature", "s")?;
        wire.place_body("signature", "\"s\"\n")?;
        wire.place_header("authorization", "Bearer s")?;
        assert_eq!(wire.target(), "/raw?signature=a%2Fb%2Bc%3D");
        Ok(wire.into())
    });
    let client = Client::builder()
        .transport(script.clone())
        .scheme("token", token)
        .build()
        .unwrap();
    client.send(&Either(Some(json!({"a": 1})))).await.unwrap();

    let sent = script.only();
    assert!(sent.url.ends_with("/raw?signature=a%2Fb%2Bc%3D"));
    assert_eq!(sent.header("cookie"), "signature=s");
    assert_eq!(sent.header("authorization"), "Bearer s");
    assert_eq!(sent.body, r#"{"a":1,"signature":"\"s\"\n"}"#);
}

#[tokio::test]
async fn values_that_no_header_carries_are_refused() {
    type Recipe = fn(Draft) -> Result<countersign_support::signing::Applied, SignError>;
    let recipes: [Recipe; 3] = [
        |mut draft| {
            draft
                .inject_header("x-a", "a\r\nx-b: c")
                .map(|_| draft.into())
        },
        |mut draft| {
            draft
                .inject_cookie("a", "b; admin=1")
                .map(|()| draft.into())
        },
        |draft| {
            let mut wire = draft.freeze();
            wire.place_header("x-a", "\n").map(|()| wire.into())
        },
    ];
    for recipe in recipes {
        let script = Script::good("null");
        let client = builder(&script)
            .scheme("token", Token(recipe))
            .build()
            .unwrap();
        let error = client.send(&Both(None)).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Sign {
                    source: SignError::Malformed(_),
                    ..
                }
            ),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn the_first_alternative_with_credentials_is_taken() {
    let script = Script::good("null");
    client(&script).send(&Either(None)).await.unwrap();
    assert!(!script.only().header("x-api-signature").is_empty());

    let script = Script::good("null");
    client(&script).send(&Optional(None)).await.unwrap();
    assert!(!script.only().header("x-api-signature").is_empty());

    let script = Script::good("null");
    let nobody = Client::builder().transport(script.clone()).build().unwrap();
    nobody.send(&Optional(None)).await.unwrap();
    assert_eq!(script.only().header("x-api-signature"), "");
}

#[tokio::test]
async fn a_call_without_credentials_is_not_sent() {
    let script = Script::good(GOOD);
    let nobody = Client::builder().transport(script.clone()).build().unwrap();
    let error = nobody
        .partner()
        .create_api_keys(&request())
        .await
        .unwrap_err();
    let Error::Credentials { operation, source } = error else {
        panic!("another error")
    };
    assert_eq!(operation, "createApiKeys");
    assert_eq!(
        source.to_string(),
        "credentials for the security scheme `partner` are needed"
    );
    assert!(script.sent().is_empty());
}

#[test]
fn credentials_that_cannot_be_right_are_refused_at_once() {
    let build = |public: &str, secret: &str| {
        Client::builder()
            .transport(Script::default())
            .partner(Partner::new(public, secret))
            .build()
            .map(drop)
            .map_err(|error| error.to_string())
    };
    let empty = |field| {
        Err(format!(
            "`{field}` of the security scheme `partner` is empty"
        ))
    };
    assert_eq!(build("", "s"), empty("public_key"));
    assert_eq!(build("p", ""), empty("secret"));
    assert_eq!(build("p", " \n"), empty("secret"));
    assert!(build("p\n", "s").unwrap_err().contains("line break"));
    assert_eq!(build("p", "s"), Ok(()));
}

#[test]
fn credentials_that_are_not_in_the_environment_are_named() {
    // `environment.rs` has the cases in which they are set.
    let error = Partner::from_env().unwrap_err();
    assert_eq!(
        error,
        CredentialsError::NotSet("ONCHAINPAY_PARTNER_PUBLIC_KEY")
    );
}

/// Places what it read from the request's header.
struct Mirror;

impl Scheme for Mirror {
    fn check(&self) -> Result<(), CredentialsError> {
        Ok(())
    }

    fn apply<'a>(&'a self, draft: Draft, _: &'a Fresh) -> Applying<'a> {
        Box::pin(async move {
            let mut wire = draft.freeze();
            let seen = hex(&wire.header("x-session"));
            wire.place_header("x-mirror", &seen)?;
            Ok(wire.into())
        })
    }
}

#[tokio::test]
async fn a_scheme_reads_the_bytes_of_a_header_that_are_sent() {
    for header in ["plain", "na\u{ef}ve", "\u{1f511}", "a\tb"] {
        let script = Script::good("null");
        let client = builder(&script).scheme("mirror", Mirror).build().unwrap();
        let session = Session {
            header: Some(header),
            ..Session::default()
        };
        client.send(&session).await.unwrap();
        let sent = script.only();
        assert_eq!(sent.headers["x-session"].as_bytes(), header.as_bytes());
        assert_eq!(sent.header("x-mirror"), hex(header.as_bytes()));
    }
}
