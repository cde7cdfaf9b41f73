//! Request bodies and the content of responses: which media types there are, and which of them is used.

use indexmap::IndexMap;

use super::reference::Kind;
use super::stream::leave_streams_out;
use super::{Context, encoding, json_text};
use crate::diag::codes;
use crate::ir::{Additional, Body, Content, MediaType, Operation, SchemaKind, StringFormat};
use crate::parse::{At, essence};

/// A media type with what stands under it.
type Entry<'d> = (MediaType, At<'d>);

impl<'d> Context<'d, '_> {
    /// What an operation sends.
    pub(super) fn body(&mut self, operation: &At<'d>) -> Option<Body> {
        let member = operation.get("requestBody")?;
        let at = self.follow_to(Kind::RequestBody, &member)?;
        let content = at.object("content", self.sink)?;
        let entries = self.entries(&content);
        let mut used: Vec<(Entry<'d>, Vec<String>)> = Vec::new();
        for (media_type, entry) in entries {
            let same = used
                .iter_mut()
                .find(|((_, other), _)| hold_the_same(other, &entry));
            match same {
                Some((_, also)) => also.push(media_type.name().to_owned()),
                None => used.push(((media_type, entry), Vec::new())),
            }
        }
        let mut contents = Vec::new();
        for ((media_type, entry), also) in used {
            if !also.is_empty() {
                let message = format!(
                    "sent as `{}`, though the service takes the same as `{}` too",
                    media_type.name(),
                    also.join("`, `")
                );
                self.sink
                    .report(&codes::CS0401, &content.key_origin(), message)
                    .help("`media-types` in the configuration prefers another one");
            }
            let mut content = self.content(media_type, &entry);
            content.also = also;
            contents.push(content);
        }
        let others = contents.split_off(contents.len().min(1));
        Some(Body {
            origin: member.key_origin(),
            required: at.bool("required", self.sink).unwrap_or(false),
            description: at.str("description", self.sink).map(str::to_owned),
            content: contents.pop()?,
            others,
        })
    }

    /// The entry of `content` that is used: JSON before text before the rest.
    pub(super) fn best_content(&mut self, at: &At<'d>) -> Option<Entry<'d>> {
        let content = at.object("content", self.sink)?;
        let mut entries = self.entries(&content);
        leave_streams_out(&mut entries);
        let others = entries.len().saturating_sub(1);
        let (used, entry) = entries.into_iter().next()?;
        if others > 0 {
            let message = format!("of several media types only `{}` is used", used.name());
            self.sink
                .report(&codes::CS0401, &content.key_origin(), message);
        }
        Some((used, entry))
    }

    /// All media types, the dearest first.
    fn entries(&mut self, content: &At<'d>) -> Vec<Entry<'d>> {
        let members: Vec<_> = content.members().collect();
        self.offered
            .extend(members.iter().map(|(name, _)| (*name).to_owned()));
        let is_any = members.iter().any(|(name, _)| name.contains('/'));
        let mut entries = Vec::new();
        for (name, entry) in members {
            if !name.contains('/') {
                self.no_media_type(name, &entry, is_any);
                if is_any {
                    continue;
                }
            }
            entries.push((self.media_type(name, &entry), entry));
        }
        let preferred = &self.document.media_types;
        entries.sort_by_key(|(media_type, entry)| {
            let files = has_file(self.document, entry);
            (preferred.rank(media_type.name()), class(media_type, files))
        });
        entries
    }

    fn no_media_type(&mut self, name: &str, entry: &At<'d>, is_left_out: bool) {
        let done = if is_left_out {
            "left out"
        } else {
            "taken for one by what it holds"
        };
        let message = format!("`{name}` is no media type: {done}");
        self.sink
            .report(&codes::CS0411, &entry.key_origin(), message)
            .help("a media type is such as `application/json`");
    }

    /// How the generated client treats a media type with this content.
    fn media_type(&self, name: &str, entry: &At<'d>) -> MediaType {
        let schema = entry.get("schema").map(|schema| self.document_of(&schema));
        let is_structured = schema.as_ref().is_some_and(is_structured);
        let name = name.trim();
        let is_group = name.contains('*') || !name.contains('/');
        match media_type(name) {
            // Any media type may be sent, and this one can hold it.
            MediaType::Binary(_) if is_group && is_structured => {
                MediaType::Json("application/json".to_owned())
            }
            MediaType::Text(name) if schema.as_ref().is_some_and(is_binary) => {
                MediaType::Binary(name)
            }
            MediaType::Text(_) if is_group => MediaType::Text("text/plain".to_owned()),
            other => other,
        }
    }

    /// Reports what the configuration prefers and the document nowhere offers.
    pub(super) fn report_unused_media_types(&mut self) {
        for range in self.document.media_types.unused(&self.offered) {
            let message =
                format!("the configuration prefers `{range}`, which the document nowhere offers");
            self.sink.report_unplaced(&codes::CS0707, message);
        }
    }

    /// What stands under one media type.
    pub(super) fn content(&mut self, media_type: MediaType, entry: &At<'d>) -> Content {
        let schema = entry.get("schema");
        // Texts and bytes have no members, and types for them would be used by nobody.
        let is_plain = matches!(media_type, MediaType::Text(_) | MediaType::Binary(_));
        let schema = schema.filter(|it| !(is_plain && is_structured(&self.document_of(it))));
        let usage = schema.map(|schema| self.usage(&schema));
        let encoding = match media_type {
            MediaType::Form(_) | MediaType::Multipart(_) => encoding::encoding(self, entry),
            MediaType::Json(_) | MediaType::Text(_) | MediaType::Binary(_) => IndexMap::default(),
        };
        Content {
            media_type,
            usage,
            also: Vec::new(),
            encoding,
            example: self.example(entry),
        }
    }

    /// Settles how bodies are sent that are no objects where objects are expected. What they hold is known only after
    /// all operations have been read.
    pub(super) fn settle_bodies(&mut self, operations: &mut [Operation]) {
        for operation in operations {
            let Some(body) = &mut operation.body else {
                continue;
            };
            self.settle_content(&mut body.content, &body.origin);
            for content in &mut body.others {
                self.settle_content(content, &body.origin);
            }
            if !body.required && body.others.is_empty() && self.says_nothing(&body.content) {
                let message = format!(
                    "the body is a `{}` without a field: left out",
                    body.content.media_type.name()
                );
                self.sink.report(&codes::CS0412, &body.origin, message);
                operation.body = None;
            }
        }
    }

    fn settle_content(&mut self, content: &mut Content, origin: &crate::source::Origin) {
        let kind = content.usage.map(|usage| &self.schemas[usage.schema].kind);
        let (name, done) = match (&content.media_type, kind) {
            (MediaType::Form(name), Some(kind)) if !may_be_object(kind) => {
                (name.clone(), "taken as text that is encoded already")
            }
            (MediaType::Form(name), None) => {
                content.media_type = MediaType::Text(name.clone());
                return;
            }
            (MediaType::Multipart(name), Some(kind)) if !has_parts(kind) => {
                (name.clone(), "taken as parts that the caller makes")
            }
            _ => return,
        };
        let message = format!("the body is no object, and `{name}` has named fields: {done}");
        self.sink.report(&codes::CS0402, origin, message);
        content.usage = None;
        if let MediaType::Form(_) = content.media_type {
            content.media_type = MediaType::Text(name);
        }
    }

    /// Whether it is a form that can have no fields.
    fn says_nothing(&self, content: &Content) -> bool {
        let is_form = matches!(
            content.media_type,
            MediaType::Form(_) | MediaType::Multipart(_)
        );
        let kind = content.usage.map(|usage| &self.schemas[usage.schema].kind);
        is_form
            && kind.is_some_and(|kind| match kind {
                SchemaKind::Object { fields, additional } => {
                    fields.is_empty() && !matches!(additional, Additional::Typed(_))
                }
                _ => false,
            })
    }

    fn example(&mut self, entry: &At<'d>) -> Option<String> {
        if let Some(example) = entry.get("example") {
            return Some(json_text(&example));
        }
        let (_, first) = entry.get("examples")?.members().next()?;
        let value = self.follow_to(Kind::Example, &first)?.get("value")?;
        Some(json_text(&value))
    }
}

/// Whether two media types are described by the same words.
fn hold_the_same(one: &At<'_>, other: &At<'_>) -> bool {
    let text = |entry: &At<'_>| entry.get("schema").map(|schema| json_text(&schema));
    text(one) == text(other)
}

/// The order in which media types are taken that the configuration does not rank. JSON and forms cannot hold files.
fn class(media_type: &MediaType, has_file: bool) -> u8 {
    match media_type {
        MediaType::Json(_) if !has_file => 0,
        MediaType::Form(_) if !has_file => 1,
        MediaType::Multipart(_) => 2,
        MediaType::Json(_) | MediaType::Form(_) => 3,
        MediaType::Text(_) => 4,
        MediaType::Binary(_) => 5,
    }
}

/// Whether a member of the schema is a file.
fn has_file(document: &crate::parse::Document, entry: &At<'_>) -> bool {
    let followed = |at: At<'_>| {
        let reference = at.get("$ref");
        let target = reference.and_then(|it| document.resolve(it.as_str()?));
        target.as_ref().unwrap_or(&at).get("properties").map(|it| {
            let mut members = it.members();
            members.any(|(_, member)| {
                is_binary(&member) || member.get("items").is_some_and(|it| is_binary(&it))
            })
        })
    };
    entry
        .get("schema")
        .is_some_and(|schema| followed(schema).unwrap_or(false))
}

/// Whether a schema is that of bytes.
fn is_binary(schema: &At<'_>) -> bool {
    matches!(super::schema::string_format(schema), StringFormat::Other(format) if format == "binary")
}

/// Whether a schema is that of an object or a list.
fn is_structured(schema: &At<'_>) -> bool {
    const SAYS: [&str; 6] = [
        "properties",
        "additionalProperties",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
    ];
    let is = |name: &str| {
        schema
            .get("type")
            .is_some_and(|it| it.as_str() == Some(name))
    };
    is("object") || is("array") || SAYS.iter().any(|key| schema.get(key).is_some())
}

/// Whether a value can be an object, whose members are fields of a form.
fn may_be_object(kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::Any
        | SchemaKind::Map(_)
        | SchemaKind::Object { .. }
        | SchemaKind::Choice(_)
        | SchemaKind::Unsupported(_) => true,
        SchemaKind::Null
        | SchemaKind::Boolean
        | SchemaKind::Integer(_)
        | SchemaKind::Number(_)
        | SchemaKind::String(_)
        | SchemaKind::Enum(_)
        | SchemaKind::Array(_) => false,
    }
}

/// Whether the parts of a multipart body can be told from the schema.
fn has_parts(kind: &SchemaKind) -> bool {
    matches!(kind, SchemaKind::Object { .. } | SchemaKind::Map(_))
}

/// How the generated client treats a media type.
pub(super) fn media_type(name: &str) -> MediaType {
    let essence = essence(name);
    let name = name.to_owned();
    let is_json =
        |it: &str| matches!(it, "application/json" | "text/json") || it.ends_with("+json");
    match essence.as_str() {
        it if is_json(it) => MediaType::Json(name),
        "application/x-www-form-urlencoded" => MediaType::Form(name),
        it if it.starts_with("multipart/") => MediaType::Multipart(name),
        it if is_text(it) => MediaType::Text(name),
        _ => MediaType::Binary(name),
    }
}

/// Whether bodies of a media type are text; most are XML or YAML.
fn is_text(essence: &str) -> bool {
    const TEXTS: [&str; 11] = [
        "application/xml",
        "application/yaml",
        "application/x-yaml",
        "application/ndjson",
        "application/x-ndjson",
        "application/jsonl",
        "application/graphql",
        "application/javascript",
        "application/sdp",
        "application/sql",
        "application/toml",
    ];
    let is_kin = |suffix| essence.ends_with(suffix);
    essence.starts_with("text/") || is_kin("+xml") || is_kin("+yaml") || TEXTS.contains(&essence)
}
