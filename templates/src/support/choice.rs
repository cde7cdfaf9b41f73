//! Values of one of several types: how they are told apart when read, and written.
//!
//! A type is declared in one of the macros [`request!`], [`response!`] and [`both!`], see [`choice!`], each
//! alternative with the shape that tells it from the others. The shapes are tried in order, by a look at
//! the text; the first that fits is read. So each value is read once, however deep choices lie in each
//! other. What fits none, or does not have the type that its shape promised, is kept as text in the
//! last variant, and no response is refused for it.
//!
//! An alternative whose shape is given after `=` is marked by a member: that member is always
//! written, and read or not as the type of the alternative likes. Two alternatives with one mark are told
//! apart by what stands after `if`.

mod shape;
mod tagged;

use serde::de::{Deserialize, Deserializer};

use super::raw_json::RawJson;
pub(crate) use shape::{Shape, shape};
pub(crate) use tagged::Tagged;

/// Texts that are deeper are not read, as `serde_json` does not read them either.
const DEEPEST: usize = 128;

/// An alternative: what tells it from the others, and how it is read.
pub(crate) struct Row<T>(pub(crate) Shape, pub(crate) fn(&RawJson) -> Option<T>);

/// Reads the first alternative that fits, and makes `other` of anything else.
pub(crate) fn read<'de, D, T>(
    deserializer: D,
    rows: &[Row<T>],
    other: fn(RawJson) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    let raw = RawJson::deserialize(deserializer)?;
    let known = if shape::is_deeper_than(raw.as_str(), DEEPEST) {
        None
    } else {
        let place = shape::first_fit(raw.as_str(), rows.iter().map(|row| &row.0));
        place.and_then(|place| rows[place].1(&raw))
    };
    Ok(known.unwrap_or_else(|| other(raw)))
}

/// `Deserialize` from a list of alternatives.
macro_rules! decode {
    ($T:ident { $($variant:ident $(= $mark:tt)? $(if $shape:tt)?,)+ ..$other:ident }) => {
        impl<'de> ::serde::Deserialize<'de> for $T {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                use $crate::support::choice::{Row, read, told_by};
                let rows = &[
                    $(Row(told_by!($($mark)? $(if $shape)?), |raw| raw.read().ok().map(Self::$variant)),)+
                ];
                read(d, rows, Self::$other)
            }
        }
    };
}

/// The shape by which an alternative is read: its mark's, unless another one is given.
macro_rules! told_by {
    (if $shape:tt) => {
        $crate::support::choice::shape!($shape)
    };
    ($mark:tt) => {
        $crate::support::choice::shape!($mark)
    };
    ($mark:tt if $shape:tt) => {
        $crate::support::choice::shape!($shape)
    };
}

/// `Serialize` from a list of alternatives.
macro_rules! encode {
    ($T:ident { $($variant:ident $(= {$name:literal: $text:literal})? $(if $shape:tt)?,)+ ..$other:ident }) => {
        impl ::serde::Serialize for $T {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        $(let s = $crate::support::choice::Tagged::new(s, $name, $text);)?
                        value.serialize(s)
                    })+
                    Self::$other(raw) => raw.serialize(s),
                }
            }
        }
    };
}

/// A choice that is sent: `Serialize`, and with the feature `full-serde` also `Deserialize`.
macro_rules! request {
    ($($item:tt)+) => {
        $crate::support::choice::choice! { [sent] $($item)+ }
    };
}

/// A choice that is received: `Deserialize`, and with the feature `full-serde` also `Serialize`.
macro_rules! response {
    ($($item:tt)+) => {
        $crate::support::choice::choice! { [received] $($item)+ }
    };
}

/// A choice that is sent and received: `Serialize` and `Deserialize`.
macro_rules! both {
    ($($item:tt)+) => {
        $crate::support::choice::choice! { [sent_and_received] $($item)+ }
    };
}

/// Declares a choice, and how it is read and written: by the macro `$way`.
///
/// The alternatives stand in the order in which they are tried: after `=` the member that marks one, after `if`
/// the shape that it is known by. `From` says that it is made of its value, `From<T>` that it is made of `T`.
macro_rules! choice {
    (
        [$way:ident]
        $(#[$attribute:meta])*
        pub enum $T:ident {
            $(
                $(#[$note:meta])*
                $variant:ident($Value:ty) $(: $From:ident $(<$Plain:ty>)?)? $(= $mark:tt)? $(if $shape:tt)?,
            )+
            ..$other:ident
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        #[allow(
            clippy::large_enum_variant,
            reason = "a box would come and go with the members of a type"
        )]
        pub enum $T {
            $($(#[$note])* $variant($Value),)+
            /// Anything else, as it came.
            $other($crate::support::RawJson),
        }

        $($(impl $From<$crate::support::choice::plain!($Value $(=> $Plain)?)> for $T {
            fn from(value: $crate::support::choice::plain!($Value $(=> $Plain)?)) -> Self {
                Self::$variant(value.into())
            }
        })?)+

        $crate::support::choice::$way! {
            $T { $($variant $(= $mark)? $(if $shape)?,)+ ..$other }
        }
    };
}

/// What an alternative is made of: what it holds, unless that is in a box.
macro_rules! plain {
    ($Value:ty) => {
        $Value
    };
    ($Value:ty => $Plain:ty) => {
        $Plain
    };
}

/// How a choice that is sent is coded.
macro_rules! sent {
    ($($choice:tt)+) => {
        $crate::support::choice::encode! { $($choice)+ }
        #[cfg(feature = "full-serde")]
        $crate::support::choice::decode! { $($choice)+ }
    };
}

/// How a choice that is received is coded.
macro_rules! received {
    ($($choice:tt)+) => {
        $crate::support::choice::decode! { $($choice)+ }
        #[cfg(feature = "full-serde")]
        $crate::support::choice::encode! { $($choice)+ }
    };
}

/// How a choice that is sent and received is coded.
macro_rules! sent_and_received {
    ($($choice:tt)+) => {
        $crate::support::choice::decode! { $($choice)+ }
        $crate::support::choice::encode! { $($choice)+ }
    };
}

/// `Param` for a choice of what can be one.
macro_rules! param {
    ($T:ident { $($variant:ident,)+ ..$other:ident }) => {
        impl $crate::support::Param for $T {
            fn each(&self, emit: &mut dyn ::core::ops::FnMut(&str)) {
                match self {
                    $(Self::$variant(value) => value.each(emit),)+
                    Self::$other(raw) => raw.each(emit),
                }
            }
        }
    };
}

pub(crate) use {
    both, choice, decode, encode, param, plain, received, request, response, sent,
    sent_and_received, told_by,
};
