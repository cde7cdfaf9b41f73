//! Percent-encoding (RFC 3986 §2).

use percent_encoding::{AsciiSet, percent_encode};

use crate::support::query::RESERVED;

/// All but the unreserved characters and the slash.
const RESERVED_IN_PATHS: &AsciiSet = &RESERVED.remove(b'/');

/// `bytes` with all but unreserved characters percent-encoded.
pub(crate) fn pct(bytes: &(impl AsRef<[u8]> + ?Sized)) -> String {
    percent_encode(bytes.as_ref(), RESERVED).to_string()
}

/// As [`pct`], leaving slashes as they are.
pub(crate) fn pct_path(bytes: &(impl AsRef<[u8]> + ?Sized)) -> String {
    percent_encode(bytes.as_ref(), RESERVED_IN_PATHS).to_string()
}
