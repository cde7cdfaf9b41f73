//! Six ways to sign, over loopback HTTP: a generated client sends, and a server that knows nothing of Countersign
//! works each signature out again from the raw request.

mod rules;
mod server;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::Method;
use signed_fixture::orders::{ListOrders, PlaceOrder, PlaceOrderBody};
use signed_fixture::security::{Aws, Binance, Gate, Messages, Oauth, Onchainpay};
use signed_fixture::{
    Client, ClientBuilder, Operation, OperationInfo, RequestParts, Retry, payload,
};

use rules::{SECRET, TOKEN_SECRET};
use server::{Call, Server};

/// The private key of RFC 9421, appendix B.1.4.
const PRIVATE_KEY: &str = include_str!("../properties/keys/ed25519.pem");
const DATE: &str = "Tue, 20 Apr 2021 02:07:55 GMT";
const FORM: &str = "application/x-www-form-urlencoded";

/// A scheme: its credentials, what the service does, and what differs from request to request.
struct Scheme {
    name: &'static str,
    with: fn(ClientBuilder) -> ClientBuilder,
    check: fn(&Call) -> Result<(), String>,
    fresh: fn(&Call) -> String,
}

const SCHEMES: &[Scheme] = &[
    Scheme {
        name: "onchainpay",
        with: |builder| builder.onchainpay(Onchainpay::new("public", SECRET)),
        check: rules::onchainpay,
        fresh: rules::onchainpay_nonce,
    },
    Scheme {
        name: "binance",
        with: |builder| builder.binance(Binance::new("public", SECRET)),
        check: rules::binance,
        fresh: |call| {
            let pairs = rules::pairs(&call.query);
            let time = pairs.into_iter().find(|(name, _)| name == "timestamp");
            time.expect("there is a time").1
        },
    },
    Scheme {
        name: "gate",
        with: |builder| builder.gate(Gate::new("public", SECRET)),
        check: rules::gate,
        fresh: |call| call.header("timestamp").to_owned(),
    },
    Scheme {
        name: "aws",
        with: |builder| builder.aws(Aws::new("public", SECRET).region("eu-central-1")),
        check: rules::aws,
        fresh: |call| call.header("x-amz-date").to_owned(),
    },
    Scheme {
        name: "messages",
        with: |builder| builder.messages(Messages::new("test-key-ed25519", PRIVATE_KEY)),
        check: rules::messages,
        fresh: |call| call.header("signature-input").to_owned(),
    },
    Scheme {
        name: "oauth",
        with: |builder| {
            let keys = Oauth::new("public", SECRET).token("token");
            builder.oauth(keys.token_secret(TOKEN_SECRET))
        },
        check: rules::oauth,
        fresh: |call| {
            let header = rules::oauth_header(call);
            let nonce = header.into_iter().find(|(name, _)| name == "oauth_nonce");
            nonce.expect("there is a nonce").1
        },
    },
];

/// A client for a server, at whose clock a second goes by each time that it is looked at.
fn client(scheme: &Scheme, server: &Server) -> Client {
    let seconds = AtomicU64::new(1_700_000_000);
    let clock = move || UNIX_EPOCH + Duration::from_secs(seconds.fetch_add(1, Ordering::Relaxed));
    let builder = Client::builder()
        .base_url(&server.url)
        .clock(clock)
        .retry(retry());
    (scheme.with)(builder)
        .build()
        .expect("the options are good")
}

fn retry() -> Retry {
    let brief = Duration::from_millis(1);
    Retry::default()
        .attempts(3)
        .pauses(brief, brief)
        .repeat_unsafe(true)
}

/// A request with everything in it that encodings differ about.
fn odd() -> PlaceOrder {
    PlaceOrder {
        tag: Some(["a b", "ü&=+", "", "a b"].map(str::to_owned).to_vec()),
        note: Some("é+%2F/?#[]@!$'()*,;:~".to_owned()),
        date: Some(DATE.to_owned()),
        body: Some(PlaceOrderBody {
            amount: Some(-7),
            ..PlaceOrderBody::new("Zoë \"1\" / 😀\n".to_owned())
        }),
        ..PlaceOrder::new("Zoë's / 50% + ~x;y=z&a*b".to_owned())
    }
}

fn list() -> ListOrders {
    ListOrders {
        tag: Some(vec!["b".to_owned(), "a".to_owned(), "b".to_owned()]),
        note: None,
        date: Some(DATE.to_owned()),
        ..ListOrders::new("1".to_owned())
    }
}

#[tokio::test]
async fn what_is_sent_is_what_was_signed() {
    for scheme in SCHEMES {
        let server = Server::start(scheme.check, 0).await;
        let sent = client(scheme, &server).send(&odd()).await;
        sent.unwrap_or_else(|error| panic!("{}: {error}\n{:?}", scheme.name, server.calls()));
        let calls = server.calls();
        let tags = rules::pairs(&calls[0].query);
        let tags: Vec<_> = tags.iter().filter(|(name, _)| name == "tag").collect();
        assert_eq!(tags.len(), 4, "{}: {}", scheme.name, calls[0].query);
        assert!(!calls[0].path.contains(' '), "{}", calls[0].path);
    }
}

#[tokio::test]
async fn a_body_that_is_empty_is_signed_as_nothing() {
    for scheme in SCHEMES {
        let server = Server::start(scheme.check, 0).await;
        let request = PlaceOrder {
            body: None,
            ..odd()
        };
        let sent = client(scheme, &server).send(&request).await;
        sent.unwrap_or_else(|error| panic!("{}: {error}\n{:?}", scheme.name, server.calls()));
        // One scheme puts its nonce there.
        let is_empty = server.calls()[0].body.is_empty();
        assert_eq!(is_empty, scheme.name != "onchainpay", "{}", scheme.name);
    }
}

#[tokio::test]
async fn a_request_that_only_reads_is_signed() {
    for scheme in SCHEMES.iter().filter(|it| it.name != "onchainpay") {
        let server = Server::start(scheme.check, 0).await;
        let sent = client(scheme, &server).send(&list()).await;
        sent.unwrap_or_else(|error| panic!("{}: {error}\n{:?}", scheme.name, server.calls()));
    }
}

#[tokio::test]
async fn every_attempt_is_signed_anew() {
    for scheme in SCHEMES {
        let server = Server::start(scheme.check, 2).await;
        let sent = client(scheme, &server).send(&odd()).await;
        sent.unwrap_or_else(|error| panic!("{}: {error}\n{:?}", scheme.name, server.calls()));
        let calls = server.calls();
        assert_eq!(calls.len(), 3, "{}", scheme.name);
        assert!(rules::once(&calls, scheme.fresh), "{}", scheme.name);
    }
}

#[tokio::test]
async fn calls_at_the_same_time_have_nonces_of_their_own() {
    for scheme in SCHEMES
        .iter()
        .filter(|it| ["onchainpay", "oauth"].contains(&it.name))
    {
        let server = Server::start(scheme.check, 0).await;
        // A clock that stands still is no help.
        let client = (scheme.with)(Client::builder().base_url(&server.url))
            .clock(|| -> SystemTime { UNIX_EPOCH + Duration::from_secs(1_700_000_000) })
            .build()
            .expect("the options are good");
        let calls: Vec<_> = (0..64)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.send(&odd()).await })
            })
            .collect();
        for call in calls {
            let sent = call.await.expect("the task ends");
            sent.unwrap_or_else(|error| panic!("{}: {error}", scheme.name));
        }
        let calls = server.calls();
        assert_eq!(calls.len(), 64, "{}", scheme.name);
        assert!(rules::once(&calls, scheme.fresh), "{}", scheme.name);
    }
}

#[tokio::test]
async fn a_request_that_was_changed_on_the_way_is_refused() {
    for scheme in SCHEMES {
        let server = Server::start(scheme.check, 0).await;
        let sent = client(scheme, &server).send(&odd()).await;
        sent.unwrap_or_else(|error| panic!("{}: {error}", scheme.name));
        let call = server.calls().remove(0);
        assert_eq!((scheme.check)(&call), Ok(()), "{}", scheme.name);
        let mut body = call.clone();
        body.body.insert(1, b' ');
        // OAuth does not cover bodies that are no forms.
        let is_covered = scheme.name != "oauth";
        assert_eq!(
            (scheme.check)(&body).is_err(),
            is_covered,
            "{}",
            scheme.name
        );
        let mut query = call.clone();
        query.query.insert(0, 'x');
        let is_covered = scheme.name != "onchainpay";
        assert_eq!(
            (scheme.check)(&query).is_err(),
            is_covered,
            "{}",
            scheme.name
        );
        let mut path = call;
        path.path.push('x');
        let is_covered = !["onchainpay", "binance"].contains(&scheme.name);
        assert_eq!(
            (scheme.check)(&path).is_err(),
            is_covered,
            "{}",
            scheme.name
        );
    }
}

/// A request with a form, which documents cannot ask for yet.
struct Form;

impl Operation for Form {
    type Payload = payload::Nothing;
    const INFO: OperationInfo = {
        let mut info = OperationInfo::new("form", Method::POST, "/forms");
        info.security = &[&["oauth"]];
        info
    };

    fn encode(&self, parts: &mut RequestParts) {
        parts.query("b", &"in the query");
        parts.query("a", &"ü");
        parts.text(FORM, "b=x+y&a=%C3%A9%26&a=&c&b%3D=1%2B1");
    }
}

#[tokio::test]
async fn the_fields_of_a_form_are_parameters_of_oauth_1() {
    let scheme = SCHEMES.iter().find(|it| it.name == "oauth");
    let scheme = scheme.expect("it is one of them");
    let server = Server::start(scheme.check, 1).await;
    let sent = client(scheme, &server).send(&Form).await;
    sent.unwrap_or_else(|error| panic!("{error}\n{:?}", server.calls()));
    let mut call = server.calls().remove(1);
    assert!(rules::once(&server.calls(), scheme.fresh));
    call.body.extend(b"&d=1");
    assert!((scheme.check)(&call).is_err());
}
