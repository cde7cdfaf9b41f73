//! Security schemes as files: from a recipe to straight-line steps.
//!
//! `values` has the values in order, `names` what everything is called, `run` a function while it is being
//! written, `text`, `operators` and `algorithm` its expressions, `sign` and `verify` the order of its steps,
//! `unread` what of it nothing reads, `words` the recipe as a reviewer would tell it.

mod algorithm;
mod conflicts;
mod credentials;
mod fresh;
mod names;
mod operators;
mod reads;
mod run;
mod sign;
mod standard;
mod text;
mod tokens;
mod unread;
mod values;
mod verify;
mod wiped;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use super::docs::{self, Docs, markdown};
use super::krate::{SchemeBody, SchemeFile, SchemeName};
use super::names::{Case, Ident, Scope};
use super::recipe::{Counter, Hook, HookKind, Hooks, Recipe, Setting};
use super::support;
use crate::diag::{Sink, codes};
use crate::ir::signing::{Algorithm, Incoming, Operator, Scheme, Used};
use crate::ir::{Api, MediaType, Operation, SecurityKind, SecurityScheme};
use names::Names;
use standard::Standard;
use values::Value;

/// Methods that the client's builder has, so that no scheme may be set by them.
pub(super) const BUILDER_METHODS: &[&str] = &[
    "allow_plain_http",
    "base_url",
    "build",
    "build_blocking",
    "builder",
    "clock",
    "clone",
    "connect_timeout",
    "default",
    "fmt",
    "header",
    "max_response_bytes",
    "new",
    "retry",
    "scheme",
    "server",
    "timeout",
    "transport",
    "user_agent",
];

/// The names of schemes, by what the document calls them.
pub(super) type SchemeNames = IndexMap<String, SchemeName>;

/// The names of all schemes: those that the document defines, and those that only operations ask for.
pub(super) fn names(api: &Api, files: &[SchemeFile]) -> SchemeNames {
    let defined = api.security_schemes.keys();
    let required = api.operations.iter().flat_map(|it| &it.security);
    let required = required.flat_map(|requirement| &requirement.schemes);
    let all: IndexSet<&str> = defined.chain(required).map(String::as_str).collect();
    let files = files.iter().map(|file| (file.wire.as_str(), &file.ident));
    let types: BTreeMap<_, _> = files.collect();
    let mut constants = Scope::default();
    let name = |wire: &str| {
        let name = SchemeName {
            constant: constant(wire, &mut constants),
            wire: wire.to_owned(),
            ident: types.get(wire).map(|ident| (*ident).clone()),
        };
        (wire.to_owned(), name)
    };
    all.into_iter().map(name).collect()
}

/// The constant for a scheme's name. It differs from the scheme's type, which a single letter in upper
/// case would not.
fn constant(name: &str, scope: &mut Scope) -> Ident {
    let longer = format!("{name} scheme");
    let plain = |case| Scope::default().declare(name, case, "scheme");
    let names: &[&str] = if plain(Case::Shouty) == plain(Case::Camel) {
        &[&longer]
    } else {
        &[name, &longer]
    };
    scope.declare_first(names, name, Case::Shouty, "SCHEME")
}

/// The file of every scheme that can be written.
pub(super) fn schemes(api: &Api, library: &str, sink: &mut Sink) -> Vec<SchemeFile> {
    let mut modules = Scope::of_modules(&[BUILDER_METHODS, &["security"]].concat());
    let ours: Vec<_> = support::items().collect();
    let imported = ["Message", "Network", "Zeroizing"];
    let mut types = Scope::with_reserved(&[super::homes::TYPE_NAMES, &ours, &imported].concat());
    let mut constants = Scope::default();
    let users = users(api);
    let mut files = Vec::new();
    for (name, scheme) in &api.security_schemes {
        // Every scheme has a constant, so that the names are those of `names`.
        let constant = constant(name, &mut constants);
        let names = [name.as_str(), &format!("{name} scheme")];
        let using = users.get(name.as_str()).map_or(&[][..], Vec::as_slice);
        let mut body = match body(api, library, name, scheme, using) {
            Ok(Some(body)) => body,
            Ok(None) => continue,
            Err(what) => {
                report(scheme, name, what, sink);
                continue;
            }
        };
        let module = modules.declare_first(&names, name, Case::Snake, "scheme");
        let ident = types.declare_first(&names, name, Case::Camel, "Scheme");
        if let SchemeBody::Recipe(recipe) = &mut body
            && let Some(hooks) = &mut recipe.hooks
        {
            hooks.name = types.declare(&format!("{name} hooks"), Case::Camel, "Hooks");
        }
        files.push(SchemeFile {
            module,
            constant,
            ident,
            wire: name.clone(),
            docs: scheme_docs(name, scheme, &body),
            body,
        });
    }
    conflicts::report(api, &files, sink);
    files
}

/// What a scheme does, if it can be written; a recipe that cannot comes back as a phrase.
fn body(
    api: &Api,
    library: &str,
    name: &str,
    scheme: &SecurityScheme,
    using: &[&Operation],
) -> Result<Option<SchemeBody>, &'static str> {
    let standard = Standard {
        library,
        scheme: name,
        credentials: Vec::new(),
    };
    let recipe = match &scheme.kind {
        SecurityKind::Recipe(recipe) => self::recipe(using, library, recipe)?,
        SecurityKind::Key { place, name: wire } => standard.key(*place, wire),
        SecurityKind::Bearer => standard.bearer(),
        SecurityKind::Basic => standard.basic(),
        SecurityKind::MutualTls => return Ok(Some(SchemeBody::Certificate)),
        SecurityKind::OAuth2(flows) => {
            let tokens = tokens::oauth2(api, library, name, flows);
            return Ok(Some(SchemeBody::Tokens(tokens)));
        }
        SecurityKind::OpenIdConnect { url } => {
            let tokens = tokens::open_id_connect(api, library, name, url.as_deref());
            return Ok(Some(SchemeBody::Tokens(tokens)));
        }
        SecurityKind::Unsupported => return Ok(None),
    };
    Ok(Some(SchemeBody::Recipe(Box::new(recipe))))
}

fn report(scheme: &SecurityScheme, name: &str, what: &str, sink: &mut Sink) {
    sink.report(
        &codes::CS0503,
        &scheme.origin,
        format!("the recipe of `{name}` cannot be written: {what}"),
    )
    .help("calls are refused until `ClientBuilder::scheme` is given an implementation");
}

/// What a certificate of the client asks of whoever calls.
const CERTIFICATE: &str = "\
    The client shows its certificate while the connection is made, and nothing of it is in a request. This says that \
    the client has a transport with a certificate \
    ([`ClientBuilder::transport`](crate::ClientBuilder::transport)): `ReqwestTransport::from` takes a client of \
    `reqwest` with an identity, which must not follow redirects.";

fn scheme_docs(name: &str, scheme: &SecurityScheme, body: &SchemeBody) -> Docs {
    let mut docs = match &scheme.description {
        Some(text) => markdown(text),
        None => Docs::text(&format!("Credentials for {}.", docs::code(name))),
    };
    match body {
        SchemeBody::Recipe(recipe) => docs.push(&recipe.docs),
        SchemeBody::Tokens(tokens) => docs.push(&tokens.docs),
        SchemeBody::Certificate => docs.push(&Docs::wrapped(CERTIFICATE)),
    }
    docs.push(&super::types::source_line(
        &scheme.origin.pointer.to_string(),
    ));
    docs
}

/// The environment variable for a credential.
fn variable(library: &str, scheme: &str, credential: &str) -> String {
    let text = format!("{library} {scheme} {credential}");
    Scope::default()
        .declare(&text, Case::Shouty, "CREDENTIAL")
        .to_string()
}

/// Writes one recipe; what it cannot write comes back as a phrase.
fn recipe(using: &[&Operation], library: &str, scheme: &Scheme) -> Result<Recipe, &'static str> {
    let variants: Vec<(&str, &Scheme)> = using
        .iter()
        .filter_map(|operation| {
            let variant = operation.schemes.get(&scheme.name)?;
            Some((operation.id.as_str(), variant))
        })
        .collect();
    let values = values::values(scheme, &variants)
        .ok_or("its values read each other in another order for some operations")?;
    let writer = Writer {
        library,
        scheme,
        values: &values,
        is_used: !using.is_empty(),
        fields: using.is_empty() || using.iter().any(|it| !has_json(it)),
    };
    // The first time no name is that of any primitive; then only those that are used need to be avoided.
    let all: Vec<&str> = support::items().collect();
    let first = writer.recipe(&all);
    let used = first.uses();
    let avoided: Vec<&str> = all.into_iter().filter(|name| used.contains(name)).collect();
    let recipe = writer.recipe(&avoided);
    match &recipe.verify {
        Some(verify) if verify.of_response && verify.is_async => {
            Err("responses are verified with a value that the application works out")
        }
        _ => Ok(recipe),
    }
}

/// The operations that ask for each scheme.
fn users(api: &Api) -> BTreeMap<&str, Vec<&Operation>> {
    let mut users: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &api.operations {
        let asked = operation.security.iter().flat_map(|all| &all.schemes);
        let asked: BTreeSet<_> = asked.map(String::as_str).collect();
        for name in asked {
            users.entry(name).or_default().push(operation);
        }
    }
    users
}

fn has_json(operation: &Operation) -> bool {
    operation.body.as_ref().is_none_or(|body| {
        body.contents()
            .all(|it| matches!(it.media_type, MediaType::Json(_)))
    })
}

/// What a recipe is written from.
struct Writer<'a> {
    library: &'a str,
    scheme: &'a Scheme,
    values: &'a [Value<'a>],
    is_used: bool,
    fields: bool,
}

impl<'a> Writer<'a> {
    fn recipe(&self, reserved: &[&str]) -> Recipe {
        let scheme = self.scheme;
        let names = Names::of(
            scheme,
            self.values.iter().map(|value| value.name),
            self.custom(),
            |name| credentials::form(scheme, name),
            reserved,
        );
        let of_response = scheme
            .verify
            .as_ref()
            .is_some_and(|verify| verify.incoming == Incoming::Response);
        let signs = !scheme.place.is_empty() || of_response || self.is_used;
        let verify = scheme.verify.as_ref();
        let verify = verify.map(|verify| verify::verify(&names, self.values, verify));
        let mut sign = signs.then(|| sign::sign(&names, self.values, self.fields));
        if let (Some(sign), Some(verify)) = (&mut sign, &verify)
            && verify.of_response
        {
            sign.looked_up = sign::looked_up(&names, &verify.fresh, self.fields);
        }
        Recipe {
            docs: words::words(scheme, self.values),
            credentials: credentials::credentials(self.library, &names),
            settings: self.settings(&names),
            counters: self.counters(&names),
            serial: scheme.serial.then(|| credentials::owner(&names)),
            hooks: self.hooks(&names),
            sign,
            verify,
        }
    }

    fn settings(&self, names: &Names<'_>) -> Vec<Setting> {
        let settings = self.read_values().filter_map(|value| match value.base {
            Some(Operator::Setting(text)) => Some(Setting {
                ident: names.value(value.name),
                wire: value.name.to_owned(),
                default: text.clone(),
            }),
            _ => None,
        });
        settings.collect()
    }

    /// The values that something reads.
    fn read_values(&self) -> impl Iterator<Item = &Value<'a>> {
        let values = self.values.iter();
        values.filter(|value| value.used != Used::Nowhere)
    }

    fn counters(&self, names: &Names<'_>) -> Vec<Counter> {
        let counts = |value: &&Value<'_>| {
            let mut operators = value.operators();
            value.signs() && operators.any(|it| matches!(it, Operator::Counter(_)))
        };
        let counting: Vec<_> = self.values.iter().filter(counts).collect();
        let several = counting.len() > 1;
        let counters = counting.into_iter().map(|value| Counter {
            ident: names.value(value.name),
            owner: credentials::owner(names),
            tag: several.then(|| format!("{}/{}", self.scheme.name, value.name)),
        });
        counters.collect()
    }

    /// The names that the crate's user works out, each once.
    fn custom(&self) -> impl Iterator<Item = (&str, HookKind)> {
        let mut seen = BTreeSet::new();
        let values = self.read_values().flat_map(Value::operators);
        let values = values.filter_map(|operator| match operator {
            Operator::Custom(name) => Some((name.as_str(), HookKind::Value)),
            _ => None,
        });
        let algorithm = match &self.scheme.algorithm {
            Algorithm::Custom(name) => Some((name.as_str(), HookKind::Signature)),
            _ => None,
        };
        values
            .chain(algorithm)
            .filter(move |hook| seen.insert(*hook))
    }

    fn hooks(&self, names: &Names<'_>) -> Option<Hooks> {
        let methods: Vec<_> = self
            .custom()
            .map(|(name, gives)| Hook {
                ident: names.hook(name, gives),
                wire: name.to_owned(),
                gives,
            })
            .collect();
        (!methods.is_empty()).then(|| Hooks {
            name: Ident::fixed("Hooks"),
            field: names::hook_field(),
            methods,
        })
    }
}
