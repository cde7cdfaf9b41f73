//! The words of the vocabulary, one table a kind.

use crate::ir::signing::{
    Algorithm, ClockFormat, Decode, FieldKind, Filter, Hash, Incoming, Name, ParamSource, Random,
    Repeats, Sort, TimeFormat, TimePart, Unit,
};

/// A table: what a document writes, and what it means.
pub(super) type Words<T> = [(&'static str, T)];

pub(super) const MACS: &Words<Hash> = &[
    ("hmac-md5", Hash::Md5),
    ("hmac-sha1", Hash::Sha1),
    ("hmac-sha256", Hash::Sha256),
    ("hmac-sha384", Hash::Sha384),
    ("hmac-sha512", Hash::Sha512),
];

pub(super) const ALGORITHMS: &Words<Algorithm> = &[
    ("hmac-md5", Algorithm::Hmac(Hash::Md5)),
    ("hmac-sha1", Algorithm::Hmac(Hash::Sha1)),
    ("hmac-sha256", Algorithm::Hmac(Hash::Sha256)),
    ("hmac-sha384", Algorithm::Hmac(Hash::Sha384)),
    ("hmac-sha512", Algorithm::Hmac(Hash::Sha512)),
    ("md5", Algorithm::Hash(Hash::Md5)),
    ("sha1", Algorithm::Hash(Hash::Sha1)),
    ("sha256", Algorithm::Hash(Hash::Sha256)),
    ("sha384", Algorithm::Hash(Hash::Sha384)),
    ("sha512", Algorithm::Hash(Hash::Sha512)),
    ("ed25519", Algorithm::Ed25519),
    ("rsa-pkcs1-sha256", Algorithm::RsaPkcs1Sha256),
    ("rsa-pss-sha512", Algorithm::RsaPssSha512),
    ("ecdsa-p256-sha256-der", Algorithm::EcdsaP256Sha256Der),
    ("ecdsa-p256-sha256-p1363", Algorithm::EcdsaP256Sha256P1363),
];

pub(super) const DECODINGS: &Words<Decode> = &[
    ("utf8", Decode::Utf8),
    ("hex", Decode::Hex),
    ("base64", Decode::Base64),
    ("base64url", Decode::Base64Url),
    ("pem", Decode::Pem),
];

pub(super) const UNITS: &Words<Unit> = &[
    ("unix-s", Unit::S),
    ("unix-ms", Unit::Ms),
    ("unix-us", Unit::Us),
    ("unix-ns", Unit::Ns),
];

pub(super) const TIMES: &Words<TimeFormat> = &[
    ("unix-s", TimeFormat::Unix(Unit::S)),
    ("unix-ms", TimeFormat::Unix(Unit::Ms)),
    ("unix-us", TimeFormat::Unix(Unit::Us)),
    ("unix-ns", TimeFormat::Unix(Unit::Ns)),
    ("iso8601", TimeFormat::Iso8601),
    ("iso8601-ms", TimeFormat::Iso8601Ms),
    ("iso8601-basic", TimeFormat::Iso8601Basic),
    ("http-date", TimeFormat::HttpDate),
    ("rfc2822", TimeFormat::Rfc2822),
];

pub(super) const CLOCKS: &Words<ClockFormat> = &[
    ("s", ClockFormat::Unix(Unit::S)),
    ("ms", ClockFormat::Unix(Unit::Ms)),
    ("us", ClockFormat::Unix(Unit::Us)),
    ("ns", ClockFormat::Unix(Unit::Ns)),
    ("iso8601", ClockFormat::Iso8601),
    ("http-date", ClockFormat::HttpDate),
];

pub(super) const SOURCES: &Words<ParamSource> = &[
    ("query", ParamSource::Query),
    ("query-wire", ParamSource::QueryWire),
    ("form", ParamSource::Form),
    ("json", ParamSource::Json),
    ("xml", ParamSource::Xml),
];

pub(super) const SORTS: &Words<Sort> = &[
    ("none", Sort::None),
    ("name", Sort::Name),
    ("name-value", Sort::NameValue),
];

pub(super) const REPEATS: &Words<Repeats> = &[
    ("keep", Repeats::Keep),
    ("unique", Repeats::Unique),
    ("comma", Repeats::Comma),
];

pub(super) const KINDS: &Words<FieldKind> = &[
    ("string", FieldKind::String),
    ("integer", FieldKind::Integer),
];

pub(super) const INCOMING: &Words<Incoming> = &[
    ("webhook", Incoming::Webhook),
    ("response", Incoming::Response),
];

/// The conversions of a strftime pattern, each with what it stands for.
pub(super) const CONVERSIONS: &Words<&[TimePart]> = &[
    ("Y", &[TimePart::Year]),
    ("y", &[TimePart::ShortYear]),
    ("m", &[TimePart::Month]),
    ("b", &[TimePart::MonthName]),
    ("d", &[TimePart::Day]),
    ("j", &[TimePart::YearDay]),
    ("a", &[TimePart::WeekdayName]),
    ("H", &[TimePart::Hour]),
    ("M", &[TimePart::Minute]),
    ("S", &[TimePart::Second]),
    ("3f", &[TimePart::Millis]),
    ("6f", &[TimePart::Micros]),
    ("s", &[TimePart::UnixSeconds]),
];

/// Names of the request that stand for themselves.
pub(super) const NAMES: &Words<Name> = &[
    ("method", Name::Method),
    ("scheme", Name::Scheme),
    ("host", Name::Host),
    ("port", Name::Port),
    ("authority", Name::Authority),
    ("origin", Name::Origin),
    ("path", Name::Path),
    ("query", Name::Query),
    ("target", Name::Target),
    ("base_url", Name::BaseUrl),
    ("url", Name::Url),
    ("body", Name::Body),
    ("content_type", Name::ContentType),
    ("media_type", Name::MediaType),
    ("status", Name::Status),
    ("signature", Name::Signature),
];

/// Filters without an argument.
pub(super) const FILTERS: &Words<Filter> = &[
    ("lower", Filter::Lower),
    ("upper", Filter::Upper),
    ("trim", Filter::Trim),
    ("squeeze", Filter::Squeeze),
    ("hex", Filter::Hex),
    ("base64", Filter::Base64),
    ("base64url", Filter::Base64Url),
    ("base64url-nopad", Filter::Base64UrlNoPad),
    ("from-hex", Filter::FromHex),
    ("from-base64", Filter::FromBase64),
    ("pct", Filter::Pct),
    ("pct-path", Filter::PctPath),
    ("form", Filter::Form),
    ("unpct", Filter::Unpct),
    ("json", Filter::Json),
    ("md5", Filter::Hash(Hash::Md5)),
    ("sha1", Filter::Hash(Hash::Sha1)),
    ("sha256", Filter::Hash(Hash::Sha256)),
    ("sha384", Filter::Hash(Hash::Sha384)),
    ("sha512", Filter::Hash(Hash::Sha512)),
    ("crc32", Filter::Crc32),
];

/// Filters with an argument.
pub(super) const FILTERS_WITH_ARGUMENT: [&str; 4] = ["first", "strip", "prefix", "default"];

/// Most random bytes or characters that a value may have.
const MAX_RANDOM: u16 = 1024;

/// Looks a word up.
pub(super) fn find<T: Clone>(words: &Words<T>, word: &str) -> Option<T> {
    words
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, meaning)| meaning.clone())
}

/// The word for an algorithm.
pub(super) fn algorithm(algorithm: &Algorithm) -> String {
    let word = ALGORITHMS.iter().find(|(_, it)| it == algorithm);
    match (word, algorithm) {
        (Some((word, _)), _) => (*word).to_owned(),
        (None, Algorithm::Custom(name)) => format!("custom: {name}"),
        (None, _) => "none".to_owned(),
    }
}

/// The words of a table, for help texts.
pub(super) fn list<T>(words: &Words<T>) -> String {
    quoted(words.iter().map(|(word, _)| *word))
}

/// Words in backquotes, parted by commas.
pub(super) fn quoted<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Reads a form of random text: `uuid`, `hex:N`, `alnum:N`, `base64:N`.
pub(super) fn random(word: &str) -> Option<Random> {
    if word == "uuid" {
        return Some(Random::Uuid);
    }
    let (form, size) = word.split_once(':')?;
    let size = size
        .parse()
        .ok()
        .filter(|size| (1..=MAX_RANDOM).contains(size))?;
    match form {
        "hex" => Some(Random::Hex(size)),
        "alnum" => Some(Random::Alnum(size)),
        "base64" => Some(Random::Base64(size)),
        _ => None,
    }
}

/// Reads the form of a time: a word, or a strftime pattern, which has a `%`.
pub(super) fn time(word: &str) -> Option<TimeFormat> {
    if !word.contains('%') {
        return find(TIMES, word);
    }
    let word = word.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S");
    let mut parts = Vec::new();
    let mut rest = word.as_str();
    while !rest.is_empty() {
        let text = rest.find('%').unwrap_or(rest.len());
        push_text(&mut parts, &rest[..text]);
        rest = &rest[text..];
        if let Some(after) = rest.strip_prefix('%') {
            rest = conversion(after, &mut parts)?;
        }
    }
    Some(TimeFormat::Pattern(parts))
}

fn conversion<'t>(after: &'t str, parts: &mut Vec<TimePart>) -> Option<&'t str> {
    if let Some(rest) = after.strip_prefix('%') {
        push_text(parts, "%");
        return Some(rest);
    }
    let (word, meaning) = CONVERSIONS
        .iter()
        .find(|(word, _)| after.starts_with(word))?;
    parts.extend_from_slice(meaning);
    Some(&after[word.len()..])
}

fn push_text(parts: &mut Vec<TimePart>, text: &str) {
    match parts.last_mut() {
        Some(TimePart::Text(last)) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => parts.push(TimePart::Text(text.to_owned())),
    }
}

/// Whether a text can name a credential or a value.
pub(super) fn is_name(text: &str) -> bool {
    text.bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Whether a text can name a header or a cookie (RFC 9110 §5.6.2).
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_taken_apart() {
        let text = |text: &str| TimePart::Text(text.to_owned());
        assert_eq!(
            time("%d/%b:%T%%x"),
            Some(TimeFormat::Pattern(vec![
                TimePart::Day,
                text("/"),
                TimePart::MonthName,
                text(":"),
                TimePart::Hour,
                text(":"),
                TimePart::Minute,
                text(":"),
                TimePart::Second,
                text("%x"),
            ]))
        );
        assert_eq!(time("%Q"), None);
        assert_eq!(time("%"), None);
        assert_eq!(time("unix"), None);
    }

    #[test]
    fn sizes_of_random_text_are_bounded() {
        assert_eq!(random("hex:16"), Some(Random::Hex(16)));
        for word in ["hex", "hex:0", "hex:1025", "hex:-1", "uuid:4", "dice:6"] {
            assert_eq!(random(word), None, "{word}");
        }
    }
}
