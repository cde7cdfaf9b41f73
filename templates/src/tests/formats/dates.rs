//! Dates are days of the calendar.

use proptest::prelude::*;

use crate::support::Date;
use crate::support::civil::CivilDate;

fn read(text: &str) -> Date {
    serde_json::from_value(text.into()).expect("every text can be read")
}

#[test]
fn only_days_of_the_calendar_are_dates() {
    for text in ["2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31"] {
        assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
    }
    for text in [
        "",
        "2023-02-29",
        "1900-02-29",
        "2024-13-01",
        "2024-00-01",
        "2024-04-31",
        "2024-01-00",
        "2024-1-01",
        "20240101",
        "2024-01-01T",
        "-024-01-01",
        "+024-01-01",
        "２024-01-01",
    ] {
        assert!(text.parse::<Date>().is_err(), "{text}");
        assert!(!read(text).is_date(), "{text}");
    }
}

#[test]
fn dates_are_made_of_numbers() {
    assert_eq!(Date::new(2024, 3, 9).unwrap().as_str(), "2024-03-09");
    assert_eq!(Date::new(7, 3, 9).unwrap().as_str(), "0007-03-09");
    assert!(Date::new(2023, 2, 29).is_err());
    assert!(Date::new(10_000, 1, 1).is_err());
}

#[test]
fn dates_are_in_order_and_odd_texts_come_last() {
    let mut dates = ["", "2024-01-02", "soon", "1999-12-31", "2024-01-01"].map(read);
    dates.sort();
    let texts = dates.each_ref().map(Date::as_str);
    assert_eq!(
        texts,
        ["1999-12-31", "2024-01-01", "2024-01-02", "", "soon"]
    );
}

#[test]
fn days_are_counted_without_a_gap() {
    let days = (0..=9_999).flat_map(|year| {
        let months = (1..=12).flat_map(move |month| [1, 28, 29, 30, 31].map(|day| (month, day)));
        months.filter_map(move |(month, day)| CivilDate::new(year, month, day))
    });
    let mut expected = -719_528;
    for date in days {
        // From the first of a month to its 28th.
        expected += if date.day == 28 { 26 } else { 0 };
        assert_eq!(date.since_1970(), expected);
        if date.month < 4 && date.day < 30 {
            assert!(CivilDate::after_1970(expected) == Some(date));
        }
        expected += 1;
    }
    assert_eq!(expected, 2_932_897);
    assert!(CivilDate::after_1970(expected).is_none());
    assert!(CivilDate::after_1970(-719_529).is_none());
}

proptest! {
    #[test]
    fn no_day_is_too_far(days in any::<i64>(), text in ".{0,12}") {
        if let Some(date) = CivilDate::after_1970(days) {
            prop_assert_eq!(date.since_1970(), days);
        }
        let _ = read(&text).is_date();
    }
}
