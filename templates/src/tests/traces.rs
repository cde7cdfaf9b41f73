//! What traces tell.
//!
//! They stand here because no other test in this binary makes a call: whether an event is wanted is
//! remembered for the whole process.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::Client;
use crate::partner::CreateApiKeys;
use crate::security::Partner;
use crate::transport::{
    BoxFuture, Transport, TransportError, TransportErrorKind, TransportRequest, TransportResponse,
};

const SECRET: &str = "s3cr3t/+=";
/// The secret in hex, base64 and percent-encoded.
const DISGUISED: [&str; 3] = ["7333637233742f2b3d", "czNjcjN0Lys9", "s3cr3t%2F%2B%3D"];
const BODY: &str = r#"{"success":true,"response":{"id":"i","public":"p","secret":"s3cr3t/+=","alias":"a","createdAt":"c"}}"#;

/// Keeps the text of every span and event.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut Line(&mut self.0.lock().unwrap()));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Appends each field to the log.
struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

/// Responds with the body, or fails if there is none.
struct Responds(Option<&'static str>);

impl Transport for Responds {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let timeout = || TransportError::new(TransportErrorKind::Timeout).because(SECRET);
        let response = self.0.map(|body| TransportResponse {
            status: StatusCode::CREATED,
            headers: HeaderMap::new(),
            body: Box::new(Bytes::from_static(body.as_bytes())),
        });
        Box::pin(async move { response.ok_or_else(timeout) })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

#[tokio::test]
async fn traces_tell_the_outcome_and_no_secret() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    for transport in [Responds(Some(BODY)), Responds(None)] {
        let client = Client::builder()
            .transport(transport)
            .partner(Partner::new("public", SECRET))
            .build()
            .unwrap();
        let request = CreateApiKeys {
            user_id: SECRET.to_owned(),
            organization_id: String::new(),
            alias: String::new(),
        };
        drop(client.send(&request).await);
    }

    let log = log.0.lock().unwrap().clone();
    assert!(
        log.contains("operation=\"createApiKeys\" attempt=1 status=201 complete=true"),
        "{log}"
    );
    assert!(log.contains("complete=false took_ms="), "{log}");
    for form in DISGUISED.into_iter().chain([SECRET]) {
        assert!(!log.contains(form), "{form} is in {log}");
    }
}
