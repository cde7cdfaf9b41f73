//! All that several schemas ask of one value, put together.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

/// What must hold of one value.
#[derive(Debug, Default)]
pub(super) struct Shape<'s> {
    /// Nothing can meet this.
    pub(super) impossible: bool,
    /// The types that are left, if any were named.
    pub(super) types: Option<Vec<&'s str>>,
    /// The values that are left, if any were named.
    pub(super) values: Option<Vec<&'s Value>>,
    pub(super) examples: Vec<&'s Value>,
    pub(super) format: Option<&'s str>,
    pub(super) patterns: Vec<&'s str>,
    pub(super) min_length: u64,
    pub(super) max_length: Option<u64>,
    /// Bounds and whether the bound itself is out.
    pub(super) minimum: Option<(f64, bool)>,
    pub(super) maximum: Option<(f64, bool)>,
    pub(super) multiples: Vec<f64>,
    /// Each member with all schemas that its value has to meet, in the order of the document.
    pub(super) members: IndexMap<&'s str, Vec<&'s Value>>,
    pub(super) required: BTreeSet<&'s str>,
    pub(super) member_patterns: Vec<(&'s str, &'s Value)>,
    pub(super) names: Vec<&'s Value>,
    /// What members without a name of their own have to meet.
    pub(super) additional: Vec<&'s Value>,
    pub(super) min_members: u64,
    pub(super) max_members: Option<u64>,
    pub(super) first_items: Vec<Vec<&'s Value>>,
    pub(super) items: Vec<&'s Value>,
    pub(super) contains: Vec<&'s Value>,
    pub(super) min_items: u64,
    pub(super) max_items: Option<u64>,
    pub(super) unique: bool,
}

impl<'s> Shape<'s> {
    /// Adds the keywords of one schema, but for those that lead to other schemas for the same value.
    pub(super) fn add(&mut self, schema: &'s Value) {
        if schema.as_bool() == Some(false) {
            self.impossible = true;
        }
        self.add_types(schema);
        self.add_values(schema);
        self.examples.extend(list(schema, "examples"));
        self.format = self.format.or(schema["format"].as_str());
        self.patterns.extend(schema["pattern"].as_str());
        self.add_numbers(schema);
        self.add_members(schema);
        self.add_items(schema);
        self.unique |= schema["uniqueItems"] == true;
        for (place, key) in [
            (&mut self.min_length, "minLength"),
            (&mut self.min_items, "minItems"),
            (&mut self.min_members, "minProperties"),
        ] {
            *place = (*place).max(schema[key].as_u64().unwrap_or_default());
        }
        for (place, key) in [
            (&mut self.max_length, "maxLength"),
            (&mut self.max_items, "maxItems"),
            (&mut self.max_members, "maxProperties"),
        ] {
            let limit = schema[key].as_u64();
            *place = match (*place, limit) {
                (Some(one), Some(two)) => Some(one.min(two)),
                (one, two) => one.or(two),
            };
        }
    }

    fn add_types(&mut self, schema: &'s Value) {
        let named: Vec<&str> = match &schema["type"] {
            Value::String(name) => vec![name],
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            _ => return,
        };
        let both = match self.types.take() {
            None => named,
            Some(before) => {
                let mut both = common(&before, &named);
                // A whole number is a number.
                let integer = |here: &[&str], there: &[&str]| {
                    here.contains(&"integer") && there.contains(&"number")
                };
                let whole = integer(&before, &named) || integer(&named, &before);
                if whole && !both.contains(&"integer") {
                    both.push("integer");
                }
                both
            }
        };
        self.impossible |= both.is_empty();
        self.types = Some(both);
    }

    fn add_values(&mut self, schema: &'s Value) {
        let named: Option<Vec<&Value>> = match (schema.get("const"), schema.get("enum")) {
            (Some(value), _) => Some(vec![value]),
            (None, Some(Value::Array(values))) => Some(values.iter().collect()),
            (None, _) => None,
        };
        let Some(named) = named else {
            return;
        };
        let both = match self.values.take() {
            None => named,
            Some(before) => before.into_iter().filter(|it| named.contains(it)).collect(),
        };
        self.impossible |= both.is_empty();
        self.values = Some(both);
    }

    fn add_numbers(&mut self, schema: &'s Value) {
        for (key, out) in [("minimum", false), ("exclusiveMinimum", true)] {
            if let Some(bound) = schema[key].as_f64() {
                let closer = self.minimum.is_none_or(|bounded| (bound, out) > bounded);
                if closer {
                    self.minimum = Some((bound, out));
                }
            }
        }
        for (key, out) in [("maximum", false), ("exclusiveMaximum", true)] {
            if let Some(bound) = schema[key].as_f64() {
                let closer = self
                    .maximum
                    .is_none_or(|(other, is_out)| (-bound, out) > (-other, is_out));
                if closer {
                    self.maximum = Some((bound, out));
                }
            }
        }
        self.multiples.extend(schema["multipleOf"].as_f64());
    }

    fn add_members(&mut self, schema: &'s Value) {
        if let Value::Object(members) = &schema["properties"] {
            let ordered = list(schema, "x-order").filter_map(Value::as_str);
            for name in ordered.filter(|name| members.contains_key(*name)) {
                self.members.entry(name).or_default().push(&members[name]);
            }
        }
        let required = list(schema, "required").filter_map(Value::as_str);
        self.required.extend(required);
        if let Value::Object(patterns) = &schema["patternProperties"] {
            let patterns = patterns.iter().map(|(pattern, it)| (pattern.as_str(), it));
            self.member_patterns.extend(patterns);
        }
        self.names.extend(schema.get("propertyNames"));
        self.additional.extend(schema.get("additionalProperties"));
        self.additional.extend(schema.get("unevaluatedProperties"));
    }

    fn add_items(&mut self, schema: &'s Value) {
        for (index, item) in list(schema, "prefixItems").enumerate() {
            match self.first_items.get_mut(index) {
                Some(first) => first.push(item),
                None => self.first_items.push(vec![item]),
            }
        }
        self.items.extend(schema.get("items"));
        if let Some(contains) = schema.get("contains") {
            self.contains.push(contains);
            self.min_items = self
                .min_items
                .max(schema["minContains"].as_u64().unwrap_or(1));
        }
    }
}

/// The items of a keyword that is a list.
pub(super) fn list<'s>(schema: &'s Value, key: &str) -> impl Iterator<Item = &'s Value> {
    schema[key].as_array().into_iter().flatten()
}

fn common<'s>(one: &[&'s str], two: &[&'s str]) -> Vec<&'s str> {
    one.iter().copied().filter(|it| two.contains(it)).collect()
}
