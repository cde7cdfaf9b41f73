//! What refusals hold, read where somebody asks for it.

use answers_fixture::jobs::{GetJob, PutJob, StartJob, StartJobError};
use answers_fixture::{ApiError, Error};

use crate::server::{Script, client};
use crate::statuses::{get_job, start_job};

const JSON: &str = "application/json";

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> ApiError {
    match outcome {
        Err(Error::Api(error)) => error,
        other => panic!("no refusal: {other:?}"),
    }
}

async fn refused(status: u16, media_type: &str, body: &str) -> ApiError {
    let client = client(Script::with_status(status, media_type, body)).await;
    refusal(client.jobs().start_job(&start_job()).await)
}

#[tokio::test]
async fn the_status_decides_what_a_refusal_is() {
    let error = refused(404, JSON, r#"{"reason":"gone"}"#).await;
    let typed = error.typed::<StartJob>();
    assert!(matches!(typed, Ok(StartJobError::NotFound(it)) if it.reason == "gone"));
    let error = refused(409, JSON, "").await;
    let typed = error.typed::<StartJob>();
    assert!(matches!(typed, Ok(StartJobError::Conflict)));
    let error = refused(422, "application/problem+json", r#"{"field":"name"}"#).await;
    let typed = error.typed::<StartJob>();
    assert!(matches!(typed, Ok(StartJobError::UnprocessableContent(it)) if it.field == "name"));
    let error = refused(503, "text/plain", "later").await;
    let typed = error.typed::<StartJob>();
    assert!(matches!(typed, Ok(StartJobError::ServerError(text)) if text == "later"));
}

#[tokio::test]
async fn a_refusal_by_status_is_an_error_that_tells_the_status_alone() {
    for (status, media_type, body, text) in [
        (404, JSON, r#"{"reason":"hidden"}"#, "404 (NotFound)"),
        (409, JSON, "", "409 (Conflict)"),
        (503, "text/plain", "hidden", "500..=599 (ServerError)"),
    ] {
        let error = refused(status, media_type, body).await;
        let typed: Box<dyn std::error::Error> = Box::new(error.typed::<StartJob>().unwrap());
        let told = typed.to_string().replace(' ', "");
        let text = format!("refused with status {text}").replace(' ', "");
        assert_eq!(told, text);
    }
}

#[tokio::test]
async fn what_is_not_described_is_an_error_with_the_body() {
    for (status, body, reason) in [
        (418, "short and stout", "the status 418 is not described"),
        (404, "<html>", "expected value"),
    ] {
        let error = refused(status, "text/html", body).await;
        let typed = error.typed::<StartJob>().unwrap_err();
        assert_eq!(
            (typed.status().as_u16(), typed.body()),
            (status, body.as_bytes())
        );
        assert_eq!(typed.reason(), reason);
        assert_eq!(error.body(), body.as_bytes());
    }
}

#[tokio::test]
async fn one_type_for_all_is_no_enumeration() {
    let some = client(Script::with_status(451, JSON, r#"{"reason":"law"}"#)).await;
    let error = refusal(some.jobs().get_job(&get_job()).await);
    assert_eq!(error.typed::<GetJob>().unwrap().reason, "law");
}

#[tokio::test]
async fn what_somebody_between_refuses_with_is_kept_beside_the_error_of_reading_it() {
    let page = "<h1>502 Bad Gateway</h1>";
    let some = client(Script::with_status(502, "text/html", page)).await;
    let error = refusal(some.jobs().get_job(&get_job()).await);
    let typed = error.typed::<GetJob>().unwrap_err();
    assert_eq!(typed.reason(), "expected value");
    assert_eq!(
        (typed.body(), error.body()),
        (page.as_bytes(), page.as_bytes())
    );
    assert_eq!(error.status().as_u16(), 502);
    assert_eq!(
        error.to_string(),
        "`getJob` was refused with status 502 (request r-1)"
    );
}

#[tokio::test]
async fn a_problem_without_a_description_is_that_of_the_standard() {
    let body = r#"{"type":"https://x.example/1","title":7,"status":400,"detail":"no","more":[1]}"#;
    let some = client(Script::with_status(400, "application/problem+json", body)).await;
    let error = refusal(some.jobs().put_job(&PutJob { id: "1".to_owned() }).await);
    let problem = error.typed::<PutJob>().unwrap();
    assert_eq!(problem.kind.as_deref(), Some("https://x.example/1"));
    assert_eq!(
        (problem.status, problem.detail.as_deref()),
        (Some(400), Some("no"))
    );
    assert!(problem.title.is_none() && problem.instance.is_none());
    let rest: Vec<_> = problem.rest.keys().collect();
    assert_eq!(rest, ["more", "title"]);
}
