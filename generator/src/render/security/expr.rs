//! Expressions of recipes as tokens.
//!
//! Functions of ours take values by reference, whatever they are; `reference` writes them so. Text is joined by
//! `format!`, bytes by `concat`, for which `slice` writes all parts alike.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::print::{File, ident};
use crate::ir::signing::JsonStyle;
use crate::plan::recipe::{Argument, Call, Expr, Form, Holder, Line, Method, Test, Ty};

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
fn message(of: Holder) -> TokenStream {
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
        Expr::Lines { lines, join } => self::lines(lines, join, expr.ty(), file),
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

fn refusal(fallible: bool) -> TokenStream {
    if fallible { quote!(?) } else { quote!() }
}

fn call(call: &Call, file: &mut File) -> TokenStream {
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

fn arguments(arguments: &[Argument], file: &mut File) -> Vec<TokenStream> {
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

/// A value as one of the types that both branches of a choice have.
fn as_ty(expr: &Expr, ty: Ty, file: &mut File) -> TokenStream {
    match ty {
        Ty::String if expr.is_literal() && expr == &Expr::empty() => quote!(String::new()),
        Ty::Vec if expr == &Expr::empty() => quote!(Vec::new()),
        Ty::String => owned(expr, file),
        Ty::Vec if expr.is_text() => {
            let bytes = slice(expr, true, file);
            quote!(#bytes.to_vec())
        }
        Ty::Vec if expr.ty() == Ty::Array => {
            let written = value(expr, file);
            quote!(#written.to_vec())
        }
        Ty::Vec => owned(expr, file),
        Ty::Str | Ty::Slice | Ty::Array => value(expr, file),
    }
}

/// A value as `&[u8]`; the `first` of an array gives the others their type.
fn slice(expr: &Expr, first: bool, file: &mut File) -> TokenStream {
    if let Expr::Text(text) = expr
        && !first
    {
        let literal = Literal::byte_string(text.as_bytes());
        return quote!(#literal);
    }
    let written = value(expr, file);
    match expr.ty() {
        Ty::Str | Ty::String => quote!(#written.as_bytes()),
        Ty::Slice => written,
        Ty::Vec | Ty::Array if first => quote!(#written.as_slice()),
        Ty::Vec | Ty::Array => quote!(&#written),
    }
}

fn concat(parts: &[Expr], ty: Ty, file: &mut File) -> TokenStream {
    if !ty.is_text() {
        let parts = parts.iter().enumerate();
        let parts: Vec<_> = parts
            .map(|(index, part)| slice(part, index == 0, file))
            .collect();
        return quote!([#(#parts),*].concat());
    }
    let written: Vec<_> = parts.iter().map(|part| value(part, file)).collect();
    let tokens = written.iter().cloned().flatten().count();
    if tokens > MOST_TOKENS || written.iter().any(is_long) {
        let parts = parts.iter().enumerate();
        let parts: Vec<_> = parts
            .map(|(index, part)| text(part, index == 0, file))
            .collect();
        return quote!([#(#parts),*].concat());
    }
    let mut pattern = String::new();
    let mut arguments = Vec::new();
    for (part, written) in parts.iter().zip(written) {
        match part {
            Expr::Text(text) => pattern.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Expr::Local { ident, .. } => pattern.extend(["{", ident.as_str(), "}"]),
            _ => {
                pattern.push_str("{}");
                arguments.push(written);
            }
        }
    }
    let pattern = Literal::string(&pattern);
    quote!(format!(#pattern #(, #arguments)*))
}

/// The most tokens between the commas and braces of a macro, whose lines are broken badly.
const MOST_TOKENS: usize = 12;

/// Whether an expression is more than can be read within a macro.
fn is_long(written: &TokenStream) -> bool {
    use proc_macro2::TokenTree;
    written.clone().into_iter().any(|token| match token {
        TokenTree::Punct(punct) => matches!(punct.as_char(), '&' | '?'),
        TokenTree::Group(group) => {
            let content = group.stream().into_iter();
            group.delimiter() == proc_macro2::Delimiter::Brace
                || content.count() > 1
                || is_long(&group.stream())
        }
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    })
}

/// A text as `&str`; the `first` of an array gives the others their type.
fn text(expr: &Expr, first: bool, file: &mut File) -> TokenStream {
    let written = value(expr, file);
    match expr.ty() {
        Ty::Str => written,
        _ if first => quote!(#written.as_str()),
        _ => quote!(&#written),
    }
}

/// Lines of which some may be left out.
fn lines(lines: &[Line], join: &str, ty: Ty, file: &mut File) -> TokenStream {
    let always = lines
        .iter()
        .take_while(|line| line.tests.is_empty())
        .count();
    let (first, rest) = lines.split_at(always);
    let first: Vec<_> = first
        .iter()
        .map(|line| as_ty(&line.text, ty, file))
        .collect();
    let begin = if first.is_empty() {
        let item = if ty.is_text() {
            quote!(String)
        } else {
            quote!(Vec<u8>)
        };
        quote!(Vec::<#item>::new())
    } else {
        quote!(Vec::from([#(#first),*]))
    };
    let rest: Vec<_> = rest
        .iter()
        .map(|line| {
            let push = as_ty(&line.text, ty, file);
            let push = quote!(lines.push(#push););
            if line.tests.is_empty() {
                return push;
            }
            let condition = tests(&line.tests, file);
            quote!(if #condition { #push })
        })
        .collect();
    let join = if ty.is_text() {
        quote!(lines.join(#join))
    } else {
        let join = Literal::byte_string(join.as_bytes());
        quote!(lines.join(&#join[..]))
    };
    quote!({ let mut lines = #begin; #(#rest)* #join })
}

fn list(ty: &'static str, methods: &[Method], file: &mut File) -> TokenStream {
    file.uses().add(SIGNING, ty);
    let ty = format_ident!("{ty}");
    let mut written = quote!(#ty::new());
    for method in methods {
        written = self::method(&written, &ty, method, file);
    }
    written
}

fn method(
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
            let arguments = self::arguments(arguments, file);
            quote!(#list.#name(#(#arguments),*)#refusal)
        }
        Method::AddIf { tests, name, value } => {
            let (condition, value) = (self::tests(tests, file), reference(value, file));
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
fn is_pair(parts: &[Expr]) -> bool {
    let named = |part: &Expr, name: &str| matches!(part, Expr::Local { ident, .. } if ident.as_str() == name);
    match parts {
        [name, value] => named(name, "name") && named(value, "value"),
        [name, Expr::Text(_), value] => named(name, "name") && named(value, "value"),
        _ => false,
    }
}

/// A filter of the items of a list: a function by its name, or a closure.
fn filter(argument: &crate::plan::names::Ident, of: &Expr, file: &mut File) -> TokenStream {
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
            self::call(&plain, file)
        }
        other if other.is_fallible() => {
            let written = owned(other, file);
            quote!(Ok(#written))
        }
        other => owned(other, file),
    };
    quote!(|#argument| #written)
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
