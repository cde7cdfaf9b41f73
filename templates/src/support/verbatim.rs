//! Values that are kept as the text they came in.
//!
//! What a service sends is not changed and not judged when it is read: one odd text must not make a whole
//! response unreadable. A number in the place of a text is kept with all its digits. What a caller makes
//! is judged, and so is what is converted.

use std::fmt;

use serde::de::{self, Deserializer, MapAccess, Unexpected, Visitor};

/// The text does not have the form that its type asks for, or the value does not fit into another type.
///
/// It does not repeat the text, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError(&'static str);

impl FormatError {
    /// `expected` completes "expected …".
    pub(crate) const fn expected(expected: &'static str) -> Self {
        Self(expected)
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0)
    }
}

impl std::error::Error for FormatError {}

/// The name under which `serde_json` gives a value as it is spelled.
///
/// It is how `RawValue` asks; asked directly, other formats than JSON can be read as well. Were the name
/// to change, numbers would still be read, by way of a float; a test would tell.
const SPELLED: &str = "$serde_json::private::RawValue";

/// Reads a text, or a number as it is spelled.
///
/// Errors about any other value have the place where reading went on: if it was the last member, that is the
/// end of its object.
pub(crate) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_newtype_struct(SPELLED, Spelled)
}

/// Takes the spelling from `serde_json`, and the value from all other formats.
struct Spelled;

/// Methods that take a number of Rust.
macro_rules! numbers {
    ($($method:ident($ty:ty))*) => { $(
        fn $method<E>(self, number: $ty) -> Result<String, E> {
            Ok(number.to_string())
        }
    )* };
}

impl<'de> Visitor<'de> for Spelled {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a number")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        if map.next_key()? != Some(SPELLED) {
            return Err(de::Error::invalid_type(Unexpected::Map, &self));
        }
        let spelled: String = map.next_value()?;
        match spelled.as_bytes().first() {
            // The place in an error of this text would be taken for one of the response.
            Some(b'"') => serde_json::from_str(&spelled)
                .map_err(|_| de::Error::custom("an escape that stands for no character")),
            Some(b'-' | b'0'..=b'9') => Ok(spelled),
            first => Err(de::Error::invalid_type(kind(first), &self)),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<String, D::Error> {
        value.deserialize_any(self)
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    numbers! { visit_i64(i64) visit_i128(i128) visit_u64(u64) visit_u128(u128) visit_f64(f64) }
}

/// What a value of JSON is that begins with this byte and is no text or number.
fn kind(first: Option<&u8>) -> Unexpected<'static> {
    match first {
        Some(b'{') => Unexpected::Map,
        Some(b'[') => Unexpected::Seq,
        Some(b't') => Unexpected::Bool(true),
        Some(b'f') => Unexpected::Bool(false),
        _ => Unexpected::Unit,
    }
}

/// What types that are a text have in common, but for how they are compared.
macro_rules! verbatim {
    ($T:ident) => {
        impl $T {
            /// The text as it came.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$T> for String {
            fn from(value: $T) -> Self {
                value.0
            }
        }

        impl TryFrom<&str> for $T {
            type Error = $crate::support::FormatError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.to_owned().try_into()
            }
        }

        impl ::std::str::FromStr for $T {
            type Err = $crate::support::FormatError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.to_owned().try_into()
            }
        }

        impl ::std::fmt::Debug for $T {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }

        impl ::std::fmt::Display for $T {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $T {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::support::verbatim::read(d).map(Self)
            }
        }

        impl ::serde::Serialize for $T {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0)
            }
        }

        impl $crate::support::Param for $T {
            fn each(&self, emit: &mut dyn FnMut(&str)) {
                emit(&self.0);
            }
        }
    };
}

/// Equality and `PartialOrd` from `Ord`.
macro_rules! compared {
    ($T:ident) => {
        impl PartialEq for $T {
            fn eq(&self, other: &Self) -> bool {
                self.cmp(other).is_eq()
            }
        }

        impl Eq for $T {}

        impl PartialOrd for $T {
            fn partial_cmp(&self, other: &Self) -> Option<::std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }
    };
}

pub(crate) use {compared, verbatim};
