//! Request bodies: the field that holds one, and how it is written.

use super::docs::{self, Docs, markdown};
use super::krate::{
    BodyEnum, BodyVariant, Encode, Field, Multipart, Part, PartForm, Presence, Request,
    RequestPart, Struct, Style, Type,
};
use super::names::{Case, Ident, Scope};
use super::types::{Carrier, View};
use crate::analyze::Direction;
use crate::ir::{Body, Content, Encoding, MediaType, ParameterStyle, SchemaId, SchemaKind, Usage};

/// A media type of parts or fields that says nothing by itself.
const BYTES: &str = "application/octet-stream";

/// The request whose fields are the members of its body.
pub(super) fn inlined(
    view: View<'_>,
    id: SchemaId,
    ident: &Ident,
    docs: Docs,
    body: &Body,
) -> Request {
    let direction = Direction {
        request: true,
        response: false,
    };
    let docs = docs.and(&sent_as(&body.content).lines.join("\n"));
    let carrier = carrier_of(&body.content.media_type);
    let item = view.structure_as(id, ident, docs, direction, carrier);
    let part = RequestPart::Body {
        field: None,
        optional: false,
        encode: encode(view, &body.content, Some(&item)),
    };
    Request {
        item,
        parts: vec![part],
    }
}

/// The field of a request that holds its body.
pub(super) fn field(
    view: View<'_>,
    index: usize,
    scope: &mut Scope,
) -> Option<(Field, RequestPart)> {
    let body = view.api.operations[index].body.as_ref()?;
    let choice = view.homes.bodies[index].as_ref();
    let plain = match choice {
        Some(names) => Type::Named(names.name.clone()),
        None => ty(view, &body.content),
    };
    let (ty, presence) = match plain {
        plain if body.required => (plain, Presence::Required),
        // No body and `null` are two messages.
        Type::Option(inner) => {
            let nullable = Box::new(Type::Nullable(inner));
            (Type::Option(nullable), Presence::OptionalNullable)
        }
        plain => (Type::Option(Box::new(plain)), Presence::Optional),
    };
    let encode = match choice {
        None => encode(view, &body.content, None),
        Some(names) => {
            let contents = body.contents().map(|content| encode(view, content, None));
            Encode::OneOf(
                names.name.ident.clone(),
                names.variants.iter().cloned().zip(contents).collect(),
            )
        }
    };
    let ident = scope.declare("body", Case::Snake, "body");
    let mut docs = markdown(body.description.as_deref().unwrap_or_default());
    if choice.is_none() {
        docs.push(&sent_as(&body.content));
    }
    let deprecated = body.content.usage.filter(|_| choice.is_none());
    let field = Field {
        ident: ident.clone(),
        wire: "body".to_owned(),
        ty,
        presence,
        docs,
        deprecated: deprecated.is_some_and(|usage| view.api.schemas[usage.schema].deprecated),
    };
    let part = RequestPart::Body {
        field: Some(ident),
        optional: !body.required,
        encode,
    };
    Some((field, part))
}

/// The type of a body that can be one of several.
pub(super) fn choice(view: View<'_>, index: usize) -> Option<BodyEnum> {
    let names = view.homes.bodies[index].as_ref()?;
    let body = view.api.operations[index].body.as_ref()?;
    let variants = names.variants.iter().zip(body.contents());
    let variants = variants.map(|(ident, content)| BodyVariant {
        ident: ident.clone(),
        docs: Docs::text(&format!(
            "Sent as {}.",
            docs::code(content.media_type.name())
        )),
        ty: ty(view, content),
    });
    let contents = body.contents().filter_map(|content| content.usage);
    Some(BodyEnum {
        ident: names.name.ident.clone(),
        docs: Docs::text("The body, in one of the media types that the service takes."),
        variants: variants.collect(),
        is_large: contents
            .into_iter()
            .any(|usage| view.is_large(usage.schema)),
    })
}

/// In which media type a body is sent, where its type does not tell, and in which it could be.
fn sent_as(content: &Content) -> Docs {
    let mut phrases = Vec::new();
    let name = content.media_type.name();
    let shown = docs::code(name);
    match &content.media_type {
        MediaType::Json(_) if content.also.is_empty() => {}
        MediaType::Text(_) if name.contains("xml") => {
            phrases.push(format!("XML, sent as {shown}."));
        }
        MediaType::Binary(_) if is_group(name) => {
            phrases.push(format!(
                "Bytes of a media type that the caller names ({shown})."
            ));
        }
        _ => phrases.push(format!("Sent as {shown}.")),
    }
    if !content.also.is_empty() {
        let also: Vec<_> = content.also.iter().map(|it| docs::code(it)).collect();
        phrases.push(format!(
            "The service takes the same as {}.",
            also.join(", ")
        ));
    }
    if phrases.is_empty() {
        Docs::none()
    } else {
        Docs::text(&phrases.join("\n"))
    }
}

/// Whether a media type stands for several, or is none.
fn is_group(name: &str) -> bool {
    name.contains('*') || !name.contains('/')
}

fn carrier_of(media_type: &MediaType) -> Carrier {
    match media_type {
        MediaType::Form(_) => Carrier::Form,
        MediaType::Multipart(_) => Carrier::Multipart,
        MediaType::Json(_) | MediaType::Text(_) | MediaType::Binary(_) => Carrier::Json,
    }
}

/// The type of a body that is a value of its own.
fn ty(view: View<'_>, content: &Content) -> Type {
    match (&content.media_type, content.usage) {
        (MediaType::Json(_), Some(usage)) => view.ty(usage),
        // `null` is no form, and a body that may be left out is an option already.
        (MediaType::Form(_) | MediaType::Multipart(_), Some(usage)) => view.plain(usage.schema),
        (MediaType::Json(_) | MediaType::Form(_), None) => Type::Json,
        (MediaType::Multipart(_), None) => Type::Multipart,
        (MediaType::Text(_), _) => Type::String,
        (MediaType::Binary(_), _) => Type::BinaryBody,
    }
}

/// How a body is written; `item` is the request, if its fields are those of the body.
fn encode(view: View<'_>, content: &Content, item: Option<&Struct>) -> Encode {
    let name = content.media_type.name().to_owned();
    match &content.media_type {
        MediaType::Json(_) => Encode::Json(name),
        MediaType::Text(_) => Encode::Text(name),
        MediaType::Binary(_) if is_group(&name) => Encode::Binary(BYTES.to_owned()),
        MediaType::Binary(_) => Encode::Binary(name),
        MediaType::Form(_) => {
            let styled = content.encoding.iter();
            let styled = styled.filter_map(|(name, it)| Some((name.clone(), style_of_field(it)?)));
            Encode::Form(name, styled.collect())
        }
        MediaType::Multipart(_) => Encode::Multipart(name, parts(view, content, item)),
    }
}

fn parts(view: View<'_>, content: &Content, item: Option<&Struct>) -> Multipart {
    let Some(Usage { schema: id, .. }) = content.usage else {
        return Multipart::Whole;
    };
    let SchemaKind::Object {
        fields: members, ..
    } = &view.api.schemas[id].kind
    else {
        return Multipart::Map;
    };
    let made;
    let item = match (item, view.homes.name(id)) {
        (Some(item), _) => item,
        (None, Some(name)) => {
            let carrier = view.carrier(id);
            made = view.structure_as(id, &name.ident, Docs::none(), view.direction(id), carrier);
            &made
        }
        (None, None) => return Multipart::Map,
    };
    let part = |field: &Field| {
        let encoding = content.encoding.get(&field.wire);
        let usage = members.get(&field.wire).map(|member| member.usage);
        Part {
            wire: field.wire.clone(),
            field: field.ident.clone(),
            form: form(view, field, usage, encoding),
            content_type: content_type(encoding).filter(|it| it != BYTES),
            headers: encoding.map(|it| it.headers.clone()).unwrap_or_default(),
        }
    };
    Multipart::Fields {
        parts: item.fields.iter().map(part).collect(),
        rest: item.rest.as_ref().map(|rest| rest.ident.clone()),
    }
}

/// How the value of a field becomes a part, or several.
fn form(
    view: View<'_>,
    field: &Field,
    usage: Option<Usage>,
    encoding: Option<&Encoding>,
) -> PartForm {
    if matches!(field.ty.innermost(), Type::FilePart) {
        return PartForm::File;
    }
    if let Some(style) = encoding.and_then(style) {
        return PartForm::Styled(style);
    }
    let asked = content_type(encoding);
    if asked.is_some_and(|it| it == "application/json" || it.ends_with("+json")) {
        return PartForm::Json;
    }
    let is_text = usage.is_some_and(|usage| is_text(view, &field.ty, usage.schema));
    if is_text {
        PartForm::Text
    } else {
        PartForm::Value
    }
}

/// The media type that the document gives to a part, if it is a single one.
fn content_type(encoding: Option<&Encoding>) -> Option<String> {
    let name = encoding?.content_type.as_ref()?;
    (!name.contains(['*', ','])).then(|| name.trim().to_owned())
}

/// Whether values are texts on the wire: texts themselves, numbers, lists of these.
fn is_text(view: View<'_>, ty: &Type, id: SchemaId) -> bool {
    let kind = &view.api.schemas[id].kind;
    match (ty, kind) {
        (Type::Option(inner), _) => is_text(view, inner, id),
        (Type::Vec(inner), SchemaKind::Array(items)) => {
            !matches!(**inner, Type::Vec(_)) && is_text(view, inner, items.schema)
        }
        (Type::Named(_), kind) => matches!(kind, SchemaKind::Enum(_)),
        (
            Type::Bool
            | Type::I32
            | Type::I64
            | Type::U32
            | Type::U64
            | Type::F32
            | Type::F64
            | Type::String
            | Type::Secret
            | Type::Scalar(_),
            _,
        ) => true,
        _ => false,
    }
}

/// The style of a form's field, if it is not the usual one.
fn style_of_field(encoding: &Encoding) -> Option<Style> {
    let asked = content_type(Some(encoding));
    let is_json = asked.is_some_and(|it| it == "application/json" || it.ends_with("+json"));
    let json = || Style {
        style: ParameterStyle::Json,
        explode: false,
        reserved: false,
    };
    style(encoding).or_else(|| is_json.then(json))
}

fn style(encoding: &Encoding) -> Option<Style> {
    Some(Style {
        style: encoding.style?,
        explode: encoding.explode,
        reserved: encoding.reserved,
    })
}
