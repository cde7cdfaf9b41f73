//! `src/TAG/OPERATION.rs`: everything that varies with one operation.

use std::fmt::Write as _;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::bodies::{self, Value};
use super::coding::structure;
use super::headers::headers;
use super::paging::paged;
use super::print::{File, WIDTH, ident, print, ty};
use super::refusals::write_refusals;
use super::stream::streamed;
use super::structs::type_item;
use crate::ir::{ParameterPlace, ParameterStyle, StatusPattern};
use crate::plan::krate::{
    Decode, Encode, Home, Info, OperationFile, Reading, RequestPart, StatusVariant, TagModule, Type,
};
use crate::plan::names::Ident;

/// The lines that stand for what is fixed about an operation, until that is written.
const INFO: &str = "\n    const INFO: OperationInfo = INFO;\n";

/// What responses are if nothing else is said.
const JSON: &str = "application/json";

/// The file of an operation: request, route, response.
pub(super) fn operation(tag: &TagModule, operation: &OperationFile) -> File {
    let mut file = File::default();
    let here = Home::Operation {
        tag: tag.module.clone(),
        module: operation.module.clone(),
    };
    structure(&operation.request.item, &here, &mut file);
    let implementation = print(implementation(operation, &here, &mut file));
    let info = info(&operation.info, &mut file);
    file.printed(implementation.replacen(INFO, &info, 1));
    if let Reading::ByStatus(name, variants) = &operation.reading {
        let read = by_status(name, variants, &mut file);
        file.item(read);
    }
    if let Some(paging) = &operation.paging {
        let paged = paged(operation, paging, &here, &mut file);
        file.item(paged);
    }
    if let Some(body) = &operation.body {
        bodies::choice(body, &here, &mut file);
    }
    if let Some(streaming) = &operation.stream {
        let streamed = streamed(operation, streaming, &here, &mut file);
        file.item(streamed);
    }
    if let Some(found) = &operation.headers {
        headers(operation, found, &here, &mut file);
    }
    if let Some(refusals) = &operation.refusals {
        write_refusals(operation, refusals, &here, &mut file);
    }
    for item in &operation.types {
        type_item(item, &here, &mut file);
    }
    file
}

fn implementation(operation: &OperationFile, here: &Home, file: &mut File) -> TokenStream {
    file.uses().add("crate::support::prelude", "*");
    let request = ident(&operation.request.item.ident);
    let payload = payload(operation, here, file);
    let encode = encode(operation, file);
    quote! {
        impl Operation for #request {
            type Payload = #payload;
            const INFO: OperationInfo = INFO;

            #encode
        }
    }
}

/// How the payload of a response that means success is read.
fn payload(operation: &OperationFile, here: &Home, file: &mut File) -> TokenStream {
    let output = &operation.output;
    match (&operation.reading, output) {
        (Reading::Always(decode), _) => reader(*decode, output, here, file),
        (Reading::Sometimes(decode), Type::Option(inner)) => {
            let read = reader(*decode, inner, here, file);
            quote!(payload::Optional<#read>)
        }
        _ => ty(output, here, file.uses()),
    }
}

/// What reads a body as a type.
fn reader(decode: Decode, output: &Type, here: &Home, file: &mut File) -> TokenStream {
    match decode {
        Decode::Json => {
            let output = ty(output, here, file.uses());
            quote!(payload::Json<#output>)
        }
        Decode::Text => quote!(payload::Text),
        Decode::Bytes => quote!(payload::Bytes),
        Decode::Empty => quote!(payload::Nothing),
    }
}

/// How a payload is read by status: a variant for each; the first one for all others, too.
fn by_status(name: &Ident, variants: &[StatusVariant], file: &mut File) -> TokenStream {
    file.uses().add("crate::support", "DecodeError");
    file.uses().add("crate::support", "Response");
    let name = ident(name);
    let arms = variants.iter().enumerate().map(|(place, it)| {
        let pattern = match it.status {
            StatusPattern::Code(code) if place > 0 => {
                let code = Literal::u16_unsuffixed(code);
                quote!(#code)
            }
            _ => quote!(_),
        };
        let (variant, read) = (ident(&it.ident), method(it.decode));
        if it.ty.is_some() {
            quote!(#pattern => response.#read().map(Self::#variant),)
        } else {
            quote!(#pattern => Ok(Self::#variant),)
        }
    });
    let mut arms: Vec<_> = arms.collect();
    arms.rotate_left(1);
    quote! {
        impl payload::Payload for #name {
            type Output = Self;

            fn read(response: Response) -> Result<Self, DecodeError> {
                match response.status().as_u16() { #(#arms)* }
            }
        }
    }
}

/// The method of a response that reads its body.
fn method(decode: Decode) -> proc_macro2::Ident {
    format_ident!(
        "{}",
        match decode {
            Decode::Json => "json",
            Decode::Text => "text",
            Decode::Bytes => "bytes",
            Decode::Empty => "empty",
        }
    )
}

/// The method that puts the values of a request into their places; none if there are none.
fn encode(operation: &OperationFile, file: &mut File) -> TokenStream {
    let parts = &operation.request.parts;
    if parts
        .iter()
        .any(|part| matches!(part, RequestPart::Styled { .. }))
    {
        file.uses().add("crate::support", "Style");
    }
    let mut lines = quote!();
    if let Some((module, constant)) = &operation.info.server {
        file.uses().add("crate", module.as_str());
        let (module, constant) = (ident(module), ident(constant));
        lines.extend(quote!(parts.server(#module::#constant);));
    }
    if operation.info.is_extension {
        let method = &operation.info.method;
        lines.extend(quote!(parts.method(#method);));
    }
    for part in parts {
        lines.extend(statement(part, file));
    }
    if lines.is_empty() {
        return lines;
    }
    quote!(fn encode(&self, parts: &mut RequestParts) { #lines })
}

/// What puts a value into its place.
fn statement(part: &RequestPart, file: &mut File) -> TokenStream {
    if let RequestPart::Body {
        field: Some(field),
        optional,
        encode,
    } = part
    {
        let field = ident(field);
        match (encode, optional) {
            (Encode::OneOf(name, variants), _) => {
                return bodies::one_of(name, variants, &field, *optional, file);
            }
            (encode, true) => {
                let call = bodies::call(encode, &Value::named(&quote!(body)), file);
                return quote!(if let Some(body) = &self.#field { parts.#call; });
            }
            _ => {}
        }
    }
    let call = self::part(part, file);
    quote!(parts.#call;)
}

fn part(part: &RequestPart, file: &mut File) -> TokenStream {
    match part {
        RequestPart::Path { wire, field } => {
            let field = ident(field);
            quote!(path(#wire, &self.#field))
        }
        RequestPart::Query {
            wire,
            field,
            repeated,
            reserved,
        } => {
            let call = match (repeated, reserved) {
                (true, false) => "query",
                (true, true) => "query_reserved",
                (false, false) => "query_joined",
                (false, true) => "query_joined_reserved",
            };
            let (field, call) = (ident(field), format_ident!("{call}"));
            quote!(#call(#wire, &self.#field))
        }
        RequestPart::Header { wire, field } => {
            let field = ident(field);
            quote!(header(#wire, &self.#field))
        }
        RequestPart::Cookie { wire, field } => {
            let field = ident(field);
            quote!(cookie(#wire, &self.#field))
        }
        RequestPart::Flag { wire, field: None } => quote!(query_flag(#wire, &true)),
        RequestPart::Flag {
            wire,
            field: Some(field),
        } => {
            let field = ident(field);
            quote!(query_flag(#wire, &self.#field))
        }
        RequestPart::Styled {
            place,
            wire,
            field,
            style,
            explode,
            reserved,
        } => {
            let call = format_ident!("{}", styled(*place));
            let (field, style) = (ident(field), format_ident!("{}", constructor(*style)));
            let exploded = explode.then(|| quote!(.exploded()));
            let reserved = reserved.then(|| quote!(.reserved()));
            quote!(#call(#wire, Style::#style() #exploded #reserved, &self.#field))
        }
        RequestPart::Body { field, encode, .. } => {
            let value = match field {
                Some(field) => Value::field(field),
                None => Value::named(&quote!(self)),
            };
            bodies::call(encode, &value, file)
        }
    }
}

/// The method that writes a parameter in a style.
fn styled(place: ParameterPlace) -> &'static str {
    match place {
        ParameterPlace::Path => "path_styled",
        ParameterPlace::Query => "query_styled",
        ParameterPlace::Header => "header_styled",
        ParameterPlace::Cookie => "cookie_styled",
    }
}

/// What makes a style.
pub(super) fn constructor(style: ParameterStyle) -> &'static str {
    match style {
        ParameterStyle::Simple => "simple",
        ParameterStyle::Label => "label",
        ParameterStyle::Matrix => "matrix",
        ParameterStyle::Form => "form",
        ParameterStyle::SpaceDelimited => "space_delimited",
        ParameterStyle::PipeDelimited => "pipe_delimited",
        ParameterStyle::DeepObject => "deep_object",
        ParameterStyle::Cookie => "cookie",
        ParameterStyle::Json => "json",
    }
}

/// What is fixed about an operation, as lines: prettyplease would break them once more.
fn info(info: &Info, file: &mut File) -> String {
    // One without a constant is put in when the request is made.
    let method = if info.is_extension {
        "POST"
    } else {
        &info.method
    };
    let literal = |text: &str| Literal::string(text).to_string();
    let mut text = format!(
        "OperationInfo::new({}, Method::{method}, {})",
        literal(&info.id),
        literal(&info.path)
    );
    if info.accept != JSON {
        let _ = write!(text, "\n.accept({})", literal(&info.accept));
    }
    if !info.security.is_empty() {
        if info.security.iter().any(|all| !all.is_empty()) {
            file.uses().add("crate", "security");
        }
        let alternatives = info.security.iter().map(|all| {
            let names = all.iter().map(|name| format!("security::{name}"));
            format!("&[{}]", names.collect::<Vec<_>>().join(", "))
        });
        let alternatives = alternatives.collect::<Vec<_>>().join(", ");
        let _ = write!(text, "\n.security(&[{alternatives}])");
    }
    if info.enveloped {
        file.uses().add("crate", "meta");
        text.push_str("\n.envelope(&meta::ENVELOPE)");
    }
    if info.sensitive {
        text.push_str("\n.sensitive()");
    }
    let start = "    const INFO: OperationInfo = ";
    // With the semicolon; the marks of the lines go.
    let is_narrow = start.len() + text.replace('\n', "").len() < WIDTH;
    let text = text.replace('\n', if is_narrow { "" } else { "\n        " });
    format!("{start}{text};\n")
}
