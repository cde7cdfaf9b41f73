//! Encoding as in `application/x-www-form-urlencoded`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

const RESERVED_IN_FORMS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b' ');

/// `bytes` with blanks as `+`, and all but letters, digits and `*-._` percent-encoded.
pub(crate) fn form_encode(bytes: &(impl AsRef<[u8]> + ?Sized)) -> String {
    let text = percent_encode(bytes.as_ref(), RESERVED_IN_FORMS).to_string();
    text.replace(' ', "+")
}
