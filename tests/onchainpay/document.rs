//! What the document says by example.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

const JSON: &str = "application/json";

/// The document of the API.
pub(crate) struct Document(Value);

impl Document {
    pub(crate) fn read() -> Self {
        Self(serde_yaml::from_str(&text()).expect("the document is YAML"))
    }

    /// All operations by their ids.
    pub(crate) fn operations(&self) -> BTreeMap<&str, &Value> {
        let paths = self.0["paths"].as_object().expect("there are paths");
        let items = paths.values().filter_map(Value::as_object);
        let operations = items.flat_map(Map::values);
        operations
            .map(|it| (it["operationId"].as_str().expect("it has an id"), it))
            .collect()
    }

    /// The example of a request; nothing where there is no body.
    pub(crate) fn request(&self, operation: &Value) -> Option<Value> {
        let body = operation.get("requestBody")?;
        let example = self.content(body)["example"].clone();
        assert!(example.is_object(), "{operation}");
        Some(example)
    }

    /// The examples of a response, in its envelope.
    pub(crate) fn responses(&self, operation: &Value) -> Vec<Value> {
        let content = self.content(&operation["responses"]["200"]);
        let named = content["examples"].as_object();
        let named = named.into_iter().flat_map(Map::values);
        let named = named.map(|it| self.resolved(it)["value"].clone());
        content
            .get("example")
            .cloned()
            .into_iter()
            .chain(named)
            .collect()
    }

    /// A request with the examples of its members: the first of each, the second of each, and so on.
    pub(crate) fn request_of_members(&self, operation: &Value, number: usize) -> Option<Value> {
        let content = self.content(operation.get("requestBody")?);
        self.filled(content.get("example"), &content["schema"], number)
    }

    /// A response likewise, in its envelope.
    pub(crate) fn response_of_members(
        &self,
        operation: &Value,
        example: &Value,
        number: usize,
    ) -> Option<Value> {
        let content = self.content(&operation["responses"]["200"]);
        self.filled(Some(example), &content["schema"], number)
    }

    fn content<'a>(&'a self, holder: &'a Value) -> &'a Value {
        &self.resolved(holder)["content"][JSON]
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str().and_then(|it| it.strip_prefix('#')) {
            Some(pointer) => self.0.pointer(pointer).expect("references lead somewhere"),
            None => value,
        }
    }

    /// A value with the examples of its members in it; nothing where it would lack what is required.
    fn filled(&self, value: Option<&Value>, schema: &Value, number: usize) -> Option<Value> {
        let schema = self.resolved(schema);
        if let Some(properties) = schema["properties"].as_object() {
            let old = value.and_then(Value::as_object);
            let mut new = old.cloned().unwrap_or_default();
            for (name, schema) in properties {
                let member = old.and_then(|it| it.get(name));
                let member = self.filled(member, schema, number);
                new.extend(member.map(|it| (name.clone(), it)));
            }
            let required = schema["required"].as_array().into_iter().flatten();
            let mut required = required.filter_map(Value::as_str);
            return required
                .all(|name| new.contains_key(name))
                .then_some(Value::Object(new));
        }
        if let Some(schema) = schema.get("items") {
            let items = value.and_then(Value::as_array);
            let items = items.map(|items| {
                let filled = items.iter().map(|it| self.filled(Some(it), schema, number));
                filled.collect::<Option<Vec<_>>>()
            });
            let items = items.unwrap_or_else(|| Some(vec![self.filled(None, schema, number)?]));
            return items.map(Value::Array);
        }
        let examples = schema["examples"].as_array();
        let example = examples.and_then(|it| it.get(number.min(it.len() - 1)));
        example.or(value).cloned()
    }
}

/// The text of the document.
pub(crate) fn text() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/onchainpay.yaml");
    std::fs::read_to_string(path).expect("the document stands in the repository")
}

/// The same with one more member in every object.
pub(crate) fn grown(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            for member in members.values_mut() {
                *member = grown(member.take());
            }
            // In a map of texts, another text.
            let more = if members.values().all(Value::is_string) {
                json!("one more")
            } else {
                json!({"of": [1, null, "kind"]})
            };
            members.insert("oneMore".to_owned(), more);
        }
        Value::Array(items) => {
            for item in items {
                *item = grown(item.take());
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    value
}
