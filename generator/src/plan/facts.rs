//! Docs of fields: what the document says of a member, a parameter or a header, and what it asks of its value.

use super::docs::{self, Docs, markdown};
use super::krate::Type;
use super::types::View;
use crate::ir::{Constraints, Schema, SchemaId, SchemaKind, StringFormat};

impl View<'_> {
    /// Docs of a field: what the document says, what must hold, and an example.
    pub(super) fn field_docs(&self, name: &str, said: Option<&str>, id: SchemaId) -> Docs {
        let schema = &self.api.schemas[id];
        let said = said.filter(|text| !docs::is_name(text, name));
        let mut docs = markdown(said.unwrap_or_default());
        if docs.lines.len() > 1 && self.is_told_by_type(said, id) {
            docs = Docs::none();
        }
        docs.push(&undocumented(schema));
        docs.append(&facts_line(schema, self.format(name, schema)));
        docs
    }

    /// Whether a component, which is documented where it stands, says the same of itself.
    fn is_told_by_type(&self, said: Option<&str>, id: SchemaId) -> bool {
        let schema = &self.api.schemas[id];
        let has_docs = self.homes.name(id).is_some() && self.enums.alias(id).is_none();
        has_docs && schema.component.is_some() && schema.description.as_deref() == said
    }

    /// The format of a text, unless its type or its name tells.
    fn format<'s>(&self, name: &str, schema: &'s Schema) -> Option<&'s str> {
        let SchemaKind::String(text) = &schema.kind else {
            return None;
        };
        match text {
            StringFormat::Other(format) => {
                let is_text = self.formats.text(text) == Type::String;
                (is_text && !tells(name, format)).then_some(format)
            }
            StringFormat::Plain | StringFormat::Secret => None,
        }
    }
}

/// Whether a name ends with the word for a format.
fn tells(name: &str, format: &str) -> bool {
    let name = name.to_ascii_lowercase();
    match format {
        "uri" | "url" => name.ends_with("uri") || name.ends_with("url"),
        "email" | "uuid" => name.ends_with(format),
        _ => false,
    }
}

/// What the document says that nobody knows about a schema.
pub(super) fn undocumented(schema: &Schema) -> Docs {
    match schema.hints.undocumented.as_deref() {
        None => Docs::none(),
        Some("shape") => Docs::text("**Shape not documented.**"),
        Some(what) => Docs::text(&format!("**Not documented:** {}.", docs::code(what))),
    }
}

/// What must hold, and an example, in one line.
fn facts_line(schema: &Schema, format: Option<&str>) -> String {
    let Constraints {
        list,
        default,
        example,
    } = &schema.constraints;
    let secret = matches!(schema.kind, SchemaKind::String(StringFormat::Secret));
    let mut phrases = Vec::new();
    phrases.extend(format.map(|format| format!("Format: {}.", docs::code(format))));
    phrases.extend(
        list.iter()
            .map(|(keyword, value)| format!("{}: {}.", words(keyword), docs::code(value))),
    );
    phrases.extend(
        default
            .iter()
            .map(|value| format!("Default: {}.", docs::code(value))),
    );
    // What a secret looks like helps nobody and frightens those who search for leaks.
    phrases.extend(
        example
            .iter()
            .filter(|_| !secret)
            .map(|value| format!("Example: {}.", docs::code(value))),
    );
    phrases.join(" ")
}

/// `minLength` as `Min length`.
fn words(keyword: &str) -> String {
    let mut words = String::new();
    for (at, c) in keyword.chars().enumerate() {
        match c {
            'A'..='Z' => words.extend([' ', c.to_ascii_lowercase()]),
            _ if at == 0 => words.push(c.to_ascii_uppercase()),
            _ => words.push(c),
        }
    }
    words
}
