//! Every recipe that signs, in generated code: the mock lets in what the client signs, and nothing that was
//! changed by a byte, is too old, or was sent before.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use countersign::ir::signing::{Operator, Target};
use countersign::mock::Server;
use signed_fixture::signing::SignedRequest;

use crate::client::{Response, call};
use crate::schemes::{Case, Clock, Texts, cases};

/// What a recipe leaves open, by the part of the request, and why. All else is refused when it is changed.
const OPEN: &[(&str, &[&str], &str)] = &[
    ("alibaba-rpc", &["body"], FIELDS),
    (
        "aws-sigv4-s3-presigned",
        &["body"],
        "a presigned URL says `UNSIGNED-PAYLOAD`",
    ),
    (
        "azure-cosmosdb",
        &["path", "query", "body"],
        "the resource is named by the application",
    ),
    ("azure-storage-sharedkey", &["body"], HEADERS),
    ("azure-storage-sharedkeylite", &["query", "body"], HEADERS),
    ("binance", &["path"], "query and body are signed"),
    ("bitfinex-v2", &["query"], "path and body are signed"),
    ("bybit-v5", &["path"], "query and body are signed"),
    (
        UNCHECKED,
        &["path", "query", "body", "/args"],
        "what is signed is sent elsewhere",
    ),
    ("cloudinary", &["path", "query"], FIELDS),
    (
        "coinbase-cdp-jwt",
        &["query", "body"],
        "method, host and path are signed",
    ),
    (
        "coinbase-international",
        &["query"],
        "path and body are signed",
    ),
    ("coinpayments-v1", &["path", "query"], BODY),
    ("cryptomus", &["path", "query"], BODY),
    (
        "deribit-login",
        &["path", "query", "body"],
        "the caller is signed, not a request",
    ),
    ("duo-admin-sha1", &["body"], FIELDS),
    ("duo-admin-sha512", &["body"], FIELDS),
    (
        "gemini",
        &["query"],
        "the path stands in the body, which is signed",
    ),
    ("google-maps-url", &["body"], "a URL is signed"),
    ("htx", &["body"], "method, host, path and query are signed"),
    (
        "jws-hs256",
        &["path", "query", "body"],
        "the claims are the application's",
    ),
    ("kraken", &["query"], "path and body are signed"),
    ("mexc", &["path"], "query and body are signed"),
    ("oauth1-hmac-sha1", &["body"], FIELDS),
    ("onchainpay", &["path", "query"], BODY),
    ("rfc9421-ed25519", &["query", "body"], HEADERS),
    ("rfc9421-hmac", &["path", "query", "body"], HEADERS),
    ("wechat-pay-v2-hmac", &["path", "query"], FIELDS),
    ("wechat-pay-v2-md5", &["path", "query"], FIELDS),
];

const BODY: &str = "the body alone is signed";
const FIELDS: &str = "fields are signed, wherever they go, and nothing else";
const HEADERS: &str = "a list of headers is signed, and no digest of the body is among them";

/// The one whose requests cannot be checked: the instant that is signed is sent by the application, in a message over
/// a WebSocket.
const UNCHECKED: &str = "bybit-v5-websocket";

/// Those that have nothing in them that differs from call to call but a time, if that.
const WITHOUT_NONCE: &[&str] = &[
    "aws-sigv4",
    "aws-sigv4-s3",
    "aws-sigv4-s3-presigned",
    "azure-cosmosdb",
    "azure-storage-sharedkey",
    "azure-storage-sharedkeylite",
    "binance",
    "bitmex",
    "bybit-v5",
    "bybit-v5-websocket",
    "cloudinary",
    "coinbase-exchange",
    "coinbase-international",
    "coinpayments-v1",
    "coinpayments-v2",
    "cryptomus",
    "duo-admin-sha1",
    "duo-admin-sha512",
    "gate-io",
    "google-maps-url",
    "htx",
    "jws-hs256",
    "kucoin",
    "mexc",
    "okx",
    "ovh",
    "pusher",
    "rfc9421-ed25519",
    "rfc9421-hmac",
];

/// Those that do not say when they were signed, or say it elsewhere.
const WITHOUT_TIME: &[&str] = &[
    "bitfinex-v2",
    "bybit-v5-websocket",
    "coinpayments-v1",
    "cryptomus",
    "gemini",
    "google-maps-url",
    "jws-hs256",
    "kraken",
    "onchainpay",
    "wechat-pay-v2-hmac",
    "wechat-pay-v2-md5",
];

/// What the mock says of a signature that does not fit.
const MISMATCH: &[&str] = &["signature-mismatch", "field-mismatch"];

/// A request as bytes, in parts.
#[derive(Clone, Debug)]
struct Raw {
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Raw {
    fn of(signed: &SignedRequest) -> Self {
        let (_, target) = signed.url().split_once("//").expect("it is absolute");
        let target = &target[target.find('/').expect("there is a path")..];
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it is text");
        let headers = signed.headers().iter();
        Self {
            path: path.to_owned(),
            query: query.to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
                .collect(),
            body: text(signed.body()),
        }
    }

    fn send(&self, server: &Server) -> Response {
        let headers = self.headers.iter().map(|(a, b)| (a.as_str(), b.as_str()));
        let headers: Vec<_> = headers
            .filter(|(name, _)| *name != "content-length")
            .collect();
        let target = format!("{}?{}", self.path, self.query);
        call(server, "POST", &target, &headers, self.body.as_bytes())
    }
}

/// What is changed of a request.
#[derive(Clone, Debug)]
enum Part {
    Path,
    Query,
    Body,
    /// What the recipe wrote.
    Written(Target),
}

impl Part {
    fn name(&self) -> String {
        match self {
            Self::Path => "path".to_owned(),
            Self::Query => "query".to_owned(),
            Self::Body => "body".to_owned(),
            Self::Written(Target::Header(name) | Target::Cookie(name)) => name.to_ascii_lowercase(),
            Self::Written(Target::Query(name)) => format!("?{name}"),
            Self::Written(Target::Body(names)) => format!("/{}", names.join("/")),
        }
    }

    /// The request with one byte changed: each that the recipe wrote, or one of what the call wrote.
    fn changed(&self, raw: &Raw) -> Vec<Raw> {
        match self {
            Self::Path => vec![with(raw, |it| swap(&mut it.path, "/7/", "/8/"))],
            Self::Query => vec![with(raw, |it| swap(&mut it.query, "note=x", "note=y"))],
            Self::Body => {
                let item = ["\"item\":\"1", "item=1", "<item>1"];
                let item = item.into_iter().find(|it| raw.body.contains(it));
                let item = item.expect("the body has an item");
                let other = item.replace('1', "2");
                vec![with(raw, |it| swap(&mut it.body, item, &other))]
            }
            Self::Written(Target::Header(name)) => in_header(raw, name),
            Self::Written(Target::Query(name)) => in_query(raw, name),
            Self::Written(Target::Body(names)) => in_body(raw, names),
            Self::Written(Target::Cookie(name)) => panic!("no recipe writes the cookie `{name}`"),
        }
    }
}

/// The parts that a recipe could sign.
fn parts(case: &Case) -> Vec<Part> {
    let mut parts = vec![Part::Path, Part::Query];
    parts.extend(case.scheme.send_body.then_some(Part::Body));
    let injected = case.scheme.inject.iter().map(|it| &it.target);
    let placed = case.scheme.place.iter().map(|it| &it.target);
    parts.extend(injected.chain(placed).cloned().map(Part::Written));
    parts
}

/// Another character of the same kind in the place of a letter or digit, one at a time: of each fourth, and of the
/// last, in which some of the bits of base64 say nothing.
fn others(text: &str) -> impl Iterator<Item = String> + '_ {
    let places = text.char_indices();
    let places = places.filter(|(_, it)| it.is_ascii_alphanumeric());
    let places: Vec<_> = places.collect();
    let last = places.last().copied();
    let places = places.into_iter().step_by(4).chain(last);
    places.filter_map(|(at, old)| {
        let new = match old {
            '0'..='8' | 'a'..='y' | 'A'..='Y' => char::from(u8::try_from(old).ok()? + 1),
            '9' => '0',
            'z' => 'a',
            'Z' => 'A',
            _ => return None,
        };
        let mut other = text.to_owned();
        other.replace_range(at..=at, new.encode_utf8(&mut [0; 4]));
        Some(other)
    })
}

fn with(raw: &Raw, change: impl FnOnce(&mut Raw)) -> Raw {
    let mut other = raw.clone();
    change(&mut other);
    other
}

fn swap(text: &mut String, old: &str, new: &str) {
    assert!(text.contains(old), "`{old}` is in `{text}`");
    *text = text.replacen(old, new, 1);
}

fn in_header(raw: &Raw, name: &str) -> Vec<Raw> {
    let mut named = raw.headers.iter();
    let at = named.position(|(other, _)| other.eq_ignore_ascii_case(name));
    let Some(at) = at else { return Vec::new() };
    let all = others(&raw.headers[at].1);
    all.map(|value| with(raw, |it| it.headers[at].1 = value))
        .collect()
}

fn in_query(raw: &Raw, name: &str) -> Vec<Raw> {
    let begin = format!("&{name}=");
    let Some(begin) = raw.query.find(&begin).map(|it| it + begin.len()) else {
        return Vec::new();
    };
    let length = raw.query[begin..].find('&');
    let end = length.map_or(raw.query.len(), |it| begin + it);
    let all = others(&raw.query[begin..end]);
    all.map(|value| with(raw, |it| it.query.replace_range(begin..end, &value)))
        .collect()
}

/// Finds a member of JSON, a form or flat XML by its name.
fn in_body(raw: &Raw, names: &[String]) -> Vec<Raw> {
    let name = names.last().expect("a member has a name");
    let begins = [
        format!("\"{name}\":"),
        format!("{name}="),
        format!("<{name}>"),
    ];
    let found = |it: &String| Some(raw.body.find(it)? + it.len());
    let Some(begin) = begins.iter().find_map(found) else {
        return Vec::new();
    };
    let length = raw.body[begin..].find([',', '}', '&', '<']);
    let end = length.map_or(raw.body.len(), |it| begin + it);
    let all = others(&raw.body[begin..end]);
    all.map(|value| with(raw, |it| it.body.replace_range(begin..end, &value)))
        .collect()
}

fn one_day_ago() -> SystemTime {
    SystemTime::now() - Duration::from_secs(86_400)
}

fn in_one_day() -> SystemTime {
    SystemTime::now() + Duration::from_secs(86_400)
}

/// Whether the recipe has a value of this kind.
fn has(case: &Case, kind: fn(&Operator) -> bool) -> bool {
    case.scheme.values.iter().any(|it| kind(&it.operator))
}

/// Signs with a clock of one's own, and sends that.
async fn signed_at(case: &Case, server: &Server, texts: &Texts, clock: Clock) -> Response {
    let client = case.client(server, texts, clock);
    Raw::of(&case.sign(&client).await).send(server)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_generated_clients_sign_is_let_in() {
    for case in cases() {
        let server = case.server();
        let client = case.client(&server, &case.texts(&server), SystemTime::now);
        for _ in 0..2 {
            let sent = case.send(&client).await;
            sent.unwrap_or_else(|error| panic!("{}: {error:?}", case.recipe));
        }
        let seen = server.requests();
        let statuses: Vec<_> = seen.iter().map(|it| it.entry.status).collect();
        assert_eq!(statuses, [204, 204], "{}", case.recipe);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_byte_is_refused() {
    let mut open = BTreeSet::new();
    for case in cases() {
        let server = case.server();
        let client = case.client(&server, &case.texts(&server), SystemTime::now);
        let mut raw = Raw::of(&case.sign(&client).await);
        let mut codes = BTreeSet::new();
        for part in parts(&case) {
            let name = part.name();
            for other in part.changed(&raw) {
                let response = other.send(&server);
                let told = || format!("{} {name}: {} {other:?}", case.recipe, response.text());
                if response.status == 204 {
                    open.insert((case.recipe, name.clone()));
                    // Its nonce is used up.
                    raw = Raw::of(&case.sign(&client).await);
                    break;
                }
                assert_eq!(response.status, 401, "{}", told());
                let code = response.code();
                if !matches!(part, Part::Written(_)) {
                    assert!(MISMATCH.contains(&code.as_str()), "{}", told());
                }
                codes.insert(code);
            }
        }
        let is_told = codes.contains("signature-mismatch") || case.recipe == UNCHECKED;
        assert!(is_told, "{}: {codes:?}", case.recipe);
        // What was refused has used nothing up.
        let response = raw.send(&server);
        assert_eq!(response.status, 204, "{}: {}", case.recipe, response.text());
    }
    let known = OPEN.iter().flat_map(|(recipe, parts, _)| {
        let parts = parts.iter().map(|it| (*it).to_owned());
        parts.map(|it| (*recipe, it))
    });
    assert_eq!(open, known.collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_before_is_refused_where_there_is_a_nonce() {
    let mut repeatable = Vec::new();
    for case in cases() {
        let server = case.server();
        let client = case.client(&server, &case.texts(&server), SystemTime::now);
        let raw = Raw::of(&case.sign(&client).await);
        let (first, second) = (raw.send(&server), raw.send(&server));
        assert_eq!(first.status, 204, "{}: {}", case.recipe, first.text());
        let once = |it: &Operator| matches!(it, Operator::Counter(_) | Operator::Random(_));
        if has(&case, once) {
            assert_eq!(second.status, 401, "{}", case.recipe);
            assert_eq!(second.code(), "nonce-repeated", "{}", case.recipe);
        } else {
            assert_eq!(second.status, 204, "{}: {}", case.recipe, second.text());
            repeatable.push(case.recipe);
        }
    }
    assert_eq!(repeatable, WITHOUT_NONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_told() {
    let mut timeless = Vec::new();
    for case in cases() {
        let server = case.server();
        let texts = case.texts(&server);
        let stale = signed_at(&case, &server, &texts, one_day_ago).await;
        let future = signed_at(&case, &server, &texts, in_one_day).await;
        if stale.status == 204 && future.status == 204 {
            timeless.push(case.recipe);
            continue;
        }
        assert_eq!((stale.status, future.status), (401, 401), "{}", case.recipe);
        assert_eq!(stale.code(), "time-stale", "{}", case.recipe);
        assert_eq!(future.code(), "time-future", "{}", case.recipe);
    }
    assert_eq!(timeless, WITHOUT_TIME);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_secret_is_told() {
    for case in cases() {
        let (server, other) = (case.server(), case.server());
        let mut texts = case.texts(&server);
        let others = case.texts(&other);
        for credential in case.scheme.credentials.iter().filter(|it| it.secret) {
            if let Some(text) = others.get(&credential.name) {
                texts.insert(credential.name.clone(), text.clone());
            }
        }
        let response = signed_at(&case, &server, &texts, SystemTime::now).await;
        if case.recipe == UNCHECKED {
            assert_eq!(response.status, 204, "{}", response.text());
            continue;
        }
        assert_eq!(response.status, 401, "{}: {}", case.recipe, response.text());
        assert_eq!(response.code(), "signature-mismatch", "{}", case.recipe);
    }
}
