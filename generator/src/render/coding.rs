//! How types are read and written as JSON: a list of members, given to the macros of the support sources.
//!
//! The lists are written as text, since prettyplease leaves the inside of a macro as it is; every text of the
//! document in them is printed as a literal by proc-macro2.

use std::fmt::Write as _;

use proc_macro2::Literal;

use super::print::File;
use crate::plan::krate::{Coding, Field, Presence, Struct, TextEnum, When};

/// The length of a line, as rustfmt and prettyplease have it.
const WIDTH: usize = 100;

/// Fields in one tuple; a longer list goes on in another.
const LONGEST_ROW: usize = 16;

/// Writes how a structure is read and written.
pub(super) fn structure(item: &Struct, file: &mut File) {
    let Some(call) = call(item.coding) else {
        return;
    };
    file.uses().add("crate::support", "json");
    if item.fields.is_empty() && item.rest.is_none() {
        return file.printed(format!("json::{call}! {{ {} {{}} }}\n", item.ident));
    }
    let last = item.fields.len().saturating_sub(1);
    let members = item.fields.iter().enumerate().map(|(at, field)| {
        let is_end_of_row = (at + 1) % LONGEST_ROW == 0 && at < last;
        format!("{}{}", member(field), if is_end_of_row { ";" } else { "," })
    });
    let mut lines = packed(members);
    if let Some(rest) = &item.rest {
        let _ = writeln!(lines, "    ..{}", rest.ident);
    }
    file.printed(format!(
        "json::{call}! {{ {} {{\n{lines}}} }}\n",
        item.ident
    ));
}

/// A member: the field, its name on the wire where that is another one, and whether it may be absent.
fn member(field: &Field) -> String {
    let mut text = field.ident.to_string();
    if text != field.wire {
        let _ = write!(text, ": {}", Literal::string(&field.wire));
    }
    text.push_str(match field.presence {
        Presence::Required | Presence::Nullable => "",
        Presence::Optional => " optional",
        Presence::OptionalNullable => " optional nullable",
    });
    text
}

/// Writes how an enumeration of texts is read and written.
pub(super) fn text_enum(item: &TextEnum, file: &mut File) {
    file.uses().add("crate::support", "json");
    let variants = item.variants.iter();
    let variants = variants.map(|(variant, wire)| format!("{variant}: {},", Literal::string(wire)));
    file.printed(format!(
        "json::open_enum! {{ {} {{\n{}    ..{}\n}} }}\n",
        item.ident,
        packed(variants),
        item.other
    ));
}

/// Entries in lines, as many in each as there is room for.
pub(super) fn packed(entries: impl Iterator<Item = String>) -> String {
    let mut lines = String::new();
    let mut column = WIDTH;
    for entry in entries {
        let width = entry.chars().count() + 1;
        if column + width > WIDTH {
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.push_str("   ");
            column = 3;
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
