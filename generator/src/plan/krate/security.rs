//! Security schemes: a file each.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::plan::docs::Docs;
use crate::plan::names::Ident;
use crate::plan::recipe::Recipe;

/// The name of a security scheme, by which operations ask for it.
#[derive(Debug, Serialize)]
pub struct SchemeName {
    /// The constant with the name.
    pub constant: Ident,
    /// Name in the document.
    pub wire: String,
    /// The type that implements the scheme; without one, callers have to.
    pub ident: Option<Ident>,
}

/// `src/security/NAME.rs`.
#[derive(Debug, Serialize)]
pub struct SchemeFile {
    /// Name of the file's module and of the builder's method.
    pub module: Ident,
    /// The constant with the scheme's name.
    pub constant: Ident,
    /// The type with the credentials.
    pub ident: Ident,
    /// Name in the document.
    pub wire: String,
    /// Docs of the type.
    pub docs: Docs,
    /// What it does to a request.
    pub body: SchemeBody,
}

impl SchemeFile {
    /// The recipe of a scheme that has one.
    pub fn recipe(&self) -> Option<&Recipe> {
        match &self.body {
            SchemeBody::Recipe(recipe) => Some(recipe),
            SchemeBody::Tokens(_) | SchemeBody::Certificate => None,
        }
    }

    /// Whether something is computed from the request.
    pub fn signs(&self) -> bool {
        self.recipe().is_some_and(Recipe::signs)
    }

    /// The functions and types of ours that the file uses.
    pub fn uses(&self) -> BTreeSet<&'static str> {
        match &self.body {
            SchemeBody::Recipe(recipe) => recipe.uses(),
            SchemeBody::Tokens(tokens) => tokens.uses(),
            SchemeBody::Certificate => BTreeSet::new(),
        }
    }
}

/// What a scheme does to a request.
#[derive(Debug, Serialize)]
pub enum SchemeBody {
    /// It follows a recipe.
    Recipe(Box<Recipe>),
    /// It sends a token, which is there or comes from somewhere.
    Tokens(TokenScheme),
    /// It does nothing: the transport has a certificate.
    Certificate,
}

/// A scheme that sends a token.
#[derive(Debug, Serialize)]
pub struct TokenScheme {
    /// How it is sent, and where it comes from.
    pub docs: Docs,
    /// Whether the crate has what fetches tokens for a client's id and secret.
    pub fetches: bool,
    /// The scopes that operations ask for, in the order of the document.
    pub scopes: Vec<String>,
    /// Where they come from unless the caller says otherwise.
    pub origin: TokenOrigin,
}

impl TokenScheme {
    /// The types of ours that the file uses, or that its callers need.
    fn uses(&self) -> BTreeSet<&'static str> {
        let fetches = self.fetches.then_some("ClientCredentials");
        ["TokenSource", "Tokens"]
            .into_iter()
            .chain(fetches)
            .collect()
    }
}

/// Where tokens come from.
#[derive(Debug, Serialize)]
pub enum TokenOrigin {
    /// They are fetched for a client's id and secret.
    Endpoint {
        /// Its address, absolute or relative to the base URL.
        url: String,
        /// The environment variable for the id.
        id_variable: String,
        /// The environment variable for the secret.
        secret_variable: String,
    },
    /// The caller has them.
    Caller {
        /// The environment variable for a token.
        variable: String,
    },
}
