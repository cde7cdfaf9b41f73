//! `src/security/SCHEME/vectors.rs`: one test a vector, through the functions of the scheme; and
//! `src/vectors.rs`, which the tests share.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::print::{File, doc, ident};
use crate::ir::signing::Target;
use crate::ir::vector::Message;
use crate::plan::docs::{Docs, code};
use crate::plan::krate::{Call, VectorFile, VectorTest};
use crate::plan::names::Ident;
use crate::plan::recipe::HookKind;
use crate::tree::{Content, FileTree};

const SHARED: &str = include_str!("../../../templates/src/vectors.rs");
const SIGNING: &str = "crate::support::signing";
const VECTORS: &str = "crate::vectors";

/// Puts the tests of all schemes, and what they share.
pub(super) fn vectors(files: &[VectorFile], tree: &mut FileTree) {
    for file in files {
        let path = format!("src/security/{}/vectors.rs", file.module);
        super::put(tree, &path, tests(file));
    }
    if !files.is_empty() {
        tree.insert("src/vectors.rs".to_owned(), Content::source(SHARED));
    }
}

fn tests(vectors: &VectorFile) -> File {
    let mut file = File::new(&Docs::text(&format!(
        "Published signatures of {}, through the code of this crate.",
        code(&vectors.wire)
    )));
    file.uses().add("super", vectors.scheme.as_str());
    if let Some((name, methods)) = &vectors.hooks {
        let given = given(name, methods, &mut file);
        file.item(given);
    }
    for test in &vectors.tests {
        let tokens = self::test(test, vectors, &mut file);
        file.item(tokens);
    }
    file
}

/// What the application works out, as vectors give it.
fn given(name: &Ident, methods: &[(Ident, HookKind)], file: &mut File) -> TokenStream {
    file.uses().add("super", name.as_str());
    file.uses().add(SIGNING, "WorkedOut");
    let members = methods.iter().map(|(name, _)| {
        let name = ident(name);
        quote!(#name: &'static [u8])
    });
    let functions: Vec<_> = methods
        .iter()
        .map(|(name, gives)| {
            let name = ident(name);
            let argument = match gives {
                HookKind::Value => {
                    file.uses().add(SIGNING, "Message");
                    quote!(_: &Message)
                }
                HookKind::Signature => quote!(_: &'a [u8]),
            };
            quote! {
                fn #name<'a>(&'a self, #argument) -> WorkedOut<'a> {
                    Box::pin(async { Ok(self.#name.to_vec()) })
                }
            }
        })
        .collect();
    let name = ident(name);
    quote! {
        #[doc = " What the application works out, as it is given."]
        struct Given { #(#members),* }

        impl #name for Given { #(#functions)* }
    }
}

fn test(test: &VectorTest, vectors: &VectorFile, file: &mut File) -> TokenStream {
    let (name, scheme) = (ident(&test.ident), ident(&vectors.scheme));
    let docs = doc(&Docs::text(&format!("{}.", code(&test.id))));
    let mut arguments: Vec<_> = test.credentials.iter().map(|text| quote!(#text)).collect();
    if let Some((_, methods)) = &vectors.hooks {
        let members = methods
            .iter()
            .zip(&test.worked_out)
            .map(|((name, _), bytes)| {
                let (name, bytes) = (ident(name), Literal::byte_string(bytes));
                quote!(#name: #bytes)
            });
        arguments.push(quote!(Given { #(#members),* }));
    }
    let settings = test.settings.iter().map(|(name, text)| {
        let name = ident(name);
        quote!(.#name(#text))
    });
    let steps = match &test.call {
        Call::Sign { fresh, is_async } => signed(test, fresh, *is_async, file),
        Call::Verify {
            fresh,
            of_response,
            is_async,
        } => verified(test, fresh, *of_response, *is_async, file),
    };
    quote! {
        #docs
        #[test]
        fn #name() {
            let scheme = #scheme::new(#(#arguments),*) #(#settings)*;
            #steps
        }
    }
}

fn signed(test: &VectorTest, fresh: &[String], is_async: bool, file: &mut File) -> TokenStream {
    file.uses().add(SIGNING, "Draft");
    file.uses().add(VECTORS, "Signed");
    let Message {
        method,
        url,
        headers,
        body,
        params,
        ..
    } = &test.message;
    let headers = headers.iter().map(|(name, value)| quote!((#name, #value)));
    let params = params.iter().map(|it| {
        let (name, value) = (&it.name, &it.text);
        quote!((#name, #value))
    });
    let body = Literal::byte_string(body);
    let fresh = fresh.iter().map(|text| quote!(, #text));
    let wire = waited(quote!(scheme.sign(draft #(#fresh)*)), is_async, file);
    let message = test.string_to_sign.as_ref().map(|message| {
        let message = Literal::byte_string(message);
        quote!(signed.message(#message);)
    });
    let placed = test.outcome.placed.iter().map(|placed| {
        let value = &placed.value;
        let (call, name) = match &placed.target {
            Target::Header(name) => ("header", name.clone()),
            Target::Query(name) => ("query", name.clone()),
            Target::Cookie(name) => ("cookie", name.clone()),
            Target::Body(path) => ("body", path.join("/")),
        };
        let call = format_ident!("{call}");
        quote!(signed.#call(#name, #value);)
    });
    quote! {
        let draft = Draft::of(#method, #url, &[#(#headers),*], #body, &[#(#params),*]).expect("the request can be sent");
        let signed = Signed::by(#wire);
        #message
        #(#placed)*
    }
}

fn verified(
    test: &VectorTest,
    fresh: &[String],
    of_response: bool,
    is_async: bool,
    file: &mut File,
) -> TokenStream {
    file.uses().add(SIGNING, "Incoming");
    file.uses().add(VECTORS, "accepted");
    file.uses().add(VECTORS, "at");
    let fresh: Vec<_> = fresh.iter().map(|text| quote!(, #text)).collect();
    let time = Literal::u64_unsuffixed(test.outcome.received_at);
    let checked = |message: &Message, file: &mut File| {
        let incoming = incoming(message, of_response, file);
        let call = quote!(scheme.verify(&#incoming.received_at(at(#time)) #(#fresh)*));
        waited(call, is_async, file)
    };
    let accepted = checked(&test.message, file);
    let refused: Vec<_> = test
        .outcome
        .refused
        .iter()
        .map(|message| {
            file.uses().add(VECTORS, "refused");
            let checked = checked(message, file);
            quote!(refused(#checked);)
        })
        .collect();
    quote!(accepted(#accepted); #(#refused)*)
}

/// A message that came in.
fn incoming(message: &Message, of_response: bool, file: &mut File) -> TokenStream {
    let headers = message.headers.iter();
    let headers = headers.map(|(name, value)| quote!((#name, #value)));
    let headers = if message.headers.is_empty() {
        quote!([("", ""); 0])
    } else {
        quote!([#(#headers),*])
    };
    let body = Literal::byte_string(&message.body);
    if of_response {
        file.uses().add("http", "StatusCode");
        let status = Literal::u16_unsuffixed(message.status.unwrap_or(200));
        return quote! {
            Incoming::response(StatusCode::from_u16(#status).expect("this is a status"), #headers, #body)
        };
    }
    let (method, url) = (&message.method, &message.url);
    quote!(Incoming::request(#method, #url, #headers, #body))
}

fn waited(call: TokenStream, is_async: bool, file: &mut File) -> TokenStream {
    if !is_async {
        return call;
    }
    file.uses().add(VECTORS, "ready");
    quote!(ready(#call))
}
