//! No secret is printed, in whatever form.

use std::fmt::Debug;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use countersign_support::security::Partner;
use countersign_support::signing::{Applying, Draft, Fresh, Scheme};
use countersign_support::transport::{
    BoxFuture, Transport, TransportError, TransportErrorKind, TransportRequest, TransportResponse,
};
use countersign_support::{Client, CredentialsError, Error, Secret};
use serde_json::json;

use crate::common::operations::{Both, Get, GetItem, Post, Session};
use crate::common::{GOOD, Script, builder, client, hex, request, unique_key};

/// A secret whose every form is different, and recognisable.
const SECRET: &str = "sécret/+= \"key\" &42";

/// Every byte percent-encoded.
fn percent_all(bytes: &[u8]) -> String {
    hex(bytes)
        .to_uppercase()
        .as_bytes()
        .chunks(2)
        .fold(String::new(), |text, digits| {
            text + "%" + &String::from_utf8_lossy(digits)
        })
}

/// Asserts that `text` holds no form of `secret`.
#[track_caller]
fn assert_hidden(text: &str, secret: &str) {
    let bytes = secret.as_bytes();
    let hex = hex(bytes);
    let percent = percent_all(bytes);
    let encoded = url::form_urlencoded::byte_serialize(bytes).collect::<String>();
    let forms = [
        secret.to_owned(),
        secret.escape_debug().to_string(),
        json!(secret).to_string(),
        hex.to_uppercase(),
        hex,
        percent.to_lowercase(),
        percent,
        encoded.replace('+', "%20"),
        encoded,
        STANDARD.encode(bytes),
        STANDARD_NO_PAD.encode(bytes),
        URL_SAFE.encode(bytes),
        URL_SAFE_NO_PAD.encode(bytes),
        format!("{bytes:?}"),
    ];
    for form in forms {
        assert!(!text.contains(&form), "{form} is in {text}");
    }
}

/// Asserts that neither way of printing `value` shows the secret.
#[track_caller]
fn assert_silent(value: &impl Debug) {
    assert_hidden(&format!("{value:?} {value:#?}"), SECRET);
}

/// Asserts that no way of printing an error, or what caused it, shows the secret.
#[track_caller]
fn assert_error_silent(error: &Error) {
    assert_silent(error);
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        assert_hidden(&format!("{error} {error:?} {error:#?}"), SECRET);
        cause = error.source();
    }
}

/// A client whose credentials hold the secret.
fn secretive(script: &Script) -> Client {
    builder(script)
        .partner(Partner::new(unique_key(), SECRET))
        .build()
        .unwrap()
}

#[tokio::test]
async fn credentials_clients_and_requests_are_silent() {
    let script = Script::good(GOOD);
    assert_silent(&Secret::from(SECRET));
    assert_silent(&Partner::new("public", SECRET));
    assert_silent(&builder(&script).partner(Partner::new("public", SECRET)));
    let client = secretive(&script);
    assert_silent(&client);
    assert_silent(&client.partner());
    let signed = client.sign(&request()).await.unwrap();
    assert_silent(&signed);
    let signature = signed.headers()["x-api-signature"].to_str().unwrap();
    assert!(!format!("{signed:?}").contains(signature));
}

#[test]
fn a_base_url_with_user_info_is_not_repeated() {
    let builder = Client::builder().base_url("https://user:hunter2@h");
    assert!(!format!("{builder:?}").contains("hunter2"));
    let error = builder.build().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[tokio::test]
async fn what_the_service_sends_as_a_secret_is_silent() {
    let text = json!(SECRET).to_string();
    let body = GOOD.replace("\"s-e-c\"", &text);
    let pair = client(&Script::good(body)).send(&request()).await.unwrap();
    assert_eq!(pair.secret.expose(), SECRET);
    assert_silent(&pair);
}

#[tokio::test]
async fn errors_about_responses_with_secrets_are_silent() {
    let text = json!(SECRET).to_string();
    for body in [
        // In place of something else, as a member's name, where no envelope is, in a broken text.
        GOOD.replace("\"s-e-c\"", &format!("[{text}]")),
        format!(r#"{{"success":true,"response":{text}}}"#),
        format!(r#"{{"success":true,"response":[{text}]}}"#),
        format!(r#"{{"success":{text}}}"#),
        text.clone(),
        format!(r#"{{"success":true,"response":{{"id":{text},"#),
        format!(r#"{{"success":false,"error":{{"details":{text}}}}}"#),
    ] {
        for status in [200, 500] {
            let script = Script::default().gives(status, body.clone());
            let error = secretive(&script).send(&request()).await.unwrap_err();
            assert_error_silent(&error);
        }
    }
}

/// Puts the secret everywhere a scheme can put anything.
#[derive(Debug)]
struct Everywhere(Secret);

impl Scheme for Everywhere {
    fn check(&self) -> Result<(), CredentialsError> {
        Ok(())
    }

    fn apply<'a>(&'a self, mut draft: Draft, fresh: &'a Fresh) -> Applying<'a> {
        Box::pin(async move {
            let secret = self.0.expose();
            draft.inject_body("b", secret)?;
            draft.inject_header("x-a", &percent(secret))?;
            draft.inject_cookie("c", &percent(secret))?;
            draft.inject_query("q", secret)?;
            assert_silent(&draft);
            assert_silent(fresh);
            let mut wire = draft.freeze();
            wire.place_query("s", secret)?;
            wire.place_header("x-b", &percent(secret))?;
            assert_silent(&wire);
            Ok(wire.into())
        })
    }
}

/// The secret as a URL has it.
fn percent(secret: &str) -> String {
    url::form_urlencoded::byte_serialize(secret.as_bytes()).collect()
}

/// A transport that prints what it is given and then fails.
struct Printing;

impl Transport for Printing {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        assert!(
            request.url.contains(&percent(SECRET).replace('+', "%20")),
            "the secret is sent"
        );
        assert_silent(&request);
        Box::pin(async { Err(TransportError::new(TransportErrorKind::Timeout)) })
    }

    fn sleep(&self, _: std::time::Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

#[tokio::test]
async fn a_secret_anywhere_in_a_request_is_silent() {
    let client = Client::builder()
        .transport(Printing)
        .scheme("partner", Everywhere(SECRET.into()))
        .build()
        .unwrap();
    assert_silent(&client.sign(&Post(None)).await.unwrap());
    assert_error_silent(&client.send(&Post(None)).await.unwrap_err());
    assert_error_silent(&client.send(&Post(Some(json!([SECRET])))).await.unwrap_err());
    assert_error_silent(&client.send(&Get(None)).await.unwrap_err());
    assert_error_silent(&client.send(&Both(None)).await.unwrap_err());
}

#[tokio::test]
async fn a_secret_in_the_path_is_silent() {
    // Some services have a key in the path of all operations, some in that of one.
    let path = percent(SECRET).replace('+', "%20");
    let below = format!("https://api.example/bot{path}/v1");
    let in_base = Client::builder().transport(Printing).base_url(below);
    let in_base = in_base.scheme("partner", Everywhere("other".into()));
    let in_base = in_base.build().unwrap();
    assert_silent(&in_base);
    let item = GetItem {
        order_id: SECRET,
        ..GetItem::default()
    };
    let in_path = Client::builder().transport(Printing).build().unwrap();
    let signed = [
        in_base.sign(&Post(None)).await.unwrap(),
        in_path.sign(&item).await.unwrap(),
    ];
    for signed in signed {
        assert!(signed.url().contains(&path));
        assert_silent(&signed);
    }
    assert_error_silent(&in_base.send(&Post(None)).await.unwrap_err());
    assert_error_silent(&in_path.send(&item).await.unwrap_err());
}

#[tokio::test]
async fn what_is_printed_of_a_request_says_where_it_goes() {
    let client = Client::builder().transport(Printing);
    let client = client.base_url("https://api.example:8443/v1");
    let signed = client.build().unwrap().sign(&GetItem::default()).await;
    let printed = format!("{:?}", signed.unwrap());
    for part in [
        "GET",
        "\"https://api.example:8443\"",
        "\"/orders/{order_id}/items/{item}\"",
    ] {
        assert!(printed.contains(part), "{printed}");
    }
}

#[tokio::test]
async fn what_callers_put_into_headers_and_cookies_is_silent() {
    let session = Session {
        header: Some(SECRET),
        cookie: Some(SECRET),
    };
    let signed = client(&Script::default()).sign(&session).await.unwrap();
    assert_silent(&signed);
    let cookies = signed.headers()["cookie"].to_str().unwrap();
    assert!(cookies.contains("; theme="), "both are sent");
}

#[test]
fn secrets_compare_by_their_text() {
    assert_eq!(Secret::from("a"), Secret::from("a"));
    assert_ne!(Secret::from("a"), Secret::from("b"));
    assert_ne!(Secret::from("a"), Secret::from("aa"));
}
