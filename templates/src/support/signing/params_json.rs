//! A JSON body as a list of parameters.

use super::json_tree::{Node, Value};
use super::message::Message;
use super::params::Params;
use crate::support::error::SignError;

impl Params {
    /// Appends the members of a JSON body, numbers as they are spelled; nothing if the body is no
    /// JSON by its media type, or absent.
    ///
    /// # Errors
    ///
    /// The body is no JSON object.
    pub(crate) fn json(self, message: &Message) -> Result<Self, SignError> {
        if !is_json(&message.media_type()) || !message.has_body() {
            return Ok(self);
        }
        let Value::Object(members) = Node::parse(message.body())?.value else {
            return Err(SignError::Body("is no JSON object"));
        };
        members
            .into_iter()
            .try_fold(self, |params, (name, member)| {
                Ok(params.add(name.as_bytes(), &member.field()?))
            })
    }
}

/// Whether a body of this media type counts as JSON; one without a media type does.
pub(super) fn is_json(media_type: &str) -> bool {
    matches!(media_type, "" | "application/json") || media_type.ends_with("+json")
}
