//! When a call is attempted again.

use std::time::Duration;

use countersign_support::signing::{Applying, Draft, Fresh, Scheme};
use countersign_support::transport::TransportErrorKind::{self, Connect, Interrupted, Timeout};
use countersign_support::{Client, CredentialsError, Error, Retry, SignError};
use http::StatusCode;

use crate::common::operations::{GetItem, Post};
use crate::common::{Script, builder, clock_at};

/// The number of attempts at a call that acts.
async fn attempts_to_post(script: &Script, retry: Retry) -> usize {
    let client = builder(script).retry(retry).build().unwrap();
    let _ = client.send(&Post(None)).await;
    script.sent().len()
}

/// The number of attempts at a call that only reads.
async fn attempts_to_get(script: &Script, retry: Retry) -> usize {
    let client = Client::builder()
        .transport(script.clone())
        .clock(clock_at(784_111_770_000))
        .retry(retry)
        .build()
        .unwrap();
    let _ = client.send(&GetItem::default()).await;
    script.sent().len()
}

fn failing(kind: TransportErrorKind) -> Script {
    Script::default().fails(kind)
}

#[tokio::test]
async fn what_was_certainly_not_sent_is_sent_again() {
    assert_eq!(
        attempts_to_post(&failing(Connect), Retry::default()).await,
        3
    );
    assert_eq!(
        attempts_to_post(&failing(Connect), Retry::default().attempts(5)).await,
        5
    );
    assert_eq!(attempts_to_post(&failing(Connect), Retry::never()).await, 1);
    assert_eq!(
        attempts_to_post(&failing(Connect), Retry::default().attempts(0)).await,
        1
    );
}

#[tokio::test]
async fn a_call_that_may_have_acted_is_not_repeated() {
    for kind in [
        Timeout,
        Interrupted,
        TransportErrorKind::Other,
        TransportErrorKind::TooLarge,
    ] {
        assert_eq!(
            attempts_to_post(&failing(kind), Retry::default()).await,
            1,
            "{kind:?}"
        );
    }
    for status in [429, 500, 502, 503, 504] {
        let script = Script::default().gives(status, "");
        assert_eq!(
            attempts_to_post(&script, Retry::default()).await,
            1,
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_caller_can_opt_in_to_repeating() {
    let retry = Retry::default().repeat_unsafe(true);
    for kind in [Timeout, Interrupted] {
        assert_eq!(
            attempts_to_post(&failing(kind), retry.clone()).await,
            3,
            "{kind:?}"
        );
    }
    assert_eq!(
        attempts_to_post(&Script::default().gives(503, ""), retry.clone()).await,
        3
    );
    assert_eq!(
        attempts_to_post(&Script::default().gives(400, ""), retry.clone()).await,
        1
    );
    assert_eq!(
        attempts_to_post(&failing(TransportErrorKind::TooLarge), retry).await,
        1
    );
}

#[tokio::test]
async fn a_call_that_only_reads_is_repeated() {
    for kind in [Connect, Timeout, Interrupted] {
        assert_eq!(
            attempts_to_get(&failing(kind), Retry::default()).await,
            3,
            "{kind:?}"
        );
    }
    for status in [429, 502, 503, 504] {
        let script = Script::default().gives(status, "").gives(200, "null");
        assert_eq!(
            attempts_to_get(&script, Retry::default()).await,
            2,
            "{status}"
        );
    }
    for status in [200, 301, 400, 404, 500, 501] {
        let script = Script::default().gives(status, "");
        assert_eq!(
            attempts_to_get(&script, Retry::default()).await,
            1,
            "{status}"
        );
    }
}

#[tokio::test]
async fn pauses_double_up_to_the_longest() {
    let script = failing(Connect);
    let pause = Duration::from_secs;
    attempts_to_get(
        &script,
        Retry::default().attempts(6).pauses(pause(1), pause(5)),
    )
    .await;
    let pauses = script.pauses();
    assert_eq!(pauses.len(), 5);
    for (taken, longest) in pauses.iter().zip([1, 2, 4, 5, 5]) {
        assert!(
            *taken >= pause(longest) / 2 && *taken <= pause(longest),
            "{pauses:?}"
        );
    }
}

#[tokio::test]
async fn a_service_that_asks_for_patience_gets_it() {
    for asked in ["10", "Sun, 06 Nov 1994 08:49:40 GMT"] {
        let script = Script::default().gives_with(503, &[("retry-after", asked)], "");
        let script = script.gives(200, "null");
        assert_eq!(attempts_to_get(&script, Retry::default()).await, 2);
        assert_eq!(script.pauses(), [Duration::from_secs(10)], "{asked}");
    }
}

#[tokio::test]
async fn a_service_that_asks_for_too_much_patience_is_left_alone() {
    for asked in [
        "21",
        "99999999999999999999",
        "Sat, 06 Nov 2094 08:49:37 GMT",
    ] {
        let script = Script::default().gives_with(503, &[("retry-after", asked)], "");
        let attempts = attempts_to_get(&script, Retry::default()).await;
        assert_eq!(attempts, 1, "{asked}");
    }
}

#[tokio::test]
async fn no_pause_outlasts_the_call() {
    let script = failing(Connect);
    let client = builder(&script)
        .timeout(Duration::from_millis(20))
        .build()
        .expect("good options");
    let error = client.send(&Post(None)).await.unwrap_err();
    assert!(error.nothing_was_sent());
    assert_eq!((script.sent().len(), script.pauses().len()), (1, 0));
    assert!(script.only().timeout <= Duration::from_millis(20));
}

#[tokio::test]
async fn the_outcome_of_the_last_attempt_counts() {
    let script = Script::default()
        .gives(503, "")
        .gives(429, "")
        .gives(404, "");
    let client = Client::builder().transport(script.clone()).build().unwrap();
    let error = client.send(&GetItem::default()).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(script.sent().len(), 3);
}

#[tokio::test]
async fn an_attempt_that_sent_nothing_does_not_undo_one_that_did() {
    let retry = Retry::default().repeat_unsafe(true);
    let script = failing(Interrupted).fails(Connect);
    let client = builder(&script).retry(retry.clone()).build().unwrap();
    let error = client.send(&Post(None)).await.unwrap_err();
    assert_eq!(script.sent().len(), 3);
    assert!(
        !error.nothing_was_sent(),
        "the first attempt may have acted"
    );

    let script = Script::default().gives(503, "").fails(Connect);
    let client = builder(&script).retry(retry).build().unwrap();
    let error = client.send(&Post(None)).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
}

/// A signer that never comes back.
struct Lost;

impl Scheme for Lost {
    fn check(&self) -> Result<(), CredentialsError> {
        Ok(())
    }

    fn apply<'a>(&'a self, _: Draft, _: &'a Fresh) -> Applying<'a> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_signer_that_never_comes_back_is_not_waited_for() {
    let script = Script::good("null");
    let limit = Duration::from_secs(3);
    // The script's pauses are over at once.
    let client = builder(&script)
        .scheme("partner", Lost)
        .timeout(limit)
        .build()
        .unwrap();
    let sent = client.send(&Post(None)).await.map(drop);
    let signed = client.sign(&Post(None)).await.map(drop);
    for outcome in [sent, signed] {
        let error = outcome.unwrap_err();
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
        assert!(error.nothing_was_sent());
        assert_eq!(error.to_string(), "`Post` was not signed and not sent");
    }
    assert!(script.sent().is_empty());
    let waited = script.pauses();
    assert!(
        waited.iter().all(|pause| *pause <= limit) && waited.len() == 2,
        "{waited:?}"
    );
}
