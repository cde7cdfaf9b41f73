//! Instants and how they are written. No clock: instants come in as nanoseconds since 1970, UTC.

use crate::ir::signing::{ClockFormat, Time, TimeFormat, TimePart, Unit};

const SECOND: u64 = 1_000_000_000;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
/// 1970 began on a Thursday.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// Writes an instant. The offset counts in the unit of a Unix number, in seconds for all other
/// forms; what would lie before 1970 is 1970.
pub(super) fn write(time: &Time, now: u64) -> String {
    match &time.format {
        TimeFormat::Unix(unit) => (now / nanos(*unit))
            .saturating_add_signed(time.offset)
            .to_string(),
        TimeFormat::Iso8601 => pattern(&ISO, time, now),
        TimeFormat::Iso8601Ms => pattern(&ISO_MS, time, now),
        TimeFormat::Iso8601Basic => pattern(&BASIC, time, now),
        TimeFormat::HttpDate => pattern(&HTTP_DATE, time, now) + " GMT",
        TimeFormat::Rfc2822 => pattern(&HTTP_DATE, time, now) + " -0000",
        TimeFormat::Pattern(parts) => {
            let (civil, seconds) = moved(time, now);
            parts
                .iter()
                .map(|part| piece(part, &civil, seconds))
                .collect()
        }
    }
}

/// The nanoseconds in a unit.
pub(super) fn nanos(unit: Unit) -> u64 {
    match unit {
        Unit::S => SECOND,
        Unit::Ms => SECOND / 1_000,
        Unit::Us => SECOND / 1_000_000,
        Unit::Ns => 1,
    }
}

/// Reads a received instant as nanoseconds since 1970.
pub(super) fn read(format: ClockFormat, text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    match format {
        ClockFormat::Unix(unit) => {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            digits
                .then(|| text.parse::<u64>().ok())??
                .checked_mul(nanos(unit))
        }
        ClockFormat::Iso8601 => read_iso(text),
        ClockFormat::HttpDate => read_http_date(text),
    }
}

/// Reads an instant in the form in which a recipe writes it, without the recipe's offset:
/// nanoseconds since 1970. Names of months may be in any case, as some services want them lowered.
#[cfg(feature = "mock")]
pub(super) fn read_back(form: &Time, text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let written = match &form.format {
        TimeFormat::Unix(unit) => read(ClockFormat::Unix(*unit), text.as_bytes())?,
        TimeFormat::Iso8601 | TimeFormat::Iso8601Ms => read_iso(text)?,
        TimeFormat::Iso8601Basic => read_pattern(&mut BASIC.iter().map(Fixed::piece), text)?,
        TimeFormat::HttpDate | TimeFormat::Rfc2822 => {
            let date = text.rsplit_once(' ')?.0;
            read_pattern(&mut HTTP_DATE.iter().map(Fixed::piece), date)?
        }
        TimeFormat::Pattern(parts) => read_pattern(&mut parts.iter().cloned(), text)?,
    };
    written.checked_add_signed(offset(form).checked_neg()?)
}

/// The nanoseconds that a recipe adds to the instant.
#[cfg(feature = "mock")]
pub(super) fn offset(form: &Time) -> i64 {
    let unit = match &form.format {
        TimeFormat::Unix(unit) => nanos(*unit),
        TimeFormat::Iso8601
        | TimeFormat::Iso8601Ms
        | TimeFormat::Iso8601Basic
        | TimeFormat::HttpDate
        | TimeFormat::Rfc2822
        | TimeFormat::Pattern(_) => SECOND,
    };
    form.offset.saturating_mul(unit.cast_signed())
}

/// Reads a date by its pieces; a pattern without a year says no instant.
#[cfg(feature = "mock")]
fn read_pattern(parts: &mut dyn Iterator<Item = TimePart>, text: &str) -> Option<u64> {
    let mut digits = Digits(text);
    let (mut date, mut clock, mut nanos) = ([0, 1, 1], [0; 3], 0);
    for part in parts {
        match part {
            TimePart::Text(text) => {
                let head = digits.0.get(..text.len())?;
                head.eq_ignore_ascii_case(&text).then_some(())?;
                digits.0 = &digits.0[text.len()..];
            }
            TimePart::Year => date[0] = digits.number(4)?,
            TimePart::ShortYear => date[0] = 2000 + digits.number(2)?,
            TimePart::Month => date[1] = digits.number(2)?,
            TimePart::MonthName => date[1] = digits.month()?,
            TimePart::Day => date[2] = digits.number(2)?,
            TimePart::YearDay => (date[1], date[2]) = (1, digits.number(3)?),
            TimePart::WeekdayName => digits.0 = digits.0.get(3..)?,
            TimePart::Hour => clock[0] = digits.number(2)?,
            TimePart::Minute => clock[1] = digits.number(2)?,
            TimePart::Second => clock[2] = digits.number(2)?,
            TimePart::Millis => nanos = digits.number(3)? * 1_000_000,
            TimePart::Micros => nanos = digits.number(6)? * 1_000,
            TimePart::UnixSeconds => return read(ClockFormat::Unix(Unit::S), digits.0.as_bytes()),
        }
    }
    digits.0.is_empty().then_some(())?;
    instant(date, clock)?
        .checked_mul(SECOND)?
        .checked_add(nanos)
}

/// A literal or a field of the fixed forms.
enum Fixed {
    Text(&'static str),
    Part(TimePart),
}
use Fixed::{Part, Text};

#[cfg(feature = "mock")]
impl Fixed {
    fn piece(&self) -> TimePart {
        match self {
            Text(text) => TimePart::Text((*text).to_owned()),
            Part(part) => part.clone(),
        }
    }
}

const ISO: [Fixed; 12] = [
    Part(TimePart::Year),
    Text("-"),
    Part(TimePart::Month),
    Text("-"),
    Part(TimePart::Day),
    Text("T"),
    Part(TimePart::Hour),
    Text(":"),
    Part(TimePart::Minute),
    Text(":"),
    Part(TimePart::Second),
    Text("Z"),
];
const ISO_MS: [Fixed; 14] = [
    Part(TimePart::Year),
    Text("-"),
    Part(TimePart::Month),
    Text("-"),
    Part(TimePart::Day),
    Text("T"),
    Part(TimePart::Hour),
    Text(":"),
    Part(TimePart::Minute),
    Text(":"),
    Part(TimePart::Second),
    Text("."),
    Part(TimePart::Millis),
    Text("Z"),
];
const BASIC: [Fixed; 8] = [
    Part(TimePart::Year),
    Part(TimePart::Month),
    Part(TimePart::Day),
    Text("T"),
    Part(TimePart::Hour),
    Part(TimePart::Minute),
    Part(TimePart::Second),
    Text("Z"),
];
const HTTP_DATE: [Fixed; 13] = [
    Part(TimePart::WeekdayName),
    Text(", "),
    Part(TimePart::Day),
    Text(" "),
    Part(TimePart::MonthName),
    Text(" "),
    Part(TimePart::Year),
    Text(" "),
    Part(TimePart::Hour),
    Text(":"),
    Part(TimePart::Minute),
    Text(":"),
    Part(TimePart::Second),
];

fn pattern(parts: &[Fixed], time: &Time, now: u64) -> String {
    let (civil, seconds) = moved(time, now);
    let write = |part: &Fixed| match part {
        Text(text) => (*text).to_owned(),
        Part(part) => piece(part, &civil, seconds),
    };
    parts.iter().map(write).collect()
}

fn moved(time: &Time, now: u64) -> (Civil, u64) {
    let seconds = (now / SECOND)
        .saturating_add_signed(time.offset)
        .min(LAST_SECOND);
    (Civil::of(seconds, now % SECOND), seconds)
}

fn piece(part: &TimePart, civil: &Civil, seconds: u64) -> String {
    match part {
        TimePart::Text(text) => text.clone(),
        TimePart::Year => format!("{:04}", civil.year),
        TimePart::ShortYear => format!("{:02}", civil.year % 100),
        TimePart::Month => format!("{:02}", civil.month),
        TimePart::MonthName => name(&MONTHS, civil.month.saturating_sub(1)),
        TimePart::Day => format!("{:02}", civil.day),
        TimePart::YearDay => format!("{:03}", civil.year_day),
        TimePart::WeekdayName => name(&WEEKDAYS, civil.weekday),
        TimePart::Hour => format!("{:02}", civil.second / 3600),
        TimePart::Minute => format!("{:02}", civil.second / 60 % 60),
        TimePart::Second => format!("{:02}", civil.second % 60),
        TimePart::Millis => format!("{:03}", civil.nanos / 1_000_000),
        TimePart::Micros => format!("{:06}", civil.nanos / 1_000),
        TimePart::UnixSeconds => seconds.to_string(),
    }
}

fn name(names: &[&str], index: u64) -> String {
    let index = usize::try_from(index).unwrap_or(usize::MAX);
    names.get(index).copied().unwrap_or_default().to_owned()
}

/// The end of the year 9999: later instants have no date of four digits.
const LAST_SECOND: u64 = 253_402_300_799;

/// A date and the time of the day.
struct Civil {
    year: u64,
    /// From 1.
    month: u64,
    /// From 1.
    day: u64,
    /// From 1.
    year_day: u64,
    /// Since Thursday.
    weekday: u64,
    /// Of the day.
    second: u64,
    nanos: u64,
}

impl Civil {
    fn of(seconds: u64, nanos: u64) -> Self {
        let days = seconds / 86_400;
        // Years are counted from the first of March, so that the leap day ends one; an era is the
        // 400 years after which the calendar repeats, and 719468 days lie between its start in the
        // year 0 and 1970.
        let shifted = days + 719_468;
        let (era, of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        Self {
            year,
            month,
            day,
            year_day: days - days_before(year, 1, 1) + 1,
            weekday: days % 7,
            second: seconds % 86_400,
            nanos,
        }
    }
}

/// The days from 1970 to a date of the years 1970 to 9999; the parts have been checked.
fn days_before(year: u64, month: u64, day: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year / 400, year % 400);
    let march_month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * march_month + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

/// Reads `2024-03-09T05:06:07[.089](Z|+01:00)` (RFC 3339).
fn read_iso(text: &str) -> Option<u64> {
    let mut digits = Digits(text);
    let (year, month, day) = (
        digits.number(4)?,
        digits.after("-")?.number(2)?,
        digits.after("-")?.number(2)?,
    );
    if !matches!(digits.0.bytes().next(), Some(b'T' | b't' | b' ')) {
        return None;
    }
    digits.0 = &digits.0[1..];
    let (hour, minute, second) = (
        digits.number(2)?,
        digits.after(":")?.number(2)?,
        digits.after(":")?.number(2)?,
    );
    let mut nanos = 0;
    if let Some(fraction) = digits.0.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        let padded: String = fraction[..length]
            .chars()
            .chain("000000000".chars())
            .take(9)
            .collect();
        nanos = if length == 0 {
            return None;
        } else {
            padded.parse().ok()?
        };
        digits.0 = &fraction[length..];
    }
    let zone = match digits.0 {
        "Z" | "z" => 0,
        zone => {
            let sign = match zone.bytes().next()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            digits.0 = &zone[1..];
            let minutes = digits.number(2)? * 60 + digits.after(":")?.number(2)?;
            if !digits.0.is_empty() {
                return None;
            }
            sign * i64::try_from(minutes * 60).ok()?
        }
    };
    let seconds = instant([year, month, day], [hour, minute, second])?;
    seconds
        .checked_add_signed(-zone)?
        .checked_mul(SECOND)?
        .checked_add(nanos)
}

/// Reads `Sat, 09 Mar 2024 05:06:07 GMT` (RFC 9110 §5.6.7, the preferred form only).
fn read_http_date(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once(", ")?;
    let mut digits = Digits(rest.strip_suffix(" GMT")?);
    let day = digits.number(2)?;
    digits.after(" ")?;
    let month = MONTHS
        .iter()
        .position(|month| digits.0.starts_with(month))?;
    digits.0 = &digits.0[3..];
    let year = digits.after(" ")?.number(4)?;
    let (hour, minute, second) = (
        digits.after(" ")?.number(2)?,
        digits.after(":")?.number(2)?,
        digits.after(":")?.number(2)?,
    );
    if !digits.0.is_empty() {
        return None;
    }
    instant(
        [year, u64::try_from(month).ok()? + 1, day],
        [hour, minute, second],
    )?
    .checked_mul(SECOND)
}

/// Seconds since 1970, if there is such a date. A leap second is the one after it.
fn instant([year, month, day]: [u64; 3], [hour, minute, second]: [u64; 3]) -> Option<u64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let valid = year >= 1970
        && (1..=12).contains(&month)
        && (1..=length).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    valid.then(|| days_before(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

struct Digits<'t>(&'t str);

impl Digits<'_> {
    fn number(&mut self, length: usize) -> Option<u64> {
        let digits = self
            .0
            .get(..length)
            .filter(|digits| digits.bytes().all(|it| it.is_ascii_digit()))?;
        self.0 = &self.0[length..];
        digits.parse().ok()
    }

    #[cfg(feature = "mock")]
    fn month(&mut self) -> Option<u64> {
        let name = self.0.get(..3)?;
        let place = MONTHS.iter().position(|it| it.eq_ignore_ascii_case(name))?;
        self.0 = &self.0[3..];
        u64::try_from(place).ok().map(|it| it + 1)
    }

    fn after(&mut self, text: &str) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(text)?;
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-03-09T05:06:07.089012345Z, a Saturday, the 69th day of the year.
    const NOW: u64 = 1_709_960_767_089_012_345;

    #[track_caller]
    fn writes(format: TimeFormat, offset: i64, expected: &str) {
        assert_eq!(write(&Time { format, offset }, NOW), expected);
    }

    #[test]
    fn every_form_is_written_as_documented() {
        writes(TimeFormat::Unix(Unit::S), 60, "1709960827");
        writes(TimeFormat::Unix(Unit::Ms), -89, "1709960767000");
        writes(TimeFormat::Unix(Unit::Us), 0, "1709960767089012");
        writes(TimeFormat::Unix(Unit::Ns), 0, "1709960767089012345");
        writes(TimeFormat::Iso8601, 1, "2024-03-09T05:06:08Z");
        writes(TimeFormat::Iso8601Ms, 0, "2024-03-09T05:06:07.089Z");
        writes(TimeFormat::Iso8601Basic, 0, "20240309T050607Z");
        writes(TimeFormat::HttpDate, 0, "Sat, 09 Mar 2024 05:06:07 GMT");
        writes(TimeFormat::Rfc2822, 0, "Sat, 09 Mar 2024 05:06:07 -0000");
        let all = vec![
            TimePart::ShortYear,
            TimePart::Text("/".into()),
            TimePart::YearDay,
            TimePart::Text(" ".into()),
            TimePart::Micros,
            TimePart::Text(" ".into()),
            TimePart::UnixSeconds,
        ];
        writes(TimeFormat::Pattern(all), 0, "24/069 089012 1709960767");
    }

    #[test]
    fn dates_at_the_edges_of_months_and_years_are_right() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (18_446_744_073, "2554-07-21T23:34:33Z"),
        ] {
            let time = Time {
                format: TimeFormat::Iso8601,
                offset: 0,
            };
            assert_eq!(write(&time, seconds * SECOND), expected);
            assert_eq!(
                read(ClockFormat::Iso8601, expected.as_bytes()),
                Some(seconds * SECOND)
            );
        }
    }

    #[test]
    fn offsets_never_overflow() {
        for offset in [i64::MIN, i64::MAX] {
            for now in [0, u64::MAX] {
                for format in [TimeFormat::Unix(Unit::Ns), TimeFormat::HttpDate] {
                    assert!(!write(&Time { format, offset }, now).is_empty());
                }
            }
        }
    }

    #[test]
    fn received_instants_are_read() {
        let read = |format, text: &str| read(format, text.as_bytes());
        let seconds = NOW / SECOND * SECOND;
        assert_eq!(
            read(ClockFormat::Unix(Unit::S), "1709960767"),
            Some(seconds)
        );
        assert_eq!(
            read(ClockFormat::Iso8601, "2024-03-09T05:06:07.089012345Z"),
            Some(NOW)
        );
        assert_eq!(
            read(ClockFormat::Iso8601, "2024-03-09T06:36:07+01:30"),
            Some(seconds)
        );
        assert_eq!(
            read(ClockFormat::HttpDate, "Sat, 09 Mar 2024 05:06:07 GMT"),
            Some(seconds)
        );
        for text in ["", "-1", "1e3", "+5", "99999999999999999999"] {
            assert_eq!(read(ClockFormat::Unix(Unit::S), text), None, "{text}");
        }
        for text in [
            "2024-02-30T00:00:00Z",
            "2024-03-09T05:06:07",
            "2024-03-09T24:00:00Z",
            "2024-03-09T05:06:07.Z",
            "1969-12-31T00:00:00Z",
        ] {
            assert_eq!(read(ClockFormat::Iso8601, text), None, "{text}");
        }
        assert_eq!(
            read(ClockFormat::HttpDate, "Saturday, 09-Mar-24 05:06:07 GMT"),
            None
        );
    }
}
