//! The message that a recipe reads: a request to be signed, or one or a response to be verified.

use std::collections::BTreeMap;

use super::shown::Shown;

/// A message as it is on the wire, in the parts that recipes name.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Upper case.
    pub method: String,
    /// Where it goes, or went.
    pub url: Url,
    /// Names and values in order. `host` and `content-length` need not be there: a recipe that
    /// reads them gets what will be sent.
    pub headers: Vec<(String, Shown)>,
    /// The bytes.
    pub body: Shown,
    /// Path parameters by name, not encoded.
    pub params: BTreeMap<String, String>,
    /// Of a response.
    pub status: Option<u16>,
}

/// An absolute URL in parts. All are text of the wire; nothing is decoded or brought to a normal
/// form but the case of scheme and host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// Lower case; empty if the URL is not absolute.
    pub scheme: String,
    /// Lower case, an IPv6 address in its brackets.
    pub host: String,
    /// If it is written.
    pub port: Option<String>,
    /// `/` if the URL ends after the authority.
    pub path: String,
    /// Without `?`. A lone `?` is not kept.
    pub query: Shown,
}

/// Why a text is no URL that can be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// Passwords in addresses end up in logs.
    #[error("the URL has user information")]
    UserInfo,
    /// Not a number of at most 65535.
    #[error("the port of the URL is not a number")]
    Port,
    /// Blanks, line breaks and other controls have to be percent-encoded.
    #[error("the URL has blanks or control characters")]
    Controls,
}

impl Url {
    /// Takes a URL apart. A fragment is dropped, since it is never sent. What has no `://` is a
    /// path with perhaps a query.
    ///
    /// # Errors
    ///
    /// [`UrlError`] for user information, a port that is none, and blanks or controls.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        if text.chars().any(|it| it.is_control() || it == ' ') {
            return Err(UrlError::Controls);
        }
        let text = text.split('#').next().unwrap_or_default();
        let (before, query) = text.split_once('?').unwrap_or((text, ""));
        let query = Shown::open(query);
        let Some((scheme, rest)) = before.split_once("://") else {
            return Ok(Self {
                path: before.to_owned(),
                query,
                ..Self::default()
            });
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(UrlError::UserInfo);
        }
        let (host, port) = split_port(authority)?;
        Ok(Self {
            scheme: scheme.to_ascii_lowercase(),
            host: host.to_ascii_lowercase(),
            port,
            path: if path.is_empty() { "/" } else { path }.to_owned(),
            query,
        })
    }

    /// Returns the port that is connected to: the written one, else the scheme's.
    pub(super) fn port(&self) -> &str {
        self.port.as_deref().unwrap_or_else(|| self.default_port())
    }

    /// Returns the host, and the port unless it is the scheme's.
    pub(super) fn authority(&self) -> String {
        match &self.port {
            Some(port) if port != self.default_port() => format!("{}:{port}", self.host),
            Some(_) | None => self.host.clone(),
        }
    }

    /// Returns scheme and authority; nothing if the URL is not absolute.
    pub(super) fn origin(&self) -> String {
        if self.scheme.is_empty() {
            String::new()
        } else {
            format!("{}://{}", self.scheme, self.authority())
        }
    }

    /// Returns the path, and the query with its `?` if there is one.
    pub(super) fn target(&self) -> Shown {
        let mut target = Shown::open(self.path.as_str());
        if !self.query.bytes().is_empty() {
            target.push_text("?");
            target.push(&self.query);
        }
        target
    }

    /// Returns the whole.
    pub fn whole(&self) -> Shown {
        let mut url = Shown::open(self.origin());
        url.push(&self.target());
        url
    }

    fn default_port(&self) -> &'static str {
        match self.scheme.as_str() {
            "https" | "wss" => "443",
            "http" | "ws" => "80",
            _ => "",
        }
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<String>), UrlError> {
    // The colons of an IPv6 address stand before its closing bracket.
    let after = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let Some(colon) = authority[after..].rfind(':').map(|colon| after + colon) else {
        return Ok((authority, None));
    };
    let (host, port) = (&authority[..colon], &authority[colon + 1..]);
    if port.is_empty() {
        return Ok((host, None));
    }
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(UrlError::Port);
    }
    let number: u16 = port.parse().map_err(|_| UrlError::Port)?;
    Ok((host, Some(number.to_string())))
}

impl Request {
    /// Returns the values of a header in order. `host` and `content-length` are known without
    /// being there.
    pub(super) fn header_values(&self, name: &str) -> Vec<Shown> {
        let values: Vec<Shown> = self.written(name).cloned().collect();
        if !values.is_empty() {
            return values;
        }
        let implied = match name.to_ascii_lowercase().as_str() {
            "host" => self.url.authority(),
            "content-length" if !self.body.bytes().is_empty() || self.takes_body() => {
                self.body.bytes().len().to_string()
            }
            _ => String::new(),
        };
        if implied.is_empty() {
            Vec::new()
        } else {
            vec![Shown::open(implied)]
        }
    }

    /// Returns whether the method comes with a body: then its length is sent even if there is none
    /// (RFC 9110 §8.6).
    pub(super) fn takes_body(&self) -> bool {
        matches!(self.method.as_str(), "POST" | "PUT" | "PATCH")
    }

    /// Returns whether a header was written, even an empty one.
    pub(super) fn has_header(&self, name: &str) -> bool {
        self.written(name).next().is_some()
    }

    /// Returns the values of a header joined by comma and blank; nothing if it is absent.
    pub(super) fn header(&self, name: &str) -> Shown {
        let mut joined = Shown::default();
        for (index, value) in self.header_values(name).iter().enumerate() {
            if index > 0 {
                joined.push_text(", ");
            }
            joined.push(value);
        }
        joined
    }

    /// Returns the content type without parameters, in lower case.
    pub(super) fn media_type(&self) -> String {
        let whole = self.header("content-type");
        let text = String::from_utf8_lossy(whole.bytes());
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }

    /// Gives a header one value, in place of all it had.
    pub(super) fn set_header(&mut self, name: &str, value: Shown) {
        self.headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value));
    }

    fn written<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r Shown> {
        self.headers
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_comes_apart_without_being_normalised() {
        let url = Url::parse("HTTPS://Api.Example:8443/a/../%7e?b=1&&c#d").expect("a URL");
        assert_eq!(
            (url.scheme.as_str(), url.host.as_str(), url.port()),
            ("https", "api.example", "8443")
        );
        assert_eq!(url.authority(), "api.example:8443");
        assert_eq!(url.path, "/a/../%7e");
        assert_eq!(
            url.whole().to_string(),
            "https://api.example:8443/a/../%7e?b=1&&c"
        );
    }

    #[test]
    fn default_ports_addresses_and_bare_paths_are_understood() {
        let authority =
            |text| Url::parse(text).map(|url| (url.authority(), url.port().to_owned(), url.path));
        let parts = |authority: &str, port: &str, path: &str| {
            Ok((authority.to_owned(), port.to_owned(), path.to_owned()))
        };
        assert_eq!(authority("https://a:443"), parts("a", "443", "/"));
        assert_eq!(authority("http://a:0443/"), parts("a:443", "443", "/"));
        assert_eq!(
            authority("http://[::1]:8080/x"),
            parts("[::1]:8080", "8080", "/x")
        );
        assert_eq!(authority("http://[::1]"), parts("[::1]", "80", "/"));
        assert_eq!(authority("/x?y"), parts("", "", "/x"));
        assert_eq!(authority("http://u:p@a/"), Err(UrlError::UserInfo));
        assert_eq!(authority("http://a:b/"), Err(UrlError::Port));
        assert_eq!(authority("http://a/ b"), Err(UrlError::Controls));
    }
}
