//! Headers of responses, read as the document describes them.

use answers_fixture::jobs::{GetJobHeaders, HeadJob};
use answers_fixture::{Error, HeaderError};

use crate::server::{Script, Server, client};
use crate::statuses::get_job;

/// A response of status 200 with these lines of headers, and a job.
fn with(lines: &str) -> Script {
    let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n{lines}\r\n");
    Script::raw(&[head.as_bytes(), br#"{"id":"1"}"#])
}

async fn headers(lines: &str) -> GetJobHeaders {
    let client = client(with(lines)).await;
    let (job, headers) = client
        .jobs()
        .get_job_with_headers(&get_job())
        .await
        .unwrap();
    assert_eq!(job.unwrap().id, "1");
    headers
}

#[tokio::test]
async fn headers_come_with_what_a_call_gives() {
    let headers = headers(
        "X-RATE-LIMIT: 7\r\nX-Next: abc\r\nx-tags: a, b\r\nX-Tags: c\r\nx-page: {\"ticket\": 3}\r\n\
         Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT\r\nset-cookie: b=2\r\nx-other: d\r\n",
    )
    .await;
    assert_eq!(headers.x_rate_limit(), Ok(7));
    assert_eq!(headers.x_next().unwrap().as_deref(), Some("abc"));
    assert_eq!(headers.x_tags().unwrap(), ["a", "b", "c"]);
    assert_eq!(headers.x_page().unwrap().unwrap().ticket, 3);
    let cookies = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"];
    assert_eq!(headers.set_cookie().unwrap(), cookies);
    assert_eq!(headers.as_map()["x-other"], "d");
    assert!(!format!("{headers:?}").contains("a=1"));
}

#[tokio::test]
async fn a_header_that_does_not_fit_takes_nothing_else_away() {
    let headers = headers("x-rate-limit: plenty\r\nx-next: abc\r\nx-page: {\r\n").await;
    let malformed = HeaderError::Malformed("x-rate-limit");
    assert_eq!(headers.x_rate_limit(), Err(malformed));
    assert_eq!(
        headers.x_page().unwrap_err(),
        HeaderError::Malformed("X-Page")
    );
    assert_eq!(headers.x_next(), Ok(Some("abc".to_owned())));
    assert_eq!(headers.as_map()["x-rate-limit"], "plenty");
}

#[tokio::test]
async fn what_is_absent_is_said_where_it_should_be_there() {
    let headers = headers("").await;
    let absent = HeaderError::Absent("x-rate-limit");
    assert_eq!(headers.x_rate_limit(), Err(absent));
    assert_eq!(headers.x_next(), Ok(None));
    assert_eq!(headers.x_page().map(|page| page.is_none()), Ok(true));
    assert!(headers.x_tags().unwrap().is_empty());
    assert!(headers.set_cookie().unwrap().is_empty());
}

#[tokio::test]
async fn what_came_in_another_way_has_them_as_well() {
    let server = Server::start(with("x-rate-limit: 7\r\n")).await;
    let raw = server.client().send_raw(&get_job(), "*/*").await.unwrap();
    let headers = GetJobHeaders::from(raw.headers().clone());
    assert_eq!(headers.x_rate_limit(), Ok(7));
    let pieces = server.client().download(&get_job()).await.unwrap();
    let headers = GetJobHeaders::from(pieces.headers().clone());
    assert_eq!(headers.x_rate_limit(), Ok(7));
}

#[tokio::test]
async fn head_gives_them_alone() {
    let head = "HTTP/1.1 200 OK\r\nlast-modified: then\r\ncontent-length: 9000\r\n\r\n";
    let client = client(Script::raw(&[head.as_bytes()])).await;
    let request = HeadJob { id: "1".to_owned() };
    let ((), headers) = client.jobs().head_job_with_headers(&request).await.unwrap();
    assert_eq!(headers.last_modified().unwrap().as_deref(), Some("then"));
}

#[tokio::test]
async fn a_refusal_is_an_error_all_the_same() {
    let client = client(Script::with_status(404, "application/json", "{}")).await;
    let outcome = client.jobs().get_job_with_headers(&get_job()).await;
    assert!(matches!(outcome, Err(Error::Api(_))));
}
