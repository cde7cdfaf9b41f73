//! The registry of support sources: what every crate carries, what only some do, and what each needs.
//!
//! Sources are copied byte for byte; see `templates/`.

use std::collections::BTreeSet;

use super::krate::SchemeFile;
use super::recipe::{Expr, PlaceKind, Step};

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
    /// What the module exports to recipes: functions and types.
    pub items: &'static [&'static str],
    /// The methods that it adds to the types of signing.
    pub methods: &'static [&'static str],
    /// The other modules that it uses.
    pub needs: &'static [&'static str],
    /// The dependencies that only some primitives need.
    pub dependencies: &'static [&'static str],
    /// Its text.
    pub text: &'static str,
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
    "support/env.rs"
    "support/envelope.rs"
    "support/error.rs"
    "support/error/api.rs"
    "support/error/decode.rs"
    "support/json.rs"
    "support/json_text.rs"
    "support/operation.rs"
    "support/param.rs"
    "support/query.rs"
    "support/request.rs"
    "support/response.rs"
    "support/retry.rs"
    "support/secret.rs"
    "support/signing/address.rs"
    "support/signing/after.rs"
    "support/signing/draft.rs"
    "support/signing/message.rs"
    "support/signing/scheme.rs"
    "support/signing/wire.rs"
    "support/trace.rs"
    "support/transport.rs"
    "support/transport/reqwest.rs"
};

macro_rules! primitives {
    ($(
        $module:ident {
            $(items: $($item:ident)*,)?
            $(methods: $($method:ident)*,)?
            $(needs: $($need:ident)*,)?
            $(dependencies: $($dependency:literal)*,)?
        }
    )*) => {
        &[$(Primitive {
            module: stringify!($module),
            items: &[$($(stringify!($item)),*)?],
            methods: &[$($(stringify!($method)),*)?],
            needs: &[$($(stringify!($need)),*)?],
            dependencies: &[$($($dependency),*)?],
            text: include_str!(concat!("../../../templates/src/support/signing/", stringify!($module), ".rs")),
        }),*]
    };
}

/// The building blocks of recipes.
pub const PRIMITIVES: &[Primitive] = primitives! {
    affixes { items: default first prefix strip, }
    base64_standard { items: base64, dependencies: "base64", }
    base64_url { items: base64url base64url_nopad, dependencies: "base64", }
    body_member { methods: body_member, needs: json_tree, }
    cookie { methods: inject_cookie place_cookie, }
    counter { items: Counter, }
    crc32 { items: crc32, }
    date { methods: date http_date iso8601 iso8601_basic iso8601_ms rfc2822, }
    form_encode { items: form_encode, }
    form_field { methods: form_field, needs: media_type, }
    from_base64 { items: from_base64, dependencies: "base64", }
    from_hex { items: from_hex, }
    headers { items: Headers, needs: params squeeze, }
    hex { items: hex, }
    hmac_md5 { items: hmac_md5, dependencies: "hmac" "md-5", }
    hmac_sha1 { items: hmac_sha1, dependencies: "hmac" "sha1", }
    hmac_sha256 { items: hmac_sha256, dependencies: "hmac" "sha2", }
    hmac_sha384 { items: hmac_sha384, dependencies: "hmac" "sha2", }
    hmac_sha512 { items: hmac_sha512, dependencies: "hmac" "sha2", }
    json_body { methods: body_or inject_body inject_body_integer place_body, needs: json_tree, }
    json_canonical { items: JsonStyle json_compact json_sorted, needs: json_tree, }
    json_escape { items: json_escape, }
    json_tree {}
    key { items: Key strip_secret, }
    key_base64 { methods: key_base64, needs: key from_base64, }
    key_hex { methods: key_hex, needs: key from_hex, }
    key_pem { methods: key_pem, needs: key pem, }
    md5 { items: md5, dependencies: "md-5", }
    media_type { methods: media_type, }
    params { items: Params, }
    params_form { methods: params_form, needs: params form_field, }
    params_json { methods: params_json, needs: params json_tree media_type, }
    params_query { methods: params_query params_query_wire, needs: params, }
    path_param { methods: param, }
    pem { needs: from_base64, }
    percent { items: pct pct_path, }
    query_field { methods: query_field, }
    random { dependencies: "getrandom", }
    random_alnum { items: random_alnum, needs: random, }
    random_base64 { items: random_base64, needs: base64_standard random, }
    random_hex { items: random_hex, needs: hex random, }
    random_uuid { items: random_uuid, needs: hex random, }
    sha1 { items: sha1, dependencies: "sha1", }
    sha256 { items: sha256, dependencies: "sha2", }
    sha384 { items: sha384, dependencies: "sha2", }
    sha512 { items: sha512, dependencies: "sha2", }
    squeeze { items: squeeze, }
    unpct { items: unpct, }
};

/// A dependency of generated crates: its name, and its line in the manifest.
const DEPENDENCIES: &[(&str, &str)] = &[
    ("base64", r#"base64 = "0.22""#),
    ("bytes", r#"bytes = "1.10""#),
    ("getrandom", r#"getrandom = "0.4""#),
    ("hmac", r#"hmac = "0.13""#),
    ("http", r#"http = "1.3""#),
    ("md-5", r#"md-5 = "0.11""#),
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
    ("sha1", r#"sha1 = "0.11""#),
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
            Step::InjectBody { value, .. } => {
                items.insert("inject_body");
                primitives_of(value, &mut items);
            }
            Step::InjectCookie { value, .. }
            | Step::Place {
                place: PlaceKind::Cookie,
                value,
                ..
            } => {
                items.insert("inject_cookie");
                primitives_of(value, &mut items);
            }
            Step::Let { value, .. }
            | Step::InjectHeader { value, .. }
            | Step::InjectQuery { value, .. }
            | Step::Place { value, .. } => primitives_of(value, &mut items),
            Step::Freeze => {}
        }
    }
    modules_of(&items)
}

/// The modules that hold these items and methods, and all that they need, in order.
fn modules_of(names: &BTreeSet<&'static str>) -> Vec<&'static str> {
    let mut modules: BTreeSet<_> = PRIMITIVES
        .iter()
        .filter(|primitive| {
            let provided = primitive.items.iter().chain(primitive.methods);
            provided.into_iter().any(|name| names.contains(name))
        })
        .map(|primitive| primitive.module)
        .collect();
    loop {
        let needed = PRIMITIVES
            .iter()
            .filter(|primitive| modules.contains(primitive.module))
            .flat_map(|primitive| primitive.needs);
        let all: BTreeSet<_> = modules.iter().chain(needed).copied().collect();
        if all == modules {
            return modules.into_iter().collect();
        }
        modules = all;
    }
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
