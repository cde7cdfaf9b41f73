//! What services do with a raw request, each by the rules of its own documentation and with `ring` alone: nothing
//! here is the evaluator's or the generated code's.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac};

use crate::server::Call;

/// The secret of all schemes that share one.
pub(crate) const SECRET: &str = "hush/hush+hush==";
/// A second secret, for OAuth.
pub(crate) const TOKEN_SECRET: &str = "t&s=";
/// The public key of RFC 9421, appendix B.1.4, without what stands before it in the PEM block.
const PUBLIC_KEY: &str = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";

/// OnchainPay: HMAC-SHA256 over the body, in which there is a nonce.
pub(crate) fn onchainpay(call: &Call) -> Result<(), String> {
    if call.header("x-api-public-key") != "public" {
        return Err("another key".to_owned());
    }
    let nonce = onchainpay_nonce(call);
    let plain = nonce.bytes().all(|byte| byte.is_ascii_digit()) && !nonce.is_empty();
    let mac = mac(hmac::HMAC_SHA256, SECRET.as_bytes(), &call.body);
    same(call.header("x-api-signature"), &hex(&mac)).and(if plain {
        Ok(())
    } else {
        Err(format!("`{nonce}` is no nonce"))
    })
}

/// The nonce in the body, as it is spelled.
pub(crate) fn onchainpay_nonce(call: &Call) -> String {
    let body: serde_json::Value = serde_json::from_slice(&call.body).expect("the body is JSON");
    body["nonce"].to_string()
}

/// Binance: HMAC-SHA256 over query and body, the signature last in the query.
pub(crate) fn binance(call: &Call) -> Result<(), String> {
    if call.header("x-mbx-apikey") != "public" {
        return Err("another key".to_owned());
    }
    let (signed, signature) = call
        .query
        .rsplit_once("&signature=")
        .ok_or("no signature at the end of the query")?;
    let signed = [signed.as_bytes(), &call.body].concat();
    same(
        signature,
        &hex(&mac(hmac::HMAC_SHA256, SECRET.as_bytes(), &signed)),
    )
}

/// Gate.io: HMAC-SHA512 over method, path, the query before it was encoded, the digest of the body, and the time.
pub(crate) fn gate(call: &Call) -> Result<(), String> {
    let body = hex(digest::digest(&digest::SHA512, &call.body).as_ref());
    let lines = [
        call.method.as_str(),
        &call.path,
        &decoded(&call.query.replace('+', " ")),
        &body,
        call.header("timestamp"),
    ];
    let signed = lines.join("\n");
    same(
        call.header("sign"),
        &hex(&mac(
            hmac::HMAC_SHA512,
            SECRET.as_bytes(),
            signed.as_bytes(),
        )),
    )
}

/// AWS Signature Version 4.
pub(crate) fn aws(call: &Call) -> Result<(), String> {
    let authorization = call.header("authorization");
    let parts = authorization
        .strip_prefix("AWS4-HMAC-SHA256 ")
        .ok_or("another algorithm")?;
    let member = |name: &str| {
        let mut parts = parts.split(", ").filter_map(|part| part.split_once('='));
        let found = parts.find(|(other, _)| *other == name);
        found.map(|(_, value)| value).ok_or(format!("no `{name}`"))
    };
    let (signed_headers, signature) = (member("SignedHeaders")?, member("Signature")?);
    let credential: Vec<_> = member("Credential")?.split('/').collect();
    let [key, day, region, service, end] = credential[..] else {
        return Err("no scope".to_owned());
    };
    let time = call.header("x-amz-date");
    if key != "public" || end != "aws4_request" || !time.starts_with(day) {
        return Err("another key or another day".to_owned());
    }
    for needed in ["host", "x-amz-date", "content-type"] {
        let is_there = call.headers.iter().any(|(name, _)| name == needed);
        if is_there && !signed_headers.split(';').any(|name| name == needed) {
            return Err(format!("`{needed}` is not signed"));
        }
    }
    let mut query = pairs(&call.query);
    for (name, value) in &mut query {
        *name = encoded(name, "");
        *value = encoded(value, "");
    }
    query.sort();
    let query: Vec<_> = query
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut canonical = vec![
        call.method.clone(),
        encoded(&call.path, "/"),
        query.join("&"),
    ];
    for name in signed_headers.split(';') {
        let words: Vec<_> = call
            .header(name)
            .split(' ')
            .filter(|it| !it.is_empty())
            .collect();
        canonical.push(format!("{name}:{}", words.join(" ")));
    }
    canonical.push(String::new());
    canonical.push(signed_headers.to_owned());
    canonical.push(hex(digest::digest(&digest::SHA256, &call.body).as_ref()));
    let canonical = digest::digest(&digest::SHA256, canonical.join("\n").as_bytes());
    let scope = [day, region, service, end].join("/");
    let signed = ["AWS4-HMAC-SHA256", time, &scope, &hex(canonical.as_ref())].join("\n");
    let mut key = format!("AWS4{SECRET}").into_bytes();
    for part in [day, region, service, end, &signed] {
        key = mac(hmac::HMAC_SHA256, &key, part.as_bytes());
    }
    same(signature, &hex(&key))
}

/// RFC 9421 with Ed25519, and RFC 9530 for the body.
pub(crate) fn messages(call: &Call) -> Result<(), String> {
    let input = call.header("signature-input");
    let input = input.strip_prefix("sig=").ok_or("another label")?;
    let (components, _) = input
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
        .ok_or("no list of components")?;
    let mut base = String::new();
    for component in components.split(' ') {
        let name = component.trim_matches('"');
        let value = match name {
            "@method" => call.method.clone(),
            "@target-uri" => format!("http://{}{}", call.header("host"), call.target()),
            name => call.header(name).to_owned(),
        };
        let _ = writeln!(base, "{component}: {value}");
    }
    let _ = write!(base, "\"@signature-params\": {input}");
    let body = digest::digest(&digest::SHA256, &call.body);
    same(
        call.header("content-digest"),
        &format!("sha-256=:{}:", STANDARD.encode(body)),
    )?;
    let signature = call.header("signature");
    let signature = signature
        .strip_prefix("sig=:")
        .and_then(|rest| rest.strip_suffix(':'))
        .and_then(|text| STANDARD.decode(text).ok())
        .ok_or("no signature")?;
    let key = STANDARD.decode(PUBLIC_KEY).expect("the key is base64");
    ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, key)
        .verify(base.as_bytes(), &signature)
        .map_err(|_| format!("the signature does not fit\n{base}"))
}

/// OAuth 1.0 (RFC 5849 §3.4): all parameters of query, form and header, encoded and sorted.
pub(crate) fn oauth(call: &Call) -> Result<(), String> {
    let header = oauth_header(call);
    let mut all = pairs(&call.query);
    let is_form = |(name, value): &(String, String)| {
        name == "content-type" && value == "application/x-www-form-urlencoded"
    };
    if call.headers.iter().any(is_form) {
        all.extend(pairs(
            std::str::from_utf8(&call.body).expect("a form is text"),
        ));
    }
    all.extend(
        header
            .iter()
            .filter(|(name, _)| name != "oauth_signature")
            .cloned(),
    );
    let mut all: Vec<_> = all
        .iter()
        .map(|(name, value)| (encoded(name, ""), encoded(value, "")))
        .collect();
    all.sort();
    let all: Vec<_> = all
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let address = format!("http://{}{}", call.header("host"), call.path);
    let signed = [
        call.method.as_str(),
        &encoded(&address, ""),
        &encoded(&all.join("&"), ""),
    ];
    let key = format!("{}&{}", encoded(SECRET, ""), encoded(TOKEN_SECRET, ""));
    let mac = mac(
        hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        key.as_bytes(),
        signed.join("&").as_bytes(),
    );
    let signature = header.iter().find(|(name, _)| name == "oauth_signature");
    same(&signature.ok_or("no signature")?.1, &STANDARD.encode(mac))
}

/// The parameters in an OAuth header, decoded.
pub(crate) fn oauth_header(call: &Call) -> Vec<(String, String)> {
    let header = call.header("authorization");
    let parts = header
        .strip_prefix("OAuth ")
        .unwrap_or_default()
        .split(", ");
    let pair = |part: &str| {
        let (name, value) = part.split_once('=')?;
        Some((decoded(name), decoded(value.trim_matches('"'))))
    };
    parts.filter_map(pair).collect()
}

/// What must not be the same in two requests.
pub(crate) fn once(calls: &[Call], of: impl Fn(&Call) -> String) -> bool {
    let all: BTreeSet<_> = calls.iter().map(of).collect();
    all.len() == calls.len()
}

fn same(found: &str, expected: &str) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("`{found}` should be `{expected}`"))
    }
}

fn mac(algorithm: hmac::Algorithm, key: &[u8], message: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(algorithm, key);
    hmac::sign(&key, message).as_ref().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The names and values of a query or form, decoded.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    let pieces = query.split('&').filter(|piece| !piece.is_empty());
    let pair = |piece: &str| {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        (
            decoded(&name.replace('+', " ")),
            decoded(&value.replace('+', " ")),
        )
    };
    pieces.map(pair).collect()
}

fn decoded(text: &str) -> String {
    let bytes = percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    String::from_utf8(bytes).expect("what the tests send is text")
}

/// All but unreserved characters percent-encoded, and those in `keep`.
fn encoded(text: &str, keep: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if plain || keep.as_bytes().contains(&byte) {
            out.push(byte.into());
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
