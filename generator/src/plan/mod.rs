//! From an [`Api`] and its [`Facts`] to a [`Crate`]: what is everything called, and where does it stand?
//!
//! In: plain data about the API, and what the configuration says of the package.
//! Out: plain data about the crate, every identifier final.
//! Nothing here writes tokens; nothing after it decides.

pub mod docs;
pub mod formats;
pub mod headers;
pub mod krate;
pub mod names;
pub mod paging;
pub mod recipe;
pub mod stream;
pub mod support;

mod bodies;
mod checks;
mod choices;
mod deprecation;
mod example;
mod facts;
mod features;
mod groups;
mod homes;
mod operations;
mod outcome;
mod overview;
mod placed;
mod repeats;
#[cfg(test)]
mod reserved;
mod roles;
mod schemes;
mod servers;
mod types;
mod vectors;
mod webhooks;

pub use placed::{Placed, placed};

use crate::analyze::Facts;
use crate::diag::Sink;
use crate::ir::{Api, Envelope};
use crate::parse::{MediaTypes, Recipes, Selection};
use docs::{Docs, markdown};
use formats::Formats;
use krate::{Crate, EnvelopeMeta, Meta, Package, Root, Servers, TagModule};

/// What a caller decides about the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The name of the package, taken verbatim.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence as an SPDX expression.
    pub license: Option<String>,
    /// The address of its sources.
    pub repository: Option<String>,
    /// What it is, in one line; made from the API's title if absent.
    pub description: Option<String>,
    /// Which parts of it can be left out.
    pub features: Features,
    /// Recipes for a document that has none.
    pub signing: Recipes,
    /// Which operations of the document it has.
    pub selection: Selection,
    /// What texts and numbers of a format become, where it is not what they usually do.
    pub formats: Formats,
    /// Which media type is used where an operation offers several, the dearest first.
    pub media_types: MediaTypes,
    /// Whether values that are sent can be checked against what the document asks of them.
    pub checks: bool,
    /// What becomes of the headers that responses are described with.
    pub response_headers: ResponseHeaders,
}

/// What becomes of the headers that responses are described with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseHeaders {
    /// Nothing: callers find them among those that came.
    #[default]
    Untyped,
    /// Types that read them, beside the operations whose successes have any.
    Typed,
}

/// Which parts of a crate can be left out when it is compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Features {
    /// The operations of each tag, by a feature that is on by default.
    #[default]
    Tags,
    /// None.
    None,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            name: "client".into(),
            version: "0.1.0".into(),
            license: None,
            repository: None,
            description: None,
            features: Features::default(),
            signing: Recipes::default(),
            selection: Selection::default(),
            formats: Formats::default(),
            media_types: MediaTypes::default(),
            checks: false,
            response_headers: ResponseHeaders::default(),
        }
    }
}

/// Decides what the crate for `api` is.
pub fn plan(
    api: &Api,
    facts: &Facts,
    options: &Options,
    document_sha256: &str,
    sink: &mut Sink,
) -> Crate {
    let library = options.name.replace('-', "_");
    let schemes = schemes::schemes(api, &library, sink);
    let homes = homes::Homes::assign(api, facts, options.features);
    let roles = roles::roles(api, &homes);
    let servers = servers::servers(api, &homes);
    let view = types::View {
        api,
        facts,
        homes: &homes,
        repeats: &repeats::Repeats::default(),
        roles: &roles,
        formats: &options.formats,
        servers: servers.as_ref(),
    };
    let (repeats, repeated) = repeats::Repeats::find(view);
    let view = types::View {
        repeats: &repeats,
        ..view
    };
    options.formats.report_unused(api, sink);
    let types = types::shared(view);
    let scheme_names = schemes::names(api, &schemes);
    let tags = operations::tags(view, &scheme_names);
    let root = Root {
        docs: root_docs(api),
        example: example::example(api, &homes, &tags, &schemes, sink),
        overview: overview::overview(view, &tags, &scheme_names),
    };
    let vectors = vectors::vectors(api, &schemes, sink);
    let webhooks = webhooks::webhooks(view, &schemes, &scheme_names);
    let primitives = support::needed(&schemes, webhooks.as_ref());
    let meta = meta(api, &tags, document_sha256);
    let checks = if options.checks {
        checks::checks(view)
    } else {
        Vec::new()
    };
    let mut optional =
        support::optional(&meta, &tags, &types, &repeated, &schemes, webhooks.as_ref());
    if !checks.is_empty() {
        optional.push(support::CHECK);
    }
    if servers.as_ref().is_some_and(Servers::has_variables) {
        optional.push(support::SERVER_URL);
    }
    optional.sort_unstable();
    Crate {
        package: package(api, options, library, &primitives, &optional),
        optional,
        meta,
        root,
        tags,
        scheme_names: scheme_names.into_values().collect(),
        schemes,
        vectors,
        types,
        repeated,
        checks,
        servers,
        webhooks,
        primitives,
    }
}

fn package(
    api: &Api,
    options: &Options,
    library: String,
    primitives: &[&'static str],
    optional: &[&'static str],
) -> Package {
    let described = || client_of(&one_line(&api.info.title));
    Package {
        name: options.name.clone(),
        library,
        version: options.version.clone(),
        description: options.description.clone().unwrap_or_else(described),
        license: options.license.clone(),
        repository: options.repository.clone(),
        homepage: api
            .info
            .external_docs
            .as_ref()
            .map(|docs| docs.url.clone())
            .filter(|url| docs::is_web(url)),
        doctests: true,
        dependencies: support::dependencies(primitives, optional),
        features: support::features(optional),
    }
}

/// What a client is for, in the words of the API's title. One that has the article or the word API says it once.
fn client_of(title: &str) -> String {
    let name = title.strip_prefix("The ").unwrap_or(title);
    if name.trim().is_empty() {
        return "Client for an HTTP API".to_owned();
    }
    let last = name.rsplit(' ').next().unwrap_or_default();
    if last.eq_ignore_ascii_case("api") {
        format!("Client for the {name}")
    } else {
        format!("Client for the {name} API")
    }
}

/// A text of the document as one short line without anything invisible.
fn one_line(text: &str) -> String {
    let line = docs::visible(text);
    line.chars().take(100).collect()
}

fn meta(api: &Api, tags: &[TagModule], document_sha256: &str) -> Meta {
    let base_url = api.servers.first().map(|server| server.url.clone());
    Meta {
        base_url: base_url.filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        document_sha256: document_sha256.to_owned(),
        generator: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned(),
        envelope: api
            .envelope
            .as_ref()
            .map(|it| envelope(it, uses_envelope(tags))),
    }
}

/// Whether something that is always there comes in the envelope.
fn uses_envelope(tags: &[TagModule]) -> bool {
    let always = tags.iter().filter(|tag| tag.feature.is_none());
    let mut operations = always.flat_map(|tag| &tag.operations);
    operations.any(|operation| operation.info.enveloped)
}

fn envelope(envelope: &Envelope, used: bool) -> EnvelopeMeta {
    EnvelopeMeta {
        used,
        flag: envelope.flag.clone(),
        success: envelope.success,
        payload: envelope.payload.clone(),
        error: envelope.error.member.clone(),
        code: envelope.error.code.clone(),
        name: envelope.error.name.clone(),
        message: envelope.error.message.clone(),
        request_id: envelope.request_id.clone(),
    }
}

fn root_docs(api: &Api) -> Docs {
    let mut docs = Docs::text(&format!("{}.", client_of(&docs::inline(&api.info.title))));
    docs.push(&markdown(
        api.info.description.as_deref().unwrap_or_default(),
    ));
    docs.push(&docs::link_line(api.info.external_docs.as_ref()));
    docs
}
