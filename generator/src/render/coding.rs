//! Types as the macros of the support sources take them: declared, with how they are read and written.
//!
//! They are written as text, since prettyplease leaves the inside of a macro as it is; every text of the
//! document in them is printed as a literal by proc-macro2, or as a comment.

use std::fmt::Write as _;

use proc_macro2::Literal;

use super::print::{File, WIDTH, doc_lines, type_text};
use super::structs::deprecation;
use crate::plan::docs::{self, Docs};
use crate::plan::krate::{Coding, Construct, Field, Home, Presence, Struct, TextEnum, When};
use crate::plan::names::Ident;

/// The macro for a type that is neither read nor written as JSON.
const PLAIN: &str = "plain";

/// Writes a structure.
pub(super) fn structure(item: &Struct, here: &Home, file: &mut File) {
    let call = call(item.coding).unwrap_or(PLAIN);
    file.uses().add("crate::support::prelude", "*");
    let mut text = format!("json::{call}! {{\n");
    let docs = item.docs.clone().and(deprecation(item.deprecated));
    text.push_str(&doc_lines(&docs, 4));
    if let Some(attribute) = attribute(call, item) {
        let _ = writeln!(text, "    {attribute}");
    }
    if item.fields.is_empty() && item.rest.is_none() {
        let end = if item.construct == Construct::Read {
            " {}"
        } else {
            ";"
        };
        let _ = writeln!(text, "    pub struct {}{end}", item.ident);
    } else {
        let _ = writeln!(text, "    pub struct {} {{", item.ident);
        for field in &item.fields {
            text.push_str(&member(call, field, here, file));
        }
        if let Some(rest) = &item.rest {
            file.uses().add("std::collections", "BTreeMap");
            let value = type_text(&rest.ty, here, file.uses());
            let ident = &rest.ident;
            let _ = writeln!(text, "        ..pub {ident}: BTreeMap<String, {value}>,");
        }
        text.push_str("    }\n");
    }
    if let Construct::New(arguments) = &item.construct {
        text.push_str(&new(item, arguments, here, file));
    }
    text.push_str("}\n");
    file.printed(text);
}

/// What stands before a structure, beside what its macro puts there.
fn attribute(call: &str, item: &Struct) -> Option<&'static str> {
    let is_empty = item.fields.is_empty() && item.rest.is_none();
    match item.construct {
        Construct::Default => Some("#[derive(Default)]"),
        Construct::Literal if is_empty => Some("#[derive(Default)]"),
        Construct::Read if !matches!(call, "response" | "event") => Some("#[non_exhaustive]"),
        Construct::Literal | Construct::New(_) | Construct::Read => None,
    }
}

/// A member: its field, its name on the wire where that is another one, and whether it may be absent.
fn member(call: &str, field: &Field, here: &Home, file: &mut File) -> String {
    let docs = field.docs.clone().and(deprecation(field.deprecated));
    let mut text = doc_lines(&docs, 8);
    let ty = type_text(&field.ty, here, file.uses());
    let _ = write!(text, "        pub {}: {ty}", field.ident);
    if field.ident.as_str() != field.wire && call != PLAIN {
        let _ = write!(text, " as {}", Literal::string(&field.wire));
    }
    text.push_str(match field.presence {
        Presence::Required | Presence::Nullable => ",\n",
        Presence::Optional => " = None,\n",
        Presence::OptionalNullable => " = None or null,\n",
    });
    text
}

/// What `new` takes.
fn new(item: &Struct, arguments: &[Ident], here: &Home, file: &mut File) -> String {
    let arguments = arguments.iter().map(|argument| {
        let field = item.fields.iter().find(|field| field.ident == *argument);
        let field = field.expect("every argument of `new` is one of the fields");
        format!("{argument}: {}", type_text(&field.ty, here, file.uses()))
    });
    let arguments: Vec<_> = arguments.collect();
    let line = format!("    new({})\n", arguments.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let lines = arguments.iter().map(|it| format!("        {it},\n"));
    format!("    new(\n{}    )\n", lines.collect::<String>())
}

/// Writes an enumeration of texts.
pub(super) fn text_enum(item: &TextEnum, file: &mut File) {
    file.uses().add("crate::support::prelude", "*");
    file.printed(text_enum_text(item));
}

/// An enumeration of texts as a call of the macro that declares it.
pub(super) fn text_enum_text(item: &TextEnum) -> String {
    let docs = item.docs.clone().and(deprecation(item.deprecated));
    let mut text = format!("json::open_enum! {{\n{}", doc_lines(&docs, 4));
    let variants = item.variants.iter().map(|variant| {
        let (ident, wire) = (&variant.ident, &variant.text);
        let (literal, shown) = (Literal::string(wire), docs::code(wire));
        // Some texts are no Markdown as they are: then the macro is told how they are shown.
        let note = if wire.is_empty() || shown == format!("`{wire}`") {
            String::new()
        } else {
            format!(" ({})", Literal::string(&format!("{shown}.")))
        };
        format!("{ident} = {literal}{note},")
    });
    let other = format!("..{}", item.other);
    let entries: Vec<_> = variants.chain([other]).collect();
    let line = format!("    pub enum {} {{ {} }}\n", item.ident, entries.join(" "));
    if item.variants.iter().any(|it| !it.docs.lines.is_empty()) {
        let docs = item.variants.iter().map(|it| noted(&it.docs));
        let lines = docs.chain([String::new()]).zip(&entries);
        let lines = lines.map(|(docs, entry)| format!("{docs}        {entry}\n"));
        let lines = lines.collect::<String>();
        let _ = write!(text, "    pub enum {} {{\n{lines}    }}\n", item.ident);
    } else if line.chars().count() <= WIDTH + 1 {
        text.push_str(&line);
    } else {
        let _ = writeln!(text, "    pub enum {} {{", item.ident);
        text.push_str(&packed(entries.into_iter(), 8));
        text.push_str("    }\n");
    }
    text.push_str("}\n");
    text
}

/// Docs that go on where the text on the wire has been told: as sentences of the same paragraph, if they can.
fn noted(docs: &Docs) -> String {
    let is_plain = |line: &String| line.starts_with(|c: char| c.is_alphabetic() || c == '`');
    match docs.lines.first() {
        Some(line) if !is_plain(line) => format!("        ///\n{}", doc_lines(docs, 8)),
        _ => doc_lines(docs, 8),
    }
}

/// Entries in lines, as many in each as there is room for.
pub(super) fn packed(entries: impl Iterator<Item = String>, indent: usize) -> String {
    let mut lines = String::new();
    let mut column = WIDTH;
    for entry in entries {
        let width = entry.chars().count() + 1;
        if column + width > WIDTH {
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.push_str(&" ".repeat(indent - 1));
            column = indent - 1;
        }
        lines.push(' ');
        lines.push_str(&entry);
        column += width;
    }
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines
}

/// The macro for the directions in which a type travels.
pub(super) fn call(coding: Coding) -> Option<&'static str> {
    match (coding.encode, coding.decode) {
        (_, When::Verified) => Some("event"),
        (When::Always, When::Always) => Some("both"),
        (When::Always, _) => Some("request"),
        (_, When::Always) => Some("response"),
        (When::Feature, When::Feature) => Some("both"),
        (When::Never | When::Verified, _) | (_, When::Never) => None,
    }
}
