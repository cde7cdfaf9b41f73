//! PEM text (RFC 7468).

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::from_base64::decode_base64;

/// The DER in the first block that holds a key, or else in the first block: some tools print the
/// parameters of a curve before the key. `None` if there is no block.
pub(super) fn decode_pem(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut blocks = text.split("-----BEGIN ").skip(1).filter_map(block);
    let (label, first) = blocks.next()?;
    let content = if label.ends_with("KEY") {
        first
    } else {
        let key = blocks.find(|(label, _)| label.ends_with("KEY"));
        key.map_or(first, |(_, content)| content)
    };
    let mut packed = Zeroizing::new(Vec::with_capacity(content.len()));
    packed.extend(content.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    decode_base64(&packed)
}

/// The DER in PEM text, or the bytes as they are.
pub(super) fn der(key: &[u8]) -> Zeroizing<Vec<u8>> {
    let der = decode_pem(key).map_or(Cow::Borrowed(key), Cow::Owned);
    Zeroizing::new(der.into_owned())
}

/// The label and the content of a block.
fn block(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.split_once("-----")?;
    let (content, _) = rest.split_once("-----END ")?;
    Some((label, content))
}
