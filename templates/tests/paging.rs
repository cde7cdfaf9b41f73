//! Lists that come in pages: from a request to the end, whatever the service does.

use std::future::pending;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use countersign_support::partner::GetUsers;
use countersign_support::security::Partner;
use countersign_support::transport::{
    BoxFuture, Transport, TransportError, TransportRequest, TransportResponse,
};
use countersign_support::{
    Client, Error, Operation, OperationInfo, Paged, Pages, RequestParts, Turn, payload,
};
use http::Method;
use serde_json::{Value, json};

use crate::common::{SECRET, Script, client, unique_key};

/// A page with the users from `first` on.
fn page(first: u64, count: u64, total: i64) -> String {
    let users: Vec<_> = (first..first + count).map(user).collect();
    json!({"success": true, "response": {"users": users, "total": total}}).to_string()
}

fn user(id: u64) -> Value {
    json!({
        "id": format!("user-{id}"),
        "email": "user@example.com",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "updatedAt": "2026-01-01T00:00:00.000Z",
        "confirmedAt": null,
        "lastLoginAt": null,
        "utm": null,
    })
}

/// A request for pages of two.
fn by_two() -> GetUsers {
    GetUsers {
        limit: Some(2),
        ..GetUsers::default()
    }
}

fn pages(script: &Script, request: &GetUsers) -> Pages<GetUsers> {
    client(script).partner().get_users_pages(request)
}

/// The ids of all users, or those before the error.
async fn ids(pages: Pages<GetUsers>) -> (Vec<String>, Option<Error>) {
    let (mut items, mut ids) = (pages.items(), Vec::new());
    loop {
        match items.next().await {
            Ok(Some(user)) => ids.push(user.id),
            Ok(None) => return (ids, None),
            Err(error) => {
                assert!(
                    matches!(items.next().await, Ok(None)),
                    "an error is the end"
                );
                return (ids, Some(error));
            }
        }
    }
}

/// What was asked for, page by page.
fn offsets(script: &Script) -> Vec<Value> {
    let sent = script.sent();
    assert!(sent.iter().all(|sent| sent.member("limit") == 2));
    sent.iter().map(|sent| sent.member("offset")).collect()
}

#[tokio::test]
async fn nothing_is_sent_before_a_page_is_asked_for() {
    let script = Script::good(page(0, 2, 4));
    let items = pages(&script, &by_two()).items();
    assert!(script.sent().is_empty());
    drop(items);
}

#[tokio::test]
async fn all_pages_come_in_order_and_as_large_as_asked_for() {
    let script = Script::good(page(0, 2, 5))
        .gives(200, page(2, 2, 5))
        .gives(200, page(4, 1, 5));
    let (ids, error) = ids(pages(&script, &by_two())).await;
    assert_eq!(ids, ["user-0", "user-1", "user-2", "user-3", "user-4"]);
    assert!(error.is_none());
    assert_eq!(offsets(&script), [Value::Null, json!(2), json!(4)]);
}

#[tokio::test]
async fn pages_begin_where_the_request_does() {
    let script = Script::good(page(3, 2, 5));
    let request = GetUsers {
        offset: Some(3),
        ..by_two()
    };
    let (ids, error) = ids(pages(&script, &request)).await;
    assert_eq!(ids, ["user-3", "user-4"]);
    assert!(error.is_none());
    assert_eq!(offsets(&script), [json!(3)]);
}

#[tokio::test]
async fn a_page_is_what_the_call_returns() {
    let script = Script::good(page(0, 2, 3)).gives(200, page(2, 1, 3));
    let mut pages = pages(&script, &by_two());
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!((first.users.len(), first.total), (2, 3));
    assert_eq!(pages.request().offset, Some(2));
    let second = pages.next().await.unwrap().unwrap();
    assert_eq!(second.users.len(), 1);
    assert!(pages.next().await.unwrap().is_none());
    assert!(pages.next().await.unwrap().is_none());
    assert_eq!(script.sent().len(), 2);
}

#[tokio::test]
async fn a_task_of_its_own_can_read_a_list() {
    let script = Script::good(page(0, 2, 3)).gives(200, page(2, 1, 3));
    let task = tokio::spawn(ids(pages(&script, &by_two())));
    let (ids, error) = task.await.unwrap();
    assert_eq!(ids, ["user-0", "user-1", "user-2"]);
    assert!(error.is_none());
}

#[tokio::test]
async fn every_page_is_signed_anew() {
    let script = Script::good(page(0, 2, 4)).gives(200, page(2, 2, 4));
    ids(pages(&script, &by_two())).await;
    let [first, second] = &script.sent()[..] else {
        panic!("two pages");
    };
    assert_ne!(first.member("nonce"), second.member("nonce"));
    assert_ne!(
        first.header("x-api-signature"),
        second.header("x-api-signature")
    );
}

#[tokio::test]
async fn an_error_is_the_end_and_one_can_begin_again_there() {
    let refusal = r#"{"success":false,"error":{"code":7,"name":"LATER","message":"later"}}"#;
    let script = Script::good(page(0, 2, 3))
        .gives(200, refusal)
        .gives(200, page(2, 1, 3));
    let mut failing = pages(&script, &by_two());
    assert!(failing.next().await.unwrap().is_some());
    assert!(matches!(failing.next().await, Err(Error::Api(_))));
    assert!(matches!(failing.next().await, Ok(None)));
    let (ids, error) = ids(pages(&script, failing.request())).await;
    assert_eq!(ids, ["user-2"]);
    assert!(error.is_none());
}

/// A transport whose first request is never responded to.
struct SilentOnce(AtomicBool, Script);

impl Transport for SilentOnce {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let response = self.1.send(request);
        if self.0.swap(true, Ordering::Relaxed) {
            response
        } else {
            Box::pin(pending())
        }
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(pending())
    }
}

#[tokio::test]
async fn a_page_that_was_given_up_is_asked_for_again() {
    let script = Script::good(page(0, 2, 2));
    let client = Client::builder()
        .transport(SilentOnce(AtomicBool::new(false), script.clone()))
        .partner(Partner::new(unique_key(), SECRET))
        .build()
        .unwrap();
    let mut pages = client.partner().get_users_pages(&by_two());
    {
        let mut given_up = pin!(pages.next());
        let mut context = Context::from_waker(Waker::noop());
        assert!(matches!(
            given_up.as_mut().poll(&mut context),
            Poll::Pending
        ));
    }
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(page.users.len(), 2);
    assert_eq!(offsets(&script), [Value::Null, Value::Null]);
}

/// Whether the error says that the pages of `operation` do this.
fn says(error: Option<Error>, operation: &str, problem: &str) -> bool {
    let error = error.expect("an error");
    assert_eq!(error.operation(), Some(operation));
    assert!(!error.nothing_was_sent());
    error.to_string() == format!("the pages of `{operation}` {problem}")
}

#[tokio::test]
async fn a_service_that_repeats_a_page_is_found_out() {
    let script = Script::good(page(0, 2, 1_000));
    let (ids, error) = ids(pages(&script, &by_two())).await;
    assert_eq!(ids, ["user-0", "user-1"]);
    assert!(says(error, "getUsers", "go in a circle"));
    assert_eq!(script.sent().len(), 2);
}

#[tokio::test]
async fn a_service_whose_pages_alternate_is_found_out() {
    let mut script = Script::default();
    for turn in 0..100 {
        script = script.gives(200, page(2 * (turn % 3), 2, i64::MAX));
    }
    let (ids, error) = ids(pages(&script, &by_two())).await;
    assert_eq!(ids.len(), 6);
    assert!(says(error, "getUsers", "go in a circle"));
}

#[tokio::test]
async fn a_total_that_is_never_reached_ends_with_an_empty_page() {
    let script = Script::good(page(0, 2, i64::MAX)).gives(200, page(2, 0, i64::MAX));
    let (ids, error) = ids(pages(&script, &by_two())).await;
    assert_eq!(ids.len(), 2);
    assert!(error.is_none());
    assert_eq!(script.sent().len(), 2);
}

#[tokio::test]
async fn a_total_that_is_too_small_ends_the_list() {
    for total in [0, 1, 2] {
        let script = Script::good(page(0, 2, total));
        let (ids, error) = ids(pages(&script, &by_two())).await;
        assert_eq!(ids.len(), 2);
        assert!(error.is_none());
    }
}

#[tokio::test]
async fn a_total_below_zero_tells_nothing() {
    let script = Script::good(page(0, 2, -1)).gives(200, page(2, 1, -1));
    let (ids, error) = ids(pages(&script, &by_two())).await;
    assert_eq!(ids.len(), 3);
    assert!(error.is_none());
}

/// `GET /events`, whose pages are joined by a cursor.
#[derive(Clone, Default)]
struct Events {
    after: Option<String>,
}

impl Operation for Events {
    type Payload = payload::Json<Value>;
    const INFO: OperationInfo = OperationInfo::new("events", Method::GET, "/events");

    fn encode(&self, parts: &mut RequestParts) {
        parts.query("after", &self.after);
    }
}

impl Paged for Events {
    type Item = Value;

    fn items(page: &mut Value) -> Option<&mut Vec<Value>> {
        page.get_mut("events")?.as_array_mut()
    }

    fn next(&self, page: &Value, turn: Turn) -> Option<Self> {
        assert_eq!(
            Some(turn.items()),
            page["events"].as_array().map(|events| events.len() as u64)
        );
        let after = page["next"].as_str().map(str::to_owned);
        after.map(|after| Self { after: Some(after) })
    }
}

fn events(script: &Script) -> Pages<Events> {
    Pages::new(&client(script), &Events::default())
}

#[tokio::test]
async fn empty_pages_do_not_end_a_list_that_has_a_cursor() {
    let script = Script::good(r#"{"events":[1],"next":"a"}"#)
        .gives(200, r#"{"events":[],"next":"b"}"#)
        .gives(200, r#"{"events":[2],"next":null}"#);
    let mut items = events(&script).items();
    assert_eq!(items.next().await.unwrap(), Some(json!(1)));
    assert_eq!(items.next().await.unwrap(), Some(json!(2)));
    assert_eq!(items.next().await.unwrap(), None);
    let urls: Vec<_> = script.sent().into_iter().map(|sent| sent.url).collect();
    assert!(urls[0].ends_with("/events"));
    assert!(urls[2].ends_with("/events?after=b"));
}

#[tokio::test]
async fn a_cursor_that_comes_back_is_not_asked_for() {
    let script = Script::good(r#"{"events":[1],"next":"a"}"#)
        .gives(200, r#"{"events":[2],"next":"b"}"#)
        .gives(200, r#"{"events":[3],"next":"a"}"#);
    let mut pages = events(&script);
    for _ in 0..3 {
        assert!(pages.next().await.unwrap().is_some());
    }
    let error = pages.next().await.err();
    assert!(says(error, "events", "go in a circle"));
    assert_eq!(script.sent().len(), 3);
}

#[tokio::test]
async fn a_service_without_items_is_left_after_a_while() {
    let mut script = Script::default();
    for turn in 0..1_000 {
        script = script.gives(200, format!(r#"{{"events":[],"next":"{turn}"}}"#));
    }
    let error = events(&script).items().next().await.err();
    assert!(says(error, "events", "stay empty"));
    assert_eq!(script.sent().len(), 101);
}

#[cfg(feature = "blocking")]
mod blocking {
    use countersign_support::Error;

    use super::{by_two, page};
    use crate::common::{Script, builder};

    /// The users of all pages, one by one.
    fn ids(script: &Script) -> Vec<Result<String, Error>> {
        let client = builder(script).build_blocking().unwrap();
        let users = client.partner().get_users_pages(&by_two()).items();
        users.map(|user| user.map(|user| user.id)).collect()
    }

    #[test]
    fn items_are_an_iterator() {
        let script = Script::good(page(0, 2, 3)).gives(200, page(2, 1, 3));
        let ids: Result<Vec<_>, _> = ids(&script).into_iter().collect();
        assert_eq!(ids.unwrap(), ["user-0", "user-1", "user-2"]);
    }

    #[test]
    fn pages_are_an_iterator() {
        let script = Script::good(page(0, 2, 3)).gives(200, page(2, 1, 3));
        let client = builder(&script).build_blocking().unwrap();
        let pages = client.partner().get_users_pages(&by_two());
        let sizes = pages.map(|page| page.unwrap().users.len());
        assert_eq!(sizes.collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn an_error_is_the_last_thing_that_comes() {
        let script = Script::good(page(0, 2, 1_000));
        let ids = ids(&script);
        assert_eq!(ids.len(), 3);
        assert!(matches!(ids[2], Err(Error::Pages { .. })));
    }

    #[tokio::test]
    async fn async_code_gets_one_error_and_no_more() {
        let script = Script::good(page(0, 2, 4));
        let ids = ids(&script);
        assert!(matches!(&ids[..], [Err(Error::Blocking { .. })]));
        assert!(script.sent().is_empty());
    }
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn a_list_of_many_pages_comes_over_the_wire() {
    use crate::common::server::{Server, verify};

    const USERS: u64 = 25;
    let server = Server::start(|call| {
        assert!(verify(SECRET, call.header("x-api-signature"), &call.body));
        let body: Value = serde_json::from_slice(&call.body).expect("a JSON body");
        let offset = body["offset"].as_u64().unwrap_or(0);
        let count = body["limit"].as_u64().expect("a limit").min(USERS - offset);
        page(offset, count, 25)
    })
    .await;
    let client = Client::builder()
        .base_url(&server.url)
        .partner(Partner::new(unique_key(), SECRET))
        .build()
        .unwrap();
    let (ids, error) = ids(client.partner().get_users_pages(&by_two())).await;
    let expected: Vec<_> = (0..USERS).map(|id| format!("user-{id}")).collect();
    assert_eq!(ids, expected);
    assert!(error.is_none());
    assert_eq!(server.calls().len(), 13);
}
