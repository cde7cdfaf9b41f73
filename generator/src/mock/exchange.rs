//! What comes in and what goes out, without the library that carries it.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;

use super::problem::Problem;
use crate::signing::{Request, Shown, Url};

/// A request as it was received.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// As on the wire.
    pub(crate) path: String,
    /// As on the wire, without its question mark.
    pub(crate) query: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Bytes,
}

impl Received {
    /// Returns the first value of a header as text; nothing if it is absent or no text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut named = self.headers.iter().filter(|(other, _)| other == name);
        named
            .next()
            .and_then(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// Returns all values of a header, joined as lists are.
    pub(crate) fn joined(&self, name: &str) -> Option<String> {
        let named = self.headers.iter().filter(|(other, _)| other == name);
        let values: Vec<_> = named
            .map(|(_, value)| String::from_utf8_lossy(value))
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// Returns the names and values of the query, decoded.
    pub(crate) fn query_pairs(&self) -> Vec<(String, String)> {
        pairs(self.query.as_bytes())
    }

    /// Returns the cookies.
    pub(crate) fn cookies(&self) -> Vec<(String, String)> {
        // HTTP/2 may have them in several fields (RFC 9113 §8.2.3).
        let named = self.headers.iter().filter(|(name, _)| name == "cookie");
        let texts = named.map(|(_, value)| String::from_utf8_lossy(value));
        let mut cookies = Vec::new();
        for text in texts {
            let pieces = text.split(';');
            let pairs = pieces.filter_map(|it| it.trim().split_once('='));
            cookies.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        cookies
    }

    /// Returns the request in the parts that recipes name.
    pub(crate) fn to_signed(&self, params: BTreeMap<String, String>) -> Request {
        let host = self.header("host").unwrap_or_default();
        let (host, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, Some(port.to_owned())),
            Some(_) | None => (host, None),
        };
        let headers = self.headers.iter();
        Request {
            method: self.method.clone(),
            url: Url {
                scheme: "http".to_owned(),
                host: host.to_ascii_lowercase(),
                port,
                path: self.path.clone(),
                query: Shown::open(self.query.as_str()),
            },
            headers: headers
                .map(|(name, value)| (name.clone(), Shown::open(value.as_slice())))
                .collect(),
            body: Shown::open(self.body.as_ref()),
            params,
            status: None,
        }
    }
}

/// Names and values of a query or a form; bytes that are no text are replaced.
pub(crate) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    let decoded = |piece: &[u8]| {
        let blanks: Vec<u8> = piece
            .iter()
            .map(|&it| if it == b'+' { b' ' } else { it })
            .collect();
        let bytes: Vec<u8> = percent_encoding::percent_decode(&blanks).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let pieces = text.split(|&it| it == b'&').filter(|it| !it.is_empty());
    pieces
        .map(|piece| match piece.iter().position(|&it| it == b'=') {
            Some(place) => (decoded(&piece[..place]), decoded(&piece[place + 1..])),
            None => (decoded(piece), String::new()),
        })
        .collect()
}

/// What goes out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) delay: Duration,
    pub(crate) fault: Option<Fault>,
}

/// What goes wrong on request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The body comes a few bytes at a time.
    Slow,
    /// The connection ends in the middle of the body.
    Cut,
    /// The body is not what its media type says.
    Garbage,
    /// The connection ends without a response.
    Drop,
}

impl Sent {
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    pub(crate) fn of(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), media_type.to_owned())],
            body: body.into(),
            ..Self::default()
        }
    }

    /// A refusal, as the service would wrap it where the document tells how.
    pub(crate) fn problem(problem: &Problem, envelope: Option<&crate::ir::Envelope>) -> Self {
        let media_type = match envelope {
            Some(_) => "application/json",
            None => "application/problem+json",
        };
        let body = problem.body(envelope).to_string();
        let mut sent = Self::of(problem.status, media_type, body);
        sent.headers.extend(problem.headers.iter().cloned());
        sent
    }
}
