//! Parameters on the wire.

use std::collections::BTreeMap;

use countersign_support::{Client, EncodeError, Error, Operation};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::common::operations::{Cookies, Framed, GetItem, Picture, Purge, Search, Sends, Session};
use crate::common::{Script, client};

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
    let query = format!("q={}&all={}", expected.join("&q="), expected.join(","));
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
    // Encoded over and over again: whoever looks to the end of it is kept busy.
    let deep = format!("%{}2e", "25".repeat(20_000));
    for order_id in [
        deep.as_str(),
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

#[tokio::test]
async fn header_values_that_would_arrive_as_others_are_refused() {
    // Who receives a header drops the blanks around its value (RFC 9110 §5.5).
    for header in [" a", "a ", "a\t", " "] {
        let script = Script::good("null");
        let session = Session {
            header: Some(header),
            ..Session::default()
        };
        let error = client(&script).send(&session).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Encode {
                    source: EncodeError::Header("x-session"),
                    ..
                }
            ),
            "{header:?}: {error:?}"
        );
        assert!(script.sent().is_empty());
    }
}

#[tokio::test]
async fn the_framing_of_a_request_is_not_the_callers() {
    let script = Script::good("null");
    client(&script).send(&Framed).await.unwrap();
    let sent = script.only();
    for name in ["content-length", "transfer-encoding", "connection"] {
        assert_eq!(sent.header(name), "", "{name}");
    }
    assert_eq!(sent.header("x-fine"), "1");
}

#[tokio::test]
async fn cookies_of_all_origins_are_sent_together() {
    let script = Script::good("null");
    let session = Session {
        cookie: Some("a b,ü;c=d"),
        ..Session::default()
    };
    client(&script).send(&session).await.unwrap();
    assert_eq!(
        script.only().header("cookie"),
        "session=a%20b%2C%C3%BC%3Bc%3Dd; theme=a%20b%2C%C3%BC%3Bc%3Dd"
    );
    // Cookies in a header of the caller may be other than ASCII.
    let signed = client(&script).sign(&Cookies("b")).await.unwrap();
    let cookies = signed.headers()["cookie"].as_bytes();
    assert_eq!(cookies, "a=ü; b=1".as_bytes());
}

#[tokio::test]
async fn names_of_cookies_that_would_be_other_cookies_are_refused() {
    for name in ["a=b", "a;b", "a b", "a\nb", "ü", ""] {
        let script = Script::good("null");
        let error = client(&script).send(&Cookies(name)).await.unwrap_err();
        assert!(matches!(error, Error::Encode { .. }), "{name}: {error:?}");
        assert!(script.sent().is_empty());
    }
}

#[tokio::test]
async fn what_is_read_is_asked_for() {
    let client = client(&Script::default());
    let signed = client.sign(&Picture).await.unwrap();
    assert_eq!(signed.headers()["accept"], "image/png");
}

/// Numbers wherever a value can have them.
#[derive(Default, Serialize)]
struct Places {
    field: f64,
    short: f32,
    some: Option<f64>,
    list: Vec<[f64; 1]>,
    pair: (u8, f64),
    map: BTreeMap<String, f64>,
    newtype: Newtype,
    two: Two,
    variants: Vec<Variant>,
}

#[derive(Default, Serialize)]
struct Newtype(f64);

#[derive(Default, Serialize)]
struct Two(f64, f64);

#[derive(Serialize)]
enum Variant {
    Newtype(f64),
    Pair(f64, f64),
    Members { member: f64 },
}

/// One value for each place, with `number` there and nowhere else.
fn places(number: f64) -> Vec<Places> {
    let places = Places::default;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "what is not finite stays so"
    )]
    let short = number as f32;
    let variants = [
        Variant::Newtype(number),
        Variant::Pair(0.0, number),
        Variant::Members { member: number },
    ];
    let variants = variants.map(|variant| Places {
        variants: vec![variant],
        ..places()
    });
    let map = BTreeMap::from([("a".to_owned(), number)]);
    let others = [
        Places {
            field: number,
            ..places()
        },
        Places { short, ..places() },
        Places {
            some: Some(number),
            ..places()
        },
        Places {
            list: vec![[number]],
            ..places()
        },
        Places {
            pair: (0, number),
            ..places()
        },
        Places { map, ..places() },
        Places {
            newtype: Newtype(number),
            ..places()
        },
        Places {
            two: Two(0.0, number),
            ..places()
        },
    ];
    variants.into_iter().chain(others).collect()
}

#[tokio::test]
async fn a_number_that_json_lacks_is_not_sent_as_null() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for (index, value) in places(number).into_iter().enumerate() {
            let script = Script::good("null");
            let error = client(&script).send(&Sends(value)).await.unwrap_err();
            let Error::Encode {
                source: EncodeError::Json(source),
                ..
            } = error
            else {
                panic!("another error: {error:?}")
            };
            let reason = source.to_string();
            assert!(reason.contains("infinity"), "{index}: {reason}");
            assert!(script.sent().is_empty());
        }
    }
}

#[tokio::test]
async fn all_other_values_are_sent_as_they_are() {
    async fn check(value: impl Serialize + Sync) {
        let script = Script::good("null");
        let expected = serde_json::to_vec(&value).unwrap();
        client(&script).send(&Sends(value)).await.unwrap();
        assert_eq!(script.only().body, expected);
    }
    for value in places(-1.5e-7) {
        check(value).await;
    }
    let raw: Box<RawValue> = serde_json::from_str("{ \"a\" : 1e400 }").unwrap();
    check(raw).await;
    check(serde_json::json!({"a": [null, true, "b", -1, 1e300, {}]})).await;
    check((u64::MAX, i64::MIN, u128::MAX, 'c', (), None::<u8>)).await;
    check(BTreeMap::from([(1_u8, "a")])).await;
}

#[tokio::test]
async fn a_method_without_a_constant_is_sent_as_it_is() {
    let sent = sent(Purge).await.unwrap();
    assert_eq!(sent.method, "PURGE");
}
