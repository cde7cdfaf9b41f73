//! `src/TAG/OPERATION.rs`: everything that varies with one operation.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::paging::paged;
use super::print::{File, ident, ty};
use super::structs::{structure, type_item};
use crate::plan::docs::{self, Docs};
use crate::plan::krate::{Decode, Encode, Home, Info, OperationFile, RequestPart, TagModule};

/// The file of an operation: request, route, response.
pub(super) fn operation(tag: &TagModule, operation: &OperationFile) -> File {
    let mut file = File::new(&Docs::text(&docs::code(&format!(
        "{} {}",
        operation.info.method, operation.info.path
    ))));
    let here = Home::Operation {
        tag: tag.module.clone(),
        module: operation.module.clone(),
    };
    structure(&operation.request.item, &here, &mut file);
    let implementation = implementation(operation, &here, &mut file);
    file.item(implementation);
    if let Some(paging) = &operation.paging {
        let paged = paged(operation, paging, &here, &mut file);
        file.item(paged);
    }
    for item in &operation.types {
        type_item(item, &here, &mut file);
    }
    file
}

fn implementation(operation: &OperationFile, here: &Home, file: &mut File) -> TokenStream {
    file.uses().add("http", "Method");
    for name in [
        "DecodeError",
        "EncodeError",
        "Operation",
        "OperationInfo",
        "RequestParts",
        "Response",
    ] {
        file.uses().add("crate::support", name);
    }
    let request = ident(&operation.request.item.ident);
    let output = ty(&operation.output, here, file.uses());
    let info = info(&operation.info, file);
    let read = match operation.decode {
        Decode::Json => quote!(response.json()),
        Decode::Text => quote!(response.text()),
        Decode::Bytes => quote!(response.bytes()),
        Decode::Empty => quote!(response.empty()),
    };
    let mut encode = chain(&operation.request.parts);
    if operation.info.is_extension {
        let method = &operation.info.method;
        encode = quote!(let parts = parts.method(#method); #encode);
    }
    quote! {
        impl Operation for #request {
            type Output = #output;

            const INFO: OperationInfo = #info;

            fn encode(&self, parts: RequestParts) -> Result<RequestParts, EncodeError> {
                #encode
            }

            fn decode(response: Response) -> Result<Self::Output, DecodeError> {
                #read
            }
        }
    }
}

/// `parts.path(..)?.query(..).json(..)`: a call that may fail is followed by `?`, the last one is given back.
fn chain(parts: &[RequestPart]) -> TokenStream {
    let Some((last, first)) = parts.split_last() else {
        return quote!(Ok(parts));
    };
    let mut calls = quote!(parts);
    for part in first {
        let (call, question) = (self::part(part), may_fail(part).then(|| quote!(?)));
        calls = quote!(#calls.#call #question);
    }
    if let RequestPart::Body {
        field: Some(field),
        optional: true,
        encode,
    } = last
    {
        return optional_body(field, encode, &calls, may_fail(last));
    }
    let call = part(last);
    if may_fail(last) {
        quote!(#calls.#call)
    } else {
        quote!(Ok(#calls.#call))
    }
}

/// A body that is sent if there is one.
fn optional_body(
    field: &crate::plan::names::Ident,
    encode: &Encode,
    calls: &TokenStream,
    may_fail: bool,
) -> TokenStream {
    let (field, call) = (ident(field), body(encode, &quote!(body)));
    let sent = if may_fail {
        quote!(parts.#call)
    } else {
        quote!(Ok(parts.#call))
    };
    let chained = (calls.to_string() != "parts").then(|| quote!(let parts = #calls;));
    quote! {
        #chained
        match &self.#field {
            Some(body) => #sent,
            None => Ok(parts),
        }
    }
}

/// Whether a value can be one that cannot stand in its place.
fn may_fail(part: &RequestPart) -> bool {
    match part {
        RequestPart::Path { .. } | RequestPart::Header { .. } | RequestPart::Cookie { .. } => true,
        RequestPart::Query { .. } => false,
        RequestPart::Body {
            encode: Encode::Json(_),
            ..
        } => true,
        RequestPart::Body {
            encode: Encode::Text(_) | Encode::Bytes(_),
            ..
        } => false,
    }
}

fn part(part: &RequestPart) -> TokenStream {
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
        RequestPart::Body { field, encode, .. } => {
            let value = match field {
                Some(field) => {
                    let field = ident(field);
                    quote!(&self.#field)
                }
                None => quote!(self),
            };
            body(encode, &value)
        }
    }
}

fn body(encode: &Encode, value: &TokenStream) -> TokenStream {
    match encode {
        Encode::Json(media_type) if media_type == "application/json" => quote!(json(#value)),
        Encode::Json(media_type) => quote!(json_as(#media_type, #value)),
        Encode::Text(media_type) => quote!(text(#media_type, #value)),
        Encode::Bytes(media_type) => quote!(bytes(#media_type, #value)),
    }
}

fn info(info: &Info, file: &mut File) -> TokenStream {
    let (id, method, path) = (
        &info.id,
        // One without a constant is put in when the request is made.
        format_ident!(
            "{}",
            if info.is_extension {
                "POST"
            } else {
                &info.method
            }
        ),
        Literal::string(&info.path),
    );
    let security = info.security.iter().map(|all| {
        let names = all.iter().map(ident);
        quote!(&[#(security::#names),*])
    });
    if info.security.iter().any(|all| !all.is_empty()) {
        file.uses().add("crate", "security");
    }
    let envelope = if info.enveloped {
        file.uses().add("crate", "meta");
        quote!(Some(&meta::ENVELOPE))
    } else {
        quote!(None)
    };
    let (accept, sensitive) = (&info.accept, info.sensitive);
    quote! {
        OperationInfo {
            id: #id,
            method: Method::#method,
            path: #path,
            accept: #accept,
            security: &[#(#security),*],
            envelope: #envelope,
            sensitive: #sensitive,
        }
    }
}
