//! Operations with servers of their own.

use countersign_support::{
    BuildError, Client, EncodeError, Error, Operation, OperationInfo, RequestParts, Server, payload,
};
use http::Method;

use crate::common::Script;

const FILES: Server = Server::new("https://files.example/v1/");
const NEXT: Server = Server::new("/v2");
const AWAY: Server = Server::new("/\\elsewhere.example");
const PLAIN: Server = Server::new("http://files.example");

/// An operation of this server.
struct Call(Server);

impl Operation for Call {
    type Payload = payload::Nothing;
    const INFO: OperationInfo = OperationInfo::new("call", Method::GET, "/call");

    fn encode(&self, parts: &mut RequestParts) {
        parts.server(self.0);
    }
}

/// The URL and the host that a call goes to, if it is sent.
async fn sent(base: Option<&str>, given: Option<&str>, server: Server) -> Result<String, Error> {
    let script = Script::good("null");
    let mut builder = Client::builder().transport(script.clone());
    if let Some(base) = base {
        builder = builder.base_url(base);
    }
    if let Some(given) = given {
        builder = builder.server(FILES, given);
    }
    builder
        .build()
        .expect("a good client")
        .send(&Call(server))
        .await?;
    let request = script.only();
    let host = request.url.split('/').nth(2);
    assert_eq!(host, Some(request.header("host")));
    Ok(request.url.clone())
}

/// What is wrong with a server to which nothing was sent.
async fn problem(base: Option<&str>, server: Server) -> String {
    match sent(base, None, server).await {
        Err(Error::Encode {
            source: EncodeError::Server { problem, .. },
            ..
        }) => problem.to_owned(),
        other => panic!("another outcome: {other:?}"),
    }
}

#[tokio::test]
async fn an_operation_goes_to_its_own_server() {
    let expected = "https://files.example/v1/call";
    assert_eq!(sent(None, None, FILES).await.unwrap(), expected);
    let documented = Some("https://ocp.onchainpay.io/");
    assert_eq!(sent(documented, None, FILES).await.unwrap(), expected);
}

#[tokio::test]
async fn a_client_that_was_moved_does_not_go_to_the_documents_other_servers() {
    let problem = problem(Some("http://127.0.0.1:1"), FILES).await;
    assert!(problem.contains("ClientBuilder::server"), "{problem}");
}

#[tokio::test]
async fn another_server_can_take_its_place() {
    for base in [None, Some("http://127.0.0.1:1")] {
        let url = sent(base, Some("http://127.0.0.1:2/files"), FILES).await;
        assert_eq!(url.unwrap(), "http://127.0.0.1:2/files/call");
    }
}

#[tokio::test]
async fn a_relative_server_follows_the_base_url() {
    let url = sent(Some("https://h:8443/v1"), None, NEXT).await.unwrap();
    assert_eq!(url, "https://h:8443/v2/call");
    let away = problem(None, AWAY).await;
    assert!(away.contains("leads away"), "{away}");
}

#[tokio::test]
async fn plain_http_needs_permission_there_too() {
    assert!(problem(None, PLAIN).await.contains("plain http"));
}

#[test]
fn an_address_in_its_place_is_checked_when_the_client_is_built() {
    let builder = Client::builder().transport(Script::default());
    let built = builder.server(FILES, "http://files.example").build();
    assert!(matches!(built, Err(BuildError::BaseUrl(_))));
}
