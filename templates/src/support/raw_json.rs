//! JSON that is kept as it came.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::param::Param;

/// A JSON value as its text, unread: what the document does not describe.
///
/// Written, it is the same text again; numbers keep all their digits.
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// Takes over the text of a JSON value.
    ///
    /// # Errors
    ///
    /// `text` is no JSON.
    pub fn new(text: impl Into<String>) -> Result<Self, serde_json::Error> {
        RawValue::from_string(text.into()).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Reads the text as a value of another type.
    ///
    /// # Errors
    ///
    /// It does not have the shape of `T`.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        // As bytes, like the bodies of responses: each type is then compiled for one reader, not for two.
        serde_json::from_slice(self.as_str().as_bytes())
    }
}

/// Tells the length alone: what nobody has described may be secret.
impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson([{} bytes])", self.as_str().len())
    }
}

/// A text stands for what it says, without quotes; `null` for nothing; all else for its JSON.
impl Param for RawJson {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        match self.read::<Option<String>>() {
            Ok(text) => text.each(emit),
            Err(_) => emit(self.as_str()),
        }
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(deserializer).map(Self)
    }
}
