//! `impl Streamed`: how an item of a response is read while it comes.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{File, ident, ty};
use crate::plan::krate::{Home, OperationFile};
use crate::plan::stream::{ReadItem, Streaming};

/// The implementation for an operation whose response can be read while it comes.
pub(super) fn streamed(
    operation: &OperationFile,
    streaming: &Streaming,
    here: &Home,
    file: &mut File,
) -> TokenStream {
    file.uses().add("crate::support", "DecodeError");
    file.uses().add("crate::support", "stream");
    let request = ident(&operation.request.item.ident);
    let held = ty(&streaming.item, here, file.uses());
    let accept = &streaming.accept;
    let (item, read) = match streaming.read {
        ReadItem::Event => (quote!(stream::Event<#held>), quote!(piece.event())),
        ReadItem::TextEvent => (quote!(stream::Event<#held>), quote!(piece.text_event())),
        ReadItem::Json => (held, quote!(piece.json())),
    };
    quote! {
        impl stream::Streamed for #request {
            type Item = #item;

            const ACCEPT: &'static str = #accept;

            fn item(piece: stream::Piece) -> Result<Self::Item, DecodeError> {
                #read
            }
        }
    }
}
