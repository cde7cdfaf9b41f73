//! Descriptions of a document, made fit for rustdoc.
//!
//! In: Markdown written by a stranger. Out: lines of Markdown in which nothing runs as a doctest, nothing is
//! HTML, every link leads to the web, and nothing breaks rustdoc's or Clippy's lints.
//! The text is parsed as rustdoc parses it and written anew from what is allowed, so that what is not thought
//! of here is left out rather than let through.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use pulldown_cmark_to_cmark::{
    Options as Output, calculate_code_block_token_count, cmark_with_options,
};
use serde::Serialize;

use crate::ir::ExternalDocs;

/// Lines are broken at blanks before this column.
const WIDTH: usize = 100;

/// Longest description that is taken over, in characters; the rest stands in the document.
const LONGEST: usize = 20_000;
/// Elements inside each other that are written as such: each line repeats the marks of all, so that the time
/// grows with the square of the depth. A deeper text is shown as plain text.
const DEEPEST: usize = 32;

/// Lines of a doc comment, without the slashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Docs {
    /// Each without a line break.
    pub lines: Vec<String>,
}

impl Docs {
    /// No comment at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// Docs of our own words, already Markdown.
    pub fn text(text: &str) -> Self {
        Self {
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    /// Docs of our own words, already Markdown, whose long lines are broken.
    pub fn wrapped(text: &str) -> Self {
        Self {
            lines: text.lines().flat_map(wrap).collect(),
        }
    }

    /// Appends a paragraph of our own words, already Markdown.
    #[must_use]
    pub fn and(mut self, text: &str) -> Self {
        self.push(&Self::text(text));
        self
    }

    /// Appends another text as paragraphs of its own.
    pub fn push(&mut self, other: &Self) {
        if other.lines.is_empty() {
            return;
        }
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(other.lines.iter().cloned());
    }

    /// Appends sentences of our own, already Markdown: to the text if that is one plain paragraph, else below it.
    pub fn append(&mut self, sentences: &str) {
        if sentences.is_empty() {
            return;
        }
        if !self.is_plain_paragraph() {
            return self.push(&Self::wrapped(sentences));
        }
        let last = self.lines.pop().unwrap_or_default();
        let stop = if last.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '`' | ')' | '"'))
        {
            "."
        } else {
            ""
        };
        self.lines
            .extend(wrap(&format!("{last}{stop} {sentences}")));
    }

    /// Whether this is one paragraph of text: no list, table, quote or code, and no break at its end.
    fn is_plain_paragraph(&self) -> bool {
        let is_plain = |line: &String| {
            line.starts_with(|c: char| {
                c.is_alphabetic() || matches!(c, '`' | '[' | '(' | '"' | '\'')
            })
        };
        let is_code = |line: &String| line.contains("```") || line.contains("~~~");
        let breaks = |line: &String| line.ends_with('\\');
        !self.lines.is_empty()
            && self.lines.iter().all(is_plain)
            && !self.lines.iter().any(is_code)
            && !self.lines.last().is_some_and(breaks)
    }

    /// The first paragraph; none if that is code, which a blank line does not end.
    #[must_use]
    pub fn first_paragraph(&self) -> Self {
        let lines = self.lines.iter().take_while(|line| !line.is_empty());
        let lines: Vec<_> = lines.cloned().collect();
        if lines.iter().any(|line| line.contains("```")) {
            return Self::none();
        }
        Self { lines }
    }
}

/// A description of the document as docs.
pub fn markdown(text: &str) -> Docs {
    if is_plain_line(text) {
        return Docs { lines: wrap(text) };
    }
    rewritten(text)
}

/// Whether a text is one line in which no sign means anything: it would be written anew as it is.
fn is_plain_line(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " ,.;:'\"()/%?!@+-".contains(c);
    text.len() < LONGEST
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with(' ')
        && text.chars().all(is_plain)
        && !text.contains("://")
}

fn rewritten(text: &str) -> Docs {
    let text = cleaned(text);
    let written = rewrite(&text)
        .filter(|written| is_safe(written))
        .unwrap_or_else(|| escape(&text));
    let lines = written.lines().map(str::trim_end).flat_map(wrap).collect();
    Docs {
        lines: trimmed(lines),
    }
}

/// A short text of the document as one line of escaped Markdown.
pub fn inline(text: &str) -> String {
    let text = cleaned(text);
    escape(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A text of the document as one line without anything invisible, not yet Markdown.
pub fn visible(text: &str) -> String {
    let text = cleaned(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line that leads to documentation elsewhere, if the document has such a link.
pub fn link_line(external: Option<&ExternalDocs>) -> Docs {
    match external {
        Some(docs) if is_web(&docs.url) => Docs::text(&format!("Documentation: <{}>", docs.url)),
        _ => Docs::none(),
    }
}

/// A value of the document between backquotes, on one line, of which a reader needs no more than the beginning.
pub fn code(text: &str) -> String {
    if text.len() <= 200 {
        return code_whole(text);
    }
    code_whole(&text.chars().take(200).collect::<String>())
}

/// A value of the document between backquotes, on one line.
pub fn code_whole(text: &str) -> String {
    let is_word = |byte: u8| byte.is_ascii_graphic() && byte != b'`';
    if matches!(text.len(), 1..LONGEST) && text.bytes().all(is_word) {
        return format!("`{text}`");
    }
    let text = cleaned(text);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return "` `".to_owned();
    }
    // Longer than any run of backquotes within (CommonMark 0.31, §6.1).
    let quotes = "`".repeat(longest_run(&line, '`') + 1);
    let blank = if line.starts_with('`') || line.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{quotes}{blank}{line}{blank}{quotes}")
}

/// The length of the longest row of `c` in `text`.
fn longest_run(text: &str, c: char) -> usize {
    let rows = text.split(|other| other != c);
    rows.map(str::len).max().unwrap_or(0)
}

/// As much of `text` as is taken over, without what is not harmless.
fn cleaned(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte == b'\n' || byte == b' ' || byte.is_ascii_graphic();
    if text.len() <= LONGEST && text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().take(LONGEST).filter_map(harmless).collect())
}

/// `c` unless it is invisible or changes the direction of what is read; tabs and line ends become plain ones.
fn harmless(c: char) -> Option<char> {
    match c {
        '\n' => Some('\n'),
        '\t' => Some(' '),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' => None,
        '\u{2028}' | '\u{2029}' | '\u{85}' => Some('\n'),
        '\u{feff}' | '\u{61c}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

fn options() -> Options {
    // What rustdoc enables.
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
}

/// What is written anew has no tables, footnotes and the like: their text stays, as text.
fn plain_options() -> Options {
    Options::empty()
}

fn rewrite(text: &str) -> Option<String> {
    // Code that ends with the text would be written without an end of its own.
    let text = format!("{text}\n");
    let mut links = Vec::new();
    let mut events: Vec<_> = Parser::new_ext(&text, plain_options()).collect();
    rewrite_anchors(&mut events);
    let events: Vec<_> = events
        .into_iter()
        .flat_map(|event| allowed(event, &mut links))
        .collect();
    if deepest(&events) > DEEPEST {
        return None;
    }
    let output = Output {
        code_block_token_count: calculate_code_block_token_count(&events).unwrap_or(3),
        increment_ordered_list_bullets: true,
        ..Output::default()
    };
    let mut out = String::new();
    cmark_with_options(&events, &mut out, plain_options(), output).ok()?;
    Some(out)
}

/// How many elements stand inside each other at most.
fn deepest(events: &[Event<'_>]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for event in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// What `event` is written as. `links` remembers for each open link whether it is kept.
fn allowed<'a>(event: Event<'a>, links: &mut Vec<bool>) -> Vec<Event<'a>> {
    match event {
        Event::InlineHtml(tag) if is_break(&tag) => vec![Event::SoftBreak],
        Event::Html(text) | Event::InlineHtml(text) => with_links(&text),
        Event::Text(text) if links.last() != Some(&true) => with_links(&text),
        Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
        Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
        Event::Start(Tag::CodeBlock(_)) => {
            links.push(true);
            vec![Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(
                CowStr::Borrowed("text"),
            )))]
        }
        Event::End(TagEnd::CodeBlock) => {
            links.pop();
            vec![Event::End(TagEnd::CodeBlock)]
        }
        Event::Start(Tag::Heading { .. }) => {
            vec![Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)]
        }
        Event::End(TagEnd::Heading(_)) => {
            vec![Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)]
        }
        Event::Start(Tag::Link {
            dest_url,
            link_type,
            title,
            id,
        }) => {
            let keep = is_web(&dest_url);
            links.push(keep);
            let link_type = if link_type == LinkType::Autolink {
                link_type
            } else {
                LinkType::Inline
            };
            let tag = Tag::Link {
                dest_url,
                link_type,
                title,
                id,
            };
            keep.then_some(Event::Start(tag)).into_iter().collect()
        }
        Event::End(TagEnd::Link) => links
            .pop()
            .unwrap_or(false)
            .then_some(Event::End(TagEnd::Link))
            .into_iter()
            .collect(),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) | Event::Rule => vec![],
        other => vec![other],
    }
}

/// Makes links of the anchors of HTML that lead to the web and hold nothing but text.
fn rewrite_anchors(events: &mut [Event<'_>]) {
    for at in 0..events.len() {
        let url = match &events[at] {
            Event::InlineHtml(tag) => href(tag).filter(|url| is_web(url)).map(str::to_owned),
            _ => None,
        };
        let is_text =
            |event: &Event<'_>| matches!(event, Event::Text(_) | Event::Code(_) | Event::SoftBreak);
        let rest = &events[at + 1..];
        let end = rest.iter().position(|event| !is_text(event));
        let (Some(url), Some(end)) = (url, end.filter(|end| *end > 0)) else {
            continue;
        };
        if matches!(&rest[end], Event::InlineHtml(tag) if tag.eq_ignore_ascii_case("</a>")) {
            events[at] = Event::Start(Tag::Link {
                link_type: LinkType::Inline,
                dest_url: url.into(),
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            });
            events[at + 1 + end] = Event::End(TagEnd::Link);
        }
    }
}

/// The address in an anchor of HTML.
fn href(tag: &str) -> Option<&str> {
    let name = tag.get(..3)?;
    if !name.eq_ignore_ascii_case("<a ") {
        return None;
    }
    let (_, from) = tag.split_once("href=\"")?;
    from.split('"').next()
}

/// Whether a tag of HTML begins a line.
fn is_break(tag: &str) -> bool {
    let name = tag.trim_matches(['<', '/', '>', ' ']);
    name.eq_ignore_ascii_case("br")
}

/// Whether `url` is an address of the web that can stand between angle brackets.
pub fn is_web(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    web && url
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"<>()[]\\`".contains(&byte))
}

/// Text with its bare addresses made links, as rustdoc asks for.
fn with_links<'a>(text: &str) -> Vec<Event<'a>> {
    let mut events = Vec::new();
    let mut rest = text;
    while let Some(start) = rest
        .find("http://")
        .into_iter()
        .chain(rest.find("https://"))
        .min()
    {
        let (before, from) = rest.split_at(start);
        let end = from
            .find(|c: char| !c.is_ascii_graphic() || "<>()[]\\`\"'".contains(c))
            .unwrap_or(from.len());
        let url = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
        events.push(Event::Text(before.to_owned().into()));
        events.extend(link(url));
        rest = &from[url.len()..];
    }
    events.push(Event::Text(rest.to_owned().into()));
    events
}

fn link<'a>(url: &str) -> Vec<Event<'a>> {
    let url = CowStr::from(url.to_owned());
    let tag = Tag::Link {
        link_type: LinkType::Autolink,
        dest_url: url.clone(),
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    };
    vec![
        Event::Start(tag),
        Event::Text(url),
        Event::End(TagEnd::Link),
    ]
}

/// Whether rustdoc would find nothing to run, nothing of HTML and no link but to the web.
fn is_safe(written: &str) -> bool {
    Parser::new_ext(written, options()).all(|event| match event {
        Event::Html(_) | Event::InlineHtml(_) => false,
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => &*info == "text",
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => false,
        Event::Start(Tag::Link { dest_url, .. }) => is_web(&dest_url),
        Event::Start(Tag::Image { .. } | Tag::FootnoteDefinition(_)) => false,
        _ => true,
    }) && !written
        .lines()
        .any(|line| line.starts_with("    ") && line.trim_start().starts_with("```"))
}

/// `text` with every sign that Markdown could mean something by escaped, and no line that could begin a block.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        for c in line.trim().chars() {
            // The colon too: an address must not be taken for a link.
            if c.is_ascii_punctuation() && !",.;?!'\"/()%@$&=".contains(c) {
                out.push('\\');
            }
            out.push(c);
        }
        out.push('\n');
    }
    out
}

/// `line` in pieces of at most [`WIDTH`] where it can be broken without changing what it means.
fn wrap(line: &str) -> Vec<String> {
    if line.len() <= WIDTH {
        return vec![line.to_owned()];
    }
    let indent = margin(line);
    let mut pieces = vec![String::new()];
    for word in line.split_inclusive(' ') {
        let last = pieces.last_mut().expect("there is a piece from the start");
        let fits = last.len() + word.trim_end().len() <= WIDTH;
        if fits || last.trim().is_empty() || !starts_plainly(word) {
            last.push_str(word);
        } else {
            pieces.push(format!("{indent}{word}"));
        }
    }
    pieces
        .iter()
        .map(|piece| piece.trim_end().to_owned())
        .collect()
}

/// What the lines begin with that a line is broken into: its quote signs, and blanks below its list markers.
fn margin(line: &str) -> String {
    let text = line.trim_start_matches([' ', '>']);
    let (quote, _) = line.split_at(line.len() - text.len());
    format!("{quote}{}", " ".repeat(hanging(text)))
}

/// How far the text of a line stands from the margin, list markers included.
fn hanging(line: &str) -> usize {
    let body = line.trim_start();
    let indent = line.len() - body.len();
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match body.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => digits + 1,
        Some(b'*' | b'-' | b'+') if digits == 0 => 1,
        _ => return indent,
    };
    let after = &body[marker..];
    indent + marker + (after.len() - after.trim_start().len())
}

/// Whether a line may begin with `word` without becoming a list, a heading, a quote or the like.
fn starts_plainly(word: &str) -> bool {
    let word = word.trim_end();
    word.starts_with(|c: char| c.is_alphabetic() || c == '(')
        || (word.len() > 2 && word.starts_with('`') && !word.starts_with("```"))
}

fn trimmed(mut lines: Vec<String>) -> Vec<String> {
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let start = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    lines.drain(..start);
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    lines
}

#[cfg(test)]
mod tests {
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
}
