//! What the tests share: a client over a scripted transport, a fixed clock, sample values.

pub(crate) mod child;
pub(crate) mod operations;
pub(crate) mod scripted;
#[cfg(feature = "reqwest")]
pub(crate) mod server;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use countersign_support::partner::CreateApiKeys;
use countersign_support::security::Partner;
use countersign_support::{Client, ClientBuilder};

pub(crate) use scripted::{Script, Sent};

/// The documentation's sample key pair; not a live one.
pub(crate) const PUBLIC: &str =
    "a9biVHtyP71VxuItAd88tuN+WyNGxVR41j9lGLj7zc0DjtGHkNRAKQWS/fiCnJPomY9i+hETCLiQvR5l+siKug==";
pub(crate) const SECRET: &str =
    "RbWMG0rT6NSDQPKXs44gau/97OTsMW1+EakuQA8gb+IwjIUAdx56Fl3Oa7a8dw5L3soWK/o6UFfqlzh/6LXPDA==";

/// A success with a key pair in it.
pub(crate) const GOOD: &str = r#"{"success":true,"response":{"id":"i","public":"p","secret":"s-e-c","alias":"a","createdAt":"2026-01-01T00:00:00.000Z"}}"#;

/// The sample request.
pub(crate) fn request() -> CreateApiKeys {
    with_alias("integration")
}

/// The sample request with another alias.
pub(crate) fn with_alias(alias: &str) -> CreateApiKeys {
    CreateApiKeys {
        user_id: "8efa4a83-86c9-4eb9-899a-27ce1079a2f8".to_owned(),
        organization_id: "e3b5315a-1de9-4b12-9c76-fb79fe4edf33".to_owned(),
        alias: alias.to_owned(),
    }
}

/// A public key that no other test uses, so that its nonces begin at the clock.
pub(crate) fn unique_key() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("public-key-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A clock that stands still.
pub(crate) fn clock_at(unix_ms: u64) -> impl Fn() -> SystemTime + Send + Sync + 'static {
    move || UNIX_EPOCH + Duration::from_millis(unix_ms)
}

/// A builder whose client sends to `script`.
pub(crate) fn builder(script: &Script) -> ClientBuilder {
    Client::builder()
        .transport(script.clone())
        .partner(Partner::new(unique_key(), SECRET))
}

/// A client that sends to `script`.
pub(crate) fn client(script: &Script) -> Client {
    builder(script).build().expect("the options are good")
}

/// Lowercase hex, another way than the client's.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
