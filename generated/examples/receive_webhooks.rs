//! Receives webhooks: verifies, reads and acts once on each.
//!
//! With the key pair that made the requests in `ONCHAINPAY_WEBHOOK_PUBLIC_KEY` and `ONCHAINPAY_WEBHOOK_SECRET`:
//!
//! ```text
//! cargo run -p onchainpay --example receive_webhooks -- 127.0.0.1:8080
//! ```
//!
//! and, in place of the service, from another terminal:
//!
//! ```text
//! countersign mock spec/onchainpay.yaml --send order http://127.0.0.1:8080/webhooks/order \
//!     --credential webhook.public_key=… --credential webhook.secret=…
//! ```

use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use onchainpay::security::Webhook;
use onchainpay::webhooks::{
    FromVerified, Incoming, InvoiceEvent, OrderEvent, PersonalDepositEvent, WithdrawalEvent,
    verify_with,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    // While one pair takes the place of another, both are in this list.
    let router = router(vec![Webhook::from_env()?]);
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("receiving at http://{address}/webhooks/…");
    axum::serve(listener, router).await?;
    Ok(())
}

/// One URL for each event: nothing in a message tells which one it is.
pub fn router(keys: Vec<Webhook>) -> Router {
    let receiver = Receiver {
        keys,
        seen: Mutex::default(),
    };
    Router::new()
        .route("/webhooks/order", post(order))
        .route("/webhooks/personal-deposit", post(personal_deposit))
        .route("/webhooks/withdrawal", post(withdrawal))
        .route("/webhooks/invoice", post(invoice))
        .with_state(Arc::new(receiver))
}

async fn order(
    State(receiver): State<Arc<Receiver>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let id = |event: &OrderEvent| event.webhook_id.clone();
    receiver.receive(&headers, &body, id, |event| {
        // `processed`, `expired`, `partial` and `overpaid` are not final: the transactions tell what has arrived.
        println!("order {}: {}", event.order, event.status);
    })
}

async fn personal_deposit(
    State(receiver): State<Arc<Receiver>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let id = |event: &PersonalDepositEvent| Some(event.webhook_id.clone());
    receiver.receive(&headers, &body, id, |event| {
        println!("{} {} for {}", event.amount, event.currency, event.user_id);
    })
}

async fn withdrawal(
    State(receiver): State<Arc<Receiver>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let id = |event: &WithdrawalEvent| event.webhook_id.clone();
    receiver.receive(&headers, &body, id, |event| {
        println!("withdrawal: {:?} {:?}", event.status, event.tx);
    })
}

async fn invoice(
    State(receiver): State<Arc<Receiver>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    // The documentation does not say what is in it.
    let id = |event: &InvoiceEvent| event.body["webhookId"].as_str().map(str::to_owned);
    receiver.receive(&headers, &body, id, |event| {
        println!("invoice: {}", event.body);
    })
}

/// What all routes share.
struct Receiver {
    keys: Vec<Webhook>,
    seen: Mutex<Seen>,
}

impl Receiver {
    /// Takes one delivery, and acts on it unless that was done before.
    ///
    /// The service counts 200 as received. After anything else it delivers again: 6 times every 10 seconds, then
    /// 5 times every 30 minutes, 4 times every 2 hours, and 3 times every 12 hours. It delivers again as well what
    /// was received, if the response was lost.
    fn receive<E: FromVerified>(
        &self,
        headers: &HeaderMap,
        body: &Bytes,
        id: impl FnOnce(&E) -> Option<String>,
        act: impl FnOnce(&E),
    ) -> StatusCode {
        // The bytes as they came: JSON that was parsed and written again has another signature.
        let incoming = Incoming::request("POST", "/", headers, body);
        let verified = match verify_with(&self.keys, |keys| keys.verify(&incoming)) {
            Ok(verified) => verified,
            Err(refusal) => {
                eprintln!("refused: {refusal}");
                return StatusCode::UNAUTHORIZED;
            }
        };
        let event: E = match verified.parse() {
            Ok(event) => event,
            // It is genuine, so the mistake is on this side; the repetitions leave time to mend it.
            Err(error) => {
                eprintln!("not understood: {error}");
                return StatusCode::INTERNAL_SERVER_ERROR;
            }
        };
        let is_new = id(&event).is_none_or(|id| {
            self.seen
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(id)
        });
        if is_new {
            act(&event);
        }
        StatusCode::OK
    }
}

/// The last webhooks, by their ids. What has to outlive this process belongs into a database, in the transaction
/// that acts.
#[derive(Default)]
struct Seen {
    ids: HashSet<String>,
    in_order: VecDeque<String>,
}

impl Seen {
    /// More than come within the 48 hours of repetitions.
    const MOST: usize = 100_000;

    /// Whether the id is new.
    fn insert(&mut self, id: String) -> bool {
        if !self.ids.insert(id.clone()) {
            return false;
        }
        self.in_order.push_back(id);
        if self.in_order.len() > Self::MOST
            && let Some(oldest) = self.in_order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }
}
