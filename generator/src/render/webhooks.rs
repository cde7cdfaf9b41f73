//! `src/webhooks.rs` and the files below it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::coding::structure;
use super::print::{File, doc, ident};
use super::structs::type_item;
use crate::plan::docs::{self, Docs};
use crate::plan::krate::{
    AnyEvent, Decode, EventFile, EventPart, Home, ReadEvent, ToldBy, Webhooks,
};

const SIGNING: &str = "crate::support::signing";
const WEBHOOK: &str = "crate::support::webhook";

const ABOUT: &str = "\
    Messages that the service sends by itself.\n\
    \n\
    A message is read only when it has been verified, over the bytes of its body as they came: give [`Incoming`]\n\
    what the HTTP server received before anything has parsed it.\n\
    Members and events that the document does not know are no errors.";

/// The module of all events.
pub(super) fn index(webhooks: &Webhooks, library: &str) -> File {
    let mut docs = Docs::text(ABOUT);
    if let Some((scheme, event)) = &webhooks.example {
        let mut names = [event.as_str(), "Incoming"];
        names.sort_unstable();
        let names = names.join(", ");
        docs.push(&Docs::text(&format!(
            "```no_run\n\
             use {library}::security::{scheme};\n\
             use {library}::webhooks::{{{names}, verify_with}};\n\
             \n\
             # fn receive(headers: Vec<(String, String)>, body: &[u8]) -> Result<(), Box<dyn std::error::Error>> {{\n\
             let keys = [{scheme}::from_env()?]; // two, while one takes the place of the other\n\
             let incoming = Incoming::request(\"POST\", \"/\", headers, body);\n\
             let verified = verify_with(&keys, |keys| keys.verify(&incoming))?;\n\
             let event: {event} = verified.parse()?;\n\
             # let _ = event;\n\
             # Ok(())\n\
             # }}\n\
             ```"
        )));
    }
    let mut file = File::new(&docs);
    file.head_modules(webhooks.events.iter().map(|it| &it.module));
    file.head_gap();
    file.head(quote!(
        pub use crate::support::signing::{Incoming, Verified, VerifyError, verify_with};
    ));
    file.head(quote!(
        pub use crate::support::webhook::{EventError, FromVerified};
    ));
    if let Some(any) = &webhooks.any {
        self::any(webhooks, any, &mut file);
    }
    file
}

/// All events as one type.
fn any(webhooks: &Webhooks, any: &AnyEvent, file: &mut File) {
    let (what, text) = match &any.told_by {
        ToldBy::Member(name) => (
            format!("the member {} of the body", docs::code(name)),
            quote!(message.member(#name)?),
        ),
        ToldBy::Header(name) => (
            format!("the header {}", docs::code(name)),
            quote!(message.header::<String>(#name)?),
        ),
    };
    let summary = doc(&Docs::text(&format!("Any event, as {what} tells.")));
    let variants = any.variants.iter().map(|(variant, texts, event)| {
        let texts: Vec<_> = texts.iter().map(|text| docs::code(text)).collect();
        let docs = doc(&Docs::text(&format!("{}.", texts.join(", "))));
        let (variant, event) = (ident(variant), ident(event));
        quote!(#docs #variant(Box<#event>),)
    });
    let other = ident(&any.other);
    file.item(quote! {
        #summary
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Event {
            #(#variants)*
            #[doc = " An event that the document does not list, by its text."]
            #other(String),
        }
    });
    let arms = any.variants.iter().map(|(variant, texts, _)| {
        let variant = ident(variant);
        quote!(#(#texts)|* => Self::#variant(Box::new(message.parse()?)),)
    });
    file.item(quote! {
        impl FromVerified for Event {
            #[doc = " Each event says for itself what it asks for."]
            const SECURITY: &'static [&'static [&'static str]] = &[];

            fn from_verified(message: &Verified<'_>) -> Result<Self, EventError> {
                let name = #text;
                let event = match name.as_str() {
                    #(#arms)*
                    _ => Self::#other(name),
                };
                Ok(event)
            }
        }
    });
    let arms = any.variants.iter().zip(&webhooks.events);
    let arms = arms.map(|((_, texts, _), event)| {
        let name = &event.wire;
        quote!(#(#texts)|* => #name,)
    });
    file.item(quote! {
        #[doc = " Refuses a message that tells another event of the document than `expected`."]
        fn expect(message: &Verified<'_>, expected: &str) -> Result<(), EventError> {
            let name = #text;
            let event = match name.as_str() {
                #(#arms)*
                _ => return Ok(()),
            };
            if event == expected { Ok(()) } else { Err(EventError::Event(event)) }
        }
    });
}

/// One event, and the types that only it uses.
pub(super) fn event(webhooks: &Webhooks, event: &EventFile) -> File {
    let title = format!("The event {}.", docs::code(&event.wire));
    let mut file = File::new(&Docs::text(&title));
    let here = Home::Operation {
        tag: webhooks.module.clone(),
        module: event.module.clone(),
    };
    structure(&event.item, &here, &mut file);
    let implementation = implementation(webhooks, event, &mut file);
    file.item(implementation);
    for item in &event.types {
        type_item(item, &here, &mut file);
    }
    file
}

fn implementation(webhooks: &Webhooks, event: &EventFile, file: &mut File) -> TokenStream {
    file.uses().add(SIGNING, "Verified");
    file.uses().add(WEBHOOK, "EventError");
    file.uses().add(WEBHOOK, "FromVerified");
    if event.security.iter().any(|all| !all.is_empty()) {
        file.uses().add("crate", "security");
    }
    let security = event.security.iter().map(|all| {
        let names = all.iter().map(ident);
        quote!(&[#(security::#names),*])
    });
    let (message, read) = match &event.read {
        ReadEvent::Whole => (format_ident!("message"), quote!(message.whole())),
        ReadEvent::Fields(parts) if parts.is_empty() => {
            (format_ident!("_message"), quote!(Ok(Self {})))
        }
        ReadEvent::Fields(parts) => {
            let fields = parts.iter().map(|(field, part)| {
                let (field, value) = (ident(field), self::part(part));
                quote!(#field: #value)
            });
            (format_ident!("message"), quote!(Ok(Self { #(#fields),* })))
        }
    };
    let check = webhooks.any.as_ref().map(|_| {
        let wire = &event.wire;
        quote!(super::expect(message, #wire)?;)
    });
    let name = ident(&event.item.ident);
    quote! {
        impl FromVerified for #name {
            const SECURITY: &'static [&'static [&'static str]] = &[#(#security),*];

            fn from_verified(#message: &Verified<'_>) -> Result<Self, EventError> {
                #check
                #read
            }
        }
    }
}

fn part(part: &EventPart) -> TokenStream {
    match part {
        EventPart::Header { wire, optional } => {
            let call = if *optional {
                format_ident!("optional_header")
            } else {
                format_ident!("header")
            };
            quote!(message.#call(#wire)?)
        }
        EventPart::Body(Decode::Json) => quote!(message.json()?),
        EventPart::Body(Decode::Text) => quote!(message.text()?),
        EventPart::Body(Decode::Bytes) => quote!(message.body().to_vec()),
        EventPart::Body(Decode::Empty) => quote!(()),
    }
}
