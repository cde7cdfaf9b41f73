//! Webhooks as files: the types of events, and how each is read from a verified message.

use super::docs::{self, Docs, markdown};
use super::homes::{EventNames, WEBHOOKS};
use super::krate::{
    AnyEvent, Coding, Construct, Decode, EventFile, EventPart, Field, Home, Presence, ReadEvent,
    SchemeFile, Struct, ToldBy, Type, Webhooks, When,
};
use super::names::{Case, Ident, Scope};
use super::operations::{output, parameter_field};
use super::schemes::SchemeNames;
use super::types::{View, source_line};
use crate::analyze::Direction;
use crate::ir::{self, EnumValue, SchemaId, SchemaKind, StatusPattern, Webhook};

/// The module of all events, if there are any.
pub(super) fn webhooks(
    view: View<'_>,
    schemes: &[SchemeFile],
    scheme_names: &SchemeNames,
) -> Option<Webhooks> {
    let api = view.api;
    if api.webhooks.is_empty() {
        return None;
    }
    let named = || api.webhooks.iter().zip(&view.homes.events);
    let events = named().map(|(webhook, it)| event(view, webhook, it, scheme_names));
    let mut examples = named().filter_map(|(webhook, it)| {
        let scheme = verifier(webhook, schemes)?;
        Some((scheme.clone(), it.ident.clone()))
    });
    Some(Webhooks {
        module: Ident::fixed(WEBHOOKS),
        is_feature: !api.operations.is_empty(),
        events: events.collect(),
        any: any(view),
        example: examples.next(),
    })
}

/// The credentials that verify an event, from the environment and without more to be said.
fn verifier<'s>(webhook: &Webhook, schemes: &'s [SchemeFile]) -> Option<&'s Ident> {
    let mut asked = webhook.security.iter().flat_map(|all| &all.schemes);
    asked.find_map(|name| {
        let file = schemes.iter().find(|file| file.wire == *name)?;
        let recipe = file.recipe()?;
        let verify = recipe.verify.as_ref()?;
        let is_plain = recipe.hooks.is_none() && !recipe.credentials.is_empty();
        let at_once = !verify.is_async && !verify.of_response && verify.fresh.is_empty();
        (is_plain && at_once).then_some(&file.ident)
    })
}

fn event(
    view: View<'_>,
    webhook: &Webhook,
    named: &EventNames,
    schemes: &SchemeNames,
) -> EventFile {
    let home = Home::Operation {
        tag: Ident::fixed(WEBHOOKS),
        module: named.module.clone(),
    };
    let docs = event_docs(webhook, schemes);
    let (item, read) = match named.inlined {
        Some(id) => (whole(view, id, &named.ident, docs), ReadEvent::Whole),
        None => in_fields(view, webhook, &named.ident, docs),
    };
    let types = view.homes.types.get(&home).into_iter().flatten();
    let constant = |name: &String| {
        let scheme = schemes.get(name);
        scheme.map(|scheme| scheme.constant.clone())
    };
    let security = webhook.security.iter();
    let security = security.map(|all| all.schemes.iter().filter_map(constant).collect());
    EventFile {
        module: named.module.clone(),
        wire: webhook.name.clone(),
        item: Struct {
            deprecated: item.deprecated || webhook.deprecated,
            ..item
        },
        read,
        security: security.collect(),
        types: types.map(|(id, ident)| view.item(*id, ident)).collect(),
    }
}

/// An event that is its body.
fn whole(view: View<'_>, id: SchemaId, ident: &Ident, docs: Docs) -> Struct {
    Struct {
        coding: Coding {
            encode: When::Feature,
            decode: When::Verified,
        },
        ..view.structure(id, ident, docs, Direction::default())
    }
}

/// An event of headers and a body.
fn in_fields(view: View<'_>, webhook: &Webhook, ident: &Ident, docs: Docs) -> (Struct, ReadEvent) {
    let mut scope = Scope::default();
    let (mut fields, mut parts) = (Vec::new(), Vec::new());
    for header in &webhook.headers {
        let field = parameter_field(view, header, &mut scope);
        let part = EventPart::Header {
            wire: header.name.clone(),
            optional: !header.required,
        };
        parts.push((field.ident.clone(), part));
        fields.push(field);
    }
    if let Some(body) = &webhook.body {
        let (field, decode) = body_field(view, body, &mut scope);
        parts.push((field.ident.clone(), EventPart::Body(decode)));
        fields.push(field);
    }
    let item = Struct {
        ident: ident.clone(),
        docs,
        fields,
        rest: None,
        coding: Coding {
            encode: When::Never,
            decode: When::Never,
        },
        construct: Construct::Read,
        deprecated: false,
    };
    (item, ReadEvent::Fields(parts))
}

/// The body. It is taken to be there, whatever `required` says: a message that tells nothing is no event.
fn body_field(view: View<'_>, body: &ir::Body, scope: &mut Scope) -> (Field, Decode) {
    let (decode, ty) = output(view, Some(&body.content));
    let usage = body.content.usage;
    let field = Field {
        ident: scope.declare("body", Case::Snake, "body"),
        wire: "body".to_owned(),
        presence: match ty {
            Type::Option(_) => Presence::Nullable,
            _ => Presence::Required,
        },
        ty,
        docs: markdown(body.description.as_deref().unwrap_or_default()),
        deprecated: usage.is_some_and(|usage| view.api.schemas[usage.schema].deprecated),
    };
    (field, decode)
}

fn event_docs(webhook: &Webhook, schemes: &SchemeNames) -> Docs {
    let said = webhook
        .summary
        .as_deref()
        .or(webhook.description.as_deref());
    let mut docs = markdown(said.unwrap_or_default());
    if webhook.summary.is_some() {
        docs.push(&markdown(
            webhook.description.as_deref().unwrap_or_default(),
        ));
    }
    if docs.lines.is_empty() {
        docs = Docs::text(&format!("The event {}.", docs::code(&webhook.name)));
    }
    if let Some(callback) = &webhook.callback_of {
        docs.push(&Docs::text(&format!(
            "A callback of {}, sent to {}.",
            docs::code(&callback.operation),
            docs::code(&callback.url)
        )));
    }
    docs.push(&Docs::text(&verification(webhook, schemes)));
    let responses = webhook.responses.iter();
    for (status, description) in responses {
        let mut line = Docs::text(&format!("Response {}:", docs::code(&written(*status))));
        line.push(&markdown(description.as_deref().unwrap_or_default()));
        line.lines.retain(|text| !text.is_empty());
        docs.push(&line);
    }
    docs.push(&docs::link_line(webhook.external_docs.as_ref()));
    docs.push(&source_line(&webhook.origin.pointer.to_string()));
    docs
}

/// How a message is verified, or that it may come without a signature.
fn verification(webhook: &Webhook, schemes: &SchemeNames) -> String {
    const ASSUMED: &str = "[`assume_verified`](super::Incoming::assume_verified)";
    let phrase = |name: &String| {
        let scheme = schemes.get(name);
        match scheme.and_then(|scheme| scheme.ident.as_ref()) {
            Some(ident) => format!("[`{ident}`](crate::security::{ident})"),
            None => docs::code(name),
        }
    };
    let alternatives = webhook.security.iter();
    let alternatives = alternatives.map(|all| all.schemes.iter().map(phrase).collect::<Vec<_>>());
    let alternatives: Vec<_> = alternatives.map(|all| all.join(" and ")).collect();
    let verified = alternatives.iter().filter(|text| !text.is_empty());
    let verified: Vec<_> = verified.map(String::as_str).collect();
    if verified.is_empty() {
        return format!("Comes without a signature: read by {ASSUMED}.");
    }
    let verified = verified.join(" or ");
    if alternatives.iter().any(String::is_empty) {
        format!(
            "Verified by {verified}.\nMay come without a signature as well: then read by {ASSUMED}."
        )
    } else {
        format!("Verified by {verified}.")
    }
}

fn written(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Range(hundred) => format!("{hundred}XX"),
        StatusPattern::Default => "default".to_owned(),
    }
}

/// All events as one type, if each message tells which one it is: by a required member of the body, else by a
/// required header, whose texts are of one event each.
fn any(view: View<'_>) -> Option<AnyEvent> {
    let webhooks = &view.api.webhooks;
    if webhooks.len() < 2 || webhooks.iter().any(|it| it.callback_of.is_some()) {
        return None;
    }
    let (told_by, texts) = candidates(view, &webhooks[0])
        .into_iter()
        .find_map(|told_by| {
            let texts = webhooks.iter().map(|it| texts(view, it, &told_by));
            let texts: Vec<Vec<String>> = texts.collect::<Option<_>>()?;
            are_disjoint(&texts).then_some((told_by, texts))
        })?;
    let mut scope = Scope::default();
    let names = webhooks.iter().map(|webhook| &webhook.name);
    let idents: Vec<_> = names
        .map(|name| scope.declare(name, Case::Camel, "Event"))
        .collect();
    let events = view.homes.events.iter().map(|event| event.ident.clone());
    let variants = idents.into_iter().zip(texts).zip(events);
    Some(AnyEvent {
        told_by,
        variants: variants
            .map(|((ident, texts), event)| (ident, texts, event))
            .collect(),
        other: scope.declare("Other", Case::Camel, "Other"),
    })
}

fn candidates(view: View<'_>, webhook: &Webhook) -> Vec<ToldBy> {
    let members = members(view, webhook).map(|fields| fields.keys().cloned().map(ToldBy::Member));
    let headers = webhook
        .headers
        .iter()
        .map(|it| it.name.to_ascii_lowercase());
    members
        .into_iter()
        .flatten()
        .chain(headers.map(ToldBy::Header))
        .collect()
}

fn members<'a>(
    view: View<'a>,
    webhook: &Webhook,
) -> Option<&'a indexmap::IndexMap<String, ir::Field>> {
    let content = &webhook.body.as_ref()?.content;
    let usage = content.usage.filter(|usage| !usage.nullable)?;
    match &view.api.schemas[usage.schema].kind {
        SchemaKind::Object { fields, .. } => Some(fields),
        _ => None,
    }
}

/// The texts that tell that a message is this event.
fn texts(view: View<'_>, webhook: &Webhook, told_by: &ToldBy) -> Option<Vec<String>> {
    let usage = match told_by {
        ToldBy::Member(name) => {
            let field = members(view, webhook)?.get(name)?;
            let is_required = field.presence == ir::Presence::Required;
            is_required.then_some(field.usage)?
        }
        ToldBy::Header(name) => {
            let mut headers = webhook.headers.iter();
            let header = headers.find(|it| it.name.eq_ignore_ascii_case(name))?;
            header.required.then_some(header.usage)?
        }
    };
    let SchemaKind::Enum(values) = &view.api.schemas[usage.schema].kind else {
        return None;
    };
    let texts = values.iter().map(|value| match value {
        EnumValue::String(text) => Some(text.clone()),
        EnumValue::Integer(_) => None,
    });
    texts.collect()
}

fn are_disjoint(texts: &[Vec<String>]) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    texts.iter().flatten().all(|text| seen.insert(text))
}
