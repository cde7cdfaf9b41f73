//! From a value to the texts that a style makes of it; nothing here knows where they go.
//!
//! A value comes as JSON text and is taken apart one level at a time, so that numbers keep their
//! spelling and members their order. `null` is no value in any style: it is left out, alone, in a
//! list and in an object, and so are empty lists and objects (RFC 6570 §2.3).
//!
//! The entry for a query, a cookie or a form is [`pairs`], for a path [`text`], for a header
//! [`header`]. They take what escapes names and values; delimiters come from here as they are sent.

use std::fmt::Write as _;

use serde_json::value::RawValue;

use super::{Kind, Style};
use crate::support::json_text::members;

/// What escapes names and values for the place where they go.
#[derive(Clone, Copy)]
pub(crate) struct Escape {
    pub(crate) name: fn(&str) -> String,
    pub(crate) value: fn(&str) -> String,
    /// Whether nothing is escaped: then delimiters are not either, and must not be in values.
    is_none: bool,
}

impl Escape {
    /// Both as they are.
    pub(crate) const NONE: Self = Self {
        name: str::to_owned,
        value: str::to_owned,
        is_none: true,
    };

    /// What escapes names, and values.
    pub(crate) const fn of(name: fn(&str) -> String, value: fn(&str) -> String) -> Self {
        Self {
            name,
            value,
            is_none: false,
        }
    }

    fn delimiter(self, plain: &'static str, escaped: &'static str) -> &'static str {
        if self.is_none { plain } else { escaped }
    }

    fn pair(self, (name, value): &(String, String)) -> (String, String) {
        ((self.name)(name), (self.value)(value))
    }
}

/// Deeper values are refused.
const MAX_DEPTH: usize = 128;

/// Why a value cannot be written, as the end of a sentence.
pub(crate) type Problem = &'static str;

const UNREADABLE: Problem = "it holds a text that is none";
const TOO_DEEP: Problem = "it is nested too deeply";
const DELIMITER: Problem = "it holds the character that separates values";

/// One level of a JSON value.
enum Level<'a> {
    Null,
    Text(String),
    List(Vec<&'a RawValue>),
    Object(Vec<(String, &'a RawValue)>),
}

fn level(json: &RawValue) -> Result<Level<'_>, Problem> {
    let text = json.get();
    let level = match text.as_bytes().first() {
        Some(b'{') => members(text.as_bytes()).map(Level::Object),
        Some(b'[') => serde_json::from_str(text).map(Level::List),
        Some(b'"') => serde_json::from_str(text).map(Level::Text),
        _ if text == "null" => Ok(Level::Null),
        _ => Ok(Level::Text(text.to_owned())),
    };
    level.map_err(|_| UNREADABLE)
}

/// A value as most styles see it: what lies deeper than one level is JSON text.
enum Flat {
    Text(String),
    List(Vec<String>),
    Object(Vec<(String, String)>),
}

/// What must not be in a text that stands between others.
#[derive(Clone, Copy)]
struct Forbidden {
    delimiter: Option<char>,
    /// The delimiter as it is escaped, where that is sent as it is written and read as the delimiter.
    escaped: Option<&'static str>,
}

impl Forbidden {
    const NOTHING: Self = Self {
        delimiter: None,
        escaped: None,
    };

    fn allows(self, text: &str) -> Result<(), Problem> {
        let has = |it: &str| text.to_ascii_uppercase().contains(it);
        if self.delimiter.is_some_and(|it| text.contains(it)) || self.escaped.is_some_and(has) {
            return Err(DELIMITER);
        }
        Ok(())
    }
}

/// The texts of a value, none of which holds what is forbidden; `None` where there are none.
fn flat(json: &RawValue, forbidden: Forbidden) -> Result<Option<Flat>, Problem> {
    let allowed = |text: &str| forbidden.allows(text);
    let mut texts = Vec::new();
    match level(json)? {
        Level::Null => Ok(None),
        Level::Text(text) => Ok(Some(Flat::Text(text))),
        Level::List(items) => {
            for item in items {
                texts.extend(inner(item)?);
            }
            texts.iter().try_for_each(|text| allowed(text))?;
            Ok((!texts.is_empty()).then_some(Flat::List(texts)))
        }
        Level::Object(members) => {
            let mut pairs = Vec::new();
            for (name, member) in members {
                allowed(&name)?;
                if let Some(text) = inner(member)? {
                    allowed(&text)?;
                    pairs.push((name, text));
                }
            }
            Ok((!pairs.is_empty()).then_some(Flat::Object(pairs)))
        }
    }
}

/// What stands for a value inside another one.
fn inner(json: &RawValue) -> Result<Option<String>, Problem> {
    Ok(match level(json)? {
        Level::Null => None,
        Level::Text(text) => Some(text),
        Level::List(_) | Level::Object(_) => Some(json.get().to_owned()),
    })
}

impl Flat {
    /// The escaped pieces between which the delimiters of a style go.
    fn pieces(&self, explode: bool, escape: Escape) -> Vec<String> {
        match self {
            Self::Text(text) => vec![(escape.value)(text)],
            Self::List(texts) => texts.iter().map(|text| (escape.value)(text)).collect(),
            Self::Object(pairs) => {
                let pairs = pairs.iter().map(|pair| escape.pair(pair));
                if explode {
                    pairs.map(|(name, text)| format!("{name}={text}")).collect()
                } else {
                    pairs.flat_map(<[String; 2]>::from).collect()
                }
            }
        }
    }
}

/// What separates values in a style and cannot be told from it within them. Blank and bar are escaped themselves, so
/// that one pass of decoding leaves no difference (OpenAPI 3.2, appendix E).
fn forbidden(style: Style, escape: Escape) -> Forbidden {
    let is_bare = style.reserved || escape.is_none;
    let (delimiter, escaped) = match (style.kind, style.explode) {
        (Kind::SpaceDelimited, false) => (Some(' '), Some(BLANK)),
        (Kind::PipeDelimited, false) => (Some('|'), Some(BAR)),
        // A dot is never escaped.
        (Kind::Label, true) => (Some('.'), None),
        (Kind::Simple, _) | (_, false) => (is_bare.then_some(','), None),
        (_, true) => (None, None),
    };
    Forbidden {
        delimiter,
        // A triple passes only where reserved characters do.
        escaped: escaped.filter(|_| style.reserved && !escape.is_none),
    }
}

const BLANK: &str = "%20";
const BAR: &str = "%7C";

/// What stands in a path; `None` for nothing.
pub(crate) fn text(
    name: &str,
    json: &RawValue,
    style: Style,
    escape: Escape,
) -> Result<Option<String>, Problem> {
    if style.kind == Kind::Json {
        return Ok(whole(json).map(escape.value));
    }
    let Some(flat) = flat(json, forbidden(style, escape))? else {
        return Ok(None);
    };
    let pieces = flat.pieces(style.explode, escape);
    let name = (escape.name)(name);
    Ok(Some(match (style.kind, style.explode, &flat) {
        (Kind::Label, true, _) => format!(".{}", pieces.join(".")),
        (Kind::Label, false, _) => format!(".{}", pieces.join(",")),
        (Kind::Matrix, true, Flat::List(_)) => {
            pieces.iter().map(|piece| matrix(&name, piece)).collect()
        }
        (Kind::Matrix, true, Flat::Object(pairs)) => {
            let pairs = pairs.iter().map(|pair| escape.pair(pair));
            pairs.map(|(name, text)| matrix(&name, &text)).collect()
        }
        (Kind::Matrix, _, _) => matrix(&name, &pieces.join(",")),
        _ => pieces.join(","),
    }))
}

fn matrix(name: &str, text: &str) -> String {
    match text {
        "" => format!(";{name}"),
        text => format!(";{name}={text}"),
    }
}

/// A value as its JSON text; `None` for `null`.
fn whole(json: &RawValue) -> Option<&str> {
    Some(json.get()).filter(|text| *text != "null")
}

/// What stands in a header, where nothing is escaped; `None` for nothing.
pub(crate) fn header(json: &RawValue, style: Style) -> Result<Option<String>, Problem> {
    if style.kind == Kind::Json {
        return Ok(whole(json).map(ascii));
    }
    let Some(flat) = flat(json, Forbidden::NOTHING)? else {
        return Ok(None);
    };
    let is_read = match &flat {
        Flat::Text(_) => true,
        Flat::List(texts) => texts.iter().all(|text| stands_in_a_list(text)),
        Flat::Object(pairs) => pairs.iter().all(|(name, text)| {
            let is_name = !(style.explode && name.contains('='));
            is_name && stands_in_a_list(name) && stands_in_a_list(text)
        }),
    };
    if is_read {
        Ok(Some(flat.pieces(style.explode, Escape::NONE).join(",")))
    } else {
        Err(DELIMITER)
    }
}

/// Whether a text is still the same between commas: blanks around it are not part of it, and only
/// quotes protect a comma (RFC 9110 §5.6.1, §5.6.4).
fn stands_in_a_list(text: &str) -> bool {
    let is_quoted =
        text.len() > 1 && text.starts_with('"') && text[1..].find('"') == Some(text.len() - 2);
    let is_plain = !text.contains([',', '"']);
    let has_blanks = text.starts_with([' ', '\t']) || text.ends_with([' ', '\t']);
    (is_quoted && !text.contains('\\')) || (is_plain && !has_blanks)
}

/// JSON text in ASCII: other characters stand in strings alone, where they can be escaped.
fn ascii(json: &str) -> String {
    let mut text = String::new();
    for c in json.chars() {
        if c.is_ascii() {
            text.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

/// The names and values that stand in a query, a cookie or a form, escaped.
pub(crate) fn pairs(
    name: &str,
    json: &RawValue,
    style: Style,
    escape: Escape,
) -> Result<Vec<(String, String)>, Problem> {
    if style.kind == Kind::DeepObject {
        let mut pairs = Vec::new();
        deep(name, json, MAX_DEPTH, &mut pairs)?;
        return Ok(pairs.iter().map(|pair| escape.pair(pair)).collect());
    }
    if style.explode {
        let pairs = exploded(name, json)?;
        return Ok(pairs.iter().map(|pair| escape.pair(pair)).collect());
    }
    let text = match style.kind {
        Kind::Json => whole(json).map(escape.value),
        Kind::SpaceDelimited => joined(json, style, escape.delimiter(" ", BLANK), escape)?,
        Kind::PipeDelimited => joined(json, style, escape.delimiter("|", BAR), escape)?,
        _ => joined(json, style, ",", escape)?,
    };
    let pair = text.map(|text| ((escape.name)(name), text));
    Ok(pair.into_iter().collect())
}

fn joined(
    json: &RawValue,
    style: Style,
    between: &str,
    escape: Escape,
) -> Result<Option<String>, Problem> {
    let flat = flat(json, forbidden(style, escape))?;
    Ok(flat.map(|flat| flat.pieces(false, escape).join(between)))
}

/// One pair an item or a member; a member that is a list is one pair an item as well.
fn exploded(name: &str, json: &RawValue) -> Result<Vec<(String, String)>, Problem> {
    let mut pairs = Vec::new();
    let mut push = |name: &str, json: &RawValue| -> Result<(), Problem> {
        pairs.extend(inner(json)?.map(|text| (name.to_owned(), text)));
        Ok(())
    };
    match level(json)? {
        Level::Null | Level::Text(_) => push(name, json)?,
        Level::List(items) => items.iter().try_for_each(|item| push(name, item))?,
        Level::Object(members) => {
            for (name, member) in members {
                match level(member)? {
                    Level::List(items) => items.iter().try_for_each(|item| push(&name, item))?,
                    _ => push(&name, member)?,
                }
            }
        }
    }
    Ok(pairs)
}

/// `name[member]=value`, as deep as the value is. The items of a list are `name[]=value`; where they
/// are lists or objects themselves, their place tells them apart: `name[0][member]=value`.
fn deep(
    name: &str,
    json: &RawValue,
    depth: usize,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), Problem> {
    let depth = depth.checked_sub(1).ok_or(TOO_DEEP)?;
    match level(json)? {
        Level::Null => {}
        Level::Text(text) => pairs.push((name.to_owned(), text)),
        Level::List(items) => {
            let items = items.into_iter().filter(|item| item.get() != "null");
            for (place, item) in items.enumerate() {
                let name = match level(item)? {
                    Level::Null | Level::Text(_) => format!("{name}[]"),
                    Level::List(_) | Level::Object(_) => format!("{name}[{place}]"),
                };
                deep(&name, item, depth, pairs)?;
            }
        }
        Level::Object(members) => {
            for (member, value) in members {
                if member.contains(['[', ']']) {
                    return Err(DELIMITER);
                }
                deep(&format!("{name}[{member}]"), value, depth, pairs)?;
            }
        }
    }
    Ok(())
}
