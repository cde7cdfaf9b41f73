//! Members of objects, and paths to errors.

use crate::support::json_text::{members, offset, path_at};

#[test]
fn what_is_no_object_has_no_members() {
    for text in [
        "", "[]", "1", "null", "\"{}\"", "{", "{}}", "{\"a\":}", "{} {}",
    ] {
        assert!(members(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn deep_nesting_is_no_overflow() {
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    assert!(members(deep.as_bytes()).is_err());
    assert!(path_at(deep.as_bytes(), deep.len()).starts_with("a[0][0]"));
}

/// The path at the end of the part of `text` before `|`.
fn path(text: &str) -> String {
    let offset = text.find('|').expect("a mark");
    path_at(text.replacen('|', "", 1).as_bytes(), offset)
}

#[test]
fn paths_name_the_value_that_ends_at_the_offset() {
    assert_eq!(path(r#"{"a":1|}"#), "a");
    assert_eq!(path(r#"{"a":{"b":[1,{"c":"x"|}]}}"#), "a.b[1].c");
    assert_eq!(path(r#"{"a":[1,2],"b"|:3}"#), "b");
    assert_eq!(path(r#"{"a":{"b":1}|}"#), "a");
    assert_eq!(path(r#"{"a":1}|"#), "");
    assert_eq!(path("[[],[1,2|]]"), "[1][1]");
    assert_eq!(path(r#"{"a":"},]\"{"|}"#), "a");
}

#[test]
fn odd_names_are_quoted() {
    assert_eq!(path(r#"{"a b":{"":{"c.d":1|}}}"#), r#"["a b"][""]["c.d"]"#);
}

#[test]
fn broken_text_has_a_path_too() {
    assert_eq!(path(r#"{"a":"never|"#), "a");
    assert_eq!(path(r#"]]}}{"a":[|"#), "a[0]");
    assert_eq!(path("|"), "");
    assert_eq!(path_at(b"{}", 100), "");
    assert_eq!(
        path_at(&[b'{', b'"', 0xff, b'"', b':', b'1'], 6),
        "[\"\u{fffd}\"]"
    );
}

#[test]
fn lines_and_columns_become_offsets() {
    let text = b"ab\ncd\n";
    assert_eq!(offset(text, 1, 0), 0);
    assert_eq!(offset(text, 1, 2), 2);
    assert_eq!(offset(text, 2, 1), 4);
    assert_eq!(offset(text, 9, 9), 6);
    assert_eq!(offset(b"", 0, 0), 0);
}
