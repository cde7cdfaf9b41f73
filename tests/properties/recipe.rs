//! Recipes that nobody would write: all of the vocabulary, in any combination.
//!
//! A recipe is a JSON value, so that it can be printed and tried by hand. Some are refused, because they
//! read what is not fixed yet or overwrite what is signed; whoever asks takes the next one then.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::choice::Choice;

/// The moments of a call, as recipes name what is fixed with them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Start,
    Body,
    Headers,
    Query,
}

const NAMES: &[(&str, Moment)] = &[
    ("method", Moment::Start),
    ("scheme", Moment::Start),
    ("host", Moment::Start),
    ("port", Moment::Start),
    ("authority", Moment::Start),
    ("origin", Moment::Start),
    ("path", Moment::Start),
    ("base_url", Moment::Start),
    ("param.id", Moment::Start),
    ("status", Moment::Start),
    ("body", Moment::Body),
    ("body", Moment::Body),
    ("content_type", Moment::Body),
    ("media_type", Moment::Body),
    ("form.a", Moment::Body),
    ("form.é", Moment::Body),
    ("body#/a", Moment::Body),
    ("body#/a/b", Moment::Body),
    ("body#/list/0", Moment::Body),
    ("body#/x~1y", Moment::Body),
    ("body#/é", Moment::Body),
    ("header.x-a", Moment::Headers),
    ("header.X-Put", Moment::Headers),
    ("header.host", Moment::Headers),
    ("header.content-length", Moment::Headers),
    ("header.cookie", Moment::Headers),
    ("query", Moment::Query),
    ("target", Moment::Query),
    ("url", Moment::Query),
    ("query.a", Moment::Query),
    ("query.put", Moment::Query),
];

const FILTERS: &[&str] = &[
    "lower",
    "upper",
    "trim",
    "squeeze",
    "hex",
    "base64",
    "base64url",
    "base64url-nopad",
    "pct",
    "pct-path",
    "form",
    "unpct",
    "md5",
    "sha1",
    "sha256",
    "sha384",
    "sha512",
    "crc32",
    "first:1",
    "first:7",
    "first:64",
    "strip:/",
    "strip:{a",
    "strip:é",
    "prefix:?",
    "prefix:\"é:\\",
    "default:-",
    "default:nothing at all",
    "hex|from-hex",
    "base64|from-base64",
    "hex|upper",
    "base64|json",
];

const TEXTS: &[&str] = &[
    "", ":", "\n", "&", "=", "a", "é", "😀", "\"", "\\", "%2F", "%", "+", " ", "\t", "\r\n", "/",
    "{{", "}}", "\u{1}", "\u{7f}", "{}{}", "AWS4", ",", ";",
];

const MACS: &[&str] = &[
    "hmac-sha256",
    "hmac-md5",
    "hmac-sha1",
    "hmac-sha384",
    "hmac-sha512",
];

const HASHES: &[&str] = &["sha256", "md5", "sha1", "sha384", "sha512"];

/// The algorithms with a private key, and the files of theirs.
pub(crate) const PUBLIC_KEY: &[(&str, &str)] = &[
    ("ed25519", "ed25519"),
    ("rsa-pkcs1-sha256", "rsa"),
    ("rsa-pss-sha512", "rsa"),
    ("ecdsa-p256-sha256-der", "p256"),
    ("ecdsa-p256-sha256-p1363", "p256"),
];

/// A recipe, at the end of which stands what its values are called.
pub(crate) fn recipe(choice: &mut Choice<'_>) -> Value {
    let mut writer = Writer {
        choice,
        known: Vec::new(),
    };
    let mut recipe = Map::new();
    let algorithm = writer.algorithm();
    let credentials = writer.credentials(algorithm.as_ref());
    writer.known.push(("access".to_owned(), Moment::Start));
    writer.known.push(("other".to_owned(), Moment::Start));
    let key = writer.key(algorithm.as_ref());
    recipe.insert("credentials".to_owned(), credentials);
    recipe.insert("values".to_owned(), writer.values());
    recipe.insert("inject".to_owned(), writer.inject());
    let verifies = algorithm.is_some() && writer.choice.in_ten(3);
    if let Some(algorithm) = &algorithm {
        recipe.insert("algorithm".to_owned(), algorithm.clone());
        writer.message(&mut recipe);
        let encode = writer.encode();
        recipe.insert("encode".to_owned(), encode.into());
        if let Some(key) = key {
            recipe.insert("key".to_owned(), key);
        }
    }
    if verifies {
        let verify = writer.verify();
        recipe.insert("verify".to_owned(), verify);
    }
    recipe.insert("place".to_owned(), writer.place(algorithm.is_some()));
    for (name, in_ten) in [("serial", 1), ("send-body", 1)] {
        if writer.choice.in_ten(in_ten) {
            recipe.insert(name.to_owned(), (name == "serial").into());
        }
    }
    Value::Object(recipe)
}

/// A recipe on its way: what can be read, and from when on.
struct Writer<'c, 'b> {
    choice: &'c mut Choice<'b>,
    known: Vec<(String, Moment)>,
}

impl Writer<'_, '_> {
    fn algorithm(&mut self) -> Option<Value> {
        match self.choice.below(12) {
            0..=4 => Some((self.choice.one(MACS)).into()),
            5 | 6 => Some((self.choice.one(HASHES)).into()),
            7..=9 => Some(self.choice.one(PUBLIC_KEY).0.into()),
            10 => Some(json!({"custom": "stark"})),
            _ => None,
        }
    }

    fn credentials(&mut self, algorithm: Option<&Value>) -> Value {
        let word = algorithm.and_then(Value::as_str);
        let is_pair = PUBLIC_KEY.iter().any(|(name, _)| Some(*name) == word);
        let decode = if is_pair {
            "pem"
        } else {
            self.choice
                .one(&["utf8", "utf8", "hex", "base64", "base64url"])
        };
        let mut other = json!({"secret": self.choice.in_ten(3), "optional": self.choice.in_ten(4)});
        if self.choice.in_ten(3) {
            other["strip"] = "pre_".into();
        }
        if self.choice.in_ten(3) {
            other["decode"] = (self.choice.one(&["hex", "base64", "base64url"])).into();
        }
        json!({"access": {}, "secret": {"secret": true, "decode": decode}, "other": other})
    }

    fn key(&mut self, algorithm: Option<&Value>) -> Option<Value> {
        let is_mac = |it: &Value| it.as_str().is_some_and(|it| it.starts_with("hmac-"));
        let templates = [
            "{secret}",
            "pre{secret}",
            "{secret|sha256}",
            "{access}{secret|hex}",
        ];
        let other = algorithm.is_some_and(is_mac) && self.choice.in_ten(4);
        other.then(|| (self.choice.one(&templates)).into())
    }

    /// Something that can be read at a moment, with filters.
    fn insert(&mut self, at: Moment) -> String {
        let own = self.known.iter().filter(|(_, from)| *from <= at);
        let own: Vec<_> = own.map(|(name, _)| name.clone()).collect();
        let names = NAMES.iter().filter(|(_, from)| *from <= at);
        let names: Vec<_> = names.map(|(name, _)| (*name).to_owned()).collect();
        let all = if self.choice.in_ten(5) && !own.is_empty() {
            own
        } else {
            names
        };
        let mut insert: String = self.choice.one(&all);
        if insert.starts_with("body#") && self.choice.in_ten(6) {
            "body".clone_into(&mut insert);
        }
        for _ in 0..self.choice.below(4) {
            insert.push('|');
            insert.push_str(self.filter());
        }
        insert
    }

    fn filter(&mut self) -> &'static str {
        // Those that refuse what is not of their form come seldom, or nothing would be signed.
        match self.choice.below(40) {
            0 => "from-hex",
            1 => "from-base64",
            2 => "json",
            _ => self.choice.one(FILTERS),
        }
    }

    /// A template of what can be read at a moment.
    fn template(&mut self, at: Moment) -> String {
        let mut text = String::new();
        for _ in 0..=self.choice.below(3) {
            if self.choice.in_ten(4) {
                text.push_str(self.text());
            }
            if self.choice.in_ten(8) {
                let insert = self.insert(at);
                let _ = write!(text, "{{{insert}}}");
            }
        }
        // A text of the table may end in a brace that would be a partner of the next one.
        text.replace("{{{{", "{{ {{")
    }

    fn text(&mut self) -> &'static str {
        let text = self.choice.one(TEXTS);
        if text == "{}{}" { "{{}}" } else { text }
    }

    fn when(&mut self, at: Moment) -> Value {
        let mut when = Map::new();
        match self.choice.below(5) {
            // What is known to be empty, or not to be, is not even written, and what it reads may stay unread; so
            // there is a filter in any case.
            0 => {
                let insert = self.insert(at) + "|trim";
                when.insert("has".to_owned(), insert.into());
            }
            1 => {
                let insert = self.insert(at) + "|trim";
                when.insert("lacks".to_owned(), insert.into());
            }
            2 => {
                let methods = json!(["POST", "DELETE"]);
                when.insert("method".to_owned(), methods);
            }
            3 => {
                when.insert(
                    "body".to_owned(),
                    self.choice.one(&["present", "absent"]).into(),
                );
            }
            _ => {
                let types = json!(["application/json", "text/plain"]);
                when.insert("media_type".to_owned(), types);
            }
        }
        if self.choice.in_ten(2) {
            when.insert("method".to_owned(), json!(["POST", "PUT"]));
        }
        Value::Object(when)
    }

    /// A text, perhaps under a condition.
    fn line(&mut self, at: Moment) -> Value {
        let text = self.template(at);
        if !self.choice.in_ten(3) {
            return text.into();
        }
        let mut line = json!({"text": text, "when": self.when(at)});
        if self.choice.in_ten(5) {
            line["else"] = self.template(at).into();
        }
        line
    }

    fn values(&mut self) -> Value {
        let mut values = Map::new();
        for index in 0..self.choice.below(6) {
            let at =
                self.choice
                    .one(&[Moment::Start, Moment::Body, Moment::Headers, Moment::Query]);
            let name = format!("v{index}");
            let (value, from) = self.operator(at);
            values.insert(name.clone(), value);
            self.known.push((name, from));
        }
        Value::Object(values)
    }

    /// A value, and the moment from which on it can be read.
    fn operator(&mut self, at: Moment) -> (Value, Moment) {
        match self.choice.below(14) {
            0 => (json!({"setting": self.choice.one(TEXTS)}), Moment::Start),
            1 => (self.time(), Moment::Start),
            2 => {
                let unit = self
                    .choice
                    .one(&["unix-ms", "unix-s", "unix-us", "unix-ns"]);
                (json!({"counter": unit}), Moment::Start)
            }
            3 => {
                let form = self.choice.one(&["uuid", "hex:8", "alnum:12", "base64:9"]);
                (json!({"random": form}), Moment::Start)
            }
            4 | 5 => {
                let (key, of) = (self.template(at), self.template(at));
                let key = if key.is_empty() {
                    "{secret}".to_owned()
                } else {
                    key
                };
                (
                    json!({"mac": self.choice.one(MACS), "key": key, "of": of}),
                    at,
                )
            }
            6 | 7 => (self.params(), Moment::Query),
            8 => (self.headers(), Moment::Headers),
            9 => {
                let of = if self.choice.in_ten(6) {
                    "{body}".to_owned()
                } else {
                    self.template(at.max(Moment::Body))
                };
                let mut json = json!({"of": of});
                for flag in ["sort", "escape-slashes", "ascii", "spaces"] {
                    json[flag] = self.choice.in_ten(4).into();
                }
                (json!({"json": json}), at.max(Moment::Body))
            }
            10 => {
                let mut pick =
                    json!({"of": self.template(at), "keep": self.choice.one(&["", "v1=", "{"])});
                if self.choice.in_ten(6) {
                    pick["split"] = (self.choice.one(&[",", " ", "é", "=="])).into();
                }
                (json!({"pick": pick}), at)
            }
            11 => (json!({"custom": "proof"}), Moment::Start),
            _ => (self.line(at), at),
        }
    }

    fn time(&mut self) -> Value {
        let form = self.choice.one(&[
            "unix-s",
            "unix-ms",
            "unix-us",
            "unix-ns",
            "iso8601",
            "iso8601-ms",
            "iso8601-basic",
            "http-date",
            "rfc2822",
            "%Y-%m-%dT%H:%M:%S",
            "%a %j %y %b {é} %%\"%3f.%6f %s",
            "%F%T",
        ]);
        let mut time = json!({"time": form});
        if self.choice.in_ten(4) {
            let offset = self
                .choice
                .one(&[1, -1, 60, -86_400, 31_536_000, i64::MAX, i64::MIN + 1]);
            time["offset"] = offset.into();
        }
        time
    }

    fn params(&mut self) -> Value {
        let sources = ["query", "query-wire", "form", "json", "xml"];
        let mut params = json!({"from": [self.choice.one(&sources)]});
        if self.choice.in_ten(4) {
            params["from"] = self.choice.some(&sources, 4).into();
        }
        let mut add = Map::new();
        for name in self.choice.some(&["a", "é", "z&=%", "body"], 3) {
            let line = self.line(Moment::Query);
            add.insert(name.to_owned(), line);
        }
        if add.is_empty() && params["from"] == json!([]) {
            params["from"] = "query".into();
        }
        params["add"] = Value::Object(add);
        let names = ["a", "sign", "é", "put"];
        if self.choice.in_ten(3) {
            params["except"] = self.choice.some(&names, 4).into();
        }
        if self.choice.in_ten(2) {
            params["only"] = self.choice.some(&names, 7).into();
        }
        if self.choice.in_ten(3) {
            params["skip-empty"] = true.into();
        }
        if self.choice.in_ten(3) {
            params["replace"] = json!({"+": "%20", "a": "", "é": "aa"});
        }
        if self.choice.in_ten(5) {
            params["repeats"] = (self.choice.one(&["keep", "unique", "comma"])).into();
        }
        self.list(&mut params);
        json!({"params": params})
    }

    fn headers(&mut self) -> Value {
        let mut headers = json!({"all": true});
        if self.choice.in_ten(7) {
            headers["all"] = self.choice.in_ten(3).into();
            headers["names"] = json!(["Host", "x-a", "X-Absent", "content-type", "content-length"]);
        }
        if self.choice.in_ten(4) {
            headers["prefix"] = "X-".into();
        }
        if self.choice.in_ten(4) {
            headers["except"] = json!(["X-B", "user-agent"]);
        }
        if self.choice.in_ten(4) {
            headers["missing"] = "empty".into();
        }
        self.list(&mut headers);
        json!({"headers": headers})
    }

    fn list(&mut self, list: &mut Value) {
        if self.choice.in_ten(7) {
            list["sort"] = (self.choice.one(&["none", "name", "name-value"])).into();
        }
        if self.choice.in_ten(7) {
            let mut part = |name: &str| {
                let mut part = name.to_owned();
                for _ in 0..self.choice.below(3) {
                    part.push('|');
                    part.push_str(self.choice.one(FILTERS));
                }
                part
            };
            let (name, value) = (part("name"), part("value"));
            let forms = [
                format!("{{{name}}}={{{value}}}"),
                format!("{{{value}}}"),
                format!("{{{name}}}"),
                format!("\"{{{value}}}\":é{{{name}}}\n"),
                "-".to_owned(),
            ];
            list["item"] = self.choice.one(&forms).clone().into();
        }
        if self.choice.in_ten(5) {
            list["join"] = (self.choice.one(TEXTS)).into();
        }
    }

    fn inject(&mut self) -> Value {
        let mut all = Vec::new();
        let targets = [
            ("body", "put", Moment::Start),
            ("body", "é", Moment::Start),
            ("header", "X-Put", Moment::Body),
            ("header", "x-time", Moment::Body),
            ("query", "put", Moment::Headers),
            ("query", "a b&é", Moment::Headers),
        ];
        for (place, name, at) in targets {
            if !self.choice.in_ten(3) {
                continue;
            }
            let own = self.known.iter().filter(|(_, from)| *from <= at);
            let own: Vec<_> = own.map(|(name, _)| format!("{{{name}}}")).collect();
            let value = if self.choice.in_ten(5) && !own.is_empty() {
                self.choice.one(&own).clone()
            } else {
                self.template(at)
            };
            let mut entry = json!({"in": place, "name": name, "value": value});
            if place == "body" && self.choice.in_ten(2) {
                entry["as"] = "integer".into();
            }
            if self.choice.in_ten(3) {
                entry["when"] = self.when(at);
            }
            all.push(entry);
        }
        all.into()
    }

    fn message(&mut self, recipe: &mut Map<String, Value>) {
        if self.choice.in_ten(4) {
            recipe.insert("message".to_owned(), self.line(Moment::Query));
            return;
        }
        let lines: Vec<_> = (0..=self.choice.below(4))
            .map(|_| self.line(Moment::Query))
            .collect();
        recipe.insert("message".to_owned(), lines.into());
        if self.choice.in_ten(7) {
            recipe.insert("join".to_owned(), (self.choice.one(TEXTS)).into());
        }
    }

    fn encode(&mut self) -> String {
        let usual = [
            "hex",
            "base64",
            "base64url",
            "base64url-nopad",
            "hex|upper",
            "base64|pct",
        ];
        if self.choice.in_ten(7) {
            return (self.choice.one(&usual)).to_owned();
        }
        let odd = [
            "sha256|hex",
            "hex|base64",
            "hex|first:10",
            "base64|form",
            "crc32",
            "base64|strip:a|prefix:b",
            "hex|json",
        ];
        (self.choice.one(&odd)).to_owned()
    }

    fn place(&mut self, signs: bool) -> Value {
        let mut all = Vec::new();
        if signs {
            let values = [
                "{signature}",
                "v1={signature}",
                "k=\"{access}\", s=\"{signature|pct}\"",
                "{signature|hex|first:12}",
            ];
            let value = self.choice.one(&values);
            let (place, name) = self.choice.one(&[
                ("header", "X-Signature"),
                ("header", "Authorization"),
                ("query", "sign"),
                ("cookie", "sign"),
                ("body", "sign"),
                ("body", "deep/sign"),
            ]);
            all.push(json!({"in": place, "name": name, "value": value}));
        }
        // What the values have become is seen where they are placed.
        for (name, _) in self.known.clone() {
            if self.choice.in_ten(7) {
                let value = format!("{{{name}|hex}}");
                all.push(
                    json!({"in": "header", "name": format!("x-shown-{name}"), "value": value}),
                );
            }
        }
        for (place, name) in [("header", "x-more"), ("query", "more"), ("cookie", "more")] {
            if self.choice.in_ten(2) {
                let mut entry =
                    json!({"in": place, "name": name, "value": self.template(Moment::Query)});
                if self.choice.in_ten(4) {
                    entry["when"] = self.when(Moment::Query);
                }
                all.push(entry);
            }
        }
        all.into()
    }

    fn verify(&mut self) -> Value {
        let mut verify = Map::new();
        let received = if self.choice.in_ten(4) {
            json!({"pick": {"of": "{header.x-sig}", "split": ",", "keep": "v1="}})
        } else {
            "{header.x-sig}".into()
        };
        verify.insert("received".to_owned(), received);
        if self.choice.in_ten(3) {
            verify.insert("of".to_owned(), "response".into());
        }
        if self.choice.in_ten(7) {
            let line = if self.choice.in_ten(5) {
                "{header.x-at}.{body}".into()
            } else {
                self.line(Moment::Query)
            };
            verify.insert("message".to_owned(), json!([line, "{body|hex}"]));
            verify.insert("join".to_owned(), (self.choice.one(TEXTS)).into());
        }
        if self.choice.in_ten(4) {
            let unit = self
                .choice
                .one(&["s", "ms", "us", "ns", "iso8601", "http-date"]);
            verify.insert(
                "clock".to_owned(),
                json!({"value": "{header.x-at}", "unit": unit, "tolerance": 300}),
            );
        }
        if self.choice.in_ten(3) {
            let template = self.template(Moment::Query);
            verify.insert("replay".to_owned(), template.into());
        }
        if self.choice.in_ten(2) {
            let mut equal = json!({"of": ["{body|sha256|hex}", "{header.x-digest}"]});
            if self.choice.in_ten(4) {
                equal["when"] = self.when(Moment::Query);
            }
            verify.insert("equal".to_owned(), json!([equal]));
        }
        Value::Object(verify)
    }
}
