//! Modules that nobody needs to know of: what they hold is exported where they are declared.

/// Declares the modules, and exports what they hold: all of it, or the names that stand behind them.
macro_rules! modules {
    ($($module:ident,)*) => {$(
        mod $module;
        pub use self::$module::*;
    )*};
    ($($module:ident::$names:tt,)*) => {$(
        mod $module;
        pub use self::$module::$names;
    )*};
}

pub(crate) use modules;
