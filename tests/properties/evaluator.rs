//! What the evaluator and the generator promise alone: no input makes them panic, and a longer message has another
//! signature.
//!
//! `PROPTEST_CASES` asks for more cases, `PROPTEST_RNG_SEED` for others.

use std::collections::BTreeMap;

use countersign::diag::Sink;
use countersign::ir::signing::{Algorithm, Hash, KeyRole};
use countersign::signing::curl::{Secrets, curl};
use countersign::signing::{
    Absent, Fixed, Injection, Inputs, Keys, Request, Shown, Url, algorithms, sign, verify,
};
use countersign::source::Source;
use countersign::{Options, generate};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::json;

use crate::choice::Choice;
use crate::{krate, message, recipe};

/// The same cases in every run, and no files beside the sources.
fn config() -> ProptestConfig {
    let seed = std::env::var("PROPTEST_RNG_SEED");
    let seed = seed.ok().and_then(|it| it.parse().ok()).unwrap_or(0);
    let cases = std::env::var("PROPTEST_CASES");
    ProptestConfig {
        cases: cases.ok().and_then(|it| it.parse().ok()).unwrap_or(48),
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Everything up to the files of a crate, whatever is reported.
fn generated(text: &str) {
    let source = Source::new("api.yaml", text);
    generate(&source, &Options::default(), &mut Sink::new());
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_bytes_make_the_generator_panic(bytes in vec(any::<u8>(), 0..600)) {
        generated(&String::from_utf8_lossy(&bytes));
    }

    /// A document with pieces cut out, doubled and put elsewhere.
    #[test]
    fn no_damage_to_a_document_makes_the_generator_panic(
        cuts in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3_usize), 1..6),
    ) {
        let mut text = include_str!("../fixtures/signed.yaml").to_owned();
        for (from, to, change) in cuts {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            if places.is_empty() {
                break;
            }
            let (from, to) = (*from.get(&places), *to.get(&places));
            let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 60));
            let Some(piece) = text.get(from..to).map(str::to_owned) else {
                continue;
            };
            match change {
                0 => text.replace_range(from..to, ""),
                1 => text.insert_str(to, &piece),
                _ => text.insert_str(0, &piece),
            }
        }
        generated(&text);
    }

    /// A recipe with pieces cut out, as text.
    #[test]
    fn no_text_of_a_recipe_makes_anything_panic(
        decides in vec(any::<u8>(), 0..2000),
        from in any::<prop::sample::Index>(),
        length in 0..12_usize,
        put in "[{}|:\\[\\]\",a-z0-9 é\\\\]{0,6}",
    ) {
        let recipe = recipe::recipe(&mut Choice::new(&decides));
        let mut text = json!({"recipes": {"r": recipe}, "vectors": []}).to_string();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let from = from.index(places.len());
        let to = (from + length).min(places.len() - 1);
        text.replace_range(places[from]..places[to], &put);
        let source = Source::new("recipes.json", text);
        let mut sink = Sink::new();
        if let Some(found) = countersign::vectors::read(&source, &mut sink) {
            krate::generated("any", &source, found);
        }
    }

    /// Any bytes in any part of a request, for any recipe.
    #[test]
    fn no_request_makes_the_evaluator_panic(
        decides in vec(any::<u8>(), 0..3000),
        url in "(https?://)?[a-z\\[\\]:@0-9.]{0,12}\\PC{0,30}",
        body in vec(any::<u8>(), 0..200),
        header in "\\PC{0,20}",
        now in any::<u64>(),
    ) {
        let mut choice = Choice::new(&decides);
        let recipe = recipe::recipe(&mut choice);
        let Ok((_, found)) = krate::read(&json!({"r": recipe}), &json!([])) else {
            return Ok(());
        };
        let scheme = &found.recipes["r"];
        let case = message::case(&recipe, &mut choice);
        let Ok(keys) = Keys::read(scheme, &case.credentials, Absent::Empty) else {
            return Ok(());
        };
        let mut request = Request {
            method: case.method.clone(),
            url: Url::parse(&case.url).unwrap_or_default(),
            headers: case.headers.iter().map(|(name, value)| (name.clone(), Shown::open(value.as_str()))).collect(),
            body: Shown::open(case.body.as_slice()),
            params: case.params.clone(),
            status: None,
        };
        match choice.below(4) {
            0 => request.url = Url::parse(&url).unwrap_or_default(),
            1 => request.body = Shown::open(body),
            2 => request.headers.push((header.clone(), Shown::open(header))),
            _ => {}
        }
        let inputs = Inputs { scheme, keys: &keys, given: &case.given, injection: Injection::All };
        if let Ok(signed) = sign(inputs, request.clone(), &mut Fixed::at(now)) {
            curl(&signed.request, Secrets::Masked);
        }
        let keys = std::slice::from_ref(&keys);
        drop(verify(scheme, &request, keys, &BTreeMap::new(), None, now));
    }

    #[test]
    fn a_longer_message_has_another_signature(
        message in vec(any::<u8>(), 0..200),
        secret in vec(any::<u8>(), 1..80),
        more in vec(any::<u8>(), 1..3),
    ) {
        let longer = [message.as_slice(), &more].concat();
        for (word, algorithm) in ALGORITHMS {
            let is_pair = recipe::PUBLIC_KEY.iter().any(|(pair, _)| pair == word);
            let (role, key) = if is_pair {
                (KeyRole::Private, message::private_key(word).as_bytes())
            } else {
                (KeyRole::Shared, secret.as_slice())
            };
            let signature = algorithms::sign(algorithm, role, key, &message).expect("the key signs");
            let fits = |message: &[u8]| algorithms::verify(algorithm, role, key, message, &signature);
            prop_assert_eq!(fits(&message), Ok(true), "{}", word);
            prop_assert_eq!(fits(&longer), Ok(false), "{}", word);
        }
    }
}

const ALGORITHMS: &[(&str, Algorithm)] = &[
    ("hmac-md5", Algorithm::Hmac(Hash::Md5)),
    ("hmac-sha1", Algorithm::Hmac(Hash::Sha1)),
    ("hmac-sha256", Algorithm::Hmac(Hash::Sha256)),
    ("hmac-sha384", Algorithm::Hmac(Hash::Sha384)),
    ("hmac-sha512", Algorithm::Hmac(Hash::Sha512)),
    ("md5", Algorithm::Hash(Hash::Md5)),
    ("sha1", Algorithm::Hash(Hash::Sha1)),
    ("sha256", Algorithm::Hash(Hash::Sha256)),
    ("sha384", Algorithm::Hash(Hash::Sha384)),
    ("sha512", Algorithm::Hash(Hash::Sha512)),
    ("ed25519", Algorithm::Ed25519),
    ("rsa-pkcs1-sha256", Algorithm::RsaPkcs1Sha256),
    ("rsa-pss-sha512", Algorithm::RsaPssSha512),
    ("ecdsa-p256-sha256-der", Algorithm::EcdsaP256Sha256Der),
    ("ecdsa-p256-sha256-p1363", Algorithm::EcdsaP256Sha256P1363),
];
