//! From text to templates. Which names there are beside the request's is not known here: any
//! other name is taken for a value's, and `resolve` says what it is.
//!
//! # What the vocabulary leaves open, decided
//!
//! - The argument of a filter goes up to the next `|` or `}` and cannot hold these two; colons,
//!   quotes and blanks in it are itself. Nothing is trimmed anywhere.
//! - `first`, `strip`, `prefix` and `default` have an argument, the others none; an empty one is
//!   none.
//! - The item of a list has `{name}` and `{value}` at most once each, and no other name.

use super::read::Reader;
use super::words::{self, FILTERS, FILTERS_WITH_ARGUMENT, NAMES};
use crate::diag::{Code, codes};
use crate::ir::signing::{Filter, Insert, Item, ItemPart, Name, Part, Template};
use crate::source::Origin;

/// Filters in a row. They become calls inside calls, and nobody needs more than three or four.
const MOST_FILTERS: usize = 16;

/// A template before its names mean anything.
enum Piece<'t> {
    Text(String),
    Insert { name: &'t str, filters: Vec<Filter> },
}

/// Why a text is no template.
struct Mistake {
    code: &'static Code,
    message: String,
    help: Option<String>,
}

/// Reads a template.
pub(super) fn template(reader: &mut Reader<'_>, origin: Origin, text: &str) -> Option<Template> {
    let pieces = reported(reader, &origin, pieces(text))?;
    let mut parts = Vec::new();
    for piece in pieces {
        parts.push(match piece {
            Piece::Text(text) => Part::Text(text),
            Piece::Insert { name, filters } => {
                let name = reported(reader, &origin, name_of(name))?;
                Part::Insert(Insert {
                    name,
                    filters,
                    secret: false,
                })
            }
        });
    }
    Some(Template {
        origin,
        parts,
        secret: false,
    })
}

/// Reads what stands between the braces of a template, alone: `name|filter`.
pub(super) fn insert(reader: &mut Reader<'_>, origin: &Origin, text: &str) -> Option<Insert> {
    let (name, filters) = reported(reader, origin, inside(text))?;
    let name = reported(reader, origin, name_of(name))?;
    Some(Insert {
        name,
        filters,
        secret: false,
    })
}

/// Reads a row of filters: `hex|upper`.
pub(super) fn filters(reader: &mut Reader<'_>, origin: &Origin, text: &str) -> Option<Vec<Filter>> {
    reported(reader, origin, row(text.split('|')))
}

/// Reads the item of a list.
pub(super) fn item(reader: &mut Reader<'_>, origin: &Origin, text: &str) -> Option<Item> {
    let pieces = reported(reader, origin, pieces(text))?;
    let mut item = Item {
        name: Vec::new(),
        value: Vec::new(),
        parts: Vec::new(),
    };
    for piece in pieces {
        let part = match piece {
            Piece::Text(text) => ItemPart::Text(text),
            Piece::Insert {
                name: "name",
                filters,
            } => {
                item.name = filters;
                ItemPart::Name
            }
            Piece::Insert {
                name: "value",
                filters,
            } => {
                item.value = filters;
                ItemPart::Value
            }
            Piece::Insert { name, .. } => {
                let message = format!("an item has no `{name}`");
                reader
                    .report_at(&codes::CS0604, origin, message)
                    .help("it has `name` and `value`");
                return None;
            }
        };
        if !matches!(part, ItemPart::Text(_)) && item.parts.contains(&part) {
            let message = "an item has its name and its value at most once each";
            reader.report_at(&codes::CS0603, origin, message).note(
                "items are sorted by their filtered names and values, which have to be certain",
            );
            return None;
        }
        item.parts.push(part);
    }
    Some(item)
}

fn reported<T>(reader: &mut Reader<'_>, origin: &Origin, result: Result<T, Mistake>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(mistake) => {
            let report = reader.report_at(mistake.code, origin, mistake.message);
            if let Some(help) = mistake.help {
                report.help(help);
            }
            None
        }
    }
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Mistake> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(place) = rest.find(['{', '}']) {
        literal.push_str(&rest[..place]);
        let brace = &rest[place..=place];
        rest = &rest[place + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            literal.push_str(brace);
            rest = after;
            continue;
        }
        let end = rest
            .find('}')
            .filter(|_| brace == "{")
            .ok_or_else(|| Mistake {
                code: &codes::CS0603,
                message: format!("a `{brace}` has no partner"),
                help: Some(format!(
                    "a brace that is meant is written twice: `{brace}{brace}`"
                )),
            })?;
        if !literal.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut literal)));
        }
        let (name, filters) = inside(&rest[..end])?;
        pieces.push(Piece::Insert { name, filters });
        rest = &rest[end + 1..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Text(literal));
    }
    Ok(pieces)
}

fn inside(text: &str) -> Result<(&str, Vec<Filter>), Mistake> {
    check_blanks(text)?;
    let mut parts = text.split('|');
    let name = parts.next().unwrap_or_default();
    Ok((name, row(parts)?))
}

/// Filters one after the other.
fn row<'t>(parts: impl Iterator<Item = &'t str> + Clone) -> Result<Vec<Filter>, Mistake> {
    if parts.clone().nth(MOST_FILTERS).is_some() {
        return Err(Mistake {
            code: &codes::CS0603,
            message: format!("there are more than {MOST_FILTERS} filters in a row"),
            help: Some("give an intermediate result a name under `values`".to_owned()),
        });
    }
    parts.map(filter).collect()
}

/// Blanks count in a template, so one that separates would be a part of a name.
fn check_blanks(text: &str) -> Result<(), Mistake> {
    let words = text
        .split('|')
        .map(|part| part.split(':').next().unwrap_or_default());
    let words: Vec<_> = words.collect();
    if words.iter().all(|word| word.trim() == *word) {
        return Ok(());
    }
    let trimmed = text.split('|').map(|part| part.trim_matches(' '));
    let trimmed = trimmed.collect::<Vec<_>>().join("|");
    Err(Mistake {
        code: &codes::CS0603,
        message: format!("there are blanks around the names in `{{{text}}}`"),
        help: Some(format!("write `{{{trimmed}}}`")),
    })
}

fn filter(text: &str) -> Result<Filter, Mistake> {
    let (word, argument) = match text.split_once(':') {
        Some((word, argument)) => (word, Some(argument)),
        None => (text, None),
    };
    if let Some(filter) = words::find(FILTERS, word) {
        return match argument {
            None => Ok(filter),
            Some(_) => Err(argument_mistake(format!("filter `{word}` has no argument"))),
        };
    }
    if !FILTERS_WITH_ARGUMENT.contains(&word) {
        let with = words::quoted(FILTERS_WITH_ARGUMENT.into_iter());
        return Err(Mistake {
            code: &codes::CS0605,
            message: format!("there is no filter `{word}`"),
            help: Some(format!(
                "filters are {}, and with an argument {with}",
                words::list(FILTERS)
            )),
        });
    }
    let Some(argument) = argument.filter(|argument| !argument.is_empty()) else {
        return Err(argument_mistake(format!(
            "filter `{word}` needs an argument: `{word}:…`"
        )));
    };
    match word {
        "first" => match argument.parse() {
            Ok(length) => Ok(Filter::First(length)),
            Err(_) => Err(argument_mistake(format!(
                "`{argument}` is not a number of bytes"
            ))),
        },
        "strip" => Ok(Filter::Strip(argument.to_owned())),
        "prefix" => Ok(Filter::Prefix(argument.to_owned())),
        _ => Ok(Filter::Default(argument.to_owned())),
    }
}

fn argument_mistake(message: String) -> Mistake {
    Mistake {
        code: &codes::CS0606,
        message,
        help: None,
    }
}

fn name_of(text: &str) -> Result<Name, Mistake> {
    if let Some(name) = words::find(NAMES, text) {
        return Ok(name);
    }
    if let Some(pointer) = text.strip_prefix("body#") {
        return pointer_tokens(pointer)
            .map(Name::BodyMember)
            .ok_or_else(|| unknown(text));
    }
    if let Some((kind, name)) = text.split_once('.').filter(|(_, name)| !name.is_empty()) {
        return match kind {
            "header" if words::is_token(name) => Ok(Name::Header(name.to_ascii_lowercase())),
            "query" => Ok(Name::QueryField(name.to_owned())),
            "form" => Ok(Name::FormField(name.to_owned())),
            "param" => Ok(Name::Param(name.to_owned())),
            _ => Err(unknown(text)),
        };
    }
    if words::is_name(text) {
        Ok(Name::Value(text.to_owned()))
    } else {
        Err(unknown(text))
    }
}

fn unknown(text: &str) -> Mistake {
    Mistake {
        code: &codes::CS0604,
        message: format!("`{text}` is not a name"),
        help: Some("names with a part after a point or `#` are `header.NAME`, `query.NAME`, `form.NAME`, `param.NAME` and `body#/POINTER`".to_owned()),
    }
}

/// The tokens of a JSON pointer; none for the whole body.
fn pointer_tokens(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    let tokens = pointer.strip_prefix('/')?.split('/');
    Some(
        tokens
            .map(|token| token.replace("~1", "/").replace("~0", "~"))
            .collect(),
    )
}
