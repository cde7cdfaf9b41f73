//! The URL of a message in the parts that recipes name.

use crate::support::query::Query;

/// An absolute URL, or a path with perhaps a query. All of it is text of the wire: nothing is decoded
/// or brought to a normal form but the case of scheme and host.
#[derive(Clone, Default)]
pub(super) struct Address {
    pub(super) scheme: String,
    /// An IPv6 address stands in its brackets.
    pub(super) host: String,
    /// If it is written and not the scheme's own.
    pub(super) port: Option<String>,
    pub(super) path: String,
    pub(super) query: Query,
}

impl Address {
    /// Takes a URL apart; a fragment is dropped. `None` for user info, blanks, controls, and a port
    /// that is none.
    pub(super) fn parse(url: &str) -> Option<Self> {
        if url.chars().any(|it| it.is_control() || it == ' ') {
            return None;
        }
        let url = url.split('#').next().unwrap_or_default();
        let (before, query) = url.split_once('?').unwrap_or((url, ""));
        let query = Query::of(query);
        let Some((scheme, rest)) = before.split_once("://") else {
            return Some(Self {
                path: before.to_owned(),
                query,
                ..Self::default()
            });
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        // The colons of an IPv6 address stand before its closing bracket.
        let after = authority.rfind(']').map_or(0, |bracket| bracket + 1);
        let (host, port) = match authority[after..].rfind(':') {
            Some(colon) => authority.split_at(after + colon),
            None => (authority, ""),
        };
        let scheme = scheme.to_ascii_lowercase();
        let port = match port.trim_start_matches(':') {
            "" => None,
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(digits.parse::<u16>().ok()?.to_string())
            }
            _ => return None,
        };
        let path = if path.is_empty() { "/" } else { path };
        (!authority.contains('@')).then(|| Self {
            host: host.to_ascii_lowercase(),
            port: port.filter(|port| port != default_port(&scheme)),
            scheme,
            path: path.to_owned(),
            query,
        })
    }

    pub(super) fn port(&self) -> &str {
        self.port
            .as_deref()
            .unwrap_or_else(|| default_port(&self.scheme))
    }

    pub(super) fn authority(&self) -> String {
        match &self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }

    pub(super) fn origin(&self) -> String {
        if self.scheme.is_empty() {
            String::new()
        } else {
            format!("{}://{}", self.scheme, self.authority())
        }
    }

    pub(super) fn target(&self) -> String {
        match self.query.text() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }
}

/// The port that is connected to where none is written.
fn default_port(scheme: &str) -> &'static str {
    match scheme {
        "https" | "wss" => "443",
        "http" | "ws" => "80",
        _ => "",
    }
}
