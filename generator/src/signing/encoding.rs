//! Bytes to text and back: the encodings that filters and credentials name.
//!
//! All functions are total; those that read give `None` for what is not of their form.

use base64::Engine;
use base64::alphabet;
pub(super) use base64::engine::general_purpose::{
    STANDARD as BASE64, URL_SAFE as BASE64_URL, URL_SAFE_NO_PAD as BASE64_URL_NO_PAD,
};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Reads the standard alphabet, padded or not. Bits that say nothing are ignored, since some
/// services print keys with them.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Bytes that stay as they are under RFC 3986 §2.3.
fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Writes bytes in the standard alphabet with padding.
pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    BASE64.encode(bytes).into_bytes()
}

/// Reads base64 of either alphabet; padding is optional, ASCII white space at the ends is ignored.
pub(super) fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    LENIENT.decode(standard(text)).ok()
}

/// Whether base64 text has bits set that say nothing, as no encoder writes it.
pub(super) fn has_idle_bits(text: &[u8]) -> bool {
    let standard = standard(text);
    let bytes = LENIENT.decode(&standard);
    bytes.is_ok_and(|bytes| !BASE64.encode(bytes).as_bytes().starts_with(&standard))
}

/// Base64 text of either alphabet in the standard one.
fn standard(text: &[u8]) -> Vec<u8> {
    let bytes = text.trim_ascii().iter().map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    });
    bytes.collect()
}

/// Reads hexadecimal digits of either case; ASCII white space at the ends is ignored.
pub(super) fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    hex::decode(text.trim_ascii()).ok()
}

/// Percent-encodes all but unreserved characters and those in `keep`, with upper-case digits.
pub(super) fn pct(bytes: &[u8], keep: &[u8]) -> Vec<u8> {
    encode(bytes, |byte| unreserved(byte) || keep.contains(&byte))
}

/// Encodes as `application/x-www-form-urlencoded` does.
pub(super) fn form(bytes: &[u8]) -> Vec<u8> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"*-._ ".contains(&byte);
    let mut out = encode(bytes, plain);
    for byte in &mut out {
        if *byte == b' ' {
            *byte = b'+';
        }
    }
    out
}

fn encode(bytes: &[u8], plain: impl Fn(u8) -> bool) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        if plain(byte) {
            out.push(byte);
        } else {
            let digit = |nibble: u8| DIGITS[usize::from(nibble & 15)];
            out.extend([b'%', digit(byte >> 4), digit(byte)]);
        }
    }
    out
}

/// Undoes percent-encoding. An escape that is none stays as it is; `+` is a plus.
pub(super) fn unpct(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        let escaped =
            (byte == b'%').then(|| tail.get(..2).and_then(|digits| hex::decode(digits).ok()));
        if let Some(bytes) = escaped.flatten() {
            out.extend(bytes);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            out.push(byte);
            rest = tail;
        }
    }
    out
}

/// Reads the names and values of a query or form: `+` is a blank, a name without `=` has an empty
/// value, empty pieces are none, escapes that are none stay as they are. Bytes are not asked to be
/// UTF-8.
pub(super) fn pairs(text: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let decode = |piece: &[u8]| {
        let blanks: Vec<u8> = piece
            .iter()
            .map(|&byte| if byte == b'+' { b' ' } else { byte })
            .collect();
        unpct(&blanks)
    };
    raw_pairs(text)
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// Reads the names and values of a query or form as they are on the wire.
pub(super) fn raw_pairs(text: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    text.split(|&byte| byte == b'&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| match piece.iter().position(|&byte| byte == b'=') {
            Some(place) => (&piece[..place], &piece[place + 1..]),
            None => (piece, &[][..]),
        })
}

/// Returns the DER in the first PEM block that holds a key, or else in the first block.
///
/// The parameters that some tools print before an elliptic-curve key are thereby skipped. `None`
/// if the text has no block or its content is not base64.
pub(super) fn pem(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let blocks: Vec<(&str, &str)> = blocks(text);
    let keys = blocks.iter().find(|(label, _)| label.ends_with("KEY"));
    let (_, content) = keys.or(blocks.first())?;
    let content: Vec<u8> = content
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    LENIENT.decode(content).ok()
}

fn blocks(text: &str) -> Vec<(&str, &str)> {
    let pieces = text.split("-----BEGIN ").skip(1);
    let block = |piece| {
        let (label, rest) = str::split_once(piece, "-----")?;
        let (content, _) = rest.split_once("-----END ")?;
        Some((label, content))
    };
    pieces.filter_map(block).collect()
}

/// The CRC-32 of zip and Ethernet: reflected, polynomial `0xEDB88320`.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| {
        if crc & 1 == 1 {
            (crc >> 1) ^ 0xEDB8_8320
        } else {
            crc >> 1
        }
    };
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| step(crc))
    })
}
