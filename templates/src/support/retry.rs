//! When a call is attempted again.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method, StatusCode};

use super::error::Error;
use super::response::{Response, header_text};
use super::transport::TransportErrorKind;

/// When a call is attempted again, and after which pause. Every attempt is signed anew.
///
/// By default three attempts. A call is repeated if certainly nothing of it was sent; calls that
/// only read (`GET`, `HEAD`, `OPTIONS`) also after a timeout, a broken connection, and the
/// statuses 429, 502, 503 and 504, honouring `Retry-After`. A call that was refused with 401 because
/// of a token that was kept is repeated at once with a new one.
#[derive(Clone, Debug)]
pub struct Retry {
    attempts: u32,
    first_pause: Duration,
    longest_pause: Duration,
    repeat_unsafe: bool,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(20),
            repeat_unsafe: false,
        }
    }
}

impl Retry {
    /// One attempt and no more.
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// At most so many attempts; 0 counts as 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The pauses: about `first` after the first attempt, doubled after each further one, and never
    /// longer than `longest`. A service that asks for more is not called again.
    #[must_use]
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest;
        self
    }

    /// Treats all calls like those that only read. A call that did act may then act twice.
    #[must_use]
    pub fn repeat_unsafe(mut self, repeat: bool) -> Self {
        self.repeat_unsafe = repeat;
        self
    }

    /// The pause before the next attempt; `None` if `outcome`, that of attempt number `attempt`
    /// counted from 1, is the outcome of the call.
    pub(crate) fn pause(
        &self,
        attempt: u32,
        method: &Method,
        outcome: &Result<Response, Error>,
        now: SystemTime,
    ) -> Option<Duration> {
        let only_reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
        let repeatable = only_reads || self.repeat_unsafe;
        if attempt >= self.attempts {
            return None;
        }
        match outcome {
            Err(Error::Transport { source, .. }) => match source.kind() {
                TransportErrorKind::Connect => Some(self.backoff(attempt)),
                TransportErrorKind::Timeout | TransportErrorKind::Interrupted if repeatable => {
                    Some(self.backoff(attempt))
                }
                _ => None,
            },
            Ok(response) if response.renewed => Some(Duration::ZERO),
            Ok(response) if repeatable && asks_for_patience(response.status) => {
                let asked = retry_after(&response.headers, now).unwrap_or_default();
                (asked <= self.longest_pause).then(|| asked.max(self.backoff(attempt)))
            }
            _ => None,
        }
    }

    /// Between half and all of a pause that doubles, so that clients do not march in step.
    fn backoff(&self, attempt: u32) -> Duration {
        let doubled = self.first_pause.saturating_mul(1 << (attempt - 1).min(16));
        let pause = doubled.min(self.longest_pause);
        // A hasher is born with random keys: enough for this, and no dependency.
        let random = RandomState::new().hash_one(attempt) % 1_000;
        let half = pause / 2;
        half + half.mul_f64(f64::from(u32::try_from(random).unwrap_or_default()) / 1_000.0)
    }
}

/// Whether the status means that the same call may succeed later.
fn asks_for_patience(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// `Retry-After` as a pause from `now` on; it comes in seconds or as a date (RFC 9110 §10.2.3).
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = header_text(headers, "retry-after")?;
    let value = value.trim();
    match value.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        // A number that is none for us is longer than anyone waits.
        Err(_) if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(Duration::from_secs(u64::MAX))
        }
        Err(_) => {
            let date = httpdate::parse_http_date(value).ok()?;
            Some(date.duration_since(now).unwrap_or_default())
        }
    }
}
