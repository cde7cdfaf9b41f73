//! Values that a schema asks for, the same for the same seed.
//!
//! What several schemas ask is put together first ([`Shape`]), alternatives are chosen, and a value is
//! made of what is left. Where that cannot be told beforehand (`not`, `if`, alternatives of which only
//! one may hold), what came out is held against the schema, and tried again with other choices.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::bundle::Bundle;
use super::json::Json;
use super::shape::{Shape, list};
use super::validate::Validator;

/// What is wanted of a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish<'a> {
    /// The same seed and name give the same value.
    pub(crate) seed: u64,
    /// What the value is for.
    pub(crate) name: &'a str,
    /// Whether examples and defaults of parts are used.
    pub(crate) examples: bool,
    /// Whether values lie at the edges of what is allowed: extremes, `null`, members without a name of their own.
    pub(crate) wild: bool,
}

/// How often other choices are tried.
const ATTEMPTS: u32 = 24;
/// Below this, members that need not be there are left out.
const SHALLOW: usize = 5;
/// Below this, nothing is made.
const DEEPEST: usize = 24;
/// Parts of one value, made or given up.
const MOST_PARTS: usize = 4000;
/// References to references.
const LONGEST_CHAIN: usize = 64;

/// Returns a value of a schema, and whether it is valid.
pub(crate) fn generate(bundle: &Bundle, validator: &Validator, wish: Wish<'_>) -> (Json, bool) {
    let mut first = None;
    for attempt in 0..ATTEMPTS {
        let mut maker = Maker::new(&bundle.schema, wish, attempt);
        let Some(json) = maker.value(&[&bundle.schema], 0) else {
            continue;
        };
        let value: Option<Value> = serde_json::from_str(&json.to_string()).ok();
        if value.is_some_and(|value| validator.is_valid(&value)) {
            return (json, true);
        }
        first.get_or_insert(json);
    }
    (first.unwrap_or_else(|| Json::Text("null".into())), false)
}

/// One attempt.
pub(super) struct Maker<'s> {
    root: &'s Value,
    pub(super) random: StdRng,
    attempt: u32,
    examples: bool,
    pub(super) wild: bool,
    parts: usize,
}

impl<'s> Maker<'s> {
    fn new(root: &'s Value, wish: Wish<'_>, attempt: u32) -> Self {
        let mut hash = Sha256::new();
        hash.update(wish.seed.to_be_bytes());
        hash.update(wish.name);
        hash.update(attempt.to_be_bytes());
        Self {
            root,
            random: StdRng::from_seed(hash.finalize().into()),
            // The first attempts take what is first and usual.
            attempt: attempt + if wish.wild { 3 } else { 0 },
            // An example in the document may be the very thing that is wrong.
            examples: wish.examples && attempt < 2,
            wild: wish.wild,
            parts: 0,
        }
    }

    /// Makes a value that meets all of some schemas; nothing if there is none, or none that is small.
    pub(super) fn value(&mut self, schemas: &[&'s Value], depth: usize) -> Option<Json> {
        self.parts += 1;
        if depth > DEEPEST || self.parts > MOST_PARTS {
            return None;
        }
        let mut shape = Shape::default();
        for schema in schemas {
            self.collect(&mut shape, schema, depth, 0);
        }
        self.of_shape(&shape, depth)
    }

    fn of_shape(&mut self, shape: &Shape<'s>, depth: usize) -> Option<Json> {
        if shape.impossible {
            return None;
        }
        if let Some(values) = &shape.values {
            return self.choose_value(shape, values);
        }
        if self.examples
            && let Some(example) = shape.examples.first()
            && !(example.is_null() && shape.examples.len() == 1)
        {
            return Some(Json::of(example));
        }
        match self.choose_type(shape, depth) {
            "null" => Some(Json::Text("null".into())),
            "boolean" => Some(Json::Text(
                (self.attempt == 0 || self.random.random()).to_string(),
            )),
            "integer" => self.number(shape, true),
            "number" => self.number(shape, false),
            "string" => self.text(shape).map(|it| Json::string(&it)),
            "array" => self.list(shape, depth),
            _ => self.object(shape, depth),
        }
    }

    /// Puts a schema and what it refers to together.
    fn collect(&mut self, shape: &mut Shape<'s>, schema: &'s Value, depth: usize, chain: usize) {
        if chain > LONGEST_CHAIN {
            shape.impossible = true;
            return;
        }
        shape.add(schema);
        if let Some(target) = self.target(schema) {
            self.collect(shape, target, depth, chain + 1);
        }
        for part in list(schema, "allOf") {
            self.collect(shape, part, depth, chain + 1);
        }
        for key in ["oneOf", "anyOf"] {
            let choices: Vec<&Value> = list(schema, key).collect();
            if choices.is_empty() {
                continue;
            }
            let chosen = self.choose(&choices, depth);
            self.collect(shape, choices[chosen], depth, chain + 1);
            let said = &schema["x-values"];
            if let (Some(name), true) = (said["name"].as_str(), said["values"][chosen].is_string())
            {
                // The value itself stands in for a schema: see `constant`.
                let member = shape.members.entry(name).or_default();
                member.push(&said["values"][chosen]);
            }
        }
    }

    /// What a reference leads to.
    pub(super) fn target(&self, schema: &'s Value) -> Option<&'s Value> {
        let reference = schema["$ref"].as_str()?.strip_prefix('#')?;
        let decoded = percent_encoding::percent_decode_str(reference).decode_utf8();
        self.root.pointer(&decoded.ok()?)
    }

    /// Chooses among alternatives: the first that is something, later any that is.
    fn choose(&mut self, choices: &[&'s Value], depth: usize) -> usize {
        let weights: Vec<usize> = choices.iter().map(|it| self.weight(it)).collect();
        let all = 0..choices.len();
        if depth > SHALLOW {
            // What ends soonest.
            let light = all.min_by_key(|&it| weights[it]);
            return light.unwrap_or_default();
        }
        // Not `null`: `nullable` allows it to some readers of a document, and not to others.
        let with_null = self.wild && self.random.random_ratio(1, 4);
        let something: Vec<usize> = all.filter(|&it| with_null || weights[it] > 0).collect();
        let mut some = something.iter().copied();
        let chosen = match self.attempt {
            0 => some.next(),
            // Where only one may hold, the one that asks for least or for most, with nothing that need
            // not be there, is often none of the others.
            1 => some.min_by_key(|&it| weights[it]),
            4 => some.max_by_key(|&it| weights[it]),
            _ if something.is_empty() => None,
            _ => some.nth(self.random.random_range(0..something.len())),
        };
        chosen.unwrap_or_default()
    }

    /// How much an alternative leads to, at a glance.
    fn weight(&self, schema: &'s Value) -> usize {
        let seen = self.target(schema).unwrap_or(schema);
        match seen["type"].as_str() {
            Some("null") => 0,
            Some("boolean" | "integer" | "number" | "string") => 1,
            Some("array") => 2,
            _ if seen.get("enum").is_some() || seen.get("const").is_some() => 1,
            _ => 3 + list(seen, "required").count(),
        }
    }

    fn choose_value(&mut self, shape: &Shape<'s>, values: &[&'s Value]) -> Option<Json> {
        let fits = |value: &&&Value| {
            let types = shape.types.as_deref();
            types.is_none_or(|types| types.iter().any(|name| is_of(value, name)))
        };
        let fitting: Vec<_> = values.iter().filter(fits).collect();
        let something = fitting.iter().position(|it| !it.is_null());
        let index = match (self.attempt, fitting.len()) {
            (_, 0) => return None,
            (0, _) => something.unwrap_or_default(),
            (_, length) => self.random.random_range(0..length),
        };
        Some(Json::of(fitting[index]))
    }

    fn choose_type(&mut self, shape: &Shape<'s>, depth: usize) -> &'s str {
        let Some(types) = &shape.types else {
            return implied(shape);
        };
        let nullable = types.contains(&"null");
        let others: Vec<_> = types.iter().filter(|it| **it != "null").collect();
        let rather_null = depth > SHALLOW || self.wild && self.random.random_ratio(1, 4);
        if others.is_empty() || (nullable && rather_null) {
            return "null";
        }
        // The type that the other keywords are about.
        let implied = implied(shape);
        if self.attempt == 0 && others.iter().any(|it| **it == implied) {
            return implied;
        }
        let index = if self.attempt == 0 {
            0
        } else {
            self.random.random_range(0..others.len())
        };
        others[index]
    }

    /// Makes other choices from here on: not the examples, not the first of the values.
    pub(super) fn vary(&mut self) {
        self.examples = false;
        self.attempt = self.attempt.max(3);
    }

    /// Whether members that need not be there are made here.
    pub(super) fn is_generous(&mut self, depth: usize) -> bool {
        let few = self.parts < MOST_PARTS / 4;
        match self.attempt % 3 {
            0 => depth < SHALLOW && few,
            1 => false,
            _ => depth < SHALLOW && few && self.random.random(),
        }
    }
}

/// The value that stands in for a schema: what a discriminator says.
pub(super) fn constant(schema: &Value) -> Option<&Value> {
    schema.is_string().then_some(schema)
}

/// The type that keywords are about where none is named.
fn implied(shape: &Shape<'_>) -> &'static str {
    if !shape.members.is_empty() || !shape.required.is_empty() || !shape.additional.is_empty() {
        "object"
    } else if !shape.items.is_empty() || !shape.first_items.is_empty() || !shape.contains.is_empty()
    {
        "array"
    } else if shape.minimum.is_some() || shape.maximum.is_some() || !shape.multiples.is_empty() {
        "number"
    } else if shape.format.is_some() || !shape.patterns.is_empty() || shape.max_length.is_some() {
        "string"
    } else {
        "object"
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => {
            let whole = number.is_i64() || number.is_u64();
            name == "number" || (name == "integer" && whole)
        }
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}
