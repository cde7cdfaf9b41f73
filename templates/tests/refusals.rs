//! What a call gives when the service says no.

use std::time::Duration;

use countersign_support::transport::TransportErrorKind;
use countersign_support::{ApiError, Error, Retry};
use serde::Deserialize;
use serde_json::json;

use crate::common::operations::{Post, Sensitive};
use crate::common::{Script, builder, client, clock_at, request};

/// The refusal that a response is.
async fn refusal(script: Script) -> ApiError {
    match client(&script).partner().create_api_keys(&request()).await {
        Err(Error::Api(refusal)) => refusal,
        other => panic!("not a refusal: {other:?}"),
    }
}

const FAILURE: &str = r#"{"success":false,"error":{"code":1001,"name":"NO_USER","message":"no such user"},"requestId":"r-1"}"#;

#[tokio::test]
async fn a_failure_envelope_is_a_refusal_whatever_the_status() {
    for status in [200, 201, 400, 401, 403, 404, 422, 429, 500, 503] {
        let refusal = refusal(Script::default().gives(status, FAILURE)).await;
        assert_eq!(refusal.status(), status);
        assert_eq!(refusal.code(), Some("1001"));
        assert_eq!(refusal.name(), Some("NO_USER"));
        assert_eq!(refusal.message(), Some("no such user"));
        assert_eq!(refusal.request_id(), Some("r-1"));
        assert_eq!(refusal.operation(), "createApiKeys");
        assert_eq!(
            refusal.to_string(),
            format!(
                "`createApiKeys` was refused with status {status}, 1001, NO_USER (request r-1)"
            )
        );
    }
}

/// What is printed of a refusal with this message by an operation that may deal in secrets.
async fn printed(sensitive: bool, message: &str) -> String {
    let body = json!({"success": false, "error": {"message": message}}).to_string();
    let client = client(&Script::good(body));
    let error = if sensitive {
        client.send(&Sensitive::<true>).await.unwrap_err()
    } else {
        client.send(&Sensitive::<false>).await.unwrap_err()
    };
    let Error::Api(refusal) = error else {
        panic!("not a refusal: {error:?}")
    };
    assert_eq!(refusal.message(), Some(message), "who asks for it gets it");
    format!("{refusal} {refusal:?}")
}

#[tokio::test]
async fn a_message_that_may_repeat_a_secret_is_not_printed() {
    let message = "unknown key s3cr3t";
    assert!(!printed(true, message).await.contains("s3cr3t"));
    assert!(printed(false, message).await.contains(message));
}

#[tokio::test]
async fn parts_of_the_envelope_may_be_absent_or_odd() {
    for body in [
        r#"{"success":false}"#,
        r#"{"success":false,"error":null}"#,
        r#"{"success":false,"error":"text"}"#,
        r#"{"success":false,"error":{"code":null,"name":{},"message":[]},"requestId":null}"#,
    ] {
        let refusal = refusal(Script::good(body)).await;
        assert_eq!(
            (refusal.code(), refusal.message(), refusal.request_id()),
            (None, None, None)
        );
    }
    let spelled = r#"{"success":false,"error":{"code":1e400,"name":true,"message":"\u00e9"}}"#;
    let refusal = refusal(Script::good(spelled)).await;
    assert_eq!(refusal.code(), Some("1e400"));
    assert_eq!(
        (refusal.name(), refusal.message()),
        (Some("true"), Some("é"))
    );
}

#[tokio::test]
async fn a_bad_status_without_an_envelope_is_a_refusal() {
    for body in [
        "",
        "<html><h1>502</h1></html>",
        "{\"success\":fal",
        "null",
        "[1]",
        "\u{0}\u{1}",
    ] {
        for status in [400, 404, 500, 502] {
            let refusal = refusal(Script::default().gives(status, body)).await;
            assert_eq!((refusal.status().as_u16(), refusal.code()), (status, None));
            assert_eq!(refusal.body(), body.as_bytes());
        }
    }
}

#[tokio::test]
async fn a_header_names_the_call_where_the_body_does_not() {
    let script = Script::default().gives_with(500, &[("x-request-id", "h-1")], "");
    assert_eq!(refusal(script).await.request_id(), Some("h-1"));
}

/// What is printed of a response of this status with this `Location`.
async fn redirect(status: u16, location: &'static str) -> String {
    let script = Script::default().gives_with(status, &[("location", location)], "");
    let refusal = refusal(script).await;
    assert_eq!(refusal.message(), None, "the service said nothing");
    let (text, debug) = (refusal.to_string(), format!("{refusal:?}"));
    assert!(
        !text.contains("abc") && !debug.contains("abc") && !debug.contains("word"),
        "{debug}"
    );
    text
}

#[tokio::test]
async fn a_redirect_is_a_refusal_that_names_the_host_alone() {
    for status in [300, 301, 302, 303, 307, 308] {
        for location in [
            "https://user:word@evil.example/path?signature=abc",
            "//evil.example/abc",
            "\\\\evil.example\\abc",
        ] {
            assert_eq!(
                redirect(status, location).await,
                format!(
                    "`createApiKeys` was refused with status {status}: redirects are not followed, this one leads to `https://evil.example`"
                )
            );
        }
    }
    let text = redirect(301, "http://ocp.onchainpay.io/abc").await;
    assert!(
        text.ends_with("leads to `http://ocp.onchainpay.io`"),
        "{text}"
    );
    let text = redirect(301, "https://ocp.onchainpay.io:8443/abc").await;
    assert!(text.ends_with("`https://ocp.onchainpay.io:8443`"), "{text}");
}

#[tokio::test]
async fn a_redirect_within_the_host_names_none() {
    for location in [
        "/abc",
        "abc?abc",
        "?abc",
        "",
        "https://ocp.onchainpay.io:443/abc",
        "//OCP.onchainpay.io/abc",
        "https://[abc",
        "mailto:abc@evil.example",
    ] {
        let text = redirect(307, location).await;
        let expected = "`createApiKeys` was refused with status 307: redirects are not followed";
        assert_eq!(text, expected, "{location}");
    }
    let refusal = refusal(Script::default().gives(302, "")).await;
    assert!(refusal.to_string().ends_with("redirects are not followed"));
}

#[tokio::test]
async fn a_response_that_nothing_has_changed_is_no_redirect() {
    let text = redirect(304, "https://evil.example").await;
    assert_eq!(text, "`createApiKeys` was refused with status 304");
}

#[tokio::test]
async fn the_body_can_be_decoded_on_demand() {
    #[derive(Deserialize)]
    struct Failure {
        success: bool,
    }
    let refusal = refusal(Script::good(FAILURE)).await;
    assert!(!refusal.decode::<Failure>().unwrap().success);
    assert!(refusal.decode::<String>().is_err());
}

#[tokio::test]
async fn excerpts_are_short_harmless_and_withheld_where_secrets_are_dealt_in() {
    let body = format!("\u{1b}[31m{}", "x".repeat(10_000));
    assert_eq!(
        refusal(Script::default().gives(500, body.clone()))
            .await
            .excerpt(),
        None
    );

    let script = Script::default().gives(500, body);
    let Err(Error::Api(refusal)) = client(&script).send(&Post(None)).await else {
        panic!("not a refusal")
    };
    let excerpt = refusal.excerpt().unwrap();
    assert!(
        excerpt.starts_with("\\u{1b}[31mxxx") && excerpt.len() < 600,
        "{excerpt}"
    );
}

#[tokio::test]
async fn a_message_of_the_service_does_not_write_to_the_terminal() {
    let message = format!("\u{1b}[2J{}", "long ".repeat(1_000));
    let text = printed(false, &message).await;
    assert!(text.contains("long") && !text.contains('\u{1b}'), "{text}");
    assert!(text.len() < 1_000, "{text}");
}

#[tokio::test]
async fn how_long_to_wait_is_told() {
    for (said, seconds) in [
        ("7", Some(7)),
        (" 7 ", Some(7)),
        // RFC 9110 §5.6.7: one form that is written, two that must be read.
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(7)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", Some(7)),
        ("Sun Nov  6 08:49:37 1994", Some(7)),
        ("Sun, 06 Nov 1994 08:49:29 GMT", Some(0)),
        ("99999999999999999999", Some(u64::MAX)),
        ("soon", None),
        ("-1", None),
        ("Sun, 99 Nov 1994 08:49:37 GMT", None),
        ("Sun, 06 Nov 18446744073709551615 08:49:37 GMT", None),
    ] {
        let script = Script::default().gives_with(429, &[("retry-after", said)], "");
        let client = builder(&script).clock(clock_at(784_111_770_000));
        let error = client.build().unwrap().send(&Post(None)).await.unwrap_err();
        let Error::Api(refusal) = error else {
            panic!("not a refusal: {error:?}")
        };
        let expected = seconds.map(Duration::from_secs);
        assert_eq!(refusal.retry_after(), expected, "{said}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_read() {
    for headers in [&[][..], &[("content-length", "11")]] {
        let script = Script::default().gives_with(200, headers, "\"123456789\"");
        let client = |limit| builder(&script).max_response_bytes(limit).build().unwrap();
        assert!(client(11).send(&Post(None)).await.is_ok());
        let error = client(10).send(&Post(None)).await.unwrap_err();
        let Error::Transport { source, .. } = &error else {
            panic!("another error: {error:?}")
        };
        assert_eq!(source.kind(), TransportErrorKind::TooLarge);
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert!(!error.nothing_was_sent());
    }
}

#[tokio::test]
async fn a_length_that_is_a_lie_reserves_no_memory() {
    let script = Script::default().gives_with(200, &[("content-length", "99999999999")], "1");
    let client = builder(&script)
        .max_response_bytes(usize::MAX)
        .retry(Retry::never())
        .build()
        .unwrap();
    assert_eq!(client.send(&Post(None)).await.unwrap(), 1);
}
