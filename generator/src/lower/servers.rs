//! Servers: where requests go unless the client is told otherwise.

use crate::diag::{Sink, codes};
use crate::ir::{Server, ServerVariable};
use crate::parse::At;

/// The servers of a document, a path or an operation, without those that a client cannot use; the first one is where
/// requests go.
pub(super) fn servers(of: &At<'_>, sink: &mut Sink) -> Vec<Server> {
    let Some(list) = of.array("servers", sink) else {
        return Vec::new();
    };
    let servers = list.items().filter_map(|at| server(&at, sink));
    let mut servers: Vec<_> = servers.collect();
    put_safe_first(&mut servers);
    servers
}

/// Puts a server of `https` before all others if requests could be read on the way to the first one, which a client
/// refuses unless it is told otherwise. It is the one of the same address, else the first.
fn put_safe_first(servers: &mut [Server]) {
    let Some(plain) = servers.first().filter(|first| is_plain(&first.url)) else {
        return;
    };
    let address = bare(&plain.url).to_owned();
    let is_safe = |it: &Server| it.url.starts_with("https://");
    let has_address = |it: &Server| is_safe(it) && bare(&it.url) == address;
    let twin = servers.iter().position(has_address);
    if let Some(place) = twin.or_else(|| servers.iter().position(is_safe)) {
        servers[..=place].rotate_right(1);
    }
}

/// An address without its scheme.
fn bare(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.trim_end_matches('/')
}

/// Whether what is sent to `url` can be read on the way.
pub(super) fn is_plain(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("http://") else {
        return false;
    };
    let host = rest.split(['/', '?', ':']).next().unwrap_or_default();
    host != "localhost" && !host.starts_with("127.") && !rest.starts_with("[::1]")
}

fn server(at: &At<'_>, sink: &mut Sink) -> Option<Server> {
    let server = at.read::<openapiv3::Server>(sink)?;
    let template = server.url.trim().to_owned();
    let variables = server.variables.into_iter().flatten();
    let variables = variables.map(|(name, variable)| ServerVariable {
        name,
        default: variable.default,
        values: variable.enumeration,
        description: variable.description,
    });
    let variables: Vec<_> = variables.filter(|it| is_in(it, &template)).collect();
    let mut url = template.clone();
    for variable in &variables {
        url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
    }
    if url.contains('{') {
        let message = format!("server `{url}` has a variable without a default");
        sink.report(&codes::CS0112, &at.origin(), message)
            .help("declare it under `variables` with a `default`");
        return None;
    }
    let address = address(&url);
    if let Some(why) = address.why {
        let how = match &address.url {
            Some(url) => format!("taken for `{url}`"),
            None => "left out".to_owned(),
        };
        let message = format!("server `{url}` {why}: {how}");
        sink.report(&codes::CS0113, &at.origin(), message)
            .help("write an address of `https`, with a host and perhaps a path");
    }
    // One that was not taken as it is written is not one to fill in.
    let is_template = !variables.is_empty() && address.why.is_none() && url.contains("://");
    Some(Server {
        origin: at.origin(),
        url: address.url?,
        name: at.str("name", sink).map(str::to_owned),
        description: server.description,
        template: is_template.then_some(template),
        variables: if is_template { variables } else { Vec::new() },
    })
}

/// Whether an address has this variable.
fn is_in(variable: &ServerVariable, template: &str) -> bool {
    template.contains(&format!("{{{}}}", variable.name))
}

/// What a client makes of an address, and what was wrong with it.
struct Address {
    url: Option<String>,
    why: Option<&'static str>,
}

fn address(url: &str) -> Address {
    let left_out = |why| Address {
        url: None,
        why: Some(why),
    };
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None if url.starts_with("//") => ("https".to_owned(), &url[2..]),
        None if has_host(url) => ("https".to_owned(), url),
        // Relative to where the document was found.
        None => {
            return Address {
                url: Some(url.to_owned()),
                why: None,
            };
        }
    };
    if !["https", "http"].contains(&scheme.as_str()) {
        return left_out("is neither `http` nor `https`");
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    if rest[..end].is_empty() || rest[..end].contains('@') || rest[..end].contains(is_blank) {
        return left_out("has no host, or a user before it, or a blank in it");
    }
    let base = rest.split(['?', '#']).next().unwrap_or_default();
    let read = format!("{scheme}://{base}");
    if url::Url::parse(&read).is_err() {
        return left_out("is no address of `http` or `https`");
    }
    let why = if base.len() < rest.len() {
        Some("has a query or a fragment")
    } else if !url
        .to_ascii_lowercase()
        .starts_with(&format!("{scheme}://"))
    {
        Some("has no scheme")
    } else {
        None
    };
    Address {
        url: Some(read),
        why,
    }
}

/// Whether a text without a scheme begins with a host rather than with a path.
fn has_host(text: &str) -> bool {
    let first = text.split('/').next().unwrap_or_default();
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-.:".contains(c);
    let is_host = first.starts_with("localhost") || first.contains('.') || first.contains(':');
    is_host && first.starts_with(|c: char| c.is_ascii_alphanumeric()) && first.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::source::Source;

    #[test]
    fn what_is_sent_in_the_clear_does_not_come_first() {
        for (listed, expected) in [
            (
                "http://a.example https://a.example",
                "https://a.example http://a.example",
            ),
            (
                "http://a.example/v1 /v2 https://b.example",
                "https://b.example http://a.example/v1 /v2",
            ),
            (
                "http://a.example https://test.example https://a.example/",
                "https://a.example/ http://a.example https://test.example",
            ),
            (
                "https://a.example https://b.example",
                "https://a.example https://b.example",
            ),
            (
                "http://localhost:80 https://a.example",
                "http://localhost:80 https://a.example",
            ),
            (
                "http://127.0.0.1/v1 https://a.example",
                "http://127.0.0.1/v1 https://a.example",
            ),
            (
                "http://a.example /v1 http://b.example",
                "http://a.example /v1 http://b.example",
            ),
            (
                "/v1 http://a.example https://a.example",
                "/v1 http://a.example https://a.example",
            ),
        ] {
            let list = listed.split(' ').map(|url| format!("{{url: '{url}'}}"));
            let list = list.collect::<Vec<_>>().join(", ");
            let text = format!("{{openapi: 3.0.3, servers: [{list}]}}");
            let mut sink = Sink::new();
            let document = parse(&Source::new("x", text), &mut sink).unwrap();
            let found = servers(&document.root(), &mut sink).into_iter();
            let found: Vec<_> = found.map(|it| it.url).collect();
            assert_eq!(found.join(" "), expected, "{listed}");
        }
    }

    #[test]
    fn addresses_are_read_as_they_are_meant() {
        for (url, expected, is_fine) in [
            ("https://a.example/v1", Some("https://a.example/v1"), true),
            ("HTTPS://a.example", Some("https://a.example"), true),
            ("/v1", Some("/v1"), true),
            ("v1", Some("v1"), true),
            ("../v1", Some("../v1"), true),
            ("", Some(""), true),
            ("a.example/v1", Some("https://a.example/v1"), false),
            ("localhost:8080", Some("https://localhost:8080"), false),
            ("//a.example/v1", Some("https://a.example/v1"), false),
            (
                "https://a.example/v1?x=1",
                Some("https://a.example/v1"),
                false,
            ),
            ("https://a.example#x", Some("https://a.example"), false),
            ("wss://a.example", None, false),
            ("https://", None, false),
            ("https://user@a.example", None, false),
            ("https://a.example:x/", None, false),
            ("https://a.example:99999", None, false),
            ("https://[::1", None, false),
            ("mailto:x", None, false),
            ("data:text/html,x", None, false),
            ("https://a b.example", None, false),
            ("https://a.example/b c", Some("https://a.example/b c"), true),
        ] {
            let address = address(url);
            assert_eq!(address.url.as_deref(), expected, "{url}");
            assert_eq!(address.why.is_none(), is_fine, "{url}");
        }
    }
}
