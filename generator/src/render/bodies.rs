//! How a request's body is written, and the enumeration of a body that can be one of several.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::operations::constructor;
use super::print::{File, doc, ident, ty};
use crate::plan::krate::{BodyEnum, Encode, Home, Multipart, Part, PartForm, Style};
use crate::plan::names::Ident;

/// The value that is written, as an expression: by reference, and where its fields are to be had.
pub(super) struct Value {
    reference: TokenStream,
    place: TokenStream,
}

impl Value {
    /// The request itself, or a variable that refers to the body.
    pub(super) fn named(name: &TokenStream) -> Self {
        Self {
            reference: name.clone(),
            place: name.clone(),
        }
    }

    /// A field of the request.
    pub(super) fn field(field: &Ident) -> Self {
        let field = ident(field);
        Self {
            reference: quote!(&self.#field),
            place: quote!(self.#field),
        }
    }
}

/// `json(body)` and the like: a method of the parts of a request.
pub(super) fn call(encode: &Encode, value: &Value, file: &mut File) -> TokenStream {
    let reference = &value.reference;
    match encode {
        Encode::Json(media_type) if media_type == "application/json" => quote!(json(#reference)),
        Encode::Json(media_type) => quote!(json_as(#media_type, #reference)),
        Encode::Form(media_type, styles) if styles.is_empty() && media_type == FORM => {
            quote!(form(#reference))
        }
        Encode::Form(media_type, styles) => {
            let styles = styles.iter().map(|(name, style)| {
                let style = self::style(*style, file);
                quote!((#name, #style))
            });
            quote!(form_as(#media_type, &[#(#styles),*], #reference))
        }
        Encode::Multipart(media_type, parts) => {
            let parts = multipart(parts, value, file);
            quote!(multipart(#media_type, #parts))
        }
        Encode::Text(media_type) => quote!(text(#media_type, #reference)),
        Encode::Binary(media_type) => quote!(binary(#media_type, #reference)),
        Encode::OneOf(..) => unreachable!("a body is told apart before it is written"),
    }
}

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// A body that is one of several, and may be absent: a `match` with an arm for each.
pub(super) fn one_of(
    name: &Ident,
    variants: &[(Ident, Encode)],
    field: &proc_macro2::Ident,
    optional: bool,
    file: &mut File,
) -> TokenStream {
    let name = ident(name);
    let arms: Vec<_> = variants
        .iter()
        .map(|(variant, encode)| {
            let variant = ident(variant);
            let call = call(encode, &Value::named(&quote!(body)), file);
            let pattern = quote!(#name::#variant(body));
            if optional {
                quote!(Some(#pattern) => parts.#call,)
            } else {
                quote!(#pattern => parts.#call,)
            }
        })
        .collect();
    let none = optional.then(|| quote!(None => {}));
    quote!(match &self.#field { #(#arms)* #none })
}

fn multipart(parts: &Multipart, value: &Value, file: &mut File) -> TokenStream {
    let (reference, place) = (&value.reference, &value.place);
    if let Multipart::Whole = parts {
        return reference.clone();
    }
    file.uses().add("crate::support", "Multipart");
    match parts {
        Multipart::Whole => reference.clone(),
        Multipart::Map => quote!(&Multipart::new().values(#reference)),
        Multipart::Fields { parts, rest } => {
            let mut calls = quote!(&Multipart::new());
            for part in parts {
                let call = self::part(part, place, file);
                calls.extend(quote!(.#call));
            }
            if let Some(rest) = rest {
                let rest = ident(rest);
                calls.extend(quote!(.values(&#place.#rest)));
            }
            calls
        }
    }
}

fn part(part: &Part, place: &TokenStream, file: &mut File) -> TokenStream {
    let (wire, field) = (&part.wire, ident(&part.field));
    let value = quote!(&#place.#field);
    let call = match part.form {
        PartForm::Text => quote!(text(#wire, #value)),
        PartForm::Value => quote!(value(#wire, #value)),
        PartForm::Json => quote!(json(#wire, #value)),
        PartForm::File => quote!(files(#wire, #value)),
        PartForm::Styled(style) => {
            let style = self::style(style, file);
            quote!(styled(#wire, #style, #value))
        }
    };
    let is_usual = part.form == PartForm::Json;
    let content_type = part.content_type.as_ref();
    let content_type = content_type.filter(|it| !(is_usual && *it == "application/json"));
    let content_type = content_type.map(|it| quote!(.content_type(#it)));
    let headers = part.headers.iter();
    let headers = headers.map(|(name, value)| quote!(.header(#name, #value)));
    quote!(#call #content_type #(#headers)*)
}

fn style(style: Style, file: &mut File) -> TokenStream {
    file.uses().add("crate::support", "Style");
    let name = format_ident!("{}", constructor(style.style));
    let explode = style.explode.then(|| quote!(.exploded()));
    let reserved = style.reserved.then(|| quote!(.reserved()));
    quote!(Style::#name() #explode #reserved)
}

/// Writes the enumeration of a body that can be one of several.
pub(super) fn choice(item: &BodyEnum, here: &Home, file: &mut File) {
    let (name, docs) = (ident(&item.ident), doc(&item.docs));
    let large = item.is_large.then(|| {
        quote!(#[allow(clippy::large_enum_variant, reason = "a box would come and go with the members of a type")])
    });
    let variants: Vec<_> = item
        .variants
        .iter()
        .map(|variant| {
            let (name, docs) = (ident(&variant.ident), doc(&variant.docs));
            let ty = ty(&variant.ty, here, file.uses());
            quote!(#docs #name(#ty),)
        })
        .collect();
    file.item(quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        #large
        pub enum #name { #(#variants)* }
    });
}
