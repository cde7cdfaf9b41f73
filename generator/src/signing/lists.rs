//! Canonical lists of parameters and headers.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::body;
use super::encoding;
use super::error::Reason;
use super::shown::Shown;
use super::template::{Scope, apply_all, squeeze};
use crate::ir::signing::{Headers, Item, ItemPart, List, ParamSource, Params, Repeats, Sort};

/// A name and a value before any filter.
type Row = (Vec<u8>, Shown);

/// Works out a `params` value: the sources, then `add`, `except`, `only`, `skip-empty`, `replace`,
/// filters, order, repetitions.
pub(super) fn params(scope: &Scope<'_>, params: &Params) -> Result<Shown, Reason> {
    let mut rows = Vec::new();
    for source in &params.from {
        rows.extend(source_rows(scope, *source)?);
    }
    for added in &params.add {
        if let Some(value) = scope.line(&added.value)? {
            rows.push((added.name.clone().into_bytes(), value));
        }
    }
    let named = |names: &[String], row: &Row| names.iter().any(|name| name.as_bytes() == row.0);
    rows.retain(|row| !named(&params.except, row));
    if let Some(only) = &params.only {
        rows.retain(|row| named(only, row));
    }
    if params.skip_empty {
        rows.retain(|row| !row.1.bytes().is_empty());
    }
    for (old, new) in &params.replace {
        for (name, value) in &mut rows {
            let replaced = split(value.bytes(), old.as_bytes()).join(new.as_bytes());
            *value = Shown::new(replaced, value.is_secret(), &String::from_utf8_lossy(name));
        }
    }
    render(rows, &params.list)
}

fn source_rows(scope: &Scope<'_>, source: ParamSource) -> Result<Vec<Row>, Reason> {
    let request = scope.request;
    let query = &request.url.query;
    let (pairs, secret) = match source {
        ParamSource::Query => (encoding::pairs(query.bytes()), query.is_secret()),
        ParamSource::QueryWire => {
            let pairs = encoding::raw_pairs(query.bytes());
            (
                pairs
                    .map(|(name, value)| (name.to_vec(), value.to_vec()))
                    .collect(),
                query.is_secret(),
            )
        }
        ParamSource::Form => (body::form_pairs(request), request.body.is_secret()),
        ParamSource::Json => (body::json_pairs(request)?, request.body.is_secret()),
        ParamSource::Xml => (body::xml_pairs(request)?, request.body.is_secret()),
    };
    let row = |(name, value): (Vec<u8>, Vec<u8>)| {
        let label = String::from_utf8_lossy(&name).into_owned();
        (name, Shown::new(value, secret, &label))
    };
    Ok(pairs.into_iter().map(row).collect())
}

/// Works out a `headers` value.
pub(super) fn headers(scope: &Scope<'_>, headers: &Headers) -> Result<Shown, Reason> {
    let mut rows: Vec<Row> = Vec::new();
    for name in names(scope, headers) {
        let values = scope.request.header_values(&name);
        if values.is_empty() && !headers.missing_as_empty {
            continue;
        }
        let mut joined = Shown::default();
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                joined.push_text(",");
            }
            joined.push(&Shown::new(
                squeeze(value.bytes()),
                value.is_secret(),
                &name,
            ));
        }
        rows.push((name.into_bytes(), joined));
    }
    render(rows, &headers.list)
}

/// The names in lower case, each once, without the excepted ones.
fn names(scope: &Scope<'_>, headers: &Headers) -> Vec<String> {
    let present = || {
        scope
            .request
            .headers
            .iter()
            .map(|(name, _)| name.to_ascii_lowercase())
    };
    let mut names = headers.names.clone();
    if let Some(prefix) = &headers.prefix {
        names.extend(present().filter(|name| name.starts_with(prefix)));
    }
    if headers.all {
        names.push("host".to_owned());
        names.extend(present());
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| !headers.except.contains(name) && seen.insert(name.clone()));
    names
}

/// A filtered item, with its value before the filters.
struct Ready {
    name: Vec<u8>,
    value: Vec<u8>,
    raw: Shown,
}

fn render(rows: Vec<Row>, list: &List) -> Result<Shown, Reason> {
    let mut items = rows
        .into_iter()
        .map(|(name, raw)| ready(apply_all(&list.item.name, name)?, raw, &list.item))
        .collect::<Result<Vec<_>, _>>()?;
    match list.sort {
        Sort::None => {}
        Sort::Name => items.sort_by(|one, other| one.name.cmp(&other.name)),
        Sort::NameValue => {
            items.sort_by(|one, other| (&one.name, &one.value).cmp(&(&other.name, &other.value)));
        }
    }
    let items = match list.repeats {
        Repeats::Keep => items,
        Repeats::Unique => unique(items),
        Repeats::Comma => merged(items, &list.item)?,
    };
    let mut out = Shown::default();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_text(&list.join);
        }
        write(&mut out, item, &list.item);
    }
    Ok(out)
}

fn ready(name: Vec<u8>, raw: Shown, item: &Item) -> Result<Ready, Reason> {
    let value = apply_all(&item.value, raw.bytes().to_vec())?;
    Ok(Ready { name, value, raw })
}

fn unique(items: Vec<Ready>) -> Vec<Ready> {
    let mut seen = BTreeSet::new();
    items
        .into_iter()
        .filter(|item| seen.insert((item.name.clone(), item.value.clone())))
        .collect()
}

/// Items of one filtered name become the first of them, in the order in which they stand.
fn merged(items: Vec<Ready>, form: &Item) -> Result<Vec<Ready>, Reason> {
    let mut groups: IndexMap<Vec<u8>, Shown> = IndexMap::new();
    for item in items {
        match groups.entry(item.name) {
            Entry::Vacant(entry) => {
                entry.insert(item.raw);
            }
            Entry::Occupied(mut entry) => {
                entry.get_mut().push_text(",");
                entry.get_mut().push(&item.raw);
            }
        }
    }
    groups
        .into_iter()
        .map(|(name, raw)| ready(name, raw, form))
        .collect()
}

fn write(out: &mut Shown, item: &Ready, form: &Item) {
    for part in &form.parts {
        match part {
            ItemPart::Text(text) => out.push_text(text),
            ItemPart::Name => out.push(&Shown::open(item.name.as_slice())),
            ItemPart::Value => {
                let name = String::from_utf8_lossy(&item.name);
                out.push(&Shown::new(
                    item.value.as_slice(),
                    item.raw.is_secret(),
                    &name,
                ));
            }
        }
    }
}

/// Splits at each occurrence of a text that is not empty; one piece if it is.
pub(super) fn split<'b>(bytes: &'b [u8], at: &[u8]) -> Vec<&'b [u8]> {
    let mut pieces = Vec::new();
    let (mut start, mut place) = (0, 0);
    while !at.is_empty() && place + at.len() <= bytes.len() {
        if bytes[place..].starts_with(at) {
            pieces.push(&bytes[start..place]);
            place += at.len();
            start = place;
        } else {
            place += 1;
        }
    }
    pieces.push(&bytes[start..]);
    pieces
}
