//! Cases of all recipes, each through the code of its recipe; what comes of them is written down.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::signing::{Applied, Draft, Fresh, Incoming, Verified, VerifyError, Wire};
use crate::support::{CredentialsError, SignError};

/// One case, as JSON.
pub(crate) struct Case<'c>(pub(crate) &'c Value);

impl Case<'_> {
    pub(crate) fn is(&self, what: &str) -> bool {
        self.0["what"] == what
    }

    pub(crate) fn credential(&self, name: &str) -> Option<&str> {
        self.0["credentials"][name].as_str()
    }

    pub(crate) fn fresh(&self, name: &str) -> &str {
        self.0["fresh"][name].as_str().unwrap_or("1577836800000")
    }

    pub(crate) fn given(&self, name: &str) -> Option<Vec<u8>> {
        self.0["given"][name].as_str().map(unhex)
    }

    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        self.0["settings"][name].as_str()
    }

    /// The instant of the case.
    pub(crate) fn instant(&self) -> Fresh {
        Fresh::at(self.time())
    }

    fn time(&self) -> SystemTime {
        let now = self.0["now"].as_u64().expect("a case has an instant");
        SystemTime::UNIX_EPOCH + Duration::from_nanos(now)
    }

    pub(crate) fn draft(&self) -> Result<Draft, SignError> {
        let headers = self.headers();
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, *value)).collect();
        // The names of path parameters are those of the document.
        let id = self.0["params"]["id"].as_str();
        let params: Vec<_> = id.map(|id| ("id", id)).into_iter().collect();
        Draft::of(self.text("method"), self.text("url"), &headers, &self.body(), &params)
    }

    pub(crate) fn incoming<'m>(&self, body: &'m [u8]) -> Incoming<'m> {
        let incoming = if self.is("response") {
            let status = self.0["status"].as_u64().and_then(|it| u16::try_from(it).ok());
            let status = status.and_then(|it| StatusCode::from_u16(it).ok());
            Incoming::response(status.expect("a status"), self.headers(), body)
        } else {
            Incoming::request(self.text("method"), self.text("url"), self.headers(), body)
        };
        incoming.received_at(self.time())
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        unhex(self.text("body"))
    }

    fn text(&self, member: &str) -> &str {
        self.0[member].as_str().expect("a case has this text")
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        let pairs = self.0["headers"].as_array().into_iter().flatten();
        pairs
            .map(|pair| (pair[0].as_str().unwrap_or_default(), pair[1].as_str().unwrap_or_default()))
            .collect()
    }
}

/// The output of a future that waits for nothing.
pub(crate) fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("there is something to wait for"),
    }
}

/// A request that cannot be signed.
pub(crate) fn refused(error: SignError) -> Value {
    json!({"refused": error.to_string()})
}

/// Credentials that are refused before anything is done with them.
pub(crate) fn unusable(error: &CredentialsError) -> Value {
    json!({"unusable": error.to_string()})
}

pub(crate) fn signed(wire: Result<Wire, SignError>) -> Value {
    let request = match wire {
        Ok(wire) => wire.into_request().0,
        Err(error) => return refused(error),
    };
    let mut headers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, value) in request.headers() {
        headers.entry(name.as_str()).or_default().push(hex(value.as_bytes()));
    }
    json!({"signed": {
        "message": request.string_to_sign().map(hex),
        "method": request.method().as_str(),
        "url": request.url(),
        "headers": headers,
        "body": hex(request.body()),
    }})
}

pub(crate) fn applied(applied: Result<Applied, SignError>) -> Value {
    signed(applied.map(|applied| match applied {
        Applied::Draft(draft) => draft.freeze(),
        Applied::Wire(wire) => wire,
    }))
}

pub(crate) fn verified(verified: Result<Verified<'_>, VerifyError>) -> Value {
    match verified {
        Ok(verified) => json!({"accepted": {"replay": verified.replay().map(hex)}}),
        Err(error) => json!({"refused": error.to_string()}),
    }
}

#[test]
fn every_case_comes_to_something() {
    let folder = PathBuf::from(std::env::var_os("COUNTERSIGN_CASES").expect("a folder is named"));
    let cases = std::fs::read_to_string(folder.join("cases.json")).expect("there are cases");
    let cases: Vec<Value> = serde_json::from_str(&cases).expect("they are JSON");
    let results: Vec<Value> = cases.iter().map(result).collect();
    let results = Value::Array(results).to_string();
    std::fs::write(folder.join("results.json"), results).expect("results can be written");
}

fn answer(case: &Case<'_>) -> Value {
    match case.0["recipe"].as_str() {
        // One arm a recipe.
        other => panic!("there is no recipe {other:?}"),
    }
}

fn result(case: &Value) -> Value {
    catch_unwind(AssertUnwindSafe(|| answer(&Case(case)))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|it| (*it).to_owned()));
        json!({"panicked": text})
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).expect("digits are ASCII");
        u8::from_str_radix(pair, 16).expect("two digits are a byte")
    };
    pairs.map(byte).collect()
}
