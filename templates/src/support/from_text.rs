//! Values that stand as plain text, such as in a header.

use serde::de::{DeserializeOwned, IntoDeserializer as _, value};

/// A value that is written as text: a text itself, else a number or a boolean, else a text where others may
/// stand as well, which only JSON tells.
pub(crate) fn from_text<T: DeserializeOwned>(text: &str) -> Option<T> {
    let plain: value::StrDeserializer<'_, value::Error> = text.into_deserializer();
    let read = T::deserialize(plain).ok();
    let read = read.or_else(|| serde_json::from_str(text).ok());
    read.or_else(|| serde_json::from_str(&serde_json::to_string(text).ok()?).ok())
}
