//! What was signed, for people and for programs.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::Done;
use super::subject::Subject;
use crate::diag::visible;
use crate::ir::signing::Target;
use crate::signing::curl::{Secrets, curl};
use crate::signing::{Field, Request, Shown, Signed};

/// Writes everything for people.
pub(super) fn text(
    out: &mut impl Write,
    subject: &Subject<'_>,
    done: &Done,
    secrets: Secrets,
) -> io::Result<()> {
    if let Some(operation) = subject.operation {
        let id = visible(&operation.id, MAX_NAME);
        writeln!(out, "operation\n  {id}\n")?;
    }
    for (scheme, signed) in &done.steps {
        writeln!(out, "scheme\n  {}\n", visible(scheme, MAX_NAME))?;
        step(out, signed)?;
    }
    let request = request(subject, done);
    writeln!(
        out,
        "request\n  {} {}",
        request.method,
        shown(&request.url.whole(), secrets)
    )?;
    for (name, value) in &request.headers {
        writeln!(out, "  {name}: {}", shown(value, secrets))?;
    }
    writeln!(out, "\ncurl\n{}", curl(request, secrets))
}

fn step(out: &mut impl Write, signed: &Signed) -> io::Result<()> {
    let values: Vec<_> = signed
        .values
        .iter()
        .map(|(name, value)| (name.clone(), value))
        .collect();
    section(out, "values", &values)?;
    section(out, "put in before signing", &rows(&signed.injected))?;
    let length = signed.message.bytes().len();
    if length == 0 && signed.signature.bytes().is_empty() {
        return section(out, "put in", &rows(&signed.placed));
    }
    // Without indentation, so that it can be copied.
    writeln!(out, "string to sign, {length} bytes\n{}\n", signed.message)?;
    writeln!(out, "signature\n  {}\n", signed.signature)?;
    section(out, "put in after signing", &rows(&signed.placed))
}

/// Characters of a name that are shown.
const MAX_NAME: usize = 400;

fn rows(fields: &[Field]) -> Vec<(String, &Shown)> {
    fields
        .iter()
        .map(|field| (place(&field.target), &field.value))
        .collect()
}

fn section(out: &mut impl Write, title: &str, rows: &[(String, &Shown)]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}")?;
    for (name, value) in rows {
        // Values of several lines stay together.
        writeln!(
            out,
            "  {} = {}",
            visible(name, MAX_NAME),
            value.to_string().replace('\n', "\n    ")
        )?;
    }
    writeln!(out)
}

fn place(target: &Target) -> String {
    let (place, name) = parts(target);
    format!("{place} {name}")
}

fn parts(target: &Target) -> (&'static str, String) {
    match target {
        Target::Header(name) => ("header", name.clone()),
        Target::Query(name) => ("query", name.clone()),
        Target::Cookie(name) => ("cookie", name.clone()),
        Target::Body(path) => ("body", path.join("/")),
    }
}

/// Writes everything as one JSON object.
pub(super) fn json(
    out: &mut impl Write,
    subject: &Subject<'_>,
    done: &Done,
    secrets: Secrets,
) -> io::Result<()> {
    let request = request(subject, done);
    let headers: Vec<_> = request
        .headers
        .iter()
        .map(|(name, value)| json!([name, shown(value, secrets)]))
        .collect();
    let mut sent = json!({
        "method": request.method,
        "url": shown(&request.url.whole(), secrets),
        "headers": headers,
    });
    if let Value::Object(sent) = &mut sent {
        bytes(sent, "body", &request.body, secrets);
    }
    let whole = json!({
        "operation": subject.operation.map(|operation| &operation.id),
        "signed": done.steps.iter().map(|(scheme, signed)| json_step(scheme, signed)).collect::<Vec<_>>(),
        "request": sent,
        "curl": curl(request, secrets),
    });
    writeln!(out, "{whole:#}")
}

fn json_step(scheme: &str, signed: &Signed) -> Value {
    let mut values = Map::new();
    for (name, value) in &signed.values {
        values.insert(name.clone(), value.to_string().into());
    }
    let fields = |fields: &[Field]| -> Vec<Value> {
        let field = |field: &Field| {
            let (place, name) = parts(&field.target);
            json!({"in": place, "name": name, "value": field.value.to_string()})
        };
        fields.iter().map(field).collect()
    };
    let mut step = json!({
        "scheme": scheme,
        "values": values,
        "injected": fields(&signed.injected),
        "signature": signed.signature.to_string(),
        "placed": fields(&signed.placed),
    });
    if let Value::Object(step) = &mut step {
        bytes(step, "string_to_sign", &signed.message, Secrets::Masked);
    }
    step
}

/// Adds bytes under a name; what is not text in base64 under another.
fn bytes(object: &mut Map<String, Value>, name: &str, value: &Shown, secrets: Secrets) {
    let masked = value.is_secret() && secrets == Secrets::Masked;
    let text = if masked {
        Ok(value.to_string())
    } else {
        String::from_utf8(value.bytes().to_vec())
    };
    match text {
        Ok(text) => object.insert(name.to_owned(), text.into()),
        Err(error) => object.insert(
            format!("{name}_base64"),
            STANDARD.encode(error.as_bytes()).into(),
        ),
    };
}

/// The request after the last scheme.
fn request<'r>(subject: &'r Subject<'_>, done: &'r Done) -> &'r Request {
    done.steps
        .last()
        .map_or(&subject.request, |(_, signed)| &signed.request)
}

fn shown(value: &Shown, secrets: Secrets) -> String {
    match secrets {
        Secrets::Masked => value.to_string(),
        Secrets::Plain => Shown::open(value.bytes()).to_string(),
    }
}
