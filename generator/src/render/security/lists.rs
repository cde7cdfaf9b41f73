//! Canonical lists as tokens.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::print::{File, ident};
use super::expr::{self, SIGNING, message, owned, reference, refusal};
use super::join::as_ty;
use crate::plan::recipe::{Argument, Call, Expr, Method, Ty};

pub(super) fn list(ty: &'static str, methods: &[Method], file: &mut File) -> TokenStream {
    file.uses().add(SIGNING, ty);
    let ty = format_ident!("{ty}");
    let mut written = quote!(#ty::new());
    for method in methods {
        written = apply(&written, &ty, method, file);
    }
    written
}

pub(super) fn apply(
    list: &TokenStream,
    ty: &proc_macro2::Ident,
    method: &Method,
    file: &mut File,
) -> TokenStream {
    match method {
        Method::Source {
            name: "of",
            holder: of,
            ..
        } => {
            let of = message(*of);
            quote!(#ty::of(#of))
        }
        Method::Source {
            name,
            holder: of,
            fallible,
        } => {
            let (name, of, refusal) = (format_ident!("{name}"), message(*of), refusal(*fallible));
            quote!(#list.#name(#of)#refusal)
        }
        Method::Plain {
            name,
            arguments,
            fallible,
        } => {
            let (name, refusal) = (format_ident!("{name}"), refusal(*fallible));
            let arguments = expr::arguments(arguments, file);
            quote!(#list.#name(#(#arguments),*)#refusal)
        }
        Method::AddIf { tests, name, value } => {
            let (condition, value) = (expr::tests(tests, file), reference(value, file));
            quote!(#list.add_if(#condition, #name, #value))
        }
        Method::Filter {
            names: [plain, refusing],
            argument,
            value,
        } => {
            let fallible = value.is_fallible();
            let name = format_ident!("{}", if fallible { refusing } else { plain });
            let filter = filter(argument, value, file);
            let refusal = refusal(fallible);
            quote!(#list.#name(#filter)#refusal)
        }
        Method::Comma => quote!(#list.comma(<[u8]>::to_vec)),
        Method::Join {
            name: true,
            value: true,
            item: Expr::Concat(parts),
            between,
        } if is_pair(parts) => {
            let equals = match parts.as_slice() {
                [_, Expr::Text(equals), _] => equals.as_str(),
                _ => "",
            };
            quote!(#list.join_pairs(#equals, #between))
        }
        Method::Join {
            name,
            value,
            item,
            between,
        } => {
            let item = as_ty(item, Ty::Vec, file);
            let name = if *name { quote!(name) } else { quote!(_) };
            let value = if *value { quote!(value) } else { quote!(_) };
            quote!(#list.join(|#name, #value| #item, #between))
        }
    }
}

/// Whether an item is its name and its value with perhaps a text between.
pub(super) fn is_pair(parts: &[Expr]) -> bool {
    let named = |part: &Expr, name: &str| matches!(part, Expr::Local { ident, .. } if ident.as_str() == name);
    match parts {
        [name, value] => named(name, "name") && named(value, "value"),
        [name, Expr::Text(_), value] => named(name, "name") && named(value, "value"),
        _ => false,
    }
}

/// A filter of the items of a list: a function by its name, or a closure.
pub(super) fn filter(
    argument: &crate::plan::names::Ident,
    of: &Expr,
    file: &mut File,
) -> TokenStream {
    if let Expr::Call(call) = of
        && let [Argument::Value(Expr::Local { .. })] = call.arguments.as_slice()
    {
        file.uses().add(SIGNING, call.function);
        let function = format_ident!("{}", call.function);
        return quote!(#function);
    }
    let argument = ident(argument);
    let written = match of {
        Expr::Call(call) if call.fallible => {
            let plain = Call {
                fallible: false,
                ..call.clone()
            };
            expr::call(&plain, file)
        }
        other if other.is_fallible() => {
            let written = owned(other, file);
            quote!(Ok(#written))
        }
        other => owned(other, file),
    };
    quote!(|#argument| #written)
}
