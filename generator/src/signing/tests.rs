//! The promises of the evaluator as a whole. Published signatures are checked elsewhere, with all of
//! the vocabulary; here stands what no vendor prints.

mod algorithms;
mod decisions;
mod webhooks;

use super::algorithms::hmac;
use super::*;
use crate::diag::Sink;
use crate::ir::SecurityKind;
use crate::ir::signing::Hash;
use crate::lower::lower;
use crate::lower::signing::{Neighbours, Recipe, lower_recipe};
use crate::parse::{At, parse, read_value};
use crate::source::Source;

/// 2024-03-09T05:06:07.089Z
const NOW: u64 = 1_709_960_767_089_000_000;

/// Lowers a recipe; what is missing to make it whole is added.
fn scheme(text: &str) -> Scheme {
    let mut text = text.to_owned();
    for (key, line) in [
        ("credentials:", "credentials: {secret: {secret: true}}"),
        ("algorithm:", "algorithm: hmac-sha256"),
        ("message:", "message: '{body}'"),
        (
            "place:",
            "place: [{in: header, name: X-Sign, value: '{signature}'}]",
        ),
    ] {
        if !text.lines().any(|it| it.starts_with(key)) {
            text = format!("{text}\n{line}");
        }
    }
    let node =
        read_value(&Source::new("test", text), &mut Sink::new()).expect("the recipe is YAML");
    let at = At::root(&node);
    let mut sink = Sink::new();
    let scheme = lower_recipe(
        Recipe {
            name: "shop",
            at: &at,
            schemes: Neighbours::Recipes(None),
            values: &[],
        },
        &mut sink,
    );
    scheme.unwrap_or_else(|| panic!("{:#?}", sink.finish()))
}

/// The recipe of a document's only scheme, with what follows from the rest of the document.
fn scheme_of(document: &str) -> Scheme {
    let mut sink = Sink::new();
    let document = parse(&Source::new("test", document), &mut sink);
    let api = lower(&document.expect("it can be read"), &mut sink);
    assert!(sink.finish().is_empty());
    match api.security_schemes.into_values().next().map(|it| it.kind) {
        Some(SecurityKind::Recipe(scheme)) => *scheme,
        other => panic!("{other:?} has no recipe"),
    }
}

fn keys(scheme: &Scheme) -> Keys {
    let texts = scheme
        .credentials
        .iter()
        .map(|it| (it.name.clone(), format!("hush-{}", it.name)));
    Keys::read(scheme, &texts.collect(), Absent::Refused).expect("the texts are keys")
}

fn request(body: &str) -> Request {
    Request {
        method: "POST".into(),
        url: Url::parse("https://api.example/orders?limit=1").expect("a URL"),
        headers: vec![("Content-Type".into(), Shown::open("application/json"))],
        body: Shown::open(body),
        params: [("id".to_owned(), "7".to_owned())].into(),
        status: None,
    }
}

fn signed_with(
    scheme: &Scheme,
    request: Request,
    injection: Injection,
) -> Result<Signed, SignError> {
    let inputs = Inputs {
        scheme,
        keys: &keys(scheme),
        given: &BTreeMap::new(),
        injection,
    };
    sign(inputs, request, &mut Fixed::at(NOW))
}

#[track_caller]
fn signed(recipe: &str, body: &str) -> Signed {
    signed_with(&scheme(recipe), request(body), Injection::All).expect("the request can be signed")
}

#[track_caller]
fn value(recipe: &str, body: &str) -> String {
    let recipe = format!("values: {{probe: {recipe}}}\nmessage: '{{probe}}{{body}}'");
    let signed = signed(&recipe, body);
    String::from_utf8_lossy(signed.values[0].1.bytes()).into_owned()
}

#[track_caller]
fn refused(recipe: &str, body: &str) -> String {
    signed_with(&scheme(recipe), request(body), Injection::All)
        .expect_err("something is wrong")
        .to_string()
}

#[test]
fn fresh_values_come_from_outside() {
    assert_eq!(value("{time: unix-ms, offset: 11}", ""), "1709960767100");
    assert_eq!(value("{time: '%d/%b/%Y'}", ""), "09/Mar/2024");
    assert_eq!(value("{counter: unix-us}", ""), "1709960767089000");
    assert_eq!(value("{random: 'hex:3'}", ""), "000102");
    assert_eq!(value("{random: 'base64:3'}", ""), "AAEC");
    assert_eq!(value("{random: 'alnum:2'}", "").len(), 2);
    assert_eq!(
        value("{random: uuid}", ""),
        "00010203-0405-4607-8809-0a0b0c0d0e0f"
    );
    assert_eq!(value("{setting: eu-1}", ""), "eu-1");
}

#[test]
fn counters_grow_within_a_source() {
    let scheme =
        scheme("values: {a: {counter: unix-ms}, b: {counter: unix-ms}}\nmessage: '{a}{b}'");
    let signed =
        signed_with(&scheme, request(""), Injection::All).expect("the request can be signed");
    assert_eq!(signed.message.bytes(), b"17099607670891709960767090");
}

#[test]
fn conditions_all_have_to_hold() {
    let text = |when: &str| {
        value(
            &format!("{{text: 'yes', when: {when}, else: 'no'}}"),
            "{\"a\":1}",
        )
    };
    assert_eq!(text("{method: [put, post], body: present}"), "yes");
    assert_eq!(text("{method: [put, post], body: absent}"), "no");
    assert_eq!(text("{media_type: application/json}"), "yes");
    assert_eq!(text("{has: query.limit, lacks: header.date}"), "yes");
    assert_eq!(text("{has: 'query.limit|strip:1'}"), "no");
}

#[test]
fn a_line_that_is_left_out_takes_its_joiner_with_it() {
    let lines = "message: [a, {text: b, when: {body: present}}, {text: c, when: {body: present}, else: d}, e]\njoin: '+'";
    assert_eq!(signed(lines, "").message.bytes(), b"a+d+e");
    assert_eq!(signed(lines, "{}").message.bytes(), b"a+b+c+e");
}

#[test]
fn lists_add_leave_out_replace_sort_and_join() {
    let list = |options: &str, body: &str| {
        value(
            &format!("{{params: {{from: [json, query], {options}}}}}"),
            body,
        )
    };
    let body = r#"{"b":"2","a":null,"c":1.50,"d":"x y","e":[1, {"f": true}]}"#;
    assert_eq!(
        list("sort: none", body),
        r#"b=2&a=&c=1.50&d=x y&e=[1,{"f":true}]&limit=1"#
    );
    assert_eq!(
        list(
            "sort: name, skip-empty: true, except: [e], item: '{name|upper}:{value|pct};', join: ''",
            body
        ),
        "B:2;C:1.50;D:x%20y;LIMIT:1;"
    );
    assert_eq!(
        list(
            "only: [b, z], add: {z: '{method}', y: 'n'}, replace: {O: '0', T: ''}",
            body
        ),
        "b=2&z=P0S"
    );
    assert_eq!(
        list(
            "sort: name-value, repeats: unique, add: {b: '2', limit: '0'}, only: [b, limit]",
            body
        ),
        "b=2&limit=0&limit=1"
    );
    assert_eq!(
        list(
            "sort: name, repeats: comma, add: {limit: '0'}, only: [limit], item: '{name}={value|pct}'",
            body
        ),
        "limit=1%2C0"
    );
}

#[test]
fn headers_are_squeezed_joined_and_implied() {
    let recipe = "values: {heads: {headers: {names: [x-b, host, content-length, x-none], prefix: x-, except: [x-c, x-sign], missing: empty, item: '{name}:{value}', join: ';'}}}\nmessage: '{heads}|{header.x-b}'";
    let mut request = request("{}");
    for (name, value) in [
        ("X-B", " one   two "),
        ("x-b", "three"),
        ("X-C", "c"),
        ("X-A", "a"),
    ] {
        request.headers.push((name.to_owned(), Shown::open(value)));
    }
    let signed =
        signed_with(&scheme(recipe), request, Injection::All).expect("the request can be signed");
    assert_eq!(
        signed.message.to_string(),
        "x-b:one two,three;host:api.example;content-length:2;x-none:;x-a:a| one   two , three"
    );
}

#[test]
fn a_field_goes_into_body_headers_and_query_before_signing() {
    let signed = signed(
        "values: {nonce: {counter: unix-ms}, digest: '{body|sha256|hex|first:4}'}
inject:
  - {in: query, name: 'q s', value: '{header.x-digest}'}
  - {in: header, name: X-Digest, value: '{digest}'}
  - {in: body, name: nonce, value: '{nonce}', as: integer}
  - {in: body, name: a/b, value: 'é\"'}
  - {in: body, name: never, value: x, when: {body: absent}}
message: '{target}|{header.x-digest}|{body}'
place:
  - {in: query, name: sign, value: '{signature|first:4}='}
  - {in: cookie, name: id, value: '{method}'}
  - {in: cookie, name: to, value: '1'}",
        "{\"a\": {}}",
    );
    let body = "{\"a\": {\"b\":\"é\\\"\"},\"nonce\":1709960767089}";
    assert_eq!(signed.request.body.to_string(), body);
    let digest = &hex::encode(super::algorithms::digest(Hash::Sha256, body.as_bytes()))[..4];
    assert_eq!(
        signed.message.to_string(),
        format!("/orders?limit=1&q%20s={digest}|{digest}|{body}")
    );
    let sign = &signed.signature.to_string()[..4];
    assert_eq!(
        signed.request.url.target().to_string(),
        format!("/orders?limit=1&q%20s={digest}&sign={sign}%3D")
    );
    assert_eq!(signed.request.header("cookie").to_string(), "id=POST; to=1");
    assert_eq!((signed.injected.len(), signed.placed.len()), (4, 3));
}

#[test]
fn what_the_caller_wrote_is_left_alone_and_is_what_the_value_means() {
    let recipe = "values: {nonce: {counter: unix-ms}}
inject: [{in: body, name: nonce, value: '{nonce}', as: integer}, {in: query, name: limit, value: '{nonce}x'}]
message: '{nonce}{body}'";
    let taken = signed(recipe, "{\"nonce\":5}");
    assert_eq!(taken.message.bytes(), b"5{\"nonce\":5}");
    assert_eq!(taken.request.url.target().bytes(), b"/orders?limit=1");

    let scheme = scheme(recipe);
    for body in ["{}", "[1]", "\u{0}"] {
        let file = signed_with(&scheme, request(body), Injection::NotBody);
        let file = file.expect("any body can be signed");
        assert_eq!(file.request.body.bytes(), body.as_bytes());
    }
}

#[test]
fn a_body_that_is_empty_becomes_one_with_the_field() {
    let recipe = "inject: [{in: body, name: a, value: '1 2'}]";
    assert_eq!(signed(recipe, "").request.body.bytes(), b"{\"a\":\"1 2\"}");
    let scheme = scheme(recipe);
    for (content_type, body) in [
        ("application/x-www-form-urlencoded; charset=utf-8", "a=1+2"),
        ("text/XML", "<xml><a>1 2</a></xml>"),
    ] {
        let mut request = request("");
        request.set_header("content-type", Shown::open(content_type));
        let signed =
            signed_with(&scheme, request, Injection::All).expect("the request can be signed");
        assert_eq!(signed.request.body.to_string(), body);
    }
}

#[test]
fn a_body_that_travels_elsewhere_is_not_sent() {
    let signed = signed(
        "send-body: false\nplace: [{in: header, name: X-Payload, value: '{body|base64}.{signature}'}]",
        "{}",
    );
    assert_eq!(signed.request.body.bytes(), b"");
    assert!(
        signed
            .request
            .header("x-payload")
            .to_string()
            .starts_with("e30=.")
    );
}

#[test]
fn a_result_in_the_body_is_what_is_sent() {
    let signed = signed(
        "message: '{body#/a}'\nplace: [{in: body, name: params/sign, value: '{signature|first:2}'}]",
        "{\"a\":10.00}",
    );
    assert_eq!(signed.message.bytes(), b"10.00");
    let sign = &signed.signature.to_string()[..2];
    assert_eq!(
        signed.request.body.to_string(),
        format!("{{\"a\":10.00,\"params\":{{\"sign\":\"{sign}\"}}}}")
    );
}

#[test]
fn secrets_are_nowhere_to_be_seen() {
    let signed = signed(
        "credentials: {id: {}, secret: {secret: true}, token: {secret: true}}
values:
  key: {mac: hmac-sha256, key: 'AWS4{secret}', of: '{method}'}
  pair: '{id}:{token}'
  heads: {headers: {names: [x-token], join: ','}}
inject:
  - {in: header, name: X-Token, value: '{pair}'}
  - {in: query, name: token, value: '{token}'}
key: '{key}'
message: '{heads} {pair|base64} {secret} {target}'
place:
  - {in: header, name: Authorization, value: 'Basic {pair|base64} {signature}'}
  - {in: header, name: X-Key, value: '{key|hex}'}",
        "{}",
    );
    assert_eq!(
        signed.message.to_string(),
        "x-token=[x-token] [pair|base64] [secret] /orders?limit=1&token=[token]"
    );
    assert!(!signed.signature.is_secret());
    let shown = format!(
        "{signed:?} {}",
        curl::curl(&signed.request, curl::Secrets::Masked)
    );
    let key = hmac(Hash::Sha256, b"AWS4hush-secret", b"POST").expect("a key");
    let forms = [
        "hush-secret".to_owned(),
        "hush-token".to_owned(),
        hex::encode("hush-secret"),
        hex::encode(key),
        String::from_utf8_lossy(&encoding::base64(b"hush-id:hush-token")).into_owned(),
    ];
    for form in forms {
        assert!(!shown.contains(&form), "{form} in {shown}");
        assert!(!format!("{:?}", keys(&scheme("message: '{secret}'"))).contains(&form));
    }
    let plain = curl::curl(&signed.request, curl::Secrets::Plain);
    assert!(plain.contains("hush-token"));
}

#[test]
fn what_cannot_be_worked_out_is_said_with_its_place() {
    assert_eq!(
        refused("message: '{body|from-hex}'", "x"),
        "the message: `from-hex` is not hexadecimal"
    );
    assert_eq!(
        refused("values: {a: '{body#/a}'}\nmessage: '{a}'", "{"),
        "value `a`: the body: the text is not JSON at byte 1"
    );
    assert_eq!(
        refused(
            "values: {a: {json: {}}}\nmessage: '{a}'",
            "{\"a\":1,\"a\":2}"
        ),
        "value `a`: an object has two members `a`"
    );
    assert_eq!(
        refused("message: '{param.order}{param.id}'", ""),
        "the message: the request has no path parameter `order`"
    );
    assert_eq!(
        refused("values: {a: {custom: a}}\nmessage: '{a}'", ""),
        "value `a`: no value is given for `a`"
    );
    assert_eq!(
        refused(
            "inject: [{in: body, name: n, value: '{method}', as: integer}]",
            "{}"
        ),
        "body member `n`: the value is not a whole number"
    );
    assert_eq!(
        refused(
            "message: x\nplace: [{in: header, name: X, value: \"{signature}\\n{body}\"}]",
            "a: b"
        ),
        "header `X`: the value has characters that cannot be sent here"
    );
    assert_eq!(
        refused("algorithm: ed25519", ""),
        "the signature: the key is not an Ed25519 private key: 32 or 64 bytes, or PKCS#8"
    );
    let mut binary = request("\u{1}");
    binary.set_header("content-type", Shown::open("image/png"));
    let error = signed_with(
        &scheme("inject: [{in: body, name: n, value: x}]"),
        binary,
        Injection::All,
    );
    assert_eq!(
        error.map(|_| ()).map_err(|error| error.to_string()),
        Err("body member `n`: fields cannot be put into a body of type `image/png`".to_owned())
    );
}

#[test]
fn credentials_are_checked_when_they_are_read() {
    let scheme = scheme(
        "credentials: {secret: {secret: true, strip: whsec_, decode: base64}, id: {decode: hex}, extra: {optional: true}, file: {decode: pem}}
message: '{id}{extra}{file}{body}'",
    );
    let read = |texts: &[(&str, &str)]| {
        let texts = texts
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        let errors = Keys::read(&scheme, &texts, Absent::Refused)
            .err()
            .unwrap_or_default();
        errors.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let pem = "-----BEGIN KEY-----\nAAEC\n-----END KEY-----\n";
    assert!(read(&[("secret", "whsec_AAEC"), ("id", "00ff"), ("file", pem)]).is_empty());
    assert_eq!(
        read(&[
            ("secret", "whsec_"),
            ("id", "0g"),
            ("file", "AAEC"),
            ("key", "")
        ]),
        [
            "credential `key` is not one of the scheme's",
            "credential `secret` is empty",
            "credential `id` is not hexadecimal",
            "credential `file` is not PEM",
        ]
    );
    assert_eq!(
        read(&[]),
        [
            "credential `secret` is missing",
            "credential `id` is missing",
            "credential `file` is missing"
        ]
    );
}

/// Recipes that read and put everything, over requests made of odd pieces.
#[test]
fn no_request_makes_the_evaluator_panic() {
    const RECIPES: [&str; 3] = [
        "values: {a: {params: {from: [query, form, json, xml, query-wire], repeats: comma, sort: name-value}}, b: {headers: {all: true}}}
inject: [{in: body, name: a/b, value: '{path}'}, {in: query, name: c, value: '{header.x}'}]
message: '{a}{b}{url}{body#/a/0}{form.a}{query.a|from-base64}{media_type}'
place: [{in: header, name: X-Sign, value: '{signature}'}, {in: cookie, name: c, value: '{body|first:3}'}]",
        "values: {a: {json: {sort: true, ascii: true}}}\nmessage: '{a|json|unpct|squeeze}'\nencode: base64|lower",
        webhooks::WEBHOOK,
    ];
    const PIECES: [&str; 24] = [
        "{", "}", "[", "]", "\"", ":", ",", "<", ">", "/", "&", "=", "%", "%2", "+", ";", "?", "#",
        "\\u", "é", "a", "0", " ", "\u{0}",
    ];
    let mut seed: u64 = 0x2545_f491_4f6c_dd1d;
    let mut below = move |bound: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % bound as u64).unwrap_or_default()
    };
    let schemes = RECIPES.map(scheme);
    for round in 0..4_000 {
        let mut text = |length: usize| {
            (0..length)
                .map(|_| PIECES[below(PIECES.len())])
                .collect::<String>()
        };
        let types = [
            "application/json",
            "application/x-www-form-urlencoded",
            "text/xml",
            "",
            "\u{0};",
        ];
        let mut request = request(&text(round % 12));
        request.headers = vec![
            (
                "content-type".into(),
                Shown::open(types[round % types.len()]),
            ),
            ("x-sign".into(), Shown::open(format!("v1={}", text(3)))),
            ("x-time".into(), Shown::open(text(2))),
        ];
        request.url = Url::parse(&format!("https://h/{}", text(6))).unwrap_or_default();
        let scheme = &schemes[round % schemes.len()];
        if let Ok(signed) = signed_with(scheme, request.clone(), Injection::All) {
            curl::curl(&signed.request, curl::Secrets::Plain);
        }
        let _ = verify(
            scheme,
            &request,
            &[keys(scheme)],
            &BTreeMap::new(),
            None,
            NOW,
        );
    }
}
