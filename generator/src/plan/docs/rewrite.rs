//! Markdown written anew from what is allowed.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use pulldown_cmark_to_cmark::{
    Options as Output, calculate_code_block_token_count, cmark_with_options,
};

use super::flow::without_html;
use super::harmless;

/// Elements inside each other that are written as such: each line repeats the marks of all, so that the time
/// grows with the square of the depth. A deeper text is shown as plain text.
const DEEPEST: usize = 32;
/// A line of at least so many bytes was broken for its length.
const FULL: usize = 60;

pub(super) fn options() -> Options {
    // What rustdoc enables.
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
}

/// What is written anew has no footnotes and the like: their text stays, as text.
fn plain_options() -> Options {
    Options::ENABLE_TABLES
}

/// What `events` need of them: without a table, a bar is a sign like any other.
fn needed_options(events: &[Event<'_>]) -> Options {
    let is_table = |event: &Event<'_>| matches!(event, Event::Start(Tag::Table(_)));
    if events.iter().any(is_table) {
        plain_options()
    } else {
        Options::empty()
    }
}

pub(super) fn rewrite(text: &str) -> Option<String> {
    // Code that ends with the text would be written without an end of its own.
    let text = format!("{text}\n");
    let (mut links, mut is_code) = (Vec::new(), false);
    let events = Parser::new_ext(&text, plain_options()).into_offset_iter();
    let events = events.map(|(event, place)| (joined(event, &text, &place), place));
    let events: Vec<_> = without_html(&text, events.collect())
        .into_iter()
        .map(|event| readable(event, &mut is_code))
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
    let options = needed_options(&events);
    cmark_with_options(&events, &mut out, options, output).ok()?;
    Some(with_visible_breaks(out, options))
}

/// `written` with a backslash instead of blanks at the end of a line that is shown as one.
fn with_visible_breaks(written: String, options: Options) -> String {
    if !written.contains("  \n") {
        return written;
    }
    let mut out = String::with_capacity(written.len());
    let mut done = 0;
    for (event, place) in Parser::new_ext(&written, options).into_offset_iter() {
        if event != Event::HardBreak {
            continue;
        }
        let line = written[place.start..].split('\n').next();
        let end = place.start + line.map_or(0, str::len);
        out.push_str(written[done..end].trim_end_matches(' '));
        out.push('\\');
        done = end;
    }
    out.push_str(&written[done..]);
    out
}

/// A blank instead of a line end that is only there because the line was long enough; `place` is that in `text`.
fn joined<'a>(event: Event<'a>, text: &str, place: &Range<usize>) -> Event<'a> {
    if event != Event::SoftBreak {
        return event;
    }
    let line = |text: &str| text.rsplit('\n').next().map_or(0, str::len);
    let goes_on = text[..place.start].ends_with(|c: char| c.is_alphanumeric() || c == ',')
        && text[place.end..]
            .trim_start()
            .starts_with(char::is_lowercase);
    if goes_on || line(&text[..place.start]) >= FULL {
        Event::Text(CowStr::Borrowed(" "))
    } else {
        event
    }
}

/// Text without the harm that entities can stand for, and without line ends where it is no code.
fn readable<'a>(event: Event<'a>, is_code: &mut bool) -> Event<'a> {
    match event {
        Event::Start(Tag::CodeBlock(_)) => *is_code = true,
        Event::End(TagEnd::CodeBlock) => *is_code = false,
        Event::Text(text) if !is_ascii(&text) => {
            return Event::Text(clean(&text, !*is_code).into());
        }
        Event::Code(text) if !is_ascii(&text) => return Event::Code(clean(&text, true).into()),
        _ => {}
    }
    event
}

fn is_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// `text` without what is not harmless, in one line if it has to be.
fn clean(text: &str, in_line: bool) -> String {
    let clean = text.chars().filter_map(harmless);
    clean
        .map(|c| if in_line && c == '\n' { ' ' } else { c })
        .collect()
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
        Event::Text(text) if links.last() != Some(&true) => with_links(&text),
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
            id,
            ..
        }) => {
            let keep = is_link(&dest_url);
            links.push(keep);
            // A bar would end a cell.
            let has_bar = dest_url.contains('|');
            let link_type = if link_type == LinkType::Autolink && !has_bar {
                link_type
            } else {
                LinkType::Inline
            };
            let dest_url = if has_bar {
                dest_url.replace('|', "%7C").into()
            } else {
                dest_url
            };
            let tag = Tag::Link {
                dest_url,
                link_type,
                title: CowStr::Borrowed(""),
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

/// Whether `url` is an address of the web that can stand between angle brackets.
pub fn is_web(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    web && url
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"<>()[]\\`".contains(&byte))
}

/// Whether a link may lead to `url`.
pub(super) fn is_link(url: &str) -> bool {
    let web = url.strip_prefix("mailto:").map(|to| format!("http://{to}"));
    is_web(web.as_deref().unwrap_or(url))
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
            .find(|c: char| !c.is_ascii_graphic() || "<>()[]\\`\"'|".contains(c))
            .unwrap_or(from.len());
        let url = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
        events.push(Event::Text(before.to_owned().into()));
        events.extend(link(url));
        rest = &from[url.len()..];
    }
    events.push(Event::Text(rest.to_owned().into()));
    // No event says nothing: the writer would take it for text that it failed to write.
    events.retain(|event| *event != Event::Text(CowStr::Borrowed("")));
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
pub(super) fn is_safe(written: &str) -> bool {
    Parser::new_ext(written, options()).all(|event| match event {
        Event::Html(_) | Event::InlineHtml(_) => false,
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => &*info == "text",
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => false,
        Event::Start(Tag::Link { dest_url, .. }) => is_link(&dest_url),
        Event::Start(Tag::Image { .. } | Tag::FootnoteDefinition(_)) => false,
        _ => true,
    }) && !written
        .lines()
        .any(|line| line.starts_with("    ") && line.trim_start().starts_with("```"))
}

/// `text` with every sign that Markdown could mean something by escaped, and no line that could begin a block.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        // Several blanks could begin code.
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        for (at, c) in line.char_indices() {
            // A number with a stop begins a list, and signs of equality make a heading of the line before.
            let begins_a_block = at == digits && ".)=".contains(c);
            // The colon too: an address must not be taken for a link.
            if begins_a_block || c.is_ascii_punctuation() && !",.;?!'\"/()%@$&=".contains(c) {
                out.push('\\');
            }
            out.push(c);
        }
        out.push('\n');
    }
    out
}
