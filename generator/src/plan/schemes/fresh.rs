//! What is made anew for every attempt: times, counters, random text.

use super::values::Value;
use crate::ir::signing::{Operator, Random, Time, TimeFormat, TimePart, Unit};
use crate::plan::names::Ident;
use crate::plan::recipe::Make;

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
        TimeFormat::Pattern(parts) => pattern(parts, time.offset),
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

/// A pattern of `format!`, and the fields of a date that fill it.
fn pattern(parts: &[TimePart], offset: i64) -> Make {
    let mut text = String::new();
    let mut fields = Vec::new();
    for part in parts {
        let (hole, field) = match part {
            TimePart::Text(literal) => {
                text.push_str(&literal.replace('{', "{{").replace('}', "}}"));
                continue;
            }
            TimePart::Year => ("{:04}", "year"),
            TimePart::ShortYear => ("{:02}", "year % 100"),
            TimePart::Month => ("{:02}", "month"),
            TimePart::MonthName => ("{}", "month_name()"),
            TimePart::Day => ("{:02}", "day"),
            TimePart::YearDay => ("{:03}", "year_day"),
            TimePart::WeekdayName => ("{}", "weekday_name()"),
            TimePart::Hour => ("{:02}", "hour"),
            TimePart::Minute => ("{:02}", "minute"),
            TimePart::Second => ("{:02}", "second"),
            TimePart::Millis => ("{:03}", "millis"),
            TimePart::Micros => ("{:06}", "micros"),
            TimePart::UnixSeconds => ("{}", "unix_s"),
        };
        text.push_str(hole);
        fields.push(field);
    }
    Make::Pattern(text, fields, offset)
}
