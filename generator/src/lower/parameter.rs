//! Parameters: values in path, query and headers.

use super::Context;
use crate::diag::codes;
use crate::ir::{
    Arena, Constraints, Parameter, ParameterPlace, ParameterStyle, Schema, SchemaHints, SchemaId,
    SchemaKind, Segment, StringFormat, Usage,
};
use crate::parse::At;

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
        let at = self.follow(item)?;
        let name = at
            .require("name", self.sink)?
            .expect_str(self.sink)?
            .to_owned();
        let place = self.place(&at)?;
        if place == ParameterPlace::Header
            && let Some(otherwise) = described_otherwise(&name)
        {
            let why = format!("is a header that is described otherwise, by {otherwise}");
            return self.left_out(&at, &name, &why);
        }
        let Some(schema) = at.get("schema") else {
            let why = match at.get("content") {
                Some(_) => "is described by `content`, which is not supported yet",
                None => "has no `schema`",
            };
            return self.left_out(&at, &name, why);
        };
        let style = self.style(&at, place)?;
        let usage = self.usage(&schema);
        Some(Parameter {
            origin: item.origin(),
            name,
            place,
            required: at.bool("required", self.sink).unwrap_or(false)
                || place == ParameterPlace::Path,
            style,
            reserved: place == ParameterPlace::Query
                && at.bool("allowReserved", self.sink).unwrap_or(false),
            usage,
            description: at.str("description", self.sink).map(str::to_owned),
            deprecated: at.bool("deprecated", self.sink).unwrap_or(false),
        })
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
                let why = "is the whole query, and not a form";
                self.left_out(at, name.unwrap_or_default(), why)
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

    fn style(&mut self, at: &At<'d>, place: ParameterPlace) -> Option<ParameterStyle> {
        let usual = match place {
            ParameterPlace::Path | ParameterPlace::Header => "simple",
            ParameterPlace::Query | ParameterPlace::Cookie => "form",
        };
        let style = at.str("style", self.sink).unwrap_or(usual);
        if style != usual {
            let name = at
                .get("name")
                .and_then(|name| name.as_str())
                .unwrap_or_default();
            return self.left_out(
                at,
                name,
                &format!("has the style `{style}`, which is not supported yet"),
            );
        }
        let explode = at.bool("explode", self.sink).unwrap_or(usual == "form");
        let repeated = explode && usual == "form";
        Some(if repeated {
            ParameterStyle::Repeated
        } else {
            ParameterStyle::Joined
        })
    }

    fn left_out<T>(&mut self, at: &At<'d>, name: &str, why: &str) -> Option<T> {
        self.sink.report(
            &codes::CS0207,
            &at.origin(),
            format!("parameter `{name}` is left out: it {why}"),
        );
        None
    }

    /// Takes out the parameters that are more than a text or a list of texts. Their schemas are known only after all
    /// operations have been read.
    pub(super) fn leave_out_structured(&mut self, parameters: &mut Vec<Parameter>) {
        for parameter in parameters.iter_mut() {
            self.take_as_text(parameter);
        }
        parameters.retain(|parameter| {
            let structured = is_structured(&self.schemas, parameter.usage.schema, 0);
            if structured {
                let name = &parameter.name;
                let message = format!(
                    "parameter `{name}` is left out: it holds more than a text or a list of texts"
                );
                self.sink.report(&codes::CS0207, &parameter.origin, message);
            }
            !structured
        });
    }

    /// Lets the caller write a parameter that may be a text among other things.
    fn take_as_text(&mut self, parameter: &mut Parameter) {
        let schema = &self.schemas[parameter.usage.schema];
        if !matches!(schema.kind, SchemaKind::Choice(_))
            || !is_structured(&self.schemas, parameter.usage.schema, 0)
        {
            return;
        }
        let name = &parameter.name;
        let message =
            format!("an alternative of parameter `{name}` is no text: taken for any text");
        self.sink.report(&codes::CS0301, &parameter.origin, message);
        let text = Schema {
            origin: schema.origin.clone(),
            component: None,
            title: None,
            description: schema.description.clone(),
            deprecated: schema.deprecated,
            kind: SchemaKind::String(StringFormat::Plain),
            values: Vec::new(),
            hints: SchemaHints::default(),
            constraints: Constraints::default(),
        };
        parameter.usage.schema = self.schemas.push(text);
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
                let message = format!(
                    "`{{{name}}}` is in the path but not among the parameters: taken for a text"
                );
                self.sink
                    .report(&codes::CS0202, &at.key_origin(), message)
                    .help(format!("declare a parameter `{name}` with `in: path`"));
                parameters.push(self.undeclared(at, name));
            }
        }
    }

    /// A parameter of which only its place in the path is known.
    fn undeclared(&mut self, operation: &At<'d>, name: &str) -> Parameter {
        let schema = Schema {
            origin: operation.key_origin(),
            component: None,
            title: None,
            description: None,
            deprecated: false,
            kind: SchemaKind::String(StringFormat::Plain),
            values: Vec::new(),
            hints: SchemaHints::default(),
            constraints: Constraints::default(),
        };
        Parameter {
            origin: operation.key_origin(),
            name: name.to_owned(),
            place: ParameterPlace::Path,
            required: true,
            style: ParameterStyle::Joined,
            reserved: false,
            usage: Usage {
                schema: self.schemas.push(schema),
                nullable: false,
            },
            description: None,
            deprecated: false,
        }
    }
}

/// Lists and choices in each other that are looked into.
const DEEPEST: usize = 4;

/// Whether a value is an object, or a list of what is no scalar.
fn is_structured(schemas: &Arena<Schema>, id: SchemaId, depth: usize) -> bool {
    match &schemas[id].kind {
        _ if depth > DEEPEST => true,
        SchemaKind::Object { .. } | SchemaKind::Map(_) => true,
        SchemaKind::Array(items) => {
            let nested = matches!(schemas[items.schema].kind, SchemaKind::Array(_));
            nested || is_structured(schemas, items.schema, depth + 1)
        }
        SchemaKind::Choice(choice) => choice
            .alternatives
            .iter()
            .any(|it| is_structured(schemas, it.usage.schema, depth + 1)),
        SchemaKind::Any
        | SchemaKind::Null
        | SchemaKind::Boolean
        | SchemaKind::Integer(_)
        | SchemaKind::Number(_)
        | SchemaKind::String(_)
        | SchemaKind::Enum(_)
        | SchemaKind::Unsupported(_) => false,
    }
}

fn same(a: &Parameter, b: &Parameter) -> bool {
    a.place == b.place && a.name == b.name
}

/// What describes a header in place of a parameter, which would mean nothing (OpenAPI 3.1 §4.8.12.2.1).
fn described_otherwise(header: &str) -> Option<&'static str> {
    match header.to_ascii_lowercase().as_str() {
        "accept" => Some("the media types of responses"),
        "content-type" => Some("the media type of the body"),
        "authorization" => Some("a security scheme"),
        _ => None,
    }
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
