//! Descriptions of a document, made fit for rustdoc.
//!
//! In: Markdown written by a stranger. Out: lines of Markdown in which nothing runs as a doctest, nothing is
//! HTML, every link leads to the web, and nothing breaks rustdoc's or Clippy's lints.
//! The text is parsed as rustdoc parses it and written anew from what is allowed, so that what is not thought
//! of here is left out rather than let through.

mod flow;
mod html;
mod rewrite;
#[cfg(test)]
mod tests;
mod wrap;

use std::borrow::Cow;

use serde::Serialize;

use crate::ir::ExternalDocs;
pub use rewrite::is_web;
use rewrite::{escape, is_safe, rewrite};
use wrap::{hanging, wrap};

/// Longest description that is taken over, in characters; the rest stands in the document.
const LONGEST: usize = 20_000;
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

    /// Appends sentences of our own, already Markdown: to the last paragraph if that is plain, else below it.
    pub fn append(&mut self, sentences: &str) {
        if sentences.is_empty() {
            return;
        }
        match self.stopped() {
            None => self.push(&Self::wrapped(sentences)),
            Some(last) => self.lines.extend(wrap(&format!("{last} {sentences}"))),
        }
    }

    /// Appends a sentence of our own as [`append`](Self::append) does, but as a line that is not broken.
    pub fn append_line(&mut self, sentence: &str) {
        match self.stopped() {
            None => self.push(&Self::text(sentence)),
            Some(last) => self.lines.extend([last, sentence.to_owned()]),
        }
    }

    /// Appends lines of our own so.
    pub fn append_lines(&mut self, other: &Self) {
        for line in &other.lines {
            self.append_line(line);
        }
    }

    /// Takes the last line away, and gives it with a stop at its end; none if no sentence can follow it.
    fn stopped(&mut self) -> Option<String> {
        let is_open = self.lines.last().is_some_and(|line| line.ends_with(':'));
        if is_open || !self.ends_plainly() {
            return None;
        }
        let last = self.lines.pop()?;
        let is_open = |c: char| c.is_alphanumeric() || matches!(c, '`' | ')' | '"' | '>');
        let has_stop = last.trim_end_matches('"').ends_with(['.', '!', '?']);
        let stop = if last.ends_with(is_open) && !has_stop {
            "."
        } else {
            ""
        };
        Some(last + stop)
    }

    /// Whether the last paragraph is plain text: no list, table, quote, heading or code, and no break at its end.
    fn ends_plainly(&self) -> bool {
        let is_plain = |line: &String| {
            let starts = |c: char| c.is_alphanumeric() || "`[(<\"'\\&".contains(c);
            line.starts_with(starts) && hanging(line) == 0
        };
        let is_code = |line: &String| line.contains("```") || line.contains("~~~");
        let last = self.lines.rsplit(String::is_empty).next();
        let last = last.unwrap_or_default();
        !last.is_empty()
            && last.iter().all(is_plain)
            && !last.iter().any(is_code)
            && !last.last().is_some_and(|line| line.ends_with('\\'))
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
    // What counts are the lines as they will stand: a break may change what they mean.
    let lines = rewrite(&text)
        .map(|written| wrapped(&written))
        .filter(|lines| is_safe(&lines.join("\n")))
        .unwrap_or_else(|| wrapped(&escape(&text)));
    Docs { lines }
}

/// The lines of Markdown, those that are too long broken; code stays as it is.
fn wrapped(written: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut is_code = false;
    for line in written.lines() {
        let fences = line.split(|c| c != '`').filter(|run| run.len() > 2);
        let is_fence = fences.count() % 2 == 1;
        if is_code || is_fence {
            lines.push(line.trim_end().to_owned());
        } else if !line.trim().is_empty() || lines.last().is_some_and(|line| !line.is_empty()) {
            lines.extend(wrap(line.trim_end()));
        }
        is_code ^= is_fence;
    }
    trimmed(lines)
}

/// Whether `text` says nothing but `name`, whatever the case of its letters and what stands between its words.
pub fn is_name(text: &str, name: &str) -> bool {
    letters(text).eq(letters(name))
}

/// Whether `text` begins with the words of `start`, as [`is_name`] sees them, and a sentence ends there.
pub fn begins_with(text: &str, start: &str) -> bool {
    let count = letters(start).count();
    let is_start = letters(text).take(count).eq(letters(start));
    let end = start.trim().trim_end_matches('.').len();
    let ends = text.trim_start().get(end..);
    is_start && ends.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '!', '?']))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase)
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

fn trimmed(mut lines: Vec<String>) -> Vec<String> {
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let start = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    lines.drain(..start);
    lines
}
