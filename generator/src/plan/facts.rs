//! Docs of fields: what the document says of a member, a parameter or a header, and what it asks of its value.

use super::docs::{self, Docs, markdown};
use super::krate::Type;
use super::types::View;
use crate::ir::{Constraints, Schema, SchemaId, SchemaKind, StringFormat};

/// Listed values that the docs show.
const MOST_VALUES: usize = 30;
/// Bytes of what is told of one of them.
const LONGEST_TITLE: usize = 80;

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
        docs.append(&self.values(schema));
        docs.append(&facts_line(schema, self.format(name, schema)));
        docs
    }

    /// The numbers that a field or its items may have.
    fn values(&self, schema: &Schema) -> String {
        match &schema.kind {
            SchemaKind::Array(items) => values(" of the items", &self.api.schemas[items.schema]),
            _ => values("", schema),
        }
    }

    /// Whether a component, which is documented where it stands, says the same of itself.
    fn is_told_by_type(&self, said: Option<&str>, id: SchemaId) -> bool {
        let schema = &self.api.schemas[id];
        self.homes.name(id).is_some()
            && schema.component.is_some()
            && schema.description.as_deref() == said
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

/// The values that a schema of numbers lists, each with its title, and what a boolean is if it is only one.
fn values(whose: &str, schema: &Schema) -> String {
    let values = &schema.values;
    let says_nothing = match &schema.kind {
        SchemaKind::Boolean => values.len() != 1 && schema.value_docs.is_empty(),
        SchemaKind::Integer(_) | SchemaKind::Number(_) => false,
        _ => true,
    };
    if says_nothing || values.is_empty() {
        return String::new();
    }
    let word = if values.len() == 1 { "Value" } else { "Values" };
    let shown = values.iter().take(MOST_VALUES);
    let shown = shown.map(|value| docs::code(value) + &title(value, schema));
    let list = shown.collect::<Vec<_>>().join(", ");
    let end = if values.len() > MOST_VALUES {
        ", …"
    } else {
        "."
    };
    format!("{word}{whose}: {list}{end}")
}

/// What the document calls a value, in parentheses: one word is a name, several are text.
fn title(value: &str, schema: &Schema) -> String {
    let said = schema.value_docs.iter().find(|it| it.value == value);
    let said = said.and_then(|it| it.title.as_ref().or(it.description.as_ref()));
    let said = said.map(|it| it.trim()).filter(|it| {
        let is_short = it.len() <= LONGEST_TITLE && !it.contains('\n');
        is_short && !it.is_empty() && !docs::is_name(it, value)
    });
    match said {
        Some(text) if text.contains(char::is_whitespace) => format!(" ({})", docs::inline(text)),
        Some(name) => format!(" ({})", docs::code(name)),
        None => String::new(),
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
