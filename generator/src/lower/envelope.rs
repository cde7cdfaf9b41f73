//! `x-envelope`: how a service wraps every response.

use crate::diag::{Sink, codes};
use crate::ir::{Envelope, EnvelopeError};
use crate::parse::At;

/// The members that `x-envelope` knows.
const KEYS: [&str; 4] = ["success", "payload", "error", "request-id"];

/// The envelope of the document, if it declares one.
pub(super) fn envelope(root: &At<'_>, sink: &mut Sink) -> Option<Envelope> {
    let at = root.object("x-envelope", sink)?;
    known_keys(&at, &KEYS, sink);
    let success = at.require("success", sink)?.expect_object(sink)?;
    known_keys(&success, &["member", "value"], sink);
    let error = at.require("error", sink)?.expect_object(sink)?;
    known_keys(&error, &["member", "code", "name", "message"], sink);
    let text = |at: &At<'_>, key: &str, sink: &mut Sink| at.str(key, sink).map(str::to_owned);
    Some(Envelope {
        origin: at.key_origin(),
        flag: success
            .require("member", sink)?
            .expect_str(sink)?
            .to_owned(),
        success: success.bool("value", sink).unwrap_or(true),
        payload: at.require("payload", sink)?.expect_str(sink)?.to_owned(),
        error: EnvelopeError {
            member: error.require("member", sink)?.expect_str(sink)?.to_owned(),
            code: text(&error, "code", sink),
            name: text(&error, "name", sink),
            message: text(&error, "message", sink),
        },
        request_id: text(&at, "request-id", sink),
    })
}

fn known_keys(at: &At<'_>, known: &[&str], sink: &mut Sink) {
    for (key, member) in at.members().filter(|(key, _)| !known.contains(key)) {
        sink.report(
            &codes::CS0405,
            &member.key_origin(),
            format!("`{key}` has no meaning in an envelope"),
        )
        .help(format!("known here: `{}`", known.join("`, `")));
    }
}
