//! The registry of support sources: what every crate carries, what only some do, and what each needs.
//!
//! Sources are copied byte for byte, see `templates/`; only `support.rs` and its prelude are copied without the lines
//! that declare and export modules which the crate does not carry.

use std::collections::BTreeSet;

use super::krate::{
    Encode, Meta, Presence, Refusals, RepeatedFile, RequestPart, SchemeBody, SchemeFile, Struct,
    TagModule, Type, TypeFile, TypeItem, Webhooks,
};

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
    /// What it exports to callers as well.
    pub public: &'static [&'static str],
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
    "support/blocking.rs"
    "support/buffer.rs"
    "support/builder.rs"
    "support/charset.rs"
    "support/client.rs"
    "support/clock.rs"
    "support/download.rs"
    "support/download/blocking.rs"
    "support/error.rs"
    "support/error/api.rs"
    "support/error/decode.rs"
    "support/finite.rs"
    "support/handle.rs"
    "support/json.rs"
    "support/json/declare.rs"
    "support/json_text.rs"
    "support/limit.rs"
    "support/modules.rs"
    "support/network.rs"
    "support/operation.rs"
    "support/param.rs"
    "support/payload.rs"
    "support/prelude.rs"
    "support/query.rs"
    "support/request.rs"
    "support/response.rs"
    "support/retry.rs"
    "support/secret.rs"
    "support/server.rs"
    "support/signing/address.rs"
    "support/signing/after.rs"
    "support/signing/cookie.rs"
    "support/signing/draft.rs"
    "support/signing/message.rs"
    "support/signing/scheme.rs"
    "support/signing/wire.rs"
    "support/trace.rs"
    "support/transport.rs"
    "support/transport/reqwest.rs"
    "support/upload.rs"
};

/// A support source that only some crates carry.
#[derive(Clone, Copy, Debug)]
pub struct Optional {
    /// Its module below `support`.
    pub module: &'static str,
    /// The types of it that the crate exports.
    pub exports: &'static [&'static str],
    /// The dependencies that it brings.
    pub dependencies: &'static [&'static str],
    /// The features that it has something for, each with a dependency of its name.
    pub features: &'static [&'static str],
    /// Its text.
    pub text: &'static str,
}

macro_rules! optional {
    ($(
        $module:literal {
            $(exports: $($exports:ident)*,)?
            $(dependencies: $($dependency:literal)*,)?
            $(features: $($feature:ident)*,)?
        }
    )*) => {
        &[$(Optional {
            module: $module,
            exports: &[$($(stringify!($exports)),*)?],
            dependencies: &[$($($dependency),*)?],
            features: &[$($(stringify!($feature)),*)?],
            text: include_str!(concat!("../../../templates/src/support/", $module, ".rs")),
        }),*]
    };
}

/// What only some crates carry.
pub const OPTIONAL: &[Optional] = optional! {
    "base64_text" { exports: Base64, dependencies: "base64", }
    "binary_body" { exports: BinaryBody, }
    "check" { exports: Check Violation, }
    "choice" {}
    "choice/shape" {}
    "choice/tagged" {}
    "civil" {}
    "date" { exports: Date, features: chrono jiff time, }
    "decimal" { exports: Decimal, features: bigdecimal rust_decimal, }
    "env" {}
    "envelope" {}
    "form" {}
    "from_text" {}
    "headers" { exports: Headed HeaderError, }
    "multipart" { exports: FilePart Files Multipart, }
    "nullable" { exports: Nullable, }
    "number" { exports: Number, }
    "paging" { exports: Items Paged Pages Turn, }
    "paging/blocking" {}
    "param_ip" {}
    "param_url" { dependencies: "url with serde", }
    "param_uuid" { dependencies: "uuid", }
    "problem" { exports: Problem, }
    "raw_json" { exports: RawJson, }
    "refusal" { exports: Refusable, }
    "server_url" {}
    "stream" { exports: Event Piece Stream Streamed, }
    "stream/blocking" {}
    "stream/framing" {}
    "styles" { exports: Style, }
    "styles/expand" {}
    "timestamp" { exports: Timestamp, features: chrono jiff time, }
    "verbatim" { exports: FormatError, }
    "webhook" {}
};

/// Tells apart the alternatives of choices.
const CHOICE: &str = "choice";
/// What a value looks like.
const CHOICE_SHAPE: &str = "choice/shape";
/// Alternatives that a member names.
const CHOICE_TAGGED: &str = "choice/tagged";

/// Holds bodies of bytes.
const BINARY_BODY: &str = "binary_body";
/// Writes forms.
const FORM: &str = "form";
/// Writes bodies in parts.
const MULTIPART: &str = "multipart";

/// Looks at values before they are sent.
pub const CHECK: &str = "check";
/// Reads credentials from the environment.
const ENV: &str = "env";
/// Opens the document's envelope.
const ENVELOPE: &str = "envelope";
/// Holds members that are optional and nullable.
pub const NULLABLE: &str = "nullable";
/// Holds what the document does not describe.
pub const RAW_JSON: &str = "raw_json";
/// Sends lists and objects as parameters.
const STYLES: &str = "styles";
/// Its machine, which knows nothing of requests.
const STYLES_EXPAND: &str = "styles/expand";
/// Reads events from verified messages.
const WEBHOOK: &str = "webhook";
/// Reads headers of responses.
const HEADERS: &str = "headers";
/// Reads values that are texts.
const FROM_TEXT: &str = "from_text";
/// Reads responses while they come.
pub const STREAM: &str = "stream";
/// Its half for code that is not async.
const BLOCKING_STREAM: &str = "stream/blocking";
/// What sets the items of a stream apart.
const FRAMING: &str = "stream/framing";
/// Fills in the addresses of servers.
pub const SERVER_URL: &str = "server_url";
/// Reads what refusals hold.
const REFUSAL: &str = "refusal";
/// Holds problems of RFC 9457.
const PROBLEM: &str = "problem";
/// Leads through lists that come in pages.
pub const PAGING: &str = "paging";
/// Its half for code that is not async.
const BLOCKING_PAGES: &str = "paging/blocking";

/// The optional modules of a crate with these parts, in order.
pub(super) fn optional(
    meta: &Meta,
    tags: &[TagModule],
    types: &[TypeFile],
    repeated: &[RepeatedFile],
    schemes: &[SchemeFile],
    webhooks: Option<&Webhooks>,
) -> Vec<&'static str> {
    let events = || webhooks.iter().flat_map(|webhooks| &webhooks.events);
    let operations = || tags.iter().flat_map(|tag| &tag.operations);
    let requests = operations().map(|operation| &operation.request.item);
    let requests = requests.chain(events().map(|event| &event.item));
    let items = operations()
        .flat_map(|operation| &operation.types)
        .chain(events().flat_map(|event| &event.types))
        .chain(types.iter().flat_map(|file| &file.types))
        .chain(repeated.iter().flat_map(RepeatedFile::items));
    let structures = requests.chain(items.clone().filter_map(|item| match item {
        TypeItem::Struct(item) => Some(item),
        TypeItem::Enum(_) | TypeItem::Choice(_) | TypeItem::Status(_) | TypeItem::Alias(_) => None,
    }));
    let structures: Vec<_> = structures.collect();
    let by_status = items.clone().filter_map(|item| match item {
        TypeItem::Status(item) => Some(item),
        TypeItem::Struct(_) | TypeItem::Enum(_) | TypeItem::Choice(_) | TypeItem::Alias(_) => None,
    });
    let by_status = by_status.flat_map(|item| item.variants.iter().filter_map(|it| it.ty.as_ref()));
    let choices = items.clone().filter_map(|item| match item {
        TypeItem::Choice(item) => Some(item),
        TypeItem::Struct(_) | TypeItem::Enum(_) | TypeItem::Status(_) | TypeItem::Alias(_) => None,
    });
    let choices: Vec<_> = choices.collect();
    let outputs = operations().map(|operation| &operation.output);
    let items_of_streams = operations().filter_map(|it| Some(&it.stream.as_ref()?.item));
    let refused = || operations().flat_map(|it| it.refusals.iter().flat_map(Refusals::types));
    let headers = operations().filter_map(|it| it.headers.as_ref());
    let headers: Vec<_> = headers.flat_map(|it| &it.readers).collect();
    let has_headers = !headers.is_empty();
    let read = headers.iter().map(|reader| &reader.item);
    let outputs = outputs.chain(items_of_streams).chain(refused()).chain(read);
    let held = structures.iter().flat_map(|item| {
        let fields = item.fields.iter().map(|field| &field.ty);
        fields.chain(item.rest.iter().map(|rest| &rest.ty))
    });
    let alternatives = choices
        .iter()
        .flat_map(|item| item.variants.iter().map(|it| &it.ty));
    let bodies = operations().filter_map(|operation| operation.body.as_ref());
    let bodies = bodies.flat_map(|body| body.variants.iter().map(|it| &it.ty));
    let held = held
        .chain(alternatives)
        .chain(outputs)
        .chain(by_status)
        .chain(bodies);
    let held: Vec<_> = held.collect();
    let has_raw = held.iter().any(|ty| ty.holds_raw());
    let of_formats: BTreeSet<_> = held
        .into_iter()
        .filter_map(|ty| match ty.innermost() {
            Type::Scalar(scalar) => Some(scalar.modules()),
            _ => None,
        })
        .flatten()
        .collect();
    let mut carriers = BTreeSet::new();
    for part in operations().flat_map(|operation| &operation.request.parts) {
        match part {
            RequestPart::Body { encode, .. } => carriers.extend(carriers_of(encode)),
            RequestPart::Styled { .. } => carriers.extend([STYLES, STYLES_EXPAND]),
            _ => {}
        }
    }
    let is_used = |module: &&str| match *module {
        BINARY_BODY | FORM | MULTIPART | STYLES | STYLES_EXPAND => carriers.contains(module),
        ENV => schemes
            .iter()
            .any(|scheme| !matches!(scheme.body, SchemeBody::Certificate)),
        ENVELOPE => meta.envelope.is_some(),
        WEBHOOK => webhooks.is_some(),
        HEADERS => has_headers,
        FROM_TEXT => has_headers || webhooks.is_some(),
        STREAM | BLOCKING_STREAM | FRAMING => operations().any(|it| it.stream.is_some()),
        REFUSAL => operations().any(|it| it.refusals.is_some()),
        PROBLEM => refused().any(|ty| *ty == Type::Problem),
        PAGING | BLOCKING_PAGES => operations().any(|operation| operation.paging.is_some()),
        NULLABLE => structures.iter().any(|item| holds_nullable(item)),
        RAW_JSON => !choices.is_empty() || has_raw,
        CHOICE | CHOICE_SHAPE | CHOICE_TAGGED => !choices.is_empty(),
        module => of_formats.contains(&module),
    };
    OPTIONAL
        .iter()
        .map(|optional| optional.module)
        .filter(is_used)
        .collect()
}

/// The modules that write a body.
fn carriers_of(encode: &Encode) -> Vec<&'static str> {
    match encode {
        Encode::Json(_) | Encode::Text(_) => Vec::new(),
        Encode::Form(..) => vec![FORM, STYLES, STYLES_EXPAND],
        Encode::Multipart(..) => vec![MULTIPART, STYLES, STYLES_EXPAND],
        Encode::Binary(_) => vec![BINARY_BODY],
        Encode::OneOf(_, variants) => {
            let variants = variants.iter();
            variants.flat_map(|(_, it)| carriers_of(it)).collect()
        }
    }
}

fn holds_nullable(item: &Struct) -> bool {
    let mut fields = item.fields.iter();
    fields.any(|field| field.presence == Presence::OptionalNullable)
}

/// The optional sources of these modules.
pub fn optionals<'a>(modules: &'a [&'static str]) -> impl Iterator<Item = &'static Optional> + 'a {
    OPTIONAL
        .iter()
        .filter(|optional| modules.contains(&optional.module))
}

/// The types that a crate with these optional modules exports of them.
pub fn exports(modules: &[&'static str]) -> impl Iterator<Item = &'static str> {
    optionals(modules).flat_map(|optional| optional.exports.iter().copied())
}

/// The features that a crate with these optional modules has for them, in order.
pub fn features(modules: &[&'static str]) -> Vec<&'static str> {
    let features = optionals(modules).flat_map(|optional| optional.features);
    let features: BTreeSet<_> = features.copied().collect();
    features.into_iter().collect()
}

macro_rules! primitives {
    ($(
        $module:ident {
            $(items: $($item:ident)*,)?
            $(public: $($public:ident)*,)?
            $(methods: $($method:ident)*,)?
            $(needs: $($need:ident)*,)?
            $(dependencies: $($dependency:literal)*,)?
        }
    )*) => {
        &[$(Primitive {
            module: stringify!($module),
            items: &[$($(stringify!($item)),*)?],
            public: &[$($(stringify!($public)),*)?],
            methods: &[$($(stringify!($method)),*)?],
            needs: &[$($(stringify!($need)),*)?],
            dependencies: &[$($($dependency),*)?],
            text: include_str!(concat!("../../../templates/src/support/signing/", stringify!($module), ".rs")),
        }),*]
    };
}

/// The building blocks of recipes.
pub const PRIMITIVES: &[Primitive] = primitives! {
    access_token { public: AccessToken TokenFuture TokenSource, needs: token_error, }
    affixes { items: default first prefix strip, }
    base64_standard { items: base64, dependencies: "base64", }
    base64_url { items: base64url base64url_nopad, dependencies: "base64", }
    body_member { methods: body_member, needs: json_tree, }
    client_credentials { public: ClientCredentials, needs: access_token base64_standard token_error token_response, }
    counter { items: Counter, }
    crc32 { items: crc32, }
    custom { items: Custom, public: WorkedOut, }
    date { methods: date http_date iso8601 iso8601_basic iso8601_ms rfc2822, }
    ecdsa_p256 { items: ecdsa_p256_check ecdsa_p256_sha256_der_sign ecdsa_p256_sha256_der_verify_own ecdsa_p256_sha256_p1363_sign ecdsa_p256_sha256_p1363_verify_own, needs: pem, dependencies: "p256", }
    ecdsa_p256_public { items: ecdsa_p256_public_check ecdsa_p256_sha256_der_verify ecdsa_p256_sha256_p1363_verify, needs: pem, dependencies: "p256", }
    ed25519 { items: ed25519_check ed25519_sign ed25519_verify_own, needs: pem, dependencies: "ring", }
    ed25519_public { items: ed25519_public_check ed25519_verify, needs: pem public_key, dependencies: "ring", }
    fields { methods: field_or inject_field inject_field_integer place_field, needs: form_encode form_field json_body params_json params_xml xml, }
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
    incoming { public: Incoming Verified verify_with, methods: check_response status, needs: verify_error, }
    instant { items: check_clock instant_unix_ms instant_unix_ns instant_unix_s instant_unix_us, needs: incoming verify_error, }
    instant_date { items: instant_http_date instant_iso8601, needs: date instant, }
    json_body { methods: body_or inject_body inject_body_integer place_body, needs: json_tree, }
    json_canonical { items: JsonStyle json_compact json_sorted, needs: json_tree, }
    json_escape { items: json_escape, }
    json_tree {}
    key { items: Key strip_secret, }
    key_base64 { methods: key_base64, needs: key from_base64, }
    key_handle { items: SigningKey, public: KeyHandle, }
    key_hex { methods: key_hex, needs: key from_hex, }
    key_pem { methods: key_pem, needs: key pem, }
    matching { items: check_equal check_key check_signature matches, needs: verify_error, }
    md5 { items: md5, dependencies: "md-5", }
    media_type { methods: media_type, }
    params { items: Params, }
    params_form { methods: params_form, needs: params form_field, }
    params_json { methods: params_json, needs: params json_tree media_type, }
    params_query { methods: params_query params_query_wire, needs: params, }
    params_xml { methods: params_xml, needs: media_type params xml, }
    path_param { methods: param, }
    pem { needs: from_base64, }
    percent { items: pct pct_path, }
    pick { items: pick pick_first, }
    public_key { dependencies: "spki", }
    query_field { methods: query_field, }
    random { dependencies: "getrandom", }
    random_alnum { items: random_alnum, needs: random, }
    random_base64 { items: random_base64, needs: base64_standard random, }
    random_hex { items: random_hex, needs: hex random, }
    random_uuid { items: random_uuid, needs: hex random, }
    rsa { items: rsa_check rsa_pkcs1_sha256_sign rsa_pkcs1_sha256_verify_own rsa_pss_sha512_sign rsa_pss_sha512_verify_own, needs: pem, dependencies: "ring", }
    rsa_public { items: rsa_pkcs1_sha256_verify rsa_pss_sha512_verify rsa_public_check, needs: pem public_key, dependencies: "ring", }
    serial { items: Serial, }
    sha1 { items: sha1, dependencies: "sha1", }
    sha256 { items: sha256, dependencies: "sha2", }
    sha384 { items: sha384, dependencies: "sha2", }
    sha512 { items: sha512, dependencies: "sha2", }
    squeeze { items: squeeze, }
    text { items: first_of or_else prefixed squeezed without, }
    token_error { public: TokenError, }
    token_response { needs: access_token token_error, }
    tokens { items: Tokens, needs: access_token serial token_error, }
    unpct { items: unpct, }
    verify_error { public: VerifyError, }
    xml {}
};

/// A dependency of generated crates: its name, and its line in the manifest.
const DEPENDENCIES: &[(&str, &str)] = &[
    ("base64", r#"base64 = "0.22""#),
    (
        "bigdecimal",
        r#"bigdecimal = { version = "0.4", optional = true }"#,
    ),
    ("bytes", r#"bytes = "1.10""#),
    (
        "chrono",
        r#"chrono = { version = "0.4", default-features = false, features = ["std"], optional = true }"#,
    ),
    ("getrandom", r#"getrandom = "0.4""#),
    (
        "hmac",
        r#"hmac = { version = "0.13", features = ["zeroize"] }"#,
    ),
    ("http", r#"http = "1.3""#),
    (
        "http-body",
        r#"http-body = { version = "1.0", optional = true }"#,
    ),
    ("httpdate", r#"httpdate = "1.0""#),
    (
        "jiff",
        r#"jiff = { version = "0.2", default-features = false, features = ["std"], optional = true }"#,
    ),
    (
        "md-5",
        r#"md-5 = { version = "0.11", features = ["zeroize"] }"#,
    ),
    (
        "p256",
        r#"p256 = { version = "0.14", default-features = false, features = ["alloc", "ecdsa", "pkcs8"] }"#,
    ),
    ("percent-encoding", r#"percent-encoding = "2.3""#),
    (
        "reqwest",
        r#"reqwest = { version = "0.13", default-features = false, features = ["rustls-no-provider", "system-proxy"], optional = true }"#,
    ),
    ("ring", r#"ring = "0.17""#),
    (
        "rust_decimal",
        r#"rust_decimal = { version = "1.37", default-features = false, features = ["std"], optional = true }"#,
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
        r#"serde_json = { version = "1.0", features = ["float_roundtrip", "raw_value"] }"#,
    ),
    (
        "sha1",
        r#"sha1 = { version = "0.11", features = ["zeroize"] }"#,
    ),
    (
        "sha2",
        r#"sha2 = { version = "0.11", features = ["zeroize"] }"#,
    ),
    (
        "spki",
        r#"spki = { version = "0.8", default-features = false }"#,
    ),
    ("subtle", r#"subtle = "2.6""#),
    ("thiserror", r#"thiserror = "2.0""#),
    (
        "time",
        r#"time = { version = "0.3", default-features = false, features = ["std"], optional = true }"#,
    ),
    (
        "tokio",
        r#"tokio = { version = "1.46", default-features = false, features = ["time"], optional = true }"#,
    ),
    (
        "tracing",
        r#"tracing = { version = "0.1", default-features = false, features = ["std"], optional = true }"#,
    ),
    (URL, r#"url = "2.5""#),
    (
        URL_WITH_SERDE,
        r#"url = { version = "2.5", features = ["serde"] }"#,
    ),
    (
        "uuid",
        r#"uuid = { version = "1.18", default-features = false, features = ["serde", "std"] }"#,
    ),
    (
        "zeroize",
        r#"zeroize = { version = "1.8", features = ["std"] }"#,
    ),
];

/// Every crate needs it.
const URL: &str = "url";
/// The same, where URLs are read and written: its `serde` brings a macro to compile.
const URL_WITH_SERDE: &str = "url with serde";

/// The dependencies that these sources bring.
fn brought(
    primitives: impl Iterator<Item = &'static Primitive>,
    optional: impl Iterator<Item = &'static Optional>,
) -> BTreeSet<&'static str> {
    let of_primitives = primitives.flat_map(|primitive| primitive.dependencies);
    let of_optional = optional.flat_map(|it| it.dependencies.iter().chain(it.features));
    of_primitives.chain(of_optional).copied().collect()
}

/// All functions and types that primitives export.
pub fn items() -> impl Iterator<Item = &'static str> {
    PRIMITIVES
        .iter()
        .flat_map(|primitive| primitive.items.iter().chain(primitive.public))
        .copied()
}

/// The modules of the primitives that recipes use, in order.
pub fn needed(schemes: &[SchemeFile], webhooks: Option<&Webhooks>) -> Vec<&'static str> {
    let used = schemes.iter().flat_map(SchemeFile::uses);
    modules_of(&used.chain(webhooks.map(|_| "Incoming")).collect())
}

/// The modules that hold these items and methods, and all that they need, in order.
fn modules_of(names: &BTreeSet<&'static str>) -> Vec<&'static str> {
    let mut modules: BTreeSet<_> = PRIMITIVES
        .iter()
        .filter(|primitive| {
            let exported = primitive.items.iter().chain(primitive.public);
            let provided = exported.chain(primitive.methods);
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

/// The primitives of these modules.
pub fn primitives<'a>(
    modules: &'a [&'static str],
) -> impl Iterator<Item = &'static Primitive> + 'a {
    PRIMITIVES
        .iter()
        .filter(|primitive| modules.contains(&primitive.module))
}

/// The dependencies of a crate with these primitives and optional modules, in the order of the manifest.
pub fn dependencies(modules: &[&'static str], optional: &[&'static str]) -> Vec<&'static str> {
    let brings = brought(PRIMITIVES.iter(), OPTIONAL.iter());
    let brought = brought(primitives(modules), optionals(optional));
    let names = DEPENDENCIES.iter().map(|(name, _)| *name);
    names
        .filter(|name| !brings.contains(name) || brought.contains(name))
        .filter(|name| *name != URL || !brought.contains(URL_WITH_SERDE))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::formats::Scalar;

    /// The names that stand after `prefix` in the `use` lines of a source.
    fn used<'t>(text: &'t str, prefix: &'t str) -> impl Iterator<Item = &'t str> + 't {
        text.lines()
            .filter_map(move |line| line.strip_prefix("use ")?.strip_prefix(prefix))
            .filter_map(|rest| rest.split("::").next())
    }

    #[test]
    fn a_primitive_needs_what_it_uses_of_the_others() {
        for primitive in PRIMITIVES {
            let used: BTreeSet<_> = used(primitive.text, "super::").collect();
            for module in PRIMITIVES.iter().map(|it| it.module) {
                assert!(
                    !used.contains(module) || primitive.needs.contains(&module),
                    "`{}` uses `{module}`",
                    primitive.module
                );
            }
            for need in primitive.needs {
                let exists = PRIMITIVES.iter().any(|it| it.module == *need);
                assert!(exists, "`{}` needs `{need}`", primitive.module);
            }
        }
    }

    #[test]
    fn a_primitive_depends_on_the_crates_that_it_uses() {
        for primitive in PRIMITIVES {
            let brought = [
                "base64", "hmac", "md5", "p256", "ring", "sha1", "sha2", "spki",
            ];
            for name in used(primitive.text, "").filter(|name| brought.contains(name)) {
                let name = if name == "md5" { "md-5" } else { name };
                let declared = primitive.dependencies.contains(&name);
                assert!(declared, "`{}` uses `{name}`", primitive.module);
            }
            for name in primitive.dependencies {
                assert!(
                    dependency_line(name).starts_with(name),
                    "`{name}` has a line"
                );
            }
        }
    }

    #[test]
    fn what_a_module_needs_comes_with_it() {
        let modules = modules_of(&["key_pem"].into());
        assert_eq!(modules, ["from_base64", "key", "key_pem", "pem"]);
        assert!(dependencies(&modules, &[]).contains(&"base64"));
        assert!(!dependencies(&modules, &[]).contains(&"hmac"));
    }

    #[test]
    fn an_optional_module_brings_its_dependencies_once() {
        let plain = dependencies(&[], &[]);
        assert!(plain.contains(&"url") && !plain.contains(&"jiff"));
        let all = dependencies(&[], &["param_url", "timestamp"]);
        let urls = all.iter().filter(|name| name.starts_with("url"));
        assert_eq!(urls.collect::<Vec<_>>(), [&"url with serde"]);
        assert!(all.contains(&"jiff") && !all.contains(&"uuid"));
        assert_eq!(features(&["date", "timestamp"]), ["chrono", "jiff", "time"]);
    }

    #[test]
    fn an_optional_source_comes_with_those_that_it_uses() {
        for scalar in Scalar::ALL {
            for optional in optionals(scalar.modules()) {
                for module in used(optional.text, "super::") {
                    let is_there = scalar.modules().contains(&module);
                    let is_optional = OPTIONAL.iter().any(|it| it.module == module);
                    assert!(is_there || !is_optional, "{scalar:?} needs `{module}`");
                }
            }
        }
    }
}
