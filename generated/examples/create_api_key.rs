//! Makes a merchant key pair with a partner's credentials.
//!
//! Against the service, with the credentials in `ONCHAINPAY_PARTNER_PUBLIC_KEY` and
//! `ONCHAINPAY_PARTNER_SECRET`:
//!
//! ```text
//! cargo run -p onchainpay --example create_api_key -- USER_ID ORGANIZATION_ID ALIAS
//! ```
//!
//! Without an account, against a small server in this program that verifies the signature:
//!
//! ```text
//! cargo run -p onchainpay --example create_api_key -- --local
//! ```

use std::error::Error;

use onchainpay::partner::CreateApiKeys;
use onchainpay::security::Partner;
use onchainpay::{Client, Error as CallError};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [flag] if flag == "--local" => {
            let client = Client::builder()
                .base_url(local::start().await?)
                .partner(Partner::new(local::PUBLIC_KEY, local::SECRET))
                .build()?;
            create(&client, "7376bfd8-2e53-4832-8445-50095093b5c2", "23fd734d-df33-4c6a-964c-55fba0c235ee", "demo").await
        }
        [user_id, organization_id, alias] => {
            let client = Client::builder().partner(Partner::from_env()?).build()?;
            create(&client, user_id, organization_id, alias).await
        }
        _ => Err("usage: create_api_key --local | USER_ID ORGANIZATION_ID ALIAS".into()),
    }
}

async fn create(client: &Client, user_id: &str, organization_id: &str, alias: &str) -> Result<(), Box<dyn Error>> {
    let request = CreateApiKeys {
        user_id: user_id.to_owned(),
        organization_id: organization_id.to_owned(),
        alias: alias.to_owned(),
    };
    match client.partner().create_api_keys(&request).await {
        Ok(pair) => {
            // The secret prints as [redacted]; `pair.secret.expose()` gives it.
            println!("{pair:#?}");
            Ok(())
        }
        Err(CallError::Api(refusal)) => Err(format!("the service refused: {refusal}").into()),
        Err(error) => Err(error.into()),
    }
}

/// A stand-in for the service: one operation, which checks the signature as the documentation says.
mod local {
    use std::io;

    use axum::Router;
    use axum::body::Bytes;
    use axum::http::HeaderMap;
    use axum::routing::post;
    use ring::hmac;

    pub const PUBLIC_KEY: &str = "local public key";
    pub const SECRET: &str = "local secret";

    /// Starts the server on a free port of this machine and returns its base URL.
    pub async fn start() -> io::Result<String> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().route("/partner/api/create-api-keys", post(create_api_keys));
        tokio::spawn(async move { axum::serve(listener, router).await });
        println!("a local server answers at {base_url}");
        Ok(base_url)
    }

    async fn create_api_keys(headers: HeaderMap, body: Bytes) -> String {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        println!("signed body: {}", String::from_utf8_lossy(&body));
        println!("x-api-signature: {}", text("x-api-signature"));
        if text("x-api-public-key") != PUBLIC_KEY || !is_signature(text("x-api-signature"), &body) {
            return r#"{"success":false,"error":{"code":1,"name":"SIGNATURE","message":"the signature does not match"}}"#.to_owned();
        }
        println!("the signature matches");
        r#"{"success":true,"response":{
            "id": "8907ff05-5491-4eaa-9eb3-a8e5e111a1fd",
            "public": "public half",
            "secret": "secret half",
            "alias": "demo",
            "createdAt": "2024-12-26T08:21:33.130Z"
        }}"#
        .to_owned()
    }

    /// Lowercase hex of HMAC-SHA256 over the body, keyed with the secret's text.
    fn is_signature(hex: &str, body: &[u8]) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        let tag = hmac::sign(&key, body);
        let expected: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        hex == expected
    }
}
