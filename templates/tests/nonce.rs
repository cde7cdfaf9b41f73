//! Nonces differ and grow, whoever asks for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use countersign_support::security::Partner;
use countersign_support::transport::TransportErrorKind;
use countersign_support::{Client, Retry};

use crate::common::{GOOD, SECRET, Script, clock_at, request, unique_key};

/// The nonces that were sent, in that order.
fn nonces(script: &Script) -> Vec<u64> {
    script
        .sent()
        .iter()
        .map(|sent| sent.member("nonce").as_u64().expect("a number"))
        .collect()
}

/// A client with this public key whose clock stands still.
fn client(public: &str, script: &Script, unix_ms: u64) -> Client {
    Client::builder()
        .transport(script.clone())
        .partner(Partner::new(public, SECRET))
        .clock(clock_at(unix_ms))
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_nonce_is_the_time_in_milliseconds() {
    let script = Script::good(GOOD);
    client(&unique_key(), &script, 1_643_881_172_430)
        .send(&request())
        .await
        .unwrap();
    assert_eq!(nonces(&script), [1_643_881_172_430]);
}

#[tokio::test]
async fn a_clock_that_stands_still_does_no_harm() {
    let script = Script::good(GOOD);
    let client = client(&unique_key(), &script, 500);
    for _ in 0..3 {
        client.send(&request()).await.unwrap();
    }
    assert_eq!(nonces(&script), [500, 501, 502]);
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_no_harm() {
    let now = Arc::new(AtomicU64::new(9_000));
    let shared = Arc::clone(&now);
    let script = Script::good(GOOD);
    let client = Client::builder()
        .transport(script.clone())
        .partner(Partner::new(unique_key(), SECRET))
        .clock(move || UNIX_EPOCH + Duration::from_millis(shared.load(Ordering::Relaxed)))
        .build()
        .unwrap();
    for time in [9_000, 1_000, 0, 9_001, 20_000] {
        now.store(time, Ordering::Relaxed);
        client.send(&request()).await.unwrap();
    }
    assert_eq!(nonces(&script), [9_000, 9_001, 9_002, 9_003, 20_000]);
}

#[tokio::test]
async fn a_time_before_1970_counts_as_1970() {
    let script = Script::good(GOOD);
    let client = Client::builder()
        .transport(script.clone())
        .partner(Partner::new(unique_key(), SECRET))
        .clock(|| UNIX_EPOCH - Duration::from_secs(1))
        .build()
        .unwrap();
    client.send(&request()).await.unwrap();
    assert_eq!(nonces(&script), [1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threads_clones_and_separate_clients_share_the_count() {
    let script = Script::good(GOOD);
    let public = unique_key();
    let one = client(&public, &script, 100);
    let clients = [one.clone(), one, client(&public, &script, 100)];
    let tasks = clients.map(|client| {
        tokio::spawn(async move {
            let mut last = 0;
            for _ in 0..50 {
                let signed = client.sign(&request()).await.unwrap();
                let body: serde_json::Value = serde_json::from_slice(signed.body()).unwrap();
                let nonce = body["nonce"].as_u64().unwrap();
                assert!(nonce > last, "nonces grow within each task");
                last = nonce;
                client.send(&request()).await.unwrap();
            }
        })
    });
    for task in tasks {
        task.await.unwrap();
    }
    let mut sent = nonces(&script);
    sent.sort_unstable();
    sent.dedup();
    assert_eq!(sent.len(), 150, "no nonce was sent twice");
}

#[tokio::test]
async fn another_public_key_has_another_count() {
    let script = Script::good(GOOD);
    client(&unique_key(), &script, 800)
        .send(&request())
        .await
        .unwrap();
    client(&unique_key(), &script, 700)
        .send(&request())
        .await
        .unwrap();
    assert_eq!(nonces(&script), [800, 700]);
}

#[tokio::test]
async fn every_attempt_is_signed_anew() {
    let script = Script::default()
        .fails(TransportErrorKind::Connect)
        .gives(200, GOOD);
    let client = Client::builder()
        .transport(script.clone())
        .partner(Partner::new(unique_key(), SECRET))
        .retry(Retry::default())
        .clock(clock_at(40))
        .build()
        .unwrap();
    client.send(&request()).await.unwrap();
    assert_eq!(nonces(&script), [40, 41]);
    let [first, second] = &script.sent()[..] else {
        panic!("two attempts")
    };
    assert_ne!(
        first.header("x-api-signature"),
        second.header("x-api-signature")
    );
}
