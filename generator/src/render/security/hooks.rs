//! What the crate's user works out: a trait with a method for each name.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::print::{File, doc, ident};
use super::Signed;
use super::expr::SIGNING;
use crate::plan::docs::{Docs, code};
use crate::plan::recipe::{Hook, HookKind, Hooks};

/// The trait.
pub(super) fn hooks(scheme: Signed<'_>, hooks: &Hooks, file: &mut File) -> TokenStream {
    file.uses().add(SIGNING, "WorkedOut");
    let name = ident(&hooks.name);
    let docs = doc(&Docs::text(&format!(
        "What the application works out for [`{}`].",
        scheme.ident
    )));
    let methods: Vec<_> = hooks
        .methods
        .iter()
        .map(|method| self::method(method, file))
        .collect();
    quote! {
        #docs
        pub trait #name: Send + Sync + 'static {
            #(#methods)*
        }
    }
}

fn method(hook: &Hook, file: &mut File) -> TokenStream {
    let (name, wire) = (ident(&hook.ident), code(&hook.wire));
    match hook.gives {
        HookKind::Value => {
            file.uses().add(SIGNING, "Message");
            let docs = doc(&Docs::text(&format!(
                "The value {wire}. The message is as far as it is fixed when the value is first needed."
            )));
            quote!(#docs fn #name<'a>(&'a self, message: &Message) -> WorkedOut<'a>;)
        }
        HookKind::Signature => {
            let docs = doc(&Docs::text(&format!(
                "The raw signature {wire} of the string to sign."
            )));
            quote!(#docs fn #name<'a>(&'a self, message: &'a [u8]) -> WorkedOut<'a>;)
        }
    }
}
