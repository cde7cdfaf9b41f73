//! Operations on several servers over loopback HTTP: each call reaches the server that it should, signed for that one.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use ring::hmac;
use servers_fixture::items::{AddFile, ListItems, NextFile};
use servers_fixture::security::KeyScheme;
use servers_fixture::{Client, ClientBuilder, EncodeError, Error, Operation, servers};

const SECRET: &str = "word";

/// What came: method and path, each with whether the signature is that of the URL really used.
type Seen = Arc<Mutex<Vec<String>>>;

/// A server that keeps what came.
struct Service {
    port: u16,
    seen: Seen,
}

impl Service {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Seen::default();
        let router = Router::new().fallback(keep).with_state(Arc::clone(&seen));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { port, seen }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

async fn keep(
    State(seen): State<Seen>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> &'static str {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let host = header("host");
    assert_eq!(header("x-signed-host"), host);
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = hmac::sign(&key, format!("{method} http://{host}{uri}").as_bytes());
    let mut hex = String::new();
    for byte in tag.as_ref() {
        let _ = write!(hex, "{byte:02x}");
    }
    assert_eq!(header("x-signature"), hex);
    seen.lock().unwrap().push(format!("{method} {uri}"));
    "\"done\""
}

fn builder() -> ClientBuilder {
    Client::builder().key(KeyScheme::new(SECRET))
}

/// Whether nothing was sent because an operation's server is not known.
fn is_unknown<O: Operation>(outcome: &Result<O::Output, Error>) -> bool {
    let Err(Error::Encode { source, .. }) = outcome else {
        return false;
    };
    matches!(source, EncodeError::Server { .. })
}

#[tokio::test]
async fn each_operation_is_signed_for_the_server_that_it_is_sent_to() {
    let (main, uploads) = (Service::start().await, Service::start().await);
    let client = builder()
        .base_url(main.url("/v1"))
        .server(servers::UPLOADS, uploads.url("/there"))
        .build()
        .unwrap();
    client.send(&ListItems).await.unwrap();
    client.send(&AddFile).await.unwrap();
    client.send(&NextFile).await.unwrap();
    assert_eq!(main.seen(), ["GET /v1/items", "GET /next/files"]);
    assert_eq!(uploads.seen(), ["POST /there/files"]);
}

#[tokio::test]
async fn a_client_with_another_base_url_does_not_call_the_documents_other_servers() {
    let main = Service::start().await;
    let client = builder().base_url(main.url("/v1")).build().unwrap();
    let outcome = client.send(&AddFile).await;
    assert!(is_unknown::<AddFile>(&outcome), "{outcome:?}");
    assert!(main.seen().is_empty());
}

#[tokio::test]
async fn variables_of_a_server_stay_in_their_place() {
    let main = Service::start().await;
    for (tenant, expected) in [
        ("blue", "GET /blue/v1/items"),
        ("a/../b?c#d", "GET /a%2F..%2Fb%3Fc%23d/v1/items"),
        ("", "GET //v1/items"),
    ] {
        let server = servers::Usual {
            port: main.port.to_string(),
            tenant: tenant.to_owned(),
        };
        let Ok(client) = builder().base_url(server).build() else {
            assert!(tenant.contains(".."), "{tenant}");
            continue;
        };
        client.send(&ListItems).await.unwrap();
        assert_eq!(main.seen().last().unwrap(), expected);
    }
}

#[test]
fn what_would_leave_its_place_is_refused() {
    for (port, tenant) in [
        ("1", ".."),
        ("1", "."),
        ("1/@evil.example", "a"),
        ("1@evil", "a"),
    ] {
        let server = servers::Usual {
            port: port.to_owned(),
            tenant: tenant.to_owned(),
        };
        assert!(
            builder().base_url(server).build().is_err(),
            "{port} {tenant}"
        );
    }
}

#[test]
fn the_default_is_the_documents() {
    let usual = String::from(servers::Usual::default());
    assert_eq!(usual, "http://localhost:1/main/v1");
    assert_eq!(servers::API_EXAMPLE_V1, "https://api.example/v1");
    assert_eq!(servers::NEXT.url(), "/next");
}

#[tokio::test]
async fn variables_of_an_operations_server_can_be_chosen() {
    let uploads = Service::start().await;
    let usual = String::from(servers::UploadsAddress::default());
    assert_eq!(usual, servers::UPLOADS.url());
    let address = servers::UploadsAddress {
        port: uploads.port.to_string(),
    };
    let client = builder().server(servers::UPLOADS, address);
    client.build().unwrap().send(&AddFile).await.unwrap();
    assert_eq!(uploads.seen(), ["POST /up/files"]);
}
