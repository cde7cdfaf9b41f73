//! Responses that are read while they come.

use serde::Serialize;

use super::docs::{self, Docs};
use super::krate::Type;
use super::names::Ident;
use super::types::View;
use crate::analyze::stream;
use crate::ir::{Framing, SchemaKind, Usage};

/// How the response of an operation is read while it comes.
#[derive(Debug, Serialize)]
pub struct Streaming {
    /// The method of the tag's handle.
    pub method: Ident,
    /// The media type that is asked for.
    pub accept: String,
    /// What an item holds; for events that is their data.
    pub item: Type,
    /// How it is read.
    pub read: ReadItem,
}

/// How an item of a stream is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ReadItem {
    /// As an event with JSON in it.
    Event,
    /// As an event with text in it.
    TextEvent,
    /// As JSON.
    Json,
}

impl Streaming {
    /// Docs of the method: what is different.
    pub fn docs(&self, operation: &Ident) -> Docs {
        let what = match self.read {
            ReadItem::Event | ReadItem::TextEvent => "events",
            ReadItem::Json => "items",
        };
        Docs::text(&format!(
            "As [`{operation}`](Self::{operation}), but for {}: its {what}, as they come.",
            docs::code(&self.accept)
        ))
    }
}

/// How the response of an operation is read while it comes, if it can be.
pub(super) fn streaming(view: View<'_>, index: usize) -> Option<Streaming> {
    let stream = stream(&view.api.operations[index])?;
    let plain = |usage: Usage| view.ty(usage);
    let is_text = |usage: Usage| {
        let kind = &view.api.schemas[usage.schema].kind;
        matches!(kind, SchemaKind::String(_))
    };
    let (read, item) = match (stream.framing, stream.item) {
        (Framing::Events, Some(usage)) if !is_text(usage) => (ReadItem::Event, plain(usage)),
        (Framing::Events, _) => (ReadItem::TextEvent, Type::String),
        (Framing::Lines | Framing::Sequence, Some(usage)) => (ReadItem::Json, plain(usage)),
        (Framing::Lines | Framing::Sequence, None) => (ReadItem::Json, Type::Json),
    };
    Some(Streaming {
        method: view.homes.streams[index].clone()?,
        accept: stream.media_type.clone(),
        item,
        read,
    })
}
