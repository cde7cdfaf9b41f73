//! Choices: an enumeration, and a list of what tells its variants apart.

use std::fmt::Write as _;

use proc_macro2::Literal;
use quote::quote;

use super::print::{File, doc, ident, ty};
use super::structs::{deprecation, large_variants};
use crate::ir::Shape;
use crate::plan::krate::{ChoiceEnum, Home, Variant};

/// Writes a choice, and how it is read and written.
pub(super) fn choice(item: &ChoiceEnum, here: &Home, file: &mut File) {
    let name = ident(&item.ident);
    let docs = doc(&item.docs.clone().and(deprecation(item.deprecated)));
    let large = item.is_large.then(large_variants);
    let variants: Vec<_> = item
        .variants
        .iter()
        .map(|variant| {
            let (name, docs) = (ident(&variant.ident), doc(&variant.docs));
            let ty = ty(&variant.ty, here, file.uses());
            quote!(#docs #name(#ty),)
        })
        .collect();
    let other = ident(&item.other);
    file.uses().add("crate::support", "RawJson");
    file.item(quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        #large
        pub enum #name {
            #(#variants)*
            #[doc = " Anything else, as it came."]
            #other(RawJson),
        }
    });
    coding(item, file);
    parameter(item, file);
    conversions(item, here, file);
}

fn coding(item: &ChoiceEnum, file: &mut File) {
    let Some(call) = super::coding::call(item.coding) else {
        return;
    };
    file.uses().add("crate::support", "choice");
    let mut text = format!("choice::{call}! {{ {} {{\n", item.ident);
    for place in &item.order {
        let variant = &item.variants[*place];
        let _ = writeln!(text, "    {}{},", variant.ident, told_by(variant));
    }
    // What no value is read as is written all the same.
    for variant in unread(item) {
        let _ = writeln!(text, "    {},", variant.ident);
    }
    let _ = writeln!(text, "    ..{}", item.other);
    text.push_str("} }\n");
    file.printed(text);
}

/// By what a variant is known, and the member that marks it on the wire.
fn told_by(variant: &Variant) -> String {
    let shape = match (shape(&variant.shape), &variant.kept) {
        (shape, None) => shape,
        (shape, Some(kept)) if kept.is_empty() => format!("({shape} keeping)"),
        (shape, Some(kept)) => format!("({shape} keeping {})", list(kept, " | ")),
    };
    match &variant.tag {
        None => format!(": {shape}"),
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

fn conversions(item: &ChoiceEnum, here: &Home, file: &mut File) {
    if item.conversions.is_empty() {
        return;
    }
    let mut text = format!("choice::from! {{ {} {{\n", item.ident);
    for (variant, inner) in &item.conversions {
        let tokens = ty(inner, here, file.uses()).to_string();
        let _ = writeln!(text, "    {variant}({}),", tokens.replace(' ', ""));
    }
    text.push_str("} }\n");
    file.printed(text);
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
