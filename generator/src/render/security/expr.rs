//! Expressions of recipes as tokens.
//!
//! Functions of ours take values by reference, whatever they are; `reference` writes them so.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::print::{File, ident};
use super::join::{as_ty, concat, lines, slice, texts};
use super::lists::list;
use crate::ir::signing::JsonStyle;
use crate::plan::recipe::{Argument, Call, Expr, Form, Holder, Test, Ty};

/// The module with everything that recipes are made of.
pub(super) const SIGNING: &str = "crate::support::signing";

/// What holds the message.
pub(super) fn holder(holder: Holder) -> TokenStream {
    match holder {
        Holder::Draft => quote!(draft),
        Holder::Wire => quote!(wire),
        Holder::Incoming => quote!(incoming),
    }
}

/// The message by reference.
pub(super) fn message(of: Holder) -> TokenStream {
    let held = holder(of);
    match of {
        Holder::Draft | Holder::Wire => quote!(&#held),
        // It is one already.
        Holder::Incoming => held,
    }
}

/// A value as it comes.
pub(super) fn value(expr: &Expr, file: &mut File) -> TokenStream {
    match expr {
        Expr::Text(text) => quote!(#text),
        Expr::Field { ident: field, form } => {
            let field = ident(field);
            match form {
                Form::Text => quote!(self.#field),
                Form::Secret => quote!(self.#field.expose()),
                Form::Key(_) | Form::Handle(_) => quote!(self.#field.bytes()?),
            }
        }
        Expr::Local { ident: name, .. } => {
            let name = ident(name);
            quote!(#name)
        }
        Expr::Request {
            holder: of,
            call,
            argument,
            fallible,
            ..
        } => {
            let (of, call, refusal) = (holder(*of), format_ident!("{call}"), refusal(*fallible));
            let argument = argument.iter();
            quote!(#of.#call(#(#argument)*)#refusal)
        }
        Expr::Wiped(of) if of.is_local() => value(of, file),
        Expr::Wiped(of) => {
            file.uses().add("zeroize", "Zeroizing");
            // A text that grows leaves copies of what it was.
            let of = match &**of {
                Expr::Concat(parts) if of.is_text() => texts(parts, file),
                of => owned(of, file),
            };
            quote!(Zeroizing::new(#of))
        }
        Expr::Call(call) => self::call(call, file),
        Expr::Std(method, of) => {
            let (method, of) = (format_ident!("{method}"), value(of, file));
            quote!(#of.#method())
        }
        Expr::Concat(parts) => concat(parts, expr.ty(), file),
        Expr::Choose {
            tests,
            then,
            otherwise,
        } => {
            let (condition, ty) = (self::tests(tests, file), expr.ty());
            let (then, otherwise) = (as_ty(then, ty, file), as_ty(otherwise, ty, file));
            quote!(if #condition { #then } else { #otherwise })
        }
        Expr::Lines { lines: texts, join } => lines(texts, join, expr.ty(), file),
        Expr::List { ty, methods } => list(ty, methods, file),
        Expr::Hook {
            field,
            ident: method,
            of,
        } => {
            file.uses().add("crate::support", "SignError");
            let (field, method) = (ident(field), ident(method));
            let of = match &**of {
                Expr::View(of) => message(*of),
                message => slice(message, true, file),
            };
            quote!(self.#field.#method(#of).await.map_err(SignError::Signer)?)
        }
        Expr::View(of) => holder(*of),
        Expr::Handle {
            field,
            function,
            decoded,
            message,
        } => {
            file.uses().add(SIGNING, *function);
            let (field, function) = (ident(field), format_ident!("{function}"));
            let message = reference(message, file);
            let key = if *decoded {
                quote!(key.bytes()?)
            } else {
                quote!(key.expose())
            };
            quote!(self.#field.sign(#message, |key, message| #function(#key, message)).await?)
        }
        Expr::ByOperation {
            holder: of,
            arms,
            otherwise,
        } => {
            let (of, ty) = (holder(*of), expr.ty());
            let otherwise = as_ty(otherwise, ty, file);
            let arms = arms.iter().map(|(operations, value)| {
                let value = as_ty(value, ty, file);
                quote!(#(#operations)|* => #value,)
            });
            let arms: Vec<_> = arms.collect();
            quote!(match #of.operation() { #(#arms)* _ => #otherwise, })
        }
    }
}

pub(super) fn refusal(fallible: bool) -> TokenStream {
    if fallible { quote!(?) } else { quote!() }
}

pub(super) fn call(call: &Call, file: &mut File) -> TokenStream {
    let function = format_ident!("{}", call.function);
    let arguments = arguments(&call.arguments, file);
    let refusal = refusal(call.fallible);
    if let Some(of) = call.on {
        let of = holder(of);
        return quote!(#of.#function(#(#arguments),*)#refusal);
    }
    file.uses().add(SIGNING, call.function);
    quote!(#function(#(#arguments),*)#refusal)
}

pub(super) fn arguments(arguments: &[Argument], file: &mut File) -> Vec<TokenStream> {
    let argument = |argument: &Argument| match argument {
        Argument::Value(value) => reference(value, file),
        Argument::Text(text) => quote!(#text),
        Argument::Number(number) => {
            let number = Literal::u64_unsuffixed(*number);
            quote!(#number)
        }
        Argument::Style(style) => self::style(*style, file),
        Argument::Texts(texts) => quote!(&[#(#texts),*]),
    };
    arguments.iter().map(argument).collect()
}

fn style(style: JsonStyle, file: &mut File) -> TokenStream {
    file.uses().add(SIGNING, "JsonStyle");
    let members = [
        (style.escape_slashes, quote!(escape_slashes: true)),
        (style.ascii, quote!(ascii: true)),
        (style.spaces, quote!(spaces: true)),
    ];
    let members = members.into_iter().filter(|(is_so, _)| *is_so);
    let members: Vec<_> = members.map(|(_, member)| member).collect();
    match members.len() {
        0 => quote!(JsonStyle::default()),
        3 => quote!(JsonStyle { #(#members),* }),
        _ => quote!(JsonStyle { #(#members,)* ..JsonStyle::default() }),
    }
}

/// A value by reference.
pub(super) fn reference(expr: &Expr, file: &mut File) -> TokenStream {
    let written = value(expr, file);
    if expr.ty().is_borrowed() {
        written
    } else {
        quote!(&#written)
    }
}

/// A value by reference that does not borrow from the request, into which it is put.
pub(super) fn apart(expr: &Expr, file: &mut File) -> TokenStream {
    if expr.borrows_message() {
        let written = owned(expr, file);
        quote!(&#written)
    } else {
        reference(expr, file)
    }
}

/// A value that belongs to nothing else.
pub(super) fn owned(expr: &Expr, file: &mut File) -> TokenStream {
    let written = value(expr, file);
    if let Expr::Wiped(_) = expr {
        return match expr.ty() {
            Ty::Str | Ty::String => quote!(#written.to_string()),
            Ty::Slice | Ty::Vec => quote!(#written.to_vec()),
            Ty::Array => quote!(*#written),
        };
    }
    match expr.ty() {
        Ty::Str => quote!(#written.to_owned()),
        Ty::Slice => quote!(#written.to_vec()),
        Ty::Array => quote!(#written),
        Ty::String | Ty::Vec if is_place(expr) => quote!(#written.clone()),
        Ty::String | Ty::Vec => written,
    }
}

/// Whether what is written names a value rather than making one.
fn is_place(expr: &Expr) -> bool {
    matches!(expr, Expr::Local { .. } | Expr::Field { .. })
}

/// Conditions, all of which must hold.
pub(super) fn tests(tests: &[Test], file: &mut File) -> TokenStream {
    let tests: Vec<_> = tests.iter().map(|test| self::test(test, file)).collect();
    quote!(#(#tests)&&*)
}

fn test(test: &Test, file: &mut File) -> TokenStream {
    match test {
        Test::Method(of, methods) => {
            let of = holder(*of);
            match methods.as_slice() {
                [method] => quote!(#of.method() == #method),
                methods => quote!(matches!(#of.method(), #(#methods)|*)),
            }
        }
        Test::Body(of, true) => {
            let of = holder(*of);
            quote!(#of.has_body())
        }
        Test::Body(of, false) => {
            let of = holder(*of);
            quote!(!#of.has_body())
        }
        Test::MediaType(of, types) => {
            let of = holder(*of);
            match types.as_slice() {
                [single] => quote!(#of.media_type() == #single),
                types => quote!(matches!(#of.media_type().as_str(), #(#types)|*)),
            }
        }
        Test::Has(expr) => {
            let written = value(expr, file);
            quote!(!#written.is_empty())
        }
        Test::Lacks(expr) => {
            let written = value(expr, file);
            quote!(#written.is_empty())
        }
        Test::Never => quote!(false),
    }
}
