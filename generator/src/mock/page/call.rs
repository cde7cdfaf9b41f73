//! A call that the page makes: filled in, signed as the recipe says, and given to the mock.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::operations::field;
use crate::ir::signing::Target;
use crate::ir::{ParameterPlace, SecurityKind, Segment};
use crate::mock::engine::Mock;
use crate::mock::exchange::{Received, pairs};
use crate::mock::keyring::random;
use crate::mock::log::Entry;
use crate::mock::plan::Plan;
use crate::signing::{self, Field, Fresh, Injection, Inputs, Request, Shown, Signed};

/// What was filled in.
#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) operation: String,
    /// By name: `query limit`, `body`.
    pub(super) fields: BTreeMap<String, String>,
}

/// A call that was made.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) steps: Vec<Step>,
    pub(super) request: String,
    pub(super) response: String,
    pub(super) entry: Option<Entry>,
}

/// What one scheme did; secrets are masked.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub(super) scheme: String,
    pub(super) values: String,
    pub(super) injected: String,
    pub(super) message: String,
    pub(super) placed: String,
}

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

impl Form {
    pub(super) fn of_query(received: &Received) -> Self {
        Self::of(received.query_pairs())
    }

    pub(super) fn of_body(received: &Received) -> Self {
        Self::of(pairs(&received.body))
    }

    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            if name == "operation" {
                form.operation = value;
            } else {
                // Browsers send the line breaks of a text as two characters.
                form.fields.insert(name, value.replace("\r\n", "\n"));
            }
        }
        form
    }

    fn filled(&self, name: &str) -> Option<&str> {
        self.fields
            .get(name)
            .map(String::as_str)
            .filter(|it| !it.is_empty())
    }
}

/// Makes a call; what is in the way is said as a sentence.
pub(super) fn make(mock: &Mock, form: &Form, page: &Received) -> Result<Made, String> {
    let plan = mock.plans.iter().find(|it| it.id == form.operation);
    let plan = plan.ok_or("the document has no such operation")?;
    let (received, params) = request(mock, plan, form, page)?;
    let mut request = received.to_signed(params);
    let mut made = Made::default();
    for scheme in alternative(mock, plan) {
        let step = sign(mock, plan, &scheme, &mut request)?;
        made.steps.extend(step);
    }
    let received = to_received(&request);
    made.request = shown_request(mock, &request);
    let (sent, entry) = mock.handle(&received);
    let _ = writeln!(made.response, "{}", sent.status);
    for (name, value) in &sent.headers {
        let _ = writeln!(made.response, "{name}: {}", mock.masked(value));
    }
    let body = mock.shown(Shown::open(sent.body));
    let _ = write!(made.response, "\n{body}");
    made.entry = Some(entry);
    Ok(made)
}

fn request(
    mock: &Mock,
    plan: &Plan,
    form: &Form,
    page: &Received,
) -> Result<(Received, BTreeMap<String, String>), String> {
    let encoded = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let mut received = Received {
        method: plan.method.clone(),
        ..Received::default()
    };
    let host = page.header("host").unwrap_or_default();
    received
        .headers
        .push(("host".to_owned(), host.as_bytes().to_vec()));
    let mut params = BTreeMap::new();
    for segment in &mock.api.operations[plan.index].segments {
        match segment {
            Segment::Literal(text) => received.path.push_str(text),
            Segment::Parameter(name) => {
                let value = form.filled(&format!("path {name}"));
                let value = value.ok_or_else(|| format!("fill in the path's `{name}`"))?;
                received.path.push_str(&encoded(value));
                params.insert(name.clone(), value.to_owned());
            }
        }
    }
    let fixed = mock.api.operations[plan.index].query.split('&');
    let mut query: Vec<_> = fixed
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect();
    for parameter in &plan.parameters {
        let Some(value) = form.filled(&field(parameter)) else {
            continue;
        };
        let name = &parameter.name;
        match parameter.place {
            ParameterPlace::Path => {}
            ParameterPlace::Query => query.push(format!("{}={}", encoded(name), encoded(value))),
            ParameterPlace::Header => {
                received
                    .headers
                    .push((name.to_ascii_lowercase(), value.as_bytes().to_vec()));
            }
            ParameterPlace::Cookie => {
                let cookie = format!("{name}={value}").into_bytes();
                received.headers.push(("cookie".to_owned(), cookie));
            }
        }
    }
    received.query = query.join("&");
    if let Some(prefer) = form.filled("prefer") {
        received
            .headers
            .push(("prefer".to_owned(), prefer.as_bytes().to_vec()));
    }
    if let (Some(body), Some(text)) = (&plan.body, form.filled("body")) {
        let media_type = body.contents[0].media_type.as_bytes().to_vec();
        received
            .headers
            .push(("content-type".to_owned(), media_type));
        received.body = Bytes::from(text.to_owned());
    }
    Ok((received, params))
}

/// The first alternative for which there are credentials; else the first.
fn alternative(mock: &Mock, plan: &Plan) -> Vec<String> {
    let keyring = mock.keyring();
    let has = |it: &&Vec<String>| it.iter().all(|name| !keyring.of(name).is_empty());
    let found = plan.security.iter().find(has).or(plan.security.first());
    found.cloned().unwrap_or_default()
}

fn sign(
    mock: &Mock,
    plan: &Plan,
    name: &str,
    request: &mut Request,
) -> Result<Option<Step>, String> {
    let keyring = mock.keyring();
    let holder = keyring.of(name).last();
    let text = |what: &str| -> String {
        let text = holder.and_then(|it| it.texts.get(what));
        text.cloned().unwrap_or_default()
    };
    let secret = |text: String, what: &str| Shown::secret(text, what);
    match mock.api.security_schemes.get(name).map(|it| &it.kind) {
        Some(SecurityKind::Recipe(_)) => {
            let inverse = mock.inverse(plan, name);
            let holder = holder.ok_or_else(|| format!("there are no credentials for `{name}`"))?;
            let inputs = Inputs {
                scheme: inverse.scheme(),
                keys: &holder.keys,
                given: &BTreeMap::new(),
                injection: Injection::All,
            };
            let mut signed = signing::sign(inputs, request.clone(), &mut Here(mock))
                .map_err(|error| format!("`{name}` cannot sign this: {error}"))?;
            hide_in_query(&mut signed);
            let values = signed.values.iter();
            let values: Vec<_> = values
                .map(|(name, it)| format!("{name} = {}", mock.shown(it.clone())))
                .collect();
            let step = Step {
                scheme: name.to_owned(),
                values: values.join("\n"),
                injected: rows(mock, &signed.injected),
                message: mock.shown(signed.message),
                placed: rows(mock, &signed.placed),
            };
            *request = signed.request;
            return Ok(Some(step));
        }
        Some(SecurityKind::Key { place, name: field }) => match place {
            ParameterPlace::Query => {
                let query = &mut request.url.query;
                let joint = if query.bytes().is_empty() { "" } else { "&" };
                query.push_text(&format!("{joint}{field}="));
                query.push(&secret(text("key"), "key"));
            }
            ParameterPlace::Cookie => {
                let mut cookie = Shown::open(format!("{field}="));
                cookie.push(&secret(text("key"), "key"));
                request.headers.push(("cookie".to_owned(), cookie));
            }
            ParameterPlace::Header | ParameterPlace::Path => {
                let key = secret(text("key"), "key");
                request.headers.push((field.to_ascii_lowercase(), key));
            }
        },
        Some(SecurityKind::Basic) => {
            use base64::Engine as _;
            let pair = format!("{}:{}", text("user"), text("password"));
            let pair = base64::engine::general_purpose::STANDARD.encode(pair);
            let mut value = Shown::open("Basic ");
            value.push(&secret(pair, "user and password"));
            request.headers.push(("authorization".to_owned(), value));
        }
        Some(SecurityKind::MutualTls) => {}
        Some(
            SecurityKind::Bearer
            | SecurityKind::OAuth2(_)
            | SecurityKind::OpenIdConnect { .. }
            | SecurityKind::Unsupported,
        )
        | None => {
            let token = holder.and_then(|it| it.texts.get("token"));
            let mut value = Shown::open("Bearer ");
            value.push(&secret(token.cloned().unwrap_or("any".to_owned()), "token"));
            request.headers.push(("authorization".to_owned(), value));
        }
    }
    Ok(None)
}

/// A URL that carries its signature is as good as a key, and addresses are copied and kept.
fn hide_in_query(signed: &mut Signed) {
    let signature = signed.signature.bytes();
    for field in &mut signed.placed {
        let Target::Query(name) = &field.target else {
            continue;
        };
        let value = field.value.bytes();
        let carries = value
            .windows(signature.len().max(1))
            .any(|it| it == signature);
        if !carries {
            continue;
        }
        let query = &mut signed.request.url.query;
        let mut start = 0;
        let pairs: Vec<Vec<u8>> = query
            .bytes()
            .split(|it| *it == b'&')
            .map(<[u8]>::to_vec)
            .collect();
        for pair in pairs {
            let equals = pair.iter().position(|it| *it == b'=').unwrap_or(pair.len());
            let key = percent_encoding::percent_decode(&pair[..equals]);
            let is_named = key.decode_utf8_lossy() == name.as_str();
            let end = start + pair.len();
            if is_named && equals < pair.len() {
                query.hide(start + equals + 1..end, "signature");
            }
            start = end + 1;
        }
        let length = field.value.bytes().len();
        field.value.hide(0..length, "signature");
    }
}

fn rows(mock: &Mock, fields: &[Field]) -> String {
    let row = |field: &Field| {
        let (place, name) = match &field.target {
            Target::Header(name) => ("header", name.clone()),
            Target::Query(name) => ("query", name.clone()),
            Target::Cookie(name) => ("cookie", name.clone()),
            Target::Body(path) => ("body", path.join("/")),
        };
        format!("{place} {name}: {}", mock.shown(field.value.clone()))
    };
    fields.iter().map(row).collect::<Vec<_>>().join("\n")
}

fn to_received(request: &Request) -> Received {
    let headers = request.headers.iter();
    Received {
        method: request.method.clone(),
        path: request.url.path.clone(),
        query: String::from_utf8_lossy(request.url.query.bytes()).into_owned(),
        headers: headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.bytes().to_vec()))
            .collect(),
        body: Bytes::from(request.body.bytes().to_vec()),
    }
}

fn shown_request(mock: &Mock, request: &Request) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} {}",
        request.method,
        mock.shown(request.url.whole())
    );
    for (name, value) in &request.headers {
        let _ = writeln!(out, "{name}: {}", mock.shown(value.clone()));
    }
    let body = mock.shown(request.body.clone());
    let _ = write!(out, "\n{body}");
    out
}

/// The mock's own clock, counter and random numbers.
struct Here<'m>(&'m Mock);

impl Fresh for Here<'_> {
    fn now(&mut self) -> u64 {
        self.0.now()
    }

    fn count(&mut self, now: u64) -> u64 {
        self.0.count(now)
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.copy_from_slice(&random(bytes.len()));
    }
}
