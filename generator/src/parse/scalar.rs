//! What a scalar of YAML is: the core schema (YAML 1.2 §10.3), with numbers in the spelling of JSON.

use saphyr_parser::Tag;

use super::node::Value;
use crate::diag::{Code, codes};

/// Why a value is not what it claims to be.
pub(super) type Refusal = (&'static Code, String);

/// Returns the value of a scalar, and what is wrong with it.
///
/// `plain` scalars are those without quotes; all others are strings unless a tag says otherwise.
pub(super) fn resolve(text: &str, plain: bool, tag: Option<&Tag>) -> (Value, Option<Refusal>) {
    let Some(tag) = tag else {
        return if plain {
            untagged(text)
        } else {
            (string(text), None)
        };
    };
    let value = match tag.suffix.as_str() {
        "str" if tag.is_yaml_core_schema() => Some(string(text)),
        "null" if tag.is_yaml_core_schema() => null(text),
        "bool" if tag.is_yaml_core_schema() => boolean(text),
        "int" if tag.is_yaml_core_schema() => number(text).filter(|value| !has_fraction(value)),
        "float" if tag.is_yaml_core_schema() => number(text),
        // A lone `!` asks for a string (YAML 1.2 §6.9.1).
        "!" if tag.handle.is_empty() => Some(string(text)),
        _ => None,
    };
    value.map_or_else(
        || {
            let message = format!("the tag `{tag}` does not fit this value");
            (string(text), Some((&codes::CS0009, message)))
        },
        |value| (value, None),
    )
}

fn untagged(text: &str) -> (Value, Option<Refusal>) {
    if let Some(value) = null(text)
        .or_else(|| boolean(text))
        .or_else(|| number(text))
    {
        return (value, None);
    }
    let bare = text.trim_start_matches(['-', '+']);
    if matches!(bare, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN") {
        let message = format!("JSON has no number `{text}`");
        return (string(text), Some((&codes::CS0012, message)));
    }
    (string(text), None)
}

fn string(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn null(text: &str) -> Option<Value> {
    matches!(text, "" | "~" | "null" | "Null" | "NULL").then_some(Value::Null)
}

fn boolean(text: &str) -> Option<Value> {
    match text {
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => None,
    }
}

fn has_fraction(value: &Value) -> bool {
    matches!(value, Value::Number(spelling) if spelling.contains(['.', 'e', 'E']))
}

/// A number in the spelling of JSON: no `+` in front, no leading zeros, digits around a point.
fn number(text: &str) -> Option<Value> {
    if !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
        return None;
    }
    let based = [("0x", 16), ("0o", 8)]
        .into_iter()
        .find_map(|(prefix, radix)| {
            let digits = text.strip_prefix(prefix)?;
            let digits = digits.strip_prefix('+').map_or(digits, |_| "");
            u128::from_str_radix(digits, radix).ok()
        });
    if let Some(value) = based {
        return Some(Value::Number(value.to_string()));
    }
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(place) => unsigned.split_at(place),
        None => (unsigned, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    if !is_exponent(exponent) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        trimmed => trimmed,
    };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(Value::Number(format!(
        "{sign}{whole}{point}{fraction}{exponent}"
    )))
}

fn is_exponent(text: &str) -> bool {
    let Some(digits) = text.strip_prefix(['e', 'E']) else {
        return text.is_empty();
    };
    let digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> Option<String> {
        match resolve(text, true, None) {
            (Value::Number(spelling), None) => Some(spelling),
            _ => None,
        }
    }

    #[test]
    fn numbers_of_yaml_come_in_the_spelling_of_json() {
        let cases = [
            ("0x1F", "31"),
            ("0o17", "15"),
            ("+1", "1"),
            ("007", "7"),
            ("-00", "-0"),
            (".5", "0.5"),
            ("-1.", "-1"),
            ("1.e+05", "1e+05"),
            ("3.10", "3.10"),
        ];
        for (text, expected) in cases {
            assert_eq!(spelled(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_is_a_string() {
        for text in [
            "1_000", "1e", "e5", ".", "-", "+-1", "0x", "0xg", "0x+1", "1.2.3", "1-2", "１", "--1",
        ] {
            assert_eq!(spelled(text), None, "{text}");
        }
    }
}
