//! Responses that are read item by item.

use std::time::Duration;

use answers_fixture::feeds::{Chat, ReadLines, ReadSequence, WatchTicks};
use answers_fixture::{Error, Stream, Streamed};

use crate::server::{Script, Server, client};

const EVENTS: &str = "text/event-stream";
const LINES: &str = "application/x-ndjson";

/// All items of a stream.
async fn all<O: Streamed>(mut stream: Stream<O>) -> Vec<Result<O::Item, Error>> {
    let mut items = Vec::new();
    while let Some(item) = stream.next().await.transpose() {
        items.push(item);
    }
    assert!(matches!(stream.next().await, Ok(None)), "the end stays");
    items
}

/// The words that a stream of events gives.
async fn words(script: Script) -> Vec<String> {
    let client = client(script).await;
    let stream = client.feeds().chat_stream(&Chat::default()).await.unwrap();
    let items = all(stream).await.into_iter();
    items.map(|item| item.unwrap().data.word).collect()
}

#[tokio::test]
async fn events_are_typed_and_end_where_the_service_says() {
    let body = "data: {\"word\":\"grüß\"}\n\n: still there\n\ndata: {\"word\":\ndata: \"dich\"}\n\ndata: [DONE]\n\ndata: x\n\n";
    assert_eq!(words(Script::of(EVENTS, body)).await, ["grüß", "dich"]);
    assert_eq!(
        words(Script::of(EVENTS, body).in_bytes()).await,
        ["grüß", "dich"]
    );
    let done = words(Script::of(EVENTS, body).then_silence());
    assert_eq!(done.await, ["grüß", "dich"], "nobody waits behind the end");
}

#[tokio::test]
async fn one_operation_responds_at_once_or_as_it_goes() {
    let server = Server::start(Script::of("application/json", r#"{"id":"1"}"#)).await;
    let job = server
        .client()
        .feeds()
        .chat(&Chat::default())
        .await
        .unwrap();
    assert_eq!(job.id, "1");
    assert_eq!(server.header("accept"), "application/json");

    let server = Server::start(Script::of(EVENTS, "")).await;
    let request = Chat { stream: Some(true) };
    let stream = server.client().feeds().chat_stream(&request).await.unwrap();
    assert_eq!(all(stream).await.len(), 0);
    assert_eq!(server.header("accept"), EVENTS);
}

#[tokio::test]
async fn an_event_tells_its_name_and_where_to_go_on() {
    let body = "id: 7\nevent: tick\nretry: 250\ndata: a\ndata: b\n\ndata: c\n\n";
    let client = client(Script::of("Text/Event-Stream; charset=utf-8", body)).await;
    let mut stream = client.feeds().watch_ticks_stream().await.unwrap();
    assert_eq!(stream.status().as_u16(), 200);
    let first = stream.next().await.unwrap().unwrap();
    assert_eq!(
        (first.data.as_str(), first.event.as_deref()),
        ("a\nb", Some("tick"))
    );
    let second = stream.next().await.unwrap().unwrap();
    assert_eq!((second.data.as_str(), second.event), ("c", None));
    assert_eq!(second.id.as_deref(), Some("7"));
    assert_eq!(stream.last_event_id(), Some("7"));
    assert_eq!(stream.retry(), Some(Duration::from_millis(250)));
    assert_eq!(all::<WatchTicks>(stream).await.len(), 0);
}

#[tokio::test]
async fn an_item_that_does_not_fit_is_an_error_among_the_others() {
    let body = "data: {\"word\":1}\n\ndata: {\"word\":\"\u{fffd}\"}\n\ndata: {\"word\":\"b\"}\n\n";
    let body = body.replace('\u{fffd}', "?").into_bytes();
    let body: Vec<u8> = body
        .iter()
        .map(|byte| if *byte == b'?' { 0xff } else { *byte })
        .collect();
    let client = client(Script::of(EVENTS, body)).await;
    let stream = client.feeds().chat_stream(&Chat::default()).await.unwrap();
    let items = all(stream).await;
    match &items[0] {
        Err(Error::Decode(error)) => {
            assert_eq!((error.path(), error.body()), ("word", &b"{\"word\":1}"[..]));
            assert_eq!(error.operation(), "chat");
        }
        other => panic!("no misfit: {other:?}"),
    }
    assert!(
        matches!(&items[1], Err(Error::Decode(error)) if error.body() == b"{\"word\":\"\xff\"}")
    );
    assert!(matches!(&items[2], Ok(event) if event.data.word == "b"));
    assert_eq!(items.len(), 3);
}

#[tokio::test]
async fn lines_and_sequences_are_items() {
    let client_of_lines = client(Script::of(LINES, "{\"word\":\"a\"}\r\n\n{\"word\":\"b\"}")).await;
    let stream = client_of_lines.feeds().read_lines_stream().await.unwrap();
    let items: Vec<_> = all::<ReadLines>(stream)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        items.iter().map(|it| &*it.word).collect::<Vec<_>>(),
        ["a", "b"]
    );

    let body = "\x1e1\n\x1e22\n\x1e3";
    let client = client(Script::of("application/json-seq", body)).await;
    let stream = client.feeds().read_sequence_stream().await.unwrap();
    let items = all::<ReadSequence>(stream).await;
    assert!(
        matches!(items.as_slice(), [Ok(1), Ok(22), Err(Error::Decode(_))]),
        "{items:?}"
    );
}

#[tokio::test]
async fn a_stream_can_be_read_as_a_whole() {
    let client = client(Script::of(EVENTS, "data: a\n\n")).await;
    assert_eq!(client.feeds().watch_ticks().await.unwrap(), "data: a\n\n");
}
