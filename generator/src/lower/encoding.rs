//! `encoding`: how fields of forms and parts of multipart bodies are written (OpenAPI 3.1 §4.8.15).

use indexmap::IndexMap;

use super::Context;
use super::reference::Kind;
use crate::diag::codes;
use crate::ir::{Encoding, ParameterStyle};
use crate::parse::{At, Version};

/// What an entry of `content` says about its fields.
pub(super) fn encoding<'d>(
    context: &mut Context<'d, '_>,
    entry: &At<'d>,
) -> IndexMap<String, Encoding> {
    let schema = entry.get("schema").map(|it| context.document_of(&it));
    let properties = schema.and_then(|schema| schema.get("properties"));
    let mut found = IndexMap::new();
    // In OpenAPI 3.1 a part without a schema of its own is bytes (§4.8.15.1).
    if context.document.version != Version::V3_0 {
        let untyped = properties.iter().flat_map(At::members);
        let untyped = untyped.filter(|(_, property)| is_untyped(property));
        for (name, _) in untyped {
            let bytes = Encoding {
                content_type: Some("application/octet-stream".to_owned()),
                ..Encoding::default()
            };
            found.insert(name.to_owned(), bytes);
        }
    }
    let Some(said) = entry.object("encoding", context.sink) else {
        return found;
    };
    for (name, at) in said.members() {
        let Some(at) = at.expect_object(context.sink) else {
            continue;
        };
        if properties.as_ref().is_some_and(|it| it.get(name).is_none()) {
            let message = format!("`{name}` is among the encodings but not among the properties");
            context
                .sink
                .report(&codes::CS0413, &at.key_origin(), message);
        }
        found.insert(name.to_owned(), one(context, &at));
    }
    found
}

fn one<'d>(context: &mut Context<'d, '_>, at: &At<'d>) -> Encoding {
    let style = at.get("style");
    let style = style.as_ref().and_then(|it| {
        let name = it.expect_str(context.sink)?;
        let known = style_of(name);
        if known.is_none() {
            let message = format!("`{name}` is no style of fields: taken for `form`");
            context
                .sink
                .report(&codes::CS0413, &it.origin(), message)
                .help("styles are `form`, `spaceDelimited`, `pipeDelimited` and `deepObject`");
        }
        known
    });
    let explode = at.bool("explode", context.sink);
    let reserved = at.bool("allowReserved", context.sink).unwrap_or(false);
    // One of the three makes a field like a parameter of a query, and its content type count for nothing.
    let is_styled = at.has("style") || explode.is_some() || reserved;
    let style = is_styled.then(|| style.unwrap_or(ParameterStyle::Form));
    Encoding {
        content_type: at
            .str("contentType", context.sink)
            .filter(|_| style.is_none())
            .map(str::to_owned),
        headers: headers(context, at),
        style,
        explode: explode.unwrap_or(matches!(style, Some(ParameterStyle::Form))),
        reserved,
    }
}

fn style_of(name: &str) -> Option<ParameterStyle> {
    match name {
        "form" => Some(ParameterStyle::Form),
        "spaceDelimited" => Some(ParameterStyle::SpaceDelimited),
        "pipeDelimited" => Some(ParameterStyle::PipeDelimited),
        "deepObject" => Some(ParameterStyle::DeepObject),
        _ => None,
    }
}

/// The headers of a part that can have one value alone; others are for the caller to set on a file.
fn headers<'d>(context: &mut Context<'d, '_>, at: &At<'d>) -> Vec<(String, String)> {
    let mut fixed = Vec::new();
    let Some(headers) = at.object("headers", context.sink) else {
        return fixed;
    };
    for (name, member) in headers.members() {
        // The media type is described by `contentType`.
        if name.eq_ignore_ascii_case("content-type") {
            continue;
        }
        let Some(header) = context.follow_to(Kind::Header, &member) else {
            continue;
        };
        let schema = header.get("schema").map(|it| context.document_of(&it));
        match schema.as_ref().and_then(only_value) {
            Some(value) => fixed.push((name.to_owned(), value.to_owned())),
            None => {
                let message = format!("the header `{name}` of a part has no value in the document");
                context
                    .sink
                    .report(&codes::CS0413, &member.key_origin(), message)
                    .help("it can be set on files; of other parts it is left out");
            }
        }
    }
    fixed
}

/// The text that a schema allows alone, or that it takes for granted.
fn only_value<'d>(schema: &At<'d>) -> Option<&'d str> {
    let listed = schema.get("enum").filter(|it| it.items().count() == 1);
    let only = listed
        .and_then(|it| it.item(0))
        .or_else(|| schema.get("const"));
    only.or_else(|| schema.get("default"))?.as_str()
}

/// Whether a schema says nothing of what it holds.
fn is_untyped(property: &At<'_>) -> bool {
    const SAYS: [&str; 9] = [
        "type",
        "$ref",
        "allOf",
        "oneOf",
        "anyOf",
        "enum",
        "const",
        "properties",
        "items",
    ];
    property.is_object() && SAYS.iter().all(|key| property.get(key).is_none())
}
