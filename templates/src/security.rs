//! Credentials, one type a security scheme of the document.

mod partner;

pub use partner::Partner;

/// The name of the scheme that [`Partner`] implements.
pub(crate) const PARTNER: &str = "partner";
