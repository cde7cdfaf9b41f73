//! Webhooks and callbacks: what the service sends by itself.

use indexmap::IndexMap;

use super::operation::{describes_operations, is_selected, operations_of};
use super::reference::Kind;
use super::{Context, external_docs, security, signing};
use crate::diag::{Sink, codes};
use crate::ir::signing::Incoming;
use crate::ir::{
    CallbackOf, Operation, Parameter, ParameterPlace, ParameterShape, Requirement, SecurityKind,
    SecurityScheme, StatusPattern, Webhook,
};
use crate::parse::At;

type Schemes = IndexMap<String, SecurityScheme>;

/// All webhooks, in the order of the document, then the callbacks of its operations.
pub(super) fn webhooks(
    context: &mut Context<'_, '_>,
    schemes: &Schemes,
    operations: &[Operation],
) -> Vec<Webhook> {
    let root = context.document.root();
    let mut webhooks = Vec::new();
    for key in ["webhooks", "x-webhooks"] {
        let list = root.object(key, context.sink);
        for (name, item) in list.iter().flat_map(At::members) {
            // An extension, unless it is a message whose name begins like one.
            if !name.starts_with("x-") || describes_operations(&item) {
                webhooks.extend(of_item(context, name, &item, schemes, Choice::ByWords));
            }
        }
    }
    for operation in operations {
        webhooks.extend(callbacks(context, operation, schemes));
    }
    webhooks
}

fn callbacks(
    context: &mut Context<'_, '_>,
    operation: &Operation,
    schemes: &Schemes,
) -> Vec<Webhook> {
    let document = context.document;
    let at = document.resolve(&operation.origin.pointer.to_string());
    let list = at.and_then(|at| at.object("callbacks", context.sink));
    let mut found = Vec::new();
    for (name, member) in list.iter().flat_map(At::members) {
        let Some(callback) = context.follow_to(Kind::Callback, &member) else {
            continue;
        };
        for (url, item) in callback.members().filter(|(url, _)| !url.starts_with("x-")) {
            let mut webhooks = of_item(context, name, &item, schemes, Choice::All);
            for webhook in &mut webhooks {
                webhook.callback_of = Some(CallbackOf {
                    operation: operation.id.clone(),
                    url: url.to_owned(),
                });
            }
            found.extend(webhooks);
        }
    }
    found
}

/// Which messages of a path item are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// All: those of a callback go with its operation.
    All,
    /// Those that a user has chosen, by their names in place of paths.
    ByWords,
}

/// The messages that a path item describes: one in most documents.
fn of_item<'d>(
    context: &mut Context<'d, '_>,
    name: &str,
    item: &At<'d>,
    schemes: &Schemes,
    choice: Choice,
) -> Vec<Webhook> {
    let item = context.follow_to(Kind::PathItem, item);
    let Some(item) = item.and_then(|at| at.expect_object(context.sink)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (method, at) in operations_of(context, &item) {
        if choice == Choice::ByWords && !is_selected(context, name, &method, &at) {
            continue;
        }
        found.push(webhook(context, name, &item, &at, schemes));
    }
    found
}

fn webhook<'d>(
    context: &mut Context<'d, '_>,
    name: &str,
    item: &At<'d>,
    at: &At<'d>,
    schemes: &Schemes,
) -> Webhook {
    let parameters = context.parameters(item, at);
    let headers = headers(parameters, context.sink);
    let text =
        |key: &str, context: &mut Context<'d, '_>| at.str(key, context.sink).map(str::to_owned);
    Webhook {
        origin: at.key_origin(),
        name: name.to_owned(),
        callback_of: None,
        summary: text("summary", context),
        description: text("description", context),
        external_docs: external_docs(at, context.sink),
        deprecated: at.bool("deprecated", context.sink).unwrap_or(false),
        headers,
        body: context.body(at),
        responses: responses(context, at),
        security: requirements(context, at, schemes),
    }
}

/// The parameters that are headers; the URL is the receiver's own.
fn headers(parameters: Vec<Parameter>, sink: &mut Sink) -> Vec<Parameter> {
    let (headers, others): (Vec<_>, Vec<_>) = parameters
        .into_iter()
        .partition(|it| it.place == ParameterPlace::Header);
    for parameter in others {
        left_out(&parameter, "it is no header", sink);
    }
    headers
}

fn left_out(parameter: &Parameter, why: &str, sink: &mut Sink) {
    let name = &parameter.name;
    let message = format!("parameter `{name}` of a webhook is left out: {why}");
    sink.report(&codes::CS0207, &parameter.origin, message);
}

/// Takes out headers that are more than a text, which can be told only after all schemas have been read.
pub(super) fn leave_out_lists(context: &mut Context<'_, '_>, webhook: &mut Webhook) {
    context.settle(&mut webhook.headers);
    webhook.headers.retain(|header| {
        let is_text = header.shape == ParameterShape::Text && header.is_plain();
        if !is_text {
            let why = "lists and objects in headers are not read yet";
            left_out(header, why, context.sink);
        }
        is_text
    });
}

fn responses<'d>(
    context: &mut Context<'d, '_>,
    at: &At<'d>,
) -> Vec<(StatusPattern, Option<String>)> {
    // A webhook need not say how it is answered (OpenAPI 3.1 §4.8.10).
    if !at.has("responses") {
        return Vec::new();
    }
    let found = context.statuses(at);
    let described = found.into_iter().map(|(status, _, at)| {
        let description = at.str("description", context.sink);
        (status, description.map(str::to_owned))
    });
    described.collect()
}

/// The alternatives of a webhook: its own, else all schemes that verify webhooks. What the document asks of
/// callers is no matter of its own messages.
fn requirements(context: &mut Context<'_, '_>, at: &At<'_>, schemes: &Schemes) -> Vec<Requirement> {
    if at.has("security") {
        return security::requirements(context, at, schemes);
    }
    let verifying = schemes.iter().filter(|(_, scheme)| verifies(scheme));
    let each = verifying.map(|(name, _)| Requirement {
        schemes: vec![name.clone()],
        scopes: vec![Vec::new()],
    });
    each.collect()
}

fn verifies(scheme: &SecurityScheme) -> bool {
    let SecurityKind::Recipe(recipe) = &scheme.kind else {
        return false;
    };
    let verify = recipe.verify.as_ref();
    verify.is_some_and(|it| it.incoming == Incoming::Webhook)
}

/// Gives the schemes that webhooks ask for a way to verify, where it follows from how they sign; reports
/// those that have none.
pub(super) fn complete(webhooks: &[Webhook], schemes: &mut Schemes, sink: &mut Sink) {
    for webhook in webhooks {
        for requirement in &webhook.security {
            if let [_, _, ..] = requirement.schemes.as_slice() {
                let why = "a message is verified by one scheme, not by several together";
                cannot_be_verified(webhook, why, sink);
            }
            for name in &requirement.schemes {
                if let Some(why) = schemes.get_mut(name).and_then(why_not) {
                    cannot_be_verified(webhook, &format!("`{name}` {why}"), sink);
                }
            }
        }
    }
}

/// Why a scheme does not verify webhooks.
fn why_not(scheme: &mut SecurityScheme) -> Option<String> {
    if verifies(scheme) {
        return None;
    }
    match &mut scheme.kind {
        SecurityKind::Recipe(recipe) => signing::derive_verification(recipe).err(),
        SecurityKind::Key { .. }
        | SecurityKind::Bearer
        | SecurityKind::Basic
        | SecurityKind::OAuth2(_)
        | SecurityKind::OpenIdConnect { .. }
        | SecurityKind::MutualTls => Some("has no recipe that verifies".to_owned()),
        // That was reported.
        SecurityKind::Unsupported => None,
    }
}

fn cannot_be_verified(webhook: &Webhook, why: &str, sink: &mut Sink) {
    let message = format!("webhook `{}` cannot be verified: {why}", webhook.name);
    sink.report(&codes::CS0510, &webhook.origin, message)
        .help("say with `verify` in the recipe of the scheme how it is; until then receivers have to say `assume_verified`");
}
