//! How types are read and written as JSON: a list of members, given to the macros of the support sources.
//!
//! The lists are written as text, since prettyplease leaves the inside of a macro as it is; every text of the
//! document in them is printed as a literal by proc-macro2.

use std::fmt::Write as _;

use proc_macro2::Literal;

use super::print::File;
use crate::plan::krate::{Coding, Presence, Struct, TextEnum, When};

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
    let mut text = format!("json::{call}! {{ {} {{\n", item.ident);
    let last = item.fields.len().saturating_sub(1);
    for (at, field) in item.fields.iter().enumerate() {
        let wire = Literal::string(&field.wire);
        let optional = match field.presence {
            Presence::Required | Presence::Nullable => "",
            Presence::Optional => " optional",
            Presence::OptionalNullable => " optional nullable",
        };
        let end = if (at + 1) % LONGEST_ROW == 0 && at < last {
            ";"
        } else {
            ","
        };
        let _ = writeln!(text, "    {}: {wire}{optional}{end}", field.ident);
    }
    if let Some(rest) = &item.rest {
        let _ = writeln!(text, "    ..{}", rest.ident);
    }
    text.push_str("} }\n");
    file.printed(text);
}

/// Writes how an enumeration of texts is read and written.
pub(super) fn text_enum(item: &TextEnum, file: &mut File) {
    file.uses().add("crate::support", "json");
    let mut text = format!("json::open_enum! {{ {} {{\n", item.ident);
    for (variant, wire) in &item.variants {
        let _ = writeln!(text, "    {variant}: {},", Literal::string(wire));
    }
    let _ = writeln!(text, "    ..{}", item.other);
    text.push_str("} }\n");
    file.printed(text);
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
