//! Headers of responses, read one by one.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::support::headers::Headers;
use crate::support::{Decimal, HeaderError, RawJson};

fn headers(pairs: &[(&'static str, &str)]) -> Headers {
    let mut map = HeaderMap::new();
    for &(name, value) in pairs {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header can hold it");
        map.append(HeaderName::from_static(name), value);
    }
    Headers::from(map)
}

fn list(values: &[&str]) -> Vec<String> {
    let pairs: Vec<_> = values.iter().map(|value| ("x-list", *value)).collect();
    headers(&pairs).list("x-list").expect("texts are read")
}

#[test]
fn a_header_is_found_whatever_its_case_and_read_as_its_type() {
    let found = headers(&[
        ("x-total", "12"),
        ("x-again", "true"),
        ("x-rate", "1.50"),
        ("x-digits", "007"),
        ("x-name", "żółw"),
    ]);
    assert_eq!(found.required("X-Total"), Ok(12_u32));
    assert_eq!(found.required("X-AGAIN"), Ok(true));
    assert_eq!(found.required("x-rate"), Ok(1.5_f64));
    let exact: Decimal = found.required("x-rate").expect("a decimal is read");
    assert_eq!(exact.to_string(), "1.50");
    assert_eq!(found.required("x-digits"), Ok("007".to_owned()));
    assert_eq!(found.required("x-name"), Ok("żółw".to_owned()));
}

#[test]
fn what_is_absent_is_told_from_what_does_not_fit() {
    let mut map = headers(&[("x-total", "many")]).as_map().clone();
    let latin = HeaderValue::from_bytes(b"\xe9").expect("a header can hold it");
    map.insert("x-name", latin);
    let found = Headers::from(map);
    assert_eq!(found.optional::<u32>("x-pages"), Ok(None));
    let absent = HeaderError::Absent("x-pages");
    assert_eq!(found.required::<u32>("x-pages"), Err(absent.clone()));
    let malformed = HeaderError::Malformed("x-total");
    assert_eq!(found.optional::<u32>("x-total"), Err(malformed));
    let malformed = HeaderError::Malformed("x-name");
    assert_eq!(found.optional::<String>("x-name"), Err(malformed));
    assert_eq!(absent.to_string(), "the response has no header `x-pages`");
}

#[test]
fn several_headers_of_a_name_are_one_text() {
    let found = headers(&[("link", "<a>; rel=next"), ("link", "<b>; rel=last")]);
    let text = "<a>; rel=next, <b>; rel=last";
    assert_eq!(found.required("link"), Ok(text.to_owned()));
}

#[test]
fn a_list_may_stand_in_several_headers_and_is_empty_without_one() {
    assert_eq!(list(&["a, b", "c"]), ["a", "b", "c"]);
    assert_eq!(list(&["a,,\t b ,", ""]), ["a", "b"]);
    assert!(list(&[""]).is_empty());
    assert!(list(&[]).is_empty());
    let found = headers(&[("x-list", "1,2"), ("x-list", "3")]);
    assert_eq!(found.list("x-list"), Ok(vec![1, 2, 3]));
    assert!(found.list::<bool>("x-list").is_err());
}

#[test]
fn a_comma_between_quotes_separates_nothing() {
    assert_eq!(list(&[r#"W/"a,b", "c\",d""#]), [r#"W/"a,b""#, r#""c\",d""#]);
    assert_eq!(list(&[r#"5",6",7"#]), [r#"5",6""#, "7"]);
    assert_eq!(list(&[r#"5",6"#]), [r#"5""#, "6"]);
}

#[test]
fn cookies_are_read_one_by_one() {
    let date = "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT";
    let found = headers(&[("set-cookie", date), ("set-cookie", "b=2")]);
    let cookies = vec![date.to_owned(), "b=2".to_owned()];
    assert_eq!(found.each("set-cookie"), Ok(cookies));
}

#[test]
fn json_is_read_as_json() {
    let found = headers(&[("x-json", r#"{"a": [1, 2]}"#), ("x-text", "\"12\"")]);
    let json: RawJson = found.required_json("x-json").expect("it is JSON");
    assert_eq!(json.as_str(), r#"{"a": [1, 2]}"#);
    assert_eq!(found.json("x-text"), Ok(Some("12".to_owned())));
    assert_eq!(found.json::<String>("x-none"), Ok(None));
}

#[test]
fn debug_shows_no_value() {
    let found = headers(&[("x-token", "hidden")]);
    assert_eq!(format!("{found:?}"), r#"{"x-token"}"#);
}

#[test]
fn a_list_of_quotes_is_read_in_no_time() {
    let hostile = format!("\"{}", "\\\"".repeat(200_000));
    assert_eq!(list(&[&hostile]).len(), 1);
}
