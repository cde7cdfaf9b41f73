//! What becomes of descriptions.

use super::wrap::WIDTH;
use super::*;

fn check(text: &str, expected: &str) {
    assert_eq!(markdown(text).lines.join("\n"), expected);
}

#[test]
fn plain_sentences_stay_as_they_are() {
    check("One sentence.\nAnother one.", "One sentence.\nAnother one.");
    check("With `code` and *stress*.", "With `code` and *stress*.");
}

#[test]
fn what_is_plain_would_be_written_anew_as_it_is() {
    let long = "A word, and another one (see below): 1. 2) - 3 + 4! ".repeat(9);
    for text in [
        "a",
        "One sentence.",
        "Wow!",
        "Is it 5%? Yes: 10/2 - 5 + 1; \"so\" 'it' (is)",
        "a  b   c",
        "a@b.example, www.example.com",
        "e.g. and/or - or +1",
        "A. b",
        "http: //x",
        long.trim_end(),
    ] {
        assert!(is_plain_line(text), "{text}");
        assert_eq!(markdown(text), rewritten(text), "{text}");
    }
    for text in [
        "", " a", "a ", "1. a", "- a", "a\nb", "a_b", "a *b*", "a\tb", "http://x",
    ] {
        assert!(!is_plain_line(text), "{text}");
    }
}

#[test]
fn quotes_within_quotes_are_plain_text_from_some_depth_on() {
    check("> > a", " >\n >  >\n >  > a");
    let deep = format!("{}a", "> ".repeat(9_000));
    let docs = markdown(&deep);
    assert!(docs.lines[0].starts_with("\\> "), "{:.20}", docs.lines[0]);
}

#[test]
fn code_is_never_a_doctest() {
    for text in [
        "```rust\nfn main() {}\n```",
        "~~~\nfn main() {}\n~~~",
        "    fn main() {}",
        "- item\n\n      fn main() {}",
        "> ```\n> fn main() {}\n> ```",
        "```\nunclosed",
        "`````rust,no_run\nx\n`````",
        "* a\n  ~~~ignore\n  x",
    ] {
        let docs = markdown(text).lines.join("\n");
        assert!(is_safe(&docs), "{text:?} became {docs:?}");
    }
}

#[test]
fn code_at_the_end_is_closed() {
    check("    x", "```text\nx\n```");
    check("```\nunclosed", "```text\nunclosed\n```");
}

#[test]
fn code_with_a_fence_in_it_stays_code() {
    check("~~~\n```\n~~~", "````text\n```\n````");
}

#[test]
fn lists_are_counted() {
    check("1. a\n2. b", "1. a\n2. b");
}

#[test]
fn html_is_text() {
    let docs = markdown("<script>alert(1)</script> and <b>bold</b>")
        .lines
        .join("\n");
    assert!(is_safe(&docs), "{docs}");
    assert!(docs.contains("script"), "{docs}");
}

#[test]
fn a_break_of_html_is_a_break() {
    let docs = markdown("one<br/>two<BR>three");
    assert_eq!(docs.lines, ["one", "two", "three"]);
}

#[test]
fn an_anchor_of_html_is_a_link() {
    let docs = markdown(r#"See <a target="_blank" href="https://a.example/x">the *page</a>."#);
    assert_eq!(docs.lines, [r"See [the \*page](https://a.example/x)."]);
}

#[test]
fn an_anchor_that_is_no_link_is_text_with_links() {
    for text in [
        r#"See <a href="javascript:run()">it</a>."#,
        r#"See <a href="https://a.example/x">it."#,
        r#"<div href="https://a.example/x">it</div>"#,
    ] {
        let docs = markdown(text).lines.join("\n");
        assert!(is_safe(&docs) && !docs.contains("](javascript"), "{docs}");
        let addresses = docs.matches("https://").count();
        assert_eq!(docs.matches("<https://").count(), addresses, "{docs}");
    }
}

#[test]
fn only_links_to_the_web_stay() {
    check(
        "[a](https://example.com/x) [b](#/c) [d](javascript:x)",
        "[a](https://example.com/x) b d",
    );
    check("See https://example.com/x.", "See <https://example.com/x>.");
}

#[test]
fn brackets_are_no_links_to_items() {
    let docs = markdown("an array [String] of [x][y]").lines.join("\n");
    assert!(docs.contains("\\[String\\]"), "{docs}");
}

#[test]
fn control_and_direction_signs_are_left_out() {
    check("a\u{202e}b\u{0}c\u{2066}d", "abcd");
}

#[test]
fn long_lines_are_broken_at_blanks() {
    let docs = markdown(&"word ".repeat(60));
    assert!(docs.lines.len() > 1);
    assert!(
        docs.lines.iter().all(|line| line.len() <= WIDTH),
        "{docs:?}"
    );
}

#[test]
fn a_broken_list_item_stays_one_item() {
    let docs = markdown(&format!("- {}", "word ".repeat(40)));
    assert!(docs.lines[1].starts_with("  word"), "{docs:?}");
}

#[test]
fn a_broken_quote_stays_a_quote() {
    let docs = markdown(&format!("> {}", "word ".repeat(60)));
    assert!(docs.lines.len() > 1);
    let is_quoted = |line: &String| line.trim_start().starts_with('>');
    assert!(docs.lines.iter().all(is_quoted), "{docs:?}");
}

#[test]
fn inline_text_is_one_line() {
    assert_eq!(inline("a\n# b"), "a \\# b");
}

#[test]
fn code_cannot_close_its_quotes() {
    assert_eq!(code("a`b\nc"), "``a`b c``");
    assert_eq!(code("``"), "``` `` ```");
}
