//! Templates as text with holes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use regex::bytes::{Regex, RegexBuilder};

use crate::ir::signing::{
    Filter, Insert, ItemPart, Line, Name, NamedValue, Operator, Part, Scheme, Template,
};
use crate::signing::encoding;
use crate::signing::template::label;

/// A template that can be matched.
#[derive(Debug)]
pub(super) struct Pattern {
    /// The template as a document would write it.
    pub(super) form: String,
    regex: Regex,
    /// In the order of the expression's groups.
    holes: Vec<Hole>,
}

/// A piece of a text that stands for something.
#[derive(Debug)]
struct Hole {
    /// Undone from right to left.
    filters: Vec<Filter>,
    content: Content,
}

/// What a hole stands for.
#[derive(Debug)]
pub(super) enum Content {
    /// A time, a nonce, a setting, or what the application supplies.
    Value(String),
    Credential(String),
    Signature,
    Body,
    /// The names of the headers that are signed, and what stands between them.
    HeaderNames(String),
    /// A text with holes of its own.
    Within(Box<Pattern>),
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(one), Self::Value(two))
            | (Self::Credential(one), Self::Credential(two))
            | (Self::HeaderNames(one), Self::HeaderNames(two)) => one == two,
            (Self::Signature, Self::Signature) | (Self::Body, Self::Body) => true,
            _ => false,
        }
    }
}

/// What was found in the holes.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) values: BTreeMap<String, Vec<u8>>,
    pub(super) credentials: BTreeMap<String, Vec<u8>>,
    pub(super) signature: Option<Vec<u8>>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) header_names: Option<Vec<String>>,
}

/// An expression in the making.
struct Builder<'a> {
    scheme: &'a Scheme,
    expression: String,
    holes: Vec<Hole>,
    depth: usize,
}

/// Values that read each other beyond this are not followed.
const MAX_DEPTH: usize = 16;

impl Pattern {
    pub(super) fn new(scheme: &Scheme, template: &Template) -> Self {
        Self::at(scheme, template, 0)
    }

    fn at(scheme: &Scheme, template: &Template, depth: usize) -> Self {
        let mut builder = Builder::new(scheme, depth);
        builder.template(template);
        builder.finish(form(template))
    }

    fn of_line(scheme: &Scheme, line: &Line, depth: usize) -> Self {
        let mut builder = Builder::new(scheme, depth);
        builder.line(line);
        builder.finish(form(&line.text))
    }

    /// Returns whether a hole, perhaps within another, has this content.
    pub(super) fn has(&self, wanted: &dyn Fn(&Content) -> bool) -> bool {
        self.holes.iter().any(|hole| match &hole.content {
            Content::Within(inner) => inner.has(wanted),
            content => wanted(content),
        })
    }

    /// Returns the value that the text is, if it is made anew and nothing else stands there.
    pub(super) fn bare(&self, scheme: &Scheme) -> Option<String> {
        let [hole] = self.holes.as_slice() else {
            return None;
        };
        let Content::Value(name) = &hole.content else {
            return None;
        };
        let made = |it: &&NamedValue| it.name == *name && it.fresh;
        scheme.values.iter().find(made).map(|it| it.name.clone())
    }

    /// Notes what stands in the holes of a text; false if it is of another form.
    pub(super) fn read(&self, text: &[u8], into: &mut Read) -> bool {
        let Some(found) = self.regex.captures(text) else {
            return false;
        };
        self.holes.iter().enumerate().all(|(index, hole)| {
            // A group that took no part belongs to an alternative.
            let Some(piece) = found.get(index + 1) else {
                return true;
            };
            let mut bytes = piece.as_bytes().to_vec();
            for filter in hole.filters.iter().rev() {
                match undo(filter, bytes) {
                    Some(undone) => bytes = undone,
                    None => return false,
                }
            }
            hole.content.note(bytes, into)
        })
    }
}

impl Content {
    /// The first of several counts; that the others agree is seen when all is worked out again.
    fn note(&self, bytes: Vec<u8>, into: &mut Read) -> bool {
        match self {
            Self::Value(name) => drop(into.values.entry(name.clone()).or_insert(bytes)),
            Self::Credential(name) => drop(into.credentials.entry(name.clone()).or_insert(bytes)),
            Self::Signature => drop(into.signature.get_or_insert(bytes)),
            Self::Body => drop(into.body.get_or_insert(bytes)),
            Self::HeaderNames(join) => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let names = match join.as_str() {
                    "" => vec![text],
                    join => text.split(join).map(str::to_owned).collect(),
                };
                into.header_names.get_or_insert(names);
            }
            Self::Within(inner) => return inner.read(&bytes, into),
        }
        true
    }
}

impl<'a> Builder<'a> {
    fn new(scheme: &'a Scheme, depth: usize) -> Self {
        Self {
            scheme,
            expression: String::new(),
            holes: Vec::new(),
            depth,
        }
    }

    fn finish(self, form: String) -> Pattern {
        let expression = format!("^(?:{})$", self.expression);
        let built = RegexBuilder::new(&expression)
            .unicode(false)
            .dot_matches_new_line(true)
            .multi_line(false)
            .build();
        match built {
            Ok(regex) => Pattern {
                form,
                regex,
                holes: self.holes,
            },
            // Too large for the library: nothing can be read, which the obstacles tell.
            Err(_) => Pattern {
                form,
                regex: Regex::new("(?s-u)^.*$").expect("the expression is one"),
                holes: Vec::new(),
            },
        }
    }

    fn template(&mut self, template: &Template) {
        for part in &template.parts {
            match part {
                Part::Text(text) => self.expression.push_str(&regex::escape(text)),
                Part::Insert(insert) => self.insert(insert),
            }
        }
    }

    /// Either text; without an `else`, nothing.
    fn line(&mut self, line: &Line) {
        if line.when.is_none() {
            return self.template(&line.text);
        }
        self.expression.push_str("(?:");
        self.template(&line.text);
        self.expression.push('|');
        if let Some(otherwise) = &line.otherwise {
            self.template(otherwise);
        }
        self.expression.push(')');
    }

    fn insert(&mut self, insert: &Insert) {
        if let Some(length) = first(&insert.filters) {
            let _ = write!(self.expression, ".{{0,{}}}", length.min(1000));
            return;
        }
        if !insert.filters.iter().all(can_be_undone) {
            return self.opaque();
        }
        let content = match &insert.name {
            Name::Credential(name) => Content::Credential(name.clone()),
            Name::Signature => Content::Signature,
            Name::Body => Content::Body,
            Name::Value(name) => return self.value(name, &insert.filters),
            _ => return self.opaque(),
        };
        self.hole(&insert.filters, content);
    }

    fn value(&mut self, name: &str, filters: &[Filter]) {
        let scheme = self.scheme;
        let Some(value) = scheme.values.iter().find(|it| it.name == name) else {
            return self.opaque();
        };
        match &value.operator {
            Operator::Text(_) if self.depth >= MAX_DEPTH => self.opaque(),
            Operator::Text(line) if filters.is_empty() => {
                self.depth += 1;
                self.line(line);
                self.depth -= 1;
            }
            Operator::Text(line) => {
                let inner = Pattern::of_line(scheme, line, self.depth + 1);
                self.hole(filters, Content::Within(Box::new(inner)));
            }
            Operator::Time(_)
            | Operator::Counter(_)
            | Operator::Random(_)
            | Operator::Setting(_)
            | Operator::Custom(_) => self.hole(filters, Content::Value(name.to_owned())),
            Operator::Headers(headers)
                if headers.all && headers.list.item.parts == [ItemPart::Name] =>
            {
                self.hole(filters, Content::HeaderNames(headers.list.join.clone()));
            }
            Operator::Headers(_)
            | Operator::Mac(_)
            | Operator::Params(_)
            | Operator::Json(_)
            | Operator::Pick(_) => self.opaque(),
        }
    }

    fn hole(&mut self, filters: &[Filter], content: Content) {
        self.expression.push_str("(.*?)");
        self.holes.push(Hole {
            filters: filters.to_vec(),
            content,
        });
    }

    /// Something that is compared in the end.
    fn opaque(&mut self) {
        self.expression.push_str(".*?");
    }
}

fn first(filters: &[Filter]) -> Option<usize> {
    match filters {
        [Filter::First(length)] => Some(*length),
        _ => None,
    }
}

/// Whether text can be read back through a filter. Where only the case or blanks are lost, what
/// stands there is as good as what was.
fn can_be_undone(filter: &Filter) -> bool {
    match filter {
        Filter::Lower | Filter::Upper | Filter::Trim | Filter::Squeeze => true,
        Filter::Hex | Filter::Base64 | Filter::Base64Url | Filter::Base64UrlNoPad => true,
        Filter::Pct | Filter::PctPath | Filter::Form | Filter::Json | Filter::Prefix(_) => true,
        Filter::FromHex
        | Filter::FromBase64
        | Filter::Unpct
        | Filter::Hash(_)
        | Filter::Crc32
        | Filter::First(_)
        | Filter::Strip(_)
        | Filter::Default(_) => false,
    }
}

fn undo(filter: &Filter, bytes: Vec<u8>) -> Option<Vec<u8>> {
    match filter {
        Filter::Lower | Filter::Upper | Filter::Trim | Filter::Squeeze => Some(bytes),
        Filter::Hex => encoding::from_hex(&bytes),
        Filter::Base64 | Filter::Base64Url | Filter::Base64UrlNoPad => {
            encoding::from_base64(&bytes)
        }
        Filter::Pct | Filter::PctPath => Some(encoding::unpct(&bytes)),
        Filter::Form => Some(encoding::unpct(
            &bytes
                .iter()
                .map(|&it| if it == b'+' { b' ' } else { it })
                .collect::<Vec<_>>(),
        )),
        Filter::Json => {
            let quoted = [b"\"", bytes.as_slice(), b"\""].concat();
            let text: String = serde_json::from_slice(&quoted).ok()?;
            Some(text.into_bytes())
        }
        Filter::Prefix(prefix) => Some(
            bytes
                .strip_prefix(prefix.as_bytes())
                .map(<[u8]>::to_vec)
                .unwrap_or(bytes),
        ),
        Filter::FromHex
        | Filter::FromBase64
        | Filter::Unpct
        | Filter::Hash(_)
        | Filter::Crc32
        | Filter::First(_)
        | Filter::Strip(_)
        | Filter::Default(_) => None,
    }
}

/// A template as text, names without their filters.
fn form(template: &Template) -> String {
    let piece = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Insert(insert) => format!("{{{}}}", label(&insert.name)),
    };
    template.parts.iter().map(piece).collect()
}
