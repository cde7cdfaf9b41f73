//! JSON objects as rows: how the types of this crate are read and written.
//!
//! A type is declared in one of the macros [`request!`], [`response!`] and [`both!`], see [`object!`]. These
//! give the list of names and a tuple of the fields to the generic functions below, so the compiler checks
//! one call per type and direction, not one per member; serde's data model does the rest. No member name
//! is ever copied.
//!
//! Reading: a missing member is an error unless its type takes `null`, unknown members are skipped,
//! of a repeated member the last counts. Writing: a field marked `= None` is left out when it is
//! `None`, any other `None` is written as `null`. A field marked `= None or null` holds a
//! `Nullable`, so that a `null` that was read or is to be written is not taken for absence. What `..rest`
//! holds under a name of the list is left out, so that no member is written twice.

mod declare;

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A type with named members. A constant, so that the search for a name is compiled for each type.
pub(crate) trait Named {
    /// The names, in the order of the row.
    const NAMES: &'static [&'static str];
}

/// A type that is read from the whole body of a verified message and from nothing else. It does not
/// implement `Deserialize`, so that no framework reads one from a request that nobody has verified.
pub(crate) trait Whole<'de>: Sized {
    /// Reads it, like the method of that name of `Deserialize`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Reads an object with the members of `T` and makes `T` of them, skipping all other members.
pub(crate) fn read<'de, D, R, T>(deserializer: D, make: impl FnOnce(R) -> T) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    R: Row<'de>,
    T: Named,
{
    let visitor = Object::<R, IgnoredAny, T> {
        open: false,
        marker: PhantomData,
    };
    deserializer
        .deserialize_map(visitor)
        .map(|(row, _)| make(row))
}

/// Like [`read`], but hands all other members to `make` as well.
pub(crate) fn read_open<'de, D, R, V, T>(
    deserializer: D,
    make: impl FnOnce(R, BTreeMap<String, V>) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    R: Row<'de>,
    V: Deserialize<'de>,
    T: Named,
{
    let visitor = Object::<R, V, T> {
        open: true,
        marker: PhantomData,
    };
    deserializer
        .deserialize_map(visitor)
        .map(|(row, others)| make(row, others))
}

/// Writes an object of these members.
pub(crate) fn write<S, C, const N: usize>(
    serializer: S,
    names: [&'static str; N],
    cells: &C,
) -> Result<S::Ok, S::Error>
where
    S: Serializer,
    C: Cells,
{
    let mut map = serializer.serialize_map(Some(cells.count()))?;
    cells.put(&mut map, &names)?;
    map.end()
}

/// Like [`write`], followed by the other members that have none of these names.
pub(crate) fn write_open<S, C, V, const N: usize>(
    serializer: S,
    names: [&'static str; N],
    cells: &C,
    others: &BTreeMap<String, V>,
) -> Result<S::Ok, S::Error>
where
    S: Serializer,
    C: Cells,
    V: Serialize,
{
    let others = || {
        others
            .iter()
            .filter(|(name, _)| !names.contains(&name.as_str()))
    };
    let mut map = serializer.serialize_map(Some(cells.count() + others().count()))?;
    cells.put(&mut map, &names)?;
    for (name, value) in others() {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

/// Reads a string without copying it first.
pub(crate) fn read_text<'de, D, T>(deserializer: D, make: fn(&str) -> T) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    struct Text<T>(fn(&str) -> T);

    impl<T> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E>(self, text: &str) -> Result<T, E> {
            Ok((self.0)(text))
        }
    }

    deserializer.deserialize_str(Text(make))
}

/// A tuple of values that can be read from the members of an object.
pub(crate) trait Row<'de>: Sized {
    /// The values seen so far.
    type Draft;
    /// How many members there are.
    const LEN: usize;

    fn draft() -> Self::Draft;

    /// The number of the member with this name.
    fn find(key: &str, names: &[&'static str]) -> Option<usize>;

    /// Reads the value of member number `index`.
    fn fill<M>(draft: &mut Self::Draft, index: usize, map: &mut M) -> Result<(), M::Error>
    where
        M: MapAccess<'de>;

    fn finish<E: de::Error>(draft: Self::Draft, names: &[&'static str]) -> Result<Self, E>;
}

/// A tuple of references that can be written as the members of an object.
pub(crate) trait Cells {
    /// How many members there are.
    const LEN: usize;

    /// How many members are going to be written.
    fn count(&self) -> usize;

    fn put<M: SerializeMap>(&self, map: &mut M, names: &[&'static str]) -> Result<(), M::Error>;
}

/// One member to write: `&T` always is, `Option<&T>` when there is a value.
pub(crate) trait Cell {
    type Value: Serialize;

    fn get(&self) -> Option<&Self::Value>;
}

impl<T: Serialize> Cell for &T {
    type Value = T;

    #[inline]
    fn get(&self) -> Option<&T> {
        Some(self)
    }
}

impl<T: Serialize> Cell for Option<&T> {
    type Value = T;

    #[inline]
    fn get(&self) -> Option<&T> {
        *self
    }
}

/// A row in two parts, for objects with more members than the longest tuple below.
pub(crate) struct Join<A, B>(pub(crate) A, pub(crate) B);

impl<'de, A: Row<'de>, B: Row<'de>> Row<'de> for Join<A, B> {
    type Draft = (A::Draft, B::Draft);
    const LEN: usize = A::LEN + B::LEN;

    #[inline]
    fn draft() -> Self::Draft {
        (A::draft(), B::draft())
    }

    #[inline]
    fn find(key: &str, names: &[&'static str]) -> Option<usize> {
        let (head, tail) = names.split_at(A::LEN);
        A::find(key, head).or_else(|| B::find(key, tail).map(|index| A::LEN + index))
    }

    #[inline]
    fn fill<M>(draft: &mut Self::Draft, index: usize, map: &mut M) -> Result<(), M::Error>
    where
        M: MapAccess<'de>,
    {
        match index.checked_sub(A::LEN) {
            None => A::fill(&mut draft.0, index, map),
            Some(index) => B::fill(&mut draft.1, index, map),
        }
    }

    #[inline]
    fn finish<E: de::Error>(draft: Self::Draft, names: &[&'static str]) -> Result<Self, E> {
        let (head, tail) = names.split_at(A::LEN);
        Ok(Self(A::finish(draft.0, head)?, B::finish(draft.1, tail)?))
    }
}

impl<A: Cells, B: Cells> Cells for Join<A, B> {
    const LEN: usize = A::LEN + B::LEN;

    #[inline]
    fn count(&self) -> usize {
        self.0.count() + self.1.count()
    }

    #[inline]
    fn put<M: SerializeMap>(&self, map: &mut M, names: &[&'static str]) -> Result<(), M::Error> {
        let (head, tail) = names.split_at(A::LEN);
        self.0.put(map, head)?;
        self.1.put(map, tail)
    }
}

/// Makes rows and cells of tuples: of the one with all these elements and of all shorter ones.
macro_rules! tuples {
    ($($done:ident $at:tt)*; $next:ident $next_at:tt $($rest:tt)*) => {
        tuples!(@ $($done $at)*);
        tuples!($($done $at)* $next $next_at; $($rest)*);
    };
    ($($done:ident $at:tt)*;) => {
        tuples!(@ $($done $at)*);
    };
    (@) => {};
    (@ $($T:ident $at:tt)+) => {
        impl<'de, $($T: Deserialize<'de>),+> Row<'de> for ($($T,)+) {
            type Draft = ($(Option<$T>,)+);
            const LEN: usize = [$($at),+].len();

            #[inline]
            fn draft() -> Self::Draft {
                ($(None::<$T>,)+)
            }

            #[inline]
            fn find(key: &str, names: &[&'static str]) -> Option<usize> {
                $(if key == names[$at] {
                    return Some($at);
                })+
                None
            }

            #[inline]
            fn fill<Map>(draft: &mut Self::Draft, index: usize, map: &mut Map) -> Result<(), Map::Error>
            where
                Map: MapAccess<'de>,
            {
                match index {
                    $($at => draft.$at = Some(map.next_value()?),)+
                    _ => {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(())
            }

            #[inline]
            fn finish<Error: de::Error>(
                draft: Self::Draft,
                names: &[&'static str],
            ) -> Result<Self, Error> {
                Ok(($(or_missing(draft.$at, names[$at])?,)+))
            }
        }

        impl<$($T: Cell),+> Cells for ($($T,)+) {
            const LEN: usize = [$($at),+].len();

            #[inline]
            fn count(&self) -> usize {
                [$(self.$at.get().is_some()),+].into_iter().map(usize::from).sum()
            }

            #[inline]
            fn put<Map>(&self, map: &mut Map, names: &[&'static str]) -> Result<(), Map::Error>
            where
                Map: SerializeMap,
            {
                $(if let Some(value) = self.$at.get() {
                    map.serialize_entry(names[$at], value)?;
                })+
                Ok(())
            }
        }
    };
}

tuples!(; A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15);

/// Reads the members of an object, and those not named if it is open.
struct Object<R, V, T> {
    open: bool,
    marker: PhantomData<(R, V, T)>,
}

impl<'de, R: Row<'de>, V: Deserialize<'de>, T: Named> Visitor<'de> for Object<R, V, T> {
    type Value = (R, BTreeMap<String, V>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    #[inline]
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut draft = R::draft();
        let mut others = BTreeMap::new();
        let mut keys = Keys::<R, T> {
            open: self.open,
            other: None,
            marker: PhantomData,
        };
        while let Some(index) = map.next_key_seed(&mut keys)? {
            match keys.other.take() {
                None => R::fill(&mut draft, index, &mut map)?,
                Some(name) => {
                    others.insert(name, map.next_value()?);
                }
            }
        }
        Ok((R::finish(draft, T::NAMES)?, others))
    }
}

/// Finds the number of a member of `T`, and keeps the name of another one if the object is open.
struct Keys<R, T> {
    open: bool,
    other: Option<String>,
    marker: PhantomData<(R, T)>,
}

impl<'de, R: Row<'de>, T: Named> DeserializeSeed<'de> for &mut Keys<R, T> {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de, R: Row<'de>, T: Named> Visitor<'de> for &mut Keys<R, T> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    #[inline]
    fn visit_str<E>(self, key: &str) -> Result<usize, E> {
        let found = R::find(key, T::NAMES);
        if found.is_none() && self.open {
            self.other = Some(key.to_owned());
        }
        Ok(found.unwrap_or(R::LEN))
    }
}

/// The value, or what its type makes of a missing member: `None`, or an error.
#[inline]
fn or_missing<'de, T, E>(value: Option<T>, name: &'static str) -> Result<T, E>
where
    T: Deserialize<'de>,
    E: de::Error,
{
    match value {
        Some(value) => Ok(value),
        None => T::deserialize(Missing {
            name,
            marker: PhantomData,
        }),
    }
}

/// The name of the type that reads members that are optional and nullable.
pub(crate) const NULLABLE: &str = "Nullable";

/// Stands for a member that is not there.
struct Missing<E> {
    name: &'static str,
    marker: PhantomData<E>,
}

impl<'de, E: de::Error> Deserializer<'de> for Missing<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.name))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, E> {
        match name {
            NULLABLE => visitor.visit_none(),
            _ => self.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// `Deserialize`, or [`Whole`], from a list of members; `..field` takes all other members.
///
/// A field that may be `null` as well as absent is made of a `Member` (see `nullable.rs`), which sees whether
/// it is there; all others are as their types read them.
macro_rules! decode {
    ([$($Trait:tt)+] $T:ident { $($f:ident $(as $name:literal)? $(= $none:ident $(or $null:ident)?)?,)+ }) => {
        impl $crate::support::json::Named for $T {
            const NAMES: &'static [&'static str] = &[$($crate::support::json::name!($f $($name)?)),+];
        }

        impl<'de> $($Trait)+<'de> for $T {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                use $crate::support::json::{join, read};
                read(d, |join!($($f)+)| Self {
                    $($f: $($($crate::support::nullable::$null)?)? ($f)),+
                })
            }
        }
    };
    ([$($Trait:tt)+] $T:ident { $($f:ident $(as $name:literal)? $(= $none:ident $(or $null:ident)?)?,)+ ..$rest:ident }) => {
        impl $crate::support::json::Named for $T {
            const NAMES: &'static [&'static str] = &[$($crate::support::json::name!($f $($name)?)),+];
        }

        impl<'de> $($Trait)+<'de> for $T {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                use $crate::support::json::{join, read_open};
                read_open(d, |join!($($f)+), $rest| Self {
                    $($f: $($($crate::support::nullable::$null)?)? ($f),)+
                    $rest
                })
            }
        }
    };
    ([$($Trait:tt)+] $T:ident { ..$rest:ident }) => {
        impl<'de> $($Trait)+<'de> for $T {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                ::serde::Deserialize::deserialize(d).map(|$rest| Self { $rest })
            }
        }
    };
    ([$($Trait:tt)+] $T:ident {}) => {
        impl<'de> $($Trait)+<'de> for $T {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                use ::serde::de::IgnoredAny;
                <IgnoredAny as ::serde::Deserialize>::deserialize(d).map(|_| Self {})
            }
        }
    };
}

/// `Serialize` from a list of members, see [`decode!`].
macro_rules! encode {
    ($T:ident { $($f:ident $(as $name:literal)? $(= $none:ident $(or $null:ident)?)?,)+ }) => {
        impl ::serde::Serialize for $T {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                use $crate::support::json::{cell, join, name, write};
                write(s, [$(name!($f $($name)?)),+], &join!($((cell!(self $f $($none)?)))+))
            }
        }
    };
    ($T:ident { $($f:ident $(as $name:literal)? $(= $none:ident $(or $null:ident)?)?,)+ ..$rest:ident }) => {
        impl ::serde::Serialize for $T {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                use $crate::support::json::{cell, join, name, write_open};
                let cells = &join!($((cell!(self $f $($none)?)))+);
                write_open(s, [$(name!($f $($name)?)),+], cells, &self.$rest)
            }
        }
    };
    ($T:ident { ..$rest:ident }) => {
        impl ::serde::Serialize for $T {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                self.$rest.serialize(s)
            }
        }
    };
    ($T:ident {}) => {
        impl ::serde::Serialize for $T {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                ::serde::ser::SerializeMap::end(s.serialize_map(Some(0))?)
            }
        }
    };
}

/// The name of a member: the field's, unless another one is given.
macro_rules! name {
    ($f:ident) => {
        stringify!($f)
    };
    ($f:ident $name:literal) => {
        $name
    };
}

/// One field as a [`Cell`].
macro_rules! cell {
    ($self:ident $f:ident) => {
        &$self.$f
    };
    ($self:ident $f:ident None) => {
        $self.$f.as_ref()
    };
}

/// Patterns or expressions as one row: tuples of sixteen, joined.
macro_rules! join {
    (
        $a:tt $b:tt $c:tt $d:tt $e:tt $f:tt $g:tt $h:tt $i:tt $j:tt $k:tt $l:tt $m:tt $n:tt $o:tt $p:tt
        $($rest:tt)+
    ) => {
        $crate::support::json::Join(
            ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p),
            $crate::support::json::join!($($rest)+),
        )
    };
    ($($one:tt)+) => {
        ($($one,)+)
    };
}

pub(crate) use declare::{
    both, event, first, new, note, object, open_enum, plain, received, request, response, sent,
    sent_and_received, uncoded, verified,
};
pub(crate) use {cell, decode, encode, join, name};
