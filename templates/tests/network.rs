//! The default transport over loopback.

use std::time::Duration;

use axum::http::StatusCode;
use countersign_support::security::Partner;
use countersign_support::transport::TransportErrorKind;
use countersign_support::{Client, ClientBuilder, Error, Retry};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
#[cfg(target_os = "linux")]
use tokio::{
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::common::operations::{GetItem, Ping};
use crate::common::server::{Server, verify};
use crate::common::{GOOD, PUBLIC, SECRET, child, request, with_alias};

/// A builder of clients of the server at `url` that do not try twice.
fn builder(url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(url)
        .partner(Partner::new(PUBLIC, SECRET))
        .retry(Retry::never())
        .timeout(Duration::from_secs(20))
}

/// How a call to `url` fails.
async fn failure(builder: ClientBuilder) -> TransportErrorKind {
    let client = builder.build().expect("good options");
    match client.partner().create_api_keys(&request()).await {
        Err(Error::Transport { source, operation }) => {
            assert_eq!(operation, "createApiKeys");
            source.kind()
        }
        other => panic!("no failure of the transport: {other:?}"),
    }
}

#[tokio::test]
async fn the_server_accepts_the_signature_of_the_bytes_it_received() {
    let server = Server::verifying().await;
    let client = builder(&server.url).build().unwrap();
    for alias in ["integration", "ключ", "\"\\\u{0}\n", "🔑"] {
        let pair = client
            .partner()
            .create_api_keys(&with_alias(alias))
            .await
            .unwrap();
        assert_eq!(pair.public, "p");
    }
    for call in server.calls() {
        let signature = call.header("x-api-signature");
        assert!(verify(SECRET, signature, &call.body));
        assert_eq!(call.header("x-api-public-key"), PUBLIC);
        assert_eq!(
            (call.method.as_str(), call.uri.path()),
            ("POST", "/partner/api/create-api-keys")
        );

        let mut body = call.body.to_vec();
        body[10] ^= 1;
        assert!(!verify(SECRET, signature, &body), "one bit of the body");
        assert!(
            !verify(&SECRET.replace('R', "S"), signature, &call.body),
            "one letter of the key"
        );
        let first = if signature.starts_with('0') { "1" } else { "0" };
        assert!(!verify(
            SECRET,
            &format!("{first}{}", &signature[1..]),
            &call.body
        ));
    }
}

#[tokio::test]
async fn the_server_refuses_another_secret() {
    let server = Server::verifying().await;
    let client = builder(&server.url)
        .partner(Partner::new(PUBLIC, "other"))
        .build()
        .unwrap();
    let Err(Error::Api(refusal)) = client.partner().create_api_keys(&request()).await else {
        panic!("not refused")
    };
    assert_eq!(
        (refusal.status().as_u16(), refusal.name()),
        (401, Some("BAD_SIGNATURE"))
    );
}

#[tokio::test]
async fn the_transport_adds_nothing_but_framing() {
    let server = Server::start(|_| GOOD).await;
    let client = builder(&server.url).build().unwrap();
    let signed = client.sign(&request()).await.unwrap();
    client.partner().create_api_keys(&request()).await.unwrap();

    let call = &server.calls()[0];
    for name in call.headers.keys() {
        assert!(
            signed.headers().contains_key(name) || name == "content-length",
            "{name} was added"
        );
    }
    assert_eq!(
        call.header("host"),
        server.url.trim_start_matches("http://")
    );
}

#[tokio::test]
async fn the_url_arrives_as_it_was_signed() {
    let server = Server::start(|_| "null").await;
    let client = builder(&format!("{}/base/", server.url)).build().unwrap();
    let item = GetItem {
        order_id: "a/b '(\u{fc})*!~",
        tags: vec!["x,y".to_owned(), "[z]|".to_owned()],
        ..GetItem::default()
    };
    let signed = client.sign(&item).await.unwrap();
    client.send(&item).await.unwrap();

    let call = &server.calls()[0];
    assert_eq!(format!("{}{}", server.url, call.uri), signed.url());
    assert_eq!(call.header("content-length"), "", "a GET has no body");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let target = Server::start(|_| GOOD).await;
    let location = format!("{}/elsewhere", target.url.replace("127.0.0.1", "localhost"));
    let server = Server::start(move |_| {
        (
            StatusCode::TEMPORARY_REDIRECT,
            [("location", location.clone())],
            "",
        )
    })
    .await;
    let client = builder(&server.url).build().unwrap();
    let Err(Error::Api(refusal)) = client.partner().create_api_keys(&request()).await else {
        panic!("not refused")
    };
    let text = refusal.to_string();
    assert!(text.contains("leads to `http://localhost:"), "{text}");
    assert!(target.calls().is_empty());
}

#[tokio::test]
async fn a_body_over_the_limit_is_cut_off() {
    let server = Server::start(|_| "x".repeat(1_000_000)).await;
    let builder = builder(&server.url).max_response_bytes(1_000);
    assert_eq!(failure(builder).await, TransportErrorKind::TooLarge);
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let url = raw_server(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        "5\r\nxxxxx\r\n",
    )
    .await;
    let builder = builder(&url).max_response_bytes(1_000);
    assert_eq!(failure(builder).await, TransportErrorKind::TooLarge);
}

#[tokio::test]
async fn a_server_that_never_responds_is_not_waited_for() {
    let url = raw_server("", "").await;
    let builder = builder(&url).timeout(Duration::from_millis(50));
    assert_eq!(failure(builder).await, TransportErrorKind::Timeout);
}

#[tokio::test]
async fn a_body_that_never_ends_is_not_waited_for() {
    let url = raw_server("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"succ", "").await;
    let builder = builder(&url).timeout(Duration::from_millis(50));
    assert_eq!(failure(builder).await, TransportErrorKind::Timeout);
}

#[tokio::test]
async fn nobody_listening_means_that_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(failure(builder(&url)).await, TransportErrorKind::Connect);
}

#[tokio::test]
async fn a_failed_handshake_means_that_nothing_was_sent() {
    let url = raw_server("this is no TLS at all\r\n\r\n", "")
        .await
        .replace("http:", "https:");
    assert_eq!(failure(builder(&url)).await, TransportErrorKind::Connect);
}

#[tokio::test]
async fn what_is_no_http_may_have_acted() {
    let url = raw_server("this is no HTTP at all\r\n\r\n", "").await;
    assert_eq!(
        failure(builder(&url)).await,
        TransportErrorKind::Interrupted
    );
}

#[tokio::test]
async fn the_causes_of_failures_name_no_url() {
    let url = raw_server("nonsense\r\n\r\n", "").await;
    let client = builder(&url).build().unwrap();
    let tags = vec!["needle".to_owned()];
    let error = client
        .send(&GetItem {
            tags,
            ..GetItem::default()
        })
        .await
        .unwrap_err();
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = cause {
        assert!(
            !format!("{error} {error:?}").contains("needle"),
            "{error:?}"
        );
        cause = error.source();
    }
}

/// A server that writes `head` once and `tail` for ever to whoever sends it anything, and keeps the
/// connection open.
async fn raw_server(head: &'static str, tail: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 8192]).await;
                let _ = stream.write_all(head.as_bytes()).await;
                while !tail.is_empty() && stream.write_all(tail.as_bytes()).await.is_ok() {}
                // Held until the other side goes.
                while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
            });
        }
    });
    url
}

/// The client's own environment names a proxy, as on many machines of companies.
#[tokio::test]
async fn no_proxy_stands_between_this_machine_and_itself() {
    if let Some(urls) = child::told() {
        for url in urls.split_whitespace() {
            let client = builder(url).allow_plain_http(true).build().unwrap();
            let outcome = client.partner().create_api_keys(&request()).await;
            let is_loopback = url.contains("127.0.0.1");
            assert_eq!(outcome.is_ok(), is_loopback, "{url}: {outcome:?}");
        }
        return;
    }
    let server = Server::start(|_| GOOD).await;
    let proxy = Server::start(|_| StatusCode::BAD_GATEWAY).await;
    let urls = format!("{} http://service.invalid", server.url);
    let variable = proxy.url.clone();
    let second = tokio::task::spawn_blocking(move || {
        let name = "network::no_proxy_stands_between_this_machine_and_itself";
        child::run(name, &urls, &[("HTTP_PROXY", variable.as_ref())]);
    });
    second.await.expect("the second run is good");
    assert_eq!(server.calls().len(), 1);
    // Calls to others do go through it, so the variable means something.
    assert_eq!(proxy.calls().len(), 1);
    assert_eq!(proxy.calls()[0].header("host"), "service.invalid");
}

/// A listener whose queue is full does not refuse; it keeps silent, like a host that drops packets.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_host_that_keeps_silent_is_given_up_and_was_sent_nothing() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    let patience = Duration::from_millis(200);
    while let Ok(stream) = timeout(patience, TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
    }
    let builder = builder(&format!("http://{address}")).connect_timeout(patience);
    assert_eq!(failure(builder).await, TransportErrorKind::Connect);
}

#[tokio::test]
async fn a_post_without_a_body_says_that_it_is_empty() {
    let server = Server::start(|_| "null").await;
    let client = builder(&server.url).build().unwrap();
    client.send(&Ping).await.unwrap();
    assert_eq!(server.calls()[0].header("content-length"), "0");
}
