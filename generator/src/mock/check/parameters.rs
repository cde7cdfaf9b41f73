//! Parameters in path, query, header and cookie.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ir::{ParameterPlace, ParameterStyle};
use crate::mock::exchange::Received;
use crate::mock::plan::{Parameter, Plan};
use crate::mock::schema::{Validator, Violation};
use crate::parse::Document;

/// Returns all that is wrong with the parameters of a request.
pub(crate) fn check(
    document: &Document,
    plan: &Plan,
    received: &Received,
    params: &BTreeMap<String, String>,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    for parameter in &plan.parameters {
        let texts = texts(parameter, received, params);
        let at = format!("{} parameter `{}`", place(parameter.place), parameter.name);
        if texts.is_empty() {
            if parameter.required {
                violations.push(Violation {
                    at,
                    rule: "required".to_owned(),
                    message: "the parameter is not there".to_owned(),
                });
            }
            continue;
        }
        let Some(ready) = parameter.schema.ready(document) else {
            continue;
        };
        let found = least(&ready.1, &readings(parameter, &texts));
        violations.extend(found.into_iter().map(|it| Violation {
            at: format!("{at}{}", it.at),
            ..it
        }));
    }
    violations
}

fn texts(
    parameter: &Parameter,
    received: &Received,
    params: &BTreeMap<String, String>,
) -> Vec<String> {
    let name = &parameter.name;
    let named = |pairs: Vec<(String, String)>| -> Vec<String> {
        let pairs = pairs.into_iter().filter(|(other, _)| other == name);
        pairs.map(|(_, value)| value).collect()
    };
    match parameter.place {
        ParameterPlace::Path => params.get(name).cloned().into_iter().collect(),
        ParameterPlace::Query => named(received.query_pairs()),
        ParameterPlace::Cookie => named(received.cookies()),
        ParameterPlace::Header => received
            .joined(&name.to_ascii_lowercase())
            .into_iter()
            .collect(),
    }
}

/// What texts may mean: a number, a boolean, or themselves; for a list, each of its items.
fn readings(parameter: &Parameter, texts: &[String]) -> Vec<Value> {
    if !parameter.is_list {
        return scalar(texts.last().map(String::as_str).unwrap_or_default());
    }
    let pieces: Vec<&str> = match parameter.style {
        ParameterStyle::Repeated => texts.iter().map(String::as_str).collect(),
        ParameterStyle::Joined => texts
            .iter()
            .flat_map(|it| it.split(','))
            .map(str::trim)
            .collect(),
    };
    let read = pieces.iter().map(|it| scalar(it).swap_remove(0)).collect();
    let plain = pieces.iter().map(|it| Value::from(*it)).collect();
    vec![read, plain]
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
