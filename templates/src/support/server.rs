//! Servers beside the base URL: the document sends single operations there.

use std::borrow::Cow;

use super::base_url::BaseUrl;
use super::error::EncodeError;
use super::network::Network;

/// A server that some operations are sent to instead of the base URL.
///
/// [`ClientBuilder::server`](super::builder::ClientBuilder::server) puts another one in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server(&'static str);

impl Server {
    /// The server of this URL, which is absolute or relative to the base URL (RFC 3986 §5.2).
    pub const fn new(url: &'static str) -> Self {
        Self(url)
    }

    /// The URL, as the document has it.
    pub const fn url(self) -> &'static str {
        self.0
    }
}

/// Which of the servers beside the base URL a client uses.
#[derive(Default)]
pub(crate) struct Servers {
    /// What stands in place of the document's.
    pub(crate) given: Vec<(Server, BaseUrl)>,
    /// The base URL is not the document's, so its other servers may be the wrong ones, too.
    pub(crate) is_moved: bool,
}

impl Servers {
    /// Where requests for `server` go; to the base URL if an operation has none of its own.
    pub(crate) fn find<'a>(
        &'a self,
        server: Option<Server>,
        network: &'a Network,
    ) -> Result<Cow<'a, BaseUrl>, EncodeError> {
        let Some(server) = server else {
            return Ok(Cow::Borrowed(&network.base_url));
        };
        let mut given = self.given.iter();
        if let Some((_, url)) = given.find(|(other, _)| *other == server) {
            return Ok(Cow::Borrowed(url));
        }
        let unfit = |problem| EncodeError::Server {
            url: server.0,
            problem,
        };
        let found = if !server.0.contains("://") {
            let below = network.base_url.beside(server.0);
            below.ok_or(unfit("leads away from the base URL"))
        } else if self.is_moved {
            let problem =
                "is not used with another base URL; `ClientBuilder::server` says where instead";
            Err(unfit(problem))
        } else {
            BaseUrl::check(server.0, network.allow_plain_http).map_err(unfit)
        };
        found.map(Cow::Owned)
    }
}
