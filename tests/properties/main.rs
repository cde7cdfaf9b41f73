//! The two implementations of signing agree, whatever recipes, requests and credentials are.
//!
//! The evaluator says what has to come of random cases of random recipes; generated code is asked what
//! comes of them. The ordinary run takes a few recipes that are always the same.
//! `COUNTERSIGN_PROPERTIES=400` takes that many, and `COUNTERSIGN_SEED=7` others.

mod answers;
mod choice;
mod evaluator;
mod expected;
mod krate;
mod message;
mod recipe;

use std::collections::BTreeMap;
use std::env;

use countersign::ir::signing::{Algorithm, Scheme};
use countersign::vectors::check;
use serde_json::{Map, Value, json};

use choice::{Choice, bytes};
use expected::Trial;
use krate::Crate;

/// Bytes that decide about one recipe, or about one message.
const BYTES: usize = 4096;
/// Recipes of the ordinary run.
const RECIPES: usize = 16;
/// Messages a recipe.
const CASES: usize = 24;

#[test]
fn generated_code_and_evaluator_agree() {
    let recipes = number("COUNTERSIGN_PROPERTIES").unwrap_or(RECIPES as u64);
    let seed = number("COUNTERSIGN_SEED").unwrap_or(0);
    let mut chosen = Map::new();
    let mut tried = 0_u64;
    while (chosen.len() as u64) < recipes {
        let decides = bytes(seed << 32 | tried, BYTES);
        tried += 1;
        let recipe = recipe::recipe(&mut Choice::new(&decides));
        let name = format!("r{}", chosen.len());
        let alone = json!({ name.as_str(): recipe });
        let refused = match krate::read(&alone, &json!([])) {
            // Some recipes can be evaluated and not written as Rust, which is reported.
            Ok((source, found)) => krate::generated(&name, &source, found).1,
            Err(why) => why,
        };
        if refused.is_empty() {
            chosen.insert(name, recipe);
        } else if env::var_os("COUNTERSIGN_REFUSED").is_some() {
            println!("{recipe}\n{refused}");
        }
        assert!(tried < 20 * recipes + 100, "most recipes are refused");
    }
    println!("{tried} recipes, {} of them in order", chosen.len());
    chosen.extend(every_algorithm());
    chosen.extend(once_different());
    agree("properties", &Value::Object(chosen), seed);
}

/// A recipe with one filter changed: the evaluator and the crate say what came out, what should have, and where
/// the two part.
#[test]
fn a_changed_filter_fails_both_with_a_message_that_shows_it() {
    let recipe = |filters: &str| {
        json!({"shop": {
            "credentials": {"secret": {"secret": true}},
            "algorithm": "hmac-sha256",
            "message": format!("{{method}}\n{{body|{filters}}}"),
            "place": [{"in": "header", "name": "X-Signature", "value": "{signature}"}],
        }})
    };
    let vectors = json!([{
        "id": "an order",
        "recipe": "shop",
        "credentials": {"secret": "never shown"},
        "request": {"url": "https://shop.example/orders", "body": "{}"},
        "expected": {
            "message": "POST\n44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        },
    }]);
    let (_, good) =
        krate::read(&recipe("sha256|hex"), &vectors).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(check(&good.vectors[0]), []);

    let changed = recipe("sha256|hex|upper");
    let (source, changed) = krate::read(&changed, &vectors).unwrap_or_else(|why| panic!("{why}"));
    let failures = check(&changed.vectors[0]);
    let mut said = Vec::new();
    for failure in &failures {
        countersign::vectors::text::failure(&mut said, &changed.vectors[0], failure, &source)
            .expect("a Vec takes all");
    }
    let said = String::from_utf8_lossy(&said).into_owned();
    let (tree, _) = krate::generated("changed", &source, changed);
    let (passed, out, errors) = Crate::write("changed", &tree).run();
    assert!(!passed && !failures.is_empty(), "{out}\n{errors}");
    for said in [said, out] {
        for part in [
            "44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A",
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            "offset 10",
        ] {
            assert!(said.contains(part), "{part}\n{said}");
        }
    }
}

/// Recipes about which the two did not agree once, or at which the compiler warned.
fn once_different() -> Vec<(String, Value)> {
    let credentials = json!({
        "access": {},
        "secret": {"secret": true},
        "other": {"optional": true},
    });
    let values = [
        // Nothing reads them.
        json!({"v0": {"custom": "proof"}, "v1": {"setting": "x"}, "v2": {"json": {}}}),
        // The caller's own goes before the application's.
        json!({"v9": {"custom": "proof"}}),
        // It is worked out though the caller wrote another, and may be no text.
        json!({"v9": {"mac": "hmac-sha256", "key": "{secret}", "of": "{body#/a}"}}),
        // It is as late as can be.
        json!({"v9": {"time": "unix-ns", "offset": i64::MAX}}),
        // A digest has bytes, but it can be one of what cannot be read.
        json!({"v9": {"text": "a", "when": {"lacks": "body#/a|from-base64|sha256"}}}),
        // Text is cut in the middle of a character.
        json!({"v9": "{param.id|first:5}", "v8": {"setting": "é"}, "v7": "{v8|first:1|hex}"}),
    ];
    let recipe = |(index, values): (usize, &Value)| {
        let mut inject = vec![json!({"in": "body", "name": "put", "value": "{access}"})];
        if values.get("v9").is_some() {
            inject.push(json!({"in": "header", "name": "X-Put", "value": "{v9}"}));
            let when = json!({"method": ["POST"]});
            inject.push(json!({"in": "query", "name": "put", "value": "{v9}", "when": when}));
        }
        let recipe = json!({
            "credentials": credentials,
            "values": values,
            "inject": inject,
            "algorithm": "hmac-sha256",
            "message": if values.get("v8").is_some() { "{v9}{v7}" } else { "{url}{header.x-put}{body}" },
            "encode": "hex",
            "place": [{"in": "header", "name": "X-Signature", "value": "{signature}"}],
        });
        (format!("o{index}"), recipe)
    };
    values.iter().enumerate().map(recipe).collect()
}

/// For each algorithm a recipe of which the body is the message, with what signs and what verifies.
fn every_algorithm() -> Vec<(String, Value)> {
    let words = [
        "hmac-md5",
        "hmac-sha1",
        "hmac-sha256",
        "hmac-sha384",
        "hmac-sha512",
        "md5",
        "sha1",
        "sha256",
        "sha384",
        "sha512",
    ];
    let pairs = recipe::PUBLIC_KEY.iter().map(|(word, _)| *word);
    let recipe = |word: &str, public: bool| {
        let decode = if recipe::PUBLIC_KEY.iter().any(|(pair, _)| *pair == word) {
            "pem"
        } else {
            "utf8"
        };
        let mut recipe = json!({
            "credentials": {"secret": {"secret": !public, "decode": decode}},
            "algorithm": word,
            "message": "{body}",
            "encode": "base64",
            "verify": {"received": "{header.x-sig}"},
        });
        if word.starts_with(['m', 's']) {
            recipe["message"] = "{secret}{body}".into();
        }
        if public {
            recipe["key"] = "{secret}".into();
        } else {
            let place = json!({"in": "header", "name": "x-signature", "value": "{signature}"});
            recipe["place"] = json!([place]);
        }
        recipe
    };
    let mut all = Vec::new();
    for (index, word) in words.into_iter().chain(pairs.clone()).enumerate() {
        all.push((format!("a{index}"), recipe(word, false)));
    }
    for (index, word) in pairs.enumerate() {
        all.push((format!("p{index}"), recipe(word, true)));
    }
    all
}

/// Puts cases of all recipes through generated code, and compares.
fn agree(name: &str, recipes: &Value, seed: u64) {
    let (_, found) = krate::read(recipes, &json!([])).unwrap_or_else(|why| panic!("{why}"));
    let schemes = found.recipes;
    let mut trials = Vec::new();
    let mut vectors = Vec::new();
    for (index, (name, scheme)) in schemes.iter().enumerate() {
        let recipe = &recipes[name.as_str()];
        // What vectors give of the application's own becomes a setting of the crate, in other code.
        let is_custom = recipe.to_string().contains("\"custom\"");
        let mut vector = None;
        for number in 0..cases(name) {
            let decides = bytes(
                seed << 32 | 1 << 31 | (index * CASES + number) as u64,
                BYTES,
            );
            let mut choice = Choice::new(&decides);
            let mut case = message::case(recipe, &mut choice);
            if name.starts_with('p') {
                let word = recipe["algorithm"].as_str().unwrap_or_default();
                let key = message::public_key(word).to_owned();
                case.credentials = [("secret".to_owned(), key)].into();
            } else if name.starts_with('a') {
                case.credentials.retain(|name, _| name == "secret");
            }
            if !scheme.place.is_empty() {
                if vector.is_none() && !is_custom {
                    vector = expected::vector(name, scheme, &case);
                }
                let trial = expected::signing(name, scheme, case.clone());
                trials.push((name, scheme, trial));
            }
            for trial in expected::verifying(name, scheme, case, &mut choice) {
                trials.push((name, scheme, trial));
            }
        }
        vectors.extend(vector);
    }
    let vectors = Value::Array(vectors);
    let (source, found) = krate::read(recipes, &vectors).unwrap_or_else(|why| panic!("{why}"));
    for vector in &found.vectors {
        let failures = check(vector);
        assert!(failures.is_empty(), "{failures:#?}\n{vectors}");
    }
    let krate = Crate::with_answers(name, &source, found);
    let inputs: Vec<_> = trials
        .iter()
        .map(|(_, _, trial)| trial.input.clone())
        .collect();
    let (answers, warnings) = krate.answers(&inputs);
    assert_eq!(answers.len(), trials.len());
    let mut wrong = BTreeMap::new();
    let mut differ = 0;
    let mut counts = BTreeMap::<String, usize>::new();
    for ((name, scheme, trial), answer) in trials.iter().zip(&answers) {
        let kind = trial.expected.as_object().and_then(|it| it.keys().next());
        *counts.entry(kind.cloned().unwrap_or_default()).or_default() += 1;
        if let Some(why) = disagreement(scheme, trial, answer) {
            differ += 1;
            let shown = wrong.entry(name.as_str()).or_insert_with(|| {
                let mut input = trial.input.clone();
                let secret = &mut input["credentials"]["secret"];
                if secret.as_str().is_some_and(|it| it.starts_with("-----")) {
                    *secret = "the key of the algorithm".into();
                }
                let recipe = &recipes[name.as_str()];
                let expected = &trial.expected;
                format!("{why}\nrecipe: {recipe}\ncase: {input}\nevaluator: {expected}\ngenerated: {answer}\n")
            });
            let _ = shown;
        }
    }
    println!("{} cases: {counts:?}", trials.len());
    println!("{warnings}");
    let shown: Vec<_> = wrong.into_values().collect();
    assert!(
        shown.is_empty(),
        "{differ} cases of {} recipes differ\n{}",
        shown.len(),
        shown.join("\n")
    );
    assert_eq!(warnings, "", "the code compiles without a warning");
}

/// How many messages a recipe is tried with.
fn cases(recipe: &str) -> usize {
    if recipe.starts_with(['r', 'o']) {
        CASES
    } else {
        4
    }
}

/// What the two do not agree about.
fn disagreement(scheme: &Scheme, trial: &Trial, answer: &Value) -> Option<String> {
    if expected::fits_longer(scheme, &trial.case) && !trial.is_verified {
        return Some("a signature fits a longer message".to_owned());
    }
    let is_refused = trial.expected.get("refused").is_some();
    if answer.get("refused").is_some() || answer.get("unusable").is_some() {
        return (!is_refused).then(|| "only generated code refuses".to_owned());
    }
    if is_refused {
        return Some("only the evaluator refuses".to_owned());
    }
    if scheme.algorithm == Algorithm::RsaPssSha512 && !trial.is_verified {
        let message = |it: &Value| it["signed"]["message"].clone();
        return (message(&trial.expected) != message(answer))
            .then(|| "the messages differ".to_owned());
    }
    (trial.expected != *answer).then(|| "the results differ".to_owned())
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}
