//! Lines are judged as they stand in the end.

use super::super::*;

/// Whether docs are safe, also with a value of the document behind them.
#[track_caller]
fn check(text: &str) {
    let mut docs = markdown(text);
    assert!(is_safe(&docs.lines.join("\n")), "{:#?}", docs.lines);
    docs.append(&format!("Default: {}.", code(text)));
    assert!(is_safe(&docs.lines.join("\n")), "{:#?}", docs.lines);
}

#[test]
fn a_break_makes_no_code_that_runs() {
    check(&format!(
        "```rust {} std::fs::write(\"a\", \"x\").unwrap() // `` ```",
        "x".repeat(92)
    ));
    check(&format!(
        "{}a\n\n1.      include!(\"evil.rs\")",
        "> ".repeat(40)
    ));
    check(&format!("{}a\n\n2)      panic!()\n#\n===", "> ".repeat(40)));
}

#[test]
fn a_break_makes_no_html() {
    let long = "w".repeat(68);
    for inner in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
    ] {
        check(&format!("x `{inner} {long} [^1]: y`"));
        check(&format!("{inner} {long} [^1]: y"));
        check(&format!("x ``{inner} ` {long} ` [^1]: y`` {long} {long}"));
    }
}

#[test]
fn what_entities_stand_for_is_harmless_in_code_too() {
    for text in [
        "<pre>a&#13;b</pre>",
        "<code>&#x202e;b</code>",
        "<pre>&#x202e;b</pre>",
        "<p>`a&#x202e;b`</p>",
        "<pre>a&#27;[31m&#8;</pre>",
        "<code>a&#8203;b</code>",
    ] {
        let lines = markdown(text).lines;
        let is_harmless = |c: char| harmless(c) == Some(c);
        assert!(
            lines.iter().all(|line| line.chars().all(is_harmless)),
            "{lines:?}"
        );
    }
}

#[test]
fn code_is_not_broken() {
    let line = format!("{{\"a\": \"{}\"}}", "word ".repeat(40));
    let text = format!("Like:\n\n```json\n{line}\n\n\nb\n```");
    let expected = format!("Like:\n\n```text\n{line}\n\n\nb\n```");
    assert_eq!(markdown(&text).lines.join("\n"), expected);
}
