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
use crate::mock::problem::Problem;
use crate::mock::schema::{Validator, Violation};

/// What was sent under each name.
#[derive(Debug, Default)]
pub(super) struct Fields(BTreeMap<String, Vec<String>>);

/// Of more fields than this only the likeliest meaning is tried.
const MOST: usize = 500;

impl Fields {
    pub(super) fn of_form(bytes: &[u8]) -> Self {
        let mut fields = Self::default();
        for (name, text) in pairs(bytes) {
            fields.add(&name, text);
        }
        fields
    }

    /// # Errors
    ///
    /// Bytes that are not what the media type says.
    pub(super) fn of_multipart(media_type: &str, bytes: &[u8]) -> Result<Self, Problem> {
        let mut fields = Self::default();
        for part in multipart::parts(media_type, bytes).map_err(malformed)? {
            // A file is bytes, which any schema of a text takes.
            let text = String::from_utf8_lossy(&part.content).into_owned();
            if part.is_json && serde_json::from_str::<Value>(&text).is_err() {
                return Err(malformed(format!("the part `{}` is no JSON", part.name)));
            }
            fields.add(&part.name, text);
        }
        Ok(fields)
    }

    /// A field that is repeated is a list; some mark that by its name.
    fn add(&mut self, name: &str, text: String) {
        let name = name.strip_suffix("[]").unwrap_or(name);
        self.0.entry(name.to_owned()).or_default().push(text);
    }

    /// Returns the object that fits best, and what does not fit.
    pub(super) fn fit(&self, validator: Option<&Validator>) -> (Value, Vec<Violation>) {
        let likeliest = self.0.iter().map(|(name, texts)| {
            let meaning = meanings(texts).into_iter().next();
            (name.clone(), meaning.unwrap_or_default())
        });
        let mut members: Map<String, Value> = likeliest.collect();
        let Some(validator) = validator else {
            return (members.into(), Vec::new());
        };
        let mut violations = validator.violations(&members.clone().into());
        let doubtful = self.0.iter().filter(|_| self.0.len() <= MOST);
        for (name, texts) in doubtful {
            if !violations.iter().any(|it| is_about(it, name)) {
                continue;
            }
            for meaning in meanings(texts).into_iter().skip(1) {
                let mut others = members.clone();
                others.insert(name.clone(), meaning);
                let left = validator.violations(&others.clone().into());
                if misfit(&left, name) < misfit(&violations, name) {
                    (members, violations) = (others, left);
                }
            }
        }
        (members.into(), violations)
    }
}

/// How badly a meaning fits: a member that is wrong as a whole is worse than one that is wrong within.
fn misfit(violations: &[Violation], name: &str) -> (bool, usize) {
    let whole = violations
        .iter()
        .any(|it| it.at.matches('/').count() == 1 && member(it) == name);
    (whole, violations.len())
}

/// The member that a violation is about.
fn member(violation: &Violation) -> String {
    let first = violation.at.split('/').nth(1).unwrap_or_default();
    first.replace("~1", "/").replace("~0", "~")
}

/// Whether another meaning of a member may help; alternatives are violated as a whole.
fn is_about(violation: &Violation, name: &str) -> bool {
    let whole = violation.at.is_empty() && violation.rule != "required";
    whole || member(violation) == name
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
