//! The macros in which types are declared; each also says how the type is read and written.

/// A type that is sent: `Serialize`, and with the feature `full-serde` also `Deserialize`.
macro_rules! request {
    ($($item:tt)+) => {
        $crate::support::json::object! { [sent] $($item)+ }
    };
}

/// A type that is received: `Deserialize`, and with the feature `full-serde` also `Serialize`.
macro_rules! response {
    ($($item:tt)+) => {
        $crate::support::json::object! { [received] #[non_exhaustive] $($item)+ }
    };
}

/// A type that is sent and received: `Serialize` and `Deserialize`.
macro_rules! both {
    ($($item:tt)+) => {
        $crate::support::json::object! { [sent_and_received] $($item)+ }
    };
}

/// An event: [`Whole`], and with the feature `full-serde` also `Deserialize` and `Serialize`.
macro_rules! event {
    ($($item:tt)+) => {
        $crate::support::json::object! { [verified] #[non_exhaustive] $($item)+ }
    };
}

/// A type that is no JSON itself: the operation says where its fields go.
macro_rules! plain {
    ($($item:tt)+) => {
        $crate::support::json::object! { [uncoded] $($item)+ }
    };
}

/// Declares a structure as it is written here, and how it is read and written: by the macro `$way`.
///
/// A field is a member of the object: under its own name, or under the text after `as`. `= None` says that it
/// may be absent, `= None or null` that it may be `null` as well. `..field` holds all members without a field.
/// `new` is made with the fields that are named there, and nothing in the others.
macro_rules! object {
    (
        [$way:ident]
        $(#[$attribute:meta])*
        pub struct $T:ident {
            $(
                $(#[$note:meta])*
                pub $f:ident: $Field:ty $(as $name:literal)? $(= $none:ident $(or $null:ident)?)?,
            )*
            $(..pub $rest:ident: $Rest:ty,)?
        }
        $(new($($argument:ident: $Argument:ty),+ $(,)?))?
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        pub struct $T {
            $($(#[$note])* pub $f: $Field,)*
            $(
                /// Members that the document does not name.
                pub $rest: $Rest,
            )?
        }

        $crate::support::json::new! {
            $T { $($f $($none)?,)* $(..$rest)? } $(($($argument: $Argument),+))?
        }

        $crate::support::json::$way! {
            $T { $($f $(as $name)? $(= $none $(or $null)?)?,)* $(..$rest)? }
        }
    };
    ([$way:ident] $(#[$attribute:meta])* pub struct $T:ident;) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        pub struct $T;

        $crate::support::json::$way! { $T {} }
    };
}

/// `new`, if there are arguments for it.
macro_rules! new {
    ($T:ident { $($members:tt)* }) => {};
    (
        $T:ident { $($f:ident $($none:ident)?,)* $(..$rest:ident)? }
        ($($argument:ident: $Argument:ty),+)
    ) => {
        impl $T {
            /// Takes the required values in alphabetical order; the others are absent until they are set.
            #[allow(clippy::too_many_arguments, reason = "one for each required value")]
            pub fn new($($argument: $Argument),+) -> Self {
                Self {
                    $($f: $crate::support::json::first!($f $($none)?),)*
                    $($rest: ::std::collections::BTreeMap::new(),)?
                }
            }
        }
    };
}

/// What `new` puts into a field: the argument of its name, or nothing.
macro_rules! first {
    ($f:ident) => {
        $f
    };
    ($f:ident None) => {
        None
    };
}

/// How a type is coded that is no JSON: not at all.
macro_rules! uncoded {
    ($($members:tt)+) => {};
}

/// How a type that is sent is coded.
macro_rules! sent {
    ($($members:tt)+) => {
        $crate::support::json::encode! { $($members)+ }
        #[cfg(feature = "full-serde")]
        $crate::support::json::decode! { [::serde::Deserialize] $($members)+ }
    };
}

/// How a type that is received is coded.
macro_rules! received {
    ($($members:tt)+) => {
        $crate::support::json::decode! { [::serde::Deserialize] $($members)+ }
        #[cfg(feature = "full-serde")]
        $crate::support::json::encode! { $($members)+ }
    };
}

/// How a type that is sent and received is coded.
macro_rules! sent_and_received {
    ($($members:tt)+) => {
        $crate::support::json::decode! { [::serde::Deserialize] $($members)+ }
        $crate::support::json::encode! { $($members)+ }
    };
}

/// How an event is coded.
macro_rules! verified {
    ($T:ident $($members:tt)+) => {
        $crate::support::json::decode! { [$crate::support::json::Whole] $T $($members)+ }
        #[cfg(feature = "full-serde")]
        impl<'de> ::serde::Deserialize<'de> for $T {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::support::json::Whole::deserialize(d)
            }
        }
        #[cfg(feature = "full-serde")]
        $crate::support::json::encode! { $T $($members)+ }
    };
}

/// Texts with known values, as an enum whose variant `..other` keeps any other text.
macro_rules! open_enum {
    (
        $(#[$attribute:meta])*
        pub enum $T:ident {
            $($(#[$about:meta])* $variant:ident = $text:literal $(($note:literal))?,)*
            ..$other:ident
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $T {
            $(
                #[doc = $crate::support::json::note!($text $($note)?)]
                $(#[$about])*
                $variant,
            )*
            /// A text that the document does not list.
            $other(String),
        }

        impl $T {
            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$other(text) => text,
                }
            }
        }

        impl From<&str> for $T {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::$other(text.to_owned()),
                }
            }
        }

        impl ::std::fmt::Display for $T {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $T {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::support::json::read_text(d, |text| Self::from(text))
            }
        }

        impl ::serde::Serialize for $T {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }

        impl $crate::support::Param for $T {
            fn each(&self, emit: &mut dyn ::core::ops::FnMut(&str)) {
                emit(self.as_str());
            }
        }
    };
}

/// Docs of a text: as it is, unless that would not do in Markdown and other docs are given.
macro_rules! note {
    ("") => {
        "The empty text."
    };
    ($text:literal) => {
        concat!("`", $text, "`.")
    };
    ($text:literal $note:literal) => {
        $note
    };
}

pub(crate) use {
    both, event, first, new, note, object, open_enum, plain, received, request, response, sent,
    sent_and_received, uncoded, verified,
};
