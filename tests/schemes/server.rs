//! A server over loopback that keeps raw requests and lets in those whose signature fits.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use tokio::net::TcpListener;

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    /// In order, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Call {
    /// The value of a header, which is there once.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut values = self.headers.iter().filter(|(other, _)| other == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => value,
            (found, _) => panic!("`{name}` is there once: {found:?} of {:?}", self.headers),
        }
    }

    /// Path, and query if there is one.
    pub(crate) fn target(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }
}

/// A server that runs as long as the test.
pub(crate) struct Server {
    pub(crate) url: String,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Server {
    /// A server that lets in what `check` finds good, yet is too busy for the first `busy` requests.
    pub(crate) async fn start(check: fn(&Call) -> Result<(), String>, busy: usize) -> Self {
        let calls = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&calls);
        let app = Router::new().fallback(move |request: Request| {
            let kept = Arc::clone(&kept);
            async move {
                let call = read(request).await;
                let checked = check(&call);
                let mut kept = kept.lock().unwrap();
                kept.push(call);
                match checked {
                    Err(why) => (StatusCode::UNAUTHORIZED, why),
                    Ok(()) if kept.len() <= busy => {
                        (StatusCode::SERVICE_UNAVAILABLE, String::new())
                    }
                    Ok(()) => (StatusCode::NO_CONTENT, String::new()),
                }
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, calls }
    }

    /// What came over the wire.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }
}

async fn read(request: Request<Body>) -> Call {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a whole body");
    let headers = parts.headers.iter();
    Call {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: headers
            .map(|(name, value)| {
                let value = value.to_str().expect("headers are ASCII here");
                (name.to_string(), value.to_owned())
            })
            .collect(),
        body: body.to_vec(),
    }
}
