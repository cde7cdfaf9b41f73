//! What becomes of descriptions.

mod html;
mod lines;
mod table;

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
fn only_links_to_the_web_stay() {
    check(
        "[a](https://example.com/x) [b](#/c) [d](javascript:x)",
        "[a](https://example.com/x) b d",
    );
    check("See https://example.com/x.", "See <https://example.com/x>.");
    check(
        "* *a*\n* https://example.com/x",
        "* *a*\n* <https://example.com/x>",
    );
}

#[test]
fn brackets_are_no_links_to_items() {
    let docs = markdown("an array [String] of [x][y]").lines.join("\n");
    assert!(docs.contains("\\[String\\]"), "{docs}");
}

#[test]
fn entities_cannot_bring_in_what_is_invisible() {
    check("a&#x202e;b&#10;c &#x2028; d&#0x;", "ab c   d&amp;#0x;");
    check(
        "[a&#x2066;](https://a.example \"&#x202e;\")",
        "[a](https://a.example)",
    );
}

#[test]
fn lines_that_were_broken_for_their_length_are_one_line_again() {
    let long = "A sentence that was broken near the sixtieth column because";
    check(
        &format!("{long}\nIt was long."),
        &format!("{long}\nIt was long."),
    );
    check(
        &format!("{long} so\nIt was long."),
        &format!("{long} so It was long."),
    );
    check(
        "A sentence that\ngoes on,\nand on.",
        "A sentence that goes on, and on.",
    );
    check("- an item\n  that goes on", "* an item that goes on");
    check("Lines:\n1 = on\n0 = off", "Lines:\n1 = on\n0 = off");
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
fn a_line_begins_with_what_begins_no_block() {
    let text = "x".repeat(WIDTH - 4);
    for word in [
        "*stress*",
        "**strong**",
        "[link](https://a.example)",
        "\"quote\"",
        "12 pieces",
        "(or)",
    ] {
        let docs = markdown(&format!("{text} and {word} so"));
        let broken = docs.lines[1..].join(" ");
        assert!(broken.contains(word), "{docs:?}");
    }
    for word in ["12. b", "- b", "+ b", "1) b", "# b", "> b"] {
        let docs = markdown(&format!("{text} and {word} so"));
        assert!(docs.lines[1..].join(" ").starts_with("b "), "{docs:?}");
    }
}

#[test]
fn sentences_of_ours_end_the_last_paragraph_if_that_is_plain() {
    let check = |text: &str, expected: &str| {
        let mut docs = markdown(text);
        docs.append("Minimum: `1`.");
        assert_eq!(docs.lines.join("\n"), expected);
    };
    check("", "Minimum: `1`.");
    check("One", "One. Minimum: `1`.");
    check("See \"one.\"", "See \"one.\" Minimum: `1`.");
    check(
        "One.\n\n`two` [three](https://a.example)",
        "One.\n\n`two` [three](https://a.example). Minimum: `1`.",
    );
    for text in [
        "Values:",
        "a\n\n* b",
        "1. a",
        "> a",
        "# a",
        "```\na\n\nb\n```",
        "a\n* b\n\n  c",
    ] {
        let alone = markdown(text).lines.join("\n");
        check(text, &format!("{alone}\n\nMinimum: `1`."));
    }
}

#[test]
fn a_line_of_ours_is_not_broken() {
    let mut docs = markdown("One");
    let line = "`word` ".repeat(30);
    docs.append_line(&line);
    assert_eq!(docs.lines, ["One.", line.as_str()]);
}

#[test]
fn a_name_is_one_whatever_stands_between_its_words() {
    assert!(is_name("range_query_specs", "RangeQuerySpecs"));
    assert!(is_name("Order status.", "order-status"));
    assert!(!is_name("Order", "OrderStatus"));
}

#[test]
fn a_text_begins_with_the_sentence_that_is_its_start() {
    for text in ["List orders", "list Orders.", "List orders. All of them."] {
        assert!(begins_with(text, "List orders"), "{text}");
    }
    for text in ["List orders of one user", "List", "", "Lists"] {
        assert!(!begins_with(text, "List orders"), "{text}");
    }
    assert!(begins_with("List orders. All.", "List orders."));
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
fn line_ends_that_are_meant_are_shown() {
    check("a  \nb\\\nc\nD", "a\\\nb\\\nc\nD");
    check("> a  \n> b", " >\n > a\\\n > b");
    check("* a   \n  **b**  \n  c", "* a\\\n  **b**\\\n  c");
    check("a\\\\  \nb", "a\\\\\\\nb");
    check("```\na  \n```\n\nb  \nc  ", "```text\na\n```\n\nb\\\nc");
}

#[test]
fn code_cannot_close_its_quotes() {
    assert_eq!(code("a`b\nc"), "``a`b c``");
    assert_eq!(code("``"), "``` `` ```");
}
