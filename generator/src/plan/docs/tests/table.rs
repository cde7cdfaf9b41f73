//! What becomes of tables.

use pulldown_cmark::{Event, Parser, Tag};

use super::super::rewrite::options;
use super::*;

const TABLE: &str = "| Value | Meaning |\n| --- | :-: |\n| `a` | *on* |\n| b | |\n";

/// How many rows below the head rustdoc sees in the tables of `docs`, and how many cells in all.
fn rows_and_cells(docs: &str) -> (usize, usize) {
    let count = |is: fn(&Tag<'_>) -> bool| {
        let events = Parser::new_ext(docs, options());
        let tags = events.filter(|event| matches!(event, Event::Start(tag) if is(tag)));
        tags.count()
    };
    (
        count(|tag| matches!(tag, Tag::TableRow)),
        count(|tag| matches!(tag, Tag::TableCell)),
    )
}

#[test]
fn tables_stay_tables() {
    check(
        &format!("Values:\n\n{TABLE}\nend"),
        "Values:\n\n|Value|Meaning|\n|-----|:-----:|\n|`a`|*on*|\n|b||\n\nend",
    );
    check(
        "Values:\n| a | b\n| -- | --\n| 1 | 2",
        "Values:\n\n|a|b|\n|-|-|\n|1|2|",
    );
    check(
        "* one\n\n  |a|\n  |-|\n  |b|",
        "* one\n\n  |a|\n  |-|\n  |b|",
    );
}

#[test]
fn bars_without_a_table_are_text() {
    check("one | two", "one | two");
    check("| one | two |\n| 1 | 2 |", "\\| one | two |\n\\| 1 | 2 |");
}

#[test]
fn rows_are_not_broken_and_nothing_is_put_behind_them() {
    let long = format!("{TABLE}| {} | x |", "word ".repeat(60));
    let mut docs = markdown(&long);
    docs.append("Max length: `3`.");
    let end = docs.lines.len();
    assert!(docs.lines[end - 3].starts_with("|word word"), "{docs:?}");
    assert_eq!(docs.lines[end - 2..], ["", "Max length: `3`."]);
    assert_eq!(rows_and_cells(&docs.lines.join("\n")), (3, 8), "{docs:?}");
}

#[test]
fn html_in_a_cell_stays_in_its_line() {
    let table = |cell: &str| {
        let head = "|a|b|\n|-|-|\n";
        check(
            &format!("{head}| {cell} | x |\n\n<p>end</p>"),
            &format!("{head}|one two|x|\n\nend"),
        );
    };
    for cell in [
        "one<br>two",
        "<p>one</p><p>two</p>",
        "<ul><li>one</li><li>two</li></ul>",
        "<h1>one</h1>two",
        "<note>one</note>two",
        "one</td><td>two</td></tr></table>",
    ] {
        table(cell);
    }
    check(
        "|a|\n|-|\n|<b>x<code>y\\|z</code> <pre>v</pre>|\n|<i>w|",
        "|a|\n|-|\n|**x`y\\|z` `v`**|\n|*w*|",
    );
}

#[test]
fn a_bar_in_an_address_ends_no_cell() {
    check(
        "|a|\n|-|\n|[u](https://a.example/\\|v)|",
        "|a|\n|-|\n|[u](https://a.example/%7Cv)|",
    );
    check(
        "<https://a.example/|w>",
        "[https://a.example/|w](https://a.example/%7Cw)",
    );
}

#[test]
fn nothing_in_a_cell_is_code_or_leads_elsewhere() {
    for cell in [
        "<script>alert(1)</script>",
        "[String] [x][y] [z](javascript:z)",
        "https://a.example/x\\|y [u](https://a.example/\\|v)",
        "```rust fn main() {}```",
        "`a\\|b` \\| `c",
        "&lt;b&gt; &#124; &#96;&#10;&#10;    fn main() {}",
        "![i](https://a.example/i.png) [^1] ~~x~~ **y",
        "</td></tr></table> <!-- <b> <a href='https://a.example/|'>u",
    ] {
        let text = format!("{TABLE}| {cell} | x |\n");
        let docs = markdown(&text).lines.join("\n");
        assert!(is_safe(&docs), "{cell} became {docs}");
        assert!(
            !docs.contains("[String]") && !docs.contains("[x]"),
            "{docs}"
        );
        assert_eq!(rows_and_cells(&docs), (3, 8), "{cell} became {docs}");
    }
}
