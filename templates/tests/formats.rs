//! Texts and numbers of formats on the wire.

use countersign_support::{
    Client, Decimal, Error, Number, Operation, OperationInfo, RequestParts, Timestamp, payload,
};
use http::Method;

use crate::common::{GOOD, Script, client, request};

/// `POST /prices/{price}`, with the same values in all places.
struct Prices {
    price: Decimal,
    since: Option<Timestamp>,
    size: Number,
}

impl Operation for Prices {
    type Payload = payload::Json<Vec<Decimal>>;
    const INFO: OperationInfo = OperationInfo::new("prices", Method::POST, "/prices/{price}");

    fn encode(&self, parts: &mut RequestParts) {
        parts.path("price", &self.price);
        parts.query("since", &self.since);
        parts.header("x-price", &self.price);
        parts.header("x-size", &self.size);
        parts.cookie("price", &self.price);
        parts.json(&(&self.price, &self.since, &self.size));
    }
}

/// What is sent for these values, and what the response is read as.
async fn call(
    prices: &Prices,
    response: &str,
) -> (crate::common::Sent, Result<Vec<Decimal>, Error>) {
    let script = Script::good(response.to_owned());
    let client = Client::builder()
        .transport(script.clone())
        .base_url("https://h")
        .build()
        .unwrap();
    let result = client.send(prices).await;
    (script.only(), result)
}

#[tokio::test]
async fn values_are_sent_in_all_places_with_their_spelling() {
    let prices = Prices {
        price: "+01.50".parse().unwrap(),
        since: Some("2024-03-09t05:06:07+01:00".parse().unwrap()),
        size: "12345678901234567890.10".parse().unwrap(),
    };
    let (sent, _) = call(&prices, "[]").await;
    let url = "https://h/prices/%2B01.50?since=2024-03-09t05%3A06%3A07%2B01%3A00";
    assert_eq!(sent.url, url);
    assert_eq!(sent.header("x-size"), "12345678901234567890.10");
    assert_eq!(
        (sent.header("x-price"), sent.header("cookie")),
        ("+01.50", "price=%2B01.50")
    );
    assert_eq!(
        &sent.body[..],
        br#"["+01.50","2024-03-09t05:06:07+01:00",12345678901234567890.10]"#
    );
}

#[tokio::test]
async fn what_was_read_can_be_sent_unchanged() {
    let first = Prices {
        price: 1.into(),
        since: None,
        size: 0.into(),
    };
    let (_, read) = call(&first, r#"["1,5", 0.10000000000000000000001]"#).await;
    let mut read = read.unwrap().into_iter();
    for body in [
        r#"["1,5",null,0]"#,
        r#"["0.10000000000000000000001",null,0]"#,
    ] {
        let again = Prices {
            price: read.next().unwrap(),
            since: None,
            size: 0.into(),
        };
        let (sent, _) = call(&again, "[]").await;
        assert_eq!(&sent.body[..], body.as_bytes());
    }
}

#[tokio::test]
async fn one_odd_text_leaves_the_response_readable() {
    for odd in ["\"\"", "\"yesterday\"", "1767225600"] {
        let body = GOOD.replace("\"2026-01-01T00:00:00.000Z\"", odd);
        let script = Script::good(body);
        let pair = client(&script).partner().create_api_keys(&request()).await;
        let created = pair.unwrap().created_at;
        assert_eq!(created.as_str(), odd.trim_matches('"'));
        assert!(!created.is_timestamp());
    }
}

#[tokio::test]
async fn what_is_no_text_at_all_is_a_misfit() {
    let kinds = [
        ("true", "boolean"),
        ("{}", "map"),
        ("[1]", "sequence"),
        ("null", "null"),
    ];
    for (odd, kind) in kinds {
        let body = GOOD.replace("\"i\"", &format!("\"i\",\"createdAt\":{odd}"));
        let script = Script::good(body);
        let result = client(&script).partner().create_api_keys(&request()).await;
        let Err(Error::Decode(error)) = result else {
            panic!("not a misfit: {result:?}");
        };
        let reason = format!("invalid type: {kind}, expected a string or a number");
        assert_eq!(error.reason(), reason);
        assert_eq!(error.path(), "response.createdAt");
    }
}
