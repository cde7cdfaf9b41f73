//! What a test gives a server to answer with, and what it is told of requests.

use std::time::Duration;

use super::exchange::{Fault, Received, Sent};
use super::log::Entry;

/// A response for a test to queue.
#[derive(Clone, Debug, Default)]
pub struct Reply(Sent);

/// A request that the server has seen. The last thousand are kept, and 64 KiB of each body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Seen {
    /// As received.
    pub method: String,
    /// As on the wire.
    pub path: String,
    /// As on the wire, without its question mark.
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The bytes.
    pub body: Vec<u8>,
    /// What became of it.
    pub entry: Entry,
}

impl Reply {
    /// Returns a response without a body.
    pub fn status(status: u16) -> Self {
        Self(Sent::empty(status))
    }

    /// Returns a response with a JSON body, which is sent as it is written here.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self(Sent::of(status, "application/json", body.into()))
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.0
            .headers
            .push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// Lets the caller wait.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.0.delay = delay;
        self
    }

    /// Lets the response go wrong.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.0.fault = Some(fault);
        self
    }

    pub(crate) fn into_sent(self) -> Sent {
        self.0
    }
}

impl Seen {
    /// A request with so many bytes of its body.
    pub(crate) fn of(received: &Received, longest: usize, entry: Entry) -> Self {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers = received.headers.iter();
        Self {
            method: received.method.clone(),
            path: received.path.clone(),
            query: received.query.clone(),
            headers: headers
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
            body: received.body[..received.body.len().min(longest)].to_vec(),
            entry,
        }
    }
}
