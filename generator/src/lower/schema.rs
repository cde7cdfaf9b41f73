//! Schemas: what a JSON value may look like.
//!
//! A schema gets its id when it is first met and is lowered from a queue, so that neither circles nor long chains
//! of references need care.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::{Context, hints, json_text};
use crate::diag::codes;
use crate::ir::{
    Additional, Constraints, EnumValue, Field, FloatFormat, IntegerFormat, Presence, Schema,
    SchemaId, SchemaKind, StringFormat, Usage,
};
use crate::parse::At;

/// Lists and maps inside each other.
const DEEPEST_LISTS: usize = 32;
/// Steps through wrappers such as `allOf` with one member.
const DEEPEST_WRAPPING: usize = 50;

impl<'d> Context<'d, '_> {
    /// The schema at `at`, as it is used there.
    pub(super) fn usage(&mut self, at: &At<'d>) -> Usage {
        let mut nullable = false;
        let mut here = at.clone();
        for _ in 0..DEEPEST_WRAPPING {
            let Some(target) = self.follow(&here) else {
                return self.anything(at);
            };
            nullable |= allows_null(&target);
            let Some(inner) = only_alternative(&target) else {
                let usage = self.enqueue(&target);
                return Usage { nullable, ..usage };
            };
            here = inner;
        }
        self.sink
            .report(&codes::CS0122, &at.origin(), "this schema wraps itself")
            .help("let one of the schemas of the circle be a type");
        self.anything(at)
    }

    fn enqueue(&mut self, target: &At<'d>) -> Usage {
        if let Some(usage) = self.known.get(target.pointer.as_str()) {
            return *usage;
        }
        let schema = self.schemas.push(blank(target));
        let usage = Usage {
            schema,
            nullable: false,
        };
        self.known.insert(target.pointer.as_str().to_owned(), usage);
        self.queued.push((schema, target.clone()));
        usage
    }

    /// Free JSON in the place of something that is not understood.
    fn anything(&mut self, at: &At<'d>) -> Usage {
        Usage {
            schema: self.schemas.push(blank(at)),
            nullable: false,
        }
    }

    /// Lowers what was met and not lowered yet, and what that leads to.
    pub(super) fn lower_queued_schemas(&mut self) {
        let mut next = 0;
        while let Some((id, at)) = self.queued.get(next).cloned() {
            next += 1;
            let schema = self.schema(&at);
            self.schemas[id] = schema;
        }
        self.cut_long_chains();
    }

    /// Takes lists of lists of lists for free JSON where there are too many: references make chains that the
    /// bound on nested values does not see, and each would be a type of its own inside the next.
    fn cut_long_chains(&mut self) {
        let mut depths = HashMap::new();
        for (start, _) in self.queued.clone() {
            let mut chain = Vec::new();
            let mut here = Some(start);
            while let Some(id) = here.filter(|id| !depths.contains_key(id) && !chain.contains(id)) {
                chain.push(id);
                here = self.held(id);
            }
            // A circle is as deep as its first member; `analyze` knows what to do about it.
            let mut depth = here.and_then(|id| depths.get(&id).copied()).unwrap_or(0);
            for id in chain.into_iter().rev() {
                depth = if self.held(id).is_some() {
                    depth + 1
                } else {
                    0
                };
                if depth > DEEPEST_LISTS {
                    self.cut(id);
                    depth = 0;
                }
                depths.insert(id, depth);
            }
        }
    }

    /// What a list or a map holds.
    fn held(&self, id: SchemaId) -> Option<SchemaId> {
        match &self.schemas[id].kind {
            SchemaKind::Array(usage) | SchemaKind::Map(usage) => Some(usage.schema),
            _ => None,
        }
    }

    fn cut(&mut self, id: SchemaId) {
        let message = format!(
            "more than {DEEPEST_LISTS} lists or maps inside each other: taken for any JSON value"
        );
        let origin = self.schemas[id].origin.clone();
        self.sink.report(&codes::CS0301, &origin, message);
        self.schemas[id].kind = SchemaKind::Unsupported(codes::CS0301.id);
    }

    fn schema(&mut self, at: &At<'d>) -> Schema {
        let kind = self.kind(at);
        Schema {
            title: at
                .get("title")
                .and_then(|title| title.as_str())
                .map(str::to_owned),
            description: at.str("description", self.sink).map(str::to_owned),
            deprecated: at.bool("deprecated", self.sink).unwrap_or(false),
            kind,
            constraints: constraints(at),
            ..blank(at)
        }
    }

    fn kind(&mut self, at: &At<'d>) -> SchemaKind {
        if let Some(value) = at.as_bool() {
            return if value {
                SchemaKind::Any
            } else {
                self.unsupported(at, "a schema that nothing matches")
            };
        }
        if at.clone().expect_object(self.sink).is_none() {
            return SchemaKind::Any;
        }
        for keyword in [
            "allOf",
            "oneOf",
            "anyOf",
            "not",
            "if",
            "prefixItems",
            "patternProperties",
        ] {
            if let Some(member) = at.get(keyword) {
                return self.unsupported(&member, &format!("`{keyword}`"));
            }
        }
        if let Some(values) = at.get("enum") {
            return self.enumeration(at, &values);
        }
        if let Some(value) = at.get("const") {
            return constant(&value);
        }
        self.typed(at)
    }

    fn typed(&mut self, at: &At<'d>) -> SchemaKind {
        let types = type_names(at);
        match types.as_slice() {
            [] if at.get("properties").is_some() || at.get("additionalProperties").is_some() => {
                self.object(at)
            }
            [] if at.get("items").is_some() => self.array(at),
            [] => SchemaKind::Any,
            ["boolean"] => SchemaKind::Boolean,
            ["integer"] => SchemaKind::Integer(integer_format(at)),
            ["number"] => SchemaKind::Number(float_format(at)),
            ["string"] => SchemaKind::String(string_format(at)),
            ["array"] => self.array(at),
            ["object"] => self.object(at),
            [other] => {
                let place = at.get("type").unwrap_or_else(|| at.clone());
                let message = format!("`{other}` is not a type");
                self.sink
                    .report(&codes::CS0302, &place.origin(), message)
                    .help("types are `string`, `integer`, `number`, `boolean`, `array`, `object` and `null`");
                SchemaKind::Any
            }
            _ => self.unsupported(
                &at.get("type").unwrap_or_else(|| at.clone()),
                "a choice of types",
            ),
        }
    }

    fn unsupported(&mut self, at: &At<'d>, what: &str) -> SchemaKind {
        self.sink.report(
            &codes::CS0301,
            &at.key_origin(),
            format!("{what} is not supported yet: taken for any JSON value"),
        );
        SchemaKind::Unsupported(codes::CS0301.id)
    }

    fn enumeration(&mut self, at: &At<'d>, values: &At<'d>) -> SchemaKind {
        let mut members = Vec::new();
        for value in values.items().filter(|value| !value.is_null()) {
            let member = match (value.as_str(), value.as_i64()) {
                (Some(text), _) => EnumValue::String(text.to_owned()),
                (None, Some(number)) => EnumValue::Integer(number),
                (None, None) => return self.typed_or_report(at, &value),
            };
            if members.contains(&member) {
                self.sink.report(
                    &codes::CS0303,
                    &value.origin(),
                    "this value stands in the list already",
                );
            } else {
                members.push(member);
            }
        }
        let texts = members
            .iter()
            .filter(|member| matches!(member, EnumValue::String(_)))
            .count();
        match texts {
            0 if members.is_empty() => self.typed(at),
            0 => SchemaKind::Integer(integer_format(at)),
            all if all == members.len() => SchemaKind::Enum(members),
            _ => self.unsupported(values, "a list of texts and numbers"),
        }
    }

    /// The type alone, for a list whose values are of no kind that a Rust enum could stand for.
    fn typed_or_report(&mut self, at: &At<'d>, value: &At<'d>) -> SchemaKind {
        match value.kind() {
            "a boolean" | "a number" => self.typed(at),
            _ => self.unsupported(value, "a list of objects or arrays"),
        }
    }

    fn array(&mut self, at: &At<'d>) -> SchemaKind {
        let items = at.get("items").map(|items| self.usage(&items));
        SchemaKind::Array(items.unwrap_or_else(|| self.anything(at)))
    }

    fn object(&mut self, at: &At<'d>) -> SchemaKind {
        let additional = self.additional(at);
        let properties = at.object("properties", self.sink);
        match (properties, additional) {
            (None, Additional::Typed(values)) => SchemaKind::Map(values),
            (None, Additional::Unsaid) => SchemaKind::Map(self.anything(at)),
            (properties, additional) => {
                let required = self.required(at, properties.as_ref());
                let mut fields = IndexMap::new();
                for (name, property) in properties.iter().flat_map(At::members) {
                    fields.insert(
                        name.to_owned(),
                        self.field(&property, required.contains(&name)),
                    );
                }
                SchemaKind::Object { fields, additional }
            }
        }
    }

    fn additional(&mut self, at: &At<'d>) -> Additional {
        let Some(member) = at.get("additionalProperties") else {
            return Additional::Unsaid;
        };
        match member.as_bool() {
            Some(false) => Additional::Forbidden,
            Some(true) => Additional::Typed(self.anything(&member)),
            None => Additional::Typed(self.usage(&member)),
        }
    }

    fn required(&mut self, at: &At<'d>, properties: Option<&At<'d>>) -> Vec<&'d str> {
        let Some(list) = at.array("required", self.sink) else {
            return Vec::new();
        };
        let mut names = Vec::new();
        for item in list.items() {
            let Some(name) = item.expect_str(self.sink) else {
                continue;
            };
            if properties.is_none_or(|properties| properties.get(name).is_none()) {
                let message = format!("`{name}` is required but not among the properties");
                self.sink
                    .report(&codes::CS0304, &item.origin(), message)
                    .help("describe it under `properties`; until then it is neither sent nor read");
            }
            names.push(name);
        }
        names
    }

    fn field(&mut self, at: &At<'d>, required: bool) -> Field {
        let usage = self.usage(at);
        let target = self.document_of(at);
        let said = |key: &str| at.get(key).or_else(|| target.get(key));
        Field {
            origin: at.key_origin(),
            usage,
            presence: if required {
                Presence::Required
            } else {
                Presence::Optional
            },
            description: said("description")
                .and_then(|text| text.as_str())
                .map(str::to_owned),
            deprecated: said("deprecated")
                .and_then(|flag| flag.as_bool())
                .unwrap_or(false),
            read_only: said("readOnly")
                .and_then(|flag| flag.as_bool())
                .unwrap_or(false),
            write_only: said("writeOnly")
                .and_then(|flag| flag.as_bool())
                .unwrap_or(false),
        }
    }

    /// What a property's reference points to, without another report if it points to nothing.
    fn document_of(&self, at: &At<'d>) -> At<'d> {
        let reference = at.get("$ref").and_then(|reference| reference.as_str());
        reference
            .and_then(|text| self.document.resolve(text))
            .unwrap_or_else(|| at.clone())
    }
}

/// The type of a single value.
fn constant(value: &At<'_>) -> SchemaKind {
    match (value.as_str(), value.as_bool(), value.as_i64()) {
        (Some(text), _, _) => SchemaKind::Enum(vec![EnumValue::String(text.to_owned())]),
        (_, Some(_), _) => SchemaKind::Boolean,
        (_, _, Some(_)) => SchemaKind::Integer(IntegerFormat::I64),
        _ => SchemaKind::Any,
    }
}

fn blank(at: &At<'_>) -> Schema {
    Schema {
        origin: at.key_origin(),
        component: component_name(at),
        title: None,
        description: None,
        deprecated: false,
        kind: SchemaKind::Any,
        constraints: Constraints::default(),
        hints: hints::of_schema(at),
    }
}

/// The key of a schema that stands right under `components/schemas`.
fn component_name(at: &At<'_>) -> Option<String> {
    let name = at.pointer.as_str().strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}

/// The names under `type` but for `null`.
fn type_names<'d>(at: &At<'d>) -> Vec<&'d str> {
    let Some(member) = at.get("type") else {
        return Vec::new();
    };
    let single = member.as_str().into_iter();
    let several = member.items().filter_map(|item| item.as_str());
    single
        .chain(several)
        .filter(|name| *name != "null")
        .collect()
}

fn allows_null(at: &At<'_>) -> bool {
    let is_null = |item: At<'_>| item.as_str() == Some("null");
    let by_type = at
        .get("type")
        .is_some_and(|member| is_null(member.clone()) || member.items().any(is_null));
    let by_list = at
        .get("enum")
        .is_some_and(|list| list.items().any(|item| item.is_null()));
    let by_choice = ["oneOf", "anyOf"]
        .iter()
        .filter_map(|key| at.get(key))
        .any(|list| list.items().any(|item| is_null_schema(&item)));
    by_type || by_list || by_choice
}

fn is_null_schema(at: &At<'_>) -> bool {
    at.get("type")
        .is_some_and(|member| member.as_str() == Some("null"))
}

/// The schema that `at` is another name for: one alternative, and nothing beside it that matters.
fn only_alternative<'d>(at: &At<'d>) -> Option<At<'d>> {
    let list = ["allOf", "oneOf", "anyOf"]
        .iter()
        .find_map(|keyword| at.get(keyword))?;
    if at.get("properties").is_some() || at.get("enum").is_some() {
        return None;
    }
    let mut alternatives = list.items().filter(|item| !is_null_schema(item));
    let only = alternatives.next()?;
    alternatives.next().is_none().then_some(only)
}

fn format<'d>(at: &At<'d>) -> Option<&'d str> {
    at.get("format").and_then(|format| format.as_str())
}

fn integer_format(at: &At<'_>) -> IntegerFormat {
    match format(at) {
        Some("int32" | "int16" | "int8") => IntegerFormat::I32,
        Some("uint32" | "uint16" | "uint8") => IntegerFormat::U32,
        Some("uint64") => IntegerFormat::U64,
        _ => IntegerFormat::I64,
    }
}

fn float_format(at: &At<'_>) -> FloatFormat {
    if format(at) == Some("float") {
        FloatFormat::F32
    } else {
        FloatFormat::F64
    }
}

fn string_format(at: &At<'_>) -> StringFormat {
    let sensitive = at
        .get("x-sensitive")
        .and_then(|flag| flag.as_bool())
        .unwrap_or(false);
    match format(at) {
        Some("password") => StringFormat::Secret,
        _ if sensitive => StringFormat::Secret,
        Some(other) => StringFormat::Other(other.to_owned()),
        None => StringFormat::Plain,
    }
}

/// The validation keywords of JSON Schema that hold a single value.
const CONSTRAINTS: [&str; 14] = [
    "multipleOf",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "contentEncoding",
];

fn constraints(at: &At<'_>) -> Constraints {
    let list = CONSTRAINTS
        .iter()
        .filter_map(|keyword| Some((*keyword, json_text(&at.get(keyword)?))))
        .collect();
    let example = at
        .get("examples")
        .and_then(|list| list.item(0))
        .map(|example| json_text(&example));
    Constraints {
        list,
        default: at.get("default").map(|default| json_text(&default)),
        example,
    }
}
