//! The example receiver, with the mock server as the service.

use std::net::SocketAddr;

use countersign::mock::Server;
use countersign::source::Source;
use onchainpay::security::Webhook;

use crate::receive_webhooks::router;

const PUBLIC_KEY: &str = "the key";
const SECRET: &str = "the secret";

fn service() -> Server {
    let text = include_str!("../../spec/onchainpay.yaml");
    let builder = Server::builder(&Source::new("onchainpay.yaml", text));
    let texts = [("public_key", PUBLIC_KEY), ("secret", SECRET)];
    let builder = builder.expect("the document can be read");
    let started = builder.credentials("webhook", &texts).start();
    started.expect("the document can be served")
}

/// The example on a free port of this machine, with these keys.
async fn receiver(keys: Vec<Webhook>) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let address = listener.local_addr().expect("it has an address");
    tokio::spawn(async move { axum::serve(listener, router(keys)).await });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_service_signs_is_received_again_and_again() {
    let keys = vec![
        Webhook::new("old", "old secret"),
        Webhook::new(PUBLIC_KEY, SECRET),
    ];
    let (service, receiver) = (service(), receiver(keys).await);
    for (event, path) in [
        ("order", "order"),
        ("personalDeposit", "personal-deposit"),
        ("withdrawal", "withdrawal"),
        ("invoice", "invoice"),
    ] {
        let url = format!("http://{receiver}/webhooks/{path}");
        for _ in 0..2 {
            let status = service
                .send(event, &url)
                .unwrap_or_else(|error| panic!("{event}: {error}"));
            assert_eq!(status, 200, "{event}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_signs_is_refused() {
    let keys = vec![Webhook::new(PUBLIC_KEY, "another secret")];
    let (service, receiver) = (service(), receiver(keys).await);
    let url = format!("http://{receiver}/webhooks/order");
    assert_eq!(service.send("order", &url).expect("it is answered"), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_genuine_message_at_the_wrong_url_is_asked_for_again() {
    let keys = vec![Webhook::new(PUBLIC_KEY, SECRET)];
    let (service, receiver) = (service(), receiver(keys).await);
    let url = format!("http://{receiver}/webhooks/order");
    assert_eq!(
        service.send("withdrawal", &url).expect("it is answered"),
        500
    );
}
