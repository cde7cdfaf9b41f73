//! `host`, `basePath` and `schemes` become addresses.

use super::report;
use crate::diag::Sink;
use crate::parse::make::{Members, array, put, single, string, take};
use crate::parse::node::{Node, Value};
use crate::source::{Pointer, Span};

/// Where the API is served, but for the scheme of the address.
#[derive(Default)]
pub(super) struct Servers {
    host: Option<(String, Span)>,
    base_path: Option<(String, Span)>,
}

/// The members that this is made of; taken out of the document once the operations have asked.
const HOST: &str = "x-swagger-host";
const BASE_PATH: &str = "x-swagger-base-path";

/// Puts the servers of a document into it.
pub(super) fn of_root(root: &mut Members, span: Span, sink: &mut Sink) {
    for (from, to) in [("host", HOST), ("basePath", BASE_PATH)] {
        if let Some(member) = take(root, from) {
            root.insert(to.to_owned(), member);
        }
    }
    let schemes = take(root, "schemes");
    let servers = Servers::read(root);
    if servers.host.is_none() && servers.base_path.is_none() {
        return;
    }
    let list = match &schemes {
        Some(member) => servers.with(&member.node, &Pointer::root().child("schemes"), sink),
        None => vec![servers.address("https", servers.span(span))],
    };
    put(root, "servers", servers.span(span), array(list, span));
}

impl Servers {
    /// Takes what is known of the addresses out of a document.
    pub(super) fn of(root: &mut Members) -> Self {
        let servers = Self::read(root);
        take(root, HOST);
        take(root, BASE_PATH);
        servers
    }

    fn read(root: &Members) -> Self {
        let text = |name: &str| match root.get(name).map(|it| &it.node) {
            Some(Node {
                value: Value::String(text),
                span,
            }) => Some((text.clone(), *span)),
            _ => None,
        };
        Self {
            host: text(HOST),
            base_path: text(BASE_PATH),
        }
    }

    fn span(&self, otherwise: Span) -> Span {
        let known = self.host.as_ref().or(self.base_path.as_ref());
        known.map_or(otherwise, |(_, span)| *span)
    }

    /// The addresses with these schemes, the safe ones first; reports schemes of which none can be made.
    pub(super) fn with(&self, schemes: &Node, at: &Pointer, sink: &mut Sink) -> Vec<Node> {
        let items = match &schemes.value {
            Value::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(schemes),
        };
        let mut known = Vec::new();
        for item in items {
            match &item.value {
                Value::String(scheme) if ["https", "http"].contains(&scheme.as_str()) => {
                    known.push((scheme.as_str(), item.span));
                }
                _ => {
                    let message = "a client sends by `https` and `http` alone: left out";
                    report(sink, at, item.span, message);
                }
            }
        }
        if known.is_empty() {
            known.push(("https", schemes.span));
        }
        known.sort_by_key(|(scheme, _)| *scheme != "https");
        let addresses = known.into_iter();
        addresses
            .map(|(scheme, span)| self.address(scheme, span))
            .collect()
    }

    fn address(&self, scheme: &str, span: Span) -> Node {
        let path = self.base_path.as_ref().map_or("", |(path, _)| path);
        let path = path.trim_end_matches('/');
        let slash = if path.is_empty() || path.starts_with('/') {
            ""
        } else {
            "/"
        };
        let url = match &self.host {
            Some((host, _)) => format!("{scheme}://{}{slash}{path}", host.trim_end_matches('/')),
            None if path.is_empty() => "/".to_owned(),
            None => format!("{slash}{path}"),
        };
        single("url", string(url, span))
    }
}
