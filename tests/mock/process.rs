//! The mock as a process, with the document of the first API: the generated crate and `curl` with what `sign` prints
//! are let in, and every mistake has a reason of its own that a person can read.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use onchainpay::partner::CreateApiKeys;
use onchainpay::security::Partner;
use onchainpay::{Client, Error};
use serde_json::Value;

use crate::client::{Response, call_at};
use crate::onchainpay_client::signature;

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign-tests");
const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/onchainpay.yaml");
const PATH: &str = "/partner/api/create-api-keys";
const USER: &str = "7376bfd8-2e53-4832-8445-50095093b5c2";
const ORGANIZATION: &str = "23fd734d-df33-4c6a-964c-55fba0c235ee";

/// A program that runs as long as the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A mock, and the credentials that it told.
struct Mock {
    _running: Running,
    address: SocketAddr,
    told: BTreeMap<String, String>,
}

impl Mock {
    fn start() -> Self {
        let child = Command::new(PROGRAM)
            .args(["mock", DOCUMENT, "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut running = Running(child.expect("the program can be started"));
        let mut told = BTreeMap::new();
        let pipe = running.0.stdout.take().expect("a pipe");
        for line in BufReader::new(pipe).lines() {
            let line = line.expect("it is text");
            if let Some(export) = line.strip_prefix("export ") {
                let (name, value) = export.split_once('=').expect("a name and a value");
                told.insert(name.to_owned(), value.trim_matches('\'').to_owned());
            }
            let ready = line.strip_prefix("listening on http://");
            if let Some(address) = ready.and_then(|it| it.split(' ').next()) {
                return Self {
                    _running: running,
                    address: address.parse().expect("an address"),
                    told,
                };
            }
        }
        panic!("the program ended");
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn public_key(&self) -> &str {
        &self.told["PARTNER_PUBLIC_KEY"]
    }

    fn secret(&self) -> &str {
        &self.told["PARTNER_SECRET"]
    }

    fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
        call_at(self.address, "POST", path, headers, body.as_bytes())
    }

    /// Signs one body and sends another, or the same.
    fn signed(&self, path: &str, secret: &str, body: &str, sent: &str) -> Response {
        let signature = signature(secret, body);
        let headers = [
            ("Content-Type", "application/json"),
            ("x-api-public-key", self.public_key()),
            ("x-api-signature", &signature),
        ];
        self.post(path, &headers, sent)
    }
}

/// What a person is told.
fn reason(response: &Response) -> String {
    let told = response.json();
    let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
    format!("{} {}: {}", response.status, text("code"), text("detail"))
}

fn body(members: &str) -> String {
    format!(r#"{{"userId":"{USER}","organizationId":"{ORGANIZATION}",{members}}}"#)
}

fn create() -> CreateApiKeys {
    CreateApiKeys {
        user_id: USER.into(),
        organization_id: ORGANIZATION.into(),
        alias: "integration".into(),
    }
}

fn client(mock: &Mock, secret: &str) -> Client {
    Client::builder()
        .base_url(mock.url())
        .partner(Partner::new(mock.public_key(), secret))
        .build()
        .expect("the options are good")
}

#[tokio::test]
async fn the_generated_crate_is_let_in() {
    let mock = Mock::start();
    let client = client(&mock, mock.secret());
    let made = client.partner().create_api_keys(&create()).await;
    assert_eq!(made.expect("it is let in").alias, "Integration key");
}

#[tokio::test]
async fn the_generated_crate_shows_why_it_is_refused() {
    let mock = Mock::start();
    let client = client(&mock, "wrong");
    match client.partner().create_api_keys(&create()).await {
        Err(Error::Api(refusal)) => {
            let shown = refusal.to_string();
            assert!(shown.contains("signature-mismatch"), "{shown}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn curl_with_what_sign_prints_is_let_in() {
    if Command::new("curl").arg("--version").output().is_err() {
        // What it would send is tried above and below.
        return;
    }
    let mock = Mock::start();
    let mut sign = Command::new(PROGRAM)
        .args([
            "sign",
            DOCUMENT,
            "createApiKeys",
            "--show-secrets",
            "--body-file",
            "-",
        ])
        .args(["--url", &format!("{}{PATH}", mock.url())])
        .arg("--credential")
        .arg(format!("public_key={}", mock.public_key()))
        .arg("--credential")
        .arg(format!("secret={}", mock.secret()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program can be started");
    let mut pipe = sign.stdin.take().expect("a pipe");
    let body = body(r#""alias":"it's a \"key\"""#);
    pipe.write_all(body.as_bytes()).expect("it is read");
    drop(pipe);
    let printed = sign.wait_with_output().expect("it ends");
    let printed = String::from_utf8(printed.stdout).expect("it is text");
    let begin = printed.find("\ncurl ").expect("there is a curl line");
    let line = &printed[begin..];
    let called = Command::new("sh").arg("-c").arg(line).output();
    let called = called.expect("there is a shell");
    let response: Value = serde_json::from_slice(&called.stdout).expect("it answers in JSON");
    assert_eq!(response["success"], true, "{response}\n{line}");
}

#[test]
fn every_mistake_has_a_reason_that_a_person_can_read() {
    let mock = Mock::start();
    let (public, secret) = (mock.public_key(), mock.secret());
    let good = body(r#""alias":"x","nonce":1"#);
    let changed = good.replace("\"x\"", "\"y\"");
    let missing = body(r#""nonce":2"#);
    let mistyped = body(r#""alias":5,"nonce":3"#);
    let fits = signature(secret, &good);
    let json = ("Content-Type", "application/json");
    let (key, signature) = (("x-api-public-key", public), ("x-api-signature", &*fits));
    let told = [
        mock.signed(PATH, "wrong", &good, &good),
        mock.signed(PATH, secret, &good, &changed),
        mock.post(PATH, &[json, signature], &good),
        mock.post(PATH, &[json, key], &good),
        mock.signed(PATH, secret, &good, &good),
        mock.signed(PATH, secret, &good, &good),
        mock.signed("/partner/api/nowhere", secret, &good, &good),
        mock.signed(PATH, secret, &missing, &missing),
        mock.signed(PATH, secret, &mistyped, &mistyped),
    ];
    let told: Vec<_> = told.iter().map(reason).collect();
    let told: Vec<_> = told.iter().map(String::as_str).collect();
    assert_eq!(
        told,
        [
            "401 signature-mismatch: the signature does not match the request",
            "401 signature-mismatch: the signature does not match the request",
            "401 field-missing: there is no header `x-api-public-key`",
            "401 signature-missing: there is no header `x-api-signature`",
            "200 : ",
            "401 nonce-repeated: the nonce `1` was used before with these credentials",
            "404 path-unknown: the document has no such path",
            "422 request-invalid: the body: \"alias\" is a required property",
            "422 request-invalid: /alias: the value is not of type \"string\"",
        ]
    );
}
