//! Tokens: where they come from, how long they are kept, and who gets to see what.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use countersign_support::security::{Login, Partner};
use countersign_support::signing::{
    AccessToken, ClientCredentials, Network, TokenError, TokenFuture, TokenSource,
};
use countersign_support::transport::{
    BoxFuture, Transport, TransportError, TransportErrorKind, TransportRequest, TransportResponse,
};
use countersign_support::{
    BuildError, Client, ClientBuilder, CredentialsError, Error, Operation, OperationInfo, Retry,
    SignError, payload,
};
use http::{HeaderMap, Method, StatusCode};
use tokio::sync::Semaphore;

use crate::common::Script;

const ID: &str = "the client: 1&2";
const SECRET: &str = "s+e/c=r e%t\u{fc}";

/// An operation that does nothing but ask for schemes.
macro_rules! asks {
    ($name:ident, $method:expr, $security:expr) => {
        struct $name;

        impl Operation for $name {
            type Payload = payload::Nothing;
            const INFO: OperationInfo = {
                let mut info = OperationInfo::new(stringify!($name), $method, "/orders");
                info.security = $security;
                info
            };
        }
    };
}

asks!(Create, Method::POST, &[&["login"]]);
asks!(Both, Method::POST, &[&["key", "login"]]);
asks!(Either, Method::GET, &[&["login"], &["partner", "login"]]);
asks!(Optional, Method::GET, &[&[], &["login"]]);
asks!(Nobody, Method::GET, &[]);

/// A transport with a token endpoint, which responds as the test says, and a service beside it.
#[derive(Clone)]
struct World(Arc<Inner>);

struct Inner {
    endpoint: Box<dyn Fn(usize) -> (u16, String) + Send + Sync>,
    service: Box<dyn Fn(&str) -> u16 + Send + Sync>,
    /// What the token endpoint and the service were sent.
    asked: Mutex<Vec<TransportRequest>>,
    called: Mutex<Vec<TransportRequest>>,
    /// Token requests wait for a permit.
    gate: Semaphore,
}

impl World {
    /// Responses to the first, second, … token request; the service takes every token.
    fn new(endpoint: impl Fn(usize) -> (u16, String) + Send + Sync + 'static) -> Self {
        Self::with_service(endpoint, |_| 204)
    }

    /// The same with a service that looks at the header `Authorization`.
    fn with_service(
        endpoint: impl Fn(usize) -> (u16, String) + Send + Sync + 'static,
        service: impl Fn(&str) -> u16 + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Inner {
            endpoint: Box::new(endpoint),
            service: Box::new(service),
            asked: Mutex::default(),
            called: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
        }))
    }

    /// Tokens `t1`, `t2`, … that are good for so many seconds.
    fn counting(seconds: u64) -> Self {
        Self::new(move |number| (200, token(number, seconds)))
    }

    fn asked(&self) -> usize {
        self.0.asked.lock().unwrap().len()
    }

    /// The headers `Authorization` that the service saw.
    fn seen(&self) -> Vec<String> {
        let called = self.0.called.lock().unwrap();
        called
            .iter()
            .map(|call| header(call, "authorization"))
            .collect()
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url("https://api.example/v1")
            .transport(self.clone())
            .login(Login::new(ID, SECRET))
    }

    fn client(&self) -> Client {
        self.builder().build().expect("the options are good")
    }
}

impl Transport for World {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let inner = &self.0;
        Box::pin(async move {
            let (status, body) = if request.url.contains("/token") {
                let number = {
                    let mut asked = inner.asked.lock().unwrap();
                    asked.push(request);
                    asked.len()
                };
                inner.gate.acquire().await.expect("it stays open").forget();
                (inner.endpoint)(number)
            } else {
                tokio::task::yield_now().await;
                let status = (inner.service)(&header(&request, "authorization"));
                inner.called.lock().unwrap().push(request);
                (status, String::new())
            };
            if status == 0 {
                return Err(TransportError::new(TransportErrorKind::Connect));
            }
            let mut headers = HeaderMap::new();
            headers.insert("location", "https://evil.example/token".parse().unwrap());
            Ok(TransportResponse {
                status: StatusCode::from_u16(status).expect("a status"),
                headers,
                body: Box::new(Bytes::from(body)),
            })
        })
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(pause))
    }
}

fn header(request: &TransportRequest, name: &str) -> String {
    let value = request.headers.get(name);
    value.map_or(String::new(), |value| {
        value.to_str().expect("ASCII").to_owned()
    })
}

fn token(number: usize, seconds: u64) -> String {
    format!(r#"{{"access_token":"t{number}","token_type":"Bearer","expires_in":{seconds}}}"#)
}

/// A clock that the test moves.
#[derive(Clone, Default)]
struct Time(Arc<AtomicU64>);

impl Time {
    fn pass(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    fn clock(&self) -> impl Fn() -> SystemTime + Send + Sync + 'static {
        let time = Arc::clone(&self.0);
        move || UNIX_EPOCH + Duration::from_secs(1_700_000_000 + time.load(Ordering::SeqCst))
    }
}

/// Why a call had no token.
fn reason(error: Error) -> Arc<dyn StdError + Send + Sync> {
    assert!(error.nothing_was_sent(), "{error:?}");
    match error {
        Error::Sign {
            source: SignError::Token(reason),
            ..
        } => reason,
        other => panic!("another error: {other:?}"),
    }
}

/// What a call says whose token endpoint responds so.
async fn refusal(status: u16, body: &str) -> String {
    let body = body.to_owned();
    let world = World::new(move |_| (status, body.clone()));
    let error = world.client().send(&Create).await.unwrap_err();
    assert!(world.seen().is_empty(), "nothing was sent");
    assert_eq!(world.asked(), 1, "nothing was asked twice");
    let reason = reason(error);
    assert!(reason.is::<TokenError>());
    reason.to_string()
}

#[tokio::test]
async fn id_and_secret_are_asked_with_as_rfc_6749_has_them() {
    let world = World::counting(60);
    world.client().send(&Create).await.unwrap();
    assert_eq!(world.seen(), ["Bearer t1"]);

    let asked = world.0.asked.lock().unwrap();
    let request = &asked[0];
    assert_eq!(request.method, Method::POST);
    assert_eq!(request.url, "https://api.example/oauth/token");
    assert_eq!(header(request, "host"), "api.example");
    assert_eq!(
        header(request, "content-type"),
        "application/x-www-form-urlencoded"
    );
    // Section 2.3.1: both are encoded as in a form before they are a user name and a password.
    let pair = "the+client%3A+1%262:s%2Be%2Fc%3Dr+e%25t%C3%BC";
    assert_eq!(
        header(request, "authorization"),
        format!("Basic {}", STANDARD.encode(pair))
    );
    assert!(request.headers["authorization"].is_sensitive());
    assert_eq!(
        request.body,
        "grant_type=client_credentials&scope=orders%3Aread+orders%3Awrite"
    );
    let names: Vec<_> = request
        .headers
        .keys()
        .map(http::HeaderName::as_str)
        .collect();
    let expected = [
        "host",
        "accept",
        "accept-encoding",
        "content-type",
        "user-agent",
        "authorization",
    ];
    assert!(
        names.iter().all(|name| expected.contains(name)),
        "{names:?}"
    );
}

#[tokio::test]
async fn id_and_secret_go_into_the_body_if_the_service_wants_it() {
    let world = World::counting(60);
    let source = ClientCredentials::new("https://auth.example/token?tenant=1", ID, SECRET)
        .parameter("audience", "https://api.example/")
        .in_body();
    let client = world.builder().login(Login::token_source(source));
    client.build().unwrap().send(&Create).await.unwrap();

    let asked = world.0.asked.lock().unwrap();
    assert_eq!(asked[0].url, "https://auth.example/token?tenant=1");
    assert!(!asked[0].headers.contains_key("authorization"));
    assert_eq!(
        asked[0].body,
        "grant_type=client_credentials&audience=https%3A%2F%2Fapi.example%2F\
         &client_id=the+client%3A+1%262&client_secret=s%2Be%2Fc%3Dr+e%25t%C3%BC"
    );
}

#[tokio::test]
async fn the_token_endpoint_gets_nothing_of_other_schemes_and_they_nothing_of_it() {
    let world = World::counting(60);
    let client = world
        .builder()
        .scheme("key", Key)
        .partner(Partner::new("public", "other secret"))
        .build()
        .unwrap();
    client.send(&Both).await.unwrap();
    let asked = format!("{:?}", world.0.asked.lock().unwrap()[0].headers);
    assert!(!asked.contains("x-key"), "{asked}");
    let called = world.0.called.lock().unwrap();
    assert_eq!(header(&called[0], "x-key"), "k");
    assert_eq!(header(&called[0], "authorization"), "Bearer t1");
    assert!(called[0].url.starts_with("https://api.example/"));
}

/// A key in a header.
struct Key;

impl countersign_support::signing::Scheme for Key {
    fn check(&self) -> Result<(), CredentialsError> {
        Ok(())
    }

    fn apply<'a>(
        &'a self,
        mut draft: countersign_support::signing::Draft,
        _fresh: &'a countersign_support::signing::Fresh,
    ) -> countersign_support::signing::Applying<'a> {
        Box::pin(async move {
            draft.inject_header("x-key", "k")?;
            Ok(draft.into())
        })
    }
}

#[tokio::test]
async fn one_token_is_fetched_for_all_calls_that_wait() {
    let world = World::counting(60);
    world.0.gate.forget_permits(Semaphore::MAX_PERMITS);
    let client = world.client();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.send(&Create).await })
        })
        .collect();
    while world.asked() == 0 {
        tokio::task::yield_now().await;
    }
    world.0.gate.add_permits(20);
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(world.asked(), 1);
    assert_eq!(world.seen(), ["Bearer t1"; 20]);
}

#[tokio::test]
async fn calls_that_wait_share_a_failure() {
    let world = World::new(|_| (503, String::new()));
    world.0.gate.forget_permits(Semaphore::MAX_PERMITS);
    let client = world.client();
    let (one, two, ()) = tokio::join!(client.send(&Create), client.send(&Create), async {
        world.0.gate.add_permits(1);
    });
    for outcome in [one, two] {
        let reason = reason(outcome.unwrap_err());
        assert!(reason.to_string().contains("status 503"), "{reason}");
    }
    assert_eq!(world.asked(), 1);

    // The next call does not.
    world.0.gate.add_permits(1);
    client.send(&Create).await.unwrap_err();
    assert_eq!(world.asked(), 2);
}

#[tokio::test]
async fn a_call_that_is_given_up_lets_the_next_one_ask() {
    let world = World::counting(60);
    world.0.gate.forget_permits(Semaphore::MAX_PERMITS);
    let client = world.client();
    let other = client.clone();
    let first = tokio::spawn(async move { other.send(&Create).await });
    while world.asked() == 0 {
        tokio::task::yield_now().await;
    }
    let other = client.clone();
    let second = tokio::spawn(async move { other.send(&Create).await });
    tokio::task::yield_now().await;
    first.abort();
    first.await.unwrap_err();
    world.0.gate.add_permits(1);
    second.await.unwrap().unwrap();
    assert_eq!(world.seen(), ["Bearer t2"]);
}

#[tokio::test]
async fn waiting_for_a_token_counts_towards_the_time_limit() {
    let world = World::counting(60);
    world.0.gate.forget_permits(Semaphore::MAX_PERMITS);
    let client = world.builder().timeout(Duration::from_millis(20));
    let error = client.build().unwrap().send(&Create).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Sign {
                source: SignError::Timeout,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_its_end() {
    let (world, time) = (World::counting(3600), Time::default());
    let client = world.builder().clock(time.clock()).build().unwrap();
    // A minute before the hour is over.
    for (seconds, expected) in [(0, "t1"), (3539, "t1"), (1, "t2"), (3539, "t2"), (1, "t3")] {
        time.pass(seconds);
        client.clone().send(&Create).await.unwrap();
        assert_eq!(world.seen().pop().unwrap(), format!("Bearer {expected}"));
    }
}

#[tokio::test]
async fn the_margin_of_a_short_token_is_short() {
    let (world, time) = (World::counting(10), Time::default());
    let client = world.builder().clock(time.clock()).build().unwrap();
    for (seconds, expected) in [(0, "Bearer t1"), (8, "Bearer t1"), (1, "Bearer t2")] {
        time.pass(seconds);
        client.send(&Create).await.unwrap();
        assert_eq!(world.seen().pop().unwrap(), expected);
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_keeps_no_token_alive() {
    let (world, time) = (World::counting(60), Time::default());
    time.pass(1000);
    let client = world.builder().clock(time.clock()).build().unwrap();
    client.send(&Create).await.unwrap();
    time.0.store(0, Ordering::SeqCst);
    client.send(&Create).await.unwrap();
    assert_eq!(world.seen(), ["Bearer t1", "Bearer t2"]);
}

#[tokio::test]
async fn the_end_of_a_token_is_read_in_whatever_form_it_comes() {
    for (expires_in, fetches) in [
        // Kept.
        ("3600", 1),
        ("3600.7", 1),
        ("\"3600\"", 1),
        ("null", 1),
        ("1e300", 1),
        ("18446744073709551615", 1),
        // Used for the call that fetched it.
        ("0", 2),
        ("-1", 2),
        ("-1e300", 2),
    ] {
        let world = World::new(move |_| {
            let body = format!(r#"{{"access_token":"t","expires_in":{expires_in}}}"#);
            (200, body)
        });
        let client = world.client();
        client.send(&Create).await.unwrap();
        client.send(&Create).await.unwrap();
        assert_eq!(world.asked(), fetches, "{expires_in}");
    }
}

#[tokio::test]
async fn a_refusal_of_the_token_endpoint_is_told_by_its_code() {
    let body = r#"{"error":"invalid_client","error_description":"Unknown\nclient."}"#;
    let world = World::new(move |_| (401, body.to_owned()));
    let error = world.client().send(&Create).await.unwrap_err();
    let reason = reason(error);
    let Some(TokenError::Refused {
        status,
        error,
        description,
        ..
    }) = reason.downcast_ref()
    else {
        panic!("another reason: {reason:?}");
    };
    assert_eq!((status.as_u16(), error.as_str()), (401, "invalid_client"));
    assert_eq!(description.as_deref(), Some("Unknown\nclient."));
    // No service writes lines of its own into a log.
    assert_eq!(
        reason.to_string(),
        "the token endpoint refused: invalid_client: Unknown\\nclient."
    );
    // Some agree and refuse at once.
    let text = refusal(200, r#"{"error":"invalid_scope","access_token":null}"#).await;
    assert_eq!(text, "the token endpoint refused: invalid_scope");
}

#[tokio::test]
async fn what_is_no_response_of_a_token_endpoint_is_refused() {
    for (status, body, expected) in [
        (200, "<html>", "is no JSON object"),
        (200, "", "is no JSON object"),
        (200, "[]", "is no JSON object"),
        (200, "{}", "no `access_token`"),
        (200, r#"{"access_token":1}"#, "is no JSON object"),
        (200, r#"{"access_token":""}"#, "is empty"),
        (200, r#"{"access_token":"a\nb"}"#, "cannot be sent"),
        (200, r#"{"access_token":"a b"}"#, "cannot be sent"),
        (200, r#"{"access_token":"ü"}"#, "cannot be sent"),
        (
            200,
            r#"{"access_token":"t","token_type":"mac"}"#,
            "no bearer",
        ),
        (
            200,
            r#"{"access_token":"t","expires_in":"soon"}"#,
            "no number",
        ),
        (200, r#"{"access_token":"t","expires_in":[]}"#, "no number"),
        (
            200,
            r#"{"access_token":"t","expires_in":"NaN"}"#,
            "no number",
        ),
        (500, "<html>", "status 500"),
        (400, "{}", "status 400"),
        (0, "", "no complete response"),
    ] {
        let text = refusal(status, body).await;
        assert!(text.contains(expected), "{status} {body}: {text}");
    }
}

#[tokio::test]
async fn a_huge_response_of_a_token_endpoint_is_not_read() {
    let world = World::new(|_| {
        (
            200,
            format!(r#"{{"access_token":"{}"}}"#, "t".repeat(1 << 20)),
        )
    });
    let error = world.client().send(&Create).await.unwrap_err();
    let reason = reason(error);
    let Some(TokenError::Transport(error)) = reason.downcast_ref() else {
        panic!("another reason: {reason:?}");
    };
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);
}

#[tokio::test]
async fn a_redirect_of_a_token_endpoint_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let text = refusal(status, r#"{"access_token":"t"}"#).await;
        assert!(text.contains("redirects are not followed"), "{text}");
        assert!(!text.contains("evil"), "{text}");
    }
}

/// A world whose service takes the tokens after the number that is given back.
fn revoking() -> (World, Arc<AtomicUsize>) {
    let revoked = Arc::new(AtomicUsize::new(0));
    let until = Arc::clone(&revoked);
    let world = World::with_service(
        |number| (200, token(number, 3600)),
        move |sent| {
            let number: usize = sent.trim_start_matches("Bearer t").parse().unwrap();
            if number <= until.load(Ordering::SeqCst) {
                401
            } else {
                204
            }
        },
    );
    (world, revoked)
}

#[tokio::test]
async fn a_kept_token_that_is_refused_is_fetched_anew_once() {
    let (world, revoked) = revoking();
    let client = world.client();
    client.send(&Create).await.unwrap();
    revoked.store(1, Ordering::SeqCst);
    client.send(&Create).await.unwrap();
    assert_eq!(world.seen(), ["Bearer t1", "Bearer t1", "Bearer t2"]);

    // All that there will ever be.
    revoked.store(usize::MAX, Ordering::SeqCst);
    let error = client.send(&Create).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!(world.seen()[3..], ["Bearer t2", "Bearer t3"]);
}

#[tokio::test]
async fn a_token_that_was_fetched_for_the_call_is_not_tried_twice() {
    let (world, revoked) = revoking();
    let client = world.client();
    revoked.store(1, Ordering::SeqCst);
    let error = client.send(&Create).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!(world.seen(), ["Bearer t1"]);
    // The next call has another.
    client.send(&Create).await.unwrap();
    assert_eq!(world.seen(), ["Bearer t1", "Bearer t2"]);
}

#[tokio::test]
async fn whoever_wants_no_second_attempt_gets_none() {
    let world = World::with_service(|number| (200, token(number, 3600)), |_| 401);
    let client = world.builder().retry(Retry::never()).build().unwrap();
    for calls in [1, 2] {
        client.send(&Create).await.unwrap_err();
        assert_eq!(world.seen().len(), calls);
    }
}

#[tokio::test]
async fn a_refusal_gives_up_no_other_token_than_the_one_that_was_sent() {
    let (world, revoked) = revoking();
    let client = world.client();
    client.send(&Create).await.unwrap();
    revoked.store(1, Ordering::SeqCst);
    // Both send `t1`; when the second one is refused, `t2` is there already.
    let (one, two) = tokio::join!(client.send(&Create), client.send(&Create));
    one.and(two).unwrap();
    let expected = [
        "Bearer t1",
        "Bearer t1",
        "Bearer t1",
        "Bearer t2",
        "Bearer t2",
    ];
    assert_eq!(world.seen(), expected);
    assert_eq!(world.asked(), 2);
}

#[tokio::test]
async fn a_token_at_hand_is_sent_as_it_is_and_never_renewed() {
    let world = World::with_service(|_| (500, String::new()), |_| 401);
    let client = world
        .builder()
        .login(Login::token("at.hand"))
        .build()
        .unwrap();
    client.send(&Create).await.unwrap_err();
    assert_eq!(world.seen(), ["Bearer at.hand"]);
    assert_eq!(world.asked(), 0);

    for (token, problem) in [
        ("", "is empty"),
        ("a\nb", "cannot be sent"),
        ("a ", "ends with"),
    ] {
        let error = world
            .builder()
            .login(Login::token(token))
            .build()
            .unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
    }
}

/// A source of the application's own.
struct Own<F>(AtomicUsize, F);

impl<F: Fn(usize, &Network) -> Result<AccessToken, String> + Send + Sync + 'static> TokenSource
    for Own<F>
{
    fn token<'a>(&'a self, network: &'a Network) -> TokenFuture<'a> {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Box::pin(async move { Ok((self.1)(number, network)?) })
    }
}

#[tokio::test]
async fn an_application_has_a_source_of_its_own() {
    let (world, time) = (World::counting(1), Time::default());
    let own = Own(AtomicUsize::new(0), |number, network: &Network| {
        let end = network.now() + Duration::from_secs(100);
        Ok(AccessToken::new(format!("own{number}")).expires_at(end))
    });
    let builder = world.builder().clock(time.clock());
    let client = builder.login(Login::token_source(own)).build().unwrap();
    for seconds in [0, 89, 1] {
        time.pass(seconds);
        client.send(&Create).await.unwrap();
    }
    assert_eq!(world.seen(), ["Bearer own1", "Bearer own1", "Bearer own2"]);
    assert_eq!(world.asked(), 0);
}

#[tokio::test]
async fn the_reason_of_an_own_source_comes_through() {
    let world = World::counting(1);
    for (token, expected) in [
        (Err("signed out".to_owned()), "signed out"),
        (Ok(AccessToken::new("a\nb")), "cannot be sent"),
    ] {
        let own = Own(AtomicUsize::new(0), move |_, _: &Network| token.clone());
        let client = world.builder().login(Login::token_source(own));
        let error = client.build().unwrap().send(&Create).await.unwrap_err();
        let text = reason(error).to_string();
        assert!(text.contains(expected), "{text}");
    }
    assert!(world.seen().is_empty());
}

#[tokio::test]
async fn tokens_are_kept_by_each_client_for_itself() {
    let world = World::counting(3600);
    let login = Login::new(ID, SECRET);
    let (one, two) = (
        world.builder().login(login.clone()).build().unwrap(),
        world.builder().login(login).build().unwrap(),
    );
    for client in [&one, &two, &one.clone(), &two] {
        client.send(&Create).await.unwrap();
    }
    let expected = ["Bearer t1", "Bearer t2", "Bearer t1", "Bearer t2"];
    assert_eq!(world.seen(), expected);
}

#[test]
fn a_client_is_built_only_with_an_address_for_secrets() {
    let world = World::counting(1);
    let built = |base: &str, url: &str, allow| {
        let source = ClientCredentials::new(url, ID, SECRET);
        let builder = world.builder().base_url(base).allow_plain_http(allow);
        builder.login(Login::token_source(source)).build()
    };
    for (url, problem) in [
        ("http://auth.example/token", "is plain http"),
        ("ftp://auth.example/token", "neither http nor https"),
        ("https://id:pw@auth.example/token", "has user info"),
        ("https://auth.example/token#x", "has a fragment"),
        ("https://", "is not a URL"),
    ] {
        let error = built("https://api.example", url, false).unwrap_err();
        let BuildError::Credentials(error) = error else {
            panic!("another error: {error:?}");
        };
        let text = error.to_string();
        assert!(text.contains("`token_url`"), "{text}");
        assert!(text.contains(problem), "{text}");
        assert!(!text.contains("pw"), "{text}");
    }
    built("https://api.example", "http://auth.example/token", true).unwrap();
    built("https://api.example", "http://127.0.0.1:1/token", false).unwrap();
    // Relative to a base that is plain.
    let error = built("http://127.0.0.1:1", "//auth.example/token", false).unwrap_err();
    assert!(error.to_string().contains("plain http"), "{error}");
}

#[test]
fn empty_ids_and_secrets_are_refused() {
    let world = World::counting(1);
    for (id, secret, field) in [("", "s", "client_id"), ("i", " ", "client_secret")] {
        let error = world.builder().login(Login::new(id, secret)).build();
        let error = error.unwrap_err().to_string();
        assert!(error.contains(field), "{error}");
    }
}

#[tokio::test]
async fn alternatives_are_chosen_as_for_all_schemes() {
    let world = World::counting(3600);
    let partner = || Partner::new(crate::common::unique_key(), "secret");
    let plain = || {
        let builder = Client::builder().base_url("https://api.example");
        builder.transport(world.clone())
    };
    // The first alternative that is there as a whole.
    world.client().send(&Either).await.unwrap();
    assert_eq!(world.seen(), ["Bearer t1"]);
    let error = plain().partner(partner()).build().unwrap();
    let error = error.send(&Either).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Credentials {
                source: CredentialsError::Missing {
                    scheme: "login",
                    ..
                },
                ..
            }
        ),
        "{error:?}"
    );
    // An anonymous call is the last resort, and asks for no token.
    plain().build().unwrap().send(&Optional).await.unwrap();
    world.client().send(&Optional).await.unwrap();
    world.client().send(&Nobody).await.unwrap();
    assert_eq!(world.seen(), ["Bearer t1", "", "Bearer t2", ""]);
}

#[tokio::test]
async fn tokens_and_secrets_are_nowhere_to_be_seen() {
    let echo = format!(
        r#"{{"error":"invalid_client","error_description":"not {SECRET}","access_token":null}}"#
    );
    let encoded = r#"{"error":"s%2Be%2Fc%3Dr+e%25t%C3%BC"}"#.to_owned();
    let token = r#"{"access_token":"the-token","expires_in":"the-token"}"#.to_owned();
    let sent = STANDARD.encode("the+client%3A+1%262:s%2Be%2Fc%3Dr+e%25t%C3%BC");
    let sent = format!(r#"{{"error":"invalid_client","error_description":"got Basic {sent}"}}"#);
    let mut shown = String::new();
    for body in [echo, encoded, token, sent] {
        let world = World::new(move |_| (200, body.clone()));
        let client = world.client();
        let error = client.send(&Create).await.unwrap_err();
        write!(shown, "{client:?} {error} {error:?} {error:#?}").unwrap();
        let reason = reason(error);
        write!(shown, "{reason} {reason:?}").unwrap();
        write!(shown, "{:?}", world.0.asked.lock().unwrap()).unwrap();
    }
    let world = World::new(|_| (200, r#"{"access_token":"the-token"}"#.to_owned()));
    let builder = world.builder();
    write!(shown, "{builder:?}").unwrap();
    let client = builder.build().unwrap();
    let signed = client.sign(&Create).await.unwrap();
    assert_eq!(signed.headers()["authorization"], "Bearer the-token");
    write!(shown, "{client:?} {signed:?}").unwrap();
    let source = ClientCredentials::new("https://id:pw@x.example/", ID, SECRET);
    write!(shown, "{source:?}").unwrap();
    for login in [
        Login::token("the-token"),
        Login::token_source(source),
        Login::new(ID, SECRET),
    ] {
        write!(shown, "{login:?}").unwrap();
    }
    write!(shown, "{:?}", AccessToken::new("the-token")).unwrap();

    assert!(shown.contains("invalid_client"), "{shown}");
    let encoded = "s%2Be%2Fc%3Dr+e%25t%C3%BC";
    let basic = STANDARD.encode(format!("the+client%3A+1%262:{encoded}"));
    for secret in ["the-token", SECRET, "e%t", encoded, "id:pw", &basic] {
        assert!(!shown.contains(secret), "{secret} is in {shown}");
    }
}

#[tokio::test]
async fn a_scheme_without_a_client_says_so() {
    use countersign_support::signing::{Applying, Draft, Fresh, Scheme};

    /// Wraps another scheme and forgets to pass on what it is given.
    struct Forgetful(Login);

    impl Scheme for Forgetful {
        fn check(&self) -> Result<(), CredentialsError> {
            self.0.check()
        }

        fn apply<'a>(&'a self, draft: Draft, fresh: &'a Fresh) -> Applying<'a> {
            self.0.apply(draft, fresh)
        }
    }

    let builder = Client::builder().transport(Script::good("null"));
    let client = builder.scheme("login", Forgetful(Login::new(ID, SECRET)));
    let error = client.build().unwrap().send(&Create).await.unwrap_err();
    assert!(reason(error).to_string().contains("not attached"));
}

#[cfg(feature = "reqwest")]
mod over_http {
    use axum::response::IntoResponse as _;

    use super::*;
    use crate::common::server::{Call, Server};

    /// A token endpoint and a service that takes its tokens.
    async fn server() -> Server {
        Server::start(|call: &Call| match call.uri.path() {
            "/oauth/token" => token(1, 3600).into_response(),
            _ if call.header("authorization") == "Bearer t1" => {
                StatusCode::NO_CONTENT.into_response()
            }
            _ => StatusCode::UNAUTHORIZED.into_response(),
        })
        .await
    }

    fn client(url: &str, login: Login) -> Client {
        let builder = Client::builder().base_url(url).login(login);
        builder.build().expect("the options are good")
    }

    #[tokio::test]
    async fn one_token_serves_many_calls() {
        let server = server().await;
        let client = client(&server.url, Login::new(ID, SECRET));
        let calls: Vec<_> = (0..10)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.send(&Create).await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        let calls = server.calls();
        let asked: Vec<_> = calls
            .iter()
            .filter(|call| call.uri.path() == "/oauth/token")
            .collect();
        assert_eq!((calls.len(), asked.len()), (11, 1));
        assert_eq!(asked[0].method, Method::POST);
        assert!(asked[0].header("authorization").starts_with("Basic "));
        assert!(asked[0].body.starts_with(b"grant_type=client_credentials&"));
    }

    #[tokio::test]
    async fn a_redirect_gets_no_secret() {
        let target = server().await;
        let location = format!("{}/oauth/token", target.url);
        let server = Server::start(move |_| {
            (
                StatusCode::TEMPORARY_REDIRECT,
                [("location", location.clone())],
            )
        })
        .await;
        let client = client(&server.url, Login::new(ID, SECRET));
        let error = client.send(&Create).await.unwrap_err();
        assert!(reason(error).is::<TokenError>());
        assert!(target.calls().is_empty());
    }

    #[tokio::test]
    async fn an_endless_response_is_cut_off() {
        let server = Server::start(|_| " ".repeat(1 << 20)).await;
        let client = client(&server.url, Login::new(ID, SECRET));
        let reason = reason(client.send(&Create).await.unwrap_err());
        assert!(matches!(
            reason.downcast_ref(),
            Some(TokenError::Transport(error)) if error.kind() == TransportErrorKind::TooLarge
        ));
    }
}
