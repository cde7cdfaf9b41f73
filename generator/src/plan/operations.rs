//! Operations as files, and the tags that lead to them.

use std::collections::BTreeSet;

use super::bodies;
use super::deprecation;
use super::docs::{self, Docs, markdown};
use super::groups::Group;
use super::headers::headers;
use super::krate::{
    Coding, Decode, Field, Home, Info, Method, OperationFile, Presence, Request, RequestPart,
    SchemeName, Struct, TagModule, Type, When,
};
use super::names::{Case, Ident, Scope};
use super::outcome::{given, refusals};
use super::paging::paging;
use super::schemes::SchemeNames;
use super::servers;
use super::stream::streaming;
use super::types::{View, construct};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::analyze::{Direction, outcome, received, stream, success};
use crate::ir::{
    self, Content, MediaType, Operation, Parameter, ParameterPlace, ParameterShape, ParameterStyle,
    SchemaKind, SecurityKind, Segment, Usage,
};

/// The modules of all tags, in the order of the document.
pub(super) fn tags(view: View<'_>, schemes: &SchemeNames) -> Vec<TagModule> {
    view.homes
        .groups
        .iter()
        .map(|group| tag(view, group, schemes))
        .collect()
}

fn tag(view: View<'_>, group: &Group, schemes: &SchemeNames) -> TagModule {
    let operations = group.operations.iter().map(|index| {
        let home = Home::Operation {
            tag: group.module.clone(),
            module: view.homes.modules[*index].clone(),
        };
        operation(view, *index, &home, schemes)
    });
    let shared_types = group.operations.iter().flat_map(|index| {
        let operation = &view.api.operations[*index];
        view.homes.shared_types(view.api, operation)
    });
    let shared_types: BTreeSet<_> = shared_types.collect();
    TagModule {
        module: group.module.clone(),
        handle: group.handle.clone(),
        docs: tag_docs(view, group),
        operations: operations.collect(),
        shared_types: shared_types.into_iter().collect(),
        feature: group.feature.clone(),
    }
}

fn tag_docs(view: View<'_>, group: &Group) -> Docs {
    let Some(name) = &group.tag else {
        return Docs::text(&match &group.word {
            Some(word) => format!("Operations on {}; they have no tag.", docs::code(word)),
            None => "Operations without a tag.".to_owned(),
        });
    };
    let tag = view.api.tags.get(name);
    let parent = tag.and_then(|tag| tag.parent.as_deref());
    let part = parent.map_or_else(String::new, |it| format!(", a part of {}", docs::code(it)));
    let mut docs = Docs::text(&format!(
        "Operations of the tag {}{part}.",
        docs::code(name)
    ));
    if let Some(tag) = tag {
        docs.push(&markdown(tag.summary.as_deref().unwrap_or_default()));
        docs.push(&markdown(tag.description.as_deref().unwrap_or_default()));
        docs.push(&docs::link_line(tag.external_docs.as_ref()));
    }
    docs
}

fn operation(view: View<'_>, index: usize, home: &Home, schemes: &SchemeNames) -> OperationFile {
    let operation = &view.api.operations[index];
    let given = given(view, index);
    let types = view.homes.types.get(home).into_iter().flatten();
    let types = types.map(|(id, ident)| view.item(*id, ident));
    let request = request(view, index);
    OperationFile {
        paging: paging(view, index, &request),
        refusals: refusals(view, index),
        stream: streaming(view, index),
        headers: headers(view, index),
        module: view.homes.modules[index].clone(),
        method: method(view, index, schemes),
        request,
        output: given.output,
        reading: given.reading,
        info: info(view, operation, schemes),
        types: given.item.into_iter().chain(types).collect(),
        body: bodies::choice(view, index),
    }
}

fn method(view: View<'_>, index: usize, schemes: &SchemeNames) -> Method {
    let operation = &view.api.operations[index];
    let mut docs = described(operation);
    // A paragraph of its own: the first one is what lists of methods show.
    docs.push(&Docs::text(&format!(
        "{}{}.",
        docs::code(&route(operation)),
        credentials(view, operation, schemes)
    )));
    if let Some(server) = servers::own_server(view.api, operation) {
        let text = format!("Sent to {}.", docs::code_whole(&server.url));
        docs.append_line(&text);
    }
    docs.push(&as_a_whole(view, index));
    docs.push(&undocumented(view, operation));
    docs.push(&left_to_callers(operation, schemes));
    docs.append_lines(&docs::link_line(operation.external_docs.as_ref()));
    Method {
        ident: view.homes.methods[index].clone(),
        docs,
        deprecated: operation.deprecated,
        deprecation: deprecation::note(view.api, view.homes, operation),
    }
}

/// What the document says of an operation; a summary that the description begins with is not said twice.
fn described(operation: &Operation) -> Docs {
    let mut summary = markdown(operation.summary.as_deref().unwrap_or_default());
    let description = markdown(operation.description.as_deref().unwrap_or_default());
    let text = |docs: &Docs| docs.lines.join(" ");
    if docs::begins_with(&text(&description.first_paragraph()), &text(&summary)) {
        return description;
    }
    summary.push(&description);
    summary
}

/// That a call whose response is a stream waits for its end, and what does not.
fn as_a_whole(view: View<'_>, index: usize) -> Docs {
    let operation = &view.api.operations[index];
    let whole = success(operation).and_then(|response| response.content.as_ref());
    let whole = whole.map(|content| content.media_type.name());
    let Some(method) = view.homes.streams[index].as_ref() else {
        return Docs::none();
    };
    match stream(operation) {
        Some(stream) if whole == Some(stream.media_type.as_str()) => Docs::text(&format!(
            "Waits for the end of the response; [`{method}`](Self::{method}) reads it while it comes."
        )),
        _ => Docs::none(),
    }
}

/// What a call is signed by and what is sent with it, as the end of a sentence.
fn credentials(view: View<'_>, operation: &Operation, schemes: &SchemeNames) -> String {
    let alternatives = alternatives(operation, schemes, |scheme| {
        let verb = if signs(view, &scheme.wire) {
            "signed by"
        } else {
            "with"
        };
        format!("{verb} {}", scheme_link(scheme))
    });
    if alternatives.is_empty() {
        String::new()
    } else {
        format!(", {}", alternatives.join(", or "))
    }
}

/// The alternatives that an operation asks for, each scheme in these words.
pub(super) fn alternatives(
    operation: &Operation,
    schemes: &SchemeNames,
    words: impl Fn(&SchemeName) -> String,
) -> Vec<String> {
    let named = |name: &String| schemes.get(name);
    let alternatives = operation.security.iter().map(|all| {
        let phrases = all.schemes.iter().filter_map(named).map(&words);
        phrases.collect::<Vec<_>>().join(" and ")
    });
    alternatives.filter(|text| !text.is_empty()).collect()
}

/// What the document says that nobody knows about an operation and its response.
fn undocumented(view: View<'_>, operation: &Operation) -> Docs {
    let mut docs = match operation.hints.undocumented.as_deref() {
        None => Docs::none(),
        Some("path") => Docs::text("**Path not documented:** it may be another one."),
        Some(what) => Docs::text(&format!("**Not documented:** {}.", docs::code(what))),
    };
    let read = received(view.api, operation);
    let mut schemas = read.iter().map(|usage| &view.api.schemas[usage.schema]);
    if schemas.any(|schema| schema.hints.undocumented.as_deref() == Some("shape")) {
        docs.push(&Docs::text("**Shape of the response not documented.**"));
    }
    docs
}

/// Which schemes a caller has to implement.
fn left_to_callers(operation: &Operation, schemes: &SchemeNames) -> Docs {
    let asked = operation.security.iter().flat_map(|all| &all.schemes);
    let asked: BTreeSet<_> = asked.collect();
    let missing = schemes.values().filter(|scheme| scheme.ident.is_none());
    let missing: Vec<_> = missing
        .filter(|scheme| asked.contains(&scheme.wire))
        .map(|scheme| docs::code(&scheme.wire))
        .collect();
    let (noun, verb) = match missing.as_slice() {
        [] => return Docs::none(),
        [_] => ("scheme", "has"),
        _ => ("schemes", "have"),
    };
    Docs::text(&format!(
        "The {noun} {} {verb} to be supplied by the caller:\n\
         [`ClientBuilder::scheme`](crate::ClientBuilder::scheme).",
        missing.join(" and "),
    ))
}

/// The type of a scheme, or its name where there is none.
pub(super) fn scheme_link(scheme: &SchemeName) -> String {
    match &scheme.ident {
        Some(ident) => format!("[`{ident}`](crate::security::{ident})"),
        None => docs::code(&scheme.wire),
    }
}

/// Whether a scheme computes something from the request.
fn signs(view: View<'_>, scheme: &str) -> bool {
    let scheme = view.api.security_schemes.get(scheme);
    scheme.is_some_and(|scheme| matches!(scheme.kind, SecurityKind::Recipe(_)))
}

pub(super) fn route(operation: &Operation) -> String {
    format!("{} {}", operation.method.name(), operation.path)
}

fn info(view: View<'_>, operation: &Operation, schemes: &SchemeNames) -> Info {
    let constant = |name: &String| schemes.get(name).map(|scheme| scheme.constant.clone());
    // What is signed must be complete: schemes that only place a credential come before those that sign.
    let security = operation.security.iter().map(|all| {
        let (signing, placing): (Vec<_>, Vec<_>) =
            all.schemes.iter().partition(|name| signs(view, name));
        let in_order = placing.into_iter().chain(signing);
        in_order.filter_map(constant).collect()
    });
    let parameters = operation.parameters.iter().map(|parameter| parameter.usage);
    let body = operation.body.iter().flat_map(ir::Body::contents);
    let body = body.filter_map(|content| content.usage);
    let contents = outcome(view.api, operation).contents();
    let response = received(view.api, operation).into_iter();
    let mut holds_a_secret = parameters
        .chain(body)
        .chain(response)
        .map(|usage| view.facts.secret.contains(&usage.schema));
    let server = servers::own_server(view.api, operation);
    Info {
        server: view
            .servers
            .zip(server)
            .and_then(|(all, it)| servers::constant(all, it)),
        id: operation.id.clone(),
        method: operation.method.name().to_owned(),
        is_extension: matches!(operation.method, ir::Method::Query | ir::Method::Other(_)),
        route: route(operation),
        path: encoded_path(operation),
        accept: accept(operation, &contents),
        security: security.collect(),
        enveloped: operation.enveloped,
        sensitive: holds_a_secret.any(|secret| secret),
    }
}

/// What a client asks for: what it reads, and anything where it reads nothing.
fn accept(operation: &Operation, contents: &[&Content]) -> String {
    let mut names: Vec<&str> = Vec::new();
    // What tells nothing is asked for all the same.
    let unread = success(operation).and_then(|response| response.content.as_ref());
    let unread = unread.filter(|_| contents.is_empty());
    for content in contents.iter().copied().chain(unread) {
        let name = content.media_type.name();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] if operation.enveloped => "application/json".to_owned(),
        [] => "*/*".to_owned(),
        names => names.join(", "),
    }
}

/// The template as it goes on the wire: what no URL may hold is percent-encoded, parameters stay in braces. What
/// the document's path has of the query stands behind it.
fn encoded_path(operation: &Operation) -> String {
    let part = |segment: &Segment| match segment {
        Segment::Literal(text) => utf8_percent_encode(text, NOT_IN_A_PATH).to_string(),
        Segment::Parameter(name) => format!("{{{name}}}"),
    };
    let path: String = operation.segments.iter().map(part).collect();
    match operation.query.as_str() {
        "" => path,
        query => format!("{path}?{query}"),
    }
}

/// What RFC 3986 §3.3 does not allow in a path; an existing `%` is taken for an escape.
const NOT_IN_A_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

pub(super) fn output(view: View<'_>, content: Option<&Content>) -> (Decode, Type) {
    let Some(content) = content else {
        return (Decode::Empty, Type::Unit);
    };
    let is_null = |usage: Usage| matches!(view.api.schemas[usage.schema].kind, SchemaKind::Null);
    match (&content.media_type, content.usage) {
        // Nothing is told by it, so nothing is asked of it.
        (MediaType::Json(_), Some(usage)) if is_null(usage) => (Decode::Empty, Type::Unit),
        (MediaType::Json(_), Some(usage)) => (Decode::Json, view.ty(usage)),
        (MediaType::Json(_), None) => (Decode::Json, Type::Json),
        (MediaType::Text(_), _) => (Decode::Text, Type::String),
        (MediaType::Form(_) | MediaType::Multipart(_) | MediaType::Binary(_), _) => {
            (Decode::Bytes, Type::Bytes)
        }
    }
}

fn request(view: View<'_>, index: usize) -> Request {
    let operation = &view.api.operations[index];
    let ident = &view.homes.requests[index];
    let docs = request_docs(view, index);
    let direction = Direction {
        request: true,
        response: false,
    };
    if let (Some(id), Some(body)) = (view.homes.inlined[index], &operation.body) {
        let mut request = bodies::inlined(view, id, ident, docs, body);
        request.item.deprecated |= operation.deprecated;
        return request;
    }
    let mut scope = Scope::default();
    let (mut fields, mut parts) = (Vec::new(), Vec::new());
    for parameter in &operation.parameters {
        if parameter.flag && parameter.required {
            // There is nothing to choose, and without it the call would be another one.
            let wire = parameter.name.clone();
            parts.push(RequestPart::Flag { wire, field: None });
            continue;
        }
        let field = parameter_field(view, parameter, &mut scope);
        parts.push(parameter_part(parameter, &field.ident));
        fields.push(field);
    }
    // Names that come with a value are told from those of the document once all of these are there.
    parts.sort_by_key(names_its_members);
    if let Some((field, part)) = bodies::field(view, index, &mut scope) {
        fields.push(field);
        parts.push(part);
    }
    let item = Struct {
        ident: ident.clone(),
        docs,
        construct: construct(&fields, false, direction),
        fields,
        rest: None,
        coding: Coding {
            encode: When::Never,
            decode: When::Never,
        },
        deprecated: operation.deprecated,
    };
    Request { item, parts }
}

/// The way to the method of an operation, from its file.
pub(super) fn call_link(view: View<'_>, index: usize) -> String {
    let method = &view.homes.methods[index];
    let mut groups = view.homes.groups.iter();
    match groups.find(|group| group.operations.contains(&index)) {
        Some(Group { handle, .. }) => format!("[`{handle}::{method}`](super::{handle}::{method})"),
        None => docs::code(method.as_str()),
    }
}

fn request_docs(view: View<'_>, index: usize) -> Docs {
    Docs::text(&format!("Request of {}.", call_link(view, index)))
}

pub(super) fn parameter_field(view: View<'_>, parameter: &Parameter, scope: &mut Scope) -> Field {
    let plain = view.plain(parameter.usage.schema);
    let plain = if parameter.is_plain() {
        as_text(plain)
    } else {
        plain
    };
    let presence = if parameter.required {
        Presence::Required
    } else {
        Presence::Optional
    };
    let schema = &view.api.schemas[parameter.usage.schema];
    let description = parameter
        .description
        .as_deref()
        .or(schema.description.as_deref());
    let (name, place) = (&parameter.name, place_word(parameter.place));
    let names = [name.clone(), format!("{name} in {place}")];
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let told = format!("{place} {name}");
    Field {
        ident: scope.declare_first(&names, &told, Case::Snake, "parameter"),
        wire: parameter.name.clone(),
        ty: if parameter.required {
            plain
        } else {
            Type::Option(Box::new(plain))
        },
        presence,
        docs: view.field_docs(&parameter.name, description, parameter.usage.schema),
        deprecated: parameter.deprecated || schema.deprecated,
    }
}

fn place_word(place: ParameterPlace) -> &'static str {
    match place {
        ParameterPlace::Path => "path",
        ParameterPlace::Query => "query",
        ParameterPlace::Header => "header",
        ParameterPlace::Cookie => "cookie",
    }
}

/// A parameter is text on the wire, so one that may be anything is given as text.
pub(super) fn as_text(ty: Type) -> Type {
    match ty {
        Type::Json | Type::RawJson => Type::String,
        Type::Vec(item) => Type::Vec(Box::new(as_text(*item))),
        Type::Option(inner) => Type::Option(Box::new(as_text(*inner))),
        other => other,
    }
}

fn parameter_part(parameter: &Parameter, field: &Ident) -> RequestPart {
    let (wire, field) = (parameter.name.clone(), field.clone());
    if parameter.flag {
        return RequestPart::Flag {
            wire,
            field: Some(field),
        };
    }
    if !parameter.is_plain() {
        let is_one_form = matches!(
            parameter.style,
            ParameterStyle::DeepObject | ParameterStyle::Json
        );
        return RequestPart::Styled {
            place: parameter.place,
            wire,
            field,
            style: parameter.style,
            explode: parameter.explode && !is_one_form,
            reserved: parameter.reserved,
        };
    }
    match parameter.place {
        ParameterPlace::Path => RequestPart::Path { wire, field },
        ParameterPlace::Query => RequestPart::Query {
            wire,
            field,
            repeated: parameter.explode || parameter.shape == ParameterShape::Text,
            reserved: parameter.reserved,
        },
        ParameterPlace::Header => RequestPart::Header { wire, field },
        ParameterPlace::Cookie => RequestPart::Cookie { wire, field },
    }
}

/// Whether the names of pairs in the query come with the value.
fn names_its_members(part: &RequestPart) -> bool {
    matches!(
        part,
        RequestPart::Styled {
            place: ParameterPlace::Query,
            explode: true,
            ..
        }
    )
}
