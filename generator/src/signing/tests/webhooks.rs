//! What is accepted and what is refused.

use super::*;

pub(super) const WEBHOOK: &str = "values: {time: '{header.x-time}'}
message: '{time}.{body}'
place: []
encode: hex
verify:
  received: {pick: {of: '{header.x-sign}', split: ',', keep: 'v1='}}
  clock: {value: '{time}', unit: s, tolerance: 300}
  replay: '{header.x-id}'
  equal: [{of: ['{header.x-digest}', '{body|sha256|hex}'], when: {has: header.x-digest}}]";

/// A webhook of a second, signed with the key of [`keys`] but for what `change` does to it.
fn webhook(second: u64, change: impl Fn(&mut Request)) -> Result<Verified, Refusal> {
    let scheme = scheme(WEBHOOK);
    let message = format!("{second}.{{}}");
    let mac = hmac(Hash::Sha256, b"hush-secret", message.as_bytes()).expect("a MAC");
    let mut request = request("{}");
    let sign = format!("v0=x, v1=00,v1={}", hex::encode_upper(mac));
    for (name, value) in [
        ("x-time", second.to_string()),
        ("x-sign", sign),
        ("x-id", "evt".to_owned()),
    ] {
        request.headers.push((name.to_owned(), Shown::open(value)));
    }
    change(&mut request);
    let other = Keys::read(
        &scheme,
        &[("secret".to_owned(), "old".to_owned())].into(),
        Absent::Refused,
    );
    let keys = [other.expect("a key"), keys(&scheme)];
    verify(&scheme, &request, &keys, &BTreeMap::new(), None, NOW)
}

#[test]
fn a_webhook_is_accepted_with_any_key_and_any_candidate() {
    let now = NOW / 1_000_000_000;
    let verified = webhook(now, |_| {}).expect("it is genuine");
    assert_eq!(
        (verified.key, verified.replay.as_deref()),
        (1, Some(&b"evt"[..]))
    );
    assert!(webhook(now - 300, |_| {}).is_ok());
    assert!(webhook(now + 300, |_| {}).is_ok());
}

#[test]
fn a_webhook_is_refused_with_the_reason() {
    let now = NOW / 1_000_000_000;
    let refused = |second, change: &dyn Fn(&mut Request)| {
        webhook(second, change).err().map(|it| it.to_string())
    };
    let set = |name: &'static str, value: &'static str| {
        move |it: &mut Request| it.set_header(name, Shown::open(value))
    };
    let is = |text: &str| Some(text.to_owned());
    assert_eq!(
        refused(now, &set("x-sign", "")),
        is("the message has no signature")
    );
    assert_eq!(
        refused(now, &set("x-sign", "v0=00")),
        is("the message has no signature")
    );
    assert_eq!(
        refused(now, &set("x-sign", "v1=xyz")),
        is("the signature is malformed")
    );
    assert_eq!(
        refused(now, &set("x-sign", "v1=00")),
        is("the signature does not match the message")
    );
    assert_eq!(
        refused(now, &|it| it.body = Shown::open("{} ")),
        is("the signature does not match the message")
    );
    assert_eq!(
        refused(now, &set("x-digest", "00")),
        is("two texts that must agree differ: entry 0 of `equal`")
    );
    assert_eq!(
        refused(now - 301, &|_| {}),
        is("signed 301 s ago, at most 300 s are accepted")
    );
    // The clock is 89 ms past its second.
    assert_eq!(
        refused(now + 302, &|_| {}),
        is("signed 301 s in the future, at most 300 s are accepted")
    );
}

#[test]
fn a_response_is_verified_with_the_values_of_its_request() {
    let scheme = scheme(
        "values: {nonce: {random: 'hex:4'}}
message: '{nonce}{method}'
verify: {of: response, received: '{header.x-sign}', message: '{nonce}{status}{body}'}",
    );
    let request = request("{}");
    let sent =
        signed_with(&scheme, request.clone(), Injection::All).expect("the request can be signed");
    let mac = hmac(Hash::Sha256, b"hush-secret", b"00010203200yes").expect("a MAC");
    let response = Request {
        status: Some(200),
        body: Shown::open("yes"),
        headers: vec![("X-Sign".into(), Shown::open(hex::encode(mac)))],
        ..Request::default()
    };
    let keys = [keys(&scheme)];
    let check = |answered| verify(&scheme, &response, &keys, &BTreeMap::new(), answered, NOW);
    assert!(
        check(Some(Answered {
            values: &sent.values
        }))
        .is_ok()
    );
    assert!(matches!(check(None), Err(Refusal::Recipe(_))));
}

#[test]
fn of_many_signatures_the_first_count() {
    let now = NOW / 1_000_000_000;
    let after = |count: usize| {
        move |it: &mut Request| {
            let genuine = it.headers.iter().find(|(name, _)| name == "x-sign");
            let genuine = String::from_utf8_lossy(genuine.expect("a signature").1.bytes());
            let genuine = genuine.rsplit(',').next().expect("one").to_owned();
            let text = format!("{}{genuine}", "v1=00,".repeat(count));
            it.set_header("x-sign", Shown::open(text));
        }
    };
    assert!(webhook(now, after(15)).is_ok());
    assert_eq!(webhook(now, after(16)).err(), Some(Refusal::Mismatch));
}

/// A document whose service signs its events as its callers sign their requests.
const BOTH_WAYS: &str = "openapi: 3.1.0
info: {title: t, version: '1'}
webhooks: {paid: {post: {security: [{shop: []}]}}}
components:
  securitySchemes:
    shop:
      type: apiKey
      in: header
      name: X-Sign
      x-signing:
        credentials: {id: {}, secret: {secret: true}}
        values: {nonce: {counter: unix-ms}}
        inject: [{in: body, name: nonce, value: '{nonce}', as: integer}]
        algorithm: hmac-sha256
        message: '{body}'
        encode: hex
        place:
          - {in: header, name: X-Key, value: '{id}'}
          - {in: header, name: X-Sign, value: 'v1={signature}'}
";

#[test]
fn a_recipe_that_signs_verifies_for_a_webhook_that_asks_for_it() {
    let scheme = &scheme_of(BOTH_WAYS);
    let signed = signed_with(scheme, request("{}"), Injection::All).expect("it is signed");
    let verified = |request: &Request, id: &str| {
        let texts = [("id", id), ("secret", "hush-secret")];
        let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let keys = Keys::read(scheme, &texts.into(), Absent::Refused).expect("two keys");
        verify(scheme, request, &[keys], &BTreeMap::new(), None, NOW).map(|_| ())
    };
    assert_eq!(verified(&signed.request, "hush-id"), Ok(()));
    assert_eq!(verified(&signed.request, "other"), Err(Refusal::UnknownKey));
    let mut changed = signed.request.clone();
    changed.body = Shown::open("{}");
    assert_eq!(verified(&changed, "hush-id"), Err(Refusal::Mismatch));
    assert_eq!(verified(&request("{}"), "hush-id"), Err(Refusal::Missing));
    assert!(verify(scheme, &signed.request, &[], &BTreeMap::new(), None, NOW).is_err());
}
