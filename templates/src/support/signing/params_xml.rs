//! A flat XML body as a list of parameters.

use super::message::Message;
use super::params::Params;
use super::xml::Element;
use crate::support::error::SignError;

impl Params {
    /// Appends the children of an XML body; nothing if the body is something else by its media type,
    /// or absent.
    ///
    /// # Errors
    ///
    /// The body is no flat XML element.
    pub(crate) fn xml(self, message: &Message) -> Result<Self, SignError> {
        let media_type = message.media_type();
        if !(media_type.is_empty() || is_xml(&media_type)) || !message.has_body() {
            return Ok(self);
        }
        let children = Element::parse(message.body())?.children.into_iter();
        Ok(self.extend(children.map(|child| (child.name.into_bytes(), child.text.into_bytes()))))
    }
}

/// Whether a body of this media type is XML.
pub(super) fn is_xml(media_type: &str) -> bool {
    matches!(media_type, "application/xml" | "text/xml") || media_type.ends_with("+xml")
}
