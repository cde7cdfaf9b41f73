//! Operations on several servers over loopback HTTP: each call reaches the server that it should, signed for that one.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::IntoResponse as _;
use bodies_fixture::signing::{Applying, Draft, Fresh, Scheme};
use ring::hmac;
use servers_fixture::items::{AddFile, ListItems, NextFile};
use servers_fixture::security::KeyScheme;
use servers_fixture::{Client, ClientBuilder, EncodeError, Error, servers};

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
        Self::serving(|seen| Router::new().fallback(keep).with_state(seen)).await
    }

    /// A server that sends its callers elsewhere, and keeps what came as `start` does.
    async fn leading_to(status: StatusCode, elsewhere: String) -> Self {
        let led = move |seen, method, uri, headers| async move {
            keep(seen, method, uri, headers).await;
            (status, [("location", elsewhere)]).into_response()
        };
        Self::serving(|seen| Router::new().fallback(led).with_state(seen)).await
    }

    /// A server that keeps the first line of whatever comes.
    async fn of_strangers() -> Self {
        let stranger = async |State(seen): State<Seen>, method: Method, uri: Uri| {
            seen.lock().unwrap().push(format!("{method} {uri}"));
        };
        Self::serving(|seen| Router::new().fallback(stranger).with_state(seen)).await
    }

    async fn serving(router: impl FnOnce(Seen) -> Router) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Seen::default();
        let router = router(Arc::clone(&seen));
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
fn is_unknown<T>(outcome: &Result<T, Error>) -> bool {
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
    assert!(is_unknown(&outcome), "{outcome:?}");
    assert!(main.seen().is_empty());
}

#[tokio::test]
async fn no_redirect_carries_a_request_to_another_server() {
    let elsewhere = Service::of_strangers().await;
    for status in [301, 302, 303, 307, 308] {
        let status = StatusCode::from_u16(status).unwrap();
        let main = Service::leading_to(status, elsewhere.url("/v1/items")).await;
        let uploads = Service::leading_to(status, elsewhere.url("/up/files")).await;
        let client = builder()
            .base_url(main.url("/v1"))
            .server(servers::UPLOADS, uploads.url("/up"))
            .build()
            .unwrap();
        let outcomes = [
            client.send(&ListItems).await,
            client.send(&AddFile).await,
            client.send(&NextFile).await,
        ];
        for outcome in outcomes {
            let error = outcome.unwrap_err().to_string();
            let origin = elsewhere.url("");
            assert!(error.contains("redirects are not followed"), "{error}");
            assert!(error.contains(&format!("`{origin}`")), "{error}");
        }
        assert_eq!(main.seen(), ["GET /v1/items", "GET /next/files"]);
        assert_eq!(uploads.seen(), ["POST /up/files"]);
    }
    assert!(elsewhere.seen().is_empty());
}

/// An operation of a document that has no address of its own, sent to an absolute server.
struct Elsewhere(bodies_fixture::Server);

impl bodies_fixture::Operation for Elsewhere {
    type Payload = bodies_fixture::payload::Nothing;
    const INFO: bodies_fixture::OperationInfo = {
        let mut info = bodies_fixture::OperationInfo::new("elsewhere", Method::GET, "/x");
        info.security = &[&["key"]];
        info
    };

    fn encode(&self, parts: &mut bodies_fixture::RequestParts) {
        parts.server(self.0);
    }
}

/// A key that is sent as it is.
struct Key;

impl Scheme for Key {
    fn check(&self) -> Result<(), bodies_fixture::CredentialsError> {
        Ok(())
    }

    fn apply<'a>(&'a self, mut draft: Draft, _: &'a Fresh) -> Applying<'a> {
        Box::pin(async move {
            draft.inject_header("x-key", SECRET)?;
            Ok(draft.into())
        })
    }
}

#[tokio::test]
async fn a_document_without_an_address_sends_no_key_to_its_other_servers() {
    let (main, other) = (Service::of_strangers().await, Service::of_strangers().await);
    let document = include_str!("bodies/src/meta.rs");
    assert!(document.contains("BASE_URL: Option<&str> = None"));
    let server = bodies_fixture::Server::new(other.url("/up").leak());
    let builder = || {
        let builder = bodies_fixture::Client::builder().scheme("key", Key);
        builder.base_url(main.url("/v1"))
    };
    let client = builder().build().unwrap();
    let error = client.send(&Elsewhere(server)).await.unwrap_err();
    assert!(error.to_string().contains("elsewhere"), "{error}");
    assert!(main.seen().is_empty() && other.seen().is_empty());
    // Whoever says that this is the place is obeyed.
    let client = builder().server(server, other.url("/up")).build().unwrap();
    client.send(&Elsewhere(server)).await.unwrap();
    assert_eq!(other.seen(), ["GET /up/x"]);
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
