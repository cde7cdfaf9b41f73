//! `src/meta.rs`: what differs between crates and is no code.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::File;
use crate::plan::docs::Docs;
use crate::plan::krate::{EnvelopeMeta, Meta};

/// The constants of the crate. No other file changes when the document's digest or the generator's version does.
pub(super) fn meta(meta: &Meta) -> File {
    let mut file = File::new(&Docs::text(
        "What this crate was made from, and what its client starts with.",
    ));
    let (sha256, generator) = (&meta.document_sha256, &meta.generator);
    let base_url = optional(meta.base_url.as_ref());
    file.item(quote! {
        #[doc = " SHA-256 of the document that this crate was generated from, in hexadecimal."]
        pub const DOCUMENT_SHA256: &str = #sha256;
    });
    file.item(quote! {
        #[doc = " Name and version of the generator."]
        pub const GENERATOR: &str = #generator;
    });
    file.item(quote! {
        #[doc = " Where the service is, unless the client is told otherwise."]
        pub(crate) const BASE_URL: Option<&str> = #base_url;
    });
    file.item(quote! {
        #[doc = " What the client calls itself."]
        pub(crate) const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
    });
    if let Some(envelope) = &meta.envelope {
        file.uses().add("crate::support::envelope", "FlagEnvelope");
        file.item(self::envelope(envelope));
    }
    file
}

fn envelope(envelope: &EnvelopeMeta) -> TokenStream {
    let EnvelopeMeta {
        flag,
        payload,
        error,
        ..
    } = envelope;
    let good = envelope.success.to_string();
    let code = optional(envelope.code.as_ref());
    let name = optional(envelope.name.as_ref());
    let message = optional(envelope.message.as_ref());
    let request_id = optional(envelope.request_id.as_ref());
    let unused = (!envelope.used).then(
        || quote!(#[allow(dead_code, reason = "nothing asks for it when all tags are left out")]),
    );
    quote! {
        #[doc = " How the service wraps its responses."]
        #unused
        pub(crate) const ENVELOPE: FlagEnvelope = FlagEnvelope {
            flag: #flag,
            good: #good,
            payload: #payload,
            error: Some(#error),
            code: #code,
            name: #name,
            message: #message,
            request_id: #request_id,
        };
    }
}

fn optional(text: Option<&String>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}
