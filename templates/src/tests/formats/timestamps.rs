//! Points in time are compared as points, and stay the text that they came in.

use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::hash;
use crate::support::Timestamp;

fn timestamp(text: &str) -> Timestamp {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn read(text: &str) -> Timestamp {
    serde_json::from_value(text.into()).expect("every text can be read")
}

/// RFC 3339 §5.8, and the seconds since 1970 that they stand for.
const EXAMPLES: [(&str, i128); 5] = [
    ("1985-04-12T23:20:50.52Z", 482_196_050_520_000_000),
    ("1996-12-19T16:39:57-08:00", 851_042_397_000_000_000),
    ("1990-12-31T23:59:60Z", 662_688_000_000_000_000),
    ("1990-12-31T15:59:60-08:00", 662_688_000_000_000_000),
    ("1937-01-01T12:00:27.87+00:20", -1_041_337_172_130_000_000),
];

#[test]
fn the_examples_of_the_rfc_are_read() {
    for (text, nanos) in EXAMPLES {
        assert_eq!(timestamp(text).unix_nanos().unwrap(), nanos, "{text}");
        assert_eq!(timestamp(text).to_string(), text);
    }
}

#[test]
fn letters_may_be_small_and_a_space_may_part_date_and_time() {
    for text in [
        "1985-04-12t23:20:50.52z",
        "1985-04-12 23:20:50.52Z",
        "1985-04-12T23:20:50.520-00:00",
    ] {
        assert_eq!(timestamp(text), timestamp(EXAMPLES[0].0), "{text}");
        assert_eq!(hash(&timestamp(text)), hash(&timestamp(EXAMPLES[0].0)));
    }
}

#[test]
fn what_is_no_point_in_time_is_refused_when_a_caller_makes_it() {
    for text in [
        "",
        "2024-03-09",
        "2024-03-09T05:06:07",
        "2024-03-09T05:06Z",
        "2024-03-09T05:06:07.Z",
        "2024-03-09T05:06:07.5",
        "2024-03-09T24:00:00Z",
        "2024-03-09T05:60:00Z",
        "2024-03-09T05:06:61Z",
        "2024-02-30T05:06:07Z",
        "2024-03-09T05:06:07+0100",
        "2024-03-09T05:06:07+1:00",
        "2024-03-09T05:06:07+24:00",
        "2024-03-09T05:06:07+01:60",
        "2024-03-09T05:06:07Z ",
        " 2024-03-09T05:06:07Z",
        "2024-03-09_05:06:07Z",
        "1700000000",
        "2024-03-09T05:06:07,5Z",
        "2024-03-09T05:06:60Z",
        "2024-03-09T23:59:60+01:00",
        "２024-03-09T05:06:07Z",
    ] {
        assert!(text.parse::<Timestamp>().is_err(), "{text}");
        assert!(!read(text).is_timestamp(), "{text}");
    }
}

#[test]
fn the_order_is_that_of_the_points() {
    let ordered = [
        "0000-01-01T00:00:00+23:59",
        "1969-12-31T23:59:59.9Z",
        "1970-01-01T00:00:00Z",
        "2016-12-31T23:59:59.999Z",
        "2016-12-31T23:59:60Z",
        "2017-01-01T01:59:60.5+02:00",
        "2017-01-01T00:00:00Z",
        "2017-01-01T00:00:00.0000000000001Z",
        "2017-01-01T00:00:00.09Z",
        "2017-01-01T00:00:00.1Z",
        "2016-12-31T23:00:01-01:00",
        "9999-12-31T23:59:59.9-23:59",
    ];
    for (at, left) in ordered.iter().enumerate() {
        for (other, right) in ordered.iter().enumerate() {
            let found = timestamp(left).cmp(&timestamp(right));
            assert_eq!(found, at.cmp(&other), "{left} and {right}");
        }
    }
    assert!(read("yesterday") > timestamp(ordered[11]));
}

#[test]
fn points_are_made_of_the_systems_time_and_become_it_again() {
    let begin = SystemTime::UNIX_EPOCH;
    for (time, text) in [
        (begin, "1970-01-01T00:00:00Z"),
        (
            begin + Duration::new(1_700_000_000, 120_000_000),
            "2023-11-14T22:13:20.12Z",
        ),
        (begin - Duration::from_millis(1), "1969-12-31T23:59:59.999Z"),
    ] {
        let made = Timestamp::try_from(time).unwrap();
        assert_eq!(made.as_str(), text);
        assert_eq!(SystemTime::try_from(&made).unwrap(), time);
    }
}

#[test]
fn points_out_of_range_are_errors() {
    let far = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(300_000_000_000));
    assert!(far.is_none_or(|far| Timestamp::try_from(far).is_err()));
    for nanos in [i128::MAX, i128::MIN, 253_402_300_800_000_000_000] {
        assert!(Timestamp::from_unix_nanos(nanos).is_err(), "{nanos}");
    }
    assert!(SystemTime::try_from(&read("yesterday")).is_err());
}

proptest! {
    #[test]
    fn points_go_into_text_and_back(nanos in -62_167_219_200_000_000_000_i128..253_402_300_800_000_000_000) {
        let made = Timestamp::from_unix_nanos(nanos).unwrap();
        prop_assert_eq!(made.unix_nanos().unwrap(), nanos);
        prop_assert_eq!(timestamp(made.as_str()), made);
    }

    #[test]
    fn no_text_is_too_odd_to_be_compared(text in "[-0-9T:.Z+]{0,30}|.*") {
        let _ = read(&text).cmp(&timestamp("2024-03-09T05:06:07Z"));
    }
}
