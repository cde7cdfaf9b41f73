//! What kind of body a message has.

use super::message::Message;

impl Message {
    /// The content type without its parameters, in lower case; empty if there is none.
    pub fn media_type(&self) -> String {
        let content_type = self.content_type();
        let content_type = String::from_utf8_lossy(&content_type);
        let media_type = content_type.split(';').next().unwrap_or_default();
        media_type.trim().to_ascii_lowercase()
    }
}
