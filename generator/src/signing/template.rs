//! Templates: text with names in it, worked out over what is known at some point of a call.

use std::collections::BTreeMap;

use super::body;
use super::encoding::{self, BASE64_URL, BASE64_URL_NO_PAD};
use super::error::Reason;
use super::json;
use super::keys::Keys;
use super::request::Request;
use super::shown::Shown;
use super::{algorithms, lists};
use crate::ir::signing::{
    Condition, Filter, Insert, JsonStyle, Line, Message, Name, Part, Pick, Template, When,
};
use base64::Engine;

/// What a template can read.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) request: &'a Request,
    pub(super) keys: &'a Keys,
    pub(super) values: &'a BTreeMap<String, Shown>,
    pub(super) signature: Option<&'a Shown>,
}

/// The longest text that a template gives: a few values that double each other would take all memory.
const MOST_BYTES: usize = 64 << 20;

impl Scope<'_> {
    /// Works out a template.
    pub(super) fn template(&self, template: &Template) -> Result<Shown, Reason> {
        let mut out = Shown::default();
        for part in &template.parts {
            match part {
                Part::Text(text) => out.push_text(text),
                Part::Insert(insert) => out.push(&self.insert(insert)?),
            }
            if out.bytes().len() > MOST_BYTES {
                return Err(Reason::TooLong);
            }
        }
        Ok(out)
    }

    /// Works out a text that may depend on a condition; `None` if the condition fails and there is
    /// no `else`.
    pub(super) fn line(&self, line: &Line) -> Result<Option<Shown>, Reason> {
        if self.holds(line.when.as_ref())? {
            return self.template(&line.text).map(Some);
        }
        line.otherwise
            .as_ref()
            .map(|text| self.template(text))
            .transpose()
    }

    /// Joins the lines of a message; one that is left out takes its joiner with it.
    pub(super) fn message(&self, message: &Message) -> Result<Shown, Reason> {
        let mut out: Option<Shown> = None;
        for line in &message.lines {
            let Some(text) = self.line(line)? else {
                continue;
            };
            match &mut out {
                None => out = Some(text),
                Some(out) => {
                    out.push_text(&message.join);
                    out.push(&text);
                }
            }
        }
        Ok(out.unwrap_or_default())
    }

    /// Tells whether all conditions hold.
    pub(super) fn holds(&self, when: Option<&When>) -> Result<bool, Reason> {
        for condition in when.iter().flat_map(|when| &when.conditions) {
            let holds = match condition {
                Condition::Method(methods) => methods.contains(&self.request.method),
                Condition::Body(present) => self.request.body.bytes().is_empty() != *present,
                Condition::MediaType(types) => types.contains(&self.request.media_type()),
                Condition::Has(insert) => !self.insert(insert)?.bytes().is_empty(),
                Condition::Lacks(insert) => self.insert(insert)?.bytes().is_empty(),
            };
            if !holds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The items of a list, each with what it begins with taken off.
    pub(super) fn pick(&self, pick: &Pick) -> Result<Vec<Vec<u8>>, Reason> {
        let whole = self.template(&pick.of)?;
        let items = match pick.split.as_deref().map(str::as_bytes) {
            Some(split) if !split.is_empty() => lists::split(whole.bytes(), split),
            Some(_) | None => vec![whole.bytes()],
        };
        let kept = items
            .iter()
            .filter_map(|item| item.trim_ascii().strip_prefix(pick.keep.as_bytes()));
        Ok(kept.map(<[u8]>::to_vec).collect())
    }

    fn insert(&self, insert: &Insert) -> Result<Shown, Reason> {
        let value = self.name(&insert.name)?;
        if insert.filters.is_empty() {
            return Ok(value);
        }
        let mut bytes = value.bytes().to_vec();
        let mut label = label(&insert.name);
        for filter in &insert.filters {
            bytes = apply(filter, bytes)?;
            label.push('|');
            label.push_str(filter_name(filter));
        }
        Ok(Shown::new(bytes, value.is_secret(), &label))
    }

    fn name(&self, name: &Name) -> Result<Shown, Reason> {
        let request = self.request;
        let url = &request.url;
        let open = |text: &str| Ok(Shown::open(text));
        match name {
            Name::Method => open(&request.method),
            Name::Scheme => open(&url.scheme),
            Name::Host => open(&url.host),
            Name::Port => open(url.port()),
            Name::Authority => open(&url.authority()),
            Name::Origin => open(&url.origin()),
            Name::Path => open(&url.path),
            Name::Query => Ok(url.query.clone()),
            Name::Target => Ok(url.target()),
            Name::BaseUrl => open(&(url.origin() + &url.path)),
            Name::Url => Ok(url.whole()),
            Name::Body => Ok(request.body.clone()),
            Name::ContentType => Ok(request.header("content-type")),
            Name::MediaType => open(&request.media_type()),
            Name::Header(header) => Ok(request.header(header)),
            Name::QueryField(field) => Ok(field_of(
                &encoding::pairs(url.query.bytes()),
                field,
                url.query.is_secret(),
            )),
            Name::FormField(field) => Ok(field_of(
                &body::form_pairs(request),
                field,
                request.body.is_secret(),
            )),
            Name::BodyMember(tokens) => {
                let bytes = body::member(request.body.bytes(), tokens)?;
                Ok(Shown::new(bytes, request.body.is_secret(), &label(name)))
            }
            Name::Param(param) => match request.params.get(param) {
                Some(value) => open(value),
                None => Err(Reason::NoParameter(param.clone())),
            },
            Name::Status => open(
                &request
                    .status
                    .map(|status| status.to_string())
                    .unwrap_or_default(),
            ),
            Name::Credential(credential) => known(self.keys.get(credential), credential),
            Name::Value(value) => known(self.values.get(value), value),
            Name::Signature => known(self.signature, "signature"),
        }
    }
}

fn known(value: Option<&Shown>, name: &str) -> Result<Shown, Reason> {
    value
        .cloned()
        .ok_or_else(|| Reason::Unknown(name.to_owned()))
}

/// All values of a field, one after the other.
fn field_of(pairs: &[(Vec<u8>, Vec<u8>)], field: &str, secret: bool) -> Shown {
    let values = pairs
        .iter()
        .filter(|(name, _)| name == field.as_bytes())
        .map(|(_, value)| value.as_slice());
    Shown::new(values.collect::<Vec<_>>().concat(), secret, field)
}

/// Applies filters from left to right.
pub(super) fn apply_all(filters: &[Filter], bytes: Vec<u8>) -> Result<Vec<u8>, Reason> {
    filters
        .iter()
        .try_fold(bytes, |bytes, filter| apply(filter, bytes))
}

fn apply(filter: &Filter, bytes: Vec<u8>) -> Result<Vec<u8>, Reason> {
    Ok(match filter {
        Filter::Lower => bytes.to_ascii_lowercase(),
        Filter::Upper => bytes.to_ascii_uppercase(),
        Filter::Trim => bytes.trim_ascii().to_vec(),
        Filter::Squeeze => squeeze(&bytes),
        Filter::Hex => hex::encode(bytes).into_bytes(),
        Filter::Base64 => encoding::base64(&bytes),
        Filter::Base64Url => BASE64_URL.encode(bytes).into_bytes(),
        Filter::Base64UrlNoPad => BASE64_URL_NO_PAD.encode(bytes).into_bytes(),
        Filter::FromHex => {
            encoding::from_hex(&bytes).ok_or_else(|| Reason::NotHex("from-hex".to_owned()))?
        }
        Filter::FromBase64 => encoding::from_base64(&bytes)
            .ok_or_else(|| Reason::NotBase64("from-base64".to_owned()))?,
        Filter::Pct => encoding::pct(&bytes, b""),
        Filter::PctPath => encoding::pct(&bytes, b"/"),
        Filter::Form => encoding::form(&bytes),
        Filter::Unpct => encoding::unpct(&bytes),
        Filter::Json => {
            let text = std::str::from_utf8(&bytes).map_err(|_| Reason::NotText)?;
            let mut out = String::new();
            json::escape(&mut out, text, JsonStyle::default());
            out.into_bytes()
        }
        Filter::Hash(hash) => algorithms::digest(*hash, &bytes),
        Filter::Crc32 => encoding::crc32(&bytes).to_string().into_bytes(),
        Filter::First(length) => bytes.get(..*length).map(<[u8]>::to_vec).unwrap_or(bytes),
        Filter::Strip(text) => bytes
            .strip_prefix(text.as_bytes())
            .map(<[u8]>::to_vec)
            .unwrap_or(bytes),
        Filter::Prefix(_) if bytes.is_empty() => bytes,
        Filter::Prefix(text) => [text.as_bytes(), &bytes].concat(),
        Filter::Default(text) if bytes.is_empty() => text.clone().into_bytes(),
        Filter::Default(_) => bytes,
    })
}

/// Trims ASCII white space and makes each run of blanks one; tabs inside stay.
pub(super) fn squeeze(bytes: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    for &byte in bytes.trim_ascii() {
        if byte != b' ' || out.last() != Some(&b' ') {
            out.push(byte);
        }
    }
    out
}

/// A name as templates write it.
pub(super) fn label(name: &Name) -> String {
    let plain = match name {
        Name::Method => "method",
        Name::Scheme => "scheme",
        Name::Host => "host",
        Name::Port => "port",
        Name::Authority => "authority",
        Name::Origin => "origin",
        Name::Path => "path",
        Name::Query => "query",
        Name::Target => "target",
        Name::BaseUrl => "base_url",
        Name::Url => "url",
        Name::Body => "body",
        Name::ContentType => "content_type",
        Name::MediaType => "media_type",
        Name::Status => "status",
        Name::Signature => "signature",
        Name::Header(header) => return format!("header.{header}"),
        Name::QueryField(field) => return format!("query.{field}"),
        Name::FormField(field) => return format!("form.{field}"),
        Name::BodyMember(tokens) => return format!("body#/{}", tokens.join("/")),
        Name::Param(param) => return format!("param.{param}"),
        Name::Credential(name) | Name::Value(name) => name,
    };
    plain.to_owned()
}

fn filter_name(filter: &Filter) -> &'static str {
    use crate::ir::signing::Hash;
    match filter {
        Filter::Lower => "lower",
        Filter::Upper => "upper",
        Filter::Trim => "trim",
        Filter::Squeeze => "squeeze",
        Filter::Hex => "hex",
        Filter::Base64 => "base64",
        Filter::Base64Url => "base64url",
        Filter::Base64UrlNoPad => "base64url-nopad",
        Filter::FromHex => "from-hex",
        Filter::FromBase64 => "from-base64",
        Filter::Pct => "pct",
        Filter::PctPath => "pct-path",
        Filter::Form => "form",
        Filter::Unpct => "unpct",
        Filter::Json => "json",
        Filter::Hash(Hash::Md5) => "md5",
        Filter::Hash(Hash::Sha1) => "sha1",
        Filter::Hash(Hash::Sha256) => "sha256",
        Filter::Hash(Hash::Sha384) => "sha384",
        Filter::Hash(Hash::Sha512) => "sha512",
        Filter::Crc32 => "crc32",
        Filter::First(_) => "first",
        Filter::Strip(_) => "strip",
        Filter::Prefix(_) => "prefix",
        Filter::Default(_) => "default",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::signing::Hash;

    #[track_caller]
    fn gives(filter: &Filter, input: &[u8], expected: &[u8]) {
        assert_eq!(
            apply(filter, input.to_vec()).as_deref(),
            Ok(expected),
            "{filter:?}"
        );
    }

    #[test]
    fn case_and_blanks() {
        gives(&Filter::Lower, "AbÖ".as_bytes(), "abÖ".as_bytes());
        gives(&Filter::Upper, "abö".as_bytes(), "ABö".as_bytes());
        gives(&Filter::Trim, b" \t a  b\r\n", b"a  b");
        gives(&Filter::Squeeze, b"  a   b \t c ", b"a b \t c");
    }

    /// RFC 4648 §10, and bytes that part the alphabets.
    #[test]
    fn encodings() {
        gives(&Filter::Hex, b"foobar", b"666f6f626172");
        gives(&Filter::Base64, b"foob", b"Zm9vYg==");
        gives(&Filter::Base64, b"\xfb\xff", b"+/8=");
        gives(&Filter::Base64Url, b"\xfb\xff", b"-_8=");
        gives(&Filter::Base64UrlNoPad, b"\xfb\xff", b"-_8");
        gives(&Filter::FromHex, b" 666F6f\n", b"foo");
        for text in ["+/8=", "+/8", "-_8=", "-_8", " -_8 "] {
            gives(&Filter::FromBase64, text.as_bytes(), b"\xfb\xff");
        }
        gives(
            &Filter::Json,
            "a\"\\/é\u{1}\u{7f}".as_bytes(),
            "a\\\"\\\\/é\\u0001\u{7f}".as_bytes(),
        );
        assert!(matches!(
            apply(&Filter::FromHex, b"6".to_vec()),
            Err(Reason::NotHex(_))
        ));
        assert!(matches!(
            apply(&Filter::FromBase64, b"a".to_vec()),
            Err(Reason::NotBase64(_))
        ));
        assert_eq!(apply(&Filter::Json, b"\xff".to_vec()), Err(Reason::NotText));
    }

    #[test]
    fn percent_encodings() {
        let all = "aZ09-._~ /+*!'()é".as_bytes();
        gives(&Filter::Pct, all, b"aZ09-._~%20%2F%2B%2A%21%27%28%29%C3%A9");
        gives(
            &Filter::PctPath,
            all,
            b"aZ09-._~%20/%2B%2A%21%27%28%29%C3%A9",
        );
        gives(&Filter::Form, all, b"aZ09-._%7E+%2F%2B*%21%27%28%29%C3%A9");
        gives(&Filter::Unpct, b"a%2fb%2G%%41+%", b"a/b%2G%A+%");
    }

    /// FIPS 180-4 and RFC 1321 samples; the CRC catalogue's check value.
    #[test]
    fn digests() {
        let hex = |hash, text: &str| {
            let filters = [Filter::Hash(hash), Filter::Hex];
            apply_all(&filters, text.as_bytes().to_vec())
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        assert_eq!(
            hex(Hash::Md5, "abc").as_deref(),
            Ok("900150983cd24fb0d6963f7d28e17f72")
        );
        assert_eq!(
            hex(Hash::Sha1, "abc").as_deref(),
            Ok("a9993e364706816aba3e25717850c26c9cd0d89d")
        );
        assert_eq!(
            hex(Hash::Sha256, "abc").as_deref(),
            Ok("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        );
        assert_eq!(
            hex(Hash::Sha384, "abc").as_deref(),
            Ok(
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
            )
        );
        assert_eq!(
            hex(Hash::Sha512, "abc").as_deref(),
            Ok(
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            )
        );
        gives(&Filter::Crc32, b"123456789", b"3421780262");
    }

    #[test]
    fn texts_at_the_front() {
        gives(&Filter::First(3), b"abcdef", b"abc");
        gives(&Filter::First(9), b"abc", b"abc");
        gives(&Filter::Strip("v0=".into()), b"v0=ab", b"ab");
        gives(&Filter::Strip("v0=".into()), b"v1=ab", b"v1=ab");
        gives(&Filter::Prefix("?c=".into()), b"x", b"?c=x");
        gives(&Filter::Prefix("?c=".into()), b"", b"");
        gives(&Filter::Default("-".into()), b"", b"-");
        gives(&Filter::Default("-".into()), b"x", b"x");
    }
}
