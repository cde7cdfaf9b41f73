//! What this crate was generated from, and what depends on it.

use crate::support::envelope::FlagEnvelope;

/// Where requests go unless the client is told otherwise: the document's first server.
pub(crate) const BASE_URL: Option<&str> = Some("https://ocp.onchainpay.io");

/// What requests say they come from.
pub(crate) const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// The SHA-256 digest of the document.
pub const DOCUMENT_SHA256: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// The generator that wrote this crate.
pub const GENERATOR: &str = "countersign 0.1.0";

/// What responses are wrapped in: `{"success": true, "response": …}`, or
/// `{"success": false, "error": {"code", "name", "message"}, "requestId"}`.
pub(crate) const ENVELOPE: FlagEnvelope = FlagEnvelope {
    flag: "success",
    good: "true",
    payload: "response",
    error: Some("error"),
    code: Some("code"),
    name: Some("name"),
    message: Some("message"),
    request_id: Some("requestId"),
};
