//! Fields of a form body.

use super::message::Message;
use crate::support::query;

/// The media type of forms.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

impl Message {
    /// The field of this name in a form body, decoded; several one after the other. Empty if the body
    /// is no form.
    pub fn form_field(&self, name: &str) -> Vec<u8> {
        let named = self
            .form_pairs()
            .into_iter()
            .filter(|(other, _)| other == name.as_bytes());
        named.flat_map(|(_, value)| value).collect()
    }

    /// The names and values of a form body, decoded; none if the body is no form.
    pub(super) fn form_pairs(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        if self.media_type() == FORM {
            query::pairs(self.body()).collect()
        } else {
            Vec::new()
        }
    }
}
