//! Published signatures, each through `lower` and the evaluator, step by step.
//!
//! The vectors are the `.json` files beside this one. `COUNTERSIGN_VECTORS` names one more file of the
//! same form: `recipes` by name, and `vectors` with a recipe's name, credentials, given values, the
//! request as it is before anything is placed, and what is expected of message, signature, placed
//! results and intermediate values.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use countersign::diag::{Sink, text};
use countersign::ir::signing::{KeyRole, Scheme, Target};
use countersign::lower::signing::{Recipe, lower_recipe};
use countersign::parse::parse;
use countersign::signing::{
    Absent, Fixed, Injection, Inputs, Keys, Refusal, Request, Shown, Signed, Url, sign, verify,
};
use countersign::source::Source;
use serde_json::{Value, json};

/// 2020-01-01, for what a vector does not fix.
const NOW: u64 = 1_577_836_800 * SECOND;
const SECOND: u64 = 1_000_000_000;

#[test]
fn every_published_signature_comes_out() {
    let mut passed = 0;
    let mut failed = Vec::new();
    for file in files() {
        let text = fs::read_to_string(&file).expect("the file can be read");
        let data: Value = serde_json::from_str(&text).expect("the file is JSON");
        for vector in data["vectors"].as_array().expect("a list of vectors") {
            let recipe = &data["recipes"][text_of(&vector["recipe"])];
            match check(recipe, vector) {
                Ok(()) => passed += 1,
                Err(problem) => failed.push(format!("{}: {problem}", text_of(&vector["id"]))),
            }
        }
    }
    println!("{passed} passed, {} failed", failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(passed > 0);
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let own = entries.map(|entry| entry.expect("an entry can be read").path());
    let own = own.filter(|path| path.extension().is_some_and(|it| it == "json"));
    own.chain(std::env::var_os("COUNTERSIGN_VECTORS").map(PathBuf::from))
        .collect()
}

/// Checks one vector; says what came out and what should have.
fn check(recipe: &Value, vector: &Value) -> Result<(), String> {
    let scheme = scheme(recipe, vector)?;
    let expected = &vector["expected"];
    let keys = Keys::read(&scheme, &texts(&vector["credentials"]), Absent::Empty)
        .map_err(|errors| format!("{errors:?}"))?;
    let request = request(&vector["request"])?;
    let given: BTreeMap<String, Vec<u8>> = texts(&vector["values"])
        .into_iter()
        .map(|(name, text)| (name, text.into_bytes()))
        .collect();
    if scheme
        .key
        .as_ref()
        .is_none_or(|key| key.role != KeyRole::Public)
    {
        let inputs = Inputs {
            scheme: &scheme,
            keys: &keys,
            given: &given,
            injection: Injection::Done,
        };
        let signed = sign(inputs, request.clone(), &mut Fixed::at(NOW))
            .map_err(|error| error.to_string())?;
        check_signed(&signed, expected)?;
    }
    if scheme.verify.is_some() {
        check_verified(&scheme, &request, &keys, &given, expected)?;
    }
    Ok(())
}

/// Accepts the message at the instant of its signing, and nothing that differs from it.
fn check_verified(
    scheme: &Scheme,
    request: &Request,
    keys: &Keys,
    given: &BTreeMap<String, Vec<u8>>,
    expected: &Value,
) -> Result<(), String> {
    let verify = |request: &Request, now| {
        verify(
            scheme,
            request,
            std::slice::from_ref(keys),
            given,
            None,
            now,
        )
    };
    let now = match verify(request, NOW) {
        Err(Refusal::FromFuture { ahead, .. }) => NOW + ahead * SECOND,
        Err(Refusal::Stale { age, .. }) => NOW - age * SECOND,
        Ok(_) | Err(_) => NOW,
    };
    let verified = verify(request, now).map_err(|refusal| refusal.to_string())?;
    same("message", verified.message.bytes(), &message(expected))?;
    match verify(&changed(request)?, now) {
        Ok(_) => Err("a changed message is accepted".into()),
        Err(_) => Ok(()),
    }
}

/// The message with other digits in its body and one character more at the ends.
fn changed(request: &Request) -> Result<Request, String> {
    let digit = |byte: &u8| {
        if byte.is_ascii_digit() {
            b'0' + (byte - b'0' + 1) % 10
        } else {
            *byte
        }
    };
    let body: Vec<u8> = request
        .body
        .bytes()
        .iter()
        .map(digit)
        .chain([b' '])
        .collect();
    let url = format!("{}x", request.url.whole());
    Ok(Request {
        url: Url::parse(&url).map_err(|error| error.to_string())?,
        body: Shown::open(body),
        ..request.clone()
    })
}

fn check_signed(signed: &Signed, expected: &Value) -> Result<(), String> {
    same("message", signed.message.bytes(), &message(expected))?;
    same(
        "signature",
        signed.signature.bytes(),
        text_of(&expected["signature"]).as_bytes(),
    )?;
    for (index, (name, text)) in texts(&expected["intermediate"]).into_iter().enumerate() {
        let value = signed
            .values
            .iter()
            .find(|(known, _)| *known == intermediate(index));
        same(
            &name,
            value.ok_or("no such value")?.1.bytes(),
            text.as_bytes(),
        )?;
    }
    for placed in expected["placed"].as_array().into_iter().flatten() {
        let field = signed.placed.iter().find(|field| {
            described(&field.target)
                == (text_of(&placed["in"]), text_of(&placed["name"]).to_owned())
        });
        let field = field.ok_or_else(|| format!("nothing placed at {placed}"))?;
        same(
            "placed value",
            field.value.bytes(),
            text_of(&placed["value"]).as_bytes(),
        )?;
    }
    Ok(())
}

fn scheme(recipe: &Value, vector: &Value) -> Result<Scheme, String> {
    let mut values = match &vector["operation_values"] {
        Value::Null => json!({}),
        values => values.clone(),
    };
    // An intermediate result may have filters, which a value of our own works out.
    for (index, name) in texts(&vector["expected"]["intermediate"])
        .keys()
        .enumerate()
    {
        values[intermediate(index)] = json!(format!("{{{name}}}"));
    }
    let document = json!({
        "openapi": "3.0.3", "info": {"title": "", "version": ""}, "paths": {},
        "x-recipe": recipe, "x-values": values,
    });
    let source = Source::new("vector", document.to_string());
    let mut sink = Sink::new();
    let document = parse(&source, &mut sink).expect("the document is OpenAPI");
    let root = document.root();
    let at = root.get("x-recipe").ok_or("no recipe")?;
    let values = root.get("x-values");
    let recipe = Recipe {
        name: "vector",
        at: &at,
        schemes: None,
        values: values.as_ref(),
    };
    let scheme = lower_recipe(recipe, &mut sink);
    let diagnostics = sink.finish();
    scheme.ok_or_else(|| {
        let mut out = Vec::new();
        text::write(&mut out, &diagnostics, &source, false).expect("a vector takes all");
        String::from_utf8_lossy(&out).into_owned()
    })
}

fn intermediate(index: usize) -> String {
    format!("intermediate_{index}")
}

fn request(request: &Value) -> Result<Request, String> {
    let header = |pair: &Value| (text_of(&pair[0]).to_owned(), Shown::open(text_of(&pair[1])));
    Ok(Request {
        method: request["method"].as_str().unwrap_or("POST").to_owned(),
        url: Url::parse(request["url"].as_str().unwrap_or_default())
            .map_err(|error| error.to_string())?,
        headers: request["headers"]
            .as_array()
            .into_iter()
            .flatten()
            .map(header)
            .collect(),
        body: Shown::open(request["body"].as_str().unwrap_or_default()),
        params: texts(&request["params"]),
        status: request["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok()),
    })
}

fn described(target: &Target) -> (&'static str, String) {
    match target {
        Target::Header(name) => ("header", name.clone()),
        Target::Query(name) => ("query", name.clone()),
        Target::Cookie(name) => ("cookie", name.clone()),
        Target::Body(path) => ("body", path.join("/")),
    }
}

fn message(expected: &Value) -> Vec<u8> {
    use base64::Engine;
    match expected["message_base64"].as_str() {
        Some(text) => base64::engine::general_purpose::STANDARD
            .decode(text)
            .expect("base64"),
        None => text_of(&expected["message"]).as_bytes().to_vec(),
    }
}

fn same(what: &str, found: &[u8], expected: &[u8]) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let show = |bytes: &[u8]| Shown::open(bytes).to_string();
    Err(format!(
        "{what} is\n{}\nand should be\n{}",
        show(found),
        show(expected)
    ))
}

fn texts(object: &Value) -> BTreeMap<String, String> {
    let members = object.as_object().into_iter().flatten();
    members
        .map(|(name, value)| (name.clone(), text_of(value).to_owned()))
        .collect()
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
