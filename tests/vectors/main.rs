//! Published signatures, each through `lower` and the evaluator, step by step.
//!
//! The vectors stand beside the recipes that ship with the generator. `COUNTERSIGN_VECTORS` names one
//! more file of the same form.

use std::fs;
use std::path::{Path, PathBuf};

use countersign::diag::{Sink, text};
use countersign::lower::signing::{Vectors, bundled};
use countersign::source::Source;
use countersign::vectors;

#[test]
fn every_published_signature_comes_out() {
    let mut passed = 0;
    let mut failed = Vec::new();
    for file in files() {
        let text = fs::read_to_string(&file).expect("the file can be read");
        let source = Source::new(file.display().to_string(), text);
        for vector in &read(&source).vectors {
            let failures = vectors::check(vector);
            passed += usize::from(failures.is_empty());
            failed.extend(failures.iter().map(|failure| {
                let mut out = Vec::new();
                vectors::text::failure(&mut out, vector, failure, &source)
                    .expect("a Vec takes all");
                String::from_utf8(out).expect("what is shown is text")
            }));
        }
    }
    println!("{passed} passed, {} failed", failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(passed > 0);
}

#[test]
fn every_recipe_of_the_folder_ships_and_every_vector_has_one() {
    let stems = |end: &str| -> Vec<String> {
        let names = names();
        let stems = names.iter().filter_map(|name| name.strip_suffix(end));
        let mut stems: Vec<_> = stems.map(str::to_owned).collect();
        stems.sort();
        stems
    };
    let shipped: Vec<_> = bundled().collect();
    assert_eq!(stems(".yaml"), shipped);
    for stem in stems(".vectors.json") {
        assert!(shipped.contains(&stem.as_str()), "{stem}");
    }
    assert_eq!(
        names().len(),
        stems(".yaml").len() + stems(".vectors.json").len()
    );
}

/// RFC 5849 §1.2: the first step has a callback and neither token nor version.
#[test]
fn what_oauth_1_signs_is_what_it_places() {
    let file = folder().join("oauth1-hmac-sha1.vectors.json");
    let text = fs::read_to_string(file).expect("the file can be read");
    let mut data: serde_json::Value = serde_json::from_str(&text).expect("the file is JSON");
    let vectors = data["vectors"].as_array_mut().expect("it has vectors");
    let first = vectors
        .iter_mut()
        .find(|it| it["id"] == "oauth1-rfc5849-initiate");
    let first = first.expect("the vector is there");
    let placed = concat!(
        r#"OAuth oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready", "#,
        r#"oauth_consumer_key="dpf43f3p2l4k3l03", oauth_nonce="wIjqoS", "#,
        r#"oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D", "#,
        r#"oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131200""#,
    );
    first["expected"]["placed"] =
        serde_json::json!([{"in": "header", "name": "Authorization", "value": placed}]);
    for vector in &read(&Source::new("vectors", data.to_string())).vectors {
        assert_eq!(vectors::check(vector), [], "{}", vector.id);
    }
}

#[test]
fn the_vectors_of_a_recipe_are_beside_it() {
    for file in own() {
        let name = file.file_name().and_then(|name| name.to_str());
        let name = name.and_then(|name| name.strip_suffix(".vectors.json"));
        let text = fs::read_to_string(&file).expect("the file can be read");
        for vector in &read(&Source::new("vectors", text)).vectors {
            assert_eq!(Some(vector.scheme.name.as_str()), name, "{}", vector.id);
        }
    }
}

fn files() -> Vec<PathBuf> {
    let more = std::env::var_os("COUNTERSIGN_VECTORS").map(PathBuf::from);
    own().into_iter().chain(more).collect()
}

fn own() -> Vec<PathBuf> {
    let names = names();
    let vectors = names.iter().filter(|name| name.ends_with(".vectors.json"));
    vectors.map(|name| folder().join(name)).collect()
}

/// The files beside the recipes, in order.
fn names() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("the folder can be read");
    let names = entries.map(|entry| entry.expect("an entry can be read").file_name());
    let mut names: Vec<_> = names
        .map(|name| name.into_string().expect("names are Unicode"))
        .collect();
    names.sort();
    names
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../generator/recipes")
}

/// Reads a file in which nothing is wrong.
fn read(source: &Source) -> Vectors {
    let mut sink = Sink::new();
    let found = vectors::read(source, &mut sink);
    let diagnostics = sink.finish();
    let mut out = Vec::new();
    text::write(&mut out, &diagnostics, source, false).expect("a Vec takes all");
    assert!(diagnostics.is_empty(), "{}", String::from_utf8_lossy(&out));
    found.expect("nothing was reported")
}
