//! Parameters on the wire.

use countersign_support::{Client, EncodeError, Error, Operation};

use crate::common::Script;
use crate::common::operations::{GetItem, Search};

/// What is sent for `request`.
async fn sent(request: impl Operation) -> Result<crate::common::Sent, Error> {
    let script = Script::good("null");
    let client = Client::builder()
        .transport(script.clone())
        .base_url("https://h/v1/")
        .build()
        .unwrap();
    client.send(&request).await.map(|_| script.only())
}

#[tokio::test]
async fn parameters_go_where_the_document_puts_them() {
    let tags = vec!["a b".to_owned(), "c,d".to_owned()];
    let item = GetItem {
        order_id: "o 1/ü?#%",
        item: -7,
        limit: Some(10),
        tags,
        trace: Some("t"),
    };
    let sent = sent(item).await.unwrap();
    assert_eq!(
        sent.url,
        "https://h/v1/orders/o%201%2F%C3%BC%3F%23%25/items/-7?limit=10&tag=a%20b&tag=c%2Cd&tags=a%20b,c%2Cd"
    );
    assert_eq!((sent.method.as_str(), sent.header("x-trace")), ("GET", "t"));
    assert!(sent.body.is_empty() && sent.header("content-type").is_empty());
}

#[tokio::test]
async fn reserved_characters_are_sent_as_they_are_where_a_query_can_hold_them() {
    let sent = sent(Search(&["/a:b@c?d=e;f(*)!$", "[x]#&+' ü", "%2F%zz%"]))
        .await
        .unwrap();
    let expected = [
        "/a:b@c?d=e;f(*)!$",
        "%5Bx%5D%23%26%2B%27%20%C3%BC",
        "%2F%25zz%25",
    ];
    let query = format!("q={}&all={}", expected.join("&q="), expected.join(","),);
    assert_eq!(sent.url, format!("https://h/v1/search?{query}"));
}

#[tokio::test]
async fn absent_parameters_are_not_sent() {
    let sent = sent(GetItem::default()).await.unwrap();
    assert_eq!(sent.url, "https://h/v1/orders/o/items/1");
    assert!(!sent.headers.contains_key("x-trace"));
}

#[tokio::test]
async fn values_that_would_change_the_path_are_refused() {
    for order_id in [
        "",
        ".",
        "..",
        "%2e",
        "%2E%2e",
        ".%2e",
        "%252e%252E",
        "../x",
        "a/../b",
        "a\\..",
        "%2e%2e%2fx",
    ] {
        let error = sent(GetItem {
            order_id,
            ..GetItem::default()
        })
        .await
        .unwrap_err();
        assert!(
            matches!(
                error,
                Error::Encode {
                    source: EncodeError::Path("order_id"),
                    ..
                }
            ),
            "{order_id}: {error:?}"
        );
    }
    for order_id in ["...", "a.b", "..a", "%", "{item}", "a//b", "%zz"] {
        sent(GetItem {
            order_id,
            ..GetItem::default()
        })
        .await
        .expect(order_id);
    }
}

#[tokio::test]
async fn header_values_cannot_smuggle_headers() {
    let error = sent(GetItem {
        trace: Some("a\r\nb: c"),
        ..GetItem::default()
    })
    .await
    .unwrap_err();
    assert!(matches!(
        error,
        Error::Encode {
            source: EncodeError::Header("x-trace"),
            ..
        }
    ));
}

#[tokio::test]
async fn the_client_names_itself_and_takes_no_codings() {
    let sent = sent(GetItem::default()).await.unwrap();
    let agent = sent.header("user-agent");
    let (name, version) = agent.split_once('/').expect("a name and a version");
    // The tests run against the model and against the generated crate.
    assert!(
        ["countersign-support", "onchainpay"].contains(&name),
        "{name}"
    );
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    assert_eq!(sent.header("accept"), "application/json");
    assert_eq!(sent.header("accept-encoding"), "identity");
    assert_eq!(sent.header("host"), "h");
}
