//! Headers of responses (OpenAPI 3.1 §4.8.21), where a client for them is asked for.

use super::parameter::{TEXT, shape};
use super::{Context, body};
use crate::diag::codes;
use crate::ir::{
    MediaType, Operation, Parameter, ParameterPlace, ParameterShape, ParameterStyle, SchemaKind,
    Usage,
};
use crate::parse::At;
use crate::source::Origin;

impl<'d> Context<'d, '_> {
    /// The headers that a response comes with; none unless they are asked for.
    pub(super) fn headers(&mut self, response: &At<'d>) -> Vec<Parameter> {
        if !self.document.response_headers {
            return Vec::new();
        }
        let described = response.object("headers", self.sink);
        let mut found: Vec<Parameter> = Vec::new();
        for (name, member) in described.iter().flat_map(At::members) {
            let known = found.iter().find(|it| it.name.eq_ignore_ascii_case(name));
            if let Some(known) = known {
                let message = format!("header `{name}` is declared twice");
                let first = known.origin.clone();
                self.sink
                    .report(&codes::CS0205, &member.key_origin(), message)
                    .related(&first, "first declared")
                    .help("names of headers are the same in upper and lower case");
                continue;
            }
            found.extend(self.header(name, &member));
        }
        found
    }

    fn header(&mut self, name: &str, member: &At<'d>) -> Option<Parameter> {
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.eq_ignore_ascii_case("content-type") {
            // OpenAPI 3.1 §4.8.17.1.
            let message = format!(
                "header `{name}` is not read: the media types of the response stand for it"
            );
            self.sink
                .report(&codes::CS0230, &member.key_origin(), message);
            return None;
        }
        if name.is_empty() || !name.chars().all(is_token) {
            let message = format!("header `{name}` is left out: no header has such a name");
            self.sink
                .report(&codes::CS0207, &member.key_origin(), message);
            return None;
        }
        let at = self.follow(member)?;
        at.expect_object(self.sink)?;
        let (style, usage) = self.held_by_header(name, &at);
        Some(Parameter {
            origin: member.key_origin(),
            name: name.to_owned(),
            place: ParameterPlace::Header,
            required: at.bool("required", self.sink).unwrap_or(false),
            style,
            explode: false,
            reserved: false,
            flag: false,
            shape: ParameterShape::Text,
            usage,
            description: at.str("description", self.sink).map(str::to_owned),
            deprecated: at.bool("deprecated", self.sink).unwrap_or(false),
        })
    }

    /// How a header is written, and what it holds.
    fn held_by_header(&mut self, name: &str, at: &At<'d>) -> (ParameterStyle, Usage) {
        if let Some(schema) = at.get("schema") {
            let style = self.style(at, name, ParameterPlace::Header);
            return (style, self.usage(&schema));
        }
        let content = at.object("content", self.sink);
        let Some((media_type, entry)) = content.and_then(|it| it.members().next()) else {
            let message = format!("header `{name}` has no `schema`: taken for any text");
            self.sink.report(&codes::CS0301, &at.origin(), message);
            return (ParameterStyle::Simple, self.undescribed(at, TEXT));
        };
        match (body::media_type(media_type), entry.get("schema")) {
            (MediaType::Json(_), Some(schema)) => (ParameterStyle::Json, self.usage(&schema)),
            (MediaType::Json(_), None) => {
                let usage = self.undescribed(at, SchemaKind::Any);
                (ParameterStyle::Json, usage)
            }
            (MediaType::Text(_), _) => (ParameterStyle::Simple, self.undescribed(at, TEXT)),
            _ => {
                let why = format!("is `{media_type}`");
                self.left_as_text(name, &entry.key_origin(), &why);
                (ParameterStyle::Simple, self.undescribed(at, TEXT))
            }
        }
    }

    /// Sees what headers of responses hold, which is known only after all schemas have been read. What goes deeper
    /// than a list of texts is given as text: what separates its values may stand in them.
    pub(super) fn settle_headers(&mut self, operation: &mut Operation) {
        let responses = operation.responses.iter_mut();
        for header in responses.flat_map(|it| &mut it.headers) {
            if header.style == ParameterStyle::Json {
                continue;
            }
            header.shape = shape(&self.schemas, header.usage.schema);
            if header.shape == ParameterShape::Structured {
                self.left_as_text(&header.name, &header.origin, "holds more than a list");
                header.shape = ParameterShape::Text;
                header.usage = self.made_up(header.origin.clone(), TEXT);
            }
        }
    }

    fn left_as_text(&mut self, name: &str, origin: &Origin, why: &str) {
        let message = format!("header `{name}` {why}: its text is left to the caller");
        self.sink.report(&codes::CS0408, origin, message);
    }
}
