//! Instants as dates, in UTC.

use crate::support::clock::Fresh;

pub(super) const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
/// 1970 began on a Thursday.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// The end of the year 9999: later instants have no date of four digits.
const LAST_SECOND: u64 = 253_402_300_799;

/// A date and the time of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// Four digits.
    pub year: u64,
    /// From 1.
    pub month: u64,
    /// Of the month, from 1.
    pub day: u64,
    /// From 1.
    pub year_day: u64,
    /// Of the day.
    pub hour: u64,
    /// Of the hour.
    pub minute: u64,
    /// Of the minute.
    pub second: u64,
    /// Of the second.
    pub millis: u64,
    /// Of the second.
    pub micros: u64,
    /// The whole seconds since 1970.
    pub unix_s: u64,
}

impl Fresh {
    /// The instant in the parts that patterns name.
    pub fn date(&self) -> Date {
        Date::of(self.unix_s().min(LAST_SECOND), self.unix_us() % 1_000_000)
    }

    /// `2024-03-09T05:06:07Z`
    pub fn iso8601(&self) -> String {
        let Date {
            year,
            month,
            day,
            hour,
            minute,
            second,
            ..
        } = self.date();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// `2024-03-09T05:06:07.089Z`
    pub fn iso8601_ms(&self) -> String {
        let Date {
            year,
            month,
            day,
            hour,
            minute,
            second,
            millis,
            ..
        } = self.date();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }

    /// `20240309T050607Z`
    pub fn iso8601_basic(&self) -> String {
        let Date {
            year,
            month,
            day,
            hour,
            minute,
            second,
            ..
        } = self.date();
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
    }

    /// `Sat, 09 Mar 2024 05:06:07 GMT`
    pub fn http_date(&self) -> String {
        self.date().in_words() + " GMT"
    }

    /// `Sat, 09 Mar 2024 05:06:07 -0000`
    pub fn rfc2822(&self) -> String {
        self.date().in_words() + " -0000"
    }
}

impl Date {
    fn of(unix_s: u64, micros: u64) -> Self {
        let days = unix_s / 86_400;
        let (year, before) = year_of(days);
        let year_day = days - before;
        let mut month = 1;
        let mut left = year_day;
        while left >= month_length(year, month) {
            left -= month_length(year, month);
            month += 1;
        }
        Self {
            year,
            month,
            day: left + 1,
            year_day: year_day + 1,
            hour: unix_s / 3_600 % 24,
            minute: unix_s / 60 % 60,
            second: unix_s % 60,
            millis: micros / 1_000,
            micros,
            unix_s,
        }
    }

    /// `Mar`
    pub fn month_name(&self) -> &'static str {
        let index = usize::try_from(self.month - 1).unwrap_or_default();
        MONTHS[index % MONTHS.len()]
    }

    /// `Sat`
    pub fn weekday_name(&self) -> &'static str {
        let index = usize::try_from(self.unix_s / 86_400 % 7).unwrap_or_default();
        WEEKDAYS[index % WEEKDAYS.len()]
    }

    fn in_words(&self) -> String {
        let Self {
            day,
            year,
            hour,
            minute,
            second,
            ..
        } = self;
        let (weekday, month) = (self.weekday_name(), self.month_name());
        format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02}")
    }
}

/// The year of a day since 1970, and the days before that year.
fn year_of(days: u64) -> (u64, u64) {
    // An estimate from below, at most two years off: no year is longer than 366 days.
    let mut year = 1970 + days / 366;
    while days_before(year + 1) <= days {
        year += 1;
    }
    (year, days_before(year))
}

/// The days from 1970 to the first of January of `year`.
pub(super) fn days_before(year: u64) -> u64 {
    let leap_days = |year: u64| year / 4 - year / 100 + year / 400;
    (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969)
}

/// The days of a month.
pub(super) fn month_length(year: u64, month: u64) -> u64 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
