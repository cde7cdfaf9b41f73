//! What the service sends by itself.

use serde::Serialize;

use super::responses::Decode;
use super::types::{Struct, TypeItem};
use crate::plan::names::Ident;

/// `src/webhooks.rs` and the files below it.
#[derive(Debug, Serialize)]
pub struct Webhooks {
    /// Name of the module.
    pub module: Ident,
    /// Whether it is a feature: where there is something else in the crate.
    pub is_feature: bool,
    /// In the order of the document.
    pub events: Vec<EventFile>,
    /// All of them as one type, where messages tell which event they are.
    pub any: Option<AnyEvent>,
    /// The credentials and the event that the docs show.
    pub example: Option<(Ident, Ident)>,
}

/// `src/webhooks/EVENT.rs`: one event.
#[derive(Debug, Serialize)]
pub struct EventFile {
    /// Name of the file's module.
    pub module: Ident,
    /// Name in the document.
    pub wire: String,
    /// Its type.
    pub item: Struct,
    /// How it is read.
    pub read: ReadEvent,
    /// Alternatives of schemes, each by its constant.
    pub security: Vec<Vec<Ident>>,
    /// Types that only this event uses, in reading order.
    pub types: Vec<TypeItem>,
}

/// How an event is read from a verified message.
#[derive(Debug, Serialize)]
pub enum ReadEvent {
    /// The body is the event.
    Whole,
    /// Field by field.
    Fields(Vec<(Ident, EventPart)>),
}

/// Where a field of an event is read from.
#[derive(Debug, Serialize)]
pub enum EventPart {
    /// A header.
    Header {
        /// Name on the wire.
        wire: String,
        /// It may be absent.
        optional: bool,
    },
    /// The body, in this form.
    Body(Decode),
}

/// The enumeration of all events.
#[derive(Debug, Serialize)]
pub struct AnyEvent {
    /// What tells them apart.
    pub told_by: ToldBy,
    /// Name, texts and type of each.
    pub variants: Vec<(Ident, Vec<String>, Ident)>,
    /// The variant for all other texts.
    pub other: Ident,
}

/// What tells events apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ToldBy {
    /// A member of the body.
    Member(String),
    /// A header.
    Header(String),
}
