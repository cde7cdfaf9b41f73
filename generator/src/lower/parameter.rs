//! Parameters: values in path, query and headers.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::Context;
use super::reference::Kind;
use crate::diag::codes;
use crate::ir::{
    Additional, Arena, Constraints, Parameter, ParameterPlace, ParameterShape, ParameterStyle,
    Schema, SchemaHints, SchemaId, SchemaKind, Segment, StringFormat, Usage,
};
use crate::parse::At;
use crate::source::Origin;

impl<'d> Context<'d, '_> {
    /// The parameters of an operation: those of its path, overridden by its own.
    pub(super) fn parameters(&mut self, path: &At<'d>, operation: &At<'d>) -> Vec<Parameter> {
        let mut found: Vec<Parameter> = Vec::new();
        for owner in [path, operation] {
            let Some(list) = owner.array("parameters", self.sink) else {
                continue;
            };
            let mut own: Vec<Parameter> = Vec::new();
            for item in list.items() {
                let Some(parameter) = self.parameter(&item) else {
                    continue;
                };
                if let Some(first) = own.iter().find(|other| same(other, &parameter)) {
                    let first = first.origin.clone();
                    self.sink
                        .report(
                            &codes::CS0205,
                            &item.origin(),
                            format!("parameter `{}` is declared twice", parameter.name),
                        )
                        .related(&first, "first declared");
                    continue;
                }
                own.push(parameter);
            }
            found.retain(|other| !own.iter().any(|parameter| same(other, parameter)));
            found.extend(own);
        }
        found
    }

    fn parameter(&mut self, item: &At<'d>) -> Option<Parameter> {
        let at = self.follow_to(Kind::Parameter, item)?;
        let name = at
            .require("name", self.sink)?
            .expect_str(self.sink)?
            .to_owned();
        let place = self.place(&at)?;
        if !self.can_be_sent(&at, &name, place) {
            return None;
        }
        let form = self.form(&at, &name, place);
        let usage = match (&form.schema, form.style) {
            (Some(schema), _) => self.usage(schema),
            (None, ParameterStyle::Json) => self.undescribed(&at, SchemaKind::Any),
            (None, _) => self.undescribed(&at, TEXT),
        };
        Some(Parameter {
            origin: item.origin(),
            name,
            place,
            required: at.bool("required", self.sink).unwrap_or(false)
                || place == ParameterPlace::Path,
            style: form.style,
            explode: form.explode,
            reserved: place != ParameterPlace::Header
                && at.bool("allowReserved", self.sink).unwrap_or(false),
            flag: place == ParameterPlace::Query
                && at.bool("allowEmptyValue", self.sink).unwrap_or(false),
            shape: ParameterShape::Text,
            usage,
            description: at.str("description", self.sink).map(str::to_owned),
            deprecated: at.bool("deprecated", self.sink).unwrap_or(false),
        })
    }

    /// Leaves out the headers of a request that belong to the transport, whatever a caller would give for them.
    pub(super) fn leave_out_framing(&mut self, parameters: &mut Vec<Parameter>) {
        parameters.retain(|parameter| {
            let is_framing = parameter.place == ParameterPlace::Header
                && FRAMING
                    .iter()
                    .any(|it| parameter.name.eq_ignore_ascii_case(it));
            if is_framing {
                let message = format!(
                    "header `{}` is left out: the transport writes it",
                    parameter.name
                );
                self.sink
                    .report(&codes::CS0236, &parameter.origin, message)
                    .help("take it out of the document, where it says nothing that a caller could choose");
            }
            !is_framing
        });
    }

    /// Whether a request can carry a parameter of this name in this place; else that is reported.
    fn can_be_sent(&mut self, at: &At<'d>, name: &str, place: ParameterPlace) -> bool {
        let place = match place {
            ParameterPlace::Path | ParameterPlace::Query => return true,
            ParameterPlace::Header => "header",
            ParameterPlace::Cookie => "cookie",
        };
        if place == "header"
            && let Some(otherwise) = described_otherwise(name)
        {
            let message = format!("header `{name}` is no parameter: {otherwise} stand for it");
            self.sink.report(&codes::CS0230, &at.origin(), message);
            return false;
        }
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let is_name = !name.is_empty() && name.chars().all(is_token);
        if !is_name {
            let message = format!("parameter `{name}` is left out: no {place} has such a name");
            self.sink.report(&codes::CS0207, &at.origin(), message);
        }
        is_name
    }

    fn place(&mut self, at: &At<'d>) -> Option<ParameterPlace> {
        let member = at.require("in", self.sink)?;
        match member.expect_str(self.sink)? {
            "path" => Some(ParameterPlace::Path),
            "query" => Some(ParameterPlace::Query),
            "header" => Some(ParameterPlace::Header),
            "cookie" => Some(ParameterPlace::Cookie),
            "querystring" => {
                let name = at.get("name").and_then(|name| name.as_str());
                let message = format!(
                    "parameter `{}` is left out: it is the whole query, and not a form",
                    name.unwrap_or_default()
                );
                self.sink.report(&codes::CS0207, &at.origin(), message);
                None
            }
            other => {
                self.sink
                    .report(
                        &codes::CS0206,
                        &member.origin(),
                        format!("`{other}` is no place for a parameter: it is left out"),
                    )
                    .help("places are `path`, `query`, `header` and `cookie`");
                None
            }
        }
    }

    /// How a parameter is written, and the schema of what is.
    fn form(&mut self, at: &At<'d>, name: &str, place: ParameterPlace) -> Form<'d> {
        let schema = at.get("schema");
        if schema.is_none()
            && let Some((media_type, content)) = at
                .object("content", self.sink)
                .and_then(|content| content.members().next())
        {
            return self.form_of_content(name, place, media_type, &content);
        }
        if schema.is_none() {
            let message = format!("parameter `{name}` has no `schema`: taken for any text");
            self.sink.report(&codes::CS0301, &at.origin(), message);
        }
        let style = self.style(at, name, place);
        let is_exploded = matches!(style, ParameterStyle::Form | ParameterStyle::Cookie);
        Form {
            style,
            explode: at.bool("explode", self.sink).unwrap_or(is_exploded),
            schema,
        }
    }

    /// A parameter that is described by a media type.
    fn form_of_content(
        &mut self,
        name: &str,
        place: ParameterPlace,
        media_type: &str,
        content: &At<'d>,
    ) -> Form<'d> {
        let essence = media_type.split(';').next().unwrap_or_default();
        let essence = essence.trim().to_ascii_lowercase();
        let (is_json, is_text) = (
            essence == "application/json" || essence.ends_with("+json"),
            essence.starts_with("text/"),
        );
        if !is_json && !is_text {
            let message =
                format!("parameter `{name}` is `{media_type}`: its text is left to the caller");
            self.sink.report(&codes::CS0231, &content.origin(), message);
        }
        Form {
            style: if is_json {
                ParameterStyle::Json
            } else {
                usual(place)
            },
            explode: false,
            schema: content.get("schema").filter(|_| is_json || is_text),
        }
    }

    pub(super) fn style(
        &mut self,
        at: &At<'d>,
        name: &str,
        place: ParameterPlace,
    ) -> ParameterStyle {
        let usual = usual(place);
        let Some(member) = at.get("style") else {
            return usual;
        };
        let Some(text) = member.expect_str(self.sink) else {
            return usual;
        };
        let styles = styles(place);
        let known = styles.iter().find(|(name, _)| *name == text);
        if let Some((_, style)) = known {
            return *style;
        }
        let names: Vec<_> = styles.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = format!("parameter `{name}` cannot have the style `{text}`: it is ignored");
        self.sink
            .report(&codes::CS0232, &member.origin(), message)
            .help(format!("in this place there is {}", names.join(", ")));
        usual
    }

    /// Sees what parameters hold, which is known only after all schemas have been read.
    pub(super) fn settle(&mut self, parameters: &mut [Parameter]) {
        for parameter in parameters {
            let id = parameter.usage.schema;
            let schema = &self.schemas[id];
            parameter.flag &= matches!(schema.kind, SchemaKind::Boolean)
                && schema.values.iter().all(|value| value == "true")
                && !schema.values.is_empty();
            parameter.shape = shape(&self.schemas, id);
            let is_open = matches!(schema.kind, SchemaKind::Any);
            if is_open && parameter.style == ParameterStyle::DeepObject {
                parameter.shape = ParameterShape::Structured;
            }
            if is_nested(&self.schemas, parameter) {
                let message = format!(
                    "the style of parameter `{}` ends where its value goes on: what lies deeper is sent as JSON",
                    parameter.name
                );
                let report = self.sink.report(&codes::CS0233, &parameter.origin, message);
                if parameter.place == ParameterPlace::Query {
                    report.help("`style: deepObject` has a way for objects within objects");
                }
            }
        }
    }

    /// Reports what path and parameters do not agree on.
    pub(super) fn check_path(
        &mut self,
        at: &At<'d>,
        path: &str,
        segments: &[Segment],
        parameters: &mut Vec<Parameter>,
    ) {
        let in_path = |name: &str| {
            segments
                .iter()
                .any(|segment| matches!(segment, Segment::Parameter(p) if p == name))
        };
        for parameter in parameters
            .iter()
            .filter(|p| p.place == ParameterPlace::Path)
        {
            if !in_path(&parameter.name) {
                let message = format!(
                    "parameter `{}` is in the path but not in `{path}`",
                    parameter.name
                );
                self.sink
                    .report(&codes::CS0203, &parameter.origin, message)
                    .help("name it in the path, or move it");
            }
        }
        for segment in segments {
            let Segment::Parameter(name) = segment else {
                continue;
            };
            let declared = parameters
                .iter()
                .any(|p| p.place == ParameterPlace::Path && p.name == *name);
            if !declared {
                parameters.push(self.undeclared(at, name));
            }
        }
    }

    /// Reads the query that a path ends with, as `/a?b=c&d={d}`: what stands in braces is a parameter of the query,
    /// whatever its place is said to be. Gives back the pairs that do not vary, as
    /// they are on the wire.
    pub(super) fn query_of_path(
        &mut self,
        at: &At<'d>,
        query: &str,
        parameters: &mut Vec<Parameter>,
    ) -> String {
        let mut fixed = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let Some((wire, name)) = variable(pair) else {
                let wire = pair.split('=').next().unwrap_or_default();
                let is_same =
                    |it: &&mut Parameter| it.place == ParameterPlace::Query && it.name == wire;
                // It has its value from the caller, without whom this would be another operation.
                match parameters.iter_mut().find(is_same) {
                    Some(parameter) => parameter.required = true,
                    None => fixed.push(pair),
                }
                continue;
            };
            let is_meant = |it: &Parameter| match it.place {
                ParameterPlace::Path => it.name == name,
                ParameterPlace::Query => it.name == wire,
                ParameterPlace::Header | ParameterPlace::Cookie => false,
            };
            let place = parameters.iter().position(is_meant);
            let place = place.unwrap_or_else(|| {
                parameters.push(self.undeclared(at, name));
                parameters.len() - 1
            });
            let parameter = &mut parameters[place];
            parameter.required = true;
            if parameter.place == ParameterPlace::Path {
                wire.clone_into(&mut parameter.name);
                parameter.place = ParameterPlace::Query;
                parameter.style = ParameterStyle::Form;
            }
        }
        utf8_percent_encode(&fixed.join("&"), NOT_IN_A_QUERY).to_string()
    }

    /// A parameter of which only its place in the path is known.
    fn undeclared(&mut self, operation: &At<'d>, name: &str) -> Parameter {
        let message =
            format!("`{{{name}}}` is in the path but not among the parameters: taken for a text");
        self.sink
            .report(&codes::CS0202, &operation.key_origin(), message)
            .help(format!("declare a parameter `{name}` with `in: path`"));
        Parameter {
            origin: operation.key_origin(),
            name: name.to_owned(),
            place: ParameterPlace::Path,
            required: true,
            style: ParameterStyle::Simple,
            explode: false,
            reserved: false,
            flag: false,
            shape: ParameterShape::Text,
            usage: self.undescribed(operation, TEXT),
            description: None,
            deprecated: false,
        }
    }

    /// A schema of which no more is known.
    pub(super) fn undescribed(&mut self, at: &At<'d>, kind: SchemaKind) -> Usage {
        self.made_up(at.key_origin(), kind)
    }

    /// A schema that says no more than this.
    pub(super) fn made_up(&mut self, origin: Origin, kind: SchemaKind) -> Usage {
        let schema = Schema {
            origin,
            component: None,
            title: None,
            description: None,
            deprecated: false,
            kind,
            values: Vec::new(),
            value_docs: Vec::new(),
            hints: SchemaHints::default(),
            constraints: Constraints::default(),
        };
        Usage {
            schema: self.schemas.push(schema),
            nullable: false,
        }
    }
}

/// How a parameter is written.
struct Form<'d> {
    style: ParameterStyle,
    explode: bool,
    schema: Option<At<'d>>,
}

/// The style of a parameter that names none.
fn usual(place: ParameterPlace) -> ParameterStyle {
    match place {
        ParameterPlace::Path | ParameterPlace::Header => ParameterStyle::Simple,
        ParameterPlace::Query | ParameterPlace::Cookie => ParameterStyle::Form,
    }
}

/// The styles that a place has (OpenAPI 3.2 §4.12.2.2).
fn styles(place: ParameterPlace) -> &'static [(&'static str, ParameterStyle)] {
    match place {
        ParameterPlace::Path => &[
            ("simple", ParameterStyle::Simple),
            ("label", ParameterStyle::Label),
            ("matrix", ParameterStyle::Matrix),
        ],
        ParameterPlace::Query => &[
            ("form", ParameterStyle::Form),
            ("spaceDelimited", ParameterStyle::SpaceDelimited),
            ("pipeDelimited", ParameterStyle::PipeDelimited),
            ("deepObject", ParameterStyle::DeepObject),
        ],
        ParameterPlace::Header => &[("simple", ParameterStyle::Simple)],
        ParameterPlace::Cookie => &[
            ("form", ParameterStyle::Form),
            ("cookie", ParameterStyle::Cookie),
        ],
    }
}

/// What RFC 3986 §3.4 does not allow in a query, and the quote, which the WHATWG's URLs do not; an existing `%` is
/// taken for an escape.
const NOT_IN_A_QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The headers that say where a request goes and how long it is (RFC 9110 §7.2, RFC 9112 §6, §9.6).
const FRAMING: [&str; 4] = ["host", "content-length", "transfer-encoding", "connection"];

/// A text.
pub(super) const TEXT: SchemaKind = SchemaKind::String(StringFormat::Plain);

/// What has to be taken apart to write a value.
pub(super) fn shape(schemas: &Arena<Schema>, id: SchemaId) -> ParameterShape {
    let is_choice = matches!(schemas[id].kind, SchemaKind::Choice(_));
    let all = alternatives(schemas, id);
    let shapes = all.into_iter().map(|kind| match kind {
        // What may be anything is given as text, but not where it is told from texts.
        kind if is_free(kind) && is_choice => ParameterShape::Structured,
        SchemaKind::Array(items) if is_choice && is_free(&schemas[items.schema].kind) => {
            ParameterShape::Structured
        }
        SchemaKind::Array(items) if is_text(schemas, items.schema) => ParameterShape::List,
        kind if is_scalar(kind) => ParameterShape::Text,
        _ => ParameterShape::Structured,
    });
    let rank = |shape: &ParameterShape| match shape {
        ParameterShape::Text => 0,
        ParameterShape::List => 1,
        ParameterShape::Structured => 2,
    };
    shapes.max_by_key(rank).unwrap_or(ParameterShape::Text)
}

/// What a schema may be, choices taken apart.
pub(super) fn alternatives(schemas: &Arena<Schema>, id: SchemaId) -> Vec<&SchemaKind> {
    let (mut found, mut seen, mut open) = (Vec::new(), BTreeSet::new(), vec![id]);
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match &schemas[id].kind {
            SchemaKind::Choice(choice) => {
                open.extend(choice.alternatives.iter().map(|it| it.usage.schema));
            }
            kind => found.push(kind),
        }
    }
    found
}

/// Whether a value is always a text, a number or the like.
fn is_text(schemas: &Arena<Schema>, id: SchemaId) -> bool {
    let is_choice = matches!(schemas[id].kind, SchemaKind::Choice(_));
    let all = alternatives(schemas, id);
    all.into_iter()
        .all(|kind| is_scalar(kind) && !(is_choice && is_free(kind)))
}

fn is_free(kind: &SchemaKind) -> bool {
    matches!(kind, SchemaKind::Any | SchemaKind::Unsupported(_))
}

fn is_scalar(kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::Any
        | SchemaKind::Null
        | SchemaKind::Boolean
        | SchemaKind::Integer(_)
        | SchemaKind::Number(_)
        | SchemaKind::String(_)
        | SchemaKind::Enum(_)
        | SchemaKind::Unsupported(_) => true,
        SchemaKind::Array(_)
        | SchemaKind::Map(_)
        | SchemaKind::Object { .. }
        | SchemaKind::Choice(_) => false,
    }
}

/// Whether a value goes deeper than the style of its parameter.
fn is_nested(schemas: &Arena<Schema>, parameter: &Parameter) -> bool {
    if matches!(
        parameter.style,
        ParameterStyle::DeepObject | ParameterStyle::Json
    ) {
        return false;
    }
    // A member that is a list is several pairs of its name.
    let has_lists = parameter.place == ParameterPlace::Query && parameter.explode;
    let fits = |usage: &Usage, in_object: bool| match shape(schemas, usage.schema) {
        ParameterShape::Text => true,
        ParameterShape::List => in_object && has_lists,
        ParameterShape::Structured => false,
    };
    let mut all = alternatives(schemas, parameter.usage.schema).into_iter();
    !all.all(|kind| match kind {
        SchemaKind::Array(items) => fits(items, false),
        SchemaKind::Map(values) => fits(values, true),
        SchemaKind::Object { fields, additional } => {
            let others = match additional {
                Additional::Typed(usage) => Some(usage),
                Additional::Unsaid | Additional::Forbidden => None,
            };
            let members = fields.values().map(|field| &field.usage);
            members.chain(others).all(|usage| fits(usage, true))
        }
        kind => is_scalar(kind),
    })
}

fn same(a: &Parameter, b: &Parameter) -> bool {
    a.place == b.place && a.name == b.name
}

/// What describes a header in place of a parameter, which would mean nothing (OpenAPI 3.1 §4.8.12.2.1).
fn described_otherwise(header: &str) -> Option<&'static str> {
    match header.to_ascii_lowercase().as_str() {
        "accept" => Some("the media types of responses"),
        "content-type" => Some("the media types of the body"),
        "authorization" => Some("security schemes"),
        _ => None,
    }
}

/// A path template in its path, and what it has of a query; a fragment is sent by nobody.
pub(super) fn parts_of_path(path: &str) -> (&str, &str) {
    let path = path.split('#').next().unwrap_or_default();
    path.split_once('?').unwrap_or((path, ""))
}

/// The wire name and the parameter of a pair that has a value in braces, or a name.
fn variable(pair: &str) -> Option<(&str, &str)> {
    let (_, from) = pair.split_once('{')?;
    let (name, _) = from.split_once('}')?;
    let wire = pair.split('=').next().unwrap_or_default();
    Some(if wire.contains('{') {
        (name, name)
    } else {
        (wire, name)
    })
}

/// The parts of a path template; `None` if a brace has no partner.
pub(super) fn segments(path: &str) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    let mut rest = path;
    while let Some(open) = rest.find('{') {
        let (literal, from) = rest.split_at(open);
        let close = from.find('}')?;
        if !literal.is_empty() {
            segments.push(Segment::Literal(literal.to_owned()));
        }
        segments.push(Segment::Parameter(from[1..close].to_owned()));
        rest = &from[close + 1..];
    }
    if !rest.is_empty() {
        segments.push(Segment::Literal(rest.to_owned()));
    }
    Some(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_apart_at_its_braces() {
        let literal = |text: &str| Segment::Literal(text.to_owned());
        let parameter = |text: &str| Segment::Parameter(text.to_owned());
        assert_eq!(
            segments("/a/{b}/c"),
            Some(vec![literal("/a/"), parameter("b"), literal("/c")])
        );
        assert_eq!(
            segments("/{a}{b}"),
            Some(vec![literal("/"), parameter("a"), parameter("b")])
        );
        assert_eq!(segments("/{a"), None);
    }
}
