//! A tree written down again, for `dump` and for tests.

use serde::{Serialize, Serializer};

use super::node::{Node, Value};

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(spelling) => serialize_number(spelling, serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(items) => serializer.collect_seq(items),
            Value::Object(object) => {
                serializer.collect_map(object.iter().map(|(key, member)| (key, &member.node)))
            }
        }
    }
}

/// Numbers that no number of Rust holds are written as text, so that they stay exact.
fn serialize_number<S: Serializer>(spelling: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(number) = spelling.parse() {
        return serializer.serialize_u64(number);
    }
    if let Ok(number) = spelling.parse() {
        return serializer.serialize_i64(number);
    }
    match spelling.parse() {
        Ok(number) if spelling.contains(['.', 'e', 'E']) => serializer.serialize_f64(number),
        _ => serializer.serialize_str(spelling),
    }
}
