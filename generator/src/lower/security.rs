//! Security schemes and requirements.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::reference::Kind;
use super::signing::{self, Neighbours, Recipe};
use super::{Context, flows};
use crate::diag::{Sink, codes};
use crate::ir::signing::{Incoming, Scheme};
use crate::ir::{Operation, ParameterPlace, Requirement, SecurityKind, SecurityScheme, Webhook};
use crate::parse::At;

/// The security schemes of the document.
pub(super) fn schemes(context: &mut Context<'_, '_>) -> IndexMap<String, SecurityScheme> {
    let mut schemes = IndexMap::new();
    let components = context.document.root().object("components", context.sink);
    let Some(list) = components.and_then(|at| at.object("securitySchemes", context.sink)) else {
        return schemes;
    };
    for (name, member) in list.members() {
        let scheme = match context.follow_to(Kind::SecurityScheme, &member) {
            Some(at) => scheme(context, name, &at, &list),
            // That it is not there was reported; that it is asked for is no other mistake.
            None => SecurityScheme {
                origin: member.key_origin(),
                description: None,
                kind: SecurityKind::Unsupported,
                vectors: Vec::new(),
            },
        };
        schemes.insert(name.to_owned(), scheme);
    }
    schemes
}

fn scheme<'d>(
    context: &mut Context<'d, '_>,
    name: &str,
    at: &At<'d>,
    list: &At<'d>,
) -> SecurityScheme {
    let recipe = at.get("x-signing");
    refuse_misspelled(context, at);
    let mut vectors = Vec::new();
    let kind = if let Some(recipe) = &recipe {
        let recipe = Recipe {
            name,
            at: recipe,
            schemes: Neighbours::Schemes(list),
            values: &[],
        };
        let scheme = signing::lower_recipe(recipe, context.sink);
        if let (Some(_), Some(list)) = (&scheme, at.get("x-signing-vectors")) {
            vectors = signing::lower_vectors(&list, recipe, context.sink).vectors;
        }
        scheme.map(|scheme| SecurityKind::Recipe(Box::new(scheme)))
    } else {
        if let Some(vectors) = at.get("x-signing-vectors") {
            let message = format!("scheme `{name}` has vectors and no recipe");
            context
                .sink
                .report(&codes::CS0630, &vectors.key_origin(), message)
                .help("describe the recipe under `x-signing`");
        }
        plain(context, name, at)
    };
    SecurityScheme {
        origin: at.key_origin(),
        description: at.str("description", context.sink).map(str::to_owned),
        kind: kind.unwrap_or(SecurityKind::Unsupported),
        vectors,
    }
}

/// Refuses a recipe under a name that nobody would read: the scheme would send its key in the clear.
fn refuse_misspelled(context: &mut Context<'_, '_>, at: &At<'_>) {
    for (name, member) in at.members() {
        let near = strsim::damerau_levenshtein(&name.to_ascii_lowercase(), "x-signing") <= 2;
        if name != "x-signing" && near {
            let message = format!("`{name}` is not read: the key would be sent as it is");
            context
                .sink
                .report(&codes::CS0504, &member.key_origin(), message)
                .help("did you mean `x-signing`?");
        }
    }
}

/// Leaves out the schemes that no operation and no webhook asks for.
pub(super) fn leave_out_unused(
    schemes: &mut IndexMap<String, SecurityScheme>,
    operations: &[Operation],
    webhooks: &[Webhook],
) {
    let of_operations = operations.iter().flat_map(|it| &it.security);
    let of_webhooks = webhooks.iter().flat_map(|it| &it.security);
    let all = of_operations.chain(of_webhooks);
    let asked: BTreeSet<_> = all.flat_map(|it| &it.schemes).collect();
    schemes.retain(|name, _| asked.contains(name));
}

/// Tells of recipes that sign requests which no operation asks for.
pub(super) fn report_unused(
    context: &mut Context<'_, '_>,
    schemes: &IndexMap<String, SecurityScheme>,
    operations: &[Operation],
    webhooks: &[Webhook],
) {
    let of_webhooks = webhooks.iter().flat_map(|webhook| &webhook.security);
    let of_webhooks: BTreeSet<_> = of_webhooks.flat_map(|it| &it.schemes).collect();
    let asked_of_us = |name: &String| of_webhooks.contains(name);
    let of_operations = operations.iter().flat_map(|operation| &operation.security);
    let of_operations: BTreeSet<_> = of_operations.flat_map(|it| &it.schemes).collect();
    let asked = |name: &String| of_operations.contains(name);
    for (name, scheme) in schemes {
        let SecurityKind::Recipe(recipe) = &scheme.kind else {
            continue;
        };
        let only_verifies = recipe.place.is_empty()
            && recipe.inject.is_empty()
            && recipe
                .verify
                .as_ref()
                .is_some_and(|verify| verify.incoming != Incoming::Response);
        if only_verifies && asked(name) {
            let message =
                format!("`{name}` only verifies, and operations ask for it: nothing would be sent");
            context
                .sink
                .report(&codes::CS0509, &scheme.origin, message)
                .help("a recipe that signs says with `place` where the results go; leave the other out of `security`");
        }
        let is_asked_for = asked(name) || asked_of_us(name);
        if !operations.is_empty() && !recipe.place.is_empty() && !is_asked_for {
            let message = format!("`{name}` signs, and no operation asks for it");
            context
                .sink
                .report(&codes::CS0505, &scheme.origin, message)
                .help(format!(
                    "write `security: [{{{name}: []}}]` on the document or on operations"
                ));
        }
    }
}

/// A scheme whose credentials are sent as they are (OpenAPI 3.1 §4.8.27).
fn plain(context: &mut Context<'_, '_>, name: &str, at: &At<'_>) -> Option<SecurityKind> {
    let kind = at.require("type", context.sink)?.expect_str(context.sink)?;
    let scheme = at
        .get("scheme")
        .and_then(|scheme| scheme.as_str())
        .map(str::to_ascii_lowercase);
    match (kind, scheme.as_deref()) {
        ("apiKey", _) => {
            let member = at.require("in", context.sink)?;
            let place = match member.expect_str(context.sink)? {
                "query" => ParameterPlace::Query,
                "cookie" => ParameterPlace::Cookie,
                "header" => ParameterPlace::Header,
                other => {
                    let message = format!("`{other}` is no place for a key");
                    context
                        .sink
                        .report(&codes::CS0206, &member.origin(), message)
                        .help("places are `query`, `header` and `cookie`");
                    return None;
                }
            };
            let name = at
                .require("name", context.sink)?
                .expect_str(context.sink)?
                .to_owned();
            Some(SecurityKind::Key { place, name })
        }
        ("http", Some("bearer")) => Some(SecurityKind::Bearer),
        ("http", Some("basic")) => Some(SecurityKind::Basic),
        ("oauth2", _) => Some(SecurityKind::OAuth2(flows::flows(context, name, at)?)),
        ("openIdConnect", _) => Some(SecurityKind::OpenIdConnect {
            url: at.str("openIdConnectUrl", context.sink).map(str::to_owned),
        }),
        ("mutualTLS", _) => Some(SecurityKind::MutualTls),
        _ => {
            let message = format!(
                "security scheme `{name}` is not supported yet: callers have to implement it"
            );
            context
                .sink
                .report(&codes::CS0502, &at.key_origin(), message)
                .help("calls are refused until `ClientBuilder::scheme` is given an implementation");
            None
        }
    }
}

/// The alternatives of an operation: its own, else the document's.
pub(super) fn requirements(
    context: &mut Context<'_, '_>,
    operation: &At<'_>,
    schemes: &IndexMap<String, SecurityScheme>,
) -> Vec<Requirement> {
    let own = operation.array("security", context.sink);
    let Some(list) = own.or_else(|| context.document.root().array("security", context.sink)) else {
        return Vec::new();
    };
    list.items()
        .filter_map(|at| requirement(context, &at, schemes))
        .collect()
}

fn requirement(
    context: &mut Context<'_, '_>,
    at: &At<'_>,
    schemes: &IndexMap<String, SecurityScheme>,
) -> Option<Requirement> {
    let mut requirement = Requirement::default();
    for (name, member) in at.clone().expect_object(context.sink)?.members() {
        if !schemes.contains_key(name) {
            let message = format!("there is no security scheme `{name}`");
            context
                .sink
                .report(&codes::CS0501, &member.key_origin(), message)
                .help("define it under `components/securitySchemes`");
        }
        let scopes = scopes(context, name, &member, schemes.get(name));
        // Whatever is known of it: a requirement without it would ask for less than the document.
        requirement.schemes.push(name.to_owned());
        requirement.scopes.push(scopes);
    }
    Some(requirement)
}

/// What a requirement asks of a scheme; reports scopes of which the scheme does not know.
fn scopes(
    context: &mut Context<'_, '_>,
    name: &str,
    asked: &At<'_>,
    scheme: Option<&SecurityScheme>,
) -> Vec<String> {
    let mut scopes = Vec::new();
    for at in asked.items() {
        let Some(scope) = at.expect_str(context.sink) else {
            continue;
        };
        if let Some(SecurityKind::OAuth2(flows)) = scheme.map(|scheme| &scheme.kind)
            && !flows
                .iter()
                .any(|flow| flow.scopes.iter().any(|it| it == scope))
        {
            let message = format!("scheme `{name}` has no scope `{scope}`");
            context
                .sink
                .report(&codes::CS0507, &at.origin(), message)
                .help(
                    "list it under `scopes` of a flow; tokens are asked for with it all the same",
                );
        }
        scopes.push(scope.to_owned());
    }
    scopes
}

/// The schemes of an operation that its `x-signing-values` change.
pub(super) fn changed_schemes(
    context: &mut Context<'_, '_>,
    operation: &At<'_>,
    requirements: &[Requirement],
) -> IndexMap<String, Scheme> {
    let mut changed = IndexMap::new();
    let values = |sink: &mut Sink| operation.object("x-signing-values", sink);
    let Some(values) = context.sink.exacting(values) else {
        return changed;
    };
    let components = context.document.root().get("components");
    let Some(list) = components.and_then(|at| at.get("securitySchemes")) else {
        return changed;
    };
    for name in requirements
        .iter()
        .flat_map(|requirement| &requirement.schemes)
    {
        let scheme = list
            .get(name)
            .and_then(|member| context.follow_to(Kind::SecurityScheme, &member));
        let Some(at) = scheme.and_then(|at| at.get("x-signing")) else {
            continue;
        };
        let recipe = Recipe {
            name,
            at: &at,
            schemes: Neighbours::Schemes(&list),
            values: std::slice::from_ref(&values),
        };
        if let Some(scheme) = signing::lower_recipe(recipe, context.sink) {
            changed.insert(name.clone(), scheme);
        }
    }
    changed
}
