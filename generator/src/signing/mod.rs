//! The evaluator of signing recipes: request, credentials and fresh values in, signature out.
//!
//! [`sign`] works a [`Scheme`] out directly, without generated code, and keeps every step, so that
//! `countersign sign` can show which bytes were signed, vectors can be checked, and a server can
//! recompute what a client sent. [`verify`] does the same for incoming messages. Both are pure:
//! no clock, no environment and no random numbers but those of a [`Fresh`] that is passed in (the
//! one exception is the salt of RSA-PSS, which its library draws). No input makes them panic.
//!
//! # What the vocabulary leaves open, decided
//!
//! - **Order.** Values that need nothing but the start of a call, then fields into the body, then
//!   values that read the body, fields into headers, values that read headers, fields into the
//!   query, the remaining values, message, signature, values that read the signature, `place`.
//! - **A field the caller set** is left alone. Where the field would have held one value as it is
//!   (`"{nonce}"`), that name then means what the caller wrote, so that the message agrees with
//!   the request; a value given from outside goes before both.
//! - **Injected members** of a JSON body stand at its end; the bytes before stay as they were.
//!   An empty body becomes an object, a form or an element named `xml`. Arrays, scalars and other
//!   media types take no fields: an error. In query and form, names and values are encoded.
//! - **`place` in a body** names members of nested objects by `/`; missing objects are made, an
//!   existing member is replaced, and the bytes that result are sent.
//! - **Absent** headers, query fields, form fields and JSON members are empty; so is `body#` of an
//!   empty body. A body that is no JSON under `body#`, an object that is none under `params`, bad
//!   hex or base64 under a filter, and a path parameter that nobody gave are errors.
//! - **`host`** and **`content-length`** are known to `{header.…}` and to `headers` lists that
//!   name them, as they will be sent; a list of `all` has `host` but no implied length.
//! - **Names of JSON members** that occur twice are an error, since services differ on which
//!   counts. Numbers keep their spelling everywhere.

pub mod algorithms;
mod body;
pub mod curl;
mod encoding;
mod error;
mod fresh;
#[cfg(feature = "mock")]
pub mod inverse;
mod json;
mod keys;
mod lists;
mod operators;
mod public_key;
mod request;
mod shown;
mod template;
#[cfg(test)]
mod tests;
mod time;
mod verify;
mod xml;

use std::collections::BTreeMap;

pub use error::{Reason, SignError};
pub use fresh::{Fixed, Fresh};
pub use json::JsonError;
pub use keys::{Absent, CredentialError, CredentialReason, Keys};
pub use request::{Request, Url, UrlError};
pub use shown::Shown;
pub use verify::{Answered, Examined, Refusal, Verified, examine, fits, remade, undone, verify};
pub use xml::XmlError;

use body::BodyKind;
use operators::Attempt;
use template::Scope;

use crate::ir::signing::{
    Algorithm, FieldKind, Inject, KeyRole, Name, NamedValue, Operator, Part, Phase, Scheme, Target,
    Template, Used, When,
};

/// Which fields are put into the request before it is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Injection {
    /// All: the request is what the caller asked for.
    All,
    /// Headers and query only: the body is to be sent byte for byte.
    NotBody,
    /// None: the request has them already.
    Done,
}

/// What a request is signed with.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The recipe.
    pub scheme: &'a Scheme,
    /// The decoded credentials.
    pub keys: &'a Keys,
    /// Values that are not to be worked out, by their names. A raw signature may be given under
    /// the name of a custom algorithm.
    pub given: &'a BTreeMap<String, Vec<u8>>,
    /// What is put in first.
    pub injection: Injection,
}

/// A signed request and how it came about.
#[derive(Clone, Debug)]
pub struct Signed {
    /// All values that were worked out, in order.
    pub values: Vec<(String, Shown)>,
    /// What was put in before signing.
    pub injected: Vec<Field>,
    /// The string to sign.
    pub message: Shown,
    /// The signature before `encode`.
    pub raw: Vec<u8>,
    /// The signature after it.
    pub signature: Shown,
    /// What was put in after signing.
    pub placed: Vec<Field>,
    /// The request to send.
    pub request: Request,
}

/// Something put into a request.
#[derive(Clone, Debug)]
pub struct Field {
    /// Where.
    pub target: Target,
    /// What, before the encoding that the place itself needs.
    pub value: Shown,
}

/// Signs a request.
///
/// # Errors
///
/// [`SignError`] names the step of the recipe that this request or these credentials do not allow.
pub fn sign(
    inputs: Inputs<'_>,
    request: Request,
    fresh: &mut dyn Fresh,
) -> Result<Signed, SignError> {
    let mut run = Run::new(inputs, request, fresh);
    run.prepare()?;
    run.sign()?;
    run.values(Phase::Signature)?;
    run.place()?;
    Ok(run.signed)
}

/// Works out everything about a request that comes before its signature, for one who has another
/// signature to check.
///
/// # Errors
///
/// As for [`sign`].
pub fn prepare(
    inputs: Inputs<'_>,
    request: Request,
    fresh: &mut dyn Fresh,
) -> Result<Examined, SignError> {
    let mut run = Run::new(inputs, request, fresh);
    run.prepare()?;
    let (message, key) = run.message_and_key()?;
    Ok(Examined {
        values: run.signed.values,
        message,
        key,
        received: Vec::new(),
    })
}

/// A request on its way.
struct Run<'a, 'f> {
    inputs: Inputs<'a>,
    attempt: Attempt<'f>,
    given: BTreeMap<String, Shown>,
    /// The fields that would have held a value as it is, by its name, with what the caller wrote there.
    taken: Vec<(&'a str, Option<Vec<u8>>)>,
    known: BTreeMap<String, Shown>,
    signed: Signed,
}

impl<'a, 'f> Run<'a, 'f> {
    fn new(inputs: Inputs<'a>, request: Request, fresh: &'f mut dyn Fresh) -> Self {
        let secret = |name: &str| {
            inputs
                .scheme
                .values
                .iter()
                .any(|it| it.name == name && it.secret)
        };
        let given = inputs.given.iter().map(|(name, bytes)| {
            (
                name.clone(),
                Shown::new(bytes.as_slice(), secret(name), name),
            )
        });
        Self {
            inputs,
            attempt: Attempt::new(fresh),
            given: given.collect(),
            taken: Vec::new(),
            known: BTreeMap::new(),
            signed: Signed {
                values: Vec::new(),
                injected: Vec::new(),
                message: Shown::default(),
                raw: Vec::new(),
                signature: Shown::default(),
                placed: Vec::new(),
                request,
            },
        }
    }

    /// Does everything up to the message.
    fn prepare(&mut self) -> Result<(), SignError> {
        self.take_over();
        for (phase, next) in [
            (Phase::Start, Some(Phase::Body)),
            (Phase::Body, Some(Phase::Headers)),
            (Phase::Headers, Some(Phase::Query)),
            (Phase::Query, None),
        ] {
            self.values(phase)?;
            if let Some(next) = next {
                self.inject(next)?;
            }
        }
        Ok(())
    }

    /// Lets values mean what the caller wrote into the fields that would have held them. A body that
    /// cannot be read is in the way of whoever puts a field into it, not here.
    fn take_over(&mut self) {
        for inject in &self.inputs.scheme.inject {
            if let Some(name) = bare_value(&inject.value) {
                let written = written(&self.signed.request, &inject.target);
                self.taken.push((name, written.unwrap_or_default()));
            }
        }
    }

    /// Works out the values that can be from this phase on.
    fn values(&mut self, phase: Phase) -> Result<(), SignError> {
        let scheme = self.inputs.scheme;
        let wanted = |value: &&NamedValue| {
            value.phase == phase && matches!(value.used, Used::Sign | Used::Both)
        };
        for value in scheme.values.iter().filter(wanted) {
            let shown = self
                .value(value, phase)
                .map_err(|reason| reason.at(format!("value `{}`", value.name)))?;
            self.known.insert(value.name.clone(), shown.clone());
            self.signed.values.push((value.name.clone(), shown));
        }
        Ok(())
    }

    /// What a value means: what is given, else what the caller wrote where it goes, else what it comes
    /// to. What is given for one of the application's is what it comes to.
    fn value(&mut self, value: &NamedValue, phase: Phase) -> Result<Shown, Reason> {
        let is_custom = matches!(value.operator, Operator::Custom(_));
        let mut shown = match self.given.get(&value.name) {
            Some(given) if !is_custom => return Ok(given.clone()),
            Some(given) => given.clone(),
            None => {
                let scope = scope(&self.signed, self.inputs.keys, &self.known, phase);
                operators::value(&scope, &mut self.attempt, value)?
            }
        };
        // The first field counts in which the caller wrote something. Fields hold nothing but text.
        let fields = self.taken.iter().filter(|(name, _)| *name == value.name);
        for (_, written) in fields.rev() {
            if let Some(written) = written {
                shown = Shown::open(written.as_slice());
            }
            text_of(shown.bytes())?;
        }
        Ok(shown)
    }

    /// Puts in the fields of the part that becomes fixed with this phase.
    fn inject(&mut self, phase: Phase) -> Result<(), SignError> {
        let skipped = match self.inputs.injection {
            Injection::All => false,
            Injection::NotBody => phase == Phase::Body,
            Injection::Done => true,
        };
        if skipped {
            return Ok(());
        }
        let scheme = self.inputs.scheme;
        for inject in scheme
            .inject
            .iter()
            .filter(|inject| fixed_with(&inject.target) == phase)
        {
            self.inject_one(inject)
                .map_err(|reason| reason.at(at_target(&inject.target)))?;
        }
        Ok(())
    }

    fn inject_one(&mut self, inject: &Inject) -> Result<(), Reason> {
        let Some(value) = self.text(inject.when.as_ref(), &inject.value)? else {
            return Ok(());
        };
        if let Some(written) = written(&self.signed.request, &inject.target)? {
            return text_of(&written).map(drop);
        }
        text_of(value.bytes())?;
        put(
            &mut self.signed.request,
            &inject.target,
            &value,
            inject.kind,
        )?;
        self.signed.injected.push(Field {
            target: inject.target.clone(),
            value,
        });
        Ok(())
    }

    /// Works out message and signature.
    fn sign(&mut self) -> Result<(), SignError> {
        let scheme = self.inputs.scheme;
        if scheme.algorithm == Algorithm::None {
            return Ok(());
        }
        let (message, key) = self.message_and_key()?;
        let (role, key) = key.unwrap_or((KeyRole::Shared, Shown::default()));
        let raw = match &scheme.algorithm {
            Algorithm::Custom(name) => match self.given.get(name) {
                Some(given) => given.bytes().to_vec(),
                None => return Err(Reason::NotGiven(name.clone()).at("the signature")),
            },
            algorithm => algorithms::sign(algorithm, role, key.bytes(), message.bytes())
                .map_err(|error| Reason::from(error).at("the signature"))?,
        };
        let encoded = template::apply_all(&scheme.encode, raw.clone());
        self.signed.signature = Shown::open(encoded.map_err(|reason| reason.at("`encode`"))?);
        self.signed.message = message;
        self.signed.raw = raw;
        Ok(())
    }

    fn message_and_key(&self) -> Result<(Shown, Option<(KeyRole, Shown)>), SignError> {
        let scheme = self.inputs.scheme;
        let scope = scope(&self.signed, self.inputs.keys, &self.known, Phase::Query);
        let message = scope
            .message(&scheme.message)
            .map_err(|reason| reason.at("the message"))?;
        let key = match &scheme.key {
            Some(key) => Some((
                key.role,
                scope
                    .template(&key.bytes)
                    .map_err(|reason| reason.at("the key"))?,
            )),
            None => None,
        };
        Ok((message, key))
    }

    /// Puts the results in, and takes the body off if it travels elsewhere.
    fn place(&mut self) -> Result<(), SignError> {
        let scheme = self.inputs.scheme;
        for place in &scheme.place {
            let at = |reason: Reason| reason.at(at_target(&place.target));
            let Some(value) = self.text(place.when.as_ref(), &place.value).map_err(at)? else {
                continue;
            };
            put(
                &mut self.signed.request,
                &place.target,
                &value,
                FieldKind::String,
            )
            .map_err(at)?;
            self.signed.placed.push(Field {
                target: place.target.clone(),
                value,
            });
        }
        if !scheme.send_body {
            self.signed.request.body = Shown::default();
        }
        Ok(())
    }

    fn text(&self, when: Option<&When>, text: &Template) -> Result<Option<Shown>, Reason> {
        let scope = scope(
            &self.signed,
            self.inputs.keys,
            &self.known,
            Phase::Signature,
        );
        if scope.holds(when)? {
            scope.template(text).map(Some)
        } else {
            Ok(None)
        }
    }
}

fn scope<'s>(
    signed: &'s Signed,
    keys: &'s Keys,
    values: &'s BTreeMap<String, Shown>,
    phase: Phase,
) -> Scope<'s> {
    let signature = (phase == Phase::Signature).then_some(&signed.signature);
    Scope {
        request: &signed.request,
        keys,
        values,
        signature,
    }
}

/// The name of the value that a template inserts as it is, if it does nothing else.
fn bare_value(template: &Template) -> Option<&str> {
    let [Part::Insert(insert)] = template.parts.as_slice() else {
        return None;
    };
    match &insert.name {
        Name::Value(name) if insert.filters.is_empty() => Some(name),
        _ => None,
    }
}

/// The phase before which a field has to be in.
fn fixed_with(target: &Target) -> Phase {
    match target {
        Target::Body(_) => Phase::Body,
        Target::Header(_) | Target::Cookie(_) => Phase::Headers,
        Target::Query(_) => Phase::Query,
    }
}

/// What the caller wrote there himself.
fn written(request: &Request, target: &Target) -> Result<Option<Vec<u8>>, Reason> {
    match target {
        Target::Header(name) => Ok(request
            .has_header(name)
            .then(|| request.header(name).bytes().to_vec())),
        Target::Query(name) => {
            let pairs = encoding::pairs(request.url.query.bytes());
            Ok(pairs
                .into_iter()
                .find(|(other, _)| other == name.as_bytes())
                .map(|(_, value)| value))
        }
        Target::Cookie(_) => Ok(None),
        // A body without fields is only in the way when one is put in.
        Target::Body(path) => match body::kind(request) {
            Ok(kind) => body::find(kind, request.body.bytes(), path),
            Err(_) => Ok(None),
        },
    }
}

/// Puts a field in: headers replace, query fields and cookies are appended.
fn put(
    request: &mut Request,
    target: &Target,
    value: &Shown,
    kind: FieldKind,
) -> Result<(), Reason> {
    match target {
        Target::Header(name) => {
            let text = text_of(value.bytes())?;
            let blank = |it: char| matches!(it, ' ' | '\t');
            let arrives = !text.starts_with(blank) && !text.ends_with(blank);
            if !arrives || text.contains(|it: char| it != '\t' && it.is_ascii_control()) {
                return Err(Reason::NotSendable);
            }
            request.set_header(name, value.clone());
        }
        Target::Query(name) => {
            let query = &mut request.url.query;
            if !query.bytes().is_empty() {
                query.push_text("&");
            }
            query.push(&Shown::open(encoding::pct(name.as_bytes(), b"")));
            query.push_text("=");
            query.push(&Shown::new(
                encoding::pct(value.bytes(), b""),
                value.is_secret(),
                name,
            ));
        }
        Target::Cookie(name) => {
            if text_of(value.bytes())?
                .contains(|it: char| !it.is_ascii_graphic() || matches!(it, ';' | ',' | '"' | '\\'))
            {
                return Err(Reason::NotSendable);
            }
            let mut cookies = request.header("cookie");
            if !cookies.bytes().is_empty() {
                cookies.push_text("; ");
            }
            cookies.push_text(&format!("{name}="));
            cookies.push(value);
            request.set_header("Cookie", cookies);
        }
        Target::Body(path) => {
            if request.body.bytes().is_empty() && !request.takes_body() {
                return Err(Reason::NoBody);
            }
            let was_secret = request.body.is_secret();
            let body_kind = body::kind(request)?;
            let bytes = body::put(body_kind, request.body.bytes(), path, value.bytes(), kind)?;
            request.body = Shown::new(bytes, was_secret || value.is_secret(), "body");
            if request.media_type().is_empty() {
                request.set_header("Content-Type", Shown::open(media_type(body_kind)));
            }
        }
    }
    Ok(())
}

/// The media type of a body that had none before a field was put in.
fn media_type(kind: BodyKind) -> &'static str {
    match kind {
        BodyKind::Json => "application/json",
        BodyKind::Form => "application/x-www-form-urlencoded",
        BodyKind::Xml => "application/xml",
    }
}

fn text_of(bytes: &[u8]) -> Result<&str, Reason> {
    std::str::from_utf8(bytes).map_err(|_| Reason::NotText)
}

fn at_target(target: &Target) -> String {
    match target {
        Target::Header(name) => format!("header `{name}`"),
        Target::Query(name) => format!("query field `{name}`"),
        Target::Cookie(name) => format!("cookie `{name}`"),
        Target::Body(path) => format!("body member `{}`", path.join("/")),
    }
}
