//! Undoing percent-encoding.

use percent_encoding::percent_decode;

/// `text` decoded. An escape that is none stays as it is; `+` is a plus.
pub(crate) fn unpct(text: &(impl AsRef<[u8]> + ?Sized)) -> Vec<u8> {
    percent_decode(text.as_ref()).collect()
}
