//! Conversions to and from the types of other crates.

#[cfg(feature = "bigdecimal")]
#[test]
fn big_decimals_hold_every_number() {
    use crate::support::Decimal;
    use bigdecimal::BigDecimal;

    for text in [
        "0",
        "-1.50",
        "+1",
        ".5",
        "5.",
        "1e3",
        "1.5E-40",
        "123456789012345678901234567890.1",
    ] {
        let decimal: Decimal = text.parse().unwrap();
        let big = BigDecimal::try_from(&decimal).unwrap();
        assert_eq!(Decimal::from(big), decimal, "{text}");
    }
    let far: Decimal = "1e2147483647".parse().unwrap();
    assert_eq!(Decimal::from(BigDecimal::try_from(&far).unwrap()), far);
    let odd: Decimal = serde_json::from_str(r#""1_000""#).unwrap();
    assert!(BigDecimal::try_from(&odd).is_err());
}

#[cfg(feature = "bigdecimal")]
proptest::proptest! {
    #[test]
    fn the_order_is_that_of_big_decimals(
        one in "[-+]?[0-9]{1,30}(\\.[0-9]{0,30})?([eE][-+]?[0-9]{1,2})?",
        other in "[-+]?[0-9]{0,3}\\.[0-9]{1,30}([eE][-+]?[0-9]{1,2})?",
    ) {
        use crate::support::Decimal;
        use bigdecimal::BigDecimal;

        let (one, other): (Decimal, Decimal) = (one.parse().unwrap(), other.parse().unwrap());
        let big = |decimal| BigDecimal::try_from(decimal).unwrap();
        proptest::prop_assert_eq!(one.cmp(&other), big(&one).cmp(&big(&other)));
    }
}

#[cfg(feature = "rust_decimal")]
#[test]
fn fixed_decimals_hold_28_digits_and_nothing_is_rounded() {
    use crate::support::Decimal;
    use rust_decimal::Decimal as Fixed;

    let zeros = format!("1.{}", "0".repeat(40));
    for (text, held) in [
        ("0", "0"),
        ("-0.0", "0.0"),
        ("1.50", "1.50"),
        ("-1.5e3", "-1500"),
        ("+1", "1"),
        (".5", "0.5"),
        ("5.", "5"),
        ("25e-28", "0.0000000000000000000000000025"),
        (zeros.as_str(), "1"),
        ("1e-28", "0.0000000000000000000000000001"),
        ("7e28", "70000000000000000000000000000"),
    ] {
        let decimal: Decimal = text.parse().unwrap();
        let fixed = Fixed::try_from(&decimal).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(fixed, held.parse().unwrap(), "{text}");
        assert_eq!(Decimal::from(fixed), decimal, "{text}");
    }
    for text in [
        "1e29",
        "1e-29",
        "0.12345678901234567890123456789",
        "1e2147483647",
        "-1e-2147483648",
    ] {
        let decimal: Decimal = text.parse().unwrap();
        assert!(Fixed::try_from(&decimal).is_err(), "{text}");
    }
}

#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod times {
    use crate::support::{Date, FormatError, Timestamp};

    const POINTS: [&str; 4] = [
        "1970-01-01T00:00:00Z",
        "1937-01-01T12:00:27.87+00:20",
        "2024-03-09T05:06:07.123456789-09:30",
        "1990-12-31T23:59:60Z",
    ];
    const DAYS: [&str; 3] = ["0001-01-01", "2024-02-29", "9999-12-31"];

    /// A conversion there and back gives the same, and what is odd is an error.
    fn check<T, D>()
    where
        for<'a> T: TryFrom<&'a Timestamp, Error = FormatError>,
        Timestamp: TryFrom<T, Error = FormatError>,
        for<'a> D: TryFrom<&'a Date, Error = FormatError>,
        Date: TryFrom<D, Error = FormatError>,
    {
        for text in POINTS {
            let point: Timestamp = text.parse().unwrap();
            let back = Timestamp::try_from(T::try_from(&point).unwrap()).unwrap();
            assert_eq!(back.unix_nanos(), point.unix_nanos(), "{text}");
        }
        for text in DAYS {
            let day: Date = text.parse().unwrap();
            let back = Date::try_from(D::try_from(&day).unwrap());
            assert_eq!(back.unwrap(), day);
        }
        let odd: Timestamp = serde_json::from_str(r#""now""#).unwrap();
        assert!(T::try_from(&odd).is_err());
        let odd: Date = serde_json::from_str(r#""today""#).unwrap();
        assert!(D::try_from(&odd).is_err());
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn chrono_has_the_same_points_and_days() {
        check::<chrono::DateTime<chrono::Utc>, chrono::NaiveDate>();
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn jiff_has_the_same_points_and_days() {
        check::<jiff::Timestamp, jiff::civil::Date>();
    }

    #[cfg(feature = "time")]
    #[test]
    fn time_has_the_same_points_and_days() {
        check::<time::OffsetDateTime, time::Date>();
    }
}
