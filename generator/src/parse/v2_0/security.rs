//! `securityDefinitions` become security schemes.

use crate::parse::make::{Members, member, members, object, put, string, take, text};
use crate::parse::node::Node;

/// The flows of OAuth 2 and what 3.0 calls them.
const FLOWS: [(&str, &str); 4] = [
    ("implicit", "implicit"),
    ("password", "password"),
    ("application", "clientCredentials"),
    ("accessCode", "authorizationCode"),
];

/// Rewrites one scheme.
pub(super) fn scheme(node: &mut Node) {
    let span = node.span;
    let Some(scheme) = members(node) else {
        return;
    };
    match text(scheme, "type") {
        Some("basic") => {
            put(scheme, "type", span, string("http", span));
            put(scheme, "scheme", span, string("basic", span));
        }
        Some("oauth2") => oauth2(scheme),
        _ => {}
    }
}

fn oauth2(scheme: &mut Members) {
    let Some(flow) = take(scheme, "flow") else {
        return;
    };
    let span = flow.node.span;
    let mut inner = Members::default();
    for name in ["authorizationUrl", "tokenUrl", "scopes"] {
        if let Some(member) = take(scheme, name) {
            inner.insert(name.to_owned(), member);
        }
    }
    let crate::parse::Value::String(name) = flow.node.value else {
        return;
    };
    let known = FLOWS.iter().find(|(old, _)| *old == name);
    let name = known.map_or(name.as_str(), |(_, new)| new);
    let flows = Members::from_iter([member(name, object(inner, span))]);
    put(scheme, "flows", flow.key_span, object(flows, span));
}
