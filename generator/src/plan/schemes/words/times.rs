//! Times in words.

use super::spelling::{quoted, template};
use crate::ir::signing::{Clock, ClockFormat, Time, TimeFormat, TimePart, Unit};

pub(super) fn time(time: &Time) -> String {
    let (form, counted) = match &time.format {
        TimeFormat::Unix(unit) => {
            let unit = self::unit(*unit);
            (format!("Unix {unit} of the attempt"), unit)
        }
        other => (
            format!("the time of the attempt as {}", sample(other)),
            "seconds",
        ),
    };
    match time.offset {
        0 => form,
        ahead @ 1.. => format!("{form}, {ahead} {counted} ahead"),
        back => format!("{form}, {} {counted} back", back.unsigned_abs()),
    }
}

pub(super) fn sample(format: &TimeFormat) -> String {
    match format {
        TimeFormat::Unix(unit) => self::unit(*unit).to_owned(),
        TimeFormat::Iso8601 => "`2024-03-09T05:06:07Z`".to_owned(),
        TimeFormat::Iso8601Ms => "`2024-03-09T05:06:07.089Z`".to_owned(),
        TimeFormat::Iso8601Basic => "`20240309T050607Z`".to_owned(),
        TimeFormat::HttpDate => "`Sat, 09 Mar 2024 05:06:07 GMT`".to_owned(),
        TimeFormat::Rfc2822 => "`Sat, 09 Mar 2024 05:06:07 -0000`".to_owned(),
        TimeFormat::Pattern(parts) => {
            let pattern: String = parts.iter().map(conversion).collect();
            format!("{} in UTC", quoted(&pattern))
        }
    }
}

pub(super) fn conversion(part: &TimePart) -> String {
    match part {
        TimePart::Text(text) => return text.replace('%', "%%"),
        TimePart::Year => "%Y",
        TimePart::ShortYear => "%y",
        TimePart::Month => "%m",
        TimePart::MonthName => "%b",
        TimePart::Day => "%d",
        TimePart::YearDay => "%j",
        TimePart::WeekdayName => "%a",
        TimePart::Hour => "%H",
        TimePart::Minute => "%M",
        TimePart::Second => "%S",
        TimePart::Millis => "%3f",
        TimePart::Micros => "%6f",
        TimePart::UnixSeconds => "%s",
    }
    .to_owned()
}

pub(super) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::S => "seconds",
        Unit::Ms => "milliseconds",
        Unit::Us => "microseconds",
        Unit::Ns => "nanoseconds",
    }
}

pub(super) fn clock(clock: &Clock) -> String {
    let form = match clock.format {
        ClockFormat::Unix(unit) => format!("Unix {}", self::unit(unit)),
        ClockFormat::Iso8601 => "an RFC 3339 instant".to_owned(),
        ClockFormat::HttpDate => "an HTTP date".to_owned(),
    };
    format!(
        "Verified: {}, {form}, is at most {} s ago or ahead.",
        template(&clock.value),
        clock.tolerance
    )
}
