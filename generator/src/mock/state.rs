//! What `--stateful` remembers: objects that were created, and credentials that were issued.
//!
//! Which operation does what stands on it in the document, as `x-mock`:
//!
//! ```yaml
//! x-mock: {creates: orders, id: /response/id}       # a pointer into the response
//! x-mock: {reads: orders, id: "{param.order}"}      # a path parameter, or a pointer into the body
//! x-mock: {deletes: orders, id: /orderId}
//! x-mock: {lists: orders, at: /response/items}
//! x-mock: {issues: partner, credentials: {public_key: /response/public, secret: /response/secret}}
//! ```

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::engine::Mock;
use super::keyring::{self, Texts};
use super::plan::Plan;
use super::problem::Problem;
use super::schema::Json;
use crate::parse::At;

/// What an operation does to what is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    Creates {
        kind: String,
        id: String,
    },
    Reads {
        kind: String,
        id: String,
        at: String,
    },
    Deletes {
        kind: String,
        id: String,
    },
    Lists {
        kind: String,
        at: String,
    },
    Issues {
        scheme: String,
        texts: BTreeMap<String, String>,
    },
}

/// What is remembered, by kind; the oldest of too many is forgotten.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    kinds: BTreeMap<String, VecDeque<(String, Json)>>,
    made: u64,
}

/// Objects of a kind, and kinds are as many as the document has.
const MOST: usize = 1000;

impl Rule {
    /// Reads the rule of an operation; nothing if there is none.
    pub(crate) fn read(operation: &At<'_>) -> Result<Option<Self>, String> {
        let Some(at) = operation.get("x-mock") else {
            return Ok(None);
        };
        let text = |key: &str| at.get(key).and_then(|it| it.as_str()).map(str::to_owned);
        let id = || text("id").ok_or("there is no `id`");
        let place = |id: &str| {
            let parent = id.rsplit_once('/').map(|it| it.0);
            text("at").or(parent.map(str::to_owned)).unwrap_or_default()
        };
        let rule = if let Some(kind) = text("creates") {
            Self::Creates { kind, id: id()? }
        } else if let Some(kind) = text("reads") {
            let at = text("at").unwrap_or_default();
            Self::Reads {
                kind,
                id: id()?,
                at,
            }
        } else if let Some(kind) = text("deletes") {
            Self::Deletes { kind, id: id()? }
        } else if let Some(kind) = text("lists") {
            Self::Lists {
                kind,
                at: place(""),
            }
        } else if let Some(scheme) = text("issues") {
            let credentials = at.get("credentials");
            let members = credentials.iter().flat_map(At::members);
            let texts =
                members.filter_map(|(name, it)| Some((name.to_owned(), it.as_str()?.to_owned())));
            Self::Issues {
                scheme,
                texts: texts.collect(),
            }
        } else {
            let known = "`creates`, `reads`, `deletes`, `lists` or `issues`";
            return Err(format!("`x-mock` says none of {known}"));
        };
        Ok(Some(rule))
    }
}

/// A request, as far as rules ask.
pub(crate) struct Asked<'a> {
    pub(crate) params: &'a BTreeMap<String, String>,
    pub(crate) body: Option<&'a Value>,
}

impl Asked<'_> {
    /// What an `id` of the document names: `{param.NAME}`, else a pointer into the body.
    fn text(&self, id: &str) -> String {
        if let Some(name) = id
            .strip_prefix("{param.")
            .and_then(|it| it.strip_suffix('}'))
        {
            return self.params.get(name).cloned().unwrap_or_default();
        }
        match self.body.and_then(|body| body.pointer(id)) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        }
    }
}

impl Mock {
    /// Does what the rule of an operation says, to the response and to what is remembered. Returns what
    /// there is to tell.
    pub(crate) fn apply(
        &self,
        plan: &Plan,
        rule: &Rule,
        asked: &Asked<'_>,
        json: &mut Json,
    ) -> Result<String, Problem> {
        match rule {
            Rule::Creates { kind, id } => Ok(self.create(kind, id, asked, json)),
            Rule::Reads { kind, id, at } => {
                let id = asked.text(id);
                let memory = self.memory();
                let found = memory.get(kind, &id).ok_or_else(|| unknown(kind, &id))?;
                json.put(at, found.clone());
                Ok(format!("`{id}` of `{kind}` read"))
            }
            Rule::Deletes { kind, id } => {
                let id = asked.text(id);
                let removed = self.memory().remove(kind, &id);
                removed.ok_or_else(|| unknown(kind, &id))?;
                Ok(format!("`{id}` of `{kind}` deleted"))
            }
            Rule::Lists { kind, at } => {
                let items = self.memory().all(kind);
                let told = format!("{} of `{kind}` listed", items.len());
                json.put(at, Json::List(items));
                Ok(told)
            }
            Rule::Issues { scheme, texts } => self.issue(plan, scheme, texts, asked, json),
        }
    }

    /// The object is that of the response, with what the request says under the same names.
    fn create(&self, kind: &str, id: &str, asked: &Asked<'_>, json: &mut Json) -> String {
        let (at, name) = id.rsplit_once('/').unwrap_or(("", id));
        let mut memory = self.memory();
        memory.made += 1;
        let number = memory.made;
        let mut object = json.at(at).cloned().unwrap_or(Json::Object(Vec::new()));
        take_over(&mut object, asked);
        let is_number = matches!(object.at(&format!("/{name}")), Some(Json::Text(text)) if !text.starts_with('"'));
        let id = if is_number {
            number.to_string()
        } else {
            uuid(self.settings.seed, number)
        };
        let shown = if is_number {
            Json::Text(id.clone())
        } else {
            Json::string(&id)
        };
        object.set(name, shown);
        json.put(at, object.clone());
        memory.add(kind, &id, object);
        format!("`{id}` of `{kind}` created")
    }

    fn issue(
        &self,
        plan: &Plan,
        scheme: &str,
        pointers: &BTreeMap<String, String>,
        asked: &Asked<'_>,
        json: &mut Json,
    ) -> Result<String, Problem> {
        let refuse = |why: String| {
            let detail = format!("`x-mock` of `{}` cannot be carried out: {why}", plan.id);
            Problem::new(501, "state-unclear", detail)
        };
        let kind = self.api.security_schemes.get(scheme).map(|it| &it.kind);
        let kind = kind.ok_or_else(|| refuse(format!("there is no scheme `{scheme}`")))?;
        let texts: Texts = keyring::made(kind).map_err(refuse)?;
        for (name, pointer) in pointers {
            let text = texts.get(name).cloned().unwrap_or_default();
            if let Some((at, _)) = pointer.rsplit_once('/')
                && let Some(object) = json.at_mut(at)
            {
                take_over(object, asked);
            }
            json.put(pointer, Json::string(&text));
        }
        self.add_holder(scheme, texts).map_err(refuse)?;
        Ok(format!("credentials of `{scheme}` issued"))
    }
}

/// Members of the request that the object has too.
fn take_over(object: &mut Json, asked: &Asked<'_>) {
    let Some(Value::Object(said)) = asked.body else {
        return;
    };
    if let Json::Object(members) = object {
        for (name, member) in members {
            if let Some(value) = said.get(name) {
                *member = Json::of(value);
            }
        }
    }
}

fn unknown(kind: &str, id: &str) -> Problem {
    let shown: String = id.chars().take(80).collect();
    Problem::new(
        404,
        "object-unknown",
        format!("there is no `{shown}` among `{kind}`"),
    )
}

/// Looks random, and is the same for the same seed and number.
fn uuid(seed: u64, number: u64) -> String {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(number.to_be_bytes());
    let digits = hex::encode(hash.finalize());
    format!(
        "{}-{}-4{}-a{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[13..16],
        &digits[17..20],
        &digits[20..32]
    )
}

impl Memory {
    fn add(&mut self, kind: &str, id: &str, object: Json) {
        let objects = self.kinds.entry(kind.to_owned()).or_default();
        if objects.len() >= MOST {
            objects.pop_front();
        }
        objects.push_back((id.to_owned(), object));
    }

    fn get(&self, kind: &str, id: &str) -> Option<&Json> {
        let mut objects = self.kinds.get(kind)?.iter();
        objects.find(|(other, _)| other == id).map(|(_, it)| it)
    }

    fn remove(&mut self, kind: &str, id: &str) -> Option<Json> {
        let objects = self.kinds.get_mut(kind)?;
        let place = objects.iter().position(|(other, _)| other == id)?;
        objects.remove(place).map(|(_, it)| it)
    }

    fn all(&self, kind: &str) -> Vec<Json> {
        let objects = self.kinds.get(kind).into_iter().flatten();
        objects.map(|(_, it)| it.clone()).collect()
    }
}

/// The rules of all operations.
pub(crate) fn rules(
    document: &crate::parse::Document,
    api: &crate::ir::Api,
) -> (BTreeMap<usize, Rule>, Vec<String>) {
    let (mut rules, mut mistakes) = (BTreeMap::new(), Vec::new());
    for (index, operation) in api.operations.iter().enumerate() {
        let Some(at) = document.resolve(&operation.origin.pointer.to_string()) else {
            continue;
        };
        match Rule::read(&at) {
            Ok(rule) => rules.extend(rule.map(|it| (index, it))),
            Err(why) => mistakes.push(format!("`{}`: {why}", operation.id)),
        }
    }
    (rules, mistakes)
}
