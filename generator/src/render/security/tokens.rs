//! A scheme that sends a token: where it comes from, and how it is passed on.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::print::{File, doc, ident};
use super::expr::SIGNING;
use crate::plan::docs::Docs;
use crate::plan::krate::{SchemeFile, TokenOrigin, TokenScheme};

/// The type, its constructors and its implementation.
pub(super) fn items(scheme: &SchemeFile, tokens: &TokenScheme, file: &mut File) {
    file.uses().add("super", scheme.constant.as_str());
    for name in ["ClientBuilder", "Secret", "env"] {
        file.uses().add("crate::support", name);
    }
    for name in [
        "Applying",
        "Draft",
        "Fresh",
        "Network",
        "Scheme",
        "TokenSource",
        "Tokens",
    ] {
        file.uses().add(SIGNING, name);
    }
    let (name, docs) = (ident(&scheme.ident), doc(&scheme.docs));
    file.item(quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name {
            tokens: Tokens,
        }
    });
    let origin = match &tokens.origin {
        TokenOrigin::Endpoint {
            url,
            id_variable,
            secret_variable,
        } => {
            file.uses().add(SIGNING, "ClientCredentials");
            fetched(url, id_variable, secret_variable)
        }
        TokenOrigin::Caller { variable } => from_env(variable),
    };
    let scopes = scopes(tokens);
    file.item(quote! {
        impl #name {
            #scopes

            #origin

            /// A token that is at hand. Nothing renews it.
            pub fn token(token: impl Into<Secret>) -> Self {
                Self { tokens: Tokens::fixed(token) }
            }

            /// Tokens from `source`, which is asked whenever a new one is needed.
            pub fn token_source(source: impl TokenSource) -> Self {
                Self { tokens: Tokens::of(source) }
            }
        }
    });
    file.item(implementation(scheme));
    file.item(super::builder(scheme));
}

/// The scopes that a token needs; whoever fetches it for the client has to know them, too.
fn scopes(tokens: &TokenScheme) -> TokenStream {
    let scopes = &tokens.scopes;
    if scopes.is_empty() && matches!(tokens.origin, TokenOrigin::Caller { .. }) {
        return quote!();
    }
    quote! {
        /// The scopes that operations ask for.
        pub const SCOPES: &[&str] = &[#(#scopes),*];
    }
}

/// The token endpoint, and the constructors for it.
fn fetched(url: &str, id_variable: &str, secret_variable: &str) -> TokenStream {
    let from_env = doc(&Docs::wrapped(&format!(
        "As [`new`](Self::new), from the environment: `{id_variable}`, `{secret_variable}`.\n\n# Errors\n\nA variable \
         is not set, or not Unicode."
    )));
    quote! {
        /// Where tokens are fetched.
        pub const TOKEN_URL: &str = #url;

        /// A client's id and secret, for which tokens with all [`SCOPES`](Self::SCOPES) are fetched at
        /// [`TOKEN_URL`](Self::TOKEN_URL).
        ///
        /// For others, give [`ClientCredentials`] to [`token_source`](Self::token_source).
        pub fn new(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
            let client = ClientCredentials::new(Self::TOKEN_URL, client_id, client_secret);
            Self::token_source(client.scopes(Self::SCOPES))
        }

        #from_env
        pub fn from_env() -> Result<Self, CredentialsError> {
            let client_id = env::required(#id_variable)?;
            let client_secret = env::required(#secret_variable)?;
            Ok(Self::new(client_id, client_secret))
        }
    }
}

fn from_env(variable: &str) -> TokenStream {
    let docs = doc(&Docs::wrapped(&format!(
        "A token from the environment: `{variable}`.\n\n# Errors\n\nThe variable is not set, or not Unicode."
    )));
    quote! {
        #docs
        pub fn from_env() -> Result<Self, CredentialsError> {
            env::required(#variable).map(Self::token)
        }
    }
}

fn implementation(scheme: &SchemeFile) -> TokenStream {
    let (name, constant) = (ident(&scheme.ident), ident(&scheme.constant));
    quote! {
        impl Scheme for #name {
            fn attach(&mut self, network: &Network) {
                self.tokens.attach(network);
            }

            fn check(&self) -> Result<(), CredentialsError> {
                self.tokens.check(#constant)
            }

            fn apply<'a>(&'a self, draft: Draft, _fresh: &'a Fresh) -> Applying<'a> {
                Box::pin(self.tokens.place(draft))
            }
        }
    }
}
