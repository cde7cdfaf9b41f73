//! Parameters in path, query, header and cookie.

use std::collections::BTreeMap;

use serde_json::Value;

use super::styles::Reader;
use crate::ir::{Api, ParameterPlace};
use crate::mock::exchange::Received;
use crate::mock::plan::Plan;
use crate::mock::schema::{Validator, Violation};
use crate::parse::Document;

/// Returns all that is wrong with the parameters of a request. `path` has those of the path, as on the wire.
pub(crate) fn check(
    document: &Document,
    api: &Api,
    plan: &Plan,
    received: &Received,
    path: &BTreeMap<String, String>,
) -> Vec<Violation> {
    let reader = Reader::new(api, plan, received, path);
    let mut violations = Vec::new();
    for parameter in &plan.parameters {
        let at = format!("{} parameter `{}`", place(parameter.place), parameter.name);
        let problem = |rule: &str, message: &str| Violation {
            at: at.clone(),
            rule: rule.to_owned(),
            message: message.to_owned(),
        };
        match reader.readings(parameter) {
            Ok(readings) if readings.is_empty() => {
                if parameter.required {
                    violations.push(problem("required", "the parameter is not there"));
                }
            }
            Ok(readings) => {
                let Some(ready) = parameter.schema.ready(document) else {
                    continue;
                };
                let found = least(&ready.1, &readings);
                violations.extend(found.into_iter().map(|it| Violation {
                    at: format!("{at}{}", it.at),
                    ..it
                }));
            }
            Err(message) => violations.push(problem("style", message)),
        }
    }
    violations
}

/// What a text may mean, what is not a string first.
pub(super) fn scalar(text: &str) -> Vec<Value> {
    let plain = Value::from(text);
    let read = match text {
        "true" => Some(Value::from(true)),
        "false" => Some(Value::from(false)),
        text => serde_json::from_str(text).ok().filter(Value::is_number),
    };
    read.into_iter().chain([plain]).collect()
}

/// The violations of the reading that has the fewest.
pub(super) fn least(validator: &Validator, readings: &[Value]) -> Vec<Violation> {
    let found = readings.iter().map(|it| validator.violations(it));
    found.min_by_key(Vec::len).unwrap_or_default()
}

fn place(place: ParameterPlace) -> &'static str {
    match place {
        ParameterPlace::Path => "path",
        ParameterPlace::Query => "query",
        ParameterPlace::Header => "header",
        ParameterPlace::Cookie => "cookie",
    }
}
