//! `src/lib.rs`: docs with a first call, modules, and what a user of the crate names.

use std::fmt::Write as _;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::checks;
use super::print::{File, cfg, ident};
use crate::plan::docs::Docs;
use crate::plan::krate::{
    Construct, Crate, Example, ExampleRequest, ExampleValue, Field, RepeatedFile, Struct, TypeItem,
};
use crate::plan::support::exports;

/// What every crate exports of its support sources.
const EXPORTS: &[&str] = &[
    "ApiError",
    "BuildError",
    "Client",
    "ClientBuilder",
    "Clock",
    "CredentialsError",
    "DecodeError",
    "EncodeError",
    "Download",
    "Envelope",
    "Error",
    "Opened",
    "Operation",
    "OperationInfo",
    "Output",
    "Param",
    "Part",
    "RawResponse",
    "Refusal",
    "RequestParts",
    "Response",
    "Retry",
    "Secret",
    "Server",
    "SignError",
    "payload",
    "signing",
    "transport",
];

/// So many types may hold each other to a depth that the compiler refuses unless it is told of it.
const MANY: usize = 100;

/// The root of the crate.
pub(super) fn lib_rs(krate: &Crate) -> File {
    let mut file = File::new(&krate.root.docs);
    docs(krate, &mut file);
    if krate.types.iter().map(|it| it.types.len()).sum::<usize>() > MANY {
        file.attribute(
            "rustdoc follows types into each other, one by one.",
            "cfg_attr(doc, recursion_limit = \"1024\")",
        );
    }
    for tag in &krate.tags {
        let (cfg, module) = (cfg(&tag.feature), ident(&tag.module));
        let types = tag.operations.iter().flat_map(|it| &it.types);
        let requests = tag.operations.iter().map(|it| &it.request.item);
        let allow = placeholders(requests.chain(structs(types)));
        file.head(quote!(#cfg #allow pub mod #module;));
    }
    file.head(quote!(
        pub mod security;
    ));
    if let Some(servers) = &krate.servers {
        let module = ident(&servers.module);
        file.head(quote!(pub mod #module;));
    }
    if !krate.types.is_empty() || !krate.repeated.is_empty() {
        let types = krate.types.iter().flat_map(|it| &it.types);
        let repeated = krate.repeated.iter().flat_map(RepeatedFile::items);
        let allow = placeholders(structs(types.chain(repeated)));
        file.head(quote!(#allow pub mod types;));
    }
    if let Some(webhooks) = &krate.webhooks {
        let module = ident(&webhooks.module);
        let feature = webhooks
            .is_feature
            .then(|| quote!(#[cfg(feature = "webhooks")]));
        let types = webhooks.events.iter().flat_map(|it| &it.types);
        let events = webhooks.events.iter().map(|it| &it.item);
        let allow = placeholders(events.chain(structs(types)));
        file.head(quote!(#feature #allow pub mod #module;));
    }
    file.head(quote!(
        #[cfg(feature = "blocking")]
        pub mod blocking;
    ));
    if krate.root.overview.is_some() {
        let condition = if has_tag_features(krate) {
            quote!(all(doc, feature = "all-tags"))
        } else {
            quote!(doc)
        };
        file.head_gap();
        file.head(quote!(
            #[cfg(#condition)]
            pub mod overview;
        ));
    }
    file.head_gap();
    if !krate.checks.is_empty() {
        let cfg = cfg(checks::features(&krate.checks));
        file.head(quote!(#cfg mod checks;));
    }
    file.head(quote!(
        mod meta;
    ));
    file.head(quote! {
        #[allow(dead_code, unused_imports, unused_macros, reason = "the same for all crates; this one needs a part of it")]
        mod support;
    });
    if !krate.vectors.is_empty() {
        file.head(quote!(
            #[cfg(test)]
            #[allow(
                dead_code,
                reason = "the same for all crates; this one needs a part of it"
            )]
            mod vectors;
        ));
    }
    file.head_gap();
    file.head(quote!(
        pub use meta::{DOCUMENT_SHA256, GENERATOR};
    ));
    let mut names = EXPORTS.to_vec();
    names.extend(exports(&krate.optional));
    names.sort_unstable_by_key(|name| (name.starts_with(char::is_lowercase), *name));
    let names = names.iter().map(|name| format_ident!("{name}"));
    file.head(quote!(pub use support::{#(#names),*};));
    file
}

/// Names that clippy takes for placeholders (its setting `disallowed-names`).
const PLACEHOLDERS: [&str; 3] = ["foo", "baz", "quux"];

/// What lets a module pass clippy whose types have fields with such names.
fn placeholders<'a>(mut structs: impl Iterator<Item = &'a Struct>) -> Option<TokenStream> {
    let is_one = |it: &Field| PLACEHOLDERS.contains(&it.ident.as_str());
    structs.any(|it| it.fields.iter().any(is_one)).then(
        || quote!(#[allow(clippy::disallowed_names, reason = "members have the names of the document")]),
    )
}

fn structs<'a>(types: impl Iterator<Item = &'a TypeItem>) -> impl Iterator<Item = &'a Struct> {
    types.filter_map(|item| match item {
        TypeItem::Struct(structure) => Some(structure),
        TypeItem::Enum(_) | TypeItem::Choice(_) | TypeItem::Status(_) | TypeItem::Alias(_) => None,
    })
}

/// Appends the way to the overview, and a first call: where tags are features, as far as these are on.
fn docs(krate: &Crate, file: &mut File) {
    const OVERVIEW: &str = "All operations on one page: [`overview`].";
    match &krate.root.overview {
        Some(_) if has_tag_features(krate) => {
            file.more_docs(&Docs::text("\n"));
            file.docs_if("feature = \"all-tags\"", OVERVIEW);
        }
        Some(_) => file.docs(&Docs::text(OVERVIEW)),
        None => {}
    }
    let Some(example) = &krate.root.example else {
        return;
    };
    file.docs(&Docs::text("# A first call"));
    let call = first_call(example, &krate.package.library);
    let tag = krate.tags.iter().find(|tag| tag.module == example.tag);
    match tag.and_then(|tag| tag.feature.as_ref()) {
        Some(feature) => {
            file.more_docs(&Docs::text("\n"));
            let is_on = format!("feature = {}", Literal::string(feature));
            file.docs_if(&is_on, "```no_run");
            file.docs_if(&format!("not({is_on})"), "```ignore");
            file.more_docs(&Docs::text(&format!("{call}```")));
        }
        None => file.docs(&Docs::text(&format!("```no_run\n{call}```"))),
    }
}

fn has_tag_features(krate: &Crate) -> bool {
    krate.tags.iter().any(|tag| tag.feature.is_some())
}

/// A program that makes one call.
pub(super) fn first_call(example: &Example, library: &str) -> String {
    let mut text = String::new();
    let mut names = vec!["Client".to_owned(), "Error".to_owned()];
    if let Some(request) = &example.request {
        names.push(format!("{}::{}", example.tag, request.ident));
    }
    if let Some(scheme) = &example.scheme {
        names.push(format!("security::{}", scheme.ident));
    }
    let _ = writeln!(text, "use {library}::{{{}}};\n", names.join(", "));
    let _ = writeln!(
        text,
        "# async fn run() -> Result<(), Box<dyn std::error::Error>> {{"
    );
    match &example.scheme {
        Some(scheme) => {
            let values: Vec<_> = scheme
                .credentials
                .iter()
                .map(|name| format!("\"{name}\""))
                .collect();
            let made = match scheme.constructor {
                Some(constructor) => {
                    format!("{}::{constructor}({})", scheme.ident, values.join(", "))
                }
                None => scheme.ident.to_string(),
            };
            let _ = writeln!(
                text,
                "let client = Client::builder()\n    .{}({made})\n    .build()?;",
                scheme.method
            );
        }
        None => text.push_str("let client = Client::builder().build()?;\n"),
    }
    text.push_str(&request(example));
    let argument = if example.request.is_some() {
        "&request"
    } else {
        ""
    };
    let _ = writeln!(
        text,
        "match client.{}().{}({argument}).await {{\n    Ok(response) => println!(\"{{response:?}}\"),\n    \
         Err(Error::Api(refusal)) => eprintln!(\"{{refusal}}\"),\n    Err(error) => return Err(error.into()),\n}}",
        example.tag, example.method,
    );
    text.push_str("# Ok(())\n# }\n");
    text
}

fn request(example: &Example) -> String {
    let Some(ExampleRequest {
        ident,
        construct,
        values,
    }) = &example.request
    else {
        return String::new();
    };
    let values = values.iter().map(|(field, value)| match value {
        ExampleValue::Text(value) => (field, format!("{}.into()", Literal::string(value))),
        ExampleValue::Parsed(value) => (field, format!("{}.parse()?", Literal::string(value))),
        ExampleValue::Default => (field, "Default::default()".to_owned()),
    });
    let made = match construct {
        Construct::Default => format!("{ident}::default()"),
        Construct::New(_) => {
            let values: Vec<_> = values.map(|(_, value)| value).collect();
            format!("{ident}::new({})", values.join(", "))
        }
        Construct::Literal | Construct::Read => {
            let fields = values.map(|(field, value)| format!("    {field}: {value},\n"));
            format!("{ident} {{\n{}}}", fields.collect::<String>())
        }
    };
    format!("let request = {made};\n")
}
