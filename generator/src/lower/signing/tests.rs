//! The promises of this folder as a whole; what is reported about which mistake is in the fixtures.

use super::*;
use crate::diag::Diagnostics;
use crate::ir::signing::{KeyRole, Phase, Used};
use crate::parse::Node;

const PLACE: &str = "place: [{in: header, name: Authorization, value: '{signature}'}]";

fn read(text: &str) -> Node {
    read_value(&Source::new("test", text), &mut Sink::new()).expect("the test's text is YAML")
}

/// Lowers the recipe `shop` of `schemes`, with values of an operation on top.
fn lowered(schemes: &str, values: &str) -> (Option<Scheme>, Diagnostics) {
    let (schemes, values) = (read(schemes), read(values));
    let (schemes, values) = (At::root(&schemes), At::root(&values));
    let at = schemes
        .get("shop")
        .and_then(|it| it.get("x-signing"))
        .expect("there is such a scheme");
    let mut sink = Sink::new();
    let recipe = Recipe {
        name: "shop",
        at: &at,
        schemes: Neighbours::Schemes(&schemes),
        values: std::slice::from_ref(&values),
    };
    let scheme = lower_recipe(recipe, &mut sink);
    (scheme, sink.finish())
}

#[track_caller]
fn recipe(text: &str) -> Scheme {
    let place = if text.contains("place:") { "" } else { PLACE };
    let text = format!("algorithm: hmac-sha256\n{text}\n{place}").replace('\n', "\n    ");
    let (scheme, diagnostics) = lowered(&format!("shop:\n  x-signing:\n    {text}"), "{}");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    scheme.expect("nothing was reported")
}

fn names(scheme: &Scheme) -> Vec<&str> {
    scheme
        .values
        .iter()
        .map(|value| value.name.as_str())
        .collect()
}

#[test]
fn recipes_that_ship_have_nothing_to_report() {
    for name in bundled() {
        let (scheme, diagnostics) = lowered(&format!("shop: {{x-signing: {{use: {name}}}}}"), "{}");
        // Some services ask for a broken hash, and who signs that way is told.
        let reports = diagnostics.reports.iter();
        let other: Vec<_> = reports.filter(|it| it.code.id != "CS0615").collect();
        assert!(other.is_empty(), "{name}: {other:?}");
        let bases = scheme.expect("nothing was reported").bases;
        assert_eq!(bases.last(), Some(&format!("use {name}")));
        assert!(
            bundled_text(name).is_some_and(|text| text.starts_with("# ")),
            "{name} has no comment"
        );
    }
}

#[test]
fn values_stand_after_those_they_read_and_otherwise_in_order() {
    let scheme = recipe(
        "credentials: {secret: {secret: true}}\nvalues: {b: '{a}{body}', z: '1', a: '{z}', y: '2'}\nmessage: '{b}{y}'",
    );
    assert_eq!(names(&scheme), ["z", "a", "b", "y"]);
}

#[test]
fn a_value_is_known_once_all_that_it_reads_is() {
    let scheme = recipe(
        "credentials: {secret: {secret: true}}
values:
  start: '{path}{param.id}'
  sent: {text: '{start}', when: {body: present}}
  heads: {headers: {all: true}}
  list: {params: {from: [form]}}
  whole: {params: {from: [form, query]}}
  token: '{signature}'
message: '{start}{sent}{heads}{list}{whole}'
place: [{in: header, name: X, value: '{token}'}]",
    );
    let phases: Vec<_> = scheme
        .values
        .iter()
        .map(|value| (value.name.as_str(), value.phase))
        .collect();
    assert_eq!(
        phases,
        [
            ("start", Phase::Start),
            ("sent", Phase::Body),
            ("heads", Phase::Headers),
            ("list", Phase::Body),
            ("whole", Phase::Query),
            ("token", Phase::Signature),
        ]
    );
}

#[test]
fn what_is_derived_from_a_secret_is_marked_and_the_signature_is_not() {
    let scheme = recipe(
        "credentials: {secret: {secret: true}, token: {secret: true}}
values:
  key: {mac: hmac-sha256, key: 'AWS4{secret}', of: '{method}'}
  sealed: '{key|hex}'
  open: '{method}'
  heads: {headers: {prefix: x-}}
  named: {headers: {prefix: x-, item: '{name}'}}
  shown: '{signature}'
inject: [{in: header, name: X-Token, value: '{token}'}]
key: '{sealed}'
message: '{open}{heads}{named}{header.x-token}'
place: [{in: header, name: Authorization, value: '{shown}'}]",
    );
    let secret: Vec<_> = scheme
        .values
        .iter()
        .filter(|it| it.secret)
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(secret, ["key", "sealed", "heads"]);
    assert!(scheme.message.secret);
    assert!(!scheme.place[0].value.secret);
}

#[test]
fn a_private_key_is_one_made_of_a_secret() {
    let role = |credential: &str, rest: &str| {
        let text = format!(
            "shop:\n  x-signing:\n    algorithm: ed25519\n    message: '{{body}}'\n    key: '{{k}}'\n    {credential}\n    {rest}\n"
        );
        lowered(&text, "{}")
            .0
            .and_then(|scheme| scheme.key)
            .map(|key| key.role)
    };
    let verify = "verify: {received: '{header.x}'}";
    let place = "place: [{in: header, name: X, value: '{signature}'}]";
    assert_eq!(
        role("credentials: {k: {secret: true}}", verify),
        Some(KeyRole::Private)
    );
    assert_eq!(role("credentials: {k: {}}", verify), Some(KeyRole::Public));
    assert_eq!(role("credentials: {k: {}}", place), None);
    assert_eq!(
        role("values: {k: {custom: fetched}}", verify),
        Some(KeyRole::Public)
    );
    assert_eq!(
        role("values: {k: {custom: fetched}}", place),
        Some(KeyRole::Private)
    );
}

#[test]
fn layers_go_on_top_of_each_other() {
    let schemes = "base:
  x-signing:
    credentials: {secret: {secret: true}}
    values: {service: other, scope: '{service}/1', gone: '2'}
    algorithm: hmac-sha256
    message: '{scope}'
    place: [{in: header, name: X, value: '{signature}'}]
    verify: {received: '{header.x}'}
shop:
  x-signing: {extends: base, values: {service: shop, gone: null}, verify: null, encode: base64}
";
    let (scheme, diagnostics) = lowered(schemes, "{}");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let scheme = scheme.expect("nothing was reported");
    assert_eq!(names(&scheme), ["service", "scope"]);
    assert!(scheme.verify.is_none());
    assert_eq!(scheme.bases, ["extends base"]);

    let (scheme, _) = lowered(schemes, "{scope: '{path}'}");
    let scheme = scheme.expect("nothing was reported");
    let service = scheme.values.iter().find(|value| value.name == "service");
    assert_eq!(service.map(|value| value.used), Some(Used::Nowhere));
}

#[test]
fn a_recipe_without_algorithm_only_places() {
    let (scheme, diagnostics) = lowered(
        "shop: {x-signing: {credentials: {key: {secret: true}}, place: [{in: header, name: X-Key, value: '{key}'}]}}",
        "{}",
    );
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert!(scheme.is_some_and(|scheme| scheme.place[0].value.secret));
}

#[test]
fn no_recipe_makes_the_reader_panic() {
    const RECIPE: &str = "shop:
  x-signing:
    extends: shop
    credentials: {secret: {secret: true, decode: hex, strip: a_}}
    values:
      time: {time: '%Y-%m', offset: -3}
      mac: {mac: hmac-sha1, key: '{secret}', of: '{time|first:8|hex}'}
      list: {params: {from: [query], add: {a: {text: '{mac}', when: {has: time}}}, item: '{name|pct}={value}'}}
      heads: {headers: {names: [a], prefix: b, missing: empty}}
    inject: [{in: body, name: a/b, value: '{time}', as: integer, when: {method: GET}}]
    algorithm: ed25519
    message: [a, {text: '{list}', when: {body: present}, else: '{body#/a/0}'}]
    encode: hex|upper
    place: [{in: query, name: s, value: '{signature}{heads}'}]
    verify: {received: {pick: {of: '{header.x}', split: ',', keep: 'v='}}, clock: {value: '{time}', unit: s, tolerance: 3}}
";
    const PIECES: [&str; 16] = [
        "{", "}", "[", "]", ":", ",", "'", "|", "null", "-1", "{}", "[]", "secret", "body", "\n",
        "é",
    ];
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut below = |bound: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % bound as u64).unwrap_or_default()
    };
    for _ in 0..3_000 {
        let mut text: Vec<char> = RECIPE.chars().collect();
        for _ in 0..=below(4) {
            let place = below(text.len());
            let end = (place + below(12)).min(text.len());
            let piece = PIECES[below(PIECES.len())];
            text.splice(place..end, piece.chars());
        }
        let text: String = text.into_iter().collect();
        let Some(node) = read_value(&Source::new("test", text), &mut Sink::new()) else {
            continue;
        };
        let schemes = At::root(&node);
        let Some(at) = schemes.get("shop").and_then(|it| it.get("x-signing")) else {
            continue;
        };
        let recipe = Recipe {
            name: "shop",
            at: &at,
            schemes: Neighbours::Schemes(&schemes),
            values: &[],
        };
        lower_recipe(recipe, &mut Sink::new());
    }
}
