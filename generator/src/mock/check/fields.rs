//! Fields of forms and of multipart bodies as one object, whose members are what the schema asks for.
//!
//! On the wire every field is text, or bytes. What is meant is found by trying: a number where it looks
//! so, else a text, else a list or what is written as JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::body::malformed;
use super::multipart;
use super::parameters::scalar;
use crate::mock::exchange::pairs;
use crate::mock::plan::FieldStyle;
use crate::mock::problem::Problem;
use crate::mock::schema::{Validator, Violation};

/// What was sent under each name, which is the way to a member: `a[b]` may be one of `a`.
#[derive(Debug, Default)]
pub(super) struct Fields(BTreeMap<Vec<String>, Vec<String>>);

/// Of more fields than this only the likeliest meaning is tried.
const MOST: usize = 500;

impl Fields {
    pub(super) fn of_form(bytes: &[u8], styles: &[(String, FieldStyle)]) -> Self {
        let mut fields = Self::default();
        for (name, text) in pairs(bytes) {
            fields.add(&name, text, styles);
        }
        fields
    }

    /// # Errors
    ///
    /// Bytes that are not what the media type says.
    pub(super) fn of_multipart(
        media_type: &str,
        bytes: &[u8],
        styles: &[(String, FieldStyle)],
    ) -> Result<Self, Problem> {
        let mut fields = Self::default();
        for part in multipart::parts(media_type, bytes).map_err(malformed)? {
            // A file is bytes, which any schema of a text takes.
            let text = String::from_utf8_lossy(&part.content).into_owned();
            if part.is_json && serde_json::from_str::<Value>(&text).is_err() {
                return Err(malformed(format!("the part `{}` is no JSON", part.name)));
            }
            fields.add(&part.name, text, styles);
        }
        Ok(fields)
    }

    /// A field that is repeated is a list; some mark that by its name.
    fn add(&mut self, name: &str, text: String, styles: &[(String, FieldStyle)]) {
        let style = |name: &str| styles.iter().find(|(other, _)| other == name);
        let root = name.split('[').next().unwrap_or_default();
        let (path, joined) = match (style(name), style(root)) {
            (_, Some((_, FieldStyle::Deep))) => (path(name), None),
            (Some((_, FieldStyle::Joined(between))), _) => (vec![name.to_owned()], Some(*between)),
            _ => (
                vec![name.strip_suffix("[]").unwrap_or(name).to_owned()],
                None,
            ),
        };
        let texts = self.0.entry(path).or_default();
        match joined {
            Some(between) => texts.extend(text.split(between).map(str::to_owned)),
            None => texts.push(text),
        }
    }

    /// Returns the object that fits best, and what does not fit.
    pub(super) fn fit(&self, validator: Option<&Validator>) -> (Value, Vec<Violation>) {
        let mut members = Value::Object(Map::new());
        for (path, texts) in &self.0 {
            let meaning = meanings(texts).into_iter().next();
            put(&mut members, path, meaning.unwrap_or_default());
        }
        let Some(validator) = validator else {
            return (listed(members), Vec::new());
        };
        let mut violations = validator.violations(&listed(members.clone()));
        let doubtful = self.0.iter().filter(|_| self.0.len() <= MOST);
        for (path, texts) in doubtful {
            let at = pointer(path);
            if !violations.iter().any(|it| is_about(it, &at)) {
                continue;
            }
            for meaning in meanings(texts).into_iter().skip(1) {
                let mut others = members.clone();
                put(&mut others, path, meaning);
                let left = validator.violations(&listed(others.clone()));
                if misfit(&left, &at) < misfit(&violations, &at) {
                    (members, violations) = (others, left);
                }
            }
        }
        (listed(members), violations)
    }
}

/// Deeper names than this are taken as they are.
const DEEPEST: usize = 32;

/// The steps of `a[b][c]`; the name as it is if its brackets have no partners. `a[]` is a list at `a`.
fn path(name: &str) -> Vec<String> {
    let whole = || vec![name.to_owned()];
    let name = name.strip_suffix("[]").unwrap_or(name);
    let Some((root, rest)) = name.split_once('[') else {
        return vec![name.to_owned()];
    };
    let Some(rest) = rest.strip_suffix(']') else {
        return whole();
    };
    let steps: Vec<_> = rest.split("][").collect();
    if steps.len() > DEEPEST || steps.iter().any(|step| step.contains(['[', ']'])) {
        return whole();
    }
    std::iter::once(root)
        .chain(steps)
        .map(str::to_owned)
        .collect()
}

fn put(root: &mut Value, path: &[String], value: Value) {
    let Some((last, way)) = path.split_last() else {
        return;
    };
    let mut here = root;
    for step in way {
        if !here.is_object() {
            *here = Value::Object(Map::new());
        }
        here = &mut here[step.as_str()];
    }
    if !here.is_object() {
        *here = Value::Object(Map::new());
    }
    here[last.as_str()] = value;
}

/// The value with a list wherever the members of an object below the first are numbered from 0.
fn listed(value: Value) -> Value {
    let Value::Object(members) = value else {
        return value;
    };
    let inner = |value: Value| match listed(value) {
        Value::Object(members) if is_numbered(&members) => {
            let mut items: Vec<_> = members.into_iter().collect();
            items.sort_by_key(|(name, _)| name.parse::<usize>().unwrap_or_default());
            items.into_iter().map(|(_, item)| item).collect()
        }
        other => other,
    };
    members
        .into_iter()
        .map(|(name, it)| (name, inner(it)))
        .collect()
}

fn is_numbered(members: &Map<String, Value>) -> bool {
    !members.is_empty() && (0..members.len()).all(|place| members.contains_key(&place.to_string()))
}

fn pointer(path: &[String]) -> String {
    let steps = path
        .iter()
        .map(|it| it.replace('~', "~0").replace('/', "~1"));
    steps.flat_map(|step| ["/".to_owned(), step]).collect()
}

/// How badly a meaning fits: a member that is wrong as a whole is worse than one that is wrong within.
fn misfit(violations: &[Violation], at: &str) -> (bool, usize) {
    (violations.iter().any(|it| it.at == at), violations.len())
}

/// Whether another meaning of a member may help; alternatives are violated as a whole.
fn is_about(violation: &Violation, at: &str) -> bool {
    let holds = |outer: &str, inner: &str| {
        let rest = inner.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let whole = holds(&violation.at, at) && violation.at != at && violation.rule != "required";
    whole || holds(at, &violation.at)
}

/// What texts may mean, the likeliest first.
fn meanings(texts: &[String]) -> Vec<Value> {
    let read: Value = texts.iter().map(|it| scalar(it).swap_remove(0)).collect();
    let plain: Value = texts.iter().map(|it| Value::from(it.as_str())).collect();
    let mut meanings = Vec::new();
    if let [text] = texts {
        meanings.extend(scalar(text));
        let json = serde_json::from_str(text).ok();
        let nested = json.filter(|it: &Value| it.is_object() || it.is_array());
        meanings.extend(nested);
    } else {
        let nested: Option<Value> = texts
            .iter()
            .map(|it| serde_json::from_str::<Value>(it).ok())
            .collect();
        meanings.extend(nested);
    }
    meanings.extend([read, plain]);
    meanings.dedup();
    meanings
}
