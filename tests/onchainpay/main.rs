//! The whole API over loopback: each of the 85 operations, called by the generated crate with the document's examples
//! and answered by the mock.

mod calls;
mod concurrency;
mod document;
mod examples;
mod operations;

use countersign::mock::{Seen, Server};
use countersign::source::Source;
use onchainpay::Client;
use onchainpay::security::{Merchant, Partner};
use ring::hmac;

/// A mock of the document.
fn server() -> Server {
    let source = Source::new("onchainpay.yaml", document::text());
    let builder = Server::builder(&source).expect("the document is good");
    builder.start().expect("it starts")
}

/// A client with the mock's credentials.
fn client(server: &Server) -> Client {
    let (merchant, partner) = (
        server.credentials("merchant"),
        server.credentials("partner"),
    );
    Client::builder()
        .base_url(server.url())
        .merchant(Merchant::new(
            &*merchant["public_key"],
            &*merchant["secret"],
        ))
        .partner(Partner::new(&*partner["public_key"], &*partner["secret"]))
        .build()
        .expect("the options are good")
}

/// Works the signature of a request out again from its bytes, and gives the nonce.
fn nonce(server: &Server, seen: &Seen) -> u64 {
    let header = |name: &str| {
        let mut named = seen.headers.iter().filter(|(other, _)| other == name);
        let value = named.next().map(|(_, value)| value.as_str());
        value.unwrap_or_else(|| panic!("`{name}` is there: {:?}", seen.headers))
    };
    let is_partner = seen.path.starts_with("/partner/");
    let pair = server.credentials(if is_partner { "partner" } else { "merchant" });
    assert_eq!(header("x-api-public-key"), pair["public_key"]);
    let key = hmac::Key::new(hmac::HMAC_SHA256, pair["secret"].as_bytes());
    let tag = hmac::sign(&key, &seen.body);
    let hex = |text: String, byte: &u8| text + &format!("{byte:02x}");
    let signature = tag.as_ref().iter().fold(String::new(), hex);
    assert_eq!(header("x-api-signature"), signature, "{}", seen.path);
    let body: serde_json::Value = serde_json::from_slice(&seen.body).expect("it is JSON");
    body["nonce"].as_u64().expect("a nonce is a number")
}
