//! Schemes that send a token which has to be asked for first: those of OAuth 2, and of `OpenID` providers.

use indexmap::IndexSet;

use super::variable;
use crate::ir::{Api, Flow, FlowKind};
use crate::plan::docs::{Docs, code};
use crate::plan::krate::{TokenOrigin, TokenScheme};

/// Tokens of OAuth 2. Those for a client's id and secret are fetched; the other flows need a person, and so the
/// application.
pub(super) fn oauth2(api: &Api, library: &str, scheme: &str, flows: &[Flow]) -> TokenScheme {
    let own = flows
        .iter()
        .find(|flow| flow.kind == FlowKind::ClientCredentials);
    let origin = match own.and_then(|flow| flow.token_url.clone()) {
        Some(url) => TokenOrigin::Endpoint {
            url,
            id_variable: variable(library, scheme, "client id"),
            secret_variable: variable(library, scheme, "client secret"),
        },
        None => caller(library, scheme),
    };
    let mut docs = Docs::wrapped(if matches!(origin, TokenOrigin::Endpoint { .. }) {
        "A token of OAuth 2 in the header `Authorization`, after `Bearer` (RFC 6750). It is fetched for the client's \
         id and secret ([`new`](Self::new)), kept by a client and its clones, and renewed before it expires and \
         when it was refused."
    } else {
        "A token of OAuth 2 in the header `Authorization`, after `Bearer` (RFC 6750). It is at hand \
         ([`token`](Self::token)), or comes from a source that is asked whenever a new one is needed \
         ([`token_source`](Self::token_source))."
    });
    docs.push(&others(flows));
    TokenScheme {
        docs,
        fetches: own.is_some() || flows.is_empty(),
        scopes: scopes(api, scheme),
        origin,
    }
}

/// Tokens of an `OpenID` provider. The document has no address to fetch them at, only that of a description.
pub(super) fn open_id_connect(
    api: &Api,
    library: &str,
    scheme: &str,
    url: Option<&str>,
) -> TokenScheme {
    let mut docs = Docs::wrapped(
        "A token of OpenID Connect in the header `Authorization`, after `Bearer` (RFC 6750). It is at hand \
         ([`token`](Self::token)), or comes from a source that is asked whenever a new one is needed \
         ([`token_source`](Self::token_source)); \
         [`ClientCredentials`](crate::signing::ClientCredentials) is one for a client's id and secret.",
    );
    if let Some(url) = url {
        docs.push(&Docs::text(&format!(
            "The provider describes itself at\n{},\nwhere `token_endpoint` says where tokens are fetched.",
            code(url)
        )));
    }
    TokenScheme {
        docs,
        fetches: true,
        scopes: scopes(api, scheme),
        origin: caller(library, scheme),
    }
}

/// Tokens that the caller has.
fn caller(library: &str, scheme: &str) -> TokenOrigin {
    TokenOrigin::Caller {
        variable: variable(library, scheme, "token"),
    }
}

/// All scopes that operations ask of a scheme, in the order of the document.
fn scopes(api: &Api, scheme: &str) -> Vec<String> {
    let requirements = api.operations.iter().flat_map(|it| &it.security);
    let asked = requirements.flat_map(|all| all.schemes.iter().zip(&all.scopes));
    let asked = asked.filter(|(name, _)| *name == scheme);
    let scopes: IndexSet<_> = asked.flat_map(|(_, scopes)| scopes).collect();
    scopes.into_iter().cloned().collect()
}

/// The flows that are left to the application.
fn others(flows: &[Flow]) -> Docs {
    let left = flows
        .iter()
        .filter(|flow| flow.kind != FlowKind::ClientCredentials || flow.token_url.is_none());
    let lines: Vec<_> = left.map(line).collect();
    if lines.is_empty() {
        return Docs::none();
    }
    let mut docs = Docs::text("Flows of the document that are the application's:");
    docs.push(&Docs::text(&lines.join("\n")));
    docs
}

fn line(flow: &Flow) -> String {
    let agreed = flow.authorization_url.as_ref();
    let agreed = agreed.map(|url| format!("a person agrees at {}", code(url)));
    let fetched = flow.token_url.as_ref();
    let fetched = fetched.map(|url| format!("tokens come from {}", code(url)));
    let places: Vec<_> = agreed.into_iter().chain(fetched).collect();
    let name = code(flow.kind.name());
    if places.is_empty() {
        format!("- {name}.")
    } else {
        format!("- {name}: {}.", places.join(",\n  "))
    }
}
