//! The registry of support sources: what every crate carries, what only some do, and what each needs.
//!
//! Sources are copied byte for byte, see `templates/`; only `support.rs` is copied without the lines that declare
//! and export modules which the crate does not carry.

use std::collections::BTreeSet;

use super::krate::{Meta, Presence, SchemeFile, Struct, TagModule, TypeFile, TypeItem};
use super::recipe::{Expr, Step};

/// A support source that every crate carries.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// Below `src/` of the generated crate.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// A building block of recipes: a file that only crates carry whose recipes use it.
#[derive(Clone, Copy, Debug)]
pub struct Primitive {
    /// Its module below `support::signing`.
    pub module: &'static str,
    /// What the module exports to recipes.
    pub item: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The dependencies that only it needs.
    pub dependencies: &'static [&'static str],
}

macro_rules! sources {
    ($($path:literal)*) => {
        &[$(Source { path: $path, text: include_str!(concat!("../../../templates/src/", $path)) }),*]
    };
}

/// What every crate carries.
pub const SOURCES: &[Source] = sources! {
    "support.rs"
    "support/base_url.rs"
    "support/buffer.rs"
    "support/builder.rs"
    "support/client.rs"
    "support/clock.rs"
    "support/error.rs"
    "support/error/api.rs"
    "support/error/decode.rs"
    "support/finite.rs"
    "support/json.rs"
    "support/json_text.rs"
    "support/limit.rs"
    "support/operation.rs"
    "support/param.rs"
    "support/query.rs"
    "support/request.rs"
    "support/response.rs"
    "support/retry.rs"
    "support/secret.rs"
    "support/signing/draft.rs"
    "support/signing/scheme.rs"
    "support/signing/wire.rs"
    "support/trace.rs"
    "support/transport.rs"
    "support/transport/reqwest.rs"
};

/// What only some crates carry: a module below `support`, and its text.
pub const OPTIONAL: &[(&str, &str)] = &[
    (ENV, include_str!("../../../templates/src/support/env.rs")),
    (
        ENVELOPE,
        include_str!("../../../templates/src/support/envelope.rs"),
    ),
    (
        NULLABLE,
        include_str!("../../../templates/src/support/nullable.rs"),
    ),
];

/// Reads credentials from the environment.
const ENV: &str = "env";
/// Opens the document's envelope.
const ENVELOPE: &str = "envelope";
/// Holds members that are optional and nullable.
pub const NULLABLE: &str = "nullable";

/// The optional modules of a crate with these parts, in order.
pub(super) fn optional(
    meta: &Meta,
    tags: &[TagModule],
    types: &[TypeFile],
    schemes: &[SchemeFile],
) -> Vec<&'static str> {
    let operations = || tags.iter().flat_map(|tag| &tag.operations);
    let requests = operations().map(|operation| &operation.request.item);
    let items = operations()
        .flat_map(|operation| &operation.types)
        .chain(types.iter().flat_map(|file| &file.types));
    let structures = items.filter_map(|item| match item {
        TypeItem::Struct(item) => Some(item),
        TypeItem::Enum(_) => None,
    });
    let is_used = |module: &&str| match *module {
        ENV => !schemes.is_empty(),
        ENVELOPE => meta.envelope.is_some(),
        _ => requests
            .clone()
            .chain(structures.clone())
            .any(holds_nullable),
    };
    OPTIONAL
        .iter()
        .map(|(module, _)| *module)
        .filter(is_used)
        .collect()
}

fn holds_nullable(item: &Struct) -> bool {
    let mut fields = item.fields.iter();
    fields.any(|field| field.presence == Presence::OptionalNullable)
}

macro_rules! primitives {
    ($($module:ident $item:ident [$($dependency:literal)*])*) => {
        &[$(Primitive {
            module: stringify!($module),
            item: stringify!($item),
            text: include_str!(concat!("../../../templates/src/support/signing/", stringify!($module), ".rs")),
            dependencies: &[$($dependency),*],
        }),*]
    };
}

/// The building blocks of recipes.
pub const PRIMITIVES: &[Primitive] = primitives! {
    base64_standard base64 ["base64"]
    counter Counter []
    hex hex []
    hmac_sha256 hmac_sha256 ["hmac" "sha2"]
};

/// A dependency of generated crates: its name, and its line in the manifest.
const DEPENDENCIES: &[(&str, &str)] = &[
    ("base64", r#"base64 = "0.22""#),
    ("bytes", r#"bytes = "1.10""#),
    ("hmac", r#"hmac = "0.13""#),
    ("http", r#"http = "1.3""#),
    ("httpdate", r#"httpdate = "1.0""#),
    ("percent-encoding", r#"percent-encoding = "2.3""#),
    (
        "reqwest",
        r#"reqwest = { version = "0.13", default-features = false, features = ["rustls-no-provider", "system-proxy"], optional = true }"#,
    ),
    (
        "rustls",
        r#"rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"], optional = true }"#,
    ),
    (
        "rustls-platform-verifier",
        r#"rustls-platform-verifier = { version = "0.7", optional = true }"#,
    ),
    (
        "serde",
        r#"serde = { version = "1.0", default-features = false, features = ["std"] }"#,
    ),
    (
        "serde_json",
        r#"serde_json = { version = "1.0", features = ["raw_value"] }"#,
    ),
    ("sha2", r#"sha2 = "0.11""#),
    ("subtle", r#"subtle = "2.6""#),
    ("thiserror", r#"thiserror = "2.0""#),
    (
        "tokio",
        r#"tokio = { version = "1.46", default-features = false, features = ["time"], optional = true }"#,
    ),
    (
        "tracing",
        r#"tracing = { version = "0.1", default-features = false, features = ["std"], optional = true }"#,
    ),
    ("url", r#"url = "2.5""#),
    (
        "zeroize",
        r#"zeroize = { version = "1.8", features = ["std"] }"#,
    ),
];

/// The dependencies that some primitive brings.
fn is_brought(name: &str) -> bool {
    PRIMITIVES
        .iter()
        .any(|primitive| primitive.dependencies.contains(&name))
}

/// The modules of the primitives that recipes use, in order.
pub fn needed(schemes: &[SchemeFile]) -> Vec<&'static str> {
    let mut items = BTreeSet::new();
    for step in schemes.iter().flat_map(|scheme| &scheme.recipe.steps) {
        match step {
            Step::Let { value, .. }
            | Step::InjectBody { value, .. }
            | Step::InjectHeader { value, .. }
            | Step::InjectCookie { value, .. }
            | Step::InjectQuery { value, .. }
            | Step::Place { value, .. } => primitives_of(value, &mut items),
            Step::Freeze => {}
        }
    }
    let used = PRIMITIVES
        .iter()
        .filter(|primitive| items.contains(primitive.item));
    used.map(|primitive| primitive.module).collect()
}

fn primitives_of(value: &Expr, items: &mut BTreeSet<&'static str>) {
    match value {
        Expr::Text(_)
        | Expr::Credential { .. }
        | Expr::Local { .. }
        | Expr::Unix(_)
        | Expr::Wire(_) => {}
        Expr::Counter(..) => drop(items.insert("Counter")),
        Expr::HmacSha256 { key, message } => {
            items.insert("hmac_sha256");
            primitives_of(key, items);
            primitives_of(message, items);
        }
        Expr::Hex(inner) => {
            items.insert("hex");
            primitives_of(inner, items);
        }
        Expr::Base64(inner) => {
            items.insert("base64");
            primitives_of(inner, items);
        }
        Expr::Concat(parts) => parts.iter().for_each(|part| primitives_of(part, items)),
    }
}

/// The primitives of these modules.
pub fn primitives<'a>(
    modules: &'a [&'static str],
) -> impl Iterator<Item = &'static Primitive> + 'a {
    PRIMITIVES
        .iter()
        .filter(|primitive| modules.contains(&primitive.module))
}

/// The dependencies of a crate with these primitives, in the order of the manifest.
pub fn dependencies(modules: &[&'static str]) -> Vec<&'static str> {
    let brought: Vec<_> = primitives(modules)
        .flat_map(|primitive| primitive.dependencies)
        .collect();
    let names = DEPENDENCIES.iter().map(|(name, _)| *name);
    names
        .filter(|name| !is_brought(name) || brought.contains(&name))
        .collect()
}

/// The line of a dependency in the manifest.
pub fn dependency_line(name: &str) -> String {
    let line = DEPENDENCIES
        .iter()
        .find(|(other, _)| *other == name)
        .map(|(_, line)| *line);
    format!("{}\n", line.unwrap_or_default())
}
