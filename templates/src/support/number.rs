//! Numbers of JSON with all their digits.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::decimal::Decimal;
use super::param::Param;
use super::verbatim::{self, FormatError};

/// A number that is written as a number of JSON, with the digits that it came with.
///
/// It is a [`Decimal`] in all else, and compared like one. A number that the service sends as a text is
/// read as well; any other text is refused, as it would be for a number of Rust.
///
/// Only JSON has numbers of any length: other formats, and `serde_json::Value`, hold it as a float.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(Decimal);

/// What a text has to be, in messages.
const EXPECTED: FormatError = FormatError::expected("a number as JSON spells it");

impl Number {
    /// The number as it is spelled.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The number as a decimal number.
    pub fn as_decimal(&self) -> &Decimal {
        &self.0
    }
}

impl From<Number> for Decimal {
    fn from(number: Number) -> Self {
        number.0
    }
}

impl TryFrom<Decimal> for Number {
    type Error = FormatError;

    fn try_from(decimal: Decimal) -> Result<Self, FormatError> {
        match spelled(decimal.as_str()) {
            Some(_) => Ok(Self(decimal)),
            None => Err(EXPECTED),
        }
    }
}

impl TryFrom<String> for Number {
    type Error = FormatError;

    fn try_from(text: String) -> Result<Self, FormatError> {
        Decimal::try_from(text)?.try_into()
    }
}

impl TryFrom<&str> for Number {
    type Error = FormatError;

    fn try_from(text: &str) -> Result<Self, FormatError> {
        text.to_owned().try_into()
    }
}

impl std::str::FromStr for Number {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        text.to_owned().try_into()
    }
}

/// The text as JSON, if it is a number there: RFC 8259 §6 allows no `+`, no `.5` and no `01`.
fn spelled(text: &str) -> Option<&RawValue> {
    let is_tight = text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit());
    serde_json::from_str(text).ok().filter(|_| is_tight)
}

/// Conversions from integers, which JSON spells like Rust.
macro_rules! integers {
    ($($ty:ty)*) => { $(
        impl From<$ty> for Number {
            fn from(number: $ty) -> Self {
                Self(Decimal::from(number))
            }
        }
    )* };
}

integers! { i32 i64 i128 u32 u64 u128 }

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = verbatim::read(deserializer)?;
        let refused = |_| D::Error::invalid_type(Unexpected::Other("string"), &"a number");
        Self::try_from(text).map_err(refused)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match spelled(self.as_str()) {
            Some(spelled) => spelled.serialize(serializer),
            None => serializer.serialize_str(self.as_str()),
        }
    }
}

impl Param for Number {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        emit(self.as_str());
    }
}
