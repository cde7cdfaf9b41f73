//! The signing step of the generated crate over a body of 1 KiB, beside the same written by hand.
//!
//! A scheme of our own stands around the generated one and takes the time of what it does with a draft, so that
//! neither encoding nor sending is in it:
//!
//! - `apply`: all of it, with the nonce put into the body;
//! - `nonce`: the nonce alone, which the code by hand has no need for;
//! - `by hand`: HMAC over the same body, hexadecimal digits, two headers, amid the same other work.
//!
//! What is compared is `apply` without `nonce`; both are in the same run, so the last lines give the ratio.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use criterion::Criterion;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};
use onchainpay::partner::CreateApiKeys;
use onchainpay::security::Partner;
use onchainpay::signing::{Applying, Draft, Fresh, Scheme};
use onchainpay::transport::{
    BoxFuture, Transport, TransportError, TransportRequest, TransportResponse,
};
use onchainpay::{Client, CredentialsError};
use sha2::Sha256;

const PUBLIC: &str =
    "a9biVHtyP71VxuItAd88tuN+WyNGxVR41j9lGLj7zc0DjtGHkNRAKQWS/fiCnJPomY9i+hETCLiQvR5l+siKug==";
const SECRET: &str =
    "RbWMG0rT6NSDQPKXs44gau/97OTsMW1+EakuQA8gb+IwjIUAdx56Fl3Oa7a8dw5L3soWK/o6UFfqlzh/6LXPDA==";
/// Bytes of a body.
const LENGTH: usize = 1024;

/// What is timed.
#[derive(Clone, Copy)]
enum Part {
    Apply,
    Nonce,
    ByHand,
}

/// The generated scheme, with a watch.
struct Timed {
    partner: Partner,
    part: Part,
    headers: HeaderMap,
    taken: Arc<AtomicU64>,
}

impl Timed {
    fn add(&self, since: Instant) {
        let taken = u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.taken.fetch_add(taken, Ordering::Relaxed);
    }
}

impl Scheme for Timed {
    fn check(&self) -> Result<(), CredentialsError> {
        self.partner.check()
    }

    fn apply<'a>(&'a self, mut draft: Draft, fresh: &'a Fresh) -> Applying<'a> {
        Box::pin(async move {
            match self.part {
                Part::Apply => {
                    let since = Instant::now();
                    let applied = black_box(self.partner.apply(draft, fresh).await);
                    self.add(since);
                    applied
                }
                Part::Nonce => {
                    let since = Instant::now();
                    let nonce = fresh.unix_ms().to_string();
                    black_box(draft.inject_body_integer("nonce", &nonce)?);
                    self.add(since);
                    Ok(draft.into())
                }
                Part::ByHand => {
                    let nonce = fresh.unix_ms().to_string();
                    draft.inject_body_integer("nonce", &nonce)?;
                    let mut headers = self.headers.clone();
                    let since = Instant::now();
                    by_hand(black_box(draft.body()), &mut headers);
                    self.add(since);
                    black_box(headers);
                    Ok(draft.into())
                }
            }
        })
    }
}

/// Nothing is sent here.
struct Nowhere;

impl Transport for Nowhere {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(std::future::pending())
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(60)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let all = Times::default();
    for (name, part) in [
        ("apply", Part::Apply),
        ("nonce", Part::Nonce),
        ("by hand", Part::ByHand),
    ] {
        let taken = Arc::new(AtomicU64::new(0));
        let timed = Timed {
            partner: Partner::new(PUBLIC, SECRET),
            part,
            headers: headers(),
            taken: Arc::clone(&taken),
        };
        let client = Client::builder()
            .transport(Nowhere)
            .scheme("partner", timed);
        let client = client.build().expect("the options are good");
        let request = request();
        all.bench(&mut criterion, name, |times| {
            taken.store(0, Ordering::Relaxed);
            for _ in 0..times {
                black_box(now(client.sign(&request))).expect("it can be signed");
            }
            Duration::from_nanos(taken.load(Ordering::Relaxed))
        });
    }
    criterion.final_summary();
    all.print();
}

/// The same as the generated scheme does, but for the nonce.
fn by_hand(body: &[u8], headers: &mut HeaderMap) {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length will do");
    mac.update(body);
    let mut signature = String::with_capacity(64);
    for byte in mac.finalize().into_bytes() {
        for digit in [byte >> 4, byte & 15] {
            signature.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
    for (name, value) in [
        ("x-api-public-key", PUBLIC),
        ("x-api-signature", &signature),
    ] {
        let mut value = HeaderValue::from_str(value).expect("a header can carry it");
        value.set_sensitive(true);
        headers.insert(HeaderName::from_static(name), value);
    }
}

/// What a request has before it is signed.
fn headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in [CONTENT_TYPE, HOST, ACCEPT, ACCEPT_ENCODING, USER_AGENT] {
        headers.insert(name, HeaderValue::from_static("application/json"));
    }
    headers
}

/// A request whose body, with its nonce, has the length.
fn request() -> CreateApiKeys {
    let mut request = CreateApiKeys {
        user_id: "8efa4a83-86c9-4eb9-899a-27ce1079a2f8".to_owned(),
        organization_id: "e3b5315a-1de9-4b12-9c76-fb79fe4edf33".to_owned(),
        alias: String::new(),
    };
    let client = Client::builder()
        .transport(Nowhere)
        .partner(Partner::new(PUBLIC, SECRET));
    let client = client.build().expect("the options are good");
    let signed = now(client.sign(&request)).expect("it can be signed");
    request.alias = "a".repeat(LENGTH - signed.body().len());
    request
}

/// The output of a future that waits for nothing.
fn now<F: Future>(future: F) -> F::Output {
    use std::task::{Context, Poll, Waker};
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("nothing is waited for"),
    }
}

/// The times of one run each, in nanoseconds.
#[derive(Default)]
struct Times(Mutex<BTreeMap<String, Vec<f64>>>);

impl Times {
    fn bench(&self, criterion: &mut Criterion, name: &str, mut run: impl FnMut(u64) -> Duration) {
        criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|times| {
                let taken = run(times);
                #[expect(clippy::cast_precision_loss, reason = "a mean needs no more")]
                let each = taken.as_nanos() as f64 / times as f64;
                let mut all = self.0.lock().expect("no run panics");
                all.entry(name.to_owned()).or_default().push(each);
                taken
            });
        });
    }

    fn of(&self, name: &str) -> f64 {
        let mut all = self.0.lock().expect("no run panics");
        let times = all.entry(name.to_owned()).or_default();
        times.sort_by(f64::total_cmp);
        // What other programs take is in the slower runs.
        times.get(times.len() / 10).copied().unwrap_or(f64::NAN)
    }

    fn print(&self) {
        let (apply, nonce, hand) = (self.of("apply"), self.of("nonce"), self.of("by hand"));
        let ratio = (apply - nonce) / hand;
        println!("apply {apply:.0} ns, of which nonce {nonce:.0} ns; by hand {hand:.0} ns");
        println!("signing alone beside by hand: {ratio:.2}");
    }
}
