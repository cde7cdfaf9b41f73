//! What an operation is: a request value that knows its route and its response.

use http::Method;

use super::payload::Payload;
use super::request::RequestParts;
use super::response::Envelope;

/// An operation of the service, implemented by the type of its request.
///
/// Requests are plain values: they can be kept, cloned, sent by
/// [`Client::send`](super::client::Client::send) and signed without being sent by
/// [`Client::sign`](super::client::Client::sign).
pub trait Operation: Sync {
    /// How the payload of a response that means success is read, such as [`Json`](super::payload::Json).
    type Payload: Payload;

    /// The route, and what holds for every call of this operation.
    const INFO: OperationInfo;

    /// Puts parameters and body into `parts`, if there are any. Called once a call, however often it is
    /// attempted.
    fn encode(&self, parts: &mut RequestParts) {
        let _ = parts;
    }
}

/// What a call of an operation gives.
pub type Output<O> = <<O as Operation>::Payload as Payload>::Output;

/// What is fixed about an operation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The operation's id in the document; errors and traces name it.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, percent-encoded, parameters in braces; behind a `?` what the
    /// document's path has of the query.
    pub path: &'static str,
    /// The media type of the response that is read, which is the one that is asked for.
    pub accept: &'static str,
    /// Alternatives, each a list of security schemes that are all needed, in order of application:
    /// those that only place a credential stand before those that sign. No alternatives: no
    /// security. An empty alternative: anonymous calls are allowed.
    pub security: &'static [&'static [&'static str]],
    /// What the service wraps its responses in.
    pub envelope: Option<&'static dyn Envelope>,
    /// Request or response holds a secret: errors then print no text that may quote a value.
    pub sensitive: bool,
}

impl OperationInfo {
    /// An operation without security and envelope whose response is JSON.
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            accept: "application/json",
            security: &[],
            envelope: None,
            sensitive: false,
        }
    }

    /// With another media type for the response than JSON.
    #[must_use]
    pub const fn accept(mut self, media_type: &'static str) -> Self {
        self.accept = media_type;
        self
    }

    /// With security.
    #[must_use]
    pub const fn security(mut self, security: &'static [&'static [&'static str]]) -> Self {
        self.security = security;
        self
    }

    /// With responses that are wrapped.
    #[must_use]
    pub const fn envelope(mut self, envelope: &'static dyn Envelope) -> Self {
        self.envelope = Some(envelope);
        self
    }

    /// With a secret in request or response.
    #[must_use]
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }
}
