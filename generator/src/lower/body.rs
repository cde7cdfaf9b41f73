//! Request bodies and the content of responses.

use super::stream::leave_streams_out;
use super::{Context, json_text};
use crate::diag::codes;
use crate::ir::{Body, Content, MediaType};
use crate::parse::{At, essence};

impl<'d> Context<'d, '_> {
    /// What an operation sends.
    pub(super) fn body(&mut self, operation: &At<'d>) -> Option<Body> {
        let member = operation.get("requestBody")?;
        let at = self.follow(&member)?;
        let (media_type, entry) = self.best_content(&at)?;
        Some(Body {
            origin: member.key_origin(),
            required: at.bool("required", self.sink).unwrap_or(false),
            description: at.str("description", self.sink).map(str::to_owned),
            content: self.content(media_type, &entry),
        })
    }

    /// The entry of `content` that is used: JSON before text before the rest.
    pub(super) fn best_content(&mut self, at: &At<'d>) -> Option<(MediaType, At<'d>)> {
        let content = at.object("content", self.sink)?;
        let mut entries: Vec<_> = content
            .members()
            .map(|(name, entry)| (media_type(name), entry))
            .collect();
        leave_streams_out(&mut entries);
        let preferred = &self.document.media_types;
        entries.sort_by_key(|(media_type, _)| match media_type {
            MediaType::Json(name) => (preferred.rank(name), 0),
            MediaType::Text(name) => (preferred.rank(name), 1),
            MediaType::Binary(name) => (preferred.rank(name), 2),
        });
        self.offered
            .extend(content.members().map(|(name, _)| name.to_owned()));
        let others = entries.len().saturating_sub(1);
        let (used, entry) = entries.into_iter().next()?;
        if others > 0 {
            let (MediaType::Json(name) | MediaType::Text(name) | MediaType::Binary(name)) = &used;
            let message = format!("of several media types only `{name}` is used");
            self.sink
                .report(&codes::CS0401, &content.key_origin(), message);
        }
        Some((used, entry))
    }

    /// Reports what the configuration prefers and the document nowhere offers.
    pub(super) fn report_unused_media_types(&mut self) {
        for range in self.document.media_types.unused(&self.offered) {
            let message =
                format!("the configuration prefers `{range}`, which the document nowhere offers");
            self.sink.report_unplaced(&codes::CS0706, message);
        }
    }

    /// What stands under one media type.
    pub(super) fn content(&mut self, media_type: MediaType, entry: &At<'d>) -> Content {
        if let MediaType::Binary(name) = &media_type
            && entry
                .get("schema")
                .is_some_and(|schema| schema.get("properties").is_some())
        {
            let message = format!("bodies of `{name}` are not typed yet: taken as bytes");
            self.sink
                .report(&codes::CS0402, &entry.key_origin(), message);
        }
        let usage = entry.get("schema").map(|schema| self.usage(&schema));
        Content {
            media_type,
            usage,
            example: self.example(entry),
        }
    }

    fn example(&mut self, entry: &At<'d>) -> Option<String> {
        if let Some(example) = entry.get("example") {
            return Some(json_text(&example));
        }
        let (_, first) = entry.get("examples")?.members().next()?;
        let value = self.follow(&first)?.get("value")?;
        Some(json_text(&value))
    }
}

/// How the generated client treats a media type.
fn media_type(name: &str) -> MediaType {
    let essence = essence(name);
    let name = name.trim().to_owned();
    if essence == "application/json" || essence.ends_with("+json") || essence == "text/json" {
        MediaType::Json(name)
    } else if essence.starts_with("text/") {
        MediaType::Text(name)
    } else {
        MediaType::Binary(name)
    }
}
