//! Flat XML: one element whose children hold text only.
//!
//! Attributes, comments and processing instructions are skipped; the predefined entities, numeric
//! references and CDATA are understood. A document type, an element within a child, and all else is
//! refused rather than guessed.

use crate::support::error::SignError;

/// An element with its children.
#[derive(Default)]
pub(super) struct Element {
    pub(super) children: Vec<Child>,
    /// The offset of its closing tag.
    pub(super) close: usize,
}

/// A child of the element.
pub(super) struct Child {
    pub(super) name: String,
    pub(super) text: String,
    /// The offset of its first byte.
    pub(super) start: usize,
    /// The offset after its last byte.
    pub(super) end: usize,
}

impl Element {
    /// Reads a flat element.
    pub(super) fn parse(text: &[u8]) -> Result<Self, SignError> {
        let text = std::str::from_utf8(text).ok();
        let element = text.and_then(|text| Reader { text, at: 0 }.element());
        element.ok_or(SignError::Body("is no flat XML"))
    }

    /// The child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Child> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// A child as text; `None` if XML has no such name or cannot hold the text.
pub(super) fn child(name: &str, text: &str) -> Option<String> {
    let held = |it: char| !it.is_control() || matches!(it, '\t' | '\n' | '\r');
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let valid = is_name(name) && text.chars().all(held);
    valid.then(|| format!("<{name}>{text}</{name}>"))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|it: char| it.is_alphabetic() || it == '_')
        && name
            .chars()
            .all(|it| it.is_alphanumeric() || matches!(it, '_' | '-' | '.' | ':'))
}

/// A place in a text. Every step gives `None` if the text is not what it should be.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn element(mut self) -> Option<Element> {
        let mut element = Element::default();
        self.misc()?;
        let (root, false) = self.open_tag()? else {
            return None;
        };
        loop {
            self.misc()?;
            let start = self.at;
            if self.rest().starts_with("</") {
                self.close_tag(root)?;
                self.misc()?;
                element.close = start;
                return self.rest().is_empty().then_some(element);
            }
            let (name, is_empty) = self.open_tag()?;
            let text = if is_empty {
                String::new()
            } else {
                self.content(name)?
            };
            element.children.push(Child {
                name: name.to_owned(),
                text,
                start,
                end: self.at,
            });
        }
    }

    /// Skips blanks, comments and processing instructions.
    fn misc(&mut self) -> Option<()> {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            if self.take("<!--") {
                self.until("-->")?;
            } else if self.take("<?") {
                self.until("?>")?;
            } else {
                return Some(());
            }
        }
    }

    /// The name in a tag that opens, and whether it closes itself.
    fn open_tag(&mut self) -> Option<(&'t str, bool)> {
        if !self.take("<") {
            return None;
        }
        let ends = |it: char| it.is_whitespace() || matches!(it, '>' | '/');
        let name = &self.rest()[..self.rest().find(ends)?];
        self.at += name.len();
        let mut quote = None;
        for (at, byte) in self.rest().bytes().enumerate() {
            match (quote, byte) {
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                (None, b'>') => {
                    let closes_itself = self.rest()[..at].ends_with('/');
                    self.at += at + 1;
                    return is_name(name).then_some((name, closes_itself));
                }
                (None, b'<') => return None,
                _ => {}
            }
        }
        None
    }

    /// Text and CDATA up to the tag that closes.
    fn content(&mut self, name: &str) -> Option<String> {
        let mut content = String::new();
        loop {
            let text = &self.rest()[..self.rest().find('<')?];
            self.at += text.len();
            content.push_str(&unescaped(text)?);
            if self.take("<![CDATA[") {
                content.push_str(self.until("]]>")?);
            } else if self.take("<!--") {
                self.until("-->")?;
            } else {
                self.close_tag(name)?;
                return Some(content);
            }
        }
    }

    fn close_tag(&mut self, name: &str) -> Option<()> {
        let closes = self.take("</") && self.take(name);
        let blanks = closes.then(|| self.until(">"))??;
        blanks.trim().is_empty().then_some(())
    }

    /// The text up to `end`, which is skipped.
    fn until(&mut self, end: &str) -> Option<&'t str> {
        let (text, _) = self.rest().split_once(end)?;
        self.at += text.len() + end.len();
        Some(text)
    }

    fn take(&mut self, text: &str) -> bool {
        let is_here = self.rest().starts_with(text);
        self.at += if is_here { text.len() } else { 0 };
        is_here
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

fn unescaped(text: &str) -> Option<String> {
    let mut pieces = text.split('&');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (entity, rest) = piece.split_once(';')?;
        plain.push(character(entity)?);
        plain.push_str(rest);
    }
    Some(plain)
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let number = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)
        }
    }
}
