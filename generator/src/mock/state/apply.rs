//! What a rule does to the response, and to what is remembered.

use std::collections::BTreeMap;

use serde_json::Value;

use super::memory::Object;
use super::rule::{Act, Issue, Rule, Verb};
use crate::mock::engine::Mock;
use crate::mock::keyring::{self, Texts};
use crate::mock::plan::Plan;
use crate::mock::problem::Problem;
use crate::mock::schema::Json;

/// A request, as far as rules ask.
pub(crate) struct Asked<'a> {
    pub(crate) params: &'a BTreeMap<String, String>,
    pub(crate) body: Option<&'a Value>,
}

impl Asked<'_> {
    /// What stands where the document says: `{param.NAME}`, else a pointer into the body.
    fn text(&self, place: &str) -> Option<String> {
        let param = place.strip_prefix("{param.");
        if let Some(name) = param.and_then(|it| it.strip_suffix('}')) {
            return self.params.get(name).cloned();
        }
        match self.body?.pointer(place)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// A member of the body.
    fn member(&self, name: &str) -> Option<Json> {
        self.body?.get(name).map(Json::of)
    }
}

impl Mock {
    /// Does what the rule of an operation says. Returns what there is to tell.
    pub(crate) fn apply(
        &self,
        plan: &Plan,
        rule: &Rule,
        asked: &Asked<'_>,
        json: &mut Json,
    ) -> Result<String, Problem> {
        let (mut told, mut issued) = (Vec::new(), None);
        if let Some(issue) = &rule.issues {
            let texts = self.issue(plan, issue, asked, json)?;
            told.push(format!("credentials of `{}` issued", issue.scheme));
            issued = Some((issue.scheme.clone(), texts));
        }
        if let Some(act) = &rule.act {
            told.push(match act.verb {
                Verb::Creates => self.create(act, asked, json, issued),
                Verb::Reads => self.read(act, asked, json)?,
                Verb::Deletes => self.delete(act, asked)?,
                Verb::Lists => self.list(act, json),
            });
        }
        Ok(told.join(", "))
    }

    /// The object is that of the response, with what the request says under the same names.
    fn create(
        &self,
        act: &Act,
        asked: &Asked<'_>,
        json: &mut Json,
        issued: Option<(String, Texts)>,
    ) -> String {
        let (at, name) = act.id.rsplit_once('/').unwrap_or(("", &act.id));
        let mut memory = self.memory();
        let number = memory.next();
        let mut object = json.at(at).cloned().unwrap_or(Json::Object(Vec::new()));
        take_over(&mut object, asked);
        for (member, said) in &act.names {
            if let Some(value) = asked.member(said) {
                object.set(member, value);
            }
        }
        let before = object.at(&format!("/{name}"));
        let is_number = matches!(before, Some(Json::Text(text)) if !text.starts_with('"'));
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
        let told = format!("`{id}` of `{}` created", act.kind);
        let json = object;
        memory.add(&act.kind, Object::new(id, json, issued));
        told
    }

    fn read(&self, act: &Act, asked: &Asked<'_>, json: &mut Json) -> Result<String, Problem> {
        let Some(wanted) = Wanted::of(act, asked) else {
            return Ok(format!("none of `{}` asked for by name", act.kind));
        };
        let memory = self.memory();
        let found = memory.find(&act.kind, |it| wanted.is(it));
        let object = found.ok_or_else(|| wanted.unknown(act))?;
        let shown = overlaid(json.at(&act.at), &object.json, &act.names);
        json.put(&act.at, shown);
        Ok(format!("`{}` of `{}` read", object.id, act.kind))
    }

    fn delete(&self, act: &Act, asked: &Asked<'_>) -> Result<String, Problem> {
        let Some(wanted) = Wanted::of(act, asked) else {
            return Ok(format!("none of `{}` asked for by name", act.kind));
        };
        let removed = self.memory().remove(&act.kind, |it| wanted.is(it));
        let object = removed.ok_or_else(|| wanted.unknown(act))?;
        if let Some((scheme, texts)) = &object.issued {
            self.remove_holder(scheme, texts);
        }
        Ok(format!("`{}` of `{}` deleted", object.id, act.kind))
    }

    fn list(&self, act: &Act, json: &mut Json) -> String {
        let items = self.memory().all(&act.kind);
        let number = items.len();
        json.put(&act.at, Json::List(items));
        if let Some(count) = &act.count {
            // Some services write numbers as texts.
            let shown = match json.at(count) {
                Some(Json::Text(text)) if text.starts_with('"') => {
                    Json::string(&number.to_string())
                }
                _ => Json::Text(number.to_string()),
            };
            json.put(count, shown);
        }
        format!("{number} of `{}` listed", act.kind)
    }

    fn issue(
        &self,
        plan: &Plan,
        issue: &Issue,
        asked: &Asked<'_>,
        json: &mut Json,
    ) -> Result<Texts, Problem> {
        let refuse = |why: String| {
            let detail = format!("`x-mock` of `{}` cannot be carried out: {why}", plan.id);
            Problem::new(501, "state-unclear", detail)
        };
        let scheme = &issue.scheme;
        let kind = self.api.security_schemes.get(scheme).map(|it| &it.kind);
        let kind = kind.ok_or_else(|| refuse(format!("there is no scheme `{scheme}`")))?;
        let texts = keyring::made(kind).map_err(refuse)?;
        for (name, pointer) in &issue.places {
            let text = texts.get(name).cloned().unwrap_or_default();
            if let Some((at, _)) = pointer.rsplit_once('/')
                && let Some(object) = json.at_mut(at)
            {
                take_over(object, asked);
            }
            json.put(pointer, Json::string(&text));
        }
        self.add_holder(scheme, texts.clone()).map_err(refuse)?;
        Ok(texts)
    }
}

/// Which object a request means.
struct Wanted {
    /// Nothing for its id.
    member: Option<String>,
    text: String,
}

impl Wanted {
    /// Nothing if the request names none.
    fn of(act: &Act, asked: &Asked<'_>) -> Option<Self> {
        if let Some(text) = asked.text(&act.id) {
            return Some(Self { member: None, text });
        }
        act.by.iter().find_map(|(member, place)| {
            let text = asked.text(place)?;
            let member = Some(member.clone());
            Some(Self { member, text })
        })
    }

    fn is(&self, object: &Object) -> bool {
        match &self.member {
            None => object.id == self.text,
            Some(name) => object.json.at(&format!("/{name}")) == Some(&Json::string(&self.text)),
        }
    }

    fn unknown(&self, act: &Act) -> Problem {
        let shown: String = self.text.chars().take(80).collect();
        let detail = format!("there is no `{shown}` among `{}`", act.kind);
        Problem::new(404, "object-unknown", detail)
    }
}

/// Members of the request that the object has too, in the form in which it has them.
fn take_over(object: &mut Json, asked: &Asked<'_>) {
    if let Json::Object(members) = object {
        for (name, member) in members {
            if let Some(value) = asked.member(name).filter(|it| alike(member, it)) {
                *member = value;
            }
        }
    }
}

/// Whether a value may stand for another one: some members are called the same and are not.
fn alike(example: &Json, value: &Json) -> bool {
    match (example, value) {
        (Json::Text(example), Json::Text(value)) => {
            example == "null" || value == "null" || kind(example) == kind(value)
        }
        (Json::List(examples), Json::List(values)) => examples
            .first()
            .is_none_or(|example| values.iter().all(|it| alike(example, it))),
        (Json::Object(examples), Json::Object(_)) => examples.iter().all(|(name, example)| {
            let value = value.at(&format!("/{name}"));
            value.is_some_and(|it| alike(example, it))
        }),
        _ => false,
    }
}

/// What tells strings, booleans and numbers apart.
fn kind(text: &str) -> Option<char> {
    let first = text.chars().next();
    match first {
        Some('-' | '0'..='9') => Some('0'),
        Some('f') => Some('t'),
        other => other,
    }
}

/// An example with what is known of an object in it: what one operation tells, another one may not.
fn overlaid(example: Option<&Json>, object: &Json, names: &[(String, String)]) -> Json {
    let (Some(Json::Object(shown)), Json::Object(members)) = (example, object) else {
        return object.clone();
    };
    let mut shown = Json::Object(shown.clone());
    for (name, value) in members {
        shown.set(name, value.clone());
    }
    for (name, source) in names {
        if let Some(value) = object.at(&format!("/{source}")) {
            shown.set(name, value.clone());
        }
    }
    shown
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
