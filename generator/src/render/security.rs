//! `src/security.rs` and one file a scheme: credentials, and the recipe as one function.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::print::{File, doc, ident};
use crate::plan::docs::Docs;
use crate::plan::krate::{SchemeFile, SchemeName};
use crate::plan::recipe::{
    Check, Clock, Credential, Expr, Kind, PlaceKind, Recipe, Step, WirePart,
};

/// The schemes' modules, names and exports.
pub(super) fn index(names: &[SchemeName], schemes: &[SchemeFile]) -> File {
    let mut file = File::new(Docs::text(
        "Security schemes: the credentials that they take, and how they sign.",
    ));
    for scheme in schemes {
        let module = ident(&scheme.module);
        file.head(quote!(mod #module;));
    }
    file.head_gap();
    for scheme in schemes {
        let (module, name) = (ident(&scheme.module), ident(&scheme.ident));
        file.head(quote!(pub use #module::#name;));
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
        Some(ident) => format!("Name of the scheme {wire}, which [`{ident}`] implements."),
        None => format!(
            "Name of the scheme {wire}, which is not implemented here: operations that need it fail until\n\
             [`ClientBuilder::scheme`](crate::ClientBuilder::scheme) is given an implementation."
        ),
    })
}

/// A scheme: its credentials, how they are made, and what they do to a request.
pub(super) fn scheme(scheme: &SchemeFile) -> File {
    let mut file = File::new(Docs::none());
    for name in ["ClientBuilder", "CredentialsError", "env"] {
        file.uses().add("crate::support", name);
    }
    for name in ["Applying", "Draft", "Fresh", "Scheme"] {
        file.uses().add("crate::support::signing", name);
    }
    file.uses().add("super", scheme.constant.as_str());
    let credentials = credentials(scheme, &mut file);
    file.item(credentials);
    let constructors = constructors(scheme, &mut file);
    file.item(constructors);
    let recipe = recipe(scheme, &mut file);
    file.item(recipe);
    let builder = builder(scheme);
    file.item(builder);
    file
}

fn credentials(scheme: &SchemeFile, file: &mut File) -> TokenStream {
    let (name, docs) = (ident(&scheme.ident), doc(&scheme.docs));
    let fields = scheme.recipe.credentials.iter().map(|credential| {
        let (field, ty) = (ident(&credential.ident), credential_type(credential, file));
        quote!(#field: #ty)
    });
    let fields: Vec<_> = fields.collect();
    let counters = scheme.recipe.counters.iter().map(|counter| {
        let field = ident(&counter.ident);
        quote!(#field: Counter)
    });
    let counters: Vec<_> = counters.collect();
    if !counters.is_empty() {
        file.uses().add("crate::support::signing", "Counter");
    }
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name { #(#fields,)* #(#counters,)* }
    }
}

fn credential_type(credential: &Credential, file: &mut File) -> TokenStream {
    if credential.secret {
        file.uses().add("crate::support", "Secret");
        quote!(Secret)
    } else {
        quote!(String)
    }
}

/// `new` and `from_env`.
fn constructors(scheme: &SchemeFile, file: &mut File) -> TokenStream {
    let name = ident(&scheme.ident);
    let arguments: Vec<_> = scheme
        .recipe
        .credentials
        .iter()
        .map(|credential| {
            let (field, ty) = (ident(&credential.ident), credential_type(credential, file));
            quote!(#field: impl Into<#ty>)
        })
        .collect();
    let fields: Vec<_> = scheme
        .recipe
        .credentials
        .iter()
        .map(|credential| ident(&credential.ident))
        .collect();
    let counters = scheme.recipe.counters.iter().map(|counter| {
        let (field, owner) = (ident(&counter.ident), ident(&counter.owner));
        let constant = ident(&scheme.constant);
        quote!(let #field = Counter::shared(#constant, &#owner);)
    });
    let counters: Vec<_> = counters.collect();
    let counter_fields = scheme
        .recipe
        .counters
        .iter()
        .map(|counter| ident(&counter.ident));
    let owned = fields
        .iter()
        .map(|field| quote!(let #field = #field.into();));
    let from_env = from_env(scheme);
    quote! {
        impl #name {
            #[doc = " Credentials as the service shows them."]
            pub fn new(#(#arguments),*) -> Self {
                #(#owned)*
                #(#counters)*
                Self { #(#fields,)* #(#counter_fields,)* }
            }

            #from_env
        }
    }
}

fn from_env(scheme: &SchemeFile) -> TokenStream {
    let variables: Vec<_> = scheme
        .recipe
        .credentials
        .iter()
        .map(|credential| &credential.variable)
        .collect();
    let names: Vec<_> = variables
        .iter()
        .map(|variable| format!("`{variable}`"))
        .collect();
    let docs = doc(&Docs::text(&format!(
        "Credentials from the environment: {}.\n\n# Errors\n\nA variable is not set, or not Unicode.",
        names.join(", "),
    )));
    let names: Vec<_> = scheme
        .recipe
        .credentials
        .iter()
        .map(|credential| ident(&credential.ident))
        .collect();
    quote! {
        #docs
        pub fn from_env() -> Result<Self, CredentialsError> {
            #(let #names = env::required(#variables)?;)*
            Ok(Self::new(#(#names),*))
        }
    }
}

/// The recipe: one function, from top to bottom.
fn recipe(scheme: &SchemeFile, file: &mut File) -> TokenStream {
    let name = ident(&scheme.ident);
    let steps: Vec<_> = scheme
        .recipe
        .steps
        .iter()
        .map(|step| self::step(step, &scheme.recipe, file))
        .collect();
    let checks = checks(scheme);
    let signs = scheme.recipe.signs();
    let draft = if scheme.recipe.injects() {
        quote!(mut draft)
    } else {
        quote!(draft)
    };
    let result = format_ident!("{}", if signs { "wire" } else { "draft" });
    let fresh = format_ident!(
        "{}",
        if scheme.recipe.is_fresh {
            "fresh"
        } else {
            "_fresh"
        }
    );
    quote! {
        impl Scheme for #name {
            fn check(&self) -> Result<(), CredentialsError> {
                #checks
            }

            fn apply<'a>(&'a self, #draft: Draft, #fresh: &'a Fresh) -> Applying<'a> {
                Box::pin(async move {
                    #(#steps)*
                    Ok(#result.into())
                })
            }
        }
    }
}

/// Refuses what cannot be right; the last line gives the result.
fn checks(scheme: &SchemeFile) -> TokenStream {
    let constant = ident(&scheme.constant);
    let check = |credential: &Credential| {
        let (wire, field) = (&credential.wire, ident(&credential.ident));
        let text = if credential.secret {
            quote!(self.#field.expose())
        } else {
            quote!(&self.#field)
        };
        let call = format_ident!(
            "{}",
            match credential.check {
                Check::Text => "refuse_untrimmed",
                Check::Sent => "refuse_unsendable",
                Check::UserName => "refuse_user_name",
                Check::Password => "refuse_password",
            }
        );
        quote!(CredentialsError::#call(#constant, #wire, #text))
    };
    let Some((last, first)) = scheme.recipe.credentials.split_last() else {
        return quote!(Ok(()));
    };
    let (first, last) = (first.iter().map(check), check(last));
    quote!(#(#first?;)* #last)
}

fn step(step: &Step, recipe: &Recipe, file: &mut File) -> TokenStream {
    match step {
        Step::Let { ident: name, value } => {
            let (name, value) = (ident(name), owned(value, file));
            quote!(let #name = #value;)
        }
        Step::InjectBody {
            name,
            value,
            integer,
        } => {
            let value = text(value, file);
            let call = format_ident!("inject_body{}", if *integer { "_integer" } else { "" });
            quote!(draft.#call(#name, #value)?;)
        }
        Step::InjectHeader { name, value } => {
            let value = text(value, file);
            quote!(draft.inject_header(#name, #value)?;)
        }
        Step::InjectCookie { name, value } => {
            let value = text(value, file);
            quote!(draft.inject_cookie(#name, #value)?;)
        }
        Step::InjectQuery { name, value } => {
            let value = text(value, file);
            quote!(draft.inject_query(#name, #value)?;)
        }
        Step::Freeze if recipe.places() => quote!(let mut wire = draft.freeze();),
        Step::Freeze => quote!(let wire = draft.freeze();),
        Step::Place { place, name, value } => {
            let call = match place {
                PlaceKind::Header => "place_header",
                PlaceKind::Query => "place_query",
                PlaceKind::Cookie => "place_cookie",
            };
            let call = format_ident!("{call}");
            let value = text(value, file);
            quote!(wire.#call(#name, #value)?;)
        }
    }
}

/// A value that can be bound to a name.
fn owned(value: &Expr, file: &mut File) -> TokenStream {
    match value {
        Expr::Text(text) => quote!(#text),
        Expr::Credential {
            ident: field,
            secret: false,
        } => {
            let field = ident(field);
            quote!(&self.#field)
        }
        Expr::Credential {
            ident: field,
            secret: true,
        } => {
            let field = ident(field);
            quote!(self.#field.expose())
        }
        Expr::Local { ident: name, .. } => {
            let name = ident(name);
            quote!(#name)
        }
        Expr::Counter(field, clock) => {
            let (field, now) = (ident(field), unix(*clock));
            quote!(self.#field.next(#now))
        }
        Expr::Unix(clock) => unix(*clock),
        Expr::Wire(part) => {
            let call = match part {
                WirePart::Method => quote!(method),
                WirePart::Path => quote!(path),
                WirePart::Query => quote!(query),
                WirePart::Body => quote!(body),
            };
            quote!(wire.#call())
        }
        Expr::HmacSha256 { key, message } => {
            file.uses().add("crate::support::signing", "hmac_sha256");
            let (key, message) = (argument(key, file), argument(message, file));
            quote!(hmac_sha256(#key, #message))
        }
        Expr::Hex(inner) => {
            file.uses().add("crate::support::signing", "hex");
            let inner = argument(inner, file);
            quote!(hex(#inner))
        }
        Expr::Base64(inner) => {
            file.uses().add("crate::support::signing", "base64");
            let inner = argument(inner, file);
            quote!(base64(#inner))
        }
        Expr::Concat(parts) => concat(parts, value.kind(), file),
    }
}

/// The time of the attempt.
fn unix(clock: Clock) -> TokenStream {
    match clock {
        Clock::Seconds => quote!(fresh.unix_s()),
        Clock::Milliseconds => quote!(fresh.unix_ms()),
    }
}

fn concat(parts: &[Expr], kind: Kind, file: &mut File) -> TokenStream {
    if kind == Kind::Bytes {
        let parts: Vec<_> = parts.iter().map(|part| bytes(part, file)).collect();
        return quote!([#(#parts),*].concat());
    }
    let mut pattern = String::new();
    let mut arguments = Vec::new();
    for part in parts {
        match part {
            Expr::Text(text) => pattern.push_str(&text.replace('{', "{{").replace('}', "}}")),
            other => {
                pattern.push_str("{}");
                arguments.push(shown(other, file));
            }
        }
    }
    let pattern = Literal::string(&pattern);
    quote!(format!(#pattern, #(#arguments),*))
}

/// A value that is written into a text or asked for its bytes, neither of which needs a reference.
fn shown(value: &Expr, file: &mut File) -> TokenStream {
    match value {
        Expr::Credential {
            ident: field,
            secret: false,
        } => {
            let field = ident(field);
            quote!(self.#field)
        }
        other => owned(other, file),
    }
}

/// A value as `&str`.
fn text(value: &Expr, file: &mut File) -> TokenStream {
    let is_borrowed = matches!(value, Expr::Text(_) | Expr::Credential { .. });
    let written = owned(value, file);
    match value.kind() {
        // The request cannot be read while something is put into it.
        _ if matches!(value, Expr::Wire(_)) => quote!(&#written.to_owned()),
        Kind::Number => quote!(&#written.to_string()),
        _ if is_borrowed => written,
        _ => quote!(&#written),
    }
}

/// A value as a reference to something that has bytes.
fn argument(value: &Expr, file: &mut File) -> TokenStream {
    let is_borrowed = matches!(
        value,
        Expr::Text(_) | Expr::Credential { .. } | Expr::Wire(_)
    );
    let written = owned(value, file);
    match value.kind() {
        Kind::Number => quote!(&#written.to_string()),
        _ if is_borrowed => written,
        _ => quote!(&#written),
    }
}

/// A value as `&[u8]`.
fn bytes(value: &Expr, file: &mut File) -> TokenStream {
    let is_borrowed = matches!(value, Expr::Wire(_));
    let written = shown(value, file);
    match value.kind() {
        Kind::Number => quote!(#written.to_string().as_bytes()),
        Kind::Text => quote!(#written.as_bytes()),
        Kind::Bytes if is_borrowed => written,
        Kind::Bytes => quote!(&#written),
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
