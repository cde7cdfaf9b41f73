//! The recipe as one function, read from top to bottom, and the implementation of `Scheme`.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::print::{File, ident};
use super::Signed;
use super::credentials::checks;
use super::expr::{SIGNING, apart, owned, tests, value};
use crate::plan::recipe::{DatePart, Expr, Form, Make, Piece, Sign, Step};

/// The function; none for a scheme that only places a credential, which is a line or two of `apply`.
pub(super) fn function(sign: &Sign, file: &mut File) -> TokenStream {
    if !sign.freezes() {
        return quote!();
    }
    file.uses().add("crate::support", "SignError");
    file.uses().add(SIGNING, "Wire");
    let steps: Vec<_> = sign
        .steps
        .iter()
        .map(|step| self::step(step, sign, file))
        .collect();
    let arguments = sign.fresh.iter().map(|fresh| {
        let argument = ident(&fresh.ident);
        quote!(, #argument: &str)
    });
    let mutable = if sign.injects() {
        quote!(mut)
    } else {
        quote!()
    };
    let asynchronous = if sign.is_async {
        quote!(async)
    } else {
        quote!()
    };
    let many = too_many(sign.fresh.len() + 2);
    quote! {
        #[doc = " The recipe, from top to bottom; what is made anew for every attempt comes in as arguments."]
        #many
        #asynchronous fn sign(&self, #mutable draft: Draft #(#arguments)*) -> Result<Wire, SignError> {
            #(#steps)*
            Ok(wire)
        }
    }
}

/// What keeps Clippy from asking for fewer arguments, where there are many.
pub(super) fn too_many(arguments: usize) -> TokenStream {
    if arguments > 7 {
        quote!(#[expect(clippy::too_many_arguments, reason = "the recipe has as many")])
    } else {
        quote!()
    }
}

/// `check` and `apply`.
pub(super) fn implementation(scheme: Signed<'_>, sign: &Sign, file: &mut File) -> TokenStream {
    for name in ["Applying", "Draft", "Fresh", "Scheme"] {
        file.uses().add(SIGNING, name);
    }
    let name = ident(&scheme.ident);
    let checks = checks(scheme, file);
    let (mutable, body) = if sign.freezes() {
        (quote!(), signed(scheme, sign, file))
    } else {
        let steps = sign.steps.iter().map(|step| self::step(step, sign, file));
        let steps: Vec<_> = steps.collect();
        let mutable = if sign.injects() {
            quote!(mut)
        } else {
            quote!()
        };
        (mutable, quote!(#(#steps)* Ok(draft.into())))
    };
    let checks_response = scheme
        .recipe
        .verify
        .as_ref()
        .is_some_and(|verify| verify.of_response);
    let uses_time = uses_time(sign) || checks_response;
    let fresh = format_ident!("{}", if uses_time { "fresh" } else { "_fresh" });
    quote! {
        impl Scheme for #name {
            fn check(&self) -> Result<(), CredentialsError> {
                #checks
            }

            fn apply<'a>(&'a self, #mutable draft: Draft, #fresh: &'a Fresh) -> Applying<'a> {
                Box::pin(async move { #body })
            }
        }
    }
}

/// Makes what is fresh, and signs with it.
fn signed(scheme: Signed<'_>, sign: &Sign, file: &mut File) -> TokenStream {
    let mut made = Vec::new();
    for fresh in &sign.fresh {
        let (name, value) = (ident(&fresh.ident), make(&fresh.make, file));
        made.push(quote!(let #name = #value;));
    }
    made.extend(
        sign.looked_up
            .iter()
            .map(|step| self::step(step, sign, file)),
    );
    let arguments = sign.fresh.iter().map(|fresh| {
        let argument = ident(&fresh.ident);
        quote!(, &#argument)
    });
    let wait = if sign.is_async {
        quote!(.await)
    } else {
        quote!()
    };
    let call = quote!(self.sign(draft #(#arguments)*) #wait ?);
    let serial = scheme.recipe.serial.is_some();
    let response = scheme
        .recipe
        .verify
        .as_ref()
        .filter(|verify| verify.of_response);
    if !serial && response.is_none() {
        return quote!(#(#made)* Ok(#call.into()));
    }
    let turn = if serial {
        quote!(let turn = self.serial.turn().await;)
    } else {
        quote!()
    };
    let hold = if serial {
        quote!(wire.hold(turn);)
    } else {
        quote!()
    };
    let check = response.map(|verify| {
        let arguments = verify.fresh.iter().map(|name| {
            let name = ident(name);
            quote!(, &#name)
        });
        quote! {
            let scheme = self.clone();
            wire.check_response(*fresh, move |incoming| scheme.verify(incoming #(#arguments)*).map(drop));
        }
    });
    quote! {
        #turn
        #(#made)*
        let mut wire = #call;
        #hold
        #check
        Ok(wire.into())
    }
}

/// Whether something is made of the time.
fn uses_time(sign: &Sign) -> bool {
    sign.fresh.iter().any(|fresh| is_of_time(&fresh.make))
}

fn is_of_time(make: &Make) -> bool {
    match make {
        Make::Unix(..) | Make::Date(..) | Make::Pattern(..) | Make::Counter(..) => true,
        Make::Random(..) => false,
        Make::ByOperation(arms, otherwise) => arms
            .iter()
            .filter_map(|(_, make)| make.as_ref())
            .chain(otherwise.as_deref())
            .any(is_of_time),
    }
}

/// How a fresh text is made.
fn make(make: &Make, file: &mut File) -> TokenStream {
    match make {
        Make::Unix(method, offset) => {
            let method = format_ident!("{method}");
            let by = Literal::u64_unsuffixed(offset.unsigned_abs());
            match offset {
                0 => quote!(fresh.#method().to_string()),
                1.. => quote!(fresh.#method().saturating_add(#by).to_string()),
                _ => quote!(fresh.#method().saturating_sub(#by).to_string()),
            }
        }
        Make::Date(method, offset) => {
            let (method, fresh) = (format_ident!("{method}"), moved(*offset));
            quote!(#fresh.#method())
        }
        Make::Pattern(pieces, offset) => pattern(pieces, *offset),
        Make::Counter(field, method) => {
            let (field, method) = (ident(field), format_ident!("{method}"));
            quote!(self.#field.next(fresh.#method()).to_string())
        }
        Make::Random(function, size) => {
            file.uses().add(SIGNING, *function);
            let function = format_ident!("{function}");
            let size = size.map(Literal::u16_unsuffixed).into_iter();
            quote!(#function(#(#size)*)?)
        }
        Make::ByOperation(arms, otherwise) => {
            let arms: Vec<_> = arms
                .iter()
                .map(|(operations, own)| {
                    let own = own.as_ref().map(|own| self::make(own, file));
                    let own = own.unwrap_or_else(|| quote!(String::new()));
                    quote!(#(#operations)|* => #own,)
                })
                .collect();
            let otherwise = otherwise.as_ref().map(|own| self::make(own, file));
            let otherwise = otherwise.unwrap_or_else(|| quote!(String::new()));
            quote!(match draft.operation() { #(#arms)* _ => #otherwise, })
        }
    }
}

/// A date by a pattern, whose parts are bound to names that `format!` takes.
fn pattern(pieces: &[Piece], offset: i64) -> TokenStream {
    let fresh = moved(offset);
    let mut text = String::new();
    let mut parts: Vec<&DatePart> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(literal) => {
                text.push_str(&literal.replace('{', "{{").replace('}', "}}"));
            }
            Piece::Part(part) => {
                text.extend(["{", part.name, part.padding, "}"]);
                if !parts.iter().any(|other| other.name == part.name) {
                    parts.push(part);
                }
            }
        }
    }
    let text = Literal::string(&text);
    let parts = parts.iter().map(|part| {
        let name = format_ident!("{}", part.name);
        let value: TokenStream = part
            .value
            .parse()
            .expect("parts of a date are expressions of ours");
        quote!(let #name = #value;)
    });
    quote!({ let date = #fresh.date(); #(#parts)* format!(#text) })
}

/// The instant, some seconds later or earlier.
fn moved(offset: i64) -> TokenStream {
    if offset == 0 {
        return quote!(fresh);
    }
    let offset = Literal::i64_unsuffixed(offset);
    quote!(fresh.plus_seconds(#offset))
}

/// A step of the function.
pub(super) fn step(step: &Step, sign: &Sign, file: &mut File) -> TokenStream {
    match step {
        Step::Let { ident: name, value } => {
            let (name, value) = (ident(name), bound(value, file));
            quote!(let #name = #value;)
        }
        Step::Inject {
            call,
            name,
            value,
            bind,
        } => {
            let (call, value) = (format_ident!("{call}"), apart(value, file));
            let bind = bind.as_ref().map(|name| {
                let name = ident(name);
                quote!(let #name =)
            });
            quote!(#bind draft.#call(#name, #value)?;)
        }
        Step::Freeze if sign.places() || sign.notes() => quote!(let mut wire = draft.freeze();),
        Step::Freeze => quote!(let wire = draft.freeze();),
        Step::Note { message, secret } => {
            if let Expr::Request { .. } = message
                && !secret
            {
                return quote!(wire.note_body(););
            }
            let message = apart(message, file);
            let call = format_ident!("{}", if *secret { "note_secret" } else { "note" });
            quote!(wire.#call(#message);)
        }
        Step::Place { call, name, value } => {
            let (call, value) = (format_ident!("{call}"), apart(value, file));
            quote!(wire.#call(#name, #value)?;)
        }
        Step::DropBody => quote!(wire.drop_body()?;),
        Step::When { tests, steps } => {
            let condition = self::tests(tests, file);
            let steps: Vec<_> = steps
                .iter()
                .map(|step| self::step(step, sign, file))
                .collect();
            quote!(if #condition { #(#steps)* })
        }
    }
}

/// What a name is bound to: nothing that borrows from the message, which changes.
pub(super) fn bound(expr: &Expr, file: &mut File) -> TokenStream {
    if expr.borrows_message() || matches!(expr, Expr::Std("trim_ascii", _)) {
        return owned(expr, file);
    }
    let written = value(expr, file);
    if let Expr::Field {
        form: Form::Text, ..
    } = expr
    {
        return quote!(&#written);
    }
    written
}
