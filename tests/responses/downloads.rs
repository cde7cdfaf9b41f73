//! Bodies that are read in pieces.

use answers_fixture::jobs::GetLog;
use answers_fixture::transport::TransportErrorKind;
use answers_fixture::{Download, Error};

use crate::server::{Script, Server};

const BYTES: &str = "application/octet-stream";

pub(crate) fn get_log() -> GetLog {
    GetLog { id: "1".to_owned() }
}

/// All pieces of a download, one behind the other.
async fn whole(mut download: Download) -> Result<Vec<u8>, Error> {
    let mut whole = Vec::new();
    while let Some(piece) = download.next().await? {
        assert!(!piece.is_empty(), "a piece has something in it");
        whole.extend_from_slice(&piece);
    }
    assert!(download.next().await?.is_none(), "the end stays");
    Ok(whole)
}

#[tokio::test]
async fn a_body_comes_in_pieces_however_long_it_is() {
    let body = vec![b'x'; 300_000];
    let server = Server::start(Script::of(BYTES, &body)).await;
    let client = server.builder().max_response_bytes(1_000).build().unwrap();
    let download = client.download(&get_log()).await.unwrap();
    assert_eq!(download.status().as_u16(), 200);
    assert_eq!(download.headers()["x-request-id"], "r-1");
    assert_eq!(whole(download).await.unwrap(), body);
    assert_eq!(server.header("accept"), BYTES);
}

#[tokio::test]
async fn a_piece_is_there_before_the_next_one_comes() {
    let server = Server::start(Script::of(BYTES, "first").then_silence()).await;
    let mut download = server.client().download(&get_log()).await.unwrap();
    assert_eq!(&*download.next().await.unwrap().unwrap(), b"first");
}

#[tokio::test]
async fn a_refusal_is_an_error_with_its_body() {
    let server = Server::start(Script::with_status(
        404,
        "application/json",
        "{\"reason\":\"x\"}",
    ))
    .await;
    match server.client().download(&get_log()).await {
        Err(Error::Api(error)) => assert_eq!(error.body(), b"{\"reason\":\"x\"}"),
        other => panic!("no refusal: {other:?}"),
    }
}

#[tokio::test]
async fn an_empty_body_has_no_piece() {
    let server = Server::start(Script::of(BYTES, "")).await;
    let download = server.client().download(&get_log()).await.unwrap();
    assert_eq!(whole(download).await.unwrap(), b"");
}

#[tokio::test]
async fn a_body_that_is_cut_off_is_an_error_behind_what_came() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfirst";
    let server = Server::start(Script::raw(&[head.as_bytes()])).await;
    let mut download = server.client().download(&get_log()).await.unwrap();
    assert_eq!(&*download.next().await.unwrap().unwrap(), b"first");
    match download.next().await {
        Err(Error::Transport { source, .. }) => {
            assert_eq!(source.kind(), TransportErrorKind::Interrupted);
            assert_eq!(source.status().unwrap().as_u16(), 200);
        }
        other => panic!("taken for whole: {other:?}"),
    }
    assert!(download.next().await.unwrap().is_none());
}
