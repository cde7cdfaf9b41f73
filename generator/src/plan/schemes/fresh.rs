//! What is made anew for every attempt: times, counters, random text.

use super::values::Value;
use crate::ir::signing::{Operator, Random, Time, TimeFormat, TimePart, Unit};
use crate::plan::names::Ident;
use crate::plan::recipe::{DatePart, Make, Piece};

/// How a value is made for which operations.
pub(super) fn make(value: &Value<'_>, counter: &Ident) -> Option<Make> {
    let base = value.base.and_then(|operator| of(operator, counter));
    if value.arms.is_empty() {
        return base;
    }
    let arms = value.arms.iter();
    let arms = arms.map(|(operations, operator)| (operations.clone(), of(operator, counter)));
    Some(Make::ByOperation(arms.collect(), base.map(Box::new)))
}

fn of(operator: &Operator, counter: &Ident) -> Option<Make> {
    match operator {
        Operator::Time(time) => Some(self::time(time)),
        Operator::Counter(unit) => Some(Make::Counter(counter.clone(), since_1970(*unit))),
        Operator::Random(random) => Some(match random {
            Random::Uuid => Make::Random("random_uuid", None),
            Random::Hex(size) => Make::Random("random_hex", Some(*size)),
            Random::Alnum(size) => Make::Random("random_alnum", Some(*size)),
            Random::Base64(size) => Make::Random("random_base64", Some(*size)),
        }),
        Operator::Text(_)
        | Operator::Setting(_)
        | Operator::Mac(_)
        | Operator::Params(_)
        | Operator::Headers(_)
        | Operator::Json(_)
        | Operator::Pick(_)
        | Operator::Custom(_) => None,
    }
}

fn time(time: &Time) -> Make {
    let date = |method| Make::Date(method, time.offset);
    match &time.format {
        TimeFormat::Unix(unit) => Make::Unix(since_1970(*unit), time.offset),
        TimeFormat::Iso8601 => date("iso8601"),
        TimeFormat::Iso8601Ms => date("iso8601_ms"),
        TimeFormat::Iso8601Basic => date("iso8601_basic"),
        TimeFormat::HttpDate => date("http_date"),
        TimeFormat::Rfc2822 => date("rfc2822"),
        TimeFormat::Pattern(parts) => Make::Pattern(pattern(parts), time.offset),
    }
}

/// The method that gives the time since 1970 in a unit.
fn since_1970(unit: Unit) -> &'static str {
    match unit {
        Unit::S => "unix_s",
        Unit::Ms => "unix_ms",
        Unit::Us => "unix_us",
        Unit::Ns => "unix_ns",
    }
}

/// The pieces of a date by a pattern.
fn pattern(parts: &[TimePart]) -> Vec<Piece> {
    parts.iter().map(piece).collect()
}

fn piece(part: &TimePart) -> Piece {
    let (name, value, padding) = match part {
        TimePart::Text(text) => return Piece::Text(text.clone()),
        TimePart::Year => ("year", "date.year", ":04"),
        TimePart::ShortYear => ("short_year", "date.year % 100", ":02"),
        TimePart::Month => ("month", "date.month", ":02"),
        TimePart::MonthName => ("month_name", "date.month_name()", ""),
        TimePart::Day => ("day", "date.day", ":02"),
        TimePart::YearDay => ("year_day", "date.year_day", ":03"),
        TimePart::WeekdayName => ("weekday_name", "date.weekday_name()", ""),
        TimePart::Hour => ("hour", "date.hour", ":02"),
        TimePart::Minute => ("minute", "date.minute", ":02"),
        TimePart::Second => ("second", "date.second", ":02"),
        TimePart::Millis => ("millis", "date.millis", ":03"),
        TimePart::Micros => ("micros", "date.micros", ":06"),
        TimePart::UnixSeconds => ("unix_s", "date.unix_s", ""),
    };
    Piece::Part(DatePart {
        name,
        value,
        padding,
    })
}
