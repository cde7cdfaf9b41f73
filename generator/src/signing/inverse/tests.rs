//! Requests read backwards, step by step. Every bundled recipe is tried over HTTP with the mock server.

use super::*;
use crate::diag::Sink;
use crate::lower::signing::{Neighbours, Recipe, lower_recipe};
use crate::parse::{At, read_value};
use crate::signing::{Absent, Fixed, Injection, Inputs, Url, sign};
use crate::source::Source;

/// 2024-03-09T05:06:07.089Z
const NOW: u64 = 1_709_960_767_089_000_000;

fn scheme(text: &str) -> Scheme {
    let node = read_value(&Source::new("t", text), &mut Sink::new()).expect("YAML");
    let mut sink = Sink::new();
    let recipe = Recipe {
        name: "t",
        at: &At::root(&node),
        schemes: Neighbours::Recipes(None),
        values: &[],
    };
    lower_recipe(recipe, &mut sink).unwrap_or_else(|| panic!("{:#?}", sink.finish()))
}

fn keys(scheme: &Scheme) -> Keys {
    let texts = scheme.credentials.iter();
    let texts = texts.map(|it| (it.name.clone(), "aGVsbG8=".to_owned()));
    Keys::read(scheme, &texts.collect(), Absent::Refused).expect("the texts are keys")
}

fn request(body: &str) -> Request {
    Request {
        method: "POST".to_owned(),
        url: Url::parse("https://api.example/a?b=2&&a=1").expect("a URL"),
        headers: vec![("Content-Type".to_owned(), Shown::open("application/json"))],
        body: Shown::open(body),
        ..Request::default()
    }
}

/// Signs a request and reads it back.
fn read_back(text: &str, body: &str) -> (Inverse, Claims, Keys) {
    let scheme = scheme(text);
    let keys = keys(&scheme);
    let inputs = Inputs {
        scheme: &scheme,
        keys: &keys,
        given: &BTreeMap::new(),
        injection: Injection::All,
    };
    let signed = sign(inputs, request(body), &mut Fixed::at(NOW)).expect("it can be signed");
    let inverse = Inverse::new(&scheme);
    let claims = inverse
        .read(signed.request)
        .unwrap_or_else(|error| panic!("{error}"));
    inverse
        .check(&claims, &keys)
        .unwrap_or_else(|error| panic!("{error}"));
    (inverse, claims, keys)
}

const QUERY: &str = "
credentials: {id: {}, secret: {secret: true}}
values: {timestamp: {time: unix-ms}}
inject: [{in: query, name: timestamp, value: '{timestamp}'}]
algorithm: hmac-sha256
message: '{query}{body}'
place:
  - {in: header, name: Authorization, value: 'Id {id}'}
  - {in: query, name: signature, value: '{signature}'}
";

#[test]
fn what_was_placed_is_taken_off_and_the_rest_stays() {
    let (inverse, claims, _) = read_back(QUERY, "{}");
    let query = &claims.request.url.query;
    assert_eq!(query.to_string(), "b=2&&a=1&timestamp=1709960767089");
    assert_eq!(claims.values["timestamp"], b"1709960767089");
    assert_eq!(claims.credentials["id"], b"aGVsbG8=");
    assert_eq!(claims.signature.as_ref().map(Vec::len), Some(64));
    assert_eq!(
        inverse.instants(&claims),
        [("timestamp".to_owned(), Some(NOW), 0)]
    );
}

#[test]
fn a_text_within_encodings_is_read() {
    let (inverse, claims, _) = read_back(
        "
credentials: {name: {}, secret: {secret: true}}
values:
  nonce: {random: 'hex:4'}
  exp: {time: unix-s, offset: 60}
  claims: '{{\"n\":\"{nonce}\",\"exp\":{exp},\"to\":\"{name|json}\"}}'
  signed: '{claims|base64url-nopad}'
algorithm: hmac-sha256
message: '{signed}'
encode: base64url-nopad
place: [{in: header, name: Authorization, value: 'Bearer {signed}.{signature}'}]
",
        "",
    );
    assert_eq!(claims.values["nonce"], b"00010203");
    assert_eq!(claims.credentials["name"], b"aGVsbG8=");
    assert_eq!(
        inverse.nonces(&claims),
        [("nonce".to_owned(), &b"00010203"[..])]
    );
    let second = 1_000_000_000;
    let signed_at = NOW / second * second;
    assert_eq!(
        inverse.instants(&claims),
        [("exp".to_owned(), Some(signed_at), 60 * 1_000_000_000)]
    );
}

#[test]
fn a_body_that_travels_in_a_header_is_read_back() {
    let (_, claims, _) = read_back(
        "
credentials: {secret: {secret: true}}
values: {nonce: {counter: unix-ms}, payload: '{body|base64}'}
inject: [{in: body, name: nonce, value: '{nonce}', as: integer}]
send-body: false
algorithm: hmac-sha384
message: '{payload}'
place:
  - {in: header, name: X-Payload, value: '{payload}'}
  - {in: header, name: X-Sign, value: '{signature}'}
",
        "{\"a\": 1}",
    );
    assert_eq!(
        claims.request.body.to_string(),
        "{\"a\": 1,\"nonce\":1709960767089}"
    );
}

#[test]
fn a_digest_in_a_header_has_to_be_that_of_the_body() {
    let text = "
credentials: {secret: {secret: true}}
values: {digest: '{body|sha256|hex}'}
inject: [{in: header, name: X-Digest, value: '{digest}'}]
algorithm: hmac-sha256
message: '{header.x-digest}'
place: [{in: header, name: X-Sign, value: '{signature}'}]
";
    let (inverse, mut claims, keys) = read_back(text, "{}");
    claims.request.body = Shown::open("{ }");
    let refused = inverse.check(&claims, &keys);
    assert!(
        matches!(&refused, Err(Refused::Field { place, .. }) if place == "header `X-Digest`"),
        "{refused:?}"
    );
}

#[test]
fn another_holder_another_message_and_another_key_are_told_apart() {
    let (inverse, claims, _) = read_back(QUERY, "{}");
    let texts = |id: &str, secret: &str| {
        let texts = [("id", id), ("secret", secret)];
        let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
        Keys::read(inverse.scheme(), &BTreeMap::from(texts), Absent::Refused).expect("keys")
    };
    assert!(!inverse.is_of(&claims, &texts("other", "aGVsbG8=")));
    let wrong = texts("aGVsbG8=", "wrong");
    assert!(inverse.is_of(&claims, &wrong));
    match inverse.check(&claims, &wrong) {
        Err(Refused::Mismatch(checked)) => {
            assert_eq!(
                checked.message.to_string(),
                "b=2&&a=1&timestamp=1709960767089{}"
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_missing_or_of_another_form_is_named() {
    let inverse = Inverse::new(&scheme(QUERY));
    let mut unsigned = request("{}");
    let missing = |place: &str, signature| Unread::Missing {
        place: place.to_owned(),
        signature,
        value: None,
    };
    let read = inverse.read(unsigned.clone()).map(|_| ());
    assert_eq!(read, Err(missing("header `Authorization`", false)));
    unsigned.set_header("Authorization", Shown::open("Key 5"));
    let read = inverse.read(unsigned.clone()).map(|_| ());
    let form = "Id {id}".to_owned();
    let place = "header `Authorization`".to_owned();
    assert_eq!(read, Err(Unread::Malformed { place, form }));
    unsigned.set_header("Authorization", Shown::open("Id 5"));
    let read = inverse.read(unsigned).map(|_| ());
    assert_eq!(read, Err(missing("query field `signature`", true)));
}

#[test]
fn what_is_signed_and_not_sent_is_an_obstacle() {
    let obstacles = |text: &str| Inverse::new(&scheme(text)).obstacles().join(", ");
    assert_eq!(obstacles(QUERY), "");
    let hidden = QUERY.replace(
        "inject: [{in: query, name: timestamp, value: '{timestamp}'}]",
        "",
    );
    let hidden = hidden.replace("'{query}{body}'", "'{timestamp}{query}'");
    assert_eq!(
        obstacles(&hidden),
        "no field that the recipe writes holds `timestamp`"
    );
    let hashed = QUERY.replace("'{signature}'", "'{signature|sha256|hex}'");
    assert_eq!(
        obstacles(&hashed),
        "no field holds the signature in a form that can be read back"
    );
}
