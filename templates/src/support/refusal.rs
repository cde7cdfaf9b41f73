//! What refusals hold, as the document describes it for each operation.
//!
//! An error keeps a refusal as it came; it is read only when somebody asks for it, so that a service
//! that refuses in another way than it says does no harm.

use super::error::{ApiError, DecodeError};
use super::operation::Operation;
use super::response::Response;

/// An operation whose refusals the document describes.
pub trait Refusable: Operation {
    /// What they hold.
    type Refusal;

    /// Reads a refusal.
    ///
    /// # Errors
    ///
    /// Its status is not described, or its body does not fit the document.
    fn refusal(response: Response) -> Result<Self::Refusal, DecodeError>;
}

impl ApiError {
    /// Reads the refusal as the document describes it for the operation `O`, which is the type of the
    /// request.
    ///
    /// # Errors
    ///
    /// Its status is not described, or its body does not fit the document: services refuse in many
    /// ways. Whatever it is, it can be had from [`body`](Self::body).
    pub fn typed<O: Refusable>(&self) -> Result<O::Refusal, DecodeError> {
        O::refusal(self.to_response())
    }
}

/// What the refusals of an operation hold: one type whatever the status, or an enumeration by status.
macro_rules! refusals {
    ($O:ident = $read:ident $T:ty) => {
        impl $crate::support::Refusable for $O {
            type Refusal = $T;

            fn refusal(
                response: $crate::support::Response,
            ) -> Result<Self::Refusal, $crate::support::DecodeError> {
                response.$read()
            }
        }
    };
    ($O:ident => $E:ident {
        $($from:literal $(..= $to:literal)?: $variant:ident $(= $read:ident $T:ty)?,)*
        $(_: $other:ident $(= $other_read:ident $Other:ty)?,)?
    }) => {
        #[doc = concat!("Why the service refuses [`", stringify!($O), "`], by status.")]
        #[derive(Debug)]
        #[non_exhaustive]
        #[allow(
            clippy::large_enum_variant,
            reason = "a box would come and go with the members of a type"
        )]
        pub enum $E {
            $(
                #[doc = concat!("For status ", stringify!($from $(..= $to)?), ".")]
                $variant $(($T))?,
            )*
            $(
                /// For any other status.
                $other $(($Other))?,
            )?
        }

        impl ::std::fmt::Display for $E {
            /// Tells the status alone: a body may hold what nobody else should know.
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(match self {
                    $(Self::$variant { .. } => concat!(
                        "refused with status ", stringify!($from $(..= $to)?),
                        " (", stringify!($variant), ")",
                    ),)*
                    $(Self::$other { .. } => concat!(
                        "refused with another status than those described (", stringify!($other), ")",
                    ),)?
                })
            }
        }

        impl ::std::error::Error for $E {}

        impl $crate::support::Refusable for $O {
            type Refusal = $E;

            fn refusal(
                response: $crate::support::Response,
            ) -> Result<Self::Refusal, $crate::support::DecodeError> {
                match response.status().as_u16() {
                    $($from $(..= $to)? => {
                        $crate::support::refusal::read!(response $E $variant $($read)?)
                    })*
                    _ => $crate::support::refusal::other!(response $E $($other $($other_read)?)?),
                }
            }
        }
    };
}

/// A refusal as a variant.
macro_rules! read {
    ($response:ident $E:ident $variant:ident) => {
        Ok($E::$variant)
    };
    ($response:ident $E:ident $variant:ident $read:ident) => {
        $response.$read().map($E::$variant)
    };
}

/// A refusal with a status that stands alone.
macro_rules! other {
    ($response:ident $E:ident) => {
        Err($response.undescribed())
    };
    ($response:ident $E:ident $($variant:tt)+) => {
        $crate::support::refusal::read!($response $E $($variant)+)
    };
}

pub(crate) use {other, read, refusals};
