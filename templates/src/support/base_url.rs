//! Where requests go: checked once, when the client is built.

use std::fmt;

use url::{Host, Url};

use super::error::BuildError;
use super::request::is_dots;

/// An `http` or `https` URL without user info, query and fragment; its path is a prefix.
#[derive(Clone)]
pub(crate) struct BaseUrl(Url);

impl BaseUrl {
    /// Reads and checks `text`.
    pub(crate) fn parse(text: &str, allow_plain_http: bool) -> Result<Self, BuildError> {
        Self::check(text, allow_plain_http).map_err(BuildError::BaseUrl)
    }

    /// Reads `text`, or says what is wrong with it.
    pub(crate) fn check(text: &str, allow_plain_http: bool) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "is not an absolute URL")?;
        let problem = if !matches!(url.scheme(), "http" | "https") {
            Some("is neither http nor https")
        } else if !url.username().is_empty() || url.password().is_some() {
            Some("has user info; credentials are given to the client by themselves")
        } else if url.query().is_some() || url.fragment().is_some() {
            Some("has a query or a fragment")
        } else if climbs(text) {
            Some("has `.` or `..` in its path")
        } else if url.scheme() == "http" && !allow_plain_http && !is_loopback(&url) {
            Some("is plain http to another host; `allow_plain_http` permits it")
        } else {
            None
        };
        problem.map_or(Ok(Self(url)), Err)
    }

    /// The base URL that `reference` leads to, seen from here, if it is on the same origin.
    pub(crate) fn beside(&self, reference: &str) -> Option<Self> {
        let url = self.resolve(reference)?;
        let is_plain = url.query().is_none() && url.fragment().is_none();
        (is_plain && url.origin() == self.0.origin()).then_some(Self(url))
    }

    /// The URL of `path`, which begins with a slash and is percent-encoded.
    ///
    /// `None` if the URL would have another path than that, say because of a `..` in it.
    pub(crate) fn join(&self, path: &str) -> Option<Url> {
        let path = format!("{}{path}", self.0.path().trim_end_matches('/'));
        let mut url = self.0.clone();
        url.set_path(&path);
        (url.path() == path).then_some(url)
    }

    /// The URL that `reference` leads to, seen from here (RFC 3986 §5.2).
    pub(crate) fn resolve(&self, reference: &str) -> Option<Url> {
        self.0.join(reference).ok()
    }

    /// The origin that `reference` leads to, seen from here, if it is another one: scheme, host and
    /// port, nothing else.
    pub(crate) fn elsewhere(&self, reference: &str) -> Option<String> {
        let origin = self.resolve(reference)?.origin();
        (origin.is_tuple() && origin != self.0.origin()).then(|| origin.ascii_serialization())
    }

    /// Whether requests are encrypted.
    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the path: some services have a key in it.
        fmt::Debug::fmt(&self.0.origin().ascii_serialization(), f)
    }
}

/// Whether the path of a URL would not be taken as it is written: a value that was put into it may be a `..`.
fn climbs(text: &str) -> bool {
    text.split(['/', '\\']).skip(1).any(is_dots)
}

/// Whether the host is this machine, whatever the resolver says.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
