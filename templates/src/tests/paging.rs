//! Where a list goes on behind a page, and where it ends.

use serde_json::{Value, json};

use crate::support::nullable::Nullable;
use crate::support::paging::{Turn, cursor};
use crate::support::{Date, Decimal, Number};

/// A turn behind the first page, with so many items.
fn after(items: usize) -> Turn {
    Turn::after(items, &mut 0)
}

#[test]
fn the_items_of_a_page_are_skipped_for_the_next_one() {
    assert_eq!(after(3).offset(None::<&i64>), Some(3_i64));
    assert_eq!(after(3).offset(Some(&7_i64)), Some(10_i64));
    assert_eq!(after(3).offset(Some(&4_u32)), Some(7_u32));
}

#[test]
fn pages_are_counted_from_where_the_document_says() {
    assert_eq!(after(3).page(None::<&i64>, 0), Some(1_i64));
    assert_eq!(after(3).page(None::<&i64>, 1), Some(2_i64));
    assert_eq!(after(3).page(Some(&5_i32), 1), Some(6_i32));
}

#[test]
fn an_empty_page_is_the_last_one_whatever_the_service_counts() {
    let turn = after(0).total(Some(&1_000_i64)).pages(Some(&1_000_i64));
    assert_eq!(turn.offset::<i64>(Some(&0_i64)), None);
    assert_eq!(turn.page::<i64>(Some(&1_i64), 1), None);
}

#[test]
fn a_page_with_fewer_items_than_asked_for_is_the_last_one() {
    let limit = Some(3_i64);
    assert_eq!(
        after(2).limit(limit.as_ref()).offset::<i64>(Some(&0_i64)),
        None
    );
    assert_eq!(
        after(2).limit(limit.as_ref()).page::<i64>(Some(&1_i64), 1),
        None
    );
    assert_eq!(
        after(3).limit(limit.as_ref()).offset(Some(&0_i64)),
        Some(3_i64)
    );
}

#[test]
fn a_service_that_gives_fewer_items_than_asked_for_goes_on_until_its_total() {
    let turn = after(100).limit(Some(&1_000_i64)).total(Some(&101_i64));
    assert_eq!(turn.offset(Some(&0_i64)), Some(100_i64));
    assert_eq!(turn.page(Some(&1_i64), 1), Some(2_i64));
}

#[test]
fn the_total_ends_a_list() {
    assert_eq!(
        after(3).total(Some(&6_i64)).offset::<i64>(Some(&3_i64)),
        None
    );
    let mut listed = 3;
    let turn = Turn::after(3, &mut listed).total(Some(&6_i64));
    assert_eq!(turn.page::<i64>(Some(&2_i64), 1), None);
    assert_eq!(listed, 6);
}

#[test]
fn the_number_of_pages_ends_a_list() {
    assert_eq!(
        after(3).pages(Some(&2_i64)).page::<i64>(Some(&2_i64), 1),
        None
    );
    assert_eq!(
        after(3).pages(Some(&2_i64)).page(Some(&1_i64), 1),
        Some(2_i64)
    );
    assert_eq!(
        after(3).pages(Some(&2_i64)).page::<i64>(Some(&1_i64), 0),
        None
    );
}

#[test]
fn a_total_may_be_written_in_many_ways() {
    let ends = |turn: Turn| turn.offset::<i64>(Some(&0_i64)).is_none();
    assert!(ends(after(3).total(Some(&3_f64))));
    assert!(ends(after(3).total(Some(&"3".to_owned()))));
    assert!(ends(after(3).total(Some(&json!("3")))));
    assert!(ends(after(3).total(Some(&json!(3)))));
    assert!(ends(after(3).total(Some(&3_u64))));
}

#[test]
fn a_total_that_makes_no_sense_tells_nothing() {
    for total in [json!(-1), json!(2.5), json!("many"), json!([]), Value::Null] {
        let turn = after(3).total(Some(&total));
        assert_eq!(turn.offset(Some(&0_i64)), Some(3_i64), "{total}");
    }
}

#[test]
fn a_number_that_its_place_cannot_hold_ends_a_list() {
    assert_eq!(after(1).offset::<i32>(Some(&i32::MAX)), None);
    assert_eq!(after(1).offset::<u64>(Some(&u64::MAX)), None);
    assert_eq!(after(1).page::<u64>(Some(&u64::MAX), 1), None);
}

#[test]
fn a_cursor_that_is_absent_null_or_empty_ends_a_list() {
    let absent: Option<Nullable<String>> = Some(Nullable::Null);
    let next = absent.as_ref().and_then(Nullable::as_option);
    assert_eq!(cursor::<String>(next), None);
    assert_eq!(cursor(Some(&String::new())), None);
    assert_eq!(cursor(Some(&"b".to_owned())), Some("b".to_owned()));
    assert_eq!(cursor(Some(&7_i64)), Some(7_i64));
}

#[test]
fn a_format_with_a_type_of_its_own_leads_on() {
    let number: Number = "18446744073709551614".parse().expect("a number");
    let next = after(1).offset::<Number>(Some(&number));
    assert_eq!(next, Some(Number::from(u64::MAX)));
    let total: Decimal = "3".parse().expect("a decimal number");
    assert_eq!(after(3).total(Some(&total)).offset::<i64>(Some(&0)), None);
    let date: Date = "2026-01-31".parse().expect("a date");
    assert_eq!(cursor(Some(&date)), Some(date));
}
