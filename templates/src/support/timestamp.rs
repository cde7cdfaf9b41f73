//! Points in time.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::time::{Duration, SystemTime};

use super::civil::{CivilDate, digits};
use super::verbatim::{FormatError, compared, verbatim};

/// A point in time such as `2024-03-09T05:06:07.5Z` (RFC 3339), kept as the text that it came in.
///
/// Comparison is that of the points: `12:00+02:00` equals `10:00Z`, and no digit of a fraction is lost.
///
/// A response is taken as it is, so a value that was read may be no point in time:
/// [`is_timestamp`](Self::is_timestamp) tells. Such values come after all others and are compared as
/// texts. What a caller makes is checked: `"2024-03-09T05:06:07Z".parse()?`, or
/// `Timestamp::try_from(SystemTime::now())?`.
///
/// The features `jiff`, `chrono` and `time` bring more conversions.
#[derive(Clone)]
pub struct Timestamp(String);

verbatim!(Timestamp);
compared!(Timestamp);

/// What a text has to be, in messages.
const EXPECTED: FormatError =
    FormatError::expected("a point in time such as `2024-03-09T05:06:07Z`");
/// What an instant has to be, in messages.
const IN_RANGE: FormatError = FormatError::expected("a point in time within the years 0 to 9999");

/// Nanoseconds of a second.
const SECOND: i128 = 1_000_000_000;

impl Timestamp {
    /// Whether it is a point in time as RFC 3339 §5.6 spells it. A space in place of the `T` counts.
    pub fn is_timestamp(&self) -> bool {
        Point::of(&self.0).is_some()
    }

    /// The nanoseconds since 1970 began in UTC; what is finer is cut off, and a leap second counts as
    /// the one after it.
    ///
    /// # Errors
    ///
    /// It is no point in time.
    pub fn unix_nanos(&self) -> Result<i128, FormatError> {
        let point = Point::of(&self.0).ok_or(EXPECTED)?;
        let seconds = i128::from(point.second) + i128::from(point.is_leap);
        Ok(seconds * SECOND + i128::from(point.nanos()))
    }

    /// The point that is this many nanoseconds after 1970 began, in UTC.
    ///
    /// # Errors
    ///
    /// Its year is not within 0 and 9999.
    pub fn from_unix_nanos(nanos: i128) -> Result<Self, FormatError> {
        let second = i64::try_from(nanos.div_euclid(SECOND)).map_err(|_| IN_RANGE)?;
        let CivilDate { year, month, day } =
            CivilDate::after_1970(second.div_euclid(86_400)).ok_or(IN_RANGE)?;
        let (hour, minute) = (
            second.div_euclid(3_600).rem_euclid(24),
            second.div_euclid(60).rem_euclid(60),
        );
        let second = second.rem_euclid(60);
        let date = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        let fraction = format!(".{:09}", nanos.rem_euclid(SECOND));
        let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
        Ok(Self(format!("{date}{fraction}Z")))
    }
}

impl TryFrom<String> for Timestamp {
    type Error = FormatError;

    fn try_from(text: String) -> Result<Self, FormatError> {
        match Point::of(&text) {
            Some(_) => Ok(Self(text)),
            None => Err(EXPECTED),
        }
    }
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = FormatError;

    fn try_from(time: SystemTime) -> Result<Self, FormatError> {
        let signed = |duration: Duration| i128::try_from(duration.as_nanos()).map_err(|_| IN_RANGE);
        Self::from_unix_nanos(match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => signed(after)?,
            Err(before) => -signed(before.duration())?,
        })
    }
}

/// Fails for what is no point in time, and for one that the system's clock cannot hold.
impl TryFrom<&Timestamp> for SystemTime {
    type Error = FormatError;

    fn try_from(timestamp: &Timestamp) -> Result<Self, FormatError> {
        let nanos = timestamp.unix_nanos()?;
        let seconds = u64::try_from(nanos.abs() / SECOND).map_err(|_| IN_RANGE)?;
        let rest = u32::try_from(nanos.abs() % SECOND).map_err(|_| IN_RANGE)?;
        let distance = Duration::new(seconds, rest);
        let time = match nanos {
            0.. => Self::UNIX_EPOCH.checked_add(distance),
            _ => Self::UNIX_EPOCH.checked_sub(distance),
        };
        time.ok_or(FormatError::expected(
            "a point in time that the system's clock can hold",
        ))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        match (Point::of(&self.0), Point::of(&other.0)) {
            (Some(left), Some(right)) => left.cmp(&right),
            (None, None) => self.0.cmp(&other.0),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
        }
    }
}

impl Hash for Timestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match Point::of(&self.0) {
            Some(point) => point.hash(state),
            None => self.0.hash(state),
        }
    }
}

/// A point in time in UTC. Its fields are in the order in which they count.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Point<'a> {
    /// Since 1970 began; of a leap second, the one before it.
    second: i64,
    is_leap: bool,
    /// The digits of the fraction without zeros at the end, which compare like the number.
    fraction: &'a str,
}

impl<'a> Point<'a> {
    /// Reads RFC 3339 `date-time`.
    fn of(text: &'a str) -> Option<Self> {
        let (date, time) = text.split_at_checked(10)?;
        let (clock, rest) = time.strip_prefix(['T', 't', ' '])?.split_at_checked(8)?;
        let [hour, minute, second] = digits(clock, [2, 2, 2], [":", ":", ""])?;
        let (fraction, zone) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?),
            None => ("0", rest),
        };
        let is_leap = second == 60;
        if hour > 23 || minute > 59 || second > 60 || fraction.is_empty() {
            return None;
        }
        let minutes =
            CivilDate::of(date)?.since_1970() * 1_440 + hour * 60 + minute - offset(zone)?;
        // A leap second ends a day of UTC (RFC 3339 §5.7).
        (!is_leap || minutes.rem_euclid(1_440) == 1_439).then_some(Self {
            second: minutes * 60 + second - i64::from(is_leap),
            is_leap,
            fraction: fraction.trim_end_matches('0'),
        })
    }

    fn nanos(&self) -> u32 {
        let digits = self.fraction.bytes().chain(std::iter::repeat(b'0'));
        digits
            .take(9)
            .fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'))
    }
}

/// The minutes that a zone such as `Z` or `+05:30` is before UTC.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let (sign, clock) = match zone.strip_prefix('-') {
        Some(clock) => (-1, clock),
        None => (1, zone.strip_prefix('+')?),
    };
    let [hours, minutes] = digits(clock, [2, 2], [":", ""])?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// What is finer than a nanosecond is cut off.
#[cfg(feature = "jiff")]
impl TryFrom<&Timestamp> for ::jiff::Timestamp {
    type Error = FormatError;

    fn try_from(timestamp: &Timestamp) -> Result<Self, FormatError> {
        Self::from_nanosecond(timestamp.unix_nanos()?).map_err(|_| IN_RANGE)
    }
}

#[cfg(feature = "jiff")]
impl TryFrom<::jiff::Timestamp> for Timestamp {
    type Error = FormatError;

    fn try_from(timestamp: ::jiff::Timestamp) -> Result<Self, FormatError> {
        Self::from_unix_nanos(timestamp.as_nanosecond())
    }
}

/// What is finer than a nanosecond is cut off.
#[cfg(feature = "chrono")]
impl TryFrom<&Timestamp> for ::chrono::DateTime<::chrono::Utc> {
    type Error = FormatError;

    fn try_from(timestamp: &Timestamp) -> Result<Self, FormatError> {
        let nanos = timestamp.unix_nanos()?;
        let second = i64::try_from(nanos.div_euclid(SECOND)).map_err(|_| IN_RANGE)?;
        let rest = u32::try_from(nanos.rem_euclid(SECOND)).map_err(|_| IN_RANGE)?;
        Self::from_timestamp(second, rest).ok_or(IN_RANGE)
    }
}

#[cfg(feature = "chrono")]
impl<Zone: ::chrono::TimeZone> TryFrom<::chrono::DateTime<Zone>> for Timestamp {
    type Error = FormatError;

    fn try_from(time: ::chrono::DateTime<Zone>) -> Result<Self, FormatError> {
        let nanos = i128::from(time.timestamp_subsec_nanos());
        Self::from_unix_nanos(i128::from(time.timestamp()) * SECOND + nanos)
    }
}

/// What is finer than a nanosecond is cut off.
#[cfg(feature = "time")]
impl TryFrom<&Timestamp> for ::time::OffsetDateTime {
    type Error = FormatError;

    fn try_from(timestamp: &Timestamp) -> Result<Self, FormatError> {
        Self::from_unix_timestamp_nanos(timestamp.unix_nanos()?).map_err(|_| IN_RANGE)
    }
}

#[cfg(feature = "time")]
impl TryFrom<::time::OffsetDateTime> for Timestamp {
    type Error = FormatError;

    fn try_from(time: ::time::OffsetDateTime) -> Result<Self, FormatError> {
        Self::from_unix_nanos(time.unix_timestamp_nanos())
    }
}
