//! Values that are joined, as tokens: text by `format!`, bytes by `concat`, for which all parts are written alike.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::print::File;
use super::expr::{owned, tests, value};
use crate::plan::recipe::{Expr, Line, Ty};

/// A value as one of the types that both branches of a choice have.
pub(super) fn as_ty(expr: &Expr, ty: Ty, file: &mut File) -> TokenStream {
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
pub(super) fn slice(expr: &Expr, first: bool, file: &mut File) -> TokenStream {
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
        // What wipes itself is no array or vector yet.
        Ty::Vec | Ty::Array if first || matches!(expr, Expr::Wiped(_)) => {
            quote!(#written.as_slice())
        }
        Ty::Vec | Ty::Array => quote!(&#written),
    }
}

pub(super) fn concat(parts: &[Expr], ty: Ty, file: &mut File) -> TokenStream {
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
        return texts(parts, file);
    }
    let mut pattern = String::new();
    let mut arguments = Vec::new();
    for (part, written) in parts.iter().zip(written) {
        match part {
            Expr::Text(text) => pattern.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Expr::Local { ident, .. } => pattern.extend(["{", ident.as_str(), "}"]),
            Expr::Wiped(_) => {
                pattern.push_str("{}");
                arguments.push(quote!(#written.as_str()));
            }
            _ => {
                pattern.push_str("{}");
                arguments.push(written);
            }
        }
    }
    let pattern = Literal::string(&pattern);
    quote!(format!(#pattern #(, #arguments)*))
}

/// Texts one after the other, in memory that is taken once.
pub(super) fn texts(parts: &[Expr], file: &mut File) -> TokenStream {
    let parts = parts.iter().enumerate();
    let parts: Vec<_> = parts
        .map(|(index, part)| text(part, index == 0, file))
        .collect();
    quote!([#(#parts),*].concat())
}

/// The most tokens between the commas and braces of a macro, whose lines are broken badly.
pub(super) const MOST_TOKENS: usize = 12;

/// Whether an expression is more than can be read within a macro.
pub(super) fn is_long(written: &TokenStream) -> bool {
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
pub(super) fn text(expr: &Expr, first: bool, file: &mut File) -> TokenStream {
    let written = value(expr, file);
    match expr.ty() {
        Ty::Str => written,
        _ if first => quote!(#written.as_str()),
        _ => quote!(&#written),
    }
}

/// Lines of which some may be left out.
pub(super) fn lines(lines: &[Line], join: &str, ty: Ty, file: &mut File) -> TokenStream {
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
