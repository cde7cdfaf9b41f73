//! Modules that nobody needs to know of: what they hold is exported where they are declared.

/// Declares the modules, and exports what they hold.
macro_rules! modules {
    ($($module:ident,)*) => {$(
        mod $module;
        pub use self::$module::*;
    )*};
}

pub(crate) use modules;
