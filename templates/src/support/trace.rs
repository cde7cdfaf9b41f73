//! One event per attempt, behind the feature `tracing`: operation, status, duration.
//!
//! Nothing else is ever traced: no URL, no header, no body, no text of an error.

use std::time::Duration;

use super::error::Error;
use super::operation::OperationInfo;
use super::response::Response;

/// Tells the outcome of attempt number `attempt`, counted from 1.
#[cfg(feature = "tracing")]
pub(crate) fn attempt(
    info: &OperationInfo,
    attempt: u32,
    outcome: &Result<Response, Error>,
    took: Duration,
) {
    let status = match outcome {
        Ok(response) => Some(response.status),
        Err(error) => error.status(),
    };
    tracing::debug!(
        operation = info.id,
        attempt,
        status = status.map(|status| status.as_u16()),
        complete = outcome.is_ok(),
        took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "attempt finished"
    );
}

/// Tells nothing: the feature `tracing` is off.
#[cfg(not(feature = "tracing"))]
pub(crate) fn attempt(_: &OperationInfo, _: u32, _: &Result<Response, Error>, _: Duration) {}
