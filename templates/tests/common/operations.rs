//! Operations that the model crate lacks: parameters in every place, bodies of every shape.

use std::collections::BTreeMap;

use countersign_support::partner::CreateApiKeys;
use countersign_support::{Operation, OperationInfo, Param, RequestParts, payload};
use http::Method;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// `GET /orders/{order_id}/items/{item}`.
pub(crate) struct GetItem<'a> {
    pub(crate) order_id: &'a str,
    pub(crate) item: i64,
    pub(crate) limit: Option<u32>,
    pub(crate) tags: Vec<String>,
    pub(crate) trace: Option<&'a str>,
}

impl Default for GetItem<'_> {
    fn default() -> Self {
        Self {
            order_id: "o",
            item: 1,
            limit: None,
            tags: Vec::new(),
            trace: None,
        }
    }
}

impl Operation for GetItem<'_> {
    type Payload = payload::Json<Value>;
    const INFO: OperationInfo =
        OperationInfo::new("getItem", Method::GET, "/orders/{order_id}/items/{item}");

    fn encode(&self, parts: &mut RequestParts) {
        let tags: &dyn Param = &self.tags;
        parts.path("order_id", &self.order_id);
        parts.path("item", &self.item);
        parts.query("limit", &self.limit);
        parts.query("tag", tags);
        parts.query_joined("tags", tags);
        parts.header("x-trace", &self.trace);
    }
}

/// `GET /session`, with a header and a cookie.
#[derive(Default)]
pub(crate) struct Session<'a> {
    pub(crate) header: Option<&'a str>,
    pub(crate) cookie: Option<&'a str>,
}

impl Operation for Session<'_> {
    type Payload = payload::Json<Value>;
    const INFO: OperationInfo = {
        let mut info = OperationInfo::new("session", Method::POST, "/session");
        info.security = &[&["mirror"], &[]];
        info
    };

    fn encode(&self, parts: &mut RequestParts) {
        parts.header("x-session", &self.header);
        parts.cookie("session", &self.cookie);
        parts.cookie("theme", &self.cookie);
    }
}

/// `GET /search`, with a parameter whose reserved characters are sent as they are.
pub(crate) struct Search<'a>(pub(crate) &'a [&'a str]);

impl Operation for Search<'_> {
    type Payload = payload::Json<Value>;
    const INFO: OperationInfo = OperationInfo::new("search", Method::GET, "/search");

    fn encode(&self, parts: &mut RequestParts) {
        let path: &dyn Param = &self.0;
        parts.query_reserved("q", path);
        parts.query_joined_reserved("all", path);
    }
}

/// A request with any body or none, signed by the scheme `partner` and wrapped in nothing.
macro_rules! raw {
    ($name:ident, $method:expr, $security:expr) => {
        pub(crate) struct $name(pub Option<Value>);

        impl Operation for $name {
            type Payload = payload::Json<Value>;
            const INFO: OperationInfo = {
                let mut info = OperationInfo::new(stringify!($name), $method, "/raw");
                info.security = $security;
                info
            };

            fn encode(&self, parts: &mut RequestParts) {
                if let Some(body) = &self.0 {
                    parts.json(body);
                }
            }
        }
    };
}

raw!(Post, Method::POST, &[&["partner"]]);
raw!(Get, Method::GET, &[&["partner"]]);
raw!(Both, Method::POST, &[&["token", "partner"]]);
raw!(Either, Method::POST, &[&["token"], &["partner"]]);
raw!(Optional, Method::POST, &[&[], &["partner"]]);
raw!(Twice, Method::POST, &[&["partner", "token"]]);

/// A request whose body is this JSON text, as it is.
pub(crate) struct Verbatim(pub(crate) &'static str);

impl Operation for Verbatim {
    type Payload = payload::Json<Value>;
    const INFO: OperationInfo = Post::INFO;

    fn encode(&self, parts: &mut RequestParts) {
        let body: &RawValue = serde_json::from_str(self.0).expect("JSON");
        parts.json(body);
    }
}

/// `PURGE /orders`.
pub(crate) struct Purge;

impl Operation for Purge {
    type Payload = payload::Json<Value>;
    const INFO: OperationInfo = OperationInfo::new("purge", Method::POST, "/orders");

    fn encode(&self, parts: &mut RequestParts) {
        parts.method("PURGE");
    }
}

/// Reads lists of numbers by name.
pub(crate) struct Numbers;

impl Operation for Numbers {
    type Payload = payload::Json<BTreeMap<String, Vec<u32>>>;
    const INFO: OperationInfo = OperationInfo::new("numbers", Method::GET, "/numbers");
}

/// `POST /ping`, with neither body nor credentials.
#[cfg(feature = "reqwest")]
pub(crate) struct Ping;

#[cfg(feature = "reqwest")]
impl Operation for Ping {
    type Payload = payload::Json<Value>;
    const INFO: OperationInfo = OperationInfo::new("ping", Method::POST, "/ping");
}

/// `POST /framed`, whose document takes the framing of HTTP for parameters.
pub(crate) struct Framed;

impl Operation for Framed {
    type Payload = payload::Json<Value>;
    const INFO: OperationInfo = OperationInfo::new("framed", Method::POST, "/framed");

    fn encode(&self, parts: &mut RequestParts) {
        parts.header("Content-Length", &1_u32);
        parts.header("transfer-encoding", &"chunked");
        parts.header("Connection", &"x-fine");
        parts.header("x-fine", &1_u32);
        parts.json(&"body");
    }
}

/// Keys are made; whether that deals in secrets is up to the test.
pub(crate) struct Sensitive<const SENSITIVE: bool>;

impl<const SENSITIVE: bool> Operation for Sensitive<SENSITIVE> {
    type Payload = payload::Json<Value>;
    const INFO: OperationInfo = {
        let mut info = CreateApiKeys::INFO;
        info.sensitive = SENSITIVE;
        info
    };
}

/// `GET /reads`, whose response is read by a function that the test names.
macro_rules! reads {
    ($name:ident, $payload:ty) => {
        /// See [`reads`].
        pub(crate) struct $name;

        impl Operation for $name {
            type Payload = $payload;
            const INFO: OperationInfo = OperationInfo::new("reads", Method::GET, "/reads");
        }
    };
}

reads!(ReadsText, payload::Text);
reads!(ReadsBytes, payload::Bytes);
reads!(ReadsMaybe, payload::Json<Option<u32>>);

/// Keys are made, and nothing of the response is read but its envelope.
pub(crate) struct ReadsNothing;

impl Operation for ReadsNothing {
    type Payload = payload::Nothing;
    const INFO: OperationInfo = {
        let mut info = CreateApiKeys::INFO;
        info.security = &[];
        info
    };
}

/// Bytes, from a service that puts an envelope around JSON.
pub(crate) struct Picture;

impl Operation for Picture {
    type Payload = payload::Bytes;
    const INFO: OperationInfo = {
        let mut info = CreateApiKeys::INFO;
        info.accept = "image/png";
        info.security = &[];
        info
    };
}

/// `POST /sends`, with this value as its body.
pub(crate) struct Sends<T>(pub(crate) T);

impl<T: Serialize + Sync> Operation for Sends<T> {
    type Payload = payload::Json<Value>;
    const INFO: OperationInfo = OperationInfo::new("sends", Method::POST, "/sends");

    fn encode(&self, parts: &mut RequestParts) {
        parts.json(&self.0);
    }
}

/// Cookies as a header, and a cookie of this name.
pub(crate) struct Cookies(pub(crate) &'static str);

impl Operation for Cookies {
    type Payload = payload::Json<Value>;
    const INFO: OperationInfo = OperationInfo::new("cookies", Method::GET, "/cookies");

    fn encode(&self, parts: &mut RequestParts) {
        parts.header("cookie", &"a=ü");
        parts.cookie(self.0, &1_u32);
    }
}
