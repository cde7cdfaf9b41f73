//! Members that may be absent and, which is something else, `null`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::json::NULLABLE;

/// `null`, or a value.
///
/// A member that the document calls both optional and nullable is an `Option` of this: `None` is not
/// sent, `Some(Nullable::Null)` is sent as `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// `null`.
    Null,
    /// Something else.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, if it is one.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The value, if it is one, to be changed.
    pub fn as_option_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The value, if it is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Self::Null, Self::Value))
    }
}

/// A member as it is read: an `Option` alone would take `null` for absence.
pub(crate) struct Member<T>(Option<Nullable<T>>);

/// What was read, as the field holds it; a list of members names this function.
pub(crate) fn null<T>(member: Member<T>) -> Option<Nullable<T>> {
    member.0
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Member<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NULLABLE, Visitor(PhantomData))
    }
}

struct Visitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
    type Value = Member<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, null or nothing")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<Member<T>, D::Error> {
        Nullable::deserialize(value).map(|value| Member(Some(value)))
    }

    /// The member is not there.
    fn visit_none<E>(self) -> Result<Member<T>, E> {
        Ok(Member(None))
    }
}
