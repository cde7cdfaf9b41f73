//! The inside of a JSON string.

use crate::support::error::SignError;

/// `text` escaped as JSON has it between its quotes, with as few escapes as there must be.
pub(crate) fn json_escape(text: &(impl AsRef<[u8]> + ?Sized)) -> Result<String, SignError> {
    let text = std::str::from_utf8(text.as_ref()).map_err(|_| SignError::NotA("text"))?;
    let quoted = serde_json::Value::from(text).to_string();
    Ok(quoted[1..quoted.len() - 1].to_owned())
}
