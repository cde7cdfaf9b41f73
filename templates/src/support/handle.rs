//! Handles: what leads from a client to the operations of a tag, one method each.
//!
//! A tag lists its operations once, in [`handle!`]; that declares the handle of the client and, in a module
//! `blocking`, that of the client for code that is not async.

/// Declares the handles of a tag: `pub struct Handle = name;` and the operations below it.
///
/// `async fn` sends a request and gives back what the response holds, `headed fn` with its headers, `pages fn` the pages of a list, `stream fn`
/// a response while it comes. A request without anything in it is not asked for: it has no name.
macro_rules! handle {
    (
        $(#[$note:meta])*
        pub struct $Handle:ident = $tag:ident;
        $(
            $(#[$attribute:meta])*
            pub $kind:ident fn $name:ident($($request:ident:)? &$Request:ident) $(-> $Output:ty)?;
        )*
    ) => {
        impl $crate::Client {
            $(#[$note])*
            pub fn $tag(&self) -> $Handle<'_> {
                $Handle(self)
            }
        }

        $(#[$note])*
        #[doc = concat!("\nMade by [`Client::", stringify!($tag), "`](crate::Client::", stringify!($tag), ").")]
        ///
        /// # Errors
        ///
        /// Every call fails with [`Error::Api`](crate::Error::Api) if the service refuses; see
        /// [`Error`](crate::Error) for the rest.
        #[derive(Clone, Copy, Debug)]
        pub struct $Handle<'a>(&'a $crate::Client);

        #[allow(clippy::missing_errors_doc, reason = "said once, at the type")]
        impl $Handle<'_> {
            $($crate::support::handle::method! {
                $kind $(#[$attribute])* $name($($request)? $Request) $(-> $Output)?
            })*
        }

        /// The same operations for code that is not async.
        #[cfg(feature = "blocking")]
        pub mod blocking {
            use super::*;

            impl $crate::blocking::Client {
                $(#[$note])*
                pub fn $tag(&self) -> $Handle<'_> {
                    $Handle(self)
                }
            }

            $(#[$note])*
            #[doc = concat!(
                "\nMade by [`Client::", stringify!($tag), "`](crate::blocking::Client::", stringify!($tag), ")."
            )]
            ///
            /// # Errors
            ///
            /// Every call fails with [`Error::Api`](crate::Error::Api) if the service refuses, and with
            /// [`Error::Blocking`](crate::Error::Blocking) in async code; see [`Error`](crate::Error) for the rest.
            #[derive(Clone, Copy, Debug)]
            pub struct $Handle<'a>(&'a $crate::blocking::Client);

            #[allow(clippy::missing_errors_doc, reason = "said once, at the type")]
            #[allow(
                clippy::should_implement_trait,
                reason = "operations have the names of the document"
            )]
            impl $Handle<'_> {
                $($crate::support::handle::blocking! {
                    $kind $(#[$attribute])* $name($($request)? $Request) $(-> $Output)?
                })*
            }
        }
    };
}

/// A method of a handle.
macro_rules! method {
    (async $(#[$attribute:meta])* $name:ident($Request:ident) -> $Output:ty) => {
        $(#[$attribute])*
        pub async fn $name(self) -> Result<$Output, $crate::Error> {
            self.0.send(&$Request).await
        }
    };
    (async $(#[$attribute:meta])* $name:ident($request:ident $Request:ident) -> $Output:ty) => {
        $(#[$attribute])*
        pub async fn $name(self, $request: &$Request) -> Result<$Output, $crate::Error> {
            self.0.send($request).await
        }
    };
    (headed $(#[$attribute:meta])* $name:ident($Request:ident) -> $Output:ty) => {
        $(#[$attribute])*
        pub async fn $name(self) -> Result<$Output, $crate::Error> {
            self.0.send_with_headers(&$Request).await
        }
    };
    (headed $(#[$attribute:meta])* $name:ident($request:ident $Request:ident) -> $Output:ty) => {
        $(#[$attribute])*
        pub async fn $name(self, $request: &$Request) -> Result<$Output, $crate::Error> {
            self.0.send_with_headers($request).await
        }
    };
    (pages $(#[$attribute:meta])* $name:ident($request:ident $Request:ident)) => {
        $(#[$attribute])*
        pub fn $name(self, $request: &$Request) -> $crate::Pages<$Request> {
            $crate::Pages::new(self.0, $request)
        }
    };
    (stream $(#[$attribute:meta])* $name:ident($Request:ident)) => {
        $(#[$attribute])*
        pub async fn $name(self) -> Result<$crate::Stream<$Request>, $crate::Error> {
            $crate::Stream::open(self.0, &$Request).await
        }
    };
    (stream $(#[$attribute:meta])* $name:ident($request:ident $Request:ident)) => {
        $(#[$attribute])*
        pub async fn $name(self, $request: &$Request) -> Result<$crate::Stream<$Request>, $crate::Error> {
            $crate::Stream::open(self.0, $request).await
        }
    };
}

/// The same in code that is not async.
macro_rules! blocking {
    (async $(#[$attribute:meta])* $name:ident($Request:ident) -> $Output:ty) => {
        $(#[$attribute])*
        pub fn $name(self) -> Result<$Output, $crate::Error> {
            self.0.send(&$Request)
        }
    };
    (async $(#[$attribute:meta])* $name:ident($request:ident $Request:ident) -> $Output:ty) => {
        $(#[$attribute])*
        pub fn $name(self, $request: &$Request) -> Result<$Output, $crate::Error> {
            self.0.send($request)
        }
    };
    (headed $(#[$attribute:meta])* $name:ident($Request:ident) -> $Output:ty) => {
        $(#[$attribute])*
        pub fn $name(self) -> Result<$Output, $crate::Error> {
            self.0.send_with_headers(&$Request)
        }
    };
    (headed $(#[$attribute:meta])* $name:ident($request:ident $Request:ident) -> $Output:ty) => {
        $(#[$attribute])*
        pub fn $name(self, $request: &$Request) -> Result<$Output, $crate::Error> {
            self.0.send_with_headers($request)
        }
    };
    (pages $(#[$attribute:meta])* $name:ident($request:ident $Request:ident)) => {
        $(#[$attribute])*
        pub fn $name(self, $request: &$Request) -> $crate::blocking::Pages<$Request> {
            $crate::blocking::Pages::new(self.0, $request)
        }
    };
    (stream $(#[$attribute:meta])* $name:ident($Request:ident)) => {
        $(#[$attribute])*
        pub fn $name(self) -> Result<$crate::blocking::Stream<$Request>, $crate::Error> {
            $crate::blocking::Stream::open(self.0, &$Request)
        }
    };
    (stream $(#[$attribute:meta])* $name:ident($request:ident $Request:ident)) => {
        $(#[$attribute])*
        pub fn $name(self, $request: &$Request) -> Result<$crate::blocking::Stream<$Request>, $crate::Error> {
            $crate::blocking::Stream::open(self.0, $request)
        }
    };
}

pub(crate) use {blocking, handle, method};
