//! Decimal numbers are compared as numbers, and stay the text that they came in.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::hash;
use crate::support::Decimal;

fn decimal(text: &str) -> Decimal {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A value as it is read, whatever it is.
fn read(text: &str) -> Decimal {
    serde_json::from_value(text.into()).expect("every text can be read")
}

#[test]
fn what_is_a_number_keeps_its_text() {
    let longest = format!("-0.{}1", "0".repeat(1_000));
    for text in [
        "0", "-0", "1.50", "+1", "007", ".5", "5.", "1e3", "1E-3", "1.5e+10", &longest,
    ] {
        assert_eq!(decimal(text).to_string(), text);
    }
}

#[test]
fn what_is_no_number_is_refused_when_a_caller_makes_it() {
    for text in [
        "",
        " ",
        "1,5",
        "1 000",
        "1_000",
        " 1",
        "1 ",
        "NaN",
        "inf",
        "-",
        "+",
        ".",
        "e5",
        "1e",
        "1e+",
        "1e5.5",
        "--1",
        "1.2.3",
        "0x10",
        "١",
        "1e99999999999",
    ] {
        assert!(text.parse::<Decimal>().is_err(), "{text}");
        assert!(!read(text).is_number(), "{text}");
    }
}

#[test]
fn a_refusal_does_not_repeat_the_text() {
    let error = "sesame".parse::<Decimal>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a decimal number such as `-12.50`"
    );
}

#[test]
fn equal_numbers_are_equal_and_have_one_hash() {
    let groups = [
        &["1.5", "1.50", "+1.5", "01.5", "15e-1", "0.15E1", "150e-2"][..],
        &["0", "-0", "0.00", ".0", "0e9", "+0e-9", "000"],
        &["-100", "-1e2", "-100.", "-0.001e5", "-1000e-1"],
        &["0.001", "1e-3", ".001", "0.1e-2"],
    ];
    for group in groups {
        for other in group {
            assert_eq!(decimal(group[0]), decimal(other), "{other}");
            assert_eq!(hash(&decimal(group[0])), hash(&decimal(other)), "{other}");
        }
    }
}

#[test]
fn numbers_are_in_the_order_of_their_values() {
    let ordered = [
        "-1e2147483647",
        "-10",
        "-9.99",
        "-1.01",
        "-1",
        "-0.1",
        "-0.01",
        "-1e-2147483648",
        "0",
        "1e-2147483648",
        "0.0099",
        "0.01",
        "0.09",
        "0.1",
        "0.10000000000000000000000000000001",
        "0.9",
        "1",
        "1.0000000001",
        "9.99",
        "10",
        "100",
        "1e3",
        "1e2147483647",
        "10e2147483647",
    ];
    for (at, left) in ordered.iter().enumerate() {
        for (other, right) in ordered.iter().enumerate() {
            let found = decimal(left).cmp(&decimal(right));
            assert_eq!(found, at.cmp(&other), "{left} and {right}");
        }
    }
}

#[test]
fn what_is_no_number_comes_after_all_numbers() {
    let mut sorted = ["b", "", "1e9", "-1", "a"].map(read);
    sorted.sort();
    let texts = sorted.each_ref().map(Decimal::as_str);
    assert_eq!(texts, ["-1", "1e9", "", "a", "b"]);
    assert_ne!(read("1,5"), decimal("1.5"));
    assert_eq!(read("1,5"), read("1,5"));
}

#[test]
fn texts_of_a_million_digits_are_compared_at_once() {
    let zeros = "0".repeat(1_000_000);
    let left = decimal(&format!("{zeros}1{zeros}.{zeros}"));
    let right = decimal(&format!("1{zeros}.{zeros}1"));
    assert_eq!(left.cmp(&right), Ordering::Less);
    assert_eq!(left, decimal("1e1000000"));
}

#[test]
fn integers_of_all_widths_are_numbers() {
    assert_eq!(Decimal::from(u128::MAX).to_string(), u128::MAX.to_string());
    assert_eq!(Decimal::from(i128::MIN).to_string(), i128::MIN.to_string());
    assert!(Decimal::from(-1) < Decimal::from(0_u64));
}

/// A number as tenths of thousandths, spelled in one of many ways.
fn spelled() -> impl Strategy<Value = (i64, String)> {
    let small = prop_oneof![-99_i64..99, -999_999_999_i64..999_999_999];
    (small, 0..4_usize, 0..4_usize, -3..4_i32).prop_map(|(value, before, after, shift)| {
        let digits = format!("{:05}", value.abs());
        // The value is a number of ten-thousandths; the exponent takes back where the point is moved to.
        let digits = format!(
            "{}{digits}{}",
            "0".repeat(before + 3),
            "0".repeat(after + 3)
        );
        let point = usize::try_from(i32::try_from(digits.len() - after - 3 - 4).unwrap() + shift);
        let (whole, fraction) = digits.split_at(point.unwrap());
        let sign = if value < 0 { "-" } else { "" };
        let text = match shift {
            0 => format!("{sign}{whole}.{fraction}"),
            _ => format!("{sign}{whole}.{fraction}e{}", -shift),
        };
        (value, text)
    })
}

proptest! {
    #[test]
    fn the_order_is_that_of_integers((left, one) in spelled(), (right, other) in spelled()) {
        let (one, other) = (decimal(&one), decimal(&other));
        prop_assert_eq!(one.cmp(&other), left.cmp(&right), "{} and {}", one, other);
        prop_assert_eq!(hash(&one) == hash(&other), left == right);
    }

    #[test]
    fn no_text_is_too_odd_to_be_compared(one in "[-+.eE0-9]{0,12}|.*", other in "[-+.eE0-9]{0,12}") {
        let (one, other) = (read(&one), read(&other));
        prop_assert_eq!(one.cmp(&other), other.cmp(&one).reverse());
        prop_assert!(one != other || hash(&one) == hash(&other));
    }
}
