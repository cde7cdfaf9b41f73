//! Requests, responses and credentials, well formed and not.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::choice::Choice;
use crate::recipe::PUBLIC_KEY;

/// A message and what it is signed or verified with.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) params: BTreeMap<String, String>,
    pub(crate) status: u16,
    pub(crate) credentials: BTreeMap<String, String>,
    /// What the application works out.
    pub(crate) given: BTreeMap<String, Vec<u8>>,
    /// What it sets.
    pub(crate) settings: BTreeMap<String, String>,
    /// Nanoseconds since 1970.
    pub(crate) now: u64,
}

const URLS: &[&str] = &[
    "https://api.example",
    "https://api.example:443",
    "http://api.example:8080",
    "HTTPS://Api.Example",
    "http://[::1]:8080",
    "https://api.example:0443",
    "http://127.0.0.1:80",
];

const PATHS: &[&str] = &[
    "/",
    "",
    "/v1/orders",
    "/v1/%7Eorders/é",
    "/a//b/../c",
    "/a%2Fb%20c%",
    "/:;@!$&'()*,=",
    "/v1/orders/",
];

const QUERIES: &[&str] = &[
    "",
    "a=1",
    "a=1&a=2&b=",
    "a=x%20y&é=%C3%A9&put=mine",
    "a=x+y&a=x%2by&&=&b",
    "%G1=%&a=%ff%fe&z==&sign=old",
    "b=2&a=3&a=1&B=4&a%20b%26%C3%A9=5",
    "put=",
    "&&",
];

const BODIES: &[(&str, &[u8])] = &[
    (
        "application/json",
        r#"{"a":1.50,"é":"\u00e9\/x","list":[1,{"b":null}],"x/y":true}"#.as_bytes(),
    ),
    (
        "application/json",
        br#"{"a":{"b":"c","a":2},"z":-0,"n":1e400}"#,
    ),
    (
        "application/json",
        br#"{ "b" : "2" , "a" : "\ud83d\ude00 \"q\"" , "sign":"old", "put": 7 }"#,
    ),
    ("application/json", b"{}"),
    ("application/json", b"[1,2]"),
    ("application/json", br#"{"a":1,"a":2}"#),
    ("application/json", b"{"),
    ("application/json", b"\xff\xfe"),
    ("application/json", br#"{"a":"\ud800"}"#),
    (
        "application/json",
        br#"{"deep":{"sign":"old"},"put":"mine"}"#,
    ),
    ("application/json", br#"{"deep":1,"put":null}"#),
    ("application/json; charset=utf-8", br#"{"a":"x"}"#),
    ("Application/Vnd.Api+JSON", br#"{"a":"","b":[]}"#),
    ("application/x-www-form-urlencoded", b"a=1&a=2&b=x+y&sign="),
    (
        "application/x-www-form-urlencoded; charset=utf-8",
        b"a=%C3%A9&%C3%A9=%ff&&c",
    ),
    ("APPLICATION/X-WWW-FORM-URLENCODED", b"put=mine&a"),
    (
        "application/xml",
        b"<xml><a>1 &lt; 2</a><b><![CDATA[x&y]]></b><put>mine</put></xml>",
    ),
    (
        "text/xml",
        b"<?xml version=\"1.0\"?>\n<r k=\"v\">\n <a>1</a>\n <a>2</a>\n</r>\n",
    ),
    ("application/xml", b"<xml><a><b/></a></xml>"),
    ("application/xml", b"<xml/>"),
    ("application/soap+xml", b"<xml></xml>"),
    ("text/plain", "Grüße, 😀\n".as_bytes()),
    ("application/octet-stream", b"\x00\xff\x80abc"),
    ("", b"{\"a\":1}"),
    ("", b"<xml><a>1</a></xml>"),
    ("", b""),
    ("application/json", b""),
    ("application/x-www-form-urlencoded", b""),
    ("application/xml", b""),
    ("text/plain", b""),
    ("application/json", b"null"),
    ("application/json", b"  {\"a\" : [ ] }\n"),
];

const HEADERS: &[(&str, &str)] = &[
    ("X-A", "1"),
    ("x-a", "two  blanks"),
    ("X-B", ""),
    ("X-Put", "mine"),
    ("Cookie", "a=b; c=d"),
    ("X-Digest", "0123"),
    ("Host", "other.example"),
    ("User-Agent", "test/1"),
    ("x-time", "12"),
    ("x-zeta", "a,b, \"c\""),
];

/// A message, and credentials for a recipe.
pub(crate) fn case(recipe: &Value, choice: &mut Choice<'_>) -> Case {
    let (media_type, body) = choice.one(BODIES);
    let mut headers: Vec<(String, String)> = choice
        .some(HEADERS, 3)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    if !media_type.is_empty() {
        let place = choice.below(headers.len() + 1);
        headers.insert(place, ("Content-Type".to_owned(), media_type.to_owned()));
    }
    let mut url = format!("{}{}", choice.one(URLS), choice.one(PATHS));
    let query = choice.one(QUERIES);
    if !query.is_empty() {
        url.push('?');
        url.push_str(query);
    }
    if choice.in_ten(1) {
        url.push_str("#part");
    }
    let mut params = BTreeMap::new();
    if choice.in_ten(9) {
        let id = choice.one(&["7", "a b/é", "", "%2F"]);
        params.insert("id".to_owned(), id.to_owned());
    }
    let mut given: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut settings = BTreeMap::new();
    given.insert("stark".to_owned(), b"stark\x01\0~".to_vec());
    for (name, value) in recipe["values"].as_object().into_iter().flatten() {
        if value.get("custom").is_some() {
            // One method works out all values that go back to it.
            given.insert(name.clone(), b"proof \xf0\x9f\x98\x80".to_vec());
        }
        if value.get("setting").is_some() && choice.in_ten(5) {
            let text = choice.one(&["eu-1", "", "é\n", "😀😀"]);
            settings.insert(name.clone(), text.to_owned());
        }
    }
    Case {
        method: (choice.one(&["GET", "POST", "PUT", "DELETE", "PATCH"])).to_owned(),
        url,
        headers,
        body: body.to_vec(),
        params,
        status: choice.one(&[200, 404, 599]),
        credentials: credentials(recipe, choice),
        given,
        settings,
        now: choice.one(&[
            1_577_836_800_000_000_000,
            1_709_960_767_089_123_456,
            999_999_999,
            0,
            4_102_444_799_999_999_999,
            18_446_744_073_709_551_615,
        ]),
    }
}

fn credentials(recipe: &Value, choice: &mut Choice<'_>) -> BTreeMap<String, String> {
    let mut credentials = BTreeMap::new();
    let key = choice.one(&["key-1", "k", "a+b/c=&\"'", "é"]);
    credentials.insert("access".to_owned(), key.to_owned());
    let declared = &recipe["credentials"];
    let secret = declared["secret"]["decode"].as_str().unwrap_or("utf8");
    let secret = match secret {
        "pem" => private_key(recipe["algorithm"].as_str().unwrap_or_default()).to_owned(),
        other => text_in(other, choice).to_owned(),
    };
    credentials.insert("secret".to_owned(), secret);
    let other = &declared["other"];
    if other["optional"] == false || choice.in_ten(6) {
        let text = text_in(other["decode"].as_str().unwrap_or("utf8"), choice);
        let prefix = if choice.in_ten(4) { "pre_" } else { "" };
        let is_stripped = other.get("strip").is_some();
        let prefix = if is_stripped { prefix } else { "" };
        credentials.insert("other".to_owned(), format!("{prefix}{text}"));
    }
    credentials
}

fn text_in(decode: &str, choice: &mut Choice<'_>) -> &'static str {
    let texts: &[&str] = match decode {
        "hex" => &["00ff", "DEADbeef", "61", " 6162\n"],
        "base64" | "base64url" => &["c2VjcmV0", "-_8", "+/8=", " YQ== ", "YR"],
        _ => &[
            "secret",
            "s",
            "wj\u{e9}rd secret",
            "0123456789012345678901234567890123456789012345678901234567890123456789",
        ],
    };
    choice.one(texts)
}

/// The private key for an algorithm.
pub(crate) fn private_key(algorithm: &str) -> &'static str {
    let found = PUBLIC_KEY.iter().find(|(name, _)| *name == algorithm);
    match found.map(|(_, file)| *file) {
        Some("ed25519") => include_str!("keys/ed25519.pem"),
        Some("p256") => include_str!("keys/p256.pem"),
        _ => include_str!("keys/rsa.pem"),
    }
}

/// The public half of [`private_key`].
pub(crate) fn public_key(algorithm: &str) -> &'static str {
    let found = PUBLIC_KEY.iter().find(|(name, _)| *name == algorithm);
    match found.map(|(_, file)| *file) {
        Some("ed25519") => include_str!("keys/ed25519-public.pem"),
        Some("p256") => include_str!("keys/p256-public.pem"),
        _ => include_str!("keys/rsa-public.pem"),
    }
}
