//! Received dates.

use super::date::{MONTHS, days_before, month_length};
use super::instant::SECOND;

/// The nanoseconds since 1970 in a text like `2024-03-09T05:06:07.089Z` or with `+01:00` (RFC 3339).
pub(crate) fn instant_iso8601(text: &(impl AsRef<[u8]> + ?Sized)) -> Option<u64> {
    let mut text = Text(std::str::from_utf8(text.as_ref()).ok()?.trim());
    let date = [text.number(4)?, text.after("-")?, text.after("-")?];
    text.0 = text.0.strip_prefix(['T', 't', ' '])?;
    let time = [text.number(2)?, text.after(":")?, text.after(":")?];
    let nanos = match text.0.strip_prefix('.') {
        Some(fraction) => text.fraction(fraction)?,
        None => 0,
    };
    let seconds = seconds(date, time)?.checked_add_signed(-text.zone()?)?;
    seconds.checked_mul(SECOND)?.checked_add(nanos)
}

/// The nanoseconds since 1970 in a text like `Sat, 09 Mar 2024 05:06:07 GMT` (RFC 9110 §5.6.7).
pub(crate) fn instant_http_date(text: &(impl AsRef<[u8]> + ?Sized)) -> Option<u64> {
    let text = std::str::from_utf8(text.as_ref()).ok()?.trim();
    let (_, date) = text.strip_suffix(" GMT")?.split_once(", ")?;
    let mut text = Text(date);
    let day = text.number(2)?;
    text.0 = text.0.strip_prefix(' ')?;
    let month = MONTHS.iter().position(|name| text.0.starts_with(name))?;
    text.0 = text.0.get(3..)?.strip_prefix(' ')?;
    let year = text.number(4)?;
    text.0 = text.0.strip_prefix(' ')?;
    let time = [text.number(2)?, text.after(":")?, text.after(":")?];
    let month = u64::try_from(month).ok()? + 1;
    let seconds = text
        .0
        .is_empty()
        .then(|| seconds([year, month, day], time))??;
    seconds.checked_mul(SECOND)
}

/// Seconds since 1970, if there is such an instant. A leap second is the one after it.
fn seconds([year, month, day]: [u64; 3], [hour, minute, second]: [u64; 3]) -> Option<u64> {
    let valid = year >= 1970
        && (1..=12).contains(&month)
        && (1..=month_length(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !valid {
        return None;
    }
    let months: u64 = (1..month).map(|month| month_length(year, month)).sum();
    let days = days_before(year) + months + day - 1;
    Some(days * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// What is left of a text.
struct Text<'t>(&'t str);

impl Text<'_> {
    /// A number of so many digits.
    fn number(&mut self, length: usize) -> Option<u64> {
        let (digits, rest) = self.0.split_at_checked(length)?;
        let all = digits.bytes().all(|byte| byte.is_ascii_digit());
        self.0 = rest;
        all.then(|| digits.parse().ok())?
    }

    /// A number of two digits after a mark.
    fn after(&mut self, mark: &str) -> Option<u64> {
        self.0 = self.0.strip_prefix(mark)?;
        self.number(2)
    }

    /// The nanoseconds in the digits at the front of `text`.
    fn fraction(&mut self, text: &str) -> Option<u64> {
        let length = text.bytes().take_while(u8::is_ascii_digit).count();
        let digits = text.get(..length).filter(|digits| !digits.is_empty())?;
        self.0 = self.0.get(length + 1..)?;
        let padded: String = digits.chars().chain("000000000".chars()).take(9).collect();
        padded.parse().ok()
    }

    /// The seconds by which the zone, which is all that is left, is ahead.
    fn zone(&mut self) -> Option<i64> {
        if matches!(self.0, "Z" | "z") {
            return Some(0);
        }
        let sign = if self.0.starts_with('-') { -1 } else { 1 };
        self.0 = self.0.strip_prefix(['+', '-'])?;
        let minutes = self.number(2)? * 60 + self.after(":")?;
        let minutes = i64::try_from(minutes).ok()?;
        self.0.is_empty().then_some(sign * minutes * 60)
    }
}
