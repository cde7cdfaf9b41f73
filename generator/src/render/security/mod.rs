//! `src/security.rs` and one file a scheme: credentials, and the recipe as one function or where tokens come from.

mod certificate;
mod credentials;
mod expr;
mod hooks;
mod join;
mod lists;
mod sign;
mod tokens;
mod verify;

use std::ops::Deref;

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{File, doc, ident};
use crate::plan::docs::Docs;
use crate::plan::krate::{SchemeBody, SchemeFile, SchemeName};
use crate::plan::recipe::Recipe;

/// The schemes' modules, names and exports.
pub(super) fn index(names: &[SchemeName], schemes: &[SchemeFile]) -> File {
    let mut file = File::new(&Docs::text(
        "Security schemes: the credentials that they take, and how they sign.",
    ));
    for scheme in schemes {
        let module = ident(&scheme.module);
        file.head(quote!(mod #module;));
    }
    file.head_gap();
    for scheme in schemes {
        let (module, name) = (ident(&scheme.module), ident(&scheme.ident));
        match scheme.recipe().and_then(|recipe| recipe.hooks.as_ref()) {
            Some(hooks) => {
                let hooks = ident(&hooks.name);
                file.head(quote!(pub use #module::{#name, #hooks};));
            }
            None => file.head(quote!(pub use #module::#name;)),
        }
    }
    for name in names {
        let (constant, wire, docs) = (ident(&name.constant), &name.wire, doc(&name_docs(name)));
        file.item(quote!(#docs pub const #constant: &str = #wire;));
    }
    file
}

fn name_docs(name: &SchemeName) -> Docs {
    let wire = crate::plan::docs::code(&name.wire);
    Docs::text(&match &name.ident {
        Some(ident) => format!("Name of the scheme {wire}, whose credentials are [`{ident}`]."),
        None => format!(
            "Name of the scheme {wire}, which is not implemented here: operations that need it fail until\n\
             [`ClientBuilder::scheme`](crate::ClientBuilder::scheme) is given an implementation."
        ),
    })
}

/// A scheme: its credentials, how they are made, and what they do to a message.
pub(super) fn scheme(scheme: &SchemeFile, has_vectors: bool) -> File {
    let mut file = File::new(&Docs::none());
    if has_vectors {
        file.head(quote!(
            #[cfg(test)]
            mod vectors;
        ));
    }
    file.uses().add("crate::support", "CredentialsError");
    match &scheme.body {
        SchemeBody::Recipe(recipe) => recipe_items(Signed { scheme, recipe }, &mut file),
        SchemeBody::Tokens(tokens) => tokens::items(scheme, tokens, &mut file),
        SchemeBody::Certificate => certificate::items(scheme, &mut file),
    }
    file
}

/// A scheme that follows a recipe.
#[derive(Clone, Copy)]
struct Signed<'a> {
    scheme: &'a SchemeFile,
    recipe: &'a Recipe,
}

impl Deref for Signed<'_> {
    type Target = SchemeFile;

    fn deref(&self) -> &SchemeFile {
        self.scheme
    }
}

fn recipe_items(scheme: Signed<'_>, file: &mut File) {
    let recipe = scheme.recipe;
    if recipe.sign.is_some() || !recipe.credentials.is_empty() {
        file.uses().add("super", scheme.constant.as_str());
    }
    let credentials = credentials::credentials(scheme, file);
    file.item(credentials);
    let name = ident(&scheme.ident);
    let constructors = credentials::constructors(scheme, file);
    let signing = recipe.sign.as_ref();
    let signing = signing.map(|sign| sign::function(sign, file));
    let verification = recipe.verify.as_ref();
    let verification = verification.map(|verify| verify::function(scheme, verify, file));
    file.item(quote!(impl #name { #constructors #signing #verification }));
    if recipe.hooks.is_none() && recipe.credentials.iter().all(|it| it.optional) {
        file.item(quote!(impl Default for #name { fn default() -> Self { Self::new() } }));
    }
    if let Some(sign) = &recipe.sign {
        let implementation = sign::implementation(scheme, sign, file);
        file.item(implementation);
    }
    if let Some(hooks) = &recipe.hooks {
        let hooks = hooks::hooks(scheme, hooks, file);
        file.item(hooks);
    }
    if recipe.sign.is_some() {
        file.uses().add("crate::support", "ClientBuilder");
        file.item(builder(scheme.scheme));
    }
}

/// The builder's method that takes the credentials.
fn builder(scheme: &SchemeFile) -> TokenStream {
    let (module, name, constant) = (
        ident(&scheme.module),
        ident(&scheme.ident),
        ident(&scheme.constant),
    );
    let docs = doc(&Docs::text(&format!(
        "Credentials for operations that ask for {}.",
        crate::plan::docs::code(&scheme.wire)
    )));
    quote! {
        impl ClientBuilder {
            #docs
            #[must_use]
            pub fn #module(self, credentials: #name) -> Self {
                self.scheme(#constant, credentials)
            }
        }
    }
}
