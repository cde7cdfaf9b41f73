//! Markdown written anew from what is allowed.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use pulldown_cmark_to_cmark::{
    Options as Output, calculate_code_block_token_count, cmark_with_options,
};

/// Elements inside each other that are written as such: each line repeats the marks of all, so that the time
/// grows with the square of the depth. A deeper text is shown as plain text.
const DEEPEST: usize = 32;

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

pub(super) fn rewrite(text: &str) -> Option<String> {
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
pub(super) fn is_safe(written: &str) -> bool {
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
pub(super) fn escape(text: &str) -> String {
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
