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
use crate::plan::docs::{self, Docs};
use crate::plan::krate::{
    Decode, Encode, Home, Info, OperationFile, Reading, RequestPart, StatusVariant, TagModule,
};

/// The line that stands for what is fixed about an operation, until that is written.
const INFO: &str = "    const INFO: OperationInfo = INFO;\n";

/// What responses are if nothing else is said.
const JSON: &str = "application/json";

/// The file of an operation: request, route, response.
pub(super) fn operation(tag: &TagModule, operation: &OperationFile) -> File {
    let mut file = File::new(&Docs::text(&docs::code(&operation.info.route)));
    let here = Home::Operation {
        tag: tag.module.clone(),
        module: operation.module.clone(),
    };
    structure(&operation.request.item, &here, &mut file);
    let implementation = print(implementation(operation, &here, &mut file));
    let info = info(&operation.info, &mut file);
    file.printed(implementation.replacen(INFO, &info, 1));
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
    let output = ty(&operation.output, here, file.uses());
    let read = reading(&operation.reading);
    let parts = &operation.request.parts;
    if parts
        .iter()
        .any(|part| matches!(part, RequestPart::Styled { .. }))
    {
        file.uses().add("crate::support", "Style");
    }
    let mut encode = chain(parts, file);
    if operation.info.is_extension {
        let method = &operation.info.method;
        encode = quote!(let parts = parts.method(#method); #encode);
    }
    if let Some((module, constant)) = &operation.info.server {
        file.uses().add("crate", module.as_str());
        let (module, constant) = (ident(module), ident(constant));
        encode = quote!(let parts = parts.server(#module::#constant); #encode);
    }
    quote! {
        impl Operation for #request {
            type Output = #output;

            const INFO: OperationInfo = INFO;

            fn encode(&self, parts: RequestParts) -> Result<RequestParts, EncodeError> {
                #encode
            }

            fn decode(response: Response) -> Result<Self::Output, DecodeError> {
                #read
            }
        }
    }
}

/// What becomes of a response that means success.
fn reading(reading: &Reading) -> TokenStream {
    match reading {
        Reading::Always(decode) => {
            let read = reader(*decode);
            quote!(response.#read())
        }
        Reading::Sometimes(decode) => {
            let read = reader(*decode);
            quote!(response.if_any(Response::#read))
        }
        Reading::ByStatus(name, variants) => by_status(&ident(name), variants),
    }
}

/// The method that reads a body.
fn reader(decode: Decode) -> proc_macro2::Ident {
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

/// A variant for each status; the first one for all others, too.
fn by_status(name: &proc_macro2::Ident, variants: &[StatusVariant]) -> TokenStream {
    let arms = variants.iter().enumerate().map(|(place, it)| {
        let pattern = match it.status {
            StatusPattern::Code(code) if place > 0 => {
                let code = Literal::u16_unsuffixed(code);
                quote!(#code)
            }
            _ => quote!(_),
        };
        let (variant, read) = (ident(&it.ident), reader(it.decode));
        if it.ty.is_some() {
            quote!(#pattern => response.#read().map(#name::#variant),)
        } else {
            quote!(#pattern => Ok(#name::#variant),)
        }
    });
    let mut arms: Vec<_> = arms.collect();
    arms.rotate_left(1);
    quote!(match response.status().as_u16() { #(#arms)* })
}

/// `parts.path(..)?.query(..).json(..)`: a call that may fail is followed by `?`, the last one is given back.
fn chain(parts: &[RequestPart], file: &mut File) -> TokenStream {
    let Some((last, first)) = parts.split_last() else {
        return quote!(Ok(parts));
    };
    let mut calls = quote!(parts);
    for part in first {
        let (call, question) = (self::part(part, file), may_fail(part).then(|| quote!(?)));
        calls.extend(quote!(.#call #question));
    }
    if let RequestPart::Body {
        field: Some(field),
        optional,
        encode,
    } = last
        && (*optional || matches!(encode, Encode::OneOf(..)))
    {
        return told_apart(field, *optional, encode, &calls, file);
    }
    let call = part(last, file);
    if may_fail(last) {
        quote!(#calls.#call)
    } else {
        quote!(Ok(#calls.#call))
    }
}

/// A body that is sent if there is one, or that is one of several.
fn told_apart(
    field: &crate::plan::names::Ident,
    optional: bool,
    encode: &Encode,
    calls: &TokenStream,
    file: &mut File,
) -> TokenStream {
    let field = ident(field);
    let arms = bodies::arms(encode, optional, file);
    let none = optional.then(|| quote!(None => Ok(parts),));
    let chained = (calls.to_string() != "parts").then(|| quote!(let parts = #calls;));
    quote! {
        #chained
        match &self.#field {
            #(#arms,)*
            #none
        }
    }
}

/// Whether a value can be one that cannot stand in its place.
fn may_fail(part: &RequestPart) -> bool {
    match part {
        RequestPart::Path { .. }
        | RequestPart::Header { .. }
        | RequestPart::Cookie { .. }
        | RequestPart::Styled { .. } => true,
        RequestPart::Query { .. } | RequestPart::Flag { .. } => false,
        RequestPart::Body { encode, .. } => bodies::may_fail(encode),
    }
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
        RequestPart::Flag { wire, field } => {
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
    let first = text.lines().next().unwrap_or_default();
    let is_wide = INFO.len() + first.len() > WIDTH;
    let (start, indent) = if is_wide {
        ("\n        ", "\n            ")
    } else {
        (" ", "\n        ")
    };
    format!(
        "    const INFO: OperationInfo ={start}{};\n",
        text.replace('\n', indent)
    )
}
