//! Where a client may send to.

use countersign_support::{BuildError, Client};

use crate::common::{Script, client, request};

/// The URL that a call goes to with this base URL.
async fn url(base: &str) -> String {
    let script = Script::good(crate::common::GOOD);
    let client = crate::common::builder(&script)
        .base_url(base)
        .build()
        .expect("a good base URL");
    client
        .partner()
        .create_api_keys(&request())
        .await
        .expect("a good response");
    script.only().url
}

/// Why a base URL is refused.
fn refusal(base: &str) -> String {
    let script = Script::default();
    let built = Client::builder().transport(script).base_url(base).build();
    match built.expect_err("the base URL is bad") {
        BuildError::BaseUrl(reason) => reason.to_owned(),
        other => panic!("another error: {other}"),
    }
}

#[tokio::test]
async fn the_path_of_the_base_url_is_a_prefix() {
    let expected = "https://h/prefix/partner/api/create-api-keys";
    assert_eq!(url("https://h/prefix").await, expected);
    assert_eq!(url("https://h/prefix/").await, expected);
    assert_eq!(
        url("https://h/").await,
        "https://h/partner/api/create-api-keys"
    );
    assert_eq!(
        url("https://h:443").await,
        "https://h/partner/api/create-api-keys"
    );
}

#[tokio::test]
async fn the_host_header_is_that_of_the_base_url() {
    let script = Script::good(crate::common::GOOD);
    let client = crate::common::builder(&script)
        .base_url("https://Ex.ample:8443/a")
        .build()
        .unwrap();
    client.partner().create_api_keys(&request()).await.unwrap();
    assert_eq!(script.only().header("host"), "ex.ample:8443");
}

#[test]
fn urls_that_hide_something_are_refused() {
    assert!(refusal("https://user@h").contains("user info"));
    assert!(refusal("https://user:word@h").contains("user info"));
    assert!(refusal("https://h?a=b").contains("query"));
    assert!(refusal("https://h#a").contains("fragment"));
    assert!(refusal("ftp://h").contains("http"));
    assert!(refusal("/relative").contains("absolute"));
    assert!(refusal("").contains("absolute"));
}

#[test]
fn plain_http_is_for_this_machine_alone() {
    for base in [
        "http://example.com",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1",
    ] {
        assert!(refusal(base).contains("plain http"), "{base}");
        let built = Client::builder()
            .transport(Script::default())
            .base_url(base)
            .allow_plain_http(true)
            .build();
        assert!(built.is_ok(), "{base}");
    }
    for base in [
        "http://localhost:1",
        "http://127.0.0.1",
        "http://[::1]:8080",
    ] {
        assert!(
            Client::builder()
                .transport(Script::default())
                .base_url(base)
                .build()
                .is_ok()
        );
    }
}

#[tokio::test]
async fn the_documents_server_is_the_default() {
    let script = Script::good(crate::common::GOOD);
    client(&script)
        .partner()
        .create_api_keys(&request())
        .await
        .unwrap();
    assert!(
        script
            .only()
            .url
            .starts_with("https://ocp.onchainpay.io/partner/")
    );
}

#[cfg(not(feature = "reqwest"))]
#[test]
fn without_a_transport_no_client_is_built() {
    assert!(matches!(
        Client::builder().build(),
        Err(BuildError::NoTransport)
    ));
}
