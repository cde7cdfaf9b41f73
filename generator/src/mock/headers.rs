//! Headers of responses: what a document promises, as it is on the wire.

use super::plan::{Schema, followed, schema_of};
use super::schema::{Direction, Json, spelled};
use crate::parse::{At, Document, essence};

/// A header that a response comes with.
#[derive(Debug)]
pub(crate) struct Header {
    /// Its name, in lower case.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) schema: Schema,
    /// The document's example.
    pub(crate) example: Option<Json>,
    /// Whether it is described by a media type of JSON.
    is_json: bool,
    /// Whether a member of an object has its name before it with a `=` (`explode`).
    explode: bool,
}

impl Header {
    /// The header at `at`, if it can be sent and says what it holds.
    pub(crate) fn of(document: &Document, name: &str, at: At<'_>) -> Option<Self> {
        // The first is that of the body (OpenAPI 3.1 §4.8.17.1), the second the carrier's.
        let others = ["content-type", "connection"];
        let is_sendable = http::HeaderName::try_from(name).is_ok();
        if !is_sendable || others.iter().any(|it| name.eq_ignore_ascii_case(it)) {
            return None;
        }
        let at = followed(document, at);
        let content = at.get("content");
        let media_type = content.and_then(|it| Some(essence(it.members().next()?.0)));
        let is_json = |it: String| it == "application/json" || it.ends_with("+json");
        Some(Self {
            name: name.to_ascii_lowercase(),
            schema: Schema::new(&schema_of(&at)?, Direction::Response),
            example: at.get("example").map(|it| spelled(it.node)),
            is_json: at.get("schema").is_none() && media_type.is_some_and(is_json),
            explode: at.get("explode").and_then(|it| it.as_bool()) == Some(true),
        })
    }

    /// A value as it is sent, in the style `simple`; cookies are set one by one.
    pub(crate) fn texts(&self, value: &Json) -> Vec<String> {
        let text = match value {
            _ if self.is_json => value.to_string(),
            Json::List(items) if self.name == "set-cookie" => {
                return items.iter().map(plain).collect();
            }
            Json::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
            Json::Object(members) => {
                let joint = if self.explode { '=' } else { ',' };
                let pairs = members.iter();
                let pairs = pairs.map(|(name, value)| format!("{name}{joint}{}", plain(value)));
                pairs.collect::<Vec<_>>().join(",")
            }
            Json::Text(_) => plain(value),
        };
        vec![text]
    }
}

/// A text without its quotes; anything else as JSON.
fn plain(value: &Json) -> String {
    let json = value.to_string();
    serde_json::from_str(&json).unwrap_or(json)
}
