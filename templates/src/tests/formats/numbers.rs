//! Numbers of JSON keep their digits in both directions.

use crate::support::json;
use crate::support::{Decimal, Number, Param};

#[derive(Debug)]
struct Rate {
    rate: Number,
    limit: Option<Number>,
}

json::sent_and_received! { Rate {
    rate,
    limit = None,
} }

const LONG: &str = "123456789012345678901234567890.10";

#[test]
fn a_number_is_written_with_the_digits_that_were_read() {
    let text = format!(r#"{{"rate":{LONG},"limit":-1.50e-7}}"#);
    let rate: Rate = serde_json::from_str(&text).unwrap();
    assert_eq!(rate.rate.as_str(), LONG);
    assert_eq!(serde_json::to_string(&rate).unwrap(), text);
}

#[test]
fn a_number_that_comes_as_a_text_is_read_and_any_other_text_is_not() {
    let rate: Rate = serde_json::from_str(r#"{"rate":"1.50"}"#).unwrap();
    assert_eq!(serde_json::to_string(&rate).unwrap(), r#"{"rate":1.50}"#);
    for odd in [
        r#""""#, r#""NaN""#, r#""1,5""#, r#""+1""#, "true", "{}", "null",
    ] {
        let read = serde_json::from_str::<Rate>(&format!(r#"{{"rate":{odd}}}"#));
        assert!(read.is_err(), "{odd}");
    }
}

#[test]
fn only_what_json_spells_is_a_number() {
    for text in ["0", "-0", "1.50", "1e3", "1E+3", LONG] {
        assert_eq!(text.parse::<Number>().unwrap().to_string(), text);
    }
    for text in [
        "", "+1", "01", ".5", "5.", " 1", "1 ", "null", "\"1\"", "1e", "-",
    ] {
        assert!(text.parse::<Number>().is_err(), "{text}");
    }
    assert!(Number::try_from("+1".parse::<Decimal>().unwrap()).is_err());
}

#[test]
fn numbers_are_compared_as_decimals_are() {
    assert_eq!(Number::from(100), "1e2".parse().unwrap());
    assert!(Number::from(-1) < Number::from(0_u64));
    assert_eq!(Decimal::from(Number::from(7)), Decimal::from(7));
}

#[test]
fn a_number_is_a_parameter_as_it_is_spelled() {
    let mut sent = Vec::new();
    let number: Number = "1.50".parse().unwrap();
    number.each(&mut |text| sent.push(text.to_owned()));
    assert_eq!(sent, ["1.50"]);
}
