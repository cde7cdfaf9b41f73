//! What refusals of an operation hold, as a list for a macro of the support sources.

use std::fmt::Write as _;

use super::print::{File, type_text};
use crate::ir::StatusPattern;
use crate::plan::krate::{Decode, Home, OperationFile, Refusals, StatusVariant, Type};

/// Writes what refusals of an operation hold.
pub(super) fn write_refusals(
    operation: &OperationFile,
    refusals: &Refusals,
    here: &Home,
    file: &mut File,
) {
    file.uses().add("crate::support", "refusal");
    let request = &operation.request.item.ident;
    let text = match refusals {
        Refusals::One(held, decode) => {
            let read = reading(held, *decode, here, file);
            format!("refusal::refusals! {{ {request} ={read} }}\n")
        }
        Refusals::ByStatus(name, variants) => {
            let mut text = format!("refusal::refusals! {{ {request} => {name} {{\n");
            for variant in variants {
                let status = status(variant);
                let held = variant.ty.as_ref();
                let read = held.map(|it| format!(" ={}", reading(it, variant.decode, here, file)));
                let read = read.unwrap_or_default();
                let _ = writeln!(text, "    {status}: {}{read},", variant.ident);
            }
            text.push_str("} }\n");
            text
        }
    };
    file.printed(text);
}

/// How it is read, and what it then is.
fn reading(held: &Type, decode: Decode, here: &Home, file: &mut File) -> String {
    let read = match decode {
        Decode::Json => "json",
        Decode::Text => "text",
        Decode::Bytes => "bytes",
        Decode::Empty => "empty",
    };
    let held = type_text(held, here, file.uses());
    format!(" {read} {held}")
}

/// For which statuses; a range as one of Rust.
fn status(variant: &StatusVariant) -> String {
    match variant.status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Range(hundred) => format!("{hundred}00..={hundred}99"),
        StatusPattern::Default => "_".to_owned(),
    }
}
