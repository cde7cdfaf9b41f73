//! Received instants.

use super::incoming::Incoming;
use super::verify_error::VerifyError;

/// The nanoseconds of a second.
pub(super) const SECOND: u64 = 1_000_000_000;

/// The nanoseconds since 1970 in a text of whole seconds.
pub(crate) fn instant_unix_s(text: &(impl AsRef<[u8]> + ?Sized)) -> Option<u64> {
    unix(text.as_ref(), SECOND)
}

/// The nanoseconds since 1970 in a text of whole milliseconds.
pub(crate) fn instant_unix_ms(text: &(impl AsRef<[u8]> + ?Sized)) -> Option<u64> {
    unix(text.as_ref(), 1_000_000)
}

/// The nanoseconds since 1970 in a text of whole microseconds.
pub(crate) fn instant_unix_us(text: &(impl AsRef<[u8]> + ?Sized)) -> Option<u64> {
    unix(text.as_ref(), 1_000)
}

/// The nanoseconds since 1970 in a text of them.
pub(crate) fn instant_unix_ns(text: &(impl AsRef<[u8]> + ?Sized)) -> Option<u64> {
    unix(text.as_ref(), 1)
}

/// Refuses a message that was signed more than `limit` seconds before or after it was received.
pub(crate) fn check_clock(
    incoming: &Incoming<'_>,
    signed: Option<u64>,
    limit: u64,
) -> Result<(), VerifyError> {
    let signed = signed.ok_or(VerifyError::Malformed("the instant of signing"))?;
    let now = incoming.now().unix_ns();
    let age = now.saturating_sub(signed) / SECOND;
    let ahead = signed.saturating_sub(now) / SECOND;
    if age > limit {
        Err(VerifyError::Stale { age, limit })
    } else if ahead > limit {
        Err(VerifyError::Future { ahead, limit })
    } else {
        Ok(())
    }
}

fn unix(text: &[u8], unit: u64) -> Option<u64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = digits.then(|| text.parse().ok())??;
    number.checked_mul(unit)
}
