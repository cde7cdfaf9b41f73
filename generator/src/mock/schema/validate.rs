//! Whether a value is what a schema asks for, and all that is wrong with it.

use serde::Serialize;
use serde_json::{Value, json};

use super::bundle::Bundle;

/// A schema that values are held against.
#[derive(Debug)]
pub(crate) struct Validator {
    /// Nothing for a schema that the library cannot take: then any value will do.
    compiled: Option<jsonschema::Validator>,
}

/// One thing that is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Where in the value, as a JSON pointer; for parameters, which one.
    pub at: String,
    /// The keyword that is not met.
    pub rule: String,
    /// What is wrong, without quoting the value.
    pub message: String,
}

/// More violations of one value than this are not told.
const MOST: usize = 50;

impl Validator {
    pub(crate) fn new(bundle: &Bundle) -> Self {
        let compiled = compile(&bundle.schema).or_else(|| {
            // A pattern that is none is the usual reason.
            let mut schema = bundle.schema.clone();
            drop_patterns(&mut schema);
            compile(&schema)
        });
        Self { compiled }
    }

    pub(crate) fn is_valid(&self, value: &Value) -> bool {
        self.compiled.as_ref().is_none_or(|it| it.is_valid(value))
    }

    /// Returns all that is wrong.
    pub(crate) fn violations(&self, value: &Value) -> Vec<Violation> {
        let Some(compiled) = &self.compiled else {
            return Vec::new();
        };
        let errors = compiled.iter_errors(value).take(MOST);
        errors
            .map(|error| Violation {
                at: error.instance_path().to_string(),
                rule: error.kind().keyword().to_owned(),
                message: shortened(error.masked_with("the value").to_string()),
            })
            .collect()
    }
}

fn compile(schema: &Value) -> Option<jsonschema::Validator> {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .build(schema)
        .ok()
}

fn drop_patterns(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("pattern").is_some_and(Value::is_string) {
                members.remove("pattern");
            }
            if let Some(patterns) = members.get_mut("patternProperties") {
                *patterns = json!({});
            }
            members.values_mut().for_each(drop_patterns);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_patterns),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Messages of long enumerations are cut.
fn shortened(message: String) -> String {
    const LONGEST: usize = 300;
    match message.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message,
    }
}
