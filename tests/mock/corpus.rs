//! Documents of others, in the folder that `COUNTERSIGN_CORPUS` names: the mock starts for each that
//! can be read, and what it makes for every operation is what another reader of the schema takes.
//!
//! That reader is `jsonschema` over the document as it came, not over what the mock makes of it.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use countersign::diag::Sink;
use countersign::ir::{Api, Operation, ParameterPlace, SecurityKind};
use countersign::mock::Server;
use countersign::source::Source;
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use crate::client::{Response, call};

/// Operations whose schema nothing meets, or nothing that anybody would send: alternatives of which
/// only one may hold, and which any object of another meets; a type that contradicts the rest.
const CONTRADICTORY: &[&str] = &[
    "cpy.re-peertube.json GET /api/v1/users/{id}",
    "intellifi.nl.json GET /items/{id}",
    "intellifi.nl.json GET /spots/{id}",
    "jumpseller.com.json GET /store/check_status.json",
    "just-eat.co.uk.json GET /restaurants/bylatlong",
    "just-eat.co.uk.json GET /restaurants/bypostcode/{postcode}",
    "maif.local-otoroshi.json GET /api/verifiers/{verifierId}",
    "maif.local-otoroshi.json PATCH /api/verifiers/{verifierId}",
    "maif.local-otoroshi.json POST /api/verifiers",
    "maif.local-otoroshi.json PUT /api/verifiers/{verifierId}",
    "ogen-2ch.yaml POST /user/posting",
    "oxide-propolis-server.json POST /instance/disk/{id}/snapshot/{snapshot_id}",
    "vercel.com.json GET /v1/edge-config/{edgeConfigId}/item/{edgeConfigItemKey}",
    "vercel.com.json GET /v1/edge-config/{edgeConfigId}/items",
    "vercel.com.json GET /v1/integrations/search-repo",
];

/// Responses that take longer are told.
const SLOW: Duration = Duration::from_secs(5);

/// What came of one document.
#[derive(Debug, Default)]
struct Counts {
    documents: usize,
    unreadable: Vec<String>,
    valid: usize,
    /// No body, or none that is JSON.
    other: usize,
    /// A path that no request has: with a query or a fragment in it.
    odd: usize,
    /// Those of [`CONTRADICTORY`] that came up.
    contradictory: Vec<&'static str>,
    /// The other reader cannot take the schema.
    unchecked: Vec<String>,
    wrong: Vec<String>,
}

#[test]
fn what_is_made_is_valid() {
    let Some(folder) = std::env::var_os("COUNTERSIGN_CORPUS") else {
        return;
    };
    let wanted = |path: &PathBuf| {
        let ending = path.extension().and_then(|it| it.to_str());
        matches!(ending, Some("json" | "yaml"))
    };
    let entries = fs::read_dir(Path::new(&folder)).expect("the folder can be listed");
    let mut files: Vec<_> = entries
        .map(|it| it.expect("an entry can be read").path())
        .filter(wanted)
        .collect();
    files.sort();
    let names: Vec<_> = files.iter().map(|it| name(it)).collect();
    let (queue, counts) = (Mutex::new(files), Mutex::new(Counts::default()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(file) = next(&queue) {
                    check(&file, &counts);
                }
            });
        }
    });
    let counts = counts.into_inner().expect("nobody panicked");
    println!(
        "{} documents, not read: {:?}",
        counts.documents, counts.unreadable
    );
    println!(
        "{} valid, {} without JSON, {} at odd paths, {} contradictory, {} not checked",
        counts.valid,
        counts.other,
        counts.odd,
        counts.contradictory.len(),
        counts.unchecked.len()
    );
    println!("not checked: {:#?}", counts.unchecked);
    assert!(
        counts.wrong.is_empty(),
        "{}: {:#?}",
        counts.wrong.len(),
        counts.wrong
    );
    let is_tried = |place: &&str| names.iter().any(|it| place.starts_with(&format!("{it} ")));
    let tried = CONTRADICTORY.iter().copied().filter(is_tried);
    let mended: Vec<_> = tried
        .filter(|it| !counts.contradictory.contains(it))
        .collect();
    assert_eq!(mended, [""; 0], "these are contradictory no more");
}

fn next(queue: &Mutex<Vec<PathBuf>>) -> Option<PathBuf> {
    queue.lock().expect("nobody panicked").pop()
}

fn name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn check(file: &Path, counts: &Mutex<Counts>) {
    let (name, begin) = (name(file), Instant::now());
    let text = fs::read_to_string(file).expect("the file can be read");
    let source = Source::new(name.clone(), text.clone());
    let Ok(builder) = Server::builder(&source) else {
        counts
            .lock()
            .expect("nobody panicked")
            .unreadable
            .push(name);
        return;
    };
    let server = builder
        .learn(true)
        .lenient(true)
        .start()
        .expect("the mock starts");
    let document: Result<Value, String> = if file.extension().is_some_and(|it| it == "json") {
        serde_json::from_str(&text).map_err(|it| it.to_string())
    } else {
        serde_yaml::from_str(&narrowed(&text)).map_err(|it| it.to_string())
    };
    let document = match document {
        Ok(document) => document,
        Err(error) => {
            let told = format!("{name}: {error}");
            counts.lock().expect("nobody panicked").unchecked.push(told);
            return;
        }
    };
    let mut sink = Sink::new();
    let parsed = countersign::parse::parse(&source, &mut sink).expect("it was read before");
    let api = countersign::lower::lower(&parsed, &mut sink);
    let reader = Reader::new(document);
    let mut own = Counts::default();
    for operation in &api.operations {
        one(&server, &api, operation, &reader, &name, &mut own);
    }
    let (valid, wrong, took) = (own.valid, own.wrong.len(), begin.elapsed());
    println!("{name}: {valid} valid, {wrong} wrong, {took:.0?}");
    for wrong in &own.wrong {
        println!("  {wrong}");
    }
    let mut counts = counts.lock().expect("nobody panicked");
    counts.documents += 1;
    counts.valid += own.valid;
    counts.other += own.other;
    counts.odd += own.odd;
    counts.unchecked.extend(own.unchecked);
    for wrong in own.wrong {
        let mut all = CONTRADICTORY.iter().copied();
        let is_of = |place: &&str| wrong.starts_with(&format!("{place}: "));
        match all.find(is_of) {
            Some(place) => counts.contradictory.push(place),
            None => counts.wrong.push(wrong),
        }
    }
}

/// Whole numbers for which the other reader has no room, as fractions.
fn narrowed(text: &str) -> String {
    let narrowed = |line: &str| {
        let word = line.rsplit(' ').next().unwrap_or_default();
        let digits = word.strip_prefix('-').unwrap_or(word);
        let is_whole = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
        let fits = word.parse::<i64>().is_ok() || word.parse::<u64>().is_ok();
        let end = if is_whole && !fits { ".0\n" } else { "\n" };
        format!("{line}{end}")
    };
    text.lines().map(narrowed).collect()
}

fn one(
    server: &Server,
    api: &Api,
    operation: &Operation,
    reader: &Reader,
    name: &str,
    counts: &mut Counts,
) {
    let place = format!("{name} {} {}", operation.method.name(), operation.path);
    if operation.path.contains(['?', '#', ' ']) {
        counts.odd += 1;
        return;
    }
    let begin = Instant::now();
    let response = ask(server, api, operation);
    if begin.elapsed() > SLOW {
        println!("  {place}: {:.0?}", begin.elapsed());
    }
    let told = || format!("{place}: {} {:.300}", response.status, response.text());
    let media_type = response.header("content-type").unwrap_or_default();
    if media_type == "application/problem+json" && response.text().contains("urn:countersign") {
        counts.wrong.push(told());
        return;
    }
    let is_json = media_type.contains("json") && !media_type.contains("seq");
    if !is_json || response.body.is_empty() {
        counts.other += 1;
        return;
    }
    let Some(pointer) = reader.schema(operation, response.status, media_type) else {
        counts.other += 1;
        return;
    };
    let Some(validator) = reader.validator(&pointer) else {
        counts.unchecked.push(format!("{place} {pointer}"));
        return;
    };
    let value = response.json();
    match validator.iter_errors(&value).next() {
        None => counts.valid += 1,
        Some(error) => {
            let at = error.instance_path();
            counts
                .wrong
                .push(format!("{place}: {at}: {:.200}", error.to_string()));
        }
    }
}

/// Calls an operation with what its first alternative of security asks for.
fn ask(server: &Server, api: &Api, operation: &Operation) -> Response {
    let mut headers = vec![("Prefer".to_owned(), "dynamic=true".to_owned())];
    let (mut query, mut cookies) = (Vec::new(), Vec::new());
    let first = operation.security.first();
    for name in first.iter().flat_map(|it| &it.schemes) {
        match api.security_schemes.get(name).map(|it| &it.kind) {
            Some(SecurityKind::Key { place, name }) => match place {
                ParameterPlace::Query => query.push(format!("{name}=any")),
                ParameterPlace::Cookie => cookies.push(format!("{name}=any")),
                ParameterPlace::Header | ParameterPlace::Path => {
                    headers.push((name.clone(), "any".to_owned()));
                }
            },
            Some(SecurityKind::Basic) => {
                headers.push(("Authorization".to_owned(), "Basic eDp5".to_owned()));
            }
            _ => headers.push(("Authorization".to_owned(), "Bearer any".to_owned())),
        }
    }
    if !cookies.is_empty() {
        headers.push(("Cookie".to_owned(), cookies.join("; ")));
    }
    let mut target = String::new();
    let mut within = false;
    for character in operation.path.chars() {
        match character {
            '{' => {
                within = true;
                target.push('1');
            }
            '}' => within = false,
            _ if within => {}
            other => target.push(other),
        }
    }
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    let headers: Vec<_> = headers
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    call(server, operation.method.name(), &target, &headers, b"")
}

/// The document as a JSON Schema library reads it: 3.0 is draft 4 with `nullable`.
struct Reader {
    document: Value,
    registry: Registry<'static>,
    draft: Draft,
}

impl Reader {
    fn new(mut document: Value) -> Self {
        let old = document["openapi"]
            .as_str()
            .is_some_and(|it| it.starts_with("3.0"));
        let draft = if old {
            Draft::Draft4
        } else {
            Draft::Draft202012
        };
        adapt(&mut document);
        let registry = Registry::new()
            .draft(draft)
            .add("urn:doc", document.clone());
        let registry = registry
            .and_then(jsonschema::RegistryBuilder::prepare)
            .expect("the document is a resource");
        Self {
            document,
            registry,
            draft,
        }
    }

    fn at(&self, pointer: &str) -> (String, &Value) {
        let mut pointer = pointer.to_owned();
        for _ in 0..16 {
            let value = self.document.pointer(&pointer).unwrap_or(&Value::Null);
            match value["$ref"].as_str().and_then(|it| it.strip_prefix('#')) {
                Some(next) => {
                    let decoded = percent_encoding::percent_decode_str(next).decode_utf8_lossy();
                    pointer = decoded.into_owned();
                }
                None => return (pointer, value),
            }
        }
        (pointer, &Value::Null)
    }

    /// The pointer to the schema of a response.
    fn schema(&self, operation: &Operation, status: u16, media_type: &str) -> Option<String> {
        let escaped = |text: &str| text.replace('~', "~0").replace('/', "~1");
        let (item, _) = self.at(&format!("/paths/{}", escaped(&operation.path)));
        let method = operation.method.name().to_lowercase();
        let (at, responses) = self.at(&format!("{item}/{method}/responses"));
        let range = format!("{}xx", status / 100);
        let keys = responses.as_object()?.keys();
        let mut keys: Vec<_> = keys
            .filter(|key| {
                let key = key.to_lowercase();
                key == status.to_string() || key == range || key == "default"
            })
            .collect();
        keys.sort();
        let (at, response) = self.at(&format!("{at}/{}", keys.first()?));
        let content = response["content"].as_object()?;
        let key = content
            .keys()
            .find(|it| *it == media_type || *it == "*/*")?;
        content[key].get("schema")?;
        Some(format!("{at}/content/{}/schema", escaped(key)))
    }

    fn validator(&self, pointer: &str) -> Option<Validator> {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
        let pointer = utf8_percent_encode(pointer, NON_ALPHANUMERIC).to_string();
        let pointer = pointer.replace("%2F", "/");
        let options = jsonschema::options()
            .with_draft(self.draft)
            .with_registry(&self.registry)
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true);
        options
            .build(&json!({"$ref": format!("urn:doc#{pointer}")}))
            .ok()
    }
}

/// `nullable`, and members that only requests have.
fn adapt(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(adapt),
        Value::Object(members) => {
            if members.get("nullable") == Some(&true.into()) {
                if let Some(name) = members.get("type").filter(|it| it.is_string()).cloned() {
                    members.insert("type".into(), json!([name, "null"]));
                }
                if let Some(Value::Array(values)) = members.get_mut("enum") {
                    values.push(Value::Null);
                }
            }
            let written: Vec<String> = match members.get("properties") {
                Some(Value::Object(properties)) => properties
                    .iter()
                    .filter(|(_, it)| it["writeOnly"] == true)
                    .map(|(name, _)| name.clone())
                    .collect(),
                _ => Vec::new(),
            };
            if let Some(Value::Array(required)) = members.get_mut("required") {
                // Names that are said twice are no JSON Schema, and the other reader then misses them.
                let mut said = HashSet::new();
                required.retain(|it| {
                    let is_written = written.iter().any(|name| it == name.as_str());
                    !is_written && said.insert(it.to_string())
                });
            }
            members.values_mut().for_each(adapt);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
