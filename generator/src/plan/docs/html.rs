//! The tags of HTML in a piece of text.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

/// Longest tag in bytes; what is longer is text, so that a text of nothing but `<` is read in linear time.
const LONGEST_TAG: usize = 2_000;
/// Longest name of a character, from `&` to `;`, in bytes.
const LONGEST_ENTITY: usize = 40;
/// Blocks of `DocBook`, which the descriptions of AWS use, and of HTML: their text is a paragraph, and their names are
/// so common that some documents mean a placeholder by them.
const BLOCKS: [&str; 14] = [
    "abstract",
    "article",
    "aside",
    "caution",
    "details",
    "fullname",
    "important",
    "note",
    "para",
    "section",
    "simpara",
    "summary",
    "tip",
    "warning",
];

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// What stands between tags, entities included.
    Text(&'h str),
    /// A tag, whether HTML knows it or not.
    Tag(HtmlTag<'h>),
    /// What is not meant to be seen.
    Comment,
}

/// A tag that opens or closes an element.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HtmlTag<'h> {
    /// In lower case.
    pub(super) name: String,
    pub(super) is_end: bool,
    /// All of it, from `<` to `>`.
    pub(super) source: &'h str,
}

impl HtmlTag<'_> {
    /// The address of an anchor.
    pub(super) fn href(&self) -> Option<String> {
        let name_end = self.source.find(|c: char| " \n/>".contains(c))?;
        let mut all = attributes(&self.source[name_end..]);
        let (_, value) = all.find(|(name, _)| name.eq_ignore_ascii_case("href"))?;
        Some(decoded(value.trim()).into_owned())
    }
}

/// The attributes of a tag, from behind its name to its `>`: names and values, entities included (HTML §13.2.5.32).
fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        // One may begin with `=`, so the first character belongs to the name whatever it is.
        let first = rest.chars().next().filter(|c| *c != '>')?;
        let is_end = |c: char| c.is_ascii_whitespace() || "/>=".contains(c);
        let end = rest[first.len_utf8()..].find(is_end)? + first.len_utf8();
        let (name, behind) = rest.split_at(end);
        let Some(value) = behind.trim_start().strip_prefix('=') else {
            rest = behind;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let (value, behind) = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split_once(quote)?,
            _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace() || c == '>')?),
        };
        rest = behind;
        Some((name, value))
    })
}

/// The names of [`BLOCKS`] that end somewhere in `text`: a placeholder does not.
pub(super) fn closed_blocks(text: &str) -> Vec<&'static str> {
    let text = text.to_ascii_lowercase();
    let is_closed = |name: &&str| text.contains(&format!("</{name}>"));
    BLOCKS.into_iter().filter(is_closed).collect()
}

/// The pieces of `html` from left to right.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let (token, length) = next(rest)?;
        rest = &rest[length..];
        Some(token)
    })
}

/// The first piece and its length.
fn next(html: &str) -> Option<(Token<'_>, usize)> {
    let first = html.chars().next()?;
    if first != '<' {
        let end = html.find('<').unwrap_or(html.len());
        return Some((Token::Text(&html[..end]), end));
    }
    if html.starts_with("<!--") {
        // `<!-->` is whole; one that does not end goes on to the end of the block (CommonMark 0.31, §6.6 and §4.6).
        let end = html[2..].find("-->").map_or(html.len(), |end| end + 5);
        return Some((Token::Comment, end));
    }
    let tag = tag(html).map(|tag| {
        let length = tag.source.len();
        (Token::Tag(tag), length)
    });
    tag.or(Some((Token::Text("<"), 1)))
}

/// The tag that `html` begins with.
fn tag(html: &str) -> Option<HtmlTag<'_>> {
    let inner = html.strip_prefix('<')?;
    let name_start = inner.strip_prefix('/').unwrap_or(inner);
    let name_end = name_start.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, attributes) = name_start.split_at(name_end);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if !is_name || !attributes.starts_with(['>', '/', ' ', '\n']) {
        return None;
    }
    let end = html.len() - attributes.len() + attributes_end(attributes)?;
    Some(HtmlTag {
        name: name.to_ascii_lowercase(),
        is_end: name_start.len() < inner.len(),
        source: &html[..end],
    })
}

/// Where the attributes of a tag end, behind its `>`.
fn attributes_end(attributes: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in attributes.bytes().enumerate().take(LONGEST_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// `text` with its entities as the characters that they stand for.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let name = piece.bytes().take(LONGEST_ENTITY);
        let name = name.take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
        let end = name.count();
        if piece[end..].starts_with(';') {
            out.push_str(&entity(&format!("&{};", &piece[..end])));
            out.push_str(&piece[end + 1..]);
        } else {
            out.push('&');
            out.push_str(piece);
        }
    }
    Cow::Owned(out)
}

/// The characters of an entity, or its name where there is none: the parser of Markdown has the table.
fn entity(name: &str) -> String {
    Parser::new(name)
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect()
}
