//! A client that sends what it is told, and a server to tell it to.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use countersign::mock::{Builder, Server};
use countersign::signing::Request;
use countersign::source::Source;
use serde_json::Value;

/// A response as it was received.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The reason of a refusal.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut named = lines.filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value)
    }
}

/// Starts a server for a document.
pub(crate) fn server(document: &str) -> Server {
    builder(document)
        .start()
        .expect("a server starts on a free port")
}

pub(crate) fn builder(document: &str) -> Builder {
    Server::builder(&Source::new("api.yaml", document))
        .unwrap_or_else(|error| panic!("{error:?}\n{document}"))
}

/// The document of the first API.
pub(crate) fn onchainpay() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/onchainpay.yaml");
    std::fs::read_to_string(path).expect("the document stands in the repository")
}

/// Sends bytes, and returns all that comes back before the connection ends.
pub(crate) fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let patience = Some(Duration::from_secs(300));
    stream
        .set_read_timeout(patience)
        .expect("a timeout can be set");
    // A server that has heard enough closes while the rest is being sent.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

/// Sends a request in parts.
pub(crate) fn call(
    server: &Server,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response {
    call_at(server.address(), method, target, headers, body)
}

/// The same for a server that is known by its address alone.
pub(crate) fn call_at(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response {
    let mut bytes = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n").into_bytes();
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("host"))
    {
        bytes.extend(format!("Host: {address}\r\n").bytes());
    }
    for (name, value) in headers {
        bytes.extend(format!("{name}: {value}\r\n").bytes());
    }
    if !body.is_empty() {
        bytes.extend(format!("Content-Length: {}\r\n", body.len()).bytes());
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    read(&exchange(address, &bytes))
}

/// Sends a request with a JSON body.
pub(crate) fn post(server: &Server, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let mut all = vec![("Content-Type", "application/json")];
    all.extend(headers);
    call(server, "POST", path, &all, body.as_bytes())
}

pub(crate) fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Response {
    call(server, "GET", path, headers, b"")
}

/// Sends what the evaluator has signed.
pub(crate) fn send(server: &Server, request: &Request) -> Response {
    let texts: Vec<(String, String)> = request
        .headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8(value.bytes().to_vec()).expect("headers are text");
            (name.clone(), value)
        })
        .collect();
    let headers: Vec<_> = texts
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let mut target = request.url.path.clone();
    let query = String::from_utf8(request.url.query.bytes().to_vec()).expect("queries are text");
    if !query.is_empty() {
        target = format!("{target}?{query}");
    }
    call(
        server,
        &request.method,
        &target,
        &headers,
        request.body.bytes(),
    )
}

/// Takes a response apart.
pub(crate) fn read(bytes: &[u8]) -> Response {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no response: {}", String::from_utf8_lossy(bytes)));
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|it| it.parse().ok());
    let chunked = head
        .to_ascii_lowercase()
        .contains("transfer-encoding: chunked");
    let body = bytes[end + 4..].to_vec();
    Response {
        status: status.expect("a status"),
        head,
        body: if chunked { dechunked(&body) } else { body },
    }
}

fn dechunked(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), bytes);
    while let Some(end) = rest.windows(2).position(|it| it == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).ok();
        let size = size
            .and_then(|it| usize::from_str_radix(it, 16).ok())
            .unwrap_or(0);
        let Some(chunk) = rest.get(end + 2..end + 2 + size).filter(|_| size > 0) else {
            break;
        };
        out.extend(chunk);
        rest = &rest[(end + 4 + size).min(rest.len())..];
    }
    out
}
