//! What is said once the server listens.

use std::io::{self, Write};

use serde_json::{Map, json};

use super::Server;
use super::holders::Holders;

/// Writes what a client needs to call the server. Only credentials that were made here are shown.
pub(super) fn write(
    server: &Server,
    holders: &Holders,
    as_json: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let api = &server.mock().api;
    let mut exports = Vec::new();
    for scheme in api.security_schemes.keys() {
        if holders.given.contains_key(scheme) {
            continue;
        }
        for (name, text) in server.credentials(scheme) {
            exports.push((holders.variables(scheme, &name), text));
        }
    }
    let (url, operations) = (server.url(), api.operations.len());
    if as_json {
        let variables: Map<_, _> = exports.into_iter().map(|(a, b)| (a, b.into())).collect();
        let ready = json!({
            "event": "ready",
            "url": url,
            "operations": operations,
            "variables": variables,
        });
        writeln!(out, "{ready}")?;
    } else {
        for (name, text) in exports {
            writeln!(out, "export {name}={}", quoted(&text))?;
        }
        let title = &api.info.title;
        writeln!(
            out,
            "listening on {url} ({operations} operations of {title})"
        )?;
    }
    out.flush()
}

/// A text as a POSIX shell takes it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
