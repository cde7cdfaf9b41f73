//! Values for whoever tries types: of a schema of the document, valid, and at the edges of what it allows.

use serde_json::{Value, json};

use super::bundle::{Bundle, Direction};
use super::generate::{Wish, generate};
use super::validate::Validator;
use crate::parse::Document;

/// A text that no document lists: what a service may add to an enumeration one day.
const NEW: &str = "added by the service";

/// Which way values of a type travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Travel {
    /// They are only sent.
    Sent,
    /// They are only received.
    Received,
    /// Both.
    Both,
}

/// Values of the schemas of a document.
#[derive(Debug)]
pub struct Samples<'d>(&'d Document);

impl<'d> Samples<'d> {
    /// Makes values for a document.
    pub fn of(document: &'d Document) -> Self {
        Self(document)
    }

    /// Returns up to `count` different values, as JSON, of the schema that a pointer leads to. The first is made of
    /// examples; the others have extremes, `null`, texts that enumerations do not list, and members of any name,
    /// where the schema has a place for them. The same `count` gives the same values.
    ///
    /// Nothing comes back for a schema that no value meets.
    pub fn values(&self, pointer: &str, travel: Travel, count: u64) -> Vec<String> {
        let Some(mut bundle) = self.bundle(pointer, travel) else {
            return Vec::new();
        };
        open(&mut bundle.schema);
        made(&bundle, pointer, count)
    }

    /// As [`values`](Self::values), but enumerations have the texts that they list, and no others.
    pub fn listed(&self, pointer: &str, travel: Travel, count: u64) -> Vec<String> {
        self.bundle(pointer, travel)
            .map_or_else(Vec::new, |bundle| made(&bundle, pointer, count))
    }

    fn bundle(&self, pointer: &str, travel: Travel) -> Option<Bundle> {
        let at = self.0.resolve(pointer)?;
        let direction = match travel {
            Travel::Sent => Direction::Sent,
            Travel::Received => Direction::Response,
            Travel::Both => Direction::Both,
        };
        Some(Bundle::of(self.0, &at, direction))
    }
}

fn made(bundle: &Bundle, pointer: &str, count: u64) -> Vec<String> {
    let validator = Validator::new(bundle);
    let mut values = Vec::new();
    for seed in 0..count {
        let wish = Wish {
            seed,
            name: pointer,
            examples: seed == 0,
            wild: seed > 0,
        };
        let (value, is_valid) = generate(bundle, &validator, wish);
        let text = value.to_string();
        if is_valid && !values.contains(&text) {
            values.push(text);
        }
    }
    values
}

/// Adds a text to the enumerations of texts, but for those that tell alternatives apart by their only one.
fn open(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Array(values)) = members.get_mut("enum")
                && values.len() > 1
                && values.iter().all(|it| it.is_string() || it.is_null())
            {
                values.push(json!(NEW));
            }
            // Values, not schemas.
            let schemas = members.iter_mut().filter(|(key, _)| {
                !matches!(key.as_str(), "const" | "enum" | "examples" | "x-values")
            });
            schemas.for_each(|(_, it)| open(it));
        }
        Value::Array(items) => items.iter_mut().for_each(open),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
