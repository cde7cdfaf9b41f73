//! Dates without a time.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::civil::CivilDate;
use super::verbatim::{FormatError, compared, verbatim};

/// A date such as `2024-03-09` (RFC 3339 `full-date`), kept as the text that it came in.
///
/// A response is taken as it is, so a value that was read may be no date: [`is_date`](Self::is_date)
/// tells. Such values come after all dates and are compared as texts. What a caller makes is checked:
/// `"2024-03-09".parse()?`.
///
/// The features `jiff`, `chrono` and `time` bring conversions.
#[derive(Clone)]
pub struct Date(String);

verbatim!(Date);
compared!(Date);

/// What a text has to be, in messages.
const EXPECTED: FormatError = FormatError::expected("a date such as `2024-03-09`");

impl Date {
    /// Whether it is a date of the calendar.
    pub fn is_date(&self) -> bool {
        self.day().is_some()
    }

    fn day(&self) -> Option<CivilDate> {
        CivilDate::of(&self.0)
    }

    /// The date with these numbers.
    ///
    /// # Errors
    ///
    /// There is no such day, or the year has no four digits.
    pub fn new(year: i64, month: u8, day: u8) -> Result<Self, FormatError> {
        CivilDate::new(year, month.into(), day.into()).ok_or(EXPECTED)?;
        Ok(Self(format!("{year:04}-{month:02}-{day:02}")))
    }
}

impl TryFrom<String> for Date {
    type Error = FormatError;

    fn try_from(text: String) -> Result<Self, FormatError> {
        match CivilDate::of(&text) {
            Some(_) => Ok(Self(text)),
            None => Err(EXPECTED),
        }
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        // A date has one spelling, so texts are compared as days are.
        let others_last = other.is_date().cmp(&self.is_date());
        others_last.then_with(|| self.0.cmp(&other.0))
    }
}

impl Hash for Date {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

#[cfg(feature = "jiff")]
impl TryFrom<&Date> for ::jiff::civil::Date {
    type Error = FormatError;

    fn try_from(date: &Date) -> Result<Self, FormatError> {
        let CivilDate { year, month, day } = date.day().ok_or(EXPECTED)?;
        let signed = |number: u8| i8::try_from(number).map_err(|_| EXPECTED);
        let year = i16::try_from(year).map_err(|_| EXPECTED)?;
        Self::new(year, signed(month)?, signed(day)?).map_err(|_| EXPECTED)
    }
}

#[cfg(feature = "jiff")]
impl TryFrom<::jiff::civil::Date> for Date {
    type Error = FormatError;

    fn try_from(date: ::jiff::civil::Date) -> Result<Self, FormatError> {
        date.to_string().try_into()
    }
}

#[cfg(feature = "chrono")]
impl TryFrom<&Date> for ::chrono::NaiveDate {
    type Error = FormatError;

    fn try_from(date: &Date) -> Result<Self, FormatError> {
        let CivilDate { year, month, day } = date.day().ok_or(EXPECTED)?;
        let year = i32::try_from(year).map_err(|_| EXPECTED)?;
        Self::from_ymd_opt(year, month.into(), day.into()).ok_or(EXPECTED)
    }
}

#[cfg(feature = "chrono")]
impl TryFrom<::chrono::NaiveDate> for Date {
    type Error = FormatError;

    fn try_from(date: ::chrono::NaiveDate) -> Result<Self, FormatError> {
        date.to_string().try_into()
    }
}

#[cfg(feature = "time")]
impl TryFrom<&Date> for ::time::Date {
    type Error = FormatError;

    fn try_from(date: &Date) -> Result<Self, FormatError> {
        let CivilDate { year, month, day } = date.day().ok_or(EXPECTED)?;
        let year = i32::try_from(year).map_err(|_| EXPECTED)?;
        let month = ::time::Month::try_from(month).map_err(|_| EXPECTED)?;
        Self::from_calendar_date(year, month, day).map_err(|_| EXPECTED)
    }
}

#[cfg(feature = "time")]
impl TryFrom<::time::Date> for Date {
    type Error = FormatError;

    fn try_from(date: ::time::Date) -> Result<Self, FormatError> {
        Self::new(date.year().into(), date.month().into(), date.day())
    }
}
