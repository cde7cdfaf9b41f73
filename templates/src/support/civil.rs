//! Days of the Gregorian calendar, and texts of digits.

/// A year from 0 to 9999, a month and a day that exist.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CivilDate {
    pub(crate) year: i64,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

impl CivilDate {
    /// The day, if there is one with these numbers.
    pub(crate) fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            2 => 28 + i64::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((0..=9999).contains(&year) && (1..=length).contains(&day)).then_some(Self {
            year,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
        })
    }

    /// The day of a text such as `2024-03-09` (RFC 3339 `full-date`).
    pub(crate) fn of(text: &str) -> Option<Self> {
        let [year, month, day] = digits(text, [4, 2, 2], ["-", "-", ""])?;
        Self::new(year, month, day)
    }

    /// The days since 1970 began.
    ///
    /// Years are counted from March, so that a leap day is the last of its year; 719468 days lie
    /// between the first of March of the year 0 and 1970.
    pub(crate) fn since_1970(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = self.year - i64::from(month < 3);
        let before = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        year * 365 + leap_days + before - 719_468
    }

    /// The day that is this many days after 1970 began, within the years 0 to 9999.
    pub(crate) fn after_1970(days: i64) -> Option<Self> {
        // An estimate that is a year off at most: 400 years have 146097 days.
        let mut year = (days.checked_add(719_528)?).checked_mul(400)? / 146_097;
        let first = |year| Some(Self::new(year, 1, 1)?.since_1970());
        if year > 9999 || first(year)? > days {
            year -= 1;
        } else if first(year + 1).is_some_and(|next| next <= days) {
            year += 1;
        }
        let months = (1..=12).filter_map(|month| Self::new(year, month, 1));
        let first = months
            .take_while(|first| first.since_1970() <= days)
            .last()?;
        let day = days - first.since_1970() + 1;
        Self::new(year, i64::from(first.month), day)
    }
}

/// Numbers of exactly so many digits, each followed by its separator; nothing else may follow.
pub(crate) fn digits<const N: usize>(
    mut text: &str,
    lengths: [usize; N],
    separators: [&str; N],
) -> Option<[i64; N]> {
    let mut numbers = [0; N];
    for ((number, length), separator) in numbers.iter_mut().zip(lengths).zip(separators) {
        let (digits, rest) = text.split_at_checked(length)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = digits.parse().ok()?;
        text = rest.strip_prefix(separator)?;
    }
    text.is_empty().then_some(numbers)
}
