//! Events of the document, signed and delivered.
//!
//! An event is an entry of `webhooks` (3.1) or `x-webhooks`, or a callback of an operation. It is signed
//! by the first scheme that it asks for; where it asks for none, by the first of the document whose
//! recipe verifies. Taken is what is answered with a documented status of success, else with any 2xx.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::engine::Mock;
use super::keyring::random;
use super::plan::{Content, contents, followed};
use super::schema::Direction;
use crate::ir::SecurityKind;
use crate::parse::At;
use crate::signing::inverse::sign_incoming;
use crate::signing::{Fresh, Injection, Inputs, Request, Shown, Url, sign};

/// An event that can be delivered.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) body: String,
    media_type: String,
    schemes: Vec<String>,
    /// Statuses that mean that it was taken; any 2xx if there are none.
    taken: Vec<u16>,
    /// How often, and after which pause each time.
    pub(crate) retries: Vec<(u32, Duration)>,
}

/// Returns the names of all events.
pub(crate) fn names(mock: &Mock) -> Vec<String> {
    all(mock).into_iter().map(|(name, _)| name).collect()
}

/// Returns an event by its name.
pub(crate) fn find(mock: &Mock, name: &str) -> Option<Event> {
    let (_, at) = all(mock).into_iter().find(|(other, _)| other == name)?;
    let body = at.get("requestBody").map(|it| followed(&mock.document, it));
    let contents = body.map(|it| contents(&mock.document, &it, Direction::Request));
    let content = contents.as_deref().and_then(<[Content]>::first);
    let media_type = content.map(|it| it.media_type.clone()).unwrap_or_default();
    let responses = at.get("responses");
    let statuses = responses.iter().flat_map(At::members);
    let statuses = statuses.filter_map(|(key, _)| key.parse().ok());
    Some(Event {
        body: content.map(|it| text(mock, it)).unwrap_or_default(),
        media_type,
        schemes: schemes(mock, &at),
        taken: statuses.filter(|it| (200..300).contains(it)).collect(),
        retries: retries(&at),
    })
}

fn all(mock: &Mock) -> Vec<(String, At<'_>)> {
    let document = &mock.document;
    let root = document.root();
    let mut found = Vec::new();
    let mut add = |name: &str, item: At<'_>| {
        let pointer = followed(document, item).pointer.to_string();
        for method in ["post", "put", "get"] {
            if let Some(at) = document.resolve(&format!("{pointer}/{method}")) {
                found.push((name.to_owned(), at));
                break;
            }
        }
    };
    for key in ["webhooks", "x-webhooks"] {
        let events = root.get(key);
        for (name, item) in events.iter().flat_map(At::members) {
            add(name, item);
        }
    }
    for operation in &mock.api.operations {
        let at = document.resolve(&operation.origin.pointer.to_string());
        let callbacks = at.and_then(|it| it.get("callbacks"));
        for (name, callback) in callbacks.iter().flat_map(At::members) {
            for (_, item) in followed(document, callback).members() {
                add(name, item);
            }
        }
    }
    found
}

/// The first example, else a value that fits.
fn text(mock: &Mock, content: &Content) -> String {
    if let Some((_, json)) = content.examples.first() {
        return json.to_string();
    }
    let made = content.schema.as_ref();
    let made = made.map(|it| it.value(&mock.document, mock.settings.seed, true));
    made.map(|it| it.0.to_string()).unwrap_or_default()
}

fn schemes(mock: &Mock, at: &At<'_>) -> Vec<String> {
    if let Some(first) = at.get("security").and_then(|it| it.item(0)) {
        return first.members().map(|(name, _)| name.to_owned()).collect();
    }
    let verifies = |kind: &SecurityKind| match kind {
        SecurityKind::Recipe(recipe) => recipe.verify.is_some(),
        _ => false,
    };
    let mut all = mock.api.security_schemes.iter();
    let found = all.find(|(_, it)| verifies(&it.kind));
    found.map(|(name, _)| name.clone()).into_iter().collect()
}

/// `x-retry: [{times: 6, every: 10s}]`
fn retries(at: &At<'_>) -> Vec<(u32, Duration)> {
    let rule = at.get("x-retry");
    let steps = rule.iter().flat_map(At::items).filter_map(|step| {
        let times = step.get("times")?.as_u64()?;
        let every = pause(step.get("every")?.as_str()?)?;
        Some((u32::try_from(times).ok()?.min(1000), every))
    });
    steps.collect()
}

/// `500ms`, `10s`, `30m` or `2h`.
pub(crate) fn pause(text: &str) -> Option<Duration> {
    let digits = text.find(|it: char| !it.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        "h" => number.checked_mul(3600).map(Duration::from_secs),
        _ => None,
    }
}

impl Event {
    /// The schemes of which one signs it, in order.
    pub(crate) fn schemes(&self) -> &[String] {
        &self.schemes
    }

    /// Returns the message to a URL, signed at this moment.
    pub(crate) fn signed(&self, mock: &Mock, url: &str) -> Result<Request, String> {
        let mut request = Request {
            method: "POST".to_owned(),
            url: Url::parse(url).map_err(|it| it.to_string())?,
            headers: vec![(
                "Content-Type".to_owned(),
                Shown::open(self.media_type.as_str()),
            )],
            body: Shown::open(self.body.as_str()),
            ..Request::default()
        };
        for name in &self.schemes {
            let scheme = mock.api.security_schemes.get(name).map(|it| &it.kind);
            let Some(SecurityKind::Recipe(recipe)) = scheme else {
                return Err(format!("`{name}` has no recipe to sign with"));
            };
            let keyring = mock.keyring();
            let holder = keyring.of(name).last();
            let holder = holder.ok_or_else(|| format!("there are no credentials for `{name}`"))?;
            let mut fresh = Here(mock);
            request = if recipe.place.is_empty() {
                sign_incoming(recipe, &holder.keys, request, &mut fresh)
            } else {
                let inputs = Inputs {
                    scheme: recipe,
                    keys: &holder.keys,
                    given: &BTreeMap::new(),
                    injection: Injection::NotBody,
                };
                let signed = sign(inputs, request, &mut fresh);
                signed.map(|it| it.request).map_err(|it| it.to_string())
            }
            .map_err(|why| format!("`{name}`: {why}"))?;
        }
        Ok(request)
    }

    /// Returns whether a status means that it was taken.
    pub(crate) fn is_taken(&self, status: u16) -> bool {
        if self.taken.is_empty() {
            (200..300).contains(&status)
        } else {
            self.taken.contains(&status)
        }
    }
}

/// A receiver that takes longer has not taken it.
const PATIENCE: Duration = Duration::from_secs(15);
const LONGEST_ANSWER: usize = 1024 * 1024;

/// Sends a message over plain HTTP; returns the status of the response.
pub(crate) async fn deliver(request: &Request) -> Result<u16, String> {
    if request.url.scheme != "http" {
        return Err("events are delivered over plain `http`, to receivers under test".to_owned());
    }
    match timeout(PATIENCE, exchange(request)).await {
        Ok(answered) => answered,
        Err(_) => Err("no response in time".to_owned()),
    }
}

async fn exchange(request: &Request) -> Result<u16, String> {
    let host = request
        .url
        .host
        .trim_start_matches('[')
        .trim_end_matches(']');
    let port = request.url.port.as_deref().unwrap_or("80");
    let port: u16 = port
        .parse()
        .map_err(|_| "the port is no number".to_owned())?;
    let stream = TcpStream::connect((host, port))
        .await
        .map_err(|it| it.to_string())?;
    let handshake = http1::handshake::<_, Full<Bytes>>(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|it| it.to_string())?;
    let carrying = tokio::spawn(connection);
    let authority = match &request.url.port {
        Some(port) => format!("{}:{port}", request.url.host),
        None => request.url.host.clone(),
    };
    let mut target = request.url.path.clone();
    if !request.url.query.bytes().is_empty() {
        target.push('?');
        target.push_str(&String::from_utf8_lossy(request.url.query.bytes()));
    }
    let mut message = ::http::Request::builder()
        .method(request.method.as_str())
        .uri(target)
        .header("host", authority);
    for (name, value) in &request.headers {
        message = message.header(name.as_str(), value.bytes());
    }
    let body = Full::new(Bytes::from(request.body.bytes().to_vec()));
    let message = message.body(body).map_err(|it| it.to_string())?;
    let response = sender
        .send_request(message)
        .await
        .map_err(|it| it.to_string())?;
    let status = response.status().as_u16();
    // What the receiver says beside its status is of no account.
    let _ = Limited::new(response.into_body(), LONGEST_ANSWER)
        .collect()
        .await;
    carrying.abort();
    Ok(status)
}

/// The mock's own clock, counter and random numbers.
struct Here<'m>(&'m Mock);

impl Fresh for Here<'_> {
    fn now(&mut self) -> u64 {
        self.0.now()
    }

    fn count(&mut self, now: u64) -> u64 {
        self.0.count(now)
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.copy_from_slice(&random(bytes.len()));
    }
}
