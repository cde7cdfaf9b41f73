//! What the crate's user supplies: the fields, how they are made, and what is refused.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::print::{File, doc, ident};
use super::Signed;
use super::expr::SIGNING;
use super::sign::too_many;
use crate::plan::docs::{Docs, code};
use crate::plan::recipe::{Check, Counter, Credential, Form, Owner, Recipe};

/// The type with the credentials.
pub(super) fn credentials(scheme: Signed<'_>, file: &mut File) -> TokenStream {
    let (name, docs) = (ident(&scheme.ident), doc(&scheme.docs));
    let recipe = scheme.recipe;
    let mut fields = Vec::new();
    for credential in &recipe.credentials {
        let (field, docs) = (ident(&credential.ident), doc(&credential.docs));
        let ty = match credential.form {
            Form::Text => quote!(String),
            Form::Secret => imported("crate::support", "Secret", file),
            Form::Key(_) => imported(SIGNING, "Key", file),
            Form::Handle(made_by) => {
                let ty = imported(SIGNING, "SigningKey", file);
                let key = match made_by {
                    Some(_) => imported(SIGNING, "Key", file),
                    None => imported("crate::support", "Secret", file),
                };
                quote!(#ty<#key>)
            }
        };
        fields.push(quote!(#docs #field: #ty));
    }
    for setting in &recipe.settings {
        let field = ident(&setting.ident);
        fields.push(quote!(#field: String));
    }
    for counter in &recipe.counters {
        let (field, ty) = (ident(&counter.ident), imported(SIGNING, "Counter", file));
        fields.push(quote!(#field: #ty));
    }
    if recipe.serial.is_some() {
        let ty = imported(SIGNING, "Serial", file);
        fields.push(quote!(serial: #ty));
    }
    if let Some(hooks) = &recipe.hooks {
        let (field, hooks) = (ident(&hooks.field), ident(&hooks.name));
        let ty = imported(SIGNING, "Custom", file);
        fields.push(quote!(#field: #ty<dyn #hooks>));
    }
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name { #(#fields,)* }
    }
}

/// The name of something of ours, which is imported.
fn imported(module: &'static str, name: &'static str, file: &mut File) -> TokenStream {
    file.uses().add(module, name);
    let name = format_ident!("{name}");
    quote!(#name)
}

/// `new`, `with_key_handle`, `from_env`, and what may be set afterwards.
pub(super) fn constructors(scheme: Signed<'_>, file: &mut File) -> TokenStream {
    let new = new(scheme, file);
    let with_key_handle = with_key_handle(scheme, file);
    let from_env = from_env(scheme, file);
    let setters = setters(scheme, file);
    quote!(#new #with_key_handle #from_env #setters)
}

fn new(scheme: Signed<'_>, file: &mut File) -> TokenStream {
    let mut docs = Docs::text("Credentials as the service shows them.");
    for credential in required(scheme.recipe).filter(|it| !it.docs.lines.is_empty()) {
        docs.push(&Docs::text(&format!(
            "{}:",
            code(credential.ident.as_str())
        )));
        docs.push(&credential.docs);
    }
    let (docs, body) = (doc(&docs), made(scheme, false, file));
    let arguments = arguments(scheme.recipe, false, file);
    let many = too_many(arguments.len());
    quote! {
        #docs
        #many
        pub fn new(#(#arguments),*) -> Self { #body }
    }
}

fn with_key_handle(scheme: Signed<'_>, file: &mut File) -> TokenStream {
    let mut credentials = scheme.recipe.credentials.iter();
    if !credentials.any(|credential| credential.handle.is_some()) {
        return quote!();
    }
    let body = made(scheme, true, file);
    let arguments = arguments(scheme.recipe, true, file);
    let many = too_many(arguments.len());
    quote! {
        #[doc = " Credentials with a key that is kept elsewhere and signs there."]
        #many
        pub fn with_key_handle(#(#arguments),*) -> Self { #body }
    }
}

/// The credentials that `new` takes.
fn required(recipe: &Recipe) -> impl Iterator<Item = &Credential> {
    recipe.credentials.iter().filter(|it| !it.optional)
}

fn arguments(recipe: &Recipe, elsewhere: bool, file: &mut File) -> Vec<TokenStream> {
    let mut arguments = Vec::new();
    for credential in required(recipe) {
        let argument = ident(&credential.ident);
        let ty = match credential.form {
            Form::Handle(_) if elsewhere => {
                let handle = imported(SIGNING, "KeyHandle", file);
                quote!(#handle)
            }
            form => {
                let ty = text_type(form, file);
                quote!(Into<#ty>)
            }
        };
        arguments.push(quote!(#argument: impl #ty));
    }
    if let Some(hooks) = &recipe.hooks {
        let (argument, hooks) = (ident(&hooks.field), ident(&hooks.name));
        arguments.push(quote!(#argument: impl #hooks));
    }
    arguments
}

/// The type in which the text of a credential is taken.
fn text_type(form: Form, file: &mut File) -> TokenStream {
    match form {
        Form::Text => quote!(String),
        Form::Secret | Form::Key(_) | Form::Handle(_) => imported("crate::support", "Secret", file),
    }
}

/// The body of a constructor.
fn made(scheme: Signed<'_>, elsewhere: bool, file: &mut File) -> TokenStream {
    let recipe = scheme.recipe;
    let constant = ident(&scheme.constant);
    let owners = recipe.counters.iter().map(|counter| &counter.owner);
    let owner = owners.chain(&recipe.serial).find_map(|it| it.field.clone());
    let mut before = Vec::new();
    let mut fields = Vec::new();
    for credential in &recipe.credentials {
        let field = ident(&credential.ident);
        let owns = owner.as_ref() == Some(&credential.ident);
        if owns {
            before.push(quote!(let #field = #field.into();));
        }
        let text = stripped(credential, file);
        let key = |made_by, text| key(credential, made_by, &text, &constant);
        let value = match credential.form {
            Form::Text if credential.optional => quote!(String::new()),
            Form::Secret if credential.optional => quote!(Secret::new("")),
            Form::Key(made_by) if credential.optional => key(made_by, quote!("")),
            Form::Text | Form::Secret if owns && credential.strip.is_none() => {
                fields.push(quote!(#field));
                continue;
            }
            Form::Secret if credential.strip.is_some() => text,
            Form::Text | Form::Secret => quote!(#field.into()),
            Form::Key(made_by) => key(made_by, text),
            Form::Handle(_) if elsewhere => quote!(SigningKey::elsewhere(#field)),
            Form::Handle(made_by) => {
                let key = match made_by {
                    Some(made_by) => key(made_by, text),
                    None if credential.strip.is_some() => text,
                    None => quote!(#field.into()),
                };
                quote!(SigningKey::Here(#key))
            }
        };
        fields.push(quote!(#field: #value));
    }
    for setting in &recipe.settings {
        let (field, default) = (ident(&setting.ident), &setting.default);
        fields.push(if default.is_empty() {
            quote!(#field: String::new())
        } else {
            quote!(#field: #default.to_owned())
        });
    }
    for counter in &recipe.counters {
        let (field, value) = (ident(&counter.ident), counter_of(counter, scheme));
        before.push(quote!(let #field = #value;));
        fields.push(quote!(#field));
    }
    if let Some(owner) = &recipe.serial {
        let owner = owner_text(owner);
        before.push(quote!(let serial = Serial::shared(#constant, #owner);));
        fields.push(quote!(serial));
    }
    if let Some(hooks) = &recipe.hooks {
        let field = ident(&hooks.field);
        file.uses().add("std::sync", "Arc");
        fields.push(quote!(#field: Custom::new(Arc::new(#field))));
    }
    quote!(#(#before)* Self { #(#fields),* })
}

/// The text of a credential without what it may begin with.
fn stripped(credential: &Credential, file: &mut File) -> TokenStream {
    let field = ident(&credential.ident);
    match &credential.strip {
        Some(strip) => {
            file.uses().add(SIGNING, "strip_secret");
            quote!(strip_secret(#field, #strip))
        }
        None => quote!(#field),
    }
}

/// A key that is made of a text.
fn key(
    credential: &Credential,
    made_by: &str,
    text: &TokenStream,
    constant: &proc_macro2::Ident,
) -> TokenStream {
    let (made_by, wire) = (format_ident!("{made_by}"), &credential.wire);
    quote!(Key::#made_by(#constant, #wire, #text))
}

fn counter_of(counter: &Counter, scheme: Signed<'_>) -> TokenStream {
    let owner = owner_text(&counter.owner);
    match &counter.tag {
        Some(tag) => quote!(Counter::shared(#tag, #owner)),
        None => {
            let constant = ident(&scheme.constant);
            quote!(Counter::shared(#constant, #owner))
        }
    }
}

/// The text that tells one owner from another, while it is at hand.
fn owner_text(owner: &Owner) -> TokenStream {
    let Some(field) = &owner.field else {
        return quote!("");
    };
    let field = ident(field);
    match owner.form {
        Form::Text => quote!(&#field),
        Form::Secret | Form::Key(_) | Form::Handle(_) => quote!(#field.expose()),
    }
}

fn from_env(scheme: Signed<'_>, file: &mut File) -> TokenStream {
    let recipe = scheme.recipe;
    if recipe.credentials.is_empty() {
        return quote!();
    }
    file.uses().add("crate::support", "env");
    let listed = |optional| {
        let all = recipe.credentials.iter();
        let all = all.filter(move |it| it.optional == optional);
        let names: Vec<_> = all.map(|it| format!("`{}`", it.variable)).collect();
        names.join(", ")
    };
    let optional = match listed(true).as_str() {
        "" => String::new(),
        optional => format!(" Those that may be left out: {optional}."),
    };
    let docs = doc(&Docs::wrapped(&format!(
        "Credentials from the environment: {}.{optional}\n\n# Errors\n\nA variable is not set, or not Unicode.",
        listed(false),
    )));
    let (fields, variables): (Vec<_>, Vec<_>) = required(recipe)
        .map(|it| (ident(&it.ident), &it.variable))
        .unzip();
    let hooks = recipe.hooks.as_ref();
    let custom: Vec<_> = hooks.iter().map(|hooks| ident(&hooks.field)).collect();
    let custom_types: Vec<_> = hooks.iter().map(|hooks| ident(&hooks.name)).collect();
    let new = quote!(Self::new(#(#fields,)* #(#custom),*));
    let optional = recipe.credentials.iter().filter(|it| it.optional);
    let optional: Vec<_> = optional
        .map(|it| {
            let (field, variable) = (ident(&it.ident), &it.variable);
            quote!(if let Some(#field) = env::optional(#variable)? {
                credentials = credentials.#field(#field);
            })
        })
        .collect();
    let made = if optional.is_empty() {
        quote!(Ok(#new))
    } else {
        quote!(let mut credentials = #new; #(#optional)* Ok(credentials))
    };
    quote! {
        #docs
        pub fn from_env(#(#custom: impl #custom_types),*) -> Result<Self, CredentialsError> {
            #(let #fields = env::required(#variables)?;)*
            #made
        }
    }
}

/// Methods that set what may be left out, and what has a default.
fn setters(scheme: Signed<'_>, file: &mut File) -> TokenStream {
    let recipe = scheme.recipe;
    let constant = ident(&scheme.constant);
    let mut setters = quote!();
    for credential in recipe.credentials.iter().filter(|it| it.optional) {
        let (name, wire) = (ident(&credential.ident), &credential.wire);
        let mut docs = Docs::text(&format!("Sets {}, which may be left out.", code(wire)));
        docs.push(&credential.docs);
        let (docs, ty) = (doc(&docs), text_type(credential.form, file));
        let value = match credential.form {
            Form::Secret if credential.strip.is_some() => stripped(credential, file),
            Form::Key(made_by) => {
                let text = stripped(credential, file);
                key(credential, made_by, &text, &constant)
            }
            // Keys that may be elsewhere are never optional.
            Form::Text | Form::Secret | Form::Handle(_) => quote!(#name.into()),
        };
        setters.extend(setter(&docs, &name, &ty, &value));
    }
    for setting in &recipe.settings {
        let name = ident(&setting.ident);
        let unless = if setting.default.is_empty() {
            "empty".to_owned()
        } else {
            crate::plan::docs::code_whole(&setting.default)
        };
        let docs = doc(&Docs::text(&format!(
            "Sets {}, which is {unless} unless it is set.",
            code(&setting.wire)
        )));
        setters.extend(setter(&docs, &name, &quote!(String), &quote!(#name.into())));
    }
    setters
}

fn setter(
    docs: &TokenStream,
    name: &proc_macro2::Ident,
    ty: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    quote! {
        #docs
        #[must_use]
        pub fn #name(mut self, #name: impl Into<#ty>) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// Refuses what cannot be right; the last line gives the result.
pub(super) fn checks(scheme: Signed<'_>, file: &mut File) -> TokenStream {
    let constant = ident(&scheme.constant);
    let mut checks = Vec::new();
    for credential in &scheme.recipe.credentials {
        checks.extend(check(credential, &constant, file));
    }
    match checks.pop() {
        Some(Refusal::Plain(last)) => {
            let checks = checks.iter().map(Refusal::statement);
            quote!(#(#checks)* #last)
        }
        Some(last) => {
            checks.push(last);
            let checks = checks.iter().map(Refusal::statement);
            quote!(#(#checks)* Ok(()))
        }
        None => quote!(Ok(())),
    }
}

/// Something that refuses credentials.
enum Refusal {
    /// An expression.
    Plain(TokenStream),
    /// A statement.
    Statement(TokenStream),
}

impl Refusal {
    fn statement(&self) -> TokenStream {
        match self {
            Self::Plain(check) => quote!(#check?;),
            Self::Statement(statement) => statement.clone(),
        }
    }
}

fn check(credential: &Credential, constant: &proc_macro2::Ident, file: &mut File) -> Vec<Refusal> {
    let (wire, field) = (&credential.wire, ident(&credential.ident));
    let text = match credential.form {
        Form::Text => quote!(&self.#field),
        Form::Secret => quote!(self.#field.expose()),
        Form::Key(_) => {
            let plain = if credential.optional {
                quote!(self.#field.check_optional())
            } else {
                quote!(self.#field.check())
            };
            let mut checks = vec![Refusal::Plain(plain)];
            let key = quote!(self.#field.bytes().unwrap_or_default());
            checks.extend(fits(credential, &key, constant, file).map(Refusal::Plain));
            return checks;
        }
        Form::Handle(made_by) => {
            let key = match made_by {
                Some(_) => quote!(key.bytes().unwrap_or_default()),
                None => quote!(key.expose()),
            };
            let before = made_by.map(|_| quote!(key.check()?;));
            let fits = fits(credential, &key, constant, file);
            return vec![Refusal::Plain(
                quote!(self.#field.check(|key| { #before #fits })),
            )];
        }
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
    let refusal = quote!(CredentialsError::#call(#constant, #wire, #text));
    vec![if credential.optional {
        Refusal::Statement(quote!(if !self.#field.is_empty() { #refusal?; }))
    } else {
        Refusal::Plain(refusal)
    }]
}

/// Whether the bytes of a key are what the algorithm asks for.
fn fits(
    credential: &Credential,
    key: &TokenStream,
    constant: &proc_macro2::Ident,
    file: &mut File,
) -> Option<TokenStream> {
    let function = credential.checked_by?;
    file.uses().add(SIGNING, function);
    let (function, wire) = (format_ident!("{function}"), &credential.wire);
    Some(quote!(#function(#constant, #wire, #key)))
}
