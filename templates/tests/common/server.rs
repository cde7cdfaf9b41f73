//! An HTTP server on loopback that verifies signatures with a library of its own.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use tokio::net::TcpListener;

use super::{GOOD, SECRET};

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a header in ASCII"))
    }
}

/// A server that runs as long as the test.
pub(crate) struct Server {
    pub(crate) url: String,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Server {
    /// A server that responds by `respond`.
    pub(crate) async fn start<R: IntoResponse>(
        respond: impl Fn(&Call) -> R + Clone + Send + Sync + 'static,
    ) -> Self {
        let calls = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&calls);
        let app = Router::new().fallback(move |request: Request| {
            let (respond, kept) = (respond.clone(), Arc::clone(&kept));
            async move {
                let call = read(request).await;
                let response: Response = respond(&call).into_response();
                kept.lock().unwrap().push(call);
                response
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, calls }
    }

    /// A server that gives out a key pair for a good signature.
    pub(crate) async fn verifying() -> Self {
        Self::start(|call| {
            if verify(SECRET, call.header("x-api-signature"), &call.body) {
                (StatusCode::OK, GOOD)
            } else {
                let refusal = r#"{"success":false,"error":{"code":401,"name":"BAD_SIGNATURE","message":"no"}}"#;
                (StatusCode::UNAUTHORIZED, refusal)
            }
        })
        .await
    }

    /// What came over the wire.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }
}

async fn read(request: Request<Body>) -> Call {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a whole body");
    Call {
        method: parts.method,
        uri: parts.uri,
        headers: parts.headers,
        body,
    }
}

/// Whether `signature` is the lowercase hex of the HMAC of `body`, as `ring` sees it.
pub(crate) fn verify(secret: &str, signature: &str, body: &[u8]) -> bool {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let bytes = (0..signature.len()).step_by(2).map(|at| {
        signature
            .get(at..at + 2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
    });
    let Some(bytes) = bytes.collect::<Option<Vec<u8>>>() else {
        return false;
    };
    signature == signature.to_lowercase() && ring::hmac::verify(&key, body, &bytes).is_ok()
}
