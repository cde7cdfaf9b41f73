//! What becomes of HTML in descriptions.

use pulldown_cmark::{Event, Options, Parser};

use super::super::flow::without_html;
use super::*;

#[test]
fn paragraphs_and_breaks() {
    check(
        "<p>One\ntwo.</p>\n<p>Three.</p>\n\n<p>Four.</p>\n",
        "One two.\n\nThree.\n\nFour.",
    );
    check("<div>One</div>two", "One\n\ntwo");
    check("one<br/>two<BR>three", "one\\\ntwo\\\nthree");
    check("one <br>\ntwo\n<br>three", "one\\\ntwo\\\nthree");
    check(
        "<ul><li>one<p>two<br><br>three</ul>",
        "* one\\\n  two\\\n  three",
    );
    check("one<br><br />two", "one\n\ntwo");
}

#[test]
fn code_and_stress() {
    check(
        "<p><code>a_b</code> is <b>bold</b>, <i>slanted</i>.</p>",
        "`a_b` is **bold**, *slanted*.",
    );
    check(
        "As <tt>x*y</tt> and <code>__z__</code> say",
        "As `x*y` and `__z__` say",
    );
    check(
        "<p>With `quotes` of Markdown, or `one</p>",
        r"With \`quotes\` of Markdown, or \`one",
    );
    check(
        "<p>With `quotes` of Markdown</p>",
        "With `quotes` of Markdown",
    );
    check("<code>Vec<T></code>", "`Vec<T>`");
    check("<p><code>a&lt;b&gt;</code></p>", "`a<b>`");
}

#[test]
fn stress_stands_where_markdown_sees_it() {
    check(
        "<b> Note: </b>see<b>\"this\"</b>word",
        "**Note:** see **\"this\"** word",
    );
    check("<b>H</b>ello", "**H**ello");
    check(
        "<b><strong>x</strong></b> <h2><b>y</b></h2>",
        "**x**\n\n**y**",
    );
}

#[test]
fn preformatted_text_keeps_its_lines() {
    check(
        "<pre>\nlet a = &lt;b&gt;;\n  c\n</pre>",
        "```text\nlet a = <b>;\n  c\n```",
    );
    check(
        "<pre>```\nfn main() {}</pre>",
        "````text\n```\nfn main() {}\n````",
    );
}

#[test]
fn lists() {
    check(
        "<ul> <li> <p>a</p> </li> <li>b<ul><li>c</li></ul></li></ul>",
        "* a\n* b\n  * c",
    );
    check(
        "Values: <ol><li>a<li>b</ol> end",
        "Values:\n\n1. a\n2. b\n\nend",
    );
    check("<ul>\n\n<li>a\n\n<li>b\n\n</ul>\n\nend", "* a\n* b\n\nend");
    check("<li>alone</li>", "* alone");
}

#[test]
fn headings_are_what_headings_of_markdown_are() {
    check("<h1>Title</h1>text", "**Title**\n\ntext");
}

#[test]
fn tables_are_lists_of_their_rows() {
    check(
        "<table><tr><th>code</th><th>meaning</th></tr><tr><td>1</td><td>on</td></tr></table>",
        "* code – meaning\n* 1 – on",
    );
}

#[test]
fn blocks_of_docbook_are_paragraphs() {
    check(
        "<fullname>Service</fullname> <p>One.</p> <note> <p>Two.</p> </note> <important>Three.</important>",
        "Service\n\nOne.\n\nTwo.\n\nThree.",
    );
    check(
        "One.<Caution>Two.</Caution>Three.",
        "One.\n\nTwo.\n\nThree.",
    );
    check(
        "<ul><li>one <warning>two</warning></li></ul><tip>three</tip>",
        "* one\\\n  two\n\nthree",
    );
    check(
        "the path <note> of a <currency> has <p>no end</p>",
        "the path \\<note> of a \\<currency> has\n\nno end",
    );
}

#[test]
fn an_anchor_is_a_link_if_it_leads_somewhere() {
    check(
        r#"See <a target="_blank" href="https://a.example/x?a=1&amp;b=2">the *page</a>."#,
        r"See [the \*page](https://a.example/x?a=1&amp;b=2).",
    );
    check(
        "<p><a href='https://a.example'>a </a>.</p>",
        "[a](https://a.example).",
    );
    check(
        "<a href=mailto:a@b.example>mail</a>",
        "[mail](mailto:a@b.example)",
    );
    check(
        r#"<p>See <a href="/docs/x">it</a>, <a data-href="https://a.example">that</a></p>"#,
        "See it, that",
    );
    for tag in [
        r#"<a title="href='x'" href="https://a.example">"#,
        "<a title='a href=x' HREF = https://a.example>",
        r#"<a/href="https://a.example"/href="https://b.example">"#,
        "<a = title href='https://a.example'>",
    ] {
        check(
            &format!("<p>See {tag}it</a>.</p>"),
            "See [it](https://a.example).",
        );
    }
    check(
        r#"<p>See <a title=" href=https://a.example" href>it</a>.</p>"#,
        "See it.",
    );
    check(
        "[x <a href='https://a.example'>y</a>](https://b.example)",
        "[x y](https://b.example)",
    );
}

#[test]
fn entities_are_characters() {
    check(
        "<p>a&nbsp;b &hellip; &#8212; &bogus; AT&T</p>",
        "a b … — &amp;bogus; AT&amp;T",
    );
    check("<p>a&#x202e;b &lt;script&gt;</p>", r"ab \<script>");
}

#[test]
fn comments_are_not_shown_and_unknown_tags_are_text() {
    check("<!-- hidden -->shown<!-- too -->", "shown");
    check("<!-->shown<!--->, too<!---->.", "shown, too.");
    check("a <!-->b<!--->c", "a bc");
    check(
        "a <currency> or Vec<Thing>",
        r"a \<currency> or Vec\<Thing>",
    );
    check(
        "<script>alert(1)</script> <b>b</b>",
        r"\<script>alert(1)\</script> **b**",
    );
}

#[test]
fn what_is_not_closed_ends_with_its_block() {
    check("- a <b>b <code>c\n- d</li></ul></code>", "* a **b c**\n* d");
    check("<p>a <i>b\n\nc</i></p></div>", "a *b*\n\nc");
    check("> a <ul><li>b\n\nc", " >\n > a\n >\n > * b\n\nc");
    check(
        "<b></b><p></p><ul><li></li></ul><a href='https://a.example'></a><code> </code>",
        "",
    );
}

/// Texts that want to be something else than text.
const HOSTILE: [&str; 13] = [
    r#"<a href="javascript:run()">it</a> <a href='https://a.example/)](javascript:x'>x</a>"#,
    r#"<a href="https://a.example/x">it."#,
    "</code> </pre> </ul></li> */ --> ]]>",
    "<pre>```rust\nfn main() {}\n```</pre>\n<pre>~~~",
    "<code>`</code><code>```rust</code>\n<code>\n    fn main() {}",
    "<p>&#96;&#96;&#96;rust&#10;fn main() {}&#10;&#96;&#96;&#96;</p>",
    "<p>&lt;script&gt;&#10;&#10;&#32;&#32;&#32;&#32;fn main() {}</p>",
    "<ul><li>```\n<li>    x\n</ul><img src=x onerror=alert(1)><svg/onload=x>",
    "<!-- --><style>x</style><textarea><![CDATA[ <b> ]]><?php ?><!DOCTYPE x>",
    "<div>[a](javascript:x) [String] ![i](https://a.example)</div>",
    "- <table><tr><td>a</table>\n  <h1>b\n\n      fn main() {}",
    "<note>\n\n    fn main() {}\n</note><tip>```rust</tip><note><script></note>",
    "<h1>&#35; a</h1><p>- b<br>1. c<br># d<br>    e<br>> f<br>===<br>+ g</p>",
];

#[test]
fn hostile_html_is_nothing_but_text() {
    for text in HOSTILE {
        let docs = markdown(text).lines.join("\n");
        assert!(is_safe(&docs), "{text:?} became {docs:?}");
    }
}

#[test]
fn tags_in_any_order_give_elements_that_are_well_nested() {
    let pieces = [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<code>",
        "</code>",
        "<pre>",
        "</pre>",
        "<a href='https://a.example'>",
        "</a>",
        "<h1>",
        "</h1>",
        "<br>",
        "<td>",
        "text ",
        "`x` ",
        "*s* ",
        "**",
        "\n",
        "\n\n",
        "\n- ",
        "\n> ",
        "\n1. ",
        "\n# ",
        "[l](https://b.example) ",
        "<x>",
        "<note>",
        "</note>",
        "\n| a | b |\n|---|---|\n| ",
        " | ",
        "  \n",
        "<!--",
        "-->",
        "<!-->",
    ];
    let mut seed = 1_u64;
    for _ in 0..3_000 {
        let mut text = String::new();
        for _ in 0..16 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = (seed >> 33) as usize % pieces.len();
            text.push_str(pieces[at]);
        }
        let docs = markdown(&text).lines.join("\n");
        assert!(is_safe(&docs), "{text:?} became {docs:?}");
        let parsed = Parser::new_ext(&text, Options::ENABLE_TABLES)
            .into_offset_iter()
            .collect();
        assert!(is_nested(&without_html(&text, parsed)), "{text:?}");
    }
}

/// Whether each element ends, and ends what began last.
fn is_nested(events: &[Event<'_>]) -> bool {
    let mut open = Vec::new();
    let is_fine = events.iter().all(|event| match event {
        Event::Start(tag) => {
            open.push(tag.to_end());
            true
        }
        Event::End(end) => open.pop() == Some(*end),
        Event::Html(_) | Event::InlineHtml(_) => false,
        _ => true,
    });
    is_fine && open.is_empty()
}

#[test]
fn much_html_is_text_as_well() {
    let pieces = [
        "<",
        "<p",
        "<a href=\"",
        "<!--",
        "<a x",
        "<a =",
        "<b>",
        "<ul><li>x",
        "<div>",
        "</ul>",
        "<i>a</b>",
        "&",
        "&#",
        "<code>",
        "<p>`",
        "> <ul>",
        "<table><td>",
        "<note>",
        "</note>",
        "|a",
        "a|b\n-|-\n",
        "<br>x",
        "x  \n",
        "<a href='https://a.example'>x",
    ];
    for piece in pieces {
        let text = piece.repeat(1_000_000 / piece.len());
        for text in [format!("<div>{text}"), text] {
            assert!(is_safe(&markdown(&text).lines.join("\n")), "{piece}");
        }
    }
}
