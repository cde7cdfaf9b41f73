//! The recipe as a reviewer would tell it: every value, everything that is put in, the string to sign line
//! by line, the key, the encoding, where results go, and what a verification checks.

use super::values::Value;
use crate::ir::signing::{
    Algorithm, Clock, ClockFormat, Condition, Credential, Decode, FieldKind, Filter, Hash, Headers,
    Insert, Item, ItemPart, Json, Line, List, Message, Name, Operator, ParamSource, Params, Part,
    Pick, Random, Received, Repeats, Scheme, Sort, Target, Template, Time, TimeFormat, TimePart,
    Unit, Verify, When,
};
use crate::plan::docs::{Docs, code_whole};

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

fn time(time: &Time) -> String {
    let (form, counted) = match &time.format {
        TimeFormat::Unix(unit) => {
            let unit = self::unit(*unit);
            (format!("Unix {unit} of the attempt"), unit)
        }
        other => (
            format!("the time of the attempt as {}", sample(other)),
            "seconds",
        ),
    };
    match time.offset {
        0 => form,
        ahead @ 1.. => format!("{form}, {ahead} {counted} ahead"),
        back => format!("{form}, {} {counted} back", back.unsigned_abs()),
    }
}

fn sample(format: &TimeFormat) -> String {
    match format {
        TimeFormat::Unix(unit) => self::unit(*unit).to_owned(),
        TimeFormat::Iso8601 => "`2024-03-09T05:06:07Z`".to_owned(),
        TimeFormat::Iso8601Ms => "`2024-03-09T05:06:07.089Z`".to_owned(),
        TimeFormat::Iso8601Basic => "`20240309T050607Z`".to_owned(),
        TimeFormat::HttpDate => "`Sat, 09 Mar 2024 05:06:07 GMT`".to_owned(),
        TimeFormat::Rfc2822 => "`Sat, 09 Mar 2024 05:06:07 -0000`".to_owned(),
        TimeFormat::Pattern(parts) => {
            let pattern: String = parts.iter().map(conversion).collect();
            format!("{} in UTC", quoted(&pattern))
        }
    }
}

fn conversion(part: &TimePart) -> String {
    match part {
        TimePart::Text(text) => return text.replace('%', "%%"),
        TimePart::Year => "%Y",
        TimePart::ShortYear => "%y",
        TimePart::Month => "%m",
        TimePart::MonthName => "%b",
        TimePart::Day => "%d",
        TimePart::YearDay => "%j",
        TimePart::WeekdayName => "%a",
        TimePart::Hour => "%H",
        TimePart::Minute => "%M",
        TimePart::Second => "%S",
        TimePart::Millis => "%3f",
        TimePart::Micros => "%6f",
        TimePart::UnixSeconds => "%s",
    }
    .to_owned()
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::S => "seconds",
        Unit::Ms => "milliseconds",
        Unit::Us => "microseconds",
        Unit::Ns => "nanoseconds",
    }
}

fn params(params: &Params) -> String {
    let sources = params.from.iter().map(|source| match source {
        ParamSource::Query => "the decoded query",
        ParamSource::QueryWire => "the query as sent",
        ParamSource::Form => "a decoded form body",
        ParamSource::Json => "the members of a JSON body",
        ParamSource::Xml => "the elements of an XML body",
    });
    let sources: Vec<_> = sources.map(str::to_owned).collect();
    let mut phrases = vec![if sources.is_empty() {
        "parameters".to_owned()
    } else {
        format!("the parameters of {}", all(&sources))
    }];
    for added in &params.add {
        let value = line(&added.value, LEFT_OUT);
        phrases.push(format!("plus {}: {value}", quoted(&added.name)));
    }
    phrases.extend(excepted(&params.except));
    phrases.extend(
        params
            .only
            .iter()
            .map(|only| format!("of these only {}", names(only))),
    );
    if params.skip_empty {
        phrases.push("without those that are empty".to_owned());
    }
    for (old, new) in &params.replace {
        phrases.push(format!(
            "{} in values replaced by {}",
            quoted(old),
            quoted(new)
        ));
    }
    phrases.extend(list(&params.list));
    phrases.join("; ")
}

fn headers(headers: &Headers) -> String {
    let mut kinds = Vec::new();
    if !headers.names.is_empty() {
        kinds.push(names(&headers.names));
    }
    if let Some(prefix) = &headers.prefix {
        kinds.push(format!("those that begin with {}", quoted(prefix)));
    }
    let mut phrases = vec![match (headers.all, kinds.is_empty()) {
        (true, true) => "all headers, `host` first".to_owned(),
        (true, false) => format!(
            "the headers {}, then all others, `host` first",
            kinds.join(", then ")
        ),
        (false, _) => format!("the headers {}", kinds.join(", then ")),
    }];
    phrases.extend(excepted(&headers.except));
    if headers.missing_as_empty {
        phrases.push("those that are not there count as empty".to_owned());
    }
    phrases.extend(list(&headers.list));
    phrases.join("; ")
}

fn excepted(except: &[String]) -> Option<String> {
    (!except.is_empty()).then(|| format!("without {}", names(except)))
}

fn names(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
    all(&names)
}

fn list(list: &List) -> Vec<String> {
    let sort = match list.sort {
        Sort::None => None,
        Sort::Name => Some("sorted by name"),
        Sort::NameValue => Some("sorted by name, then by value"),
    };
    let repeats = match list.repeats {
        Repeats::Keep => None,
        Repeats::Unique => Some("equal ones once"),
        Repeats::Comma => Some("those of one name once, values joined by a comma"),
    };
    let ordered = sort.into_iter().chain(repeats).map(str::to_owned);
    let item = quoted(&item(&list.item));
    let written = format!("each as {item}, {} between", quoted(&list.join));
    ordered.chain([written]).collect()
}

fn item(item: &Item) -> String {
    let part = |part: &ItemPart| match part {
        ItemPart::Text(text) => braced(text),
        ItemPart::Name => insertion("name", &item.name),
        ItemPart::Value => insertion("value", &item.value),
    };
    item.parts.iter().map(part).collect()
}

fn json(json: &Json) -> String {
    let mut words = format!("{} as JSON written anew", template(&json.of));
    for (is_so, what) in [
        (json.sort, ", members sorted by name"),
        (json.style.escape_slashes, ", slashes escaped"),
        (json.style.ascii, ", all but ASCII escaped"),
        (json.style.spaces, ", a blank after every colon and comma"),
    ] {
        if is_so {
            words.push_str(what);
        }
    }
    words
}

/// The items of a list that begin with a text.
fn items(pick: &Pick) -> String {
    let split = pick.split.as_deref().filter(|split| !split.is_empty());
    let split = split.map_or_else(String::new, |split| format!(", split at {}", quoted(split)));
    let keep = if pick.keep.is_empty() {
        String::new()
    } else {
        format!(" that begins with {}, without it", quoted(&pick.keep))
    };
    format!("item of {}{split}{keep}", template(&pick.of))
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
    let encoded: String = scheme.encode.iter().map(encoding).collect();
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

fn clock(clock: &Clock) -> String {
    let form = match clock.format {
        ClockFormat::Unix(unit) => format!("Unix {}", self::unit(unit)),
        ClockFormat::Iso8601 => "an RFC 3339 instant".to_owned(),
        ClockFormat::HttpDate => "an HTTP date".to_owned(),
    };
    format!(
        "Verified: {}, {form}, is at most {} s ago or ahead.",
        template(&clock.value),
        clock.tolerance
    )
}

fn target(target: &Target) -> String {
    match target {
        Target::Header(name) => format!("header {}", quoted(name)),
        Target::Query(name) => format!("query parameter {}", quoted(name)),
        Target::Cookie(name) => format!("cookie {}", quoted(name)),
        Target::Body(path) => format!("member {} of the body", quoted(&path.join("/"))),
    }
}

/// What becomes of a line or a parameter whose condition fails.
const LEFT_OUT: &str = "else left out";

/// A text that may depend on a condition.
fn line(line: &Line, without: &str) -> String {
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

fn when(when: Option<&When>) -> String {
    let conditions = when.iter().flat_map(|when| &when.conditions);
    let all: Vec<_> = conditions.map(condition).collect();
    if all.is_empty() {
        String::new()
    } else {
        format!(" if {}", all.join(" and "))
    }
}

fn condition(condition: &Condition) -> String {
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
fn template(template: &Template) -> String {
    quoted(&spelled(template))
}

fn spelled(template: &Template) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => braced(text),
        Part::Insert(name) => insert(name),
    };
    template.parts.iter().map(part).collect()
}

fn braced(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn insert(insert: &Insert) -> String {
    insertion(&name(&insert.name), &insert.filters)
}

fn insertion(name: &str, filters: &[Filter]) -> String {
    let mut parts = vec![name.to_owned()];
    parts.extend(filters.iter().map(filter_text));
    format!("{{{}}}", parts.join("|"))
}

fn name(name: &Name) -> String {
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

fn filter_text(filter: &Filter) -> String {
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
        Filter::Hash(hash) => super::text::digest(*hash),
        Filter::Crc32 => "crc32",
        Filter::First(length) => return format!("first:{length}"),
        Filter::Strip(text) => return format!("strip:{text}"),
        Filter::Prefix(text) => return format!("prefix:{text}"),
        Filter::Default(text) => return format!("default:{text}"),
    };
    plain.to_owned()
}

fn hash(hash: Hash) -> &'static str {
    match hash {
        Hash::Md5 => "MD5",
        Hash::Sha1 => "SHA-1",
        Hash::Sha256 => "SHA-256",
        Hash::Sha384 => "SHA-384",
        Hash::Sha512 => "SHA-512",
    }
}

/// A text of the recipe between backquotes, what is invisible spelled out.
fn quoted(text: &str) -> String {
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
fn all(phrases: &[String]) -> String {
    match phrases {
        [] => String::new(),
        [single] => single.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
