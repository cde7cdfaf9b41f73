//! A transport that answers from a script and keeps what it was sent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use countersign_support::transport::{
    BoxFuture, Transport, TransportError, TransportErrorKind, TransportRequest, TransportResponse,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// One outcome of sending.
#[derive(Clone)]
pub(crate) enum Line {
    Fails(TransportErrorKind),
    Gives(StatusCode, HeaderMap, Bytes),
}

/// What was sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: http::Method,
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) timeout: Duration,
}

impl Sent {
    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a header in ASCII"))
    }

    /// A member of the body.
    pub(crate) fn member(&self, name: &str) -> serde_json::Value {
        let body: serde_json::Value = serde_json::from_slice(&self.body).expect("a JSON body");
        body[name].clone()
    }
}

/// The script; its last line is repeated for ever.
#[derive(Clone, Default)]
pub(crate) struct Script {
    lines: Arc<Mutex<VecDeque<Line>>>,
    sent: Arc<Mutex<Vec<Sent>>>,
    pauses: Arc<Mutex<Vec<Duration>>>,
}

impl Script {
    /// A script of one response with status 200.
    pub(crate) fn good(body: impl Into<Bytes>) -> Self {
        Self::default().gives(200, body)
    }

    /// Appends a response.
    pub(crate) fn gives(self, status: u16, body: impl Into<Bytes>) -> Self {
        self.gives_with(status, &[], body)
    }

    /// Appends a response with headers.
    pub(crate) fn gives_with(
        self,
        status: u16,
        headers: &[(&'static str, &'static str)],
        body: impl Into<Bytes>,
    ) -> Self {
        let headers = headers.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        let status = StatusCode::from_u16(status).expect("a status");
        self.line(Line::Gives(status, headers.collect(), body.into()))
    }

    /// Appends a failure.
    pub(crate) fn fails(self, kind: TransportErrorKind) -> Self {
        self.line(Line::Fails(kind))
    }

    fn line(self, line: Line) -> Self {
        self.lines.lock().unwrap().push_back(line);
        self
    }

    /// All that was sent.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    /// The one request that was sent.
    pub(crate) fn only(&self) -> Sent {
        let sent = self.sent();
        assert_eq!(sent.len(), 1, "one request was expected");
        sent[0].clone()
    }

    /// The pauses that were asked for; none of them was waited for.
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        self.pauses.lock().unwrap().clone()
    }

    fn next(&self) -> Line {
        let mut lines = self.lines.lock().unwrap();
        if lines.len() > 1 {
            lines.pop_front()
        } else {
            lines.front().cloned()
        }
        .expect("a line")
    }
}

impl Transport for Script {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let TransportRequest {
            method,
            url,
            headers,
            body,
            timeout,
            ..
        } = request;
        self.sent.lock().unwrap().push(Sent {
            method,
            url,
            headers,
            body,
            timeout,
        });
        let line = self.next();
        Box::pin(async move {
            match line {
                Line::Fails(kind) => Err(TransportError::new(kind)),
                Line::Gives(status, headers, body) => Ok(TransportResponse {
                    status,
                    headers,
                    body: Box::new(body),
                }),
            }
        })
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'_, ()> {
        self.pauses.lock().unwrap().push(pause);
        Box::pin(async {})
    }
}
