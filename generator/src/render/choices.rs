//! Choices: an enumeration, and a list of what tells its variants apart.

use std::fmt::Write as _;

use proc_macro2::Literal;

use super::coding;
use super::print::{File, doc_lines, type_text};
use super::structs::deprecation;
use crate::ir::Shape;
use crate::plan::krate::{ChoiceEnum, Home, Variant};

/// Writes a choice, and how it is read and written.
pub(super) fn choice(item: &ChoiceEnum, here: &Home, file: &mut File) {
    let Some(call) = coding::call(item.coding) else {
        return;
    };
    file.uses().add("crate::support", "choice");
    let docs = item.docs.clone().and(deprecation(item.deprecated));
    let mut text = format!("choice::{call}! {{\n{}", doc_lines(&docs, 4));
    let _ = writeln!(text, "    pub enum {} {{", item.ident);
    let read = item.order.iter().map(|place| &item.variants[*place]);
    for variant in read {
        text.push_str(&alternative(item, variant, &told_by(variant), here, file));
    }
    // What no value is read as is written all the same.
    for variant in unread(item) {
        text.push_str(&alternative(item, variant, " if never", here, file));
    }
    let _ = writeln!(text, "        ..{}\n    }}\n}}", item.other);
    file.printed(text);
    parameter(item, file);
}

/// An alternative: what it holds, what it is made of, and by what it is known.
fn alternative(
    item: &ChoiceEnum,
    variant: &Variant,
    told_by: &str,
    here: &Home,
    file: &mut File,
) -> String {
    let held = type_text(&variant.ty, here, file.uses());
    let mut conversions = item.conversions.iter();
    let made_of = conversions.find(|(ident, _)| *ident == variant.ident);
    let from = match made_of {
        None => String::new(),
        Some((_, inner)) if *inner == variant.ty => ": From".to_owned(),
        Some((_, inner)) => format!(": From<{}>", type_text(inner, here, file.uses())),
    };
    let docs = doc_lines(&variant.docs, 8);
    format!("{docs}        {}({held}){from}{told_by},\n", variant.ident)
}

/// By what a variant is known, and the member that marks it on the wire.
fn told_by(variant: &Variant) -> String {
    let shape = match (shape(&variant.shape), &variant.kept) {
        (shape, None) => shape,
        (shape, Some(kept)) if kept.is_empty() => format!("({shape} keeping)"),
        (shape, Some(kept)) => format!("({shape} keeping {})", list(kept, " | ")),
    };
    match &variant.tag {
        None => format!(" if {shape}"),
        Some((member, text)) => {
            let mark = format!("{{{}: {}}}", literal(member), literal(text));
            if shape == mark {
                format!(" = {mark}")
            } else {
                format!(" = {mark} if {shape}")
            }
        }
    }
}

fn unread(item: &ChoiceEnum) -> impl Iterator<Item = &Variant> {
    let variants = item.variants.iter().enumerate();
    let unread = variants.filter(|(place, _)| !item.order.contains(place));
    unread.map(|(_, variant)| variant)
}

fn parameter(item: &ChoiceEnum, file: &mut File) {
    if !item.is_parameter {
        return;
    }
    let variants = item.variants.iter().map(|it| format!("{}, ", it.ident));
    let variants: String = variants.collect();
    file.printed(format!(
        "choice::param! {{ {} {{ {variants}..{} }} }}\n",
        item.ident, item.other
    ));
}

/// A shape as the macros of the support sources take it.
fn shape(shape: &Shape) -> String {
    match shape {
        Shape::Any => "any".to_owned(),
        Shape::NotNull => "not_null".to_owned(),
        Shape::Boolean => "boolean".to_owned(),
        Shape::Integer => "integer".to_owned(),
        Shape::Number => "number".to_owned(),
        Shape::Text => "text".to_owned(),
        Shape::Texts(texts) => match texts.as_slice() {
            [text] => literal(text),
            texts => format!("({})", list(texts, " | ")),
        },
        Shape::Values(values) => format!("(= {})", list(values, " | ")),
        Shape::List(item) => format!("[{}]", self::shape(item)),
        Shape::Object(members) => {
            let members = members.iter();
            let members =
                members.map(|(name, it)| format!("{}: {}", literal(name), self::shape(it)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Shape::Knows(names) => format!("{{{}}}", list(names, " | ")),
        Shape::Maybe(inner) => match self::shape(inner) {
            text if text.starts_with('(') => format!("(maybe {}", &text[1..]),
            text => format!("(maybe {text})"),
        },
        Shape::Either(shapes) => format!("({})", joined(shapes, " or ")),
        Shape::All(shapes) => format!("({})", joined(shapes, " and ")),
    }
}

fn joined(shapes: &[Shape], between: &str) -> String {
    let shapes: Vec<_> = shapes.iter().map(shape).collect();
    shapes.join(between)
}

fn list(texts: &[String], between: &str) -> String {
    let texts: Vec<_> = texts.iter().map(|text| literal(text)).collect();
    texts.join(between)
}

fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}
