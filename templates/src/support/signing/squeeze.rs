//! Blanks, as canonical headers have them.

/// `text` without ASCII white space around it, and with each run of blanks made one; tabs stay.
pub(crate) fn squeeze(text: &(impl AsRef<[u8]> + ?Sized)) -> Vec<u8> {
    let mut squeezed = text.as_ref().trim_ascii().to_vec();
    squeezed.dedup_by(|next, before| *next == b' ' && *before == b' ');
    squeezed
}
