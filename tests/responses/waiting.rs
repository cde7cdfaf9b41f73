//! The same for code that is not async.

use std::io::Read as _;

use answers_fixture::Error;
use answers_fixture::blocking::Client;
use answers_fixture::feeds::Chat;

use crate::downloads::get_log;
use crate::server::{Script, Server};
use crate::statuses::get_job;

/// What `work` gives on a thread without a runtime.
async fn waiting<T: Send + 'static>(
    script: Script,
    work: impl FnOnce(Client) -> T + Send + 'static,
) -> T {
    let server = Server::start(script).await;
    let client = server.builder().build_blocking().unwrap();
    let (send, receive) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || drop(send.send(work(client))));
    receive.await.expect("the thread has not panicked")
}

#[tokio::test]
async fn a_download_is_read_like_a_file() {
    let body = vec![b'x'; 100_000];
    let script = Script::of("application/octet-stream", &body);
    let read = waiting(script, |client| {
        let mut read = Vec::new();
        let mut download = client.download(&get_log()).unwrap();
        assert_eq!(download.headers()["x-request-id"], "r-1");
        download.read_to_end(&mut read).unwrap();
        read
    });
    assert_eq!(read.await, body);
}

#[tokio::test]
async fn a_download_that_is_cut_off_is_an_error_of_reading() {
    let script = Script::raw(&[b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfirst"]);
    let error = waiting(script, |client| {
        let mut download = client.download(&get_log()).unwrap();
        download.read_to_end(&mut Vec::new()).unwrap_err()
    });
    let error = error.await;
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
    let inner = error.get_ref().and_then(|it| it.downcast_ref::<Error>());
    assert!(matches!(inner, Some(Error::Transport { .. })));
}

#[tokio::test]
async fn a_stream_is_an_iterator() {
    let script = Script::of(
        "text/event-stream",
        "data: {\"word\":\"a\"}\n\ndata: 1\n\ndata: {\"word\":\"b\"}\n\n",
    );
    let words = waiting(script, |client| {
        let stream = client.feeds().chat_stream(&Chat::default()).unwrap();
        let words = stream.map(|item| item.map_or("?".to_owned(), |it| it.data.word));
        words.collect::<Vec<_>>()
    });
    assert_eq!(words.await, ["a", "?", "b"]);
}

#[tokio::test]
async fn a_stream_ends_where_nothing_may_wait() {
    let script = Script::of("text/event-stream", "data: {\"word\":\"a\"}\n\n");
    let mut stream = waiting(script, |client| {
        client.feeds().chat_stream(&Chat::default()).unwrap()
    })
    .await;
    assert!(matches!(stream.next(), Some(Err(Error::Blocking { .. }))));
    assert!(stream.next().is_none());
}

#[tokio::test]
async fn a_response_can_be_had_as_it_came() {
    let script = Script::with_status(500, "text/csv", "a");
    let raw = waiting(script, |client| {
        client.send_raw(&get_job(), "text/csv").unwrap()
    });
    let raw = raw.await;
    assert_eq!((raw.status().as_u16(), &**raw.body()), (500, &b"a"[..]));
}

#[tokio::test]
async fn headers_come_with_what_a_call_gives() {
    let head = b"HTTP/1.1 200 OK\r\nx-rate-limit: 7\r\nconnection: close\r\n\r\n";
    let script = Script::raw(&[head, b"{\"id\":\"1\"}"]);
    let (job, headers) = waiting(script, |client| {
        client.jobs().get_job_with_headers(&get_job()).unwrap()
    })
    .await;
    assert_eq!(
        (job.unwrap().id.as_str(), headers.x_rate_limit()),
        ("1", Ok(7))
    );
}
