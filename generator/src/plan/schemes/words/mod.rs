//! The recipe as a reviewer would tell it: every value, everything that is put in, the string to sign line
//! by line, the key, the encoding, where results go, and what a verification checks.

mod lists;
mod spelling;
mod times;

use super::values::Value;
use crate::ir::signing::{
    Algorithm, Credential, Decode, FieldKind, Filter, Message, Operator, Random, Received, Scheme,
    Verify,
};
use crate::plan::docs::Docs;
use lists::{headers, items, json, names, params};
use spelling::{LEFT_OUT, filter_text, hash, line, quoted, spelled, target, template, when};
use times::{clock, time, unit};

/// The whole recipe as a list.
pub(super) fn words(scheme: &Scheme, values: &[Value<'_>]) -> Docs {
    let mut lines = Vec::new();
    lines.extend(scheme.credentials.iter().filter_map(credential));
    lines.extend(values.iter().flat_map(value));
    for inject in &scheme.inject {
        let number = match inject.kind {
            FieldKind::Integer => " as a number",
            FieldKind::String => "",
        };
        lines.push(format!(
            "Put in before signing, unless the caller has set it: {}: {}{number}{}.",
            target(&inject.target),
            template(&inject.value),
            when(inject.when.as_ref())
        ));
    }
    if scheme.algorithm != Algorithm::None {
        lines.extend(message("String to sign", &scheme.message));
        lines.push(signature(scheme));
    }
    for place in &scheme.place {
        lines.push(format!(
            "Sent as {}: {}{}.",
            target(&place.target),
            template(&place.value),
            when(place.when.as_ref())
        ));
    }
    if !scheme.send_body {
        lines.push("The body itself is not sent.".to_owned());
    }
    if scheme.serial {
        lines.push("Calls with the same credentials are sent one at a time.".to_owned());
    }
    lines.extend(scheme.verify.iter().flat_map(verification));
    let lines: Vec<_> = lines.iter().flat_map(|line| bullet(line)).collect();
    Docs::wrapped(&lines.join("\n"))
}

/// A line of the list, with a list of its own below it where it has several lines.
fn bullet(line: &str) -> Vec<String> {
    let mut lines = line.lines();
    let first = lines.next().unwrap_or_default();
    let mut bullets = vec![format!("- {first}")];
    bullets.extend(lines.map(|line| format!("  - {line}")));
    bullets
}

/// What is done to a credential before it is used.
fn credential(credential: &Credential) -> Option<String> {
    let mut parts = Vec::new();
    if credential.optional {
        parts.push("may be left out".to_owned());
    }
    if let Some(strip) = &credential.strip {
        parts.push(format!(
            "is used without the {} that it begins with",
            quoted(strip)
        ));
    }
    match credential.decode {
        Decode::Utf8 => {}
        Decode::Hex => parts.push("is decoded from hexadecimal".to_owned()),
        Decode::Base64 | Decode::Base64Url => parts.push("is decoded from base64".to_owned()),
        Decode::Pem => parts.push("is the content of a PEM block".to_owned()),
    }
    let name = quoted(&credential.name);
    (!parts.is_empty()).then(|| format!("{name} {}.", parts.join(", and ")))
}

/// What a value is, for all operations.
fn value(value: &Value<'_>) -> Vec<String> {
    let name = quoted(value.name);
    let mut lines = Vec::new();
    for (operations, own) in &value.arms {
        lines.push(format!(
            "{name} for {}: {}.",
            names(operations),
            operator(own)
        ));
    }
    if let Some(base) = value.base {
        let others = if lines.is_empty() {
            ""
        } else {
            " for all others"
        };
        lines.push(format!("{name}{others}: {}.", operator(base)));
    }
    lines
}

fn operator(operator: &Operator) -> String {
    match operator {
        Operator::Text(text) => line(text, "else nothing"),
        Operator::Setting(text) if text.is_empty() => {
            "a setting, empty unless it is set".to_owned()
        }
        Operator::Setting(text) => format!("a setting, {} unless it is set", quoted(text)),
        Operator::Time(time) => self::time(time),
        Operator::Counter(counted) => format!(
            "Unix {}, greater than any used before with the same credentials",
            unit(*counted)
        ),
        Operator::Random(random) => match random {
            Random::Uuid => "a random UUID".to_owned(),
            Random::Hex(size) => format!("{size} random bytes in hexadecimal"),
            Random::Alnum(size) => format!("{size} random letters and digits"),
            Random::Base64(size) => format!("{size} random bytes in base64"),
        },
        Operator::Mac(mac) => format!(
            "HMAC-{} of {} with the key {}, raw",
            hash(mac.hash).replace('-', ""),
            template(&mac.of),
            template(&mac.key)
        ),
        Operator::Params(params) => self::params(params),
        Operator::Headers(headers) => self::headers(headers),
        Operator::Json(json) => self::json(json),
        Operator::Pick(pick) => format!("the first {}", items(pick)),
        Operator::Custom(name) => format!("worked out by the application as {}", quoted(name)),
    }
}

/// The string to sign, line by line.
fn message(title: &str, message: &Message) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let newlines = message.join == "\n" || message.lines.len() <= 1;
    if !newlines {
        let between = if message.join.is_empty() {
            "one after the other".to_owned()
        } else {
            format!("joined by {}", quoted(&message.join))
        };
        lines.push(format!("{title}, {between}:"));
        lines.extend(message.lines.iter().map(|text| line(text, LEFT_OUT)));
        return vec![lines.join("\n")];
    }
    for text in &message.lines {
        if text.when.is_some() {
            lines.push(line(text, LEFT_OUT));
        } else {
            lines.extend(spelled(&text.text).split('\n').map(quoted));
        }
    }
    if let [single] = lines.as_slice() {
        return vec![format!("{title}: {single}.")];
    }
    let ending = match lines.last().map(String::as_str) {
        Some("nothing") => {
            lines.pop();
            ", with one at the end"
        }
        _ => "",
    };
    lines.insert(0, format!("{title}, joined by newlines{ending}:"));
    vec![lines.join("\n")]
}

fn signature(scheme: &Scheme) -> String {
    let algorithm = match &scheme.algorithm {
        Algorithm::None => "none".to_owned(),
        Algorithm::Hmac(hash) => format!("HMAC-{}", self::hash(*hash).replace('-', "")),
        Algorithm::Hash(hash) => format!("the {} digest of the string", self::hash(*hash)),
        Algorithm::Ed25519 => "Ed25519".to_owned(),
        Algorithm::RsaPkcs1Sha256 => "RSA PKCS #1 v1.5 with SHA-256".to_owned(),
        Algorithm::RsaPssSha512 => "RSA-PSS with SHA-512".to_owned(),
        Algorithm::EcdsaP256Sha256Der => "ECDSA on P-256 with SHA-256, in DER".to_owned(),
        Algorithm::EcdsaP256Sha256P1363 => {
            "ECDSA on P-256 with SHA-256, as two numbers of 32 bytes".to_owned()
        }
        Algorithm::Custom(name) => format!("worked out by the application as {}", quoted(name)),
    };
    let key = scheme.key.as_ref();
    let key = key.map_or_else(String::new, |key| {
        format!(", with the key {}", template(&key.bytes))
    });
    let encoded = match scheme.encode.as_slice() {
        [Filter::Hex, Filter::Upper] => ", in uppercase hexadecimal".to_owned(),
        filters => filters.iter().map(encoding).collect(),
    };
    format!("Signature: {algorithm}{key}{encoded}.")
}

/// A step of the encoding of a signature.
fn encoding(filter: &Filter) -> String {
    let known = match filter {
        Filter::Hex => "in lowercase hexadecimal",
        Filter::Base64 => "in base64",
        Filter::Base64Url => "in base64 for URLs",
        Filter::Base64UrlNoPad => "in base64 for URLs, without padding",
        Filter::Upper => "in upper case",
        Filter::Lower => "in lower case",
        Filter::Pct => "percent-encoded",
        other => return format!(", then {}", quoted(&filter_text(other))),
    };
    format!(", {known}")
}

fn verification(verify: &Verify) -> Vec<String> {
    let mut lines = Vec::new();
    let received = match &verify.received {
        Received::One(text) => template(text),
        Received::Many(pick) => format!("any {}", items(pick)),
    };
    lines.push(format!("Verified: the signature received is {received}."));
    if let Some(own) = &verify.message {
        lines.extend(message("String that was signed", own));
    }
    if let Some(key) = &verify.key {
        lines.push(format!("Verified with the key {}.", template(&key.bytes)));
    }
    for equal in &verify.equal {
        lines.push(format!(
            "Verified: {} and {} agree{}.",
            template(&equal.left),
            template(&equal.right),
            when(equal.when.as_ref())
        ));
    }
    lines.extend(verify.clock.iter().map(clock));
    if let Some(replay) = &verify.replay {
        lines.push(format!(
            "{} tells repeated messages apart.",
            template(replay)
        ));
    }
    lines
}
