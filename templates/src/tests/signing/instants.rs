//! Instants in all spellings, and random texts.

use std::time::{Duration, UNIX_EPOCH};

use crate::support::signing::{
    Counter, Fresh, random_alnum, random_base64, random_hex, random_uuid,
};

/// Saturday, 9 March 2024, 05:06:07.089012345 UTC.
fn fresh() -> Fresh {
    Fresh::at(UNIX_EPOCH + Duration::new(1_709_960_767, 89_012_345))
}

fn at(seconds: u64) -> Fresh {
    Fresh::at(UNIX_EPOCH + Duration::from_secs(seconds))
}

#[test]
fn numbers_in_all_units() {
    assert_eq!(fresh().unix_s(), 1_709_960_767);
    assert_eq!(fresh().unix_ms(), 1_709_960_767_089);
    assert_eq!(fresh().unix_us(), 1_709_960_767_089_012);
    assert_eq!(fresh().unix_ns(), 1_709_960_767_089_012_345);
}

#[test]
fn dates_in_all_forms() {
    assert_eq!(fresh().iso8601(), "2024-03-09T05:06:07Z");
    assert_eq!(fresh().iso8601_ms(), "2024-03-09T05:06:07.089Z");
    assert_eq!(fresh().iso8601_basic(), "20240309T050607Z");
    assert_eq!(fresh().http_date(), "Sat, 09 Mar 2024 05:06:07 GMT");
    assert_eq!(fresh().rfc2822(), "Sat, 09 Mar 2024 05:06:07 -0000");
    // RFC 9110 §5.6.7.
    assert_eq!(at(784_111_777).http_date(), "Sun, 06 Nov 1994 08:49:37 GMT");
    let date = fresh().date();
    assert_eq!((date.year_day, date.millis, date.micros), (69, 89, 89_012));
}

#[test]
fn the_calendar_holds_at_its_edges() {
    assert_eq!(at(0).http_date(), "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_eq!(at(951_782_399).iso8601(), "2000-02-28T23:59:59Z");
    assert_eq!(at(951_782_400).iso8601(), "2000-02-29T00:00:00Z");
    assert_eq!(at(951_868_800).iso8601(), "2000-03-01T00:00:00Z");
    assert_eq!(at(978_307_199).iso8601(), "2000-12-31T23:59:59Z");
    assert_eq!(at(978_307_199).date().year_day, 366);
    assert_eq!(at(4_107_542_400).iso8601(), "2100-03-01T00:00:00Z");
    assert_eq!(at(4_107_542_399).iso8601(), "2100-02-28T23:59:59Z");
    assert_eq!(at(253_402_300_799).iso8601(), "9999-12-31T23:59:59Z");
    assert_eq!(at(253_402_300_800).iso8601(), "9999-12-31T23:59:59Z");
}

#[test]
fn instants_move_both_ways_but_not_before_the_first() {
    assert_eq!(
        fresh().plus_seconds(60).iso8601_ms(),
        "2024-03-09T05:07:07.089Z"
    );
    assert_eq!(fresh().plus_seconds(-8).iso8601(), "2024-03-09T05:05:59Z");
    assert_eq!(fresh().plus_seconds(i64::MIN).unix_s(), 0);
    let far = fresh()
        .plus_seconds(i64::MAX)
        .plus_seconds(i64::MAX)
        .plus_seconds(i64::MAX);
    assert_eq!(far.unix_ns(), u64::MAX);
    assert_eq!(far.date().year, 9999);
}

#[test]
fn random_texts_have_the_size_and_form_asked_for() {
    let uuid = random_uuid().unwrap();
    let groups: Vec<_> = uuid.split('-').map(str::len).collect();
    assert_eq!(groups, [8, 4, 4, 4, 12]);
    assert_eq!(uuid.as_bytes()[14], b'4');
    assert!(b"89ab".contains(&uuid.as_bytes()[19]));
    assert_eq!(random_hex(16).unwrap().len(), 32);
    assert_eq!(random_base64(16).unwrap().len(), 24);
    let letters = random_alnum(500).unwrap();
    assert!(letters.len() == 500 && letters.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(random_alnum(0).unwrap(), "");
    assert_ne!(random_uuid().unwrap(), uuid);
}

#[test]
fn a_counter_grows_in_any_unit() {
    let counter = Counter::shared("a scheme", "of this test");
    let now = fresh().unix_ns();
    assert_eq!(counter.next(now), now);
    assert_eq!(counter.next(fresh().unix_s()), now + 1);
    assert_eq!(counter.next(u64::MAX), u64::MAX);
    assert_eq!(counter.next(0), u64::MAX);
}
