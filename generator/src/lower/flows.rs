//! The flows of OAuth 2: which ways there are to a token.

use super::Context;
use super::servers::is_plain;
use crate::diag::codes;
use crate::ir::{Flow, FlowKind};
use crate::parse::At;
use crate::source::Origin;

/// What Swagger 2.0 and RFC 6749 call a flow.
const OTHER_NAMES: &[(&str, FlowKind)] = &[
    ("accessCode", FlowKind::AuthorizationCode),
    ("application", FlowKind::ClientCredentials),
    ("authorization_code", FlowKind::AuthorizationCode),
    ("client_credentials", FlowKind::ClientCredentials),
];

/// The flows of the scheme `scheme` that a client can do something with.
pub(super) fn flows(context: &mut Context<'_, '_>, scheme: &str, at: &At<'_>) -> Option<Vec<Flow>> {
    let list = at.require("flows", context.sink)?;
    let list = list.expect_object(context.sink)?;
    let mut flows = Vec::new();
    for (name, member) in list.members().filter(|(name, _)| !name.starts_with("x-")) {
        match FlowKind::ALL.into_iter().find(|kind| kind.name() == name) {
            Some(kind) => flows.extend(flow(context, kind, &member)),
            None => unknown(context, name, &member.key_origin()),
        }
    }
    if list.members().next().is_none() {
        let message = format!("scheme `{scheme}` has no flow");
        report(context, &list.key_origin(), message)
            .help("say how to get a token; until then callers have to give one");
    }
    Some(flows)
}

fn unknown(context: &mut Context<'_, '_>, name: &str, origin: &Origin) {
    let meant = OTHER_NAMES.iter().find(|(other, _)| *other == name);
    let meant = meant.map(|(_, kind)| *kind).or_else(|| {
        let near = |kind: &FlowKind| strsim::damerau_levenshtein(kind.name(), name) <= 2;
        FlowKind::ALL.into_iter().find(near)
    });
    let message = format!("there is no flow `{name}`");
    let help = match meant {
        Some(kind) => format!("did you mean `{}`?", kind.name()),
        None => {
            let names = FlowKind::ALL.map(|kind| format!("`{}`", kind.name()));
            format!("flows are {}", names.join(", "))
        }
    };
    report(context, origin, message).help(help);
}

fn flow(context: &mut Context<'_, '_>, kind: FlowKind, at: &At<'_>) -> Option<Flow> {
    let at = at.expect_object(context.sink)?;
    let scopes = at.object("scopes", context.sink);
    let token_url = match kind {
        FlowKind::ClientCredentials => {
            let url = at.require("tokenUrl", context.sink)?;
            token_url(context, &url)
        }
        _ => at.str("tokenUrl", context.sink),
    };
    let authorization_url = at.str("authorizationUrl", context.sink);
    Some(Flow {
        kind,
        authorization_url: authorization_url.map(str::to_owned),
        token_url: token_url.map(str::to_owned),
        scopes: scopes
            .iter()
            .flat_map(|scopes| scopes.members().map(|(name, _)| name.to_owned()))
            .collect(),
    })
}

/// The address to which a client sends its secret, if it can be one.
fn token_url<'d>(context: &mut Context<'_, '_>, at: &At<'d>) -> Option<&'d str> {
    let url = at.expect_str(context.sink)?;
    let problem = if url.is_empty() {
        "is empty"
    } else if url.contains(['{', '}', '<', '>']) {
        "has a part that has to be filled in"
    } else if url.contains(|c: char| c.is_whitespace() || c.is_control()) || url.contains('#') {
        "is no address that can be sent to"
    } else if is_plain(url) {
        "would take the client's secret in the clear"
    } else {
        return Some(url);
    };
    report(context, &at.origin(), format!("the token URL {problem}")).help(
        "give one of `https`, or one relative to the server; until then callers give their own",
    );
    None
}

fn report<'s>(
    context: &'s mut Context<'_, '_>,
    origin: &Origin,
    message: String,
) -> &'s mut crate::diag::Diagnostic {
    context.sink.report(&codes::CS0508, origin, message)
}
