//! What a call gives for each kind of response that means success.

use countersign_support::partner::ApiKeyPair;
use countersign_support::{DecodeError, Error};
use http::StatusCode;
use serde_json::json;

use crate::common::operations::{
    Numbers, Picture, Post, ReadsBytes, ReadsMaybe, ReadsNothing, ReadsText,
};
use crate::common::{GOOD, Script, client, request};

/// What a call gives for a response of this status and body.
async fn outcome(status: u16, body: &str) -> Result<ApiKeyPair, Error> {
    let script = Script::default().gives(status, body.to_owned());
    client(&script).partner().create_api_keys(&request()).await
}

/// The error of a response that does not fit.
async fn misfit(body: &str) -> DecodeError {
    match outcome(200, body).await {
        Err(Error::Decode(error)) => error,
        other => panic!("not a misfit: {other:?}"),
    }
}

#[tokio::test]
async fn a_success_gives_the_payload() {
    let pair = outcome(200, GOOD).await.unwrap();
    assert_eq!((pair.id.as_str(), pair.secret.expose()), ("i", "s-e-c"));
}

#[tokio::test]
async fn the_envelope_decides_whatever_the_status() {
    assert!(outcome(500, GOOD).await.is_ok());
}

#[tokio::test]
async fn unknown_members_do_no_harm() {
    let body = GOOD.replace("\"id\"", "\"new\":{\"success\":false},\"id\"");
    let body = body.replace("\"success\":true", "\"more\":[1],\"success\":true");
    assert!(outcome(200, &body).await.is_ok());
    let reordered = r#"{"response":{"id":"i","public":"p","secret":"s","alias":"a","createdAt":"c"},"success":true}"#;
    assert!(outcome(200, reordered).await.is_ok());
}

#[tokio::test]
async fn a_value_of_another_type_is_named_by_its_path() {
    let error = misfit(&GOOD.replace("\"p\"", "1767225600")).await;
    assert_eq!(error.path(), "response.public");
    assert_eq!(error.reason(), "invalid type: integer, expected a string");
    assert_eq!(
        (error.operation(), error.status()),
        ("createApiKeys", StatusCode::OK)
    );

    for other in ["{\"x\":[1]}", "[1,2]", "true", "1.5", "null"] {
        let error = misfit(&GOOD.replace("\"s-e-c\"", other)).await;
        assert_eq!(error.path(), "response.secret", "{other}");
    }
}

#[tokio::test]
async fn the_path_does_not_depend_on_the_layout() {
    let body = GOOD
        .replace(",\"", " ,\n\t\"")
        .replace("\":", "\" :\r\n ")
        .replace("\"p\"", "5");
    let error = misfit(&body).await;
    assert_eq!(error.path(), "response.public");
}

#[tokio::test]
async fn an_absent_member_is_reported_at_its_object() {
    let error = misfit(&GOOD.replace("\"alias\":\"a\",", "")).await;
    assert_eq!(
        (error.path(), error.reason()),
        ("response", "missing field `alias`")
    );
}

#[tokio::test]
async fn an_absent_payload_is_reported() {
    let error = misfit(r#"{"success":true}"#).await;
    assert_eq!(error.reason(), "the payload is absent");
    let error = misfit(r#"{"success":true,"response":null}"#).await;
    assert_eq!(error.path(), "response");
}

#[tokio::test]
async fn json_that_is_cut_short_is_a_misfit() {
    for end in 1..GOOD.len() {
        let error = misfit(&GOOD[..end]).await;
        assert!(error.reason().contains("EOF"), "{end}: {error}");
    }
    assert_eq!(
        misfit(&GOOD[..GOOD.len() - 20]).await.path(),
        "response.createdAt"
    );
}

#[tokio::test]
async fn a_good_status_without_an_envelope_is_a_misfit() {
    for body in [
        "",
        "<html>ok</html>",
        "null",
        "[]",
        "{}",
        r#"{"success":"true"}"#,
        r#"{"success":null}"#,
        "\u{feff}{}",
    ] {
        misfit(body).await;
    }
}

#[tokio::test]
async fn the_misfit_keeps_the_body_but_does_not_print_it() {
    let error = misfit(&GOOD.replace("\"i\"", "17")).await;
    assert!(error.body().starts_with(b"{\"success\""));
    assert!(format!("{error:?}").contains("bytes]"));
    assert!(!format!("{error:?}{error}").contains("s-e-c"));
}

#[tokio::test]
async fn without_an_envelope_the_whole_body_is_the_payload() {
    let script = Script::good(r#"{"a":[{"b":1}]}"#);
    let value = client(&script).send(&Post(None)).await.unwrap();
    assert_eq!(value, json!({"a": [{"b": 1}]}));
}

/// The error of reading numbers from `body`, for an operation that deals in no secrets.
async fn misfit_of_numbers(body: String) -> DecodeError {
    match client(&Script::good(body)).send(&Numbers).await {
        Err(Error::Decode(error)) => error,
        other => panic!("not a misfit: {other:?}"),
    }
}

#[tokio::test]
async fn where_no_secrets_are_dealt_in_the_value_is_quoted() {
    let error = misfit_of_numbers(r#"{"a":[1,"two"]}"#.to_owned()).await;
    assert_eq!(error.path(), "a[1]");
    assert_eq!(error.reason(), "invalid type: string \"two\", expected u32");
}

#[tokio::test]
async fn long_names_and_values_are_cut() {
    let body = format!(
        r#"{{"{}":["{}"]}}"#,
        "n".repeat(100_000),
        "v".repeat(100_000)
    );
    let error = misfit_of_numbers(body).await;
    assert!(error.to_string().len() < 1_000 && format!("{error:?}").len() < 1_000);
}

#[cfg(feature = "full-serde")]
#[test]
fn every_type_goes_both_ways() {
    let text = serde_json::to_string(&request()).unwrap();
    let back: countersign_support::partner::CreateApiKeys = serde_json::from_str(&text).unwrap();
    assert_eq!(back.alias, request().alias);

    let payload = json!({"id": "i", "public": "p", "secret": "s", "alias": "a", "createdAt": "c"});
    let pair: ApiKeyPair = serde_json::from_value(payload.clone()).unwrap();
    assert_eq!(serde_json::to_value(&pair).unwrap(), payload);
}

#[tokio::test]
async fn a_response_without_content_is_no_broken_one() {
    for status in [200, 204, 205] {
        let client = client(&Script::default().gives(status, ""));
        assert_eq!(client.send(&ReadsMaybe).await.unwrap(), None, "{status}");
        assert_eq!(client.send(&ReadsBytes).await.unwrap(), b"", "{status}");
        assert_eq!(client.send(&ReadsText).await.unwrap(), "", "{status}");
        let Err(Error::Decode(error)) = client.send(&Numbers).await else {
            panic!("not a misfit")
        };
        assert_eq!(error.reason(), "the payload is absent", "{status}");
    }
    let error = misfit_of_numbers(" ".to_owned()).await;
    assert!(error.reason().contains("EOF"), "{error}");
}

#[tokio::test]
async fn what_has_no_content_has_no_envelope() {
    for status in [204, 205] {
        let client = client(&Script::default().gives(status, ""));
        client.send(&ReadsNothing).await.unwrap();
        let outcome = client.send(&request()).await;
        let Err(Error::Decode(error)) = outcome else {
            panic!("not a misfit: {outcome:?}")
        };
        assert_eq!(error.reason(), "the payload is absent");
    }
    // Any other status promises content.
    let outcome = client(&Script::good("")).send(&ReadsNothing).await;
    assert!(matches!(outcome, Err(Error::Decode(_))), "{outcome:?}");
}

#[tokio::test]
async fn text_that_is_not_utf_8_is_no_absent_text() {
    let script = Script::good(&b"caf\xe9"[..]);
    let Err(Error::Decode(error)) = client(&script).send(&ReadsText).await else {
        panic!("not a misfit")
    };
    assert!(error.reason().contains("utf-8"), "{error}");
    assert_eq!((error.path(), error.body()), ("", &b"caf\xe9"[..]));
}

#[tokio::test]
async fn what_is_not_json_has_no_envelope() {
    for body in [
        "\u{89}PNG",
        "",
        "17",
        "[1]",
        r#"{"success":true,"response":1}"#,
    ] {
        let client = client(&Script::good(body));
        assert_eq!(client.send(&Picture).await.unwrap(), body.as_bytes());
    }
    let refusal = r#"{"success":false,"error":{"code":7}}"#;
    for script in [Script::good(refusal), Script::default().gives(404, refusal)] {
        let Err(Error::Api(refusal)) = client(&script).send(&Picture).await else {
            panic!("not a refusal")
        };
        assert_eq!(refusal.code(), Some("7"));
    }
    let script = Script::default().gives(500, "PNG");
    assert!(matches!(
        client(&script).send(&Picture).await,
        Err(Error::Api(_))
    ));
}

#[tokio::test]
async fn a_download_that_does_not_say_what_it_is_is_what_was_asked_for() {
    let refused = r#"{"success":false,"error":{"code":7}}"#;
    let script = Script::good(refused);
    match client(&script).download(&request()).await {
        Err(Error::Api(error)) => assert_eq!(error.code(), Some("7")),
        other => panic!("no refusal: {other:?}"),
    }
    // Only who asks for JSON gets an envelope.
    let mut download = client(&script).download(&Picture).await.unwrap();
    let piece = download.next().await.unwrap().unwrap();
    assert_eq!(piece, refused.as_bytes());
}
