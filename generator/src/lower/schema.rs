//! Schemas: what a JSON value may look like.
//!
//! A schema gets its id when it is first met and is lowered from a queue, so that neither circles nor long chains
//! of references need care.

use std::collections::HashMap;

use super::{Context, compose, enumeration, hints, json_text};
use crate::diag::codes;
use crate::ir::{
    Constraints, FloatFormat, IntegerFormat, Schema, SchemaId, SchemaKind, StringFormat, Usage,
};
use crate::parse::At;

/// Lists and maps inside each other.
const DEEPEST_LISTS: usize = 32;
/// What narrows down what is allowed.
const UNCHECKED: [&str; 5] = [
    "not",
    "if",
    "propertyNames",
    "contains",
    "dependentRequired",
];
/// Steps through wrappers such as `allOf` with one member.
const DEEPEST_WRAPPING: usize = 50;

impl<'d> Context<'d, '_> {
    /// The schema at `at`, as it is used there.
    pub(super) fn usage(&mut self, at: &At<'d>) -> Usage {
        let mut nullable = false;
        let mut here = at.clone();
        for _ in 0..DEEPEST_WRAPPING {
            if compose::is_reference_with_more(&here) {
                nullable |= self.allows_null(&self.document_of(&here), 0);
                let usage = self.enqueue(&here);
                return Usage { nullable, ..usage };
            }
            let Some(target) = self.follow(&here) else {
                return self.anything(at);
            };
            nullable |= self.allows_null(&target, 0);
            let Some(inner) = self.only_alternative(&target) else {
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

    pub(super) fn enqueue(&mut self, target: &At<'d>) -> Usage {
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
    pub(super) fn anything(&mut self, at: &At<'d>) -> Usage {
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
            let schema = self.schema(id, &at);
            self.schemas[id] = schema;
        }
        self.put_together();
        self.spare_undescribed();
        self.cut_long_chains();
    }

    /// Takes lists of lists of lists for free JSON where there are too many: references make chains that the
    /// bound on nested values does not see, and each would be a type of its own inside the next.
    fn cut_long_chains(&mut self) {
        let mut depths = HashMap::new();
        let queued = self.queued.iter().map(|(id, _)| *id);
        for start in queued.collect::<Vec<_>>() {
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

    fn schema(&mut self, id: SchemaId, at: &At<'d>) -> Schema {
        let kind = self.kind(id, at);
        let constants = self.constants(at);
        Schema {
            title: at
                .get("title")
                .and_then(|title| title.as_str())
                .map(str::to_owned),
            description: at.str("description", self.sink).map(str::to_owned),
            deprecated: at.bool("deprecated", self.sink).unwrap_or(false),
            kind,
            values: enumeration::values(at, &constants),
            value_docs: self.value_docs(at, &constants),
            constraints: self.constraints(at),
            ..blank(at)
        }
    }

    fn kind(&mut self, id: SchemaId, at: &At<'d>) -> SchemaKind {
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
        self.report_unchecked(at);
        if let Some(values) = at.get("enum") {
            return self.enumeration(id, at, &values);
        }
        if let Some(value) = at.get("const") {
            return self.constant(id, at, &value);
        }
        if compose::is_composed(at) {
            return self.composed(id, at);
        }
        self.typed(id, at)
    }

    pub(super) fn typed(&mut self, id: SchemaId, at: &At<'d>) -> SchemaKind {
        match type_names(at).as_slice() {
            [] if is_null_schema(at) => SchemaKind::Null,
            [] if compose::describes_members(at) || !self.conditional(at).is_empty() => {
                self.object(at)
            }
            [] if at.has("items") || at.has("prefixItems") => self.array(at),
            [] => SchemaKind::Any,
            [name] => self.of_type(name, at),
            several => self.several_types(id, at, several),
        }
    }

    /// What `at` describes if it is of this type.
    pub(super) fn of_type(&mut self, name: &str, at: &At<'d>) -> SchemaKind {
        match name {
            "boolean" => SchemaKind::Boolean,
            "integer" => SchemaKind::Integer(integer_format(at)),
            "number" => SchemaKind::Number(float_format(at)),
            "string" => SchemaKind::String(string_format(at)),
            "array" => self.array(at),
            "object" => self.object(at),
            other => {
                let place = at.get("type").unwrap_or_else(|| at.clone());
                let message = format!("`{other}` is not a type");
                self.sink
                    .report(&codes::CS0302, &place.origin(), message)
                    .help("types are `string`, `integer`, `number`, `boolean`, `array`, `object` and `null`");
                SchemaKind::Any
            }
        }
    }

    pub(super) fn unsupported(&mut self, at: &At<'d>, what: &str) -> SchemaKind {
        self.sink.report(
            &codes::CS0301,
            &at.key_origin(),
            format!("{what} is not supported yet: taken for any JSON value"),
        );
        SchemaKind::Unsupported(codes::CS0301.id)
    }

    /// Reports what narrows down what is allowed, and what no type can tell.
    pub(super) fn report_unchecked(&mut self, at: &At<'d>) {
        for keyword in UNCHECKED {
            if let Some(member) = at.get(keyword) {
                let message = format!("`{keyword}` is not checked");
                self.sink
                    .report(&codes::CS0307, &member.key_origin(), message);
            }
        }
    }

    fn array(&mut self, at: &At<'d>) -> SchemaKind {
        // Older drafts have the list under `items`.
        let listed = at.get("items").filter(At::is_array);
        if let Some(first) = at.get("prefixItems").or(listed) {
            let rest = at.get("items").filter(At::is_object);
            let schemas: Vec<_> = first.items().chain(rest).collect();
            if !schemas.is_empty() {
                return SchemaKind::Array(self.one_of(&first, &schemas));
            }
        }
        let items = at.get("items").map(|items| self.usage(&items));
        SchemaKind::Array(items.unwrap_or_else(|| self.anything(at)))
    }
}

pub(super) fn blank(at: &At<'_>) -> Schema {
    Schema {
        origin: at.key_origin(),
        component: component_name(at),
        title: None,
        description: None,
        deprecated: false,
        kind: SchemaKind::Any,
        values: Vec::new(),
        value_docs: Vec::new(),
        constraints: Constraints::default(),
        hints: hints::of_schema(at),
    }
}

/// The key of a schema that stands right under `components/schemas`, or where other files have such.
fn component_name(at: &At<'_>) -> Option<String> {
    let pointer = at.pointer.as_str();
    let Some(name) = pointer.strip_prefix("/components/schemas/") else {
        return crate::parse::component_name(pointer);
    };
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}

/// The names under `type` but for `null`.
pub(super) fn type_names<'d>(at: &At<'d>) -> Vec<&'d str> {
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

pub(super) fn is_null_schema(at: &At<'_>) -> bool {
    let by_type = at.get("type").is_some_and(|it| {
        let mut names = it.items().peekable();
        it.as_str() == Some("null")
            || names.peek().is_some() && names.all(|name| name.as_str() == Some("null"))
    });
    let by_list = at.get("enum").is_some_and(|list| {
        let mut values = list.items().peekable();
        values.peek().is_some() && values.all(|value| value.is_null())
    });
    by_type || by_list || at.get("const").is_some_and(|value| value.is_null())
}

fn format<'d>(at: &At<'d>) -> Option<&'d str> {
    at.get("format").and_then(|format| format.as_str())
}

pub(super) fn integer_format(at: &At<'_>) -> IntegerFormat {
    match format(at) {
        Some("int32" | "int16" | "int8") => IntegerFormat::I32,
        Some("uint32" | "uint16" | "uint8") => IntegerFormat::U32,
        Some("uint64" | "uint" | "ulong") => IntegerFormat::U64,
        Some("int64" | "long") | None => IntegerFormat::I64,
        Some(other) => IntegerFormat::Other(other.to_owned()),
    }
}

pub(super) fn float_format(at: &At<'_>) -> FloatFormat {
    match format(at) {
        Some("float") => FloatFormat::F32,
        Some("double") | None => FloatFormat::F64,
        Some(other) => FloatFormat::Other(other.to_owned()),
    }
}

/// What OpenAPI 3.0 calls `format: byte` (OpenAPI 3.1 §4.8.24).
fn is_base64(at: &At<'_>) -> bool {
    let encoding = at.get("contentEncoding");
    encoding.is_some_and(|encoding| encoding.as_str() == Some("base64"))
}

/// What OpenAPI 3.0 calls `format: binary`: a media type that is no text and no encoding, or the encoding that is
/// none (`binary`, RFC 2045 §6.2).
fn is_bytes(at: &At<'_>) -> bool {
    let is_text = |name: &str| name.starts_with("text/") || name.contains("json");
    let media_type = at.get("contentMediaType").and_then(|it| it.as_str());
    match at.get("contentEncoding").map(|it| it.as_str()) {
        None => media_type.is_some_and(|name| !is_text(name)),
        Some(encoding) => encoding == Some("binary") && !media_type.is_some_and(is_text),
    }
}

pub(super) fn string_format(at: &At<'_>) -> StringFormat {
    let sensitive = at
        .get("x-sensitive")
        .and_then(|flag| flag.as_bool())
        .unwrap_or(false);
    match format(at) {
        Some("password") => StringFormat::Secret,
        _ if sensitive => StringFormat::Secret,
        Some(other) => StringFormat::Other(other.to_owned()),
        None if is_base64(at) => StringFormat::Other("byte".to_owned()),
        None if is_bytes(at) => StringFormat::Other("binary".to_owned()),
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

impl<'d> Context<'d, '_> {
    fn constraints(&mut self, at: &At<'d>) -> Constraints {
        let list = CONSTRAINTS
            .iter()
            .filter_map(|keyword| Some((*keyword, json_text(&at.get(keyword)?))));
        let list = list.chain(compose::required_together(at)).collect();
        let example = at
            .get("examples")
            .and_then(|list| list.item(0))
            .map(|example| json_text(&example));
        Constraints {
            list,
            default: self.default(at).map(|default| json_text(&default)),
            example,
        }
    }

    /// What a value is if it is absent. `null` says that there is none, whatever the type.
    fn default(&mut self, at: &At<'d>) -> Option<At<'d>> {
        let default = at.get("default")?;
        let names = type_names(at);
        if names.is_empty() || default.is_null() || names.iter().any(|it| is_of(it, &default)) {
            return Some(default);
        }
        let (types, found) = (names.join("` or `"), default.kind());
        let message = format!("the default is {found}, and the type is `{types}`");
        self.sink
            .report(&codes::CS0308, &default.origin(), message)
            .help("let the default be a value that the schema allows");
        None
    }
}

/// Whether a value is of this type; of one that is not known, every value is.
pub(super) fn is_of(name: &str, value: &At<'_>) -> bool {
    match name {
        "boolean" => value.kind() == "a boolean",
        "integer" | "number" => value.kind() == "a number",
        "string" => value.kind() == "a string",
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}
