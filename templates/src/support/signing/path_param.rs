//! Path parameters, before they are encoded.

use super::message::Message;
use crate::support::error::SignError;

impl Message {
    /// The path parameter of this name, not encoded.
    ///
    /// # Errors
    ///
    /// The operation has none of this name.
    pub fn param(&self, name: &'static str) -> Result<&str, SignError> {
        self.params
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, value)| value.as_str())
            .ok_or(SignError::NoParameter(name))
    }
}
