//! The client that waits, for code that is not async.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::future::pending;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use countersign_support::blocking::Client;
use countersign_support::security::Partner;
use countersign_support::transport::{
    BoxFuture, Transport, TransportError, TransportErrorKind, TransportRequest, TransportResponse,
};
use countersign_support::{Error, Retry};
use http::{HeaderMap, StatusCode};

use crate::common::{GOOD, SECRET, Script, builder, request, unique_key, with_alias};

/// A client that sends to `script`.
fn client(script: &Script) -> Client {
    builder(script).build_blocking().unwrap()
}

/// Whether a call failed because a thread of a tokio runtime must not wait.
fn is_refused<T>(outcome: Result<T, Error>) -> bool {
    matches!(outcome, Err(error @ Error::Blocking { .. }) if error.nothing_was_sent())
}

#[test]
fn a_transport_of_ones_own_is_waited_for() {
    let script = Script::good(GOOD);
    let pair = client(&script)
        .partner()
        .create_api_keys(&request())
        .unwrap();
    assert_eq!(pair.secret.expose(), "s-e-c");
    assert_eq!(script.only().member("alias"), "integration");
}

#[test]
fn a_request_is_signed_without_being_sent() {
    let script = Script::good(GOOD);
    let signed = client(&script).sign(&request()).unwrap();
    let nonce: serde_json::Value = serde_json::from_slice(signed.body()).unwrap();
    assert!(nonce["nonce"].is_u64());
    assert!(script.sent().is_empty());
}

#[test]
fn a_call_of_which_nothing_was_sent_is_repeated() {
    let script = Script::default()
        .fails(TransportErrorKind::Connect)
        .gives(200, GOOD);
    client(&script).send(&request()).unwrap();
    assert_eq!((script.sent().len(), script.pauses().len()), (2, 1));
}

#[tokio::test]
async fn async_code_gets_an_error_and_nothing_is_sent() {
    let script = Script::good(GOOD);
    let client = client(&script);
    assert!(is_refused(client.send(&request())));
    assert!(is_refused(client.sign(&request())));
    let clone = client.clone();
    let task = tokio::spawn(async move { clone.send(&request()) });
    assert!(is_refused(task.await.unwrap()));
    assert!(script.sent().is_empty());
}

#[tokio::test]
async fn a_thread_beside_async_code_may_wait() {
    let script = Script::good(GOOD);
    let client = client(&script);
    let call = thread::spawn(move || client.send(&request()));
    call.join().unwrap().unwrap();
    assert_eq!(script.sent().len(), 1);
}

/// A transport that leaves a task running.
struct LeavesATask(mpsc::Sender<Infallible>);

impl Transport for LeavesATask {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let alive = self.0.clone();
        Box::pin(async move {
            tokio::spawn(async move {
                let () = pending().await;
                drop(alive);
            });
            Ok(TransportResponse {
                status: StatusCode::OK,
                headers: HeaderMap::new(),
                body: Box::new(bytes::Bytes::from_static(GOOD.as_bytes())),
            })
        })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

#[test]
fn what_the_client_runs_ends_with_its_last_clone_wherever_that_is_dropped() {
    let (alive, ended) = mpsc::channel();
    let client = countersign_support::Client::builder()
        .transport(LeavesATask(alive))
        .partner(Partner::new(unique_key(), SECRET))
        .build_blocking()
        .unwrap();
    let clone = client.clone();
    drop(client);
    clone.send(&request()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async move { drop(clone) });
    let outcome = ended.recv_timeout(Duration::from_secs(60));
    assert_eq!(outcome, Err(mpsc::RecvTimeoutError::Disconnected));
}

#[cfg(feature = "reqwest")]
mod over_loopback {
    use super::*;

    use std::net::TcpListener;

    use crate::common::PUBLIC;
    use crate::common::server::{Server, verify};

    /// A server, and what it runs on.
    fn verifying() -> (tokio::runtime::Runtime, Server) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let server = runtime.block_on(Server::verifying());
        (runtime, server)
    }

    fn client(url: &str, secret: &str) -> Client {
        Client::builder()
            .base_url(url)
            .partner(Partner::new(PUBLIC, secret))
            .retry(Retry::never())
            .build_blocking()
            .unwrap()
    }

    #[test]
    fn a_call_waits_for_its_response() {
        let (_runtime, server) = verifying();
        let pair = client(&server.url, SECRET).send(&request()).unwrap();
        assert_eq!(pair.secret.expose(), "s-e-c");
    }

    #[test]
    fn a_refusal_is_the_error_of_the_async_client() {
        let (_runtime, server) = verifying();
        let outcome = client(&server.url, "another secret").send(&request());
        let Err(Error::Api(refusal)) = outcome else {
            panic!("a refusal was expected");
        };
        assert_eq!(refusal.status(), 401);
        assert_eq!(refusal.name(), Some("BAD_SIGNATURE"));
    }

    #[test]
    fn the_time_limit_holds() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = Client::builder()
            .base_url(format!("http://{}", silent.local_addr().unwrap()))
            .partner(Partner::new(unique_key(), SECRET))
            .timeout(Duration::from_millis(50))
            .build_blocking()
            .unwrap();
        let outcome = client.send(&request());
        let is_late = |source: &TransportError| source.kind() == TransportErrorKind::Timeout;
        assert!(matches!(outcome, Err(Error::Transport { source, .. }) if is_late(&source)));
    }

    #[test]
    fn threads_share_a_client_and_no_call_is_lost_or_signed_twice_alike() {
        const THREADS: usize = 8;
        const CALLS: usize = 125;
        let (_runtime, server) = verifying();
        let client = client(&server.url, SECRET);
        thread::scope(|scope| {
            for thread in 0..THREADS {
                let client = client.clone();
                scope.spawn(move || {
                    for call in 0..CALLS {
                        let request = with_alias(&format!("{thread}/{call}"));
                        client.partner().create_api_keys(&request).unwrap();
                    }
                });
            }
        });

        let calls = server.calls();
        assert_eq!(calls.len(), THREADS * CALLS);
        let (mut nonces, mut aliases) = (BTreeSet::new(), BTreeSet::new());
        for call in &calls {
            assert!(verify(SECRET, call.header("x-api-signature"), &call.body));
            let body: serde_json::Value = serde_json::from_slice(&call.body).unwrap();
            nonces.insert(body["nonce"].as_u64().unwrap());
            aliases.insert(body["alias"].as_str().unwrap().to_owned());
        }
        assert_eq!(nonces.len(), calls.len());
        assert_eq!(aliases.len(), calls.len());
    }
}
