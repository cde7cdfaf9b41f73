//! From nodes to the operators of values.

use super::parts;
use super::read::Reader;
use super::template;
use super::words;
use crate::diag::codes;
use crate::ir::signing::{
    AddedParam, Headers, Insert, Item, ItemPart, Json, JsonStyle, Line, List, Mac, Name, Operator,
    Params, Part, Repeats, Sort, Template, Time,
};
use crate::parse::At;

/// The operators; with each, the members that may stand beside it.
const OPERATORS: [(&str, &[&str]); 11] = [
    ("text", &["text", "when", "else"]),
    ("setting", &["setting"]),
    ("time", &["time", "offset"]),
    ("counter", &["counter"]),
    ("random", &["random"]),
    ("mac", &["mac", "key", "of"]),
    ("params", &["params"]),
    ("headers", &["headers"]),
    ("json", &["json"]),
    ("pick", &["pick"]),
    ("custom", &["custom"]),
];

/// Reads a value: a template, or one operator.
pub(super) fn operator(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Operator> {
    if !at.is_object() {
        let text = reader.template(at)?;
        return Some(Operator::Text(Line {
            text,
            when: None,
            otherwise: None,
        }));
    }
    let mut found = OPERATORS.iter().filter(|(name, _)| at.has(name));
    let (Some((name, beside)), None) = (found.next(), found.next()) else {
        let names = words::quoted(OPERATORS.iter().map(|(name, _)| *name));
        reader
            .report(
                &codes::CS0607,
                at,
                "a value is a text or has exactly one operator",
            )
            .help(format!("operators are {names}"));
        return None;
    };
    if *name != "text" {
        reader.known(at, beside);
    }
    let of = at.get(name)?;
    match *name {
        "text" => reader.line(at).map(Operator::Text),
        "setting" => reader.text(&of).map(Operator::Setting),
        "time" => time(reader, at, &of),
        "counter" => reader
            .word(&of, "unit of a counter", words::UNITS)
            .map(Operator::Counter),
        "random" => random(reader, &of),
        "mac" => Some(Operator::Mac(Mac {
            hash: reader.word(&of, "MAC", words::MACS)?,
            key: reader.required_template(at, "key")?,
            of: reader.required_template(at, "of")?,
        })),
        "params" => params(reader, &of),
        "headers" => headers(reader, &of),
        "json" => json(reader, &of),
        "pick" => parts::pick(reader, &of).map(Operator::Pick),
        _ => custom(reader, &of),
    }
}

fn time(reader: &mut Reader<'_>, at: &At<'_>, of: &At<'_>) -> Option<Operator> {
    let word = of.expect_str(reader.sink)?;
    let Some(format) = words::time(word) else {
        let conversions = words::list(words::CONVERSIONS);
        reader
            .report(&codes::CS0602, of, format!("`{word}` is no form of a time"))
            .help(format!(
                "known are {}, and patterns of `%` with {conversions}",
                words::list(words::TIMES)
            ));
        return None;
    };
    let offset = at.get("offset").map(|offset| whole(reader, &offset));
    let offset = offset.unwrap_or(Some(0))?;
    Some(Operator::Time(Time { format, offset }))
}

fn whole(reader: &mut Reader<'_>, at: &At<'_>) -> Option<i64> {
    let number = at.as_i64();
    if number.is_none() {
        let message = format!("expected a whole number, found {}", at.kind());
        reader.report(&codes::CS0110, at, message);
    }
    number
}

fn random(reader: &mut Reader<'_>, of: &At<'_>) -> Option<Operator> {
    let word = of.expect_str(reader.sink)?;
    let random = words::random(word);
    if random.is_none() {
        reader
            .report(
                &codes::CS0602,
                of,
                format!("`{word}` is no form of random text"),
            )
            .help(
                "known are `uuid`, `hex:BYTES`, `base64:BYTES` and `alnum:CHARACTERS`, up to 1024",
            );
    }
    random.map(Operator::Random)
}

fn custom(reader: &mut Reader<'_>, of: &At<'_>) -> Option<Operator> {
    let name = reader.text(of)?;
    if !words::is_name(&name) {
        reader.report(
            &codes::CS0602,
            of,
            format!("`{name}` cannot be the name of a custom value"),
        );
        return None;
    }
    Some(Operator::Custom(name))
}

fn params(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Operator> {
    let at = at.expect_object(reader.sink)?;
    reader.known(
        &at,
        &[
            "from",
            "add",
            "except",
            "only",
            "skip-empty",
            "replace",
            "sort",
            "repeats",
            "item",
            "join",
        ],
    );
    let mut from = Vec::new();
    if let Some(sources) = at.get("from") {
        let items: Vec<_> = if sources.is_array() {
            sources.items().collect()
        } else {
            vec![sources]
        };
        from.extend(
            items
                .iter()
                .filter_map(|item| reader.word(item, "source of parameters", words::SOURCES)),
        );
    }
    let params = Params {
        from,
        add: at
            .get("add")
            .map(|at| added(reader, &at))
            .unwrap_or_default(),
        except: names(reader, &at, "except").unwrap_or_default(),
        only: names(reader, &at, "only"),
        skip_empty: at.bool("skip-empty", reader.sink).unwrap_or(false),
        replace: replacements(reader, &at),
        list: list(reader, &at)?,
    };
    // A source that is not known was reported already.
    let sources = at
        .get("from")
        .is_some_and(|at| !at.is_array() || at.item(0).is_some());
    if !sources && params.add.is_empty() {
        reader
            .report(&codes::CS0612, &at, "a list of no parameters")
            .help("name a source under `from`");
    }
    Some(Operator::Params(params))
}

fn added(reader: &mut Reader<'_>, at: &At<'_>) -> Vec<AddedParam> {
    let Some(at) = at.expect_object(reader.sink) else {
        return Vec::new();
    };
    let param = |(name, member): (&str, At<'_>)| {
        Some(AddedParam {
            name: name.to_owned(),
            value: reader.line(&member)?,
        })
    };
    at.members().filter_map(param).collect()
}

fn replacements(reader: &mut Reader<'_>, at: &At<'_>) -> Vec<(String, String)> {
    let Some(at) = at.object("replace", reader.sink) else {
        return Vec::new();
    };
    let pair = |(old, member): (&str, At<'_>)| Some((old.to_owned(), reader.text(&member)?));
    at.members().filter_map(pair).collect()
}

fn headers(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Operator> {
    const MISSING: &words::Words<bool> = &[("skip", false), ("empty", true)];
    let at = at.expect_object(reader.sink)?;
    reader.known(
        &at,
        &[
            "names", "prefix", "all", "except", "missing", "sort", "item", "join",
        ],
    );
    let lower = |names: Vec<String>| {
        names
            .iter()
            .map(|name| name.to_ascii_lowercase())
            .collect::<Vec<_>>()
    };
    let missing = at
        .get("missing")
        .and_then(|at| reader.word(&at, "treatment of missing headers", MISSING));
    let headers = Headers {
        names: lower(names(reader, &at, "names").unwrap_or_default()),
        prefix: at.str("prefix", reader.sink).map(str::to_ascii_lowercase),
        all: at.bool("all", reader.sink).unwrap_or(false),
        except: lower(names(reader, &at, "except").unwrap_or_default()),
        missing_as_empty: missing.unwrap_or(false),
        list: list(reader, &at)?,
    };
    if headers.names.is_empty() && headers.prefix.is_none() && !headers.all {
        reader
            .report(&codes::CS0612, &at, "a list of no headers")
            .help("say which: `names`, `prefix` or `all: true`");
    }
    Some(Operator::Headers(headers))
}

fn json(reader: &mut Reader<'_>, at: &At<'_>) -> Option<Operator> {
    let at = at.expect_object(reader.sink)?;
    reader.known(&at, &["of", "sort", "escape-slashes", "ascii", "spaces"]);
    let of = match at.get("of") {
        Some(of) => reader.template(&of)?,
        None => Template {
            origin: reader.origin(&at),
            parts: vec![Part::Insert(Insert {
                name: Name::Body,
                filters: Vec::new(),
                secret: false,
            })],
            secret: false,
        },
    };
    let mut flag = |key| at.bool(key, reader.sink).unwrap_or(false);
    Some(Operator::Json(Json {
        of,
        sort: flag("sort"),
        style: JsonStyle {
            escape_slashes: flag("escape-slashes"),
            ascii: flag("ascii"),
            spaces: flag("spaces"),
        },
    }))
}

fn names(reader: &mut Reader<'_>, at: &At<'_>, key: &str) -> Option<Vec<String>> {
    at.get(key).map(|at| reader.texts(&at))
}

/// `sort`, `repeats`, `item` and `join` of a list, by default `none`, `keep`, `{name}={value}`
/// and `&`.
fn list(reader: &mut Reader<'_>, at: &At<'_>) -> Option<List> {
    let sort = at
        .get("sort")
        .and_then(|at| reader.word(&at, "order", words::SORTS));
    let repeats = at
        .get("repeats")
        .and_then(|at| reader.word(&at, "treatment of repetitions", words::REPEATS));
    let item = match at.get("item") {
        Some(at) => {
            let text = at.expect_str(reader.sink)?;
            let origin = reader.origin(&at);
            template::item(reader, &origin, text)?
        }
        None => Item {
            name: Vec::new(),
            value: Vec::new(),
            parts: vec![
                ItemPart::Name,
                ItemPart::Text("=".to_owned()),
                ItemPart::Value,
            ],
        },
    };
    Some(List {
        sort: sort.unwrap_or(Sort::None),
        repeats: repeats.unwrap_or(Repeats::Keep),
        item,
        join: at.str("join", reader.sink).unwrap_or("&").to_owned(),
    })
}
