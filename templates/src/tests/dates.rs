//! Dates in headers.

use std::time::{Duration, UNIX_EPOCH};

use crate::support::retry::http_date;

#[test]
fn dates_are_seconds_since_1970() {
    let at = |seconds| Some(UNIX_EPOCH + Duration::from_secs(seconds));
    assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), at(0));
    assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), at(784_111_777));
    assert_eq!(http_date("Tue, 29 Feb 2000 23:59:59 GMT"), at(951_868_799));
    assert_eq!(http_date("Wed, 01 Mar 2000 00:00:00 GMT"), at(951_868_800));
    assert_eq!(
        http_date("Fri, 31 Dec 9999 23:59:59 GMT"),
        at(253_402_300_799)
    );
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "soon",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 ovD 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 99 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 18446744073709551615 08:49:37 GMT",
        "Sun, 06  1994 08:49:37 GMT",
    ] {
        assert_eq!(http_date(text), None, "{text}");
    }
}
