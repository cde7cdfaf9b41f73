//! A form body as a list of parameters.

use super::message::Message;
use super::params::Params;

impl Params {
    /// Appends the fields of a form body, decoded; nothing if the body is no form.
    pub(crate) fn form(self, message: &Message) -> Self {
        self.extend(message.form_pairs())
    }
}
