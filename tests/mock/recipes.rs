//! Every recipe that ships: what the evaluator signs is let in, and nothing else is.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::diag::Sink;
use countersign::ir::SecurityKind;
use countersign::ir::signing::{Operator, Scheme};
use countersign::lower::signing::bundled;
use countersign::mock::Server;
use countersign::signing::{
    Absent, Fixed, Injection, Inputs, Keys, Request, Shown, Signed, Url, sign,
};
use countersign::source::Source;

use crate::client::{builder, send, server};

/// The recipe whose requests cannot be checked: what it signs is not in what it sends.
const UNCHECKED: &[&str] = &["bybit-v5-websocket"];

/// Recipes that sign something else than the body.
const BODY_IS_FREE: &[&str] = &[
    "alibaba-rpc",
    "aws-sigv4-s3-presigned",
    "azure-cosmosdb",
    "azure-storage-sharedkey",
    "azure-storage-sharedkeylite",
    "coinbase-cdp-jwt",
    "deribit-login",
    "duo-admin-sha1",
    "duo-admin-sha512",
    "google-maps-url",
    "htx",
    "jws-hs256",
    "oauth1-hmac-sha1",
    "rfc9421-ed25519",
    "rfc9421-hmac",
];

fn document(recipe: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: t, version: '1'}}
security: [{{s: []}}]
paths:
  /v1/orders:
    post:
      operationId: order
      requestBody: {{content: {{application/json: {{}}, application/x-www-form-urlencoded: {{}}, application/xml: {{}}}}}}
      responses: {{'200': {{description: fine}}}}
components:
  securitySchemes:
    s: {{type: apiKey, in: header, name: x, x-signing: {{use: {recipe}}}}}
"
    )
}

pub(crate) fn scheme(recipe: &str) -> Scheme {
    let source = Source::new("api.yaml", document(recipe));
    let mut sink = Sink::new();
    let document = countersign::parse::parse(&source, &mut sink).expect("it is a document");
    let api = countersign::lower::lower(&document, &mut sink);
    match &api.security_schemes["s"].kind {
        SecurityKind::Recipe(scheme) => (**scheme).clone(),
        other => panic!("{recipe}: {other:?}"),
    }
}

fn now() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("it is after 1970");
    u64::try_from(since.as_nanos()).expect("it is before 2554")
}

/// The request before it is signed, with a body that the recipe can read.
fn request(server: &Server, recipe: &str) -> Request {
    let (media_type, body) = match recipe {
        "wechat-pay-v2-hmac" | "wechat-pay-v2-md5" => ("application/xml", "<xml><a>1</a></xml>"),
        "cloudinary" | "kraken" | "coinpayments-v1" => {
            ("application/x-www-form-urlencoded", "a=1&b=x+y")
        }
        _ => ("application/json", "{\"a\": 1}"),
    };
    let url = format!("{}/v1/orders?b=2&a=x%20y", server.url());
    let headers = vec![("Content-Type".to_owned(), Shown::open(media_type))];
    Request {
        method: "POST".to_owned(),
        url: Url::parse(&url).expect("a URL"),
        headers,
        body: Shown::open(body),
        ..Request::default()
    }
}

fn signed(server: &Server, recipe: &str, scheme: &Scheme, at: u64) -> Signed {
    let texts = server.credentials("s");
    let keys = Keys::read(scheme, &texts, Absent::Refused).expect("the server's keys are good");
    let given = BTreeMap::new();
    let inputs = Inputs {
        scheme,
        keys: &keys,
        given: &given,
        injection: Injection::All,
    };
    let request = request(server, recipe);
    sign(inputs, request, &mut Fixed::at(at)).unwrap_or_else(|error| panic!("{recipe}: {error}"))
}

/// Those that sign requests.
fn signing() -> impl Iterator<Item = (&'static str, Scheme)> {
    let all = bundled().map(|name| (name, scheme(name)));
    all.filter(|(_, scheme)| !scheme.place.is_empty())
}

#[test]
fn what_is_signed_by_a_recipe_is_let_in_once() {
    let mut checked = 0;
    for (recipe, scheme) in signing() {
        let server = server(&document(recipe));
        let signed = signed(&server, recipe, &scheme, now());
        let first = send(&server, &signed.request);
        assert_eq!(first.status, 200, "{recipe}: {}", first.text());
        if UNCHECKED.contains(&recipe) {
            continue;
        }
        checked += 1;
        let second = send(&server, &signed.request);
        let once = |it: &Operator| matches!(it, Operator::Counter(_) | Operator::Random(_));
        if scheme.values.iter().any(|it| once(&it.operator)) {
            assert_eq!(second.status, 401, "{recipe}");
            assert_eq!(second.code(), "nonce-repeated", "{recipe}");
        } else {
            assert_eq!(second.status, 200, "{recipe}: {}", second.text());
        }
    }
    assert_eq!(checked, 41, "recipes that sign and can be checked");
}

#[test]
fn one_byte_of_the_signature_is_too_much() {
    for (recipe, scheme) in signing().filter(|(recipe, _)| !UNCHECKED.contains(recipe)) {
        let server = server(&document(recipe));
        let mut signed = signed(&server, recipe, &scheme, now());
        let signature = String::from_utf8(signed.signature.bytes().to_vec()).expect("text");
        change(&mut signed.request, &signature);
        let response = send(&server, &signed.request);
        assert_eq!(response.status, 401, "{recipe}: {}", response.text());
        let code = response.code();
        assert!(
            ["signature-mismatch", "signature-malformed"].contains(&code.as_str()),
            "{recipe}: {code}"
        );
        let told = &response.json()["stringToSign"];
        assert!(told.is_string(), "{recipe}: {}", response.text());
        let texts = server.credentials("s");
        for credential in scheme.credentials.iter().filter(|it| it.secret) {
            if let Some(secret) = texts.get(&credential.name) {
                assert!(!response.text().contains(secret.as_str()), "{recipe}");
            }
        }
    }
}

/// Changes a character of the signature, wherever it stands.
fn change(request: &mut Request, signature: &str) {
    let place = signature.find(|it: char| it.is_ascii_alphanumeric());
    let place = place.expect("a signature has letters or digits");
    let old = signature[place..]
        .chars()
        .next()
        .expect("it was found there");
    let new = match old {
        '0' => '1',
        'A' => 'B',
        'a' => 'b',
        old if old.is_ascii_digit() => '0',
        old if old.is_ascii_uppercase() => 'A',
        _ => 'a',
    };
    let mut other = signature.to_owned();
    other.replace_range(place..=place, &new.to_string());
    let escaped = |text: &str| {
        text.replace('+', "%2B")
            .replace('/', "%2F")
            .replace('=', "%3D")
    };
    let swapped = |value: &Shown| {
        let text = String::from_utf8(value.bytes().to_vec()).expect("what is sent is text");
        // Duo's stands within base64.
        let text = match text.strip_prefix("Basic ").map(|it| STANDARD.decode(it)) {
            Some(Ok(pair)) => {
                let pair = String::from_utf8_lossy(&pair).replace(signature, &other);
                format!("Basic {}", STANDARD.encode(pair))
            }
            _ => text,
        };
        let text = text.replace(signature, &other);
        Shown::open(text.replace(&escaped(signature), &escaped(&other)))
    };
    for (_, value) in &mut request.headers {
        *value = swapped(value);
    }
    request.url.query = swapped(&request.url.query);
    request.body = swapped(&request.body);
}

#[test]
fn another_body_is_refused_where_it_is_signed() {
    let mut free = Vec::new();
    for (recipe, scheme) in signing().filter(|(recipe, _)| !UNCHECKED.contains(recipe)) {
        let server = server(&document(recipe));
        let mut signed = signed(&server, recipe, &scheme, now());
        if scheme.send_body {
            let body = String::from_utf8(signed.request.body.bytes().to_vec()).expect("text");
            let other = body.replacen('1', "2", 1);
            assert_ne!(body, other, "{recipe}");
            signed.request.body = Shown::open(other);
        } else {
            let other = STANDARD.encode("{\"a\": 2, \"request\": \"/v1/orders\", \"nonce\": 1}");
            for (name, value) in &mut signed.request.headers {
                if name == "X-GEMINI-PAYLOAD" {
                    *value = Shown::open(other.as_str());
                }
            }
        }
        let response = send(&server, &signed.request);
        match response.status {
            200 => free.push(recipe),
            401 => {
                let codes = ["signature-mismatch", "field-mismatch"];
                assert!(
                    codes.contains(&response.code().as_str()),
                    "{recipe}: {}",
                    response.text()
                );
            }
            _ => panic!("{recipe}: {}", response.text()),
        }
    }
    assert_eq!(free, BODY_IS_FREE);
}

#[test]
fn times_that_are_off_are_refused() {
    const DAY: u64 = 86_400_000_000_000;
    for (recipe, scheme) in signing().filter(|(recipe, _)| !UNCHECKED.contains(recipe)) {
        let timed = |it: &Operator| matches!(it, Operator::Time(_));
        if !scheme.values.iter().any(|it| timed(&it.operator)) {
            continue;
        }
        let server = server(&document(recipe));
        for (at, code) in [(now() - DAY, "time-stale"), (now() + DAY, "time-future")] {
            let signed = signed(&server, recipe, &scheme, at);
            let response = send(&server, &signed.request);
            assert_eq!(response.status, 401, "{recipe}: {}", response.text());
            assert_eq!(response.code(), code, "{recipe}: {}", response.text());
        }
    }
}

#[test]
fn the_key_of_somebody_else_is_unknown() {
    for (recipe, scheme) in signing().filter(|(recipe, _)| !UNCHECKED.contains(recipe)) {
        let (ours, theirs) = (server(&document(recipe)), server(&document(recipe)));
        let mut signed = signed(&theirs, recipe, &scheme, now());
        // The host is signed by many.
        signed
            .request
            .headers
            .push(("Host".to_owned(), Shown::open(theirs.address().to_string())));
        let response = send(&ours, &signed.request);
        assert_eq!(response.status, 401, "{recipe}: {}", response.text());
        let names_its_holder = scheme.credentials.iter().any(|it| !it.secret);
        let code = if names_its_holder {
            "key-unknown"
        } else {
            "signature-mismatch"
        };
        assert_eq!(response.code(), code, "{recipe}: {}", response.text());
    }
}

#[test]
fn what_is_not_there_is_named() {
    for (recipe, scheme) in signing().filter(|(recipe, _)| !UNCHECKED.contains(recipe)) {
        let server = server(&document(recipe));
        let response = send(&server, &request(&server, recipe));
        assert_eq!(response.status, 401, "{recipe}: {}", response.text());
        let codes = ["signature-missing", "field-missing"];
        assert!(
            codes.contains(&response.code().as_str()),
            "{recipe}: {}",
            response.text()
        );
        drop(scheme);
    }
}

#[test]
fn credentials_of_ones_own_are_taken() {
    let secret = "RbWMG0rT6NSDQPKXs44gau/97OTsMW1+EakuQA8gb+IwjIUAdx56Fl3Oa7a8dw5L3soWK";
    let server = builder(&document("onchainpay"))
        .credentials("s", &[("public_key", "mine"), ("secret", secret)])
        .start()
        .expect("it starts");
    assert_eq!(server.credentials("s")["secret"], secret);
    let scheme = scheme("onchainpay");
    let signed = signed(&server, "onchainpay", &scheme, now());
    assert_eq!(send(&server, &signed.request).status, 200);
}
