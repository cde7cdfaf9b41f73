//! Credentials, one type a security scheme of the document.

mod login;
mod partner;

pub use login::Login;
pub use partner::Partner;

/// Name of the scheme `login`, which [`Login`] implements.
pub const LOGIN: &str = "login";

/// Name of the scheme `partner`, which [`Partner`] implements.
pub const PARTNER: &str = "partner";
