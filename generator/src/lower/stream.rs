//! Responses that can be read while they come: events, lines and sequences of JSON texts.

use indexmap::IndexMap;

use super::Context;
use crate::diag::codes;
use crate::ir::{Content, Framing, MediaType, Stream, Usage};
use crate::parse::{At, essence};

impl<'d> Context<'d, '_> {
    /// The first media type of a response whose items can be told apart.
    pub(super) fn stream(&mut self, at: &At<'d>) -> Option<Stream> {
        let content = at.get("content")?;
        let framed = |(name, entry)| Some((name, Framing::of(&essence(name))?, entry));
        let mut found = content.members().filter_map(framed);
        let (name, framing, entry): (&str, Framing, At<'d>) = found.next()?;
        if found.next().is_some() {
            let message = format!("of several streams only `{name}` is read as one");
            self.sink
                .report(&codes::CS0401, &content.key_origin(), message);
        }
        Some(Stream {
            media_type: name.trim().to_owned(),
            framing,
            item: self.item(&entry, framing),
        })
    }

    /// What an item holds; for events that is their data.
    fn item(&mut self, entry: &At<'d>, framing: Framing) -> Option<Usage> {
        if let Some(item) = entry.get("itemSchema") {
            return match framing {
                Framing::Events => self.event(&item),
                Framing::Lines | Framing::Sequence => Some(self.usage(&item)),
            };
        }
        let schema = entry.get("schema")?;
        let target = self.follow(&schema)?;
        let is = |name: &str| target.get("type").and_then(|it| it.as_str()) == Some(name);
        // A description of the whole, as a list of its items or as the text that it is.
        if is("array") {
            let items = target.get("items")?;
            return Some(self.usage(&items));
        }
        if is("string") && framing != Framing::Events {
            return None;
        }
        Some(self.usage(&schema))
    }

    /// What stands in the data of an event (OpenAPI 3.2 §4.14.4): its JSON, or the text that it is. A schema without
    /// `data` is taken for that of the data.
    fn event(&mut self, item: &At<'d>) -> Option<Usage> {
        let target = self.follow(item)?;
        let Some(properties) = target.get("properties") else {
            let members = ["oneOf", "anyOf", "allOf"].map(|key| target.get(key).is_some());
            if members.contains(&true) {
                let message = "`itemSchema` does not say what the data of an event is";
                self.sink
                    .report(&codes::CS0407, &item.key_origin(), message)
                    .help("describe `data` with `contentSchema`; without it, the data is given as text");
                return None;
            }
            return Some(self.usage(item));
        };
        let Some(data) = properties.get("data") else {
            return Some(self.usage(item));
        };
        let content = self.follow(&data)?.get("contentSchema");
        Some(self.usage(&content.unwrap_or(data)))
    }
}

/// A stream as it is read as a whole: its text, or its bytes.
pub(super) fn whole_stream(media_type: MediaType) -> Content {
    let media_type = match media_type {
        MediaType::Text(name) => MediaType::Text(name),
        other => MediaType::Binary(other.name().to_owned()),
    };
    Content {
        media_type,
        usage: None,
        also: Vec::new(),
        encoding: IndexMap::new(),
        example: None,
    }
}

/// Leaves out the media types that are read as streams, unless there is nothing else.
pub(super) fn leave_streams_out<T>(entries: &mut Vec<(MediaType, T)>) {
    let is_whole = |entry: &(MediaType, T)| !is_stream(entry.0.name());
    if entries.iter().any(is_whole) {
        entries.retain(is_whole);
    }
}

/// Whether a media type is one whose items can be told apart.
pub(super) fn is_stream(name: &str) -> bool {
    Framing::of(&essence(name)).is_some()
}
