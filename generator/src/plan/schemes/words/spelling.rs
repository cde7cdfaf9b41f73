//! Templates, names and conditions as the document writes them.

use super::super::text::digest;
use crate::ir::signing::{
    Condition, Filter, Hash, Insert, Line, Name, Part, Target, Template, When,
};
use crate::plan::docs::code_whole;

pub(super) fn target(target: &Target) -> String {
    match target {
        Target::Header(name) => format!("header {}", quoted(name)),
        Target::Query(name) => format!("query parameter {}", quoted(name)),
        Target::Cookie(name) => format!("cookie {}", quoted(name)),
        Target::Body(path) => format!("member {} of the body", quoted(&path.join("/"))),
    }
}

/// What becomes of a line or a parameter whose condition fails.
pub(super) const LEFT_OUT: &str = "else left out";

/// A text that may depend on a condition.
pub(super) fn line(line: &Line, without: &str) -> String {
    let text = template(&line.text);
    let Some(condition) = &line.when else {
        return text;
    };
    let when = when(Some(condition));
    match &line.otherwise {
        Some(otherwise) => format!("{text}{when}, else {}", template(otherwise)),
        None => format!("{text}{when}, {without}"),
    }
}

pub(super) fn when(when: Option<&When>) -> String {
    let conditions = when.iter().flat_map(|when| &when.conditions);
    let all: Vec<_> = conditions.map(condition).collect();
    if all.is_empty() {
        String::new()
    } else {
        format!(" if {}", all.join(" and "))
    }
}

pub(super) fn condition(condition: &Condition) -> String {
    let any = |texts: &[String]| {
        let texts: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
        texts.join(" or ")
    };
    match condition {
        Condition::Method(methods) => format!("the method is {}", any(methods)),
        Condition::Body(true) => "there is a body".to_owned(),
        Condition::Body(false) => "there is no body".to_owned(),
        Condition::MediaType(types) => format!("the media type is {}", any(types)),
        Condition::Has(name) => format!("{} is not empty", quoted(&insert(name))),
        Condition::Lacks(name) => format!("{} is empty", quoted(&insert(name))),
    }
}

/// A template as the document writes it.
pub(super) fn template(template: &Template) -> String {
    quoted(&spelled(template))
}

pub(super) fn spelled(template: &Template) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => braced(text),
        Part::Insert(name) => insert(name),
    };
    template.parts.iter().map(part).collect()
}

pub(super) fn braced(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

pub(super) fn insert(insert: &Insert) -> String {
    insertion(&name(&insert.name), &insert.filters)
}

pub(super) fn insertion(name: &str, filters: &[Filter]) -> String {
    let mut parts = vec![name.to_owned()];
    parts.extend(filters.iter().map(filter_text));
    format!("{{{}}}", parts.join("|"))
}

pub(super) fn name(name: &Name) -> String {
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
        Name::Header(name) => return format!("header.{name}"),
        Name::QueryField(name) => return format!("query.{name}"),
        Name::FormField(name) => return format!("form.{name}"),
        Name::Param(name) => return format!("param.{name}"),
        Name::BodyMember(tokens) => {
            let steps = tokens
                .iter()
                .map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1")));
            return format!("body#{}", steps.collect::<String>());
        }
        Name::Credential(name) | Name::Value(name) => name,
    };
    plain.to_owned()
}

pub(super) fn filter_text(filter: &Filter) -> String {
    let plain = match filter {
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
        Filter::Hash(hash) => digest(*hash),
        Filter::Crc32 => "crc32",
        Filter::First(length) => return format!("first:{length}"),
        Filter::Strip(text) => return format!("strip:{text}"),
        Filter::Prefix(text) => return format!("prefix:{text}"),
        Filter::Default(text) => return format!("default:{text}"),
    };
    plain.to_owned()
}

pub(super) fn hash(hash: Hash) -> &'static str {
    match hash {
        Hash::Md5 => "MD5",
        Hash::Sha1 => "SHA-1",
        Hash::Sha256 => "SHA-256",
        Hash::Sha384 => "SHA-384",
        Hash::Sha512 => "SHA-512",
    }
}

/// A text of the recipe between backquotes, what is invisible spelled out.
pub(super) fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let mut shown = String::new();
    let last = text.chars().count() - 1;
    for (index, c) in text.chars().enumerate() {
        let at_the_edge = index == 0 || index == last;
        let hidden = c.is_control()
            || (c.is_whitespace() && c != ' ')
            || (c == ' ' && at_the_edge && last == 0)
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' | '\u{61c}');
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if hidden => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    code_whole(&shown)
}

/// Phrases in a row: `a, b and c`.
pub(super) fn all(phrases: &[String]) -> String {
    match phrases {
        [] => String::new(),
        [single] => single.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
