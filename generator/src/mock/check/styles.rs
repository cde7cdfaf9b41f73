//! Parameters read back from the text that their styles made of them (OpenAPI 3.1 §4.8.12.3).
//!
//! Text says little of types, so the schema tells what to look for. Where it leaves a choice, each alternative is a
//! reading of its own, and whoever checks takes the one that fits best.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::deep::Deep;
use super::parameters::scalar;
use crate::ir::{Additional, Api, ParameterPlace, ParameterStyle, SchemaId, SchemaKind};
use crate::mock::exchange::Received;
use crate::mock::plan::{Parameter, Plan};

/// What was sent, as on the wire but for the names of pairs.
pub(super) struct Reader<'a> {
    api: &'a Api,
    plan: &'a Plan,
    received: &'a Received,
    path: &'a BTreeMap<String, String>,
    query: Vec<(String, String)>,
    cookies: Vec<(String, String)>,
}

/// The text of a parameter, or the pairs among which it is.
enum Source<'a> {
    Text(String),
    Pairs(&'a [(String, String)]),
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        api: &'a Api,
        plan: &'a Plan,
        received: &'a Received,
        path: &'a BTreeMap<String, String>,
    ) -> Self {
        let pieces = received.query.split('&').filter(|it| !it.is_empty());
        let query = pieces.map(|piece| {
            let (name, text) = piece.split_once('=').unwrap_or((piece, ""));
            (decoded(name, true), text.to_owned())
        });
        let cookies = received.cookies().into_iter();
        Self {
            api,
            plan,
            received,
            path,
            query: query.collect(),
            cookies: cookies
                .map(|(name, text)| (decoded(&name, false), text))
                .collect(),
        }
    }

    /// What a parameter may mean; nothing if it is not there.
    pub(super) fn readings(&self, parameter: &Parameter) -> Result<Vec<Value>, &'static str> {
        let name = &parameter.name;
        let source = match parameter.place {
            ParameterPlace::Path => self.path.get(name).cloned().map(Source::Text),
            ParameterPlace::Header => {
                let text = self.received.joined(&name.to_ascii_lowercase());
                text.map(Source::Text)
            }
            ParameterPlace::Query => Some(Source::Pairs(&self.query)),
            ParameterPlace::Cookie => Some(Source::Pairs(&self.cookies)),
        };
        let Some(source) = source else {
            return Ok(Vec::new());
        };
        if parameter.style == ParameterStyle::Json {
            let Some(text) = text(parameter, &source) else {
                return Ok(Vec::new());
            };
            let value = serde_json::from_str(&decode(parameter, &text));
            return Ok(vec![value.map_err(|_| "it is no JSON")?]);
        }
        let mut readings = Vec::new();
        let mut problem = None;
        for id in alternatives(self.api, parameter.holds) {
            match self.reading(parameter, &source, id) {
                Ok(found) => readings.extend(found),
                Err(found) => problem = Some(found),
            }
        }
        match problem {
            Some(problem) if readings.is_empty() => Err(problem),
            _ => Ok(readings),
        }
    }

    fn reading(
        &self,
        parameter: &Parameter,
        source: &Source<'_>,
        id: SchemaId,
    ) -> Result<Vec<Value>, &'static str> {
        if let (ParameterStyle::DeepObject, Source::Pairs(pairs)) = (parameter.style, source) {
            let pairs = pairs
                .iter()
                .map(|(name, text)| (name.as_str(), decoded(text, true)));
            let deep = Deep::of(&parameter.name, pairs);
            return Ok(deep.value(self.api, id).into_iter().collect());
        }
        match &self.api.schemas[id].kind {
            SchemaKind::Array(items) => {
                let Some(texts) = items_of(parameter, source)? else {
                    return Ok(Vec::new());
                };
                let read = texts.iter().map(|it| value(self.api, items.schema, it));
                let plain = texts.iter().map(|it| Value::from(it.as_str()));
                Ok(vec![read.collect(), plain.collect()])
            }
            SchemaKind::Object { .. } | SchemaKind::Map(_) => {
                let members = self.members(parameter, source, id)?;
                Ok(members.map(Value::Object).into_iter().collect())
            }
            _ => {
                let text = text(parameter, source);
                if parameter.flag && text.as_deref() == Some("") {
                    return Ok(vec![Value::from(true)]);
                }
                let text = text.map(|it| bare(parameter, &it)).transpose()?;
                Ok(text
                    .map(|it| scalar(&decode(parameter, &it)))
                    .unwrap_or_default())
            }
        }
    }

    /// The members of an object.
    fn members(
        &self,
        parameter: &Parameter,
        source: &Source<'_>,
        id: SchemaId,
    ) -> Result<Option<Map<String, Value>>, &'static str> {
        let pairs = match source {
            Source::Pairs(pairs) if parameter.explode => self.own(parameter, pairs, id),
            Source::Text(text)
                if parameter.explode && parameter.style == ParameterStyle::Matrix =>
            {
                matrix(text)?
            }
            _ => match text(parameter, source) {
                Some(text) => {
                    let pieces = pieces(parameter, &bare(parameter, &text)?);
                    paired(&pieces, parameter.explode)?
                }
                None => Vec::new(),
            },
        };
        if pairs.is_empty() {
            // An object without members leaves nothing behind.
            let is_there = parameter.required && matches!(source, Source::Pairs(_));
            return Ok(is_there.then(Map::new));
        }
        let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, text) in &pairs {
            let text = decode(parameter, text);
            texts.entry(decode(parameter, name)).or_default().push(text);
        }
        let members = texts.into_iter().map(|(name, texts)| {
            let value = match member(self.api, id, &name) {
                Some(id) => several(self.api, id, &texts),
                None => Value::from(texts.concat()),
            };
            (name, value)
        });
        Ok(Some(members.collect()))
    }

    /// The pairs that are members of an exploded object: those it names, and those that nothing else names.
    fn own(
        &self,
        parameter: &Parameter,
        pairs: &[(String, String)],
        id: SchemaId,
    ) -> Vec<(String, String)> {
        let is_anothers = |name: &str| {
            let mut others = self
                .plan
                .parameters
                .iter()
                .filter(|it| it.place == parameter.place && it.name != parameter.name);
            others.any(|it| {
                let is_deep = it.style == ParameterStyle::DeepObject
                    && name.split('[').next() == Some(it.name.as_str());
                let is_member = it.explode && is_named(self.api, it.holds, name);
                it.name == name || is_deep || is_member
            })
        };
        let is_open = matches!(
            &self.api.schemas[id].kind,
            SchemaKind::Map(_)
                | SchemaKind::Object {
                    additional: Additional::Typed(_),
                    ..
                }
        );
        let own = pairs
            .iter()
            .filter(|(name, _)| is_named(self.api, id, name) || (is_open && !is_anothers(name)));
        own.cloned().collect()
    }
}

/// The text of the parameter, the last one if there are several.
fn text(parameter: &Parameter, source: &Source<'_>) -> Option<String> {
    match source {
        Source::Text(text) => Some(text.clone()),
        Source::Pairs(pairs) => named(pairs, &parameter.name).last().cloned(),
    }
}

/// A text without what its style puts before it.
fn bare(parameter: &Parameter, text: &str) -> Result<String, &'static str> {
    let bare = match parameter.style {
        ParameterStyle::Label => text.strip_prefix('.'),
        ParameterStyle::Matrix => {
            let rest = text.strip_prefix(';');
            let rest = rest.and_then(|it| it.strip_prefix(parameter.name.as_str()));
            rest.and_then(|it| it.strip_prefix('=').or(it.is_empty().then_some("")))
        }
        _ => Some(text),
    };
    let missing = match parameter.style {
        ParameterStyle::Label => "it begins with no dot",
        _ => "it begins with no `;` and its name",
    };
    bare.map(str::to_owned).ok_or(missing)
}

/// The pieces of a text that a style has joined.
fn pieces(parameter: &Parameter, text: &str) -> Vec<String> {
    let text = match parameter.style {
        ParameterStyle::SpaceDelimited => text.replace("%20", "\0").replace('+', "\0"),
        ParameterStyle::PipeDelimited => text
            .replace("%7C", "\0")
            .replace("%7c", "\0")
            .replace('|', "\0"),
        ParameterStyle::Label if parameter.explode => text.replace('.', "\0"),
        _ => text.replace(',', "\0"),
    };
    let pieces = text.split('\0');
    if parameter.place == ParameterPlace::Header {
        return pieces.map(|it| it.trim().to_owned()).collect();
    }
    pieces.map(str::to_owned).collect()
}

fn decode(parameter: &Parameter, text: &str) -> String {
    match (parameter.place, parameter.style) {
        (ParameterPlace::Header, _) | (_, ParameterStyle::Cookie) => text.to_owned(),
        (place, _) => decoded(text, place == ParameterPlace::Query),
    }
}

/// The decoded items of a list.
fn items_of(
    parameter: &Parameter,
    source: &Source<'_>,
) -> Result<Option<Vec<String>>, &'static str> {
    let raw = match source {
        Source::Pairs(pairs) if parameter.explode => named(pairs, &parameter.name),
        Source::Text(text) if parameter.explode && parameter.style == ParameterStyle::Matrix => {
            named(&matrix(text)?, &parameter.name)
        }
        _ => match text(parameter, source) {
            Some(text) => pieces(parameter, &bare(parameter, &text)?),
            None => Vec::new(),
        },
    };
    let items = raw.iter().map(|it| decode(parameter, it));
    Ok((!raw.is_empty()).then(|| items.collect()))
}

/// What a schema may be, choices taken apart.
pub(super) fn alternatives(api: &Api, id: SchemaId) -> Vec<SchemaId> {
    let (mut found, mut seen, mut open) = (Vec::new(), BTreeSet::new(), vec![id]);
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match &api.schemas[id].kind {
            SchemaKind::Choice(choice) => {
                let alternatives = choice.alternatives.iter().rev();
                open.extend(alternatives.map(|it| it.usage.schema));
            }
            _ => found.push(id),
        }
    }
    found
}

fn decoded(text: &str, is_query: bool) -> String {
    let text = if is_query {
        text.replace('+', " ")
    } else {
        text.to_owned()
    };
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

fn named(pairs: &[(String, String)], name: &str) -> Vec<String> {
    let named = pairs.iter().filter(|(other, _)| other == name);
    named.map(|(_, text)| text.clone()).collect()
}

/// The pairs of a text like `;a=1;b=2`.
fn matrix(text: &str) -> Result<Vec<(String, String)>, &'static str> {
    let rest = text.strip_prefix(';').ok_or("it begins with no `;`")?;
    let pairs = rest
        .split(';')
        .map(|it| it.split_once('=').unwrap_or((it, "")));
    Ok(pairs
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect())
}

/// Pieces as names and texts: each with both, or by turns.
fn paired(pieces: &[String], explode: bool) -> Result<Vec<(String, String)>, &'static str> {
    if explode {
        let pairs = pieces.iter().map(|it| it.split_once('='));
        let pairs = pairs.map(|it| it.map(|(name, text)| (name.to_owned(), text.to_owned())));
        let pairs: Option<_> = pairs.collect();
        return pairs.ok_or("a member has no `=`");
    }
    let pairs = pieces.chunks(2).map(|it| match it {
        [name, text] => Some((name.clone(), text.clone())),
        _ => None,
    });
    let pairs: Option<_> = pairs.collect();
    pairs.ok_or("a member has no value")
}

/// Whether an object has a member of this name.
fn is_named(api: &Api, id: SchemaId, name: &str) -> bool {
    match &api.schemas[id].kind {
        SchemaKind::Object { fields, .. } => fields.contains_key(name),
        SchemaKind::Choice(choice) => {
            let mut objects = choice.alternatives.iter().map(|it| it.usage.schema);
            objects.any(|it| match &api.schemas[it].kind {
                SchemaKind::Object { fields, .. } => fields.contains_key(name),
                _ => false,
            })
        }
        _ => false,
    }
}

/// The schema of a member.
pub(super) fn member(api: &Api, id: SchemaId, name: &str) -> Option<SchemaId> {
    match &api.schemas[id].kind {
        SchemaKind::Map(values) => Some(values.schema),
        SchemaKind::Object { fields, additional } => {
            let others = match additional {
                Additional::Typed(usage) => Some(usage.schema),
                Additional::Unsaid | Additional::Forbidden => None,
            };
            fields.get(name).map(|it| it.usage.schema).or(others)
        }
        _ => None,
    }
}

/// What the texts of one name mean.
fn several(api: &Api, id: SchemaId, texts: &[String]) -> Value {
    if let SchemaKind::Array(items) = &api.schemas[id].kind {
        if let [text] = texts
            && let Ok(list @ Value::Array(_)) = serde_json::from_str(text)
        {
            return list;
        }
        let items = texts.iter().map(|it| value(api, items.schema, it));
        return items.collect();
    }
    let last = texts.last().map(String::as_str).unwrap_or_default();
    value(api, id, last)
}

/// What a text means where a value of this schema is meant; what is deeper is JSON.
pub(super) fn value(api: &Api, id: SchemaId, text: &str) -> Value {
    let read = |is_meant: fn(&Value) -> bool| {
        let value = serde_json::from_str(text).ok().filter(is_meant);
        value.unwrap_or_else(|| Value::from(text))
    };
    match &api.schemas[id].kind {
        SchemaKind::Boolean => read(Value::is_boolean),
        SchemaKind::Integer(_) | SchemaKind::Number(_) => read(Value::is_number),
        SchemaKind::String(_) => Value::from(text),
        SchemaKind::Enum(values) => {
            let is_text = values
                .iter()
                .any(|it| matches!(it, crate::ir::EnumValue::String(it) if it == text));
            if is_text {
                Value::from(text)
            } else {
                read(Value::is_number)
            }
        }
        SchemaKind::Array(_) => read(Value::is_array),
        SchemaKind::Map(_) | SchemaKind::Object { .. } => read(Value::is_object),
        SchemaKind::Any | SchemaKind::Null | SchemaKind::Choice(_) | SchemaKind::Unsupported(_) => {
            read(|it| !it.is_string() && !it.is_null())
        }
    }
}
