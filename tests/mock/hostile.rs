//! Requests that mean harm: no panic, no hang, no memory without end, and the next caller is served.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use countersign::mock::Server;

use crate::client::{builder, exchange, get, post, read, server};

const ANY: &str = "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a/{b}:
    post:
      operationId: a
      parameters: [{name: b, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: fine}}
  /ping: {get: {operationId: ping, responses: {'200': {description: fine}}}}
";

#[track_caller]
fn is_well(server: &Server) {
    assert_eq!(get(server, "/ping", &[]).status, 200);
}

#[test]
fn heads_that_are_too_large_are_refused() {
    let server = server(ANY);
    let long = "x".repeat(200_000);
    for head in [
        format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"),
        format!("GET /ping HTTP/1.1\r\nHost: x\r\nX-Long: {long}\r\n\r\n"),
        format!(
            "GET /ping HTTP/1.1\r\nHost: x\r\n{}\r\n",
            "X-Many: 1\r\n".repeat(5000)
        ),
        "\u{0}\u{1}\u{2}\r\n\r\n".to_owned(),
        "GET /ping HTTP/1.1\r\nHost: x\r\nA B: c\r\n\r\n".to_owned(),
        "GET  /ping\r\n\r\n".to_owned(),
    ] {
        let answer = exchange(server.address(), head.as_bytes());
        if !answer.is_empty() {
            let status = read(&answer).status;
            assert!((400..500).contains(&status), "{status}");
        }
        is_well(&server);
    }
}

#[test]
fn bodies_that_are_too_large_are_refused() {
    let server = server(ANY);
    let head = "POST /a/b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n";
    let mut bytes = head.as_bytes().to_vec();
    bytes.extend(vec![b'1'; 5_000_000]);
    let answer = exchange(server.address(), &bytes);
    if !answer.is_empty() {
        assert_eq!(read(&answer).status, 413);
    }
    let mut chunked =
        b"POST /a/b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..100 {
        chunked.extend(b"10000\r\n");
        chunked.extend(vec![b'1'; 0x10000]);
        chunked.extend(b"\r\n");
    }
    let answer = exchange(server.address(), &chunked);
    if !answer.is_empty() {
        assert_eq!(read(&answer).status, 413);
    }
    is_well(&server);
}

#[test]
fn deep_and_odd_json_is_refused() {
    let server = server(ANY);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(post(&server, "/a/b", &[], &deep).code(), "body-malformed");
    let objects = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    assert_eq!(
        post(&server, "/a/b", &[], &objects).code(),
        "body-malformed"
    );
    for body in [
        "{\"a\": 1e999999}",
        "\u{feff}{}",
        "{\"a\":\"\\ud800\"}",
        "nul",
    ] {
        assert_eq!(post(&server, "/a/b", &[], body).status, 400, "{body}");
    }
    let mut bytes = b"POST /a/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\n\"\xff\xfe\"".to_vec();
    assert_eq!(read(&exchange(server.address(), &bytes)).status, 400);
    bytes = b"POST /a/%ff%00%2f..?%ff=%fe&&&=== HTTP/1.1\r\nHost: \xff\r\nConnection: close\r\nX: \xfe\r\n\r\n".to_vec();
    assert!(read(&exchange(server.address(), &bytes)).status < 500);
    is_well(&server);
}

#[test]
fn slow_clients_are_left() {
    let patience = Duration::from_millis(200);
    let server = builder(ANY)
        .patience(patience, patience)
        .start()
        .expect("it starts");
    for beginning in [
        "GET /ping HT",
        "",
        "POST /a/b HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{",
    ] {
        let started = Instant::now();
        let mut stream = TcpStream::connect(server.address()).expect("it listens");
        stream
            .write_all(beginning.as_bytes())
            .expect("it is written");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("it can be set");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(started.elapsed() < Duration::from_secs(10), "{beginning:?}");
    }
    is_well(&server);
}

#[test]
fn many_connections_are_served_in_turn() {
    let server = server(ANY);
    let idle: Vec<_> = (0..100)
        .map(|_| TcpStream::connect(server.address()))
        .collect();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let address = server.address();
            std::thread::spawn(move || {
                for _ in 0..50 {
                    let answer = exchange(
                        address,
                        b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                    );
                    assert_eq!(read(&answer).status, 200);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().expect("all were served");
    }
    drop(idle);
}

#[test]
fn every_recipe_withstands_odd_requests() {
    for recipe in countersign::lower::signing::bundled() {
        let server = server(&format!(
            "openapi: 3.0.3
info: {{title: t, version: '1'}}
security: [{{s: []}}]
paths: {{/a: {{post: {{operationId: a, responses: {{'200': {{description: fine}}}}}}}}}}
components: {{securitySchemes: {{s: {{type: apiKey, in: header, name: x, x-signing: {{use: {recipe}}}}}}}}}
"
        ));
        let long = "=,;:\"{}".repeat(2000);
        for (header, body) in [
            ("Authorization", "<xml><sign></sign></xml>"),
            (
                "X-Auth-Signature",
                "{\"params\": {\"signature\": []}, \"args\": 1}",
            ),
            ("Signature-Input", "signature=%ff&api_key&timestamp=%"),
            ("Host", "[::1]:99999999"),
        ] {
            for media in [
                "application/json",
                "application/xml",
                "application/x-www-form-urlencoded",
            ] {
                let request = format!(
                    "POST /a?signature={long}&&Signature&timestamp=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}: {long}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                );
                let answer = exchange(server.address(), request.as_bytes());
                let status = read(&answer).status;
                assert!(status < 500, "{recipe}: {status}");
            }
        }
    }
}
