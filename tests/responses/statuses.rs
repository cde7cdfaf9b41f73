//! What a call gives by status, and the response as it came.

use answers_fixture::Error;
use answers_fixture::jobs::{GetJob, HeadJob, PutJob, PutJobOutput, StartJob, StartJobOutput};

use crate::server::{Script, Server, client};

const JSON: &str = "application/json";

pub(crate) fn start_job() -> StartJob {
    StartJob {
        name: "a".to_owned(),
    }
}

pub(crate) fn get_job() -> GetJob {
    GetJob { id: "1".to_owned() }
}

async fn started(status: u16, media_type: &str, body: &str) -> Result<StartJobOutput, Error> {
    let client = client(Script::with_status(status, media_type, body)).await;
    client.jobs().start_job(&start_job()).await
}

#[tokio::test]
async fn the_status_decides_what_is_read() {
    let job = started(200, JSON, r#"{"id":"1"}"#).await.unwrap();
    assert!(matches!(job, StartJobOutput::Ok(job) if job.id == "1"));
    let ticket = started(202, JSON, r#"{"ticket":7}"#).await.unwrap();
    assert!(matches!(ticket, StartJobOutput::Accepted(it) if it.ticket == 7));
    let text = started(206, "text/plain", "half").await.unwrap();
    assert!(matches!(text, StartJobOutput::PartialContent(text) if text == "half"));
    let nothing = started(204, JSON, "").await.unwrap();
    assert!(matches!(nothing, StartJobOutput::NoContent));
}

#[tokio::test]
async fn all_that_can_be_read_is_asked_for() {
    let server = Server::start(Script::of(JSON, r#"{"id":"1"}"#)).await;
    server
        .client()
        .jobs()
        .start_job(&start_job())
        .await
        .unwrap();
    assert_eq!(server.header("accept"), "application/json, text/plain");
}

#[tokio::test]
async fn a_status_that_is_not_described_is_read_like_the_first_or_kept() {
    let job = started(201, JSON, r#"{"id":"1"}"#).await.unwrap();
    assert!(matches!(job, StartJobOutput::Ok(job) if job.id == "1"));
    match started(201, "text/html", "<p>made</p>").await {
        Err(Error::Decode(error)) => {
            assert_eq!(
                (error.status().as_u16(), error.body()),
                (201, &b"<p>made</p>"[..])
            );
        }
        other => panic!("not kept: {other:?}"),
    }
}

#[tokio::test]
async fn a_range_stands_behind_what_it_covers() {
    let put = async |status, body: &str| {
        let client = client(Script::with_status(status, JSON, body)).await;
        client.jobs().put_job(&PutJob { id: "1".to_owned() }).await
    };
    let other = put(203, r#"["a"]"#).await.unwrap();
    assert!(matches!(other, PutJobOutput::NonAuthoritativeInformation(list) if list == ["a"]));
    for status in [200, 201, 299] {
        let job = put(status, r#"{"id":"2"}"#).await.unwrap();
        assert!(
            matches!(job, PutJobOutput::Success(job) if job.id == "2"),
            "{status}"
        );
    }
}

#[tokio::test]
async fn where_nothing_comes_there_is_none() {
    let get = async |status, body: &str| {
        let client = client(Script::with_status(status, JSON, body)).await;
        client.jobs().get_job(&get_job()).await
    };
    assert!(get(204, "").await.unwrap().is_none());
    assert!(get(200, "").await.unwrap().is_none());
    assert_eq!(get(200, r#"{"id":"1"}"#).await.unwrap().unwrap().id, "1");
    assert!(matches!(get(200, "{").await, Err(Error::Decode(_))));
}

#[tokio::test]
async fn an_empty_body_where_there_must_be_one_is_said_so() {
    match started(200, JSON, "").await {
        Err(Error::Decode(error)) => assert_eq!(error.reason(), "the payload is absent"),
        other => panic!("no misfit: {other:?}"),
    }
}

#[tokio::test]
async fn head_has_headers_alone() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n";
    let server = Server::start(Script::raw(&[head.as_bytes()])).await;
    let request = HeadJob { id: "1".to_owned() };
    server.client().jobs().head_job(&request).await.unwrap();
    let raw = server.client().send_raw(&request, "*/*").await.unwrap();
    assert_eq!(raw.headers()["content-length"], "9000");
    assert!(raw.body().is_empty());
}

#[tokio::test]
async fn a_response_can_be_had_as_it_came() {
    for status in [200, 302, 404, 500] {
        let script = Script::with_status(status, "text/csv; charset=iso-8859-1", b"a;\xe4\n");
        let server = Server::start(script).await;
        let raw = server
            .client()
            .send_raw(&get_job(), "text/csv")
            .await
            .unwrap();
        assert_eq!(raw.status().as_u16(), status);
        assert_eq!(raw.headers()["x-request-id"], "r-1");
        assert_eq!(&**raw.body(), b"a;\xe4\n");
        assert_eq!(server.header("accept"), "text/csv");
        assert!(!format!("{raw:?}").contains("r-1"));
    }
}

#[tokio::test]
async fn what_no_header_can_carry_is_not_asked_for() {
    let client = client(Script::of(JSON, "{}")).await;
    let refused = client.send_raw(&get_job(), "text/csv\r\nx: y").await;
    assert!(matches!(refused, Err(Error::Encode { .. })));
}

#[tokio::test]
async fn a_western_text_is_read_by_its_charset() {
    let script = Script::with_status(206, "text/plain; charset=iso-8859-1", b"\xe4\x80");
    let read = client(script).await.jobs().start_job(&start_job()).await;
    let text = format!("{:?}", read.expect("the text is read"));
    assert!(text.contains("ä€"), "{text}");
}

#[tokio::test]
async fn a_text_in_another_charset_is_kept_as_it_came() {
    for media_type in ["text/plain", "text/plain; charset=koi8-r"] {
        let script = Script::with_status(206, media_type, b"\xe4");
        let outcome = client(script).await.jobs().start_job(&start_job()).await;
        match outcome {
            Err(Error::Decode(error)) => assert_eq!(error.body(), b"\xe4"),
            other => panic!("not kept: {other:?}"),
        }
    }
}
