//! Parameters in every style, over loopback HTTP: what a generated client sends is what the specification says
//! (OpenAPI 3.1.1 §4.8.12.4), and the mock server reads the same values back.

mod headers;
mod hostile;
mod paths;
mod queries;

use countersign::mock::{Seen, Server};
use countersign::source::Source;
use styles_fixture::types::Color;
use styles_fixture::{Client, Error, Operation, Output};

const DOCUMENT: &str = include_str!("../fixtures/styles.yaml");

/// What is sent for a request that the server finds good.
#[track_caller]
fn sent<O: Operation>(request: &O) -> Seen {
    let (outcome, seen) = called(request);
    let seen = seen.unwrap_or_else(|| panic!("nothing was sent: {:?}", outcome.as_ref().err()));
    let said = format!("{}?{}: {:?}", seen.path, seen.query, seen.entry);
    assert!(outcome.is_ok(), "{said}");
    seen
}

/// What becomes of a request that is not sent.
#[track_caller]
fn refused<O: Operation>(request: &O) -> Error {
    let (outcome, seen) = called(request);
    if let Some(seen) = seen {
        panic!("{}?{} was sent", seen.path, seen.query);
    }
    outcome.map(|_| ()).expect_err("it is refused")
}

fn called<O: Operation>(request: &O) -> (Result<Output<O>, Error>, Option<Seen>) {
    let server = Server::builder(&Source::new("styles.yaml", DOCUMENT));
    let server = server.expect("the document is good").start();
    let server = server.expect("a port is free");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let outcome = runtime.expect("a runtime").block_on(async {
        let client = Client::builder().base_url(server.url()).build();
        client.expect("a client").send(request).await
    });
    (outcome, server.requests().pop())
}

/// Path, and query if there is one.
#[track_caller]
fn target<O: Operation>(request: &O) -> String {
    let seen = sent(request);
    match seen.query.as_str() {
        "" => seen.path,
        query => format!("{}?{query}", seen.path),
    }
}

/// The text, the list and the object of the specification's table.
fn text() -> String {
    "blue".to_owned()
}

fn colors() -> Vec<String> {
    ["blue", "black", "brown"].map(str::to_owned).into()
}

fn rgb() -> Color {
    Color {
        r: Some(100),
        g: Some(200),
        b: Some(150),
        ..Color::default()
    }
}
