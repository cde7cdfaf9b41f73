//! Services that have it wrong, or mean harm.

use std::time::Duration;

use answers_fixture::Error;
use answers_fixture::feeds::Chat;
use answers_fixture::transport::TransportErrorKind;

use crate::downloads::get_log;
use crate::server::{Script, Server, client};
use crate::statuses::get_job;

const EVENTS: &str = "text/event-stream";

fn kind<T: std::fmt::Debug>(outcome: Result<T, Error>) -> TransportErrorKind {
    match outcome {
        Err(Error::Transport { source, .. }) => source.kind(),
        other => panic!("the transport has not failed: {other:?}"),
    }
}

#[tokio::test]
async fn an_event_without_an_end_is_too_large_one_day() {
    for line in ["data: aaaaaaaaaaaaaaaa\n", "aaaaaaaaaaaaaaaaaaaaaaaa", ":"] {
        let script = Script::of(EVENTS, "").raw_again(line);
        let server = Server::start(script).await;
        let client = server
            .builder()
            .max_response_bytes(100_000)
            .build()
            .unwrap();
        let mut stream = client.feeds().chat_stream(&Chat::default()).await.unwrap();
        assert_eq!(
            kind(stream.next().await),
            TransportErrorKind::TooLarge,
            "{line}"
        );
        assert!(stream.next().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_stream_without_an_end_is_read_as_long_as_somebody_asks() {
    let script = Script::of(EVENTS, "").raw_again("data: {\"word\":\"a\"}\n\n");
    let server = Server::start(script).await;
    let client = server.builder().max_response_bytes(1_000).build().unwrap();
    let mut stream = client.feeds().chat_stream(&Chat::default()).await.unwrap();
    for _ in 0..1_000 {
        assert_eq!(stream.next().await.unwrap().unwrap().data.word, "a");
    }
    drop(stream);
    assert_eq!(
        kind(client.feeds().watch_ticks().await),
        TransportErrorKind::TooLarge
    );
}

#[tokio::test]
async fn silence_has_an_end() {
    let server =
        Server::start(Script::of(EVENTS, "data: {\"word\":\"a\"}\n\n").then_silence()).await;
    let client = server
        .builder()
        .timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    let mut stream = client.feeds().chat_stream(&Chat::default()).await.unwrap();
    assert!(stream.next().await.unwrap().is_some());
    assert_eq!(kind(stream.next().await), TransportErrorKind::Timeout);
    assert!(stream.next().await.unwrap().is_none());

    let server = Server::start(Script::raw(&[b"HTTP/1.1 200 OK\r\n"]).then_silence()).await;
    let client = server
        .builder()
        .timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    assert_eq!(
        kind(client.download(&get_log()).await),
        TransportErrorKind::Timeout
    );
}

#[tokio::test]
async fn a_stream_that_is_cut_off_is_an_error() {
    let head =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    let event = b"18\r\ndata: {\"word\":\"abcd\"}\n\n\r\n";
    let client = client(Script::raw(&[head, event, b"ff\r\ndata: {"])).await;
    let mut stream = client.feeds().chat_stream(&Chat::default()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().data.word, "abcd");
    assert_eq!(kind(stream.next().await), TransportErrorKind::Interrupted);
}

#[tokio::test]
async fn what_is_no_stream_is_kept() {
    for media_type in ["application/json", "text/html", "text/event-streams"] {
        let client = client(Script::of(media_type, "{\"id\":\"1\"}")).await;
        match client.feeds().chat_stream(&Chat::default()).await {
            Err(Error::Decode(error)) => {
                assert_eq!(error.body(), b"{\"id\":\"1\"}");
                assert!(error.reason().contains(media_type), "{error}");
            }
            other => panic!("taken for a stream: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_refusal_of_a_stream_is_one() {
    for status in [302, 400, 503] {
        let client = client(Script::with_status(status, EVENTS, "data: no\n\n")).await;
        match client.feeds().chat_stream(&Chat::default()).await {
            Err(Error::Api(error)) => {
                assert_eq!(
                    (error.status().as_u16(), error.body()),
                    (status, &b"data: no\n\n"[..])
                );
            }
            other => panic!("no refusal: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_endless_refusal_is_too_large() {
    let script = Script::with_status(500, EVENTS, "").raw_again("data: no\n\n");
    let server = Server::start(script).await;
    let client = server.builder().max_response_bytes(10_000).build().unwrap();
    let refused = client.feeds().chat_stream(&Chat::default()).await;
    assert_eq!(kind(refused), TransportErrorKind::TooLarge);
}

#[tokio::test]
async fn what_comes_before_a_response_is_no_response() {
    let early = b"HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n".repeat(50);
    let last = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{\"id\":\"1\"}";
    let some = client(Script::raw(&[&early, last])).await;
    assert_eq!(
        some.jobs().get_job(&get_job()).await.unwrap().unwrap().id,
        "1"
    );

    let flood = Script::raw(&[b"HTTP/1.1 102 Processing\r\n\r\n"]).again_and_again();
    let server = Server::start(flood).await;
    let client = server
        .builder()
        .timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    assert_eq!(
        kind(client.jobs().get_job(&get_job()).await),
        TransportErrorKind::Timeout
    );
}
