//! Markdown with HTML in it as Markdown alone.
//!
//! In: the events of a text. Out: events in which the usual tags have become elements of Markdown, and all
//! others are text. The elements that come out are well nested whatever goes in: an element begins with the
//! first thing in it, so that there are no empty ones, and ends at the latest with what it stands in.

mod table;

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::html::{HtmlTag, Token, closed_blocks, decoded, tokens};
use super::rewrite::is_link;

/// `events`, of which each has its place in `source`, without HTML.
pub(super) fn without_html<'a>(
    source: &'a str,
    events: Vec<(Event<'a>, Range<usize>)>,
) -> Vec<Event<'a>> {
    let is_html = |event: &Event<'_>| matches!(event, Event::Html(_) | Event::InlineHtml(_));
    if !events.iter().any(|(event, _)| is_html(event)) {
        return events.into_iter().map(|(event, _)| event).collect();
    }
    let mut flow = Flow {
        closed: closed_blocks(source),
        ..Flow::default()
    };
    let mut block = String::new();
    for (event, place) in events {
        match event {
            Event::Start(Tag::HtmlBlock) => flow.end_line(),
            Event::Html(html) => block.push_str(&html),
            Event::End(TagEnd::HtmlBlock) => {
                tokens(&std::mem::take(&mut block)).for_each(|token| flow.html(&token));
                flow.end_line();
            }
            Event::InlineHtml(html) => tokens(&html).for_each(|token| flow.html(&token)),
            event => flow.markdown(event, &source[place]),
        }
    }
    flow.close_down_to(0);
    flow.events
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    Nothing,
    Blank,
    /// A line end that is shown as a blank.
    LineEnd,
    /// A line end that is shown as one.
    Break,
    Paragraph,
}

/// Code whose end has not been read.
struct Code {
    text: String,
    is_block: bool,
}

/// An element whose end has not been written.
struct Open<'a> {
    tag: Tag<'a>,
    is_markdown: bool,
}

/// Elements and text, written as they come.
#[derive(Default)]
struct Flow<'a> {
    events: Vec<Event<'a>>,
    /// The elements around what comes next, the outermost first.
    open: Vec<Open<'a>>,
    /// How many of them have begun.
    begun: usize,
    /// Text that is not yet an event.
    text: String,
    gap: Gap,
    code: Option<Code>,
    /// Names of blocks that are no placeholders.
    closed: Vec<&'static str>,
}

impl<'a> Flow<'a> {
    /// Appends an event of Markdown, which is written as `source`.
    fn markdown(&mut self, event: Event<'a>, source: &str) {
        if self.is_in(|tag| matches!(tag, Tag::CodeBlock(_)))
            && event != Event::End(TagEnd::CodeBlock)
        {
            self.events.push(event);
            return;
        }
        match event {
            Event::Text(text) => self.write(&text),
            Event::Code(text) if self.code.is_some() => self.write(&text),
            Event::SoftBreak => self.end_of_line(Gap::LineEnd),
            Event::HardBreak => self.end_of_line(Gap::Break),
            Event::Start(tag) if is_inline(&tag) => match &mut self.code {
                Some(code) => code.text.push_str(mark(&tag, source)),
                None => self.open_inline(tag, true),
            },
            Event::End(end) if is_inline_end(end) => match &mut self.code {
                Some(code) => code.text.push_str(end_mark(end, source)),
                None => self.close(end, true),
            },
            Event::Start(tag @ (Tag::TableHead | Tag::TableRow | Tag::TableCell)) => {
                self.open_in_table(tag);
            }
            Event::Start(tag) => {
                let is_whole = matches!(tag, Tag::CodeBlock(_) | Tag::Table(_));
                self.end_line();
                if is_leaf(&tag) && self.is_in_html_item() {
                    return self.leaf_in_item(&tag);
                }
                self.open(tag, true);
                if is_whole {
                    self.begin();
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => self.end_line(),
            Event::End(end) => {
                self.end_code(false);
                self.close(end, true);
            }
            Event::Rule => self.end_line(),
            event => self.inline(event),
        }
    }

    /// Appends a piece of HTML.
    fn html(&mut self, token: &Token<'_>) {
        match token {
            Token::Comment => {}
            Token::Text(text) => self.words(&decoded(text)),
            Token::Tag(tag) => self.tag(tag),
        }
    }

    /// Appends text of HTML: in descriptions, quotes of code mean there what they mean in Markdown.
    fn words(&mut self, text: &str) {
        let pieces: Vec<_> = text.split('`').collect();
        let is_code = |piece: &&str| !piece.is_empty() && !piece.contains('\n');
        let codes = || pieces.iter().skip(1).step_by(2);
        if self.code.is_some() || pieces.len() % 2 == 0 || !codes().all(is_code) {
            return self.write(text);
        }
        for (place, piece) in pieces.iter().enumerate() {
            match place % 2 {
                0 => self.write(piece),
                _ => self.inline(Event::Code((*piece).to_owned().into())),
            }
        }
    }

    fn tag(&mut self, tag: &HtmlTag<'_>) {
        match (tag.name.as_str(), tag.is_end) {
            ("code" | "tt" | "kbd" | "samp", false) => self.begin_code(false),
            ("pre", false) => self.begin_code(true),
            ("code" | "tt" | "kbd" | "samp", true) if self.is_code(false) => self.end_code(true),
            ("pre", true) if self.is_code(true) => self.end_code(true),
            ("code" | "tt" | "kbd" | "samp" | "pre", true) => {}
            _ if self.code.is_some() => self.tag_in_code(tag),
            (name, _) if self.is_in_cell() && self.is_no_inline(name) => self.widen(Gap::Blank),
            ("b" | "strong", false) => self.open_inline(Tag::Strong, false),
            ("b" | "strong", true) => self.close(TagEnd::Strong, false),
            ("i" | "em", false) => self.open_inline(Tag::Emphasis, false),
            ("i" | "em", true) => self.close(TagEnd::Emphasis, false),
            ("a", false) => self.anchor(tag),
            ("a", true) => self.close(TagEnd::Link, false),
            ("br", _) if self.gap >= Gap::Break => self.widen(Gap::Paragraph),
            ("br", _) => self.widen(Gap::Break),
            ("p" | "div" | "blockquote" | "center" | "dl" | "dt" | "dd" | "hr", _) => {
                self.end_line();
            }
            (name, _) if self.closed.contains(&name) => self.end_line(),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) => self.heading(),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", true) => self.end_line(),
            ("ul" | "table", false) => self.open_list(None),
            ("ol", false) => self.open_list(Some(1)),
            ("ul" | "table", true) => self.close(TagEnd::List(false), false),
            ("ol", true) => self.close(TagEnd::List(true), false),
            ("li" | "tr", false) => self.open_item(),
            ("li" | "tr", true) => self.close(TagEnd::Item, false),
            ("td" | "th", false) => self.cell(),
            ("sup", false) => self.write("^"),
            (
                "td" | "th" | "thead" | "tbody" | "tfoot" | "sup" | "sub" | "span" | "font" | "u"
                | "small",
                _,
            ) => {}
            _ => self.write(tag.source),
        }
    }

    /// What is known of HTML says nothing about code.
    fn tag_in_code(&mut self, tag: &HtmlTag<'_>) {
        match tag.name.as_str() {
            "br" => self.write("\n"),
            "a" | "b" | "strong" | "i" | "em" | "span" | "font" | "u" | "p" | "div" => {}
            _ => self.write(tag.source),
        }
    }

    /// Appends text, in which blanks are as good as line ends.
    fn write(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
            return;
        }
        for piece in text.split_inclusive(char::is_whitespace) {
            let word = piece.trim_end();
            if let Some(first) = word.chars().next() {
                self.room(first);
                self.text.push_str(word);
            }
            if word.len() < piece.len() {
                self.widen(Gap::Blank);
            }
        }
    }

    /// Appends something that stands within a line.
    fn inline(&mut self, event: Event<'a>) {
        self.room('`');
        self.end_text();
        self.events.push(event);
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn end_of_line(&mut self, gap: Gap) {
        match &mut self.code {
            Some(code) => code.text.push('\n'),
            None => self.widen(gap),
        }
    }

    /// Whether the innermost element is of a kind.
    fn is_in(&self, is_kind: impl Fn(&Tag<'_>) -> bool) -> bool {
        self.open.last().is_some_and(|open| is_kind(&open.tag))
    }

    /// Whether one of the elements of the line is of a kind.
    fn is_within(&self, is_kind: impl Fn(&Tag<'_>) -> bool) -> bool {
        self.open[self.line()..]
            .iter()
            .any(|open| is_kind(&open.tag))
    }

    /// Where the elements of the present line begin: the block that holds it, and what is within.
    fn line(&self) -> usize {
        let block = self.open.iter().rposition(|open| !is_inline(&open.tag));
        block.unwrap_or(0)
    }

    /// Begins what is open, and makes room for what begins with `first` and stands within a line.
    fn room(&mut self, first: char) {
        self.hold();
        let line = self.line();
        let gap = self.take_gap();
        if line < self.begun {
            match gap {
                Gap::Paragraph if matches!(self.open[line].tag, Tag::Paragraph) => {
                    self.close_down_to(line);
                    self.hold();
                }
                Gap::Paragraph | Gap::Break => {
                    self.end_text();
                    self.events.push(Event::HardBreak);
                }
                Gap::LineEnd => {
                    self.end_text();
                    self.events.push(Event::SoftBreak);
                }
                Gap::Blank if self.is_behind_element() && ".,;:!?)".contains(first) => {}
                Gap::Blank => self.text.push(' '),
                Gap::Nothing if self.would_touch(first) => self.text.push(' '),
                Gap::Nothing => {}
            }
        }
        self.begin();
    }

    /// Whether the last thing that was written is the end of an element within the line.
    fn is_behind_element(&self) -> bool {
        let is_end = |event: &Event<'_>| matches!(event, Event::End(end) if is_inline_end(*end));
        self.text.is_empty() && self.events.last().is_some_and(is_end)
    }

    /// Whether a mark of stress would have a sign on one side and a letter on the other, so that it was none.
    fn would_touch(&self, first: char) -> bool {
        // What makes a mark one is CommonMark 0.31, §6.2.
        let ended = matches!(
            self.events.last(),
            Some(Event::End(TagEnd::Strong | TagEnd::Emphasis))
        );
        if self.text.is_empty() && ended {
            let before = self.events.iter().rev().nth(1);
            let ends_plainly =
                matches!(before, Some(Event::Text(text)) if text.ends_with(char::is_alphanumeric));
            return first.is_alphanumeric() && !ends_plainly;
        }
        let begins = self.open[self.begun..]
            .iter()
            .any(|open| matches!(open.tag, Tag::Strong | Tag::Emphasis));
        begins && self.text.ends_with(char::is_alphanumeric) && !first.is_alphanumeric()
    }

    /// Opens what a line can stand in, unless that is open.
    fn hold(&mut self) {
        match self.open.last().map(|open| &open.tag) {
            None | Some(Tag::BlockQuote(_)) => self.open(Tag::Paragraph, false),
            Some(Tag::List(_)) => self.open(Tag::Item, false),
            Some(Tag::Item) if self.is_behind_block() => {
                if self.is_in_html_item() {
                    self.open_item();
                } else {
                    self.open(Tag::Paragraph, false);
                }
            }
            Some(_) => {}
        }
    }

    /// Whether the innermost element has begun, and the last thing in it is a block.
    fn is_behind_block(&self) -> bool {
        let is_block = |event: &Event<'_>| matches!(event, Event::End(end) if !is_inline_end(*end));
        self.open.len() == self.begun
            && self.text.is_empty()
            && self.events.last().is_some_and(is_block)
    }

    /// Opens an element; what is no item stands in one where a list is open.
    fn open(&mut self, tag: Tag<'a>, is_markdown: bool) {
        if self.is_in(|tag| matches!(tag, Tag::List(_))) && !matches!(tag, Tag::Item) {
            self.open(Tag::Item, false);
        }
        self.open.push(Open { tag, is_markdown });
    }

    /// Opens an element of a line; stress within stress is left out, and so are links within links.
    fn open_inline(&mut self, tag: Tag<'a>, is_markdown: bool) {
        let is_like = |open: &Tag<'_>| {
            open.to_end() == tag.to_end()
                || matches!((open, &tag), (Tag::Heading { .. }, Tag::Strong))
        };
        if self.gap == Gap::Paragraph && self.is_within(|tag| matches!(tag, Tag::Paragraph)) {
            self.end_line();
        }
        self.hold();
        if !self.is_within(is_like) {
            self.open(tag, is_markdown);
        }
    }

    fn anchor(&mut self, tag: &HtmlTag<'_>) {
        if let Some(url) = tag.href().filter(|url| is_link(url)) {
            let link = Tag::Link {
                link_type: LinkType::Inline,
                dest_url: url.into(),
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            };
            self.open_inline(link, false);
        }
    }

    fn is_in_html_item(&self) -> bool {
        let is_item = |open: &Open<'_>| matches!(open.tag, Tag::Item) && !open.is_markdown;
        self.open.last().is_some_and(is_item)
    }

    /// Begins a paragraph or heading of Markdown as the line of an item, or below the list if there is a line.
    fn leaf_in_item(&mut self, tag: &Tag<'a>) {
        if self.open.len() == self.begun {
            let around = self.open.iter().rposition(|open| open.is_markdown);
            self.close_down_to(around.map_or(0, |at| at + 1));
            self.open(tag.clone(), true);
        } else if matches!(tag, Tag::Heading { .. }) {
            self.open_inline(Tag::Strong, true);
        }
    }

    /// Opens a heading; in the line of an item it is nothing but strong.
    fn heading(&mut self) {
        self.end_line();
        if self.is_in(|tag| matches!(tag, Tag::Item | Tag::List(_))) {
            return self.open_inline(Tag::Strong, false);
        }
        let heading = Tag::Heading {
            level: HeadingLevel::H2,
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        };
        self.open(heading, false);
    }

    fn open_list(&mut self, first: Option<u64>) {
        self.end_line();
        self.open(Tag::List(first), false);
    }

    fn open_item(&mut self) {
        self.end_line();
        if self.is_in(|tag| matches!(tag, Tag::Item)) {
            self.close(TagEnd::Item, false);
        }
        if !self.is_in(|tag| matches!(tag, Tag::List(_))) {
            self.open(Tag::List(None), false);
        }
        self.open(Tag::Item, false);
    }

    /// Puts a dash between what stands in two columns.
    fn cell(&mut self) {
        let line = self.line();
        if line < self.begun && self.is_within(|tag| matches!(tag, Tag::Item)) {
            self.widen(Gap::Blank);
            self.write("– ");
        }
    }

    /// Whether code of this kind has begun.
    fn is_code(&self, is_block: bool) -> bool {
        self.code
            .as_ref()
            .is_some_and(|code| code.is_block == is_block)
    }

    fn begin_code(&mut self, is_block: bool) {
        if self.code.is_none() {
            let text = String::new();
            self.code = Some(Code { text, is_block });
        }
    }

    /// Writes code that has been read; without an end it is no code.
    fn end_code(&mut self, has_end: bool) {
        let Some(code) = self.code.take() else {
            return;
        };
        let is_empty = code.text.trim().is_empty();
        match (has_end, code.is_block) {
            (true, _) if is_empty => {}
            (true, true) if !self.is_in_cell() => self.code_block(code.text.trim_matches('\n')),
            (true, _) => {
                let words: Vec<_> = code.text.split_whitespace().collect();
                self.inline(Event::Code(words.join(" ").into()));
            }
            (false, _) => self.write(&code.text),
        }
    }

    fn code_block(&mut self, text: &str) {
        self.end_line();
        let kind = pulldown_cmark::CodeBlockKind::Indented;
        self.open(Tag::CodeBlock(kind), false);
        self.begin();
        self.events.push(Event::Text(format!("{text}\n").into()));
        self.close_down_to(self.open.len() - 1);
    }

    /// Ends the paragraph or heading that is open, and the elements within a line; an item goes on in a new line.
    fn end_line(&mut self) {
        self.end_code(false);
        let line = self.line();
        let holds_blocks = |tag: &Tag<'_>| {
            matches!(
                tag,
                Tag::Item | Tag::List(_) | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_)
            )
        };
        let holds = self
            .open
            .get(line)
            .is_some_and(|open| holds_blocks(&open.tag));
        self.close_down_to((line + usize::from(holds)).min(self.open.len()));
        self.gap = Gap::Break;
    }

    /// Closes the innermost element that ends so. Nothing reaches out of a block, and the containers of Markdown and
    /// those of HTML are closed by their own kind.
    fn close(&mut self, end: TagEnd, is_markdown: bool) {
        let is_of_line = is_inline_end(end);
        let is_own = |open: &Open<'_>| open.is_markdown == is_markdown || is_leaf(&open.tag);
        let ends = |open: &Open<'_>| open.tag.to_end() == end && (is_of_line || is_own(open));
        let is_bar = |open: &Open<'_>| {
            if is_of_line {
                !is_inline(&open.tag)
            } else {
                !is_markdown && open.is_markdown && !is_leaf(&open.tag)
            }
        };
        let stops = |open: &Open<'_>| ends(open) || is_bar(open);
        let at = self.open.iter().rposition(stops);
        if let Some(at) = at.filter(|at| ends(&self.open[*at])) {
            self.close_down_to(at);
        }
        if !is_of_line {
            self.gap = Gap::Break;
        }
    }

    /// Closes all elements but the outermost `rest`.
    fn close_down_to(&mut self, rest: usize) {
        self.end_code(false);
        while self.open.len() > rest {
            let is_begun = self.open.len() <= self.begun;
            if let Some(open) = self.open.pop().filter(|_| is_begun) {
                self.end_text();
                self.events.push(Event::End(open.tag.to_end()));
            }
        }
        self.begun = self.begun.min(rest);
    }

    /// Writes the beginnings of what is open.
    fn begin(&mut self) {
        if self.begun < self.open.len() {
            self.end_text();
            let open = &self.open[self.begun..];
            self.events
                .extend(open.iter().map(|open| Event::Start(open.tag.clone())));
            self.begun = self.open.len();
        }
    }

    fn end_text(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.events.push(Event::Text(text.into()));
        }
    }
}

/// Whether an element stands within a line.
fn is_inline(tag: &Tag<'_>) -> bool {
    is_inline_end(tag.to_end())
}

fn is_inline_end(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

/// Whether an element holds a line and nothing else.
fn is_leaf(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Paragraph | Tag::Heading { .. })
}

/// The sign that opens an element written as `source`, where it is a sign that code may mean as such.
fn mark<'s>(tag: &Tag<'_>, source: &'s str) -> &'s str {
    source.get(..width(tag.to_end())).unwrap_or_default()
}

/// The sign that closes it.
fn end_mark(end: TagEnd, source: &str) -> &str {
    let start = source.len().saturating_sub(width(end));
    source.get(start..).unwrap_or_default()
}

fn width(end: TagEnd) -> usize {
    match end {
        TagEnd::Emphasis => 1,
        TagEnd::Strong => 2,
        _ => 0,
    }
}
