//! Credentials, one type a security scheme of the document.

mod partner;

pub use partner::Partner;

/// Name of the scheme `partner`, which [`Partner`] implements.
pub const PARTNER: &str = "partner";
