//! Single members of a JSON body.

use super::json_tree::{Node, Value};
use super::message::Message;
use crate::support::error::SignError;

impl Message {
    /// The value that the steps of a JSON pointer lead to: the content of a string, the spelling of a
    /// number, compact JSON for arrays and objects. Empty for `null`, for what is not there, and if
    /// there is no body.
    ///
    /// # Errors
    ///
    /// The body is no JSON, or has a member twice.
    pub fn body_member(&self, pointer: &[&str]) -> Result<String, SignError> {
        if !self.has_body() {
            return Ok(String::new());
        }
        let root = Node::parse(self.body())?;
        let found = pointer
            .iter()
            .try_fold(&root, |node, step| match &node.value {
                Value::Object(_) => node.member(step),
                Value::Array(items) => items.get(index(step)?),
                Value::Word(_) | Value::Text(_) => None,
            });
        found.map_or_else(|| Ok(String::new()), Node::field)
    }
}

/// The index that a step spells, in digits without needless zeros.
fn index(step: &str) -> Option<usize> {
    let canonical = step == "0" || !step.starts_with('0');
    let digits = step.bytes().all(|byte| byte.is_ascii_digit());
    (canonical && digits).then(|| step.parse().ok()).flatten()
}
