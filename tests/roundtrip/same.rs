//! Whether two texts are the same JSON, and where they are not.
//!
//! Members have no order, and a number has no spelling: `1.50` is `1.5` and `15e-1`, but not one digit more or less.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// Returns the first place where `after` is not what `before` was, and what is wrong there.
pub(crate) fn difference(before: &str, after: &str) -> Option<String> {
    let mut place = String::new();
    let what = compare(before, after, &mut place)?;
    Some(format!("{place}: {what}"))
}

fn compare(before: &str, after: &str, place: &mut String) -> Option<String> {
    let differ = || Some(format!("{before} became {after}"));
    match (before.as_bytes().first(), after.as_bytes().first()) {
        (Some(b'{'), Some(b'{')) => compare_members(before, after, place),
        (Some(b'['), Some(b'[')) => {
            let read = |text| serde_json::from_str::<Vec<&RawValue>>(text).unwrap_or_default();
            let (before, after) = (read(before), read(after));
            if before.len() != after.len() {
                return Some(format!("{} items became {}", before.len(), after.len()));
            }
            let mut items = before.iter().zip(after).enumerate();
            items.find_map(|(index, (before, after))| {
                inside(&index.to_string(), before, after, place)
            })
        }
        (Some(b'"'), Some(b'"')) => {
            let read = |text| serde_json::from_str::<String>(text).ok();
            (read(before) != read(after)).then(differ)?
        }
        (Some(b'-' | b'0'..=b'9'), Some(b'-' | b'0'..=b'9')) => {
            (digits(before) != digits(after)).then(differ)?
        }
        _ => (before != after).then(differ)?,
    }
}

fn compare_members(before: &str, after: &str, place: &mut String) -> Option<String> {
    let read = |text| serde_json::from_str::<BTreeMap<String, &RawValue>>(text).unwrap_or_default();
    let (before, after) = (read(before), read(after));
    if let Some(name) = after.keys().find(|name| !before.contains_key(*name)) {
        return Some(format!("`{name}` was not there"));
    }
    before
        .iter()
        .find_map(|(name, value)| match after.get(name) {
            Some(other) => inside(name, value, other, place),
            None => Some(format!("`{name}` is lost, which was {value}")),
        })
}

fn inside(name: &str, before: &RawValue, after: &RawValue, place: &mut String) -> Option<String> {
    let length = place.len();
    place.push('/');
    place.push_str(name);
    let found = compare(before.get(), after.get(), place);
    if found.is_none() {
        place.truncate(length);
    }
    found
}

/// A number as its sign, its digits without zeros around them, and the power of ten of the last one.
fn digits(number: &str) -> (bool, String, i64) {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let unsigned = mantissa.strip_prefix('-');
    let (whole, fraction) = unsigned
        .unwrap_or(mantissa)
        .split_once('.')
        .unwrap_or((unsigned.unwrap_or(mantissa), ""));
    let all = format!("{whole}{fraction}");
    let kept = all.trim_start_matches('0').trim_end_matches('0');
    if kept.is_empty() {
        return (false, String::new(), 0);
    }
    let zeros = all.len() - all.trim_end_matches('0').len();
    let exponent: i64 = exponent.parse().unwrap_or(i64::MAX / 2);
    let power =
        exponent - i64::try_from(fraction.len()).unwrap_or(0) + i64::try_from(zeros).unwrap_or(0);
    (unsigned.is_some(), kept.to_owned(), power)
}

#[test]
fn spelling_and_order_do_not_matter_and_digits_do() {
    for (before, after) in [
        ("1.50", "1.5"),
        ("150", "1.5e2"),
        ("0.0", "0"),
        ("-0.1", "-1E-1"),
        (r#"{"a":1,"b":[null]}"#, r#"{"b":[null], "a":1.0}"#),
        (r#""A""#, r#""\u0041""#),
    ] {
        assert_eq!(difference(before, after), None, "{before} {after}");
    }
    for (before, after, place) in [
        ("9007199254740993", "9007199254740992", ""),
        (r#"{"a":null}"#, "{}", ""),
        ("{}", r#"{"a":null}"#, ""),
        (r#"{"a":[1,{"b":2}]}"#, r#"{"a":[1,{"b":"2"}]}"#, "/a/1/b"),
    ] {
        let found = difference(before, after).expect("they differ");
        assert_eq!(
            found.split_once(": ").map(|(place, _)| place),
            Some(place),
            "{found}"
        );
    }
}
