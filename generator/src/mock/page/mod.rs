//! The page in the browser: operations with their schemas and examples, and a form that signs a call
//! and makes it.
//!
//! It is written by the server and has no script. All text of the document and of callers is escaped,
//! and the browser is told to take nothing from elsewhere. The form has calls signed with the mock's
//! credentials, so pages of other origins, and names that someone else resolves to this machine, are
//! sent away.

mod call;
mod html;
mod operations;

use std::net::IpAddr;

use super::engine::Mock;
use super::exchange::{Received, Sent};
use super::log::Entry;
use super::problem::Problem;

/// Where the page lives beside `/`; operations of the document go first.
pub(crate) const HOME: &str = "/_mock/";

const STYLE: &str = include_str!("style.css");
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Answers what is asked of the page, with what there is to tell of a call that it made; nothing for
/// requests to operations.
pub(crate) fn respond(mock: &Mock, received: &Received) -> Option<(Sent, Option<Entry>)> {
    let path = received.path.as_str();
    let is_own = path == "/" || path.starts_with(HOME);
    if !is_own || mock.has_path(path) {
        return None;
    }
    if !is_local(received) {
        let detail = "the page is for this machine: call it by `localhost` or its address";
        let problem = Problem::new(403, "page-not-local", detail);
        return Some((Sent::problem(&problem, None), None));
    }
    let (sent, entry) = match (received.method.as_str(), path) {
        ("GET" | "HEAD", "/" | HOME) => (page(&operations::index(mock)), None),
        ("GET" | "HEAD", "/_mock/style.css") => {
            (Sent::of(200, "text/css; charset=utf-8", STYLE), None)
        }
        ("GET" | "HEAD", "/_mock/operation") => {
            let form = call::Form::of_query(received);
            (operation(mock, &form, None), None)
        }
        ("POST", "/_mock/send") => {
            let form = call::Form::of_body(received);
            let made = call::make(mock, &form, received);
            let entry = made.as_ref().ok().and_then(|it| it.entry.clone());
            (operation(mock, &form, Some(&made)), entry)
        }
        _ => return None,
    };
    Some((sent, entry))
}

fn operation(mock: &Mock, form: &call::Form, made: Option<&Result<call::Made, String>>) -> Sent {
    match operations::operation(mock, form, made) {
        Some(text) => page(&text),
        None => {
            let detail = "the document has no such operation";
            Sent::problem(&Problem::new(404, "path-unknown", detail), None)
        }
    }
}

fn page(text: &str) -> Sent {
    let mut sent = Sent::of(200, "text/html; charset=utf-8", text);
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        // Without any referrer browsers do not tell the form's origin either.
        ("referrer-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        sent.headers.push((name.to_owned(), value.to_owned()));
    }
    sent
}

/// Whether a request is of this page, by a name that nobody else can give.
fn is_local(received: &Received) -> bool {
    let host = received.header("host").unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let named = name.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok();
    let origin = received.header("origin");
    let own = origin.is_none_or(|it| it == format!("http://{host}"));
    let site = received.header("sec-fetch-site");
    // Links may lead here from anywhere; only the form does something.
    let asked =
        received.method != "POST" || site.is_none_or(|it| it == "same-origin" || it == "none");
    named && own && asked
}
