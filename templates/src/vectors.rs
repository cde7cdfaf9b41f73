//! What the tests of published signatures share: a message that is signed or verified, and what has to
//! come of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use serde_json::value::RawValue;

use crate::support::SignError;
use crate::support::signing::{SignedRequest, Wire};

/// A request that is signed.
pub(crate) struct Signed(SignedRequest);

impl Signed {
    /// What a scheme made of a request.
    #[track_caller]
    pub(crate) fn by(wire: Result<Wire, SignError>) -> Self {
        match wire {
            Ok(wire) => Self(wire.into_request().0),
            Err(error) => panic!("the request is not signed: {error}"),
        }
    }

    /// The string to sign has to be this.
    #[track_caller]
    pub(crate) fn message(&self, expected: &[u8]) {
        same("the string to sign", self.0.string_to_sign(), expected);
    }

    /// A header has to be this.
    #[track_caller]
    pub(crate) fn header(&self, name: &str, expected: &str) {
        let value = self.0.headers().get(name);
        let value = value.map(http::HeaderValue::as_bytes);
        same(&format!("header `{name}`"), value, expected.as_bytes());
    }

    /// The last field of the query that is called so has to be this.
    #[track_caller]
    pub(crate) fn query(&self, name: &str, expected: &str) {
        let url = self.0.url();
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let value = field(query, name);
        same(
            &format!("query field `{name}`"),
            value.as_deref(),
            expected.as_bytes(),
        );
    }

    /// A cookie has to be this.
    #[track_caller]
    pub(crate) fn cookie(&self, name: &str, expected: &str) {
        let cookies = self.0.headers().get("cookie");
        let cookies = cookies.and_then(|it| it.to_str().ok()).unwrap_or_default();
        let mut pairs = cookies.split("; ").filter_map(|pair| pair.split_once('='));
        let value = pairs
            .find(|pair| pair.0 == name)
            .map(|pair| pair.1.as_bytes());
        same(&format!("cookie `{name}`"), value, expected.as_bytes());
    }

    /// A member of the body has to be this; its name is a way through objects by `/`.
    #[track_caller]
    pub(crate) fn body(&self, name: &str, expected: &str) {
        let body = String::from_utf8_lossy(self.0.body());
        let value = match body.trim_start().chars().next() {
            Some('{') => member(&body, name),
            Some('<') => element(&body, name),
            _ => field(&body, name),
        };
        same(
            &format!("body member `{name}`"),
            value.as_deref(),
            expected.as_bytes(),
        );
    }
}

/// The instant at which a message comes in.
pub(crate) fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// The message has to be accepted.
#[track_caller]
pub(crate) fn accepted<T, E: std::error::Error>(verified: Result<T, E>) {
    if let Err(error) = verified {
        panic!("the message is refused: {error}");
    }
}

/// The message, in which a byte is not the one that was signed, has to be refused.
#[track_caller]
pub(crate) fn refused<T, E>(verified: Result<T, E>) {
    if let Ok(_accepted) = verified {
        panic!("a message that was changed is accepted");
    }
}

/// The output of a future that waits for nothing: the key is at hand.
#[track_caller]
pub(crate) fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the key is not at hand"),
    }
}

/// Two texts have to be the same; otherwise both are shown, and where they part.
#[track_caller]
fn same(what: &str, found: Option<&[u8]>, expected: &[u8]) {
    let Some(found) = found else {
        panic!("there is no {what}; it should be\n{}", shown(expected));
    };
    if found == expected {
        return;
    }
    let pairs = found.iter().zip(expected);
    let offset = pairs.take_while(|(one, other)| one == other).count();
    panic!(
        "{what} came out as\n{}\nand should be\n{}\nThe first difference is at offset {offset}: {:?} instead of {:?}",
        shown(found),
        shown(expected),
        around(found, offset),
        around(expected, offset),
    );
}

/// Bytes that are no text are written as `\xNN`.
fn shown(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

fn around(bytes: &[u8], offset: usize) -> String {
    let end = bytes.len().min(offset + 16);
    shown(&bytes[offset..end])
}

/// The last field of a query or form that is called so.
fn field(fields: &str, name: &str) -> Option<Vec<u8>> {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text).collect::<Vec<u8>>()
    };
    let pairs = fields.split('&').filter_map(|pair| pair.split_once('='));
    let named = pairs.rev().find(|pair| decoded(pair.0) == name.as_bytes());
    named.map(|pair| decoded(pair.1))
}

/// The text of a member of a JSON object; numbers may be any that JSON has.
fn member(body: &str, name: &str) -> Option<Vec<u8>> {
    let mut value: &RawValue = serde_json::from_str(body).ok()?;
    for step in name.split('/') {
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(value.get()).ok()?;
        value = members.get(&step.replace("~1", "/").replace("~0", "~"))?;
    }
    let text = serde_json::from_str::<String>(value.get());
    Some(text.unwrap_or_else(|_| value.get().to_owned()).into_bytes())
}

/// The text of a child of a flat XML element.
fn element(body: &str, name: &str) -> Option<Vec<u8>> {
    let (_, rest) = body.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let literal = text
        .strip_prefix("<![CDATA[")
        .and_then(|it| it.strip_suffix("]]>"));
    let plain = || {
        let text = text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"");
        text.replace("&apos;", "'").replace("&amp;", "&")
    };
    Some(literal.map_or_else(plain, str::to_owned).into_bytes())
}
