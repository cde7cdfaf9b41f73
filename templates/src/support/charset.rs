//! Texts that are not UTF-8: those of Western Europe, whose table is small.

/// What windows-1252 has in place of the control characters 0x80 to 0x9F (WHATWG Encoding, index windows-1252).
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '\u{2dc}', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The names of windows-1252 that services use. ISO 8859-1 and ASCII are read as it, as browsers do.
const NAMES: &[&str] = &[
    "ascii",
    "cp1252",
    "iso-8859-1",
    "iso8859-1",
    "latin1",
    "us-ascii",
    "windows-1252",
];

/// The text of a body whose media type names one of these character sets.
pub(crate) fn western(media_type: &str, body: &[u8]) -> Option<String> {
    let mut parameters = media_type.split(';').skip(1);
    let charset = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches('"').to_ascii_lowercase())
    })?;
    let read = |byte: &u8| match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(*byte),
    };
    NAMES
        .contains(&charset.as_str())
        .then(|| body.iter().map(read).collect())
}
