//! `impl Paged`: where the list is in a page, and which request asks for the next one.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::print::{File, ident, ty};
use crate::plan::krate::{Home, OperationFile, Presence};
use crate::plan::paging::{Paging, Step, Turn};

/// The implementation for an operation whose list comes in pages.
pub(super) fn paged(
    operation: &OperationFile,
    paging: &Paging,
    here: &Home,
    file: &mut File,
) -> TokenStream {
    file.uses().add("crate::support", "paging");
    let request = ident(&operation.request.item.ident);
    let item = ty(&paging.item, here, file.uses());
    let items = list(paging);
    let page = ty(&operation.output, here, file.uses());
    let next = next(paging, &page, file);
    quote! {
        impl paging::Paged for #request {
            type Item = #item;

            fn items(page: &mut #page) -> Option<&mut Vec<#item>> {
                #items
            }

            #next
        }
    }
}

/// The list in a page, by reference.
fn list(paging: &Paging) -> TokenStream {
    let (mut place, mut presence) = (quote!(page), payload(paging));
    for step in &paging.items {
        let field = ident(&step.field);
        place = match presence {
            Presence::Required => quote!(#place.#field),
            Presence::Nullable | Presence::Optional => quote!(#place.as_mut()?.#field),
            Presence::OptionalNullable => quote!(#place.as_mut()?.as_option_mut()?.#field),
        };
        presence = step.presence;
    }
    match presence {
        Presence::Required if paging.items.is_empty() => quote!(Some(#place)),
        Presence::Required => quote!(Some(&mut #place)),
        Presence::Nullable | Presence::Optional => quote!(#place.as_mut()),
        Presence::OptionalNullable => quote!(#place.as_mut()?.as_option_mut()),
    }
}

/// Whether there is a payload.
fn payload(paging: &Paging) -> Presence {
    if paging.nullable {
        Presence::Nullable
    } else {
        Presence::Required
    }
}

fn next(paging: &Paging, output: &TokenStream, file: &mut File) -> TokenStream {
    let at = at(paging, file);
    let (place, reads_page, turns) = match &paging.turn {
        Turn::Offset { offset, total, .. } => (offset, total.is_some(), true),
        Turn::Page {
            page, total, pages, ..
        } => (page, total.is_some() || pages.is_some(), true),
        Turn::Cursor { cursor, .. } => (cursor, true, false),
    };
    let page = if reads_page { quote!(page) } else { quote!(_) };
    let turn = if turns { quote!(turn) } else { quote!(_) };
    let fields = place.iter().map(|step| ident(&step.field));
    let value = match place.last().map(|step| step.presence) {
        None | Some(Presence::Required) => quote!(at),
        Some(Presence::Nullable | Presence::Optional) => quote!(Some(at)),
        Some(Presence::OptionalNullable) => {
            file.uses().add("crate::support", "Nullable");
            quote!(Some(Nullable::Value(at)))
        }
    };
    quote! {
        fn next(&self, #page: &#output, #turn: paging::Turn) -> Option<Self> {
            let at = #at?;
            let mut request = self.clone();
            request #(.#fields)* = #value;
            Some(request)
        }
    }
}

/// Where the next page is, if there is one.
fn at(paging: &Paging, file: &mut File) -> TokenStream {
    let mut asked = |way: &[Step]| read(quote!(self), Presence::Required, way, file);
    let (asked, limit) = match &paging.turn {
        Turn::Offset { offset, limit, .. } => (asked(offset), limit.as_deref().map(asked)),
        Turn::Page { page, limit, .. } => (asked(page), limit.as_deref().map(asked)),
        Turn::Cursor { .. } => (quote!(), None),
    };
    let limit = limit.map(|limit| quote!(.limit(#limit)));
    let mut told = |way: &[Step]| read(quote!(page), payload(paging), way, file);
    match &paging.turn {
        Turn::Offset { total, .. } => {
            let total = total
                .as_deref()
                .map(told)
                .map(|total| quote!(.total(#total)));
            quote!(turn #limit #total .offset(#asked))
        }
        Turn::Page {
            first,
            total,
            pages,
            ..
        } => {
            let total = total
                .as_deref()
                .map(&mut told)
                .map(|total| quote!(.total(#total)));
            let pages = pages
                .as_deref()
                .map(told)
                .map(|pages| quote!(.pages(#pages)));
            let first = Literal::u64_unsuffixed(*first);
            quote!(turn #limit #total #pages .page(#asked, #first))
        }
        Turn::Cursor { next, .. } => {
            let next = told(next);
            quote!(paging::cursor(#next))
        }
    }
}

/// The value at the end of a way, as an `Option` of a reference.
fn read(from: TokenStream, presence: Presence, way: &[Step], file: &mut File) -> TokenStream {
    let (mut value, mut presence, mut is_option) = (from, presence, false);
    for step in way {
        let field = ident(&step.field);
        if presence == Presence::Required && !is_option {
            value = quote!(#value.#field);
        } else {
            let holder = if is_option {
                value
            } else {
                present(&value, presence, file)
            };
            is_option = true;
            value = match step.presence {
                Presence::Required => quote!(#holder.map(|it| &it.#field)),
                presence => {
                    let inner = present(&quote!(it.#field), presence, file);
                    quote!(#holder.and_then(|it| #inner))
                }
            };
        }
        presence = step.presence;
    }
    match presence {
        _ if is_option => value,
        Presence::Required => quote!(Some(&#value)),
        presence => present(&value, presence, file),
    }
}

/// What is in the place of a member that may be absent, as an `Option` of a reference.
fn present(place: &TokenStream, presence: Presence, file: &mut File) -> TokenStream {
    match presence {
        Presence::Required | Presence::Nullable | Presence::Optional => quote!(#place.as_ref()),
        Presence::OptionalNullable => {
            file.uses().add("crate::support", "Nullable");
            quote!(#place.as_ref().and_then(Nullable::as_option))
        }
    }
}
