//! One vector, step by step.

use std::collections::BTreeMap;

use super::difference::Difference;
use super::incoming;
use crate::diag::{Sink, codes};
use crate::ir::signing::{Algorithm, Decode, KeyRole, Scheme, Target};
use crate::ir::vector::{Given, Vector, VectorKind};
use crate::signing::{
    Absent, Fixed, Injection, Inputs, Keys, Request, Shown, Signed, Url, fits, prepare, sign,
    undone,
};
use crate::source::Origin;

/// 2020-01-01, for what a vector does not fix.
pub(super) const NOW: u64 = 1_577_836_800 * 1_000_000_000;

/// Something about a vector that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The part of the vector.
    pub origin: Origin,
    /// What is wrong, to stand behind the vector's name and a colon.
    pub problem: String,
    /// What came out, and what should have.
    pub difference: Option<Box<Difference>>,
}

impl Failure {
    pub(super) fn new(origin: &Origin, problem: impl Into<String>) -> Self {
        Self {
            origin: origin.clone(),
            problem: problem.into(),
            difference: None,
        }
    }

    fn hides_a_secret(&self) -> bool {
        let difference = self.difference.as_ref();
        difference.is_some_and(|it| it.expected.is_secret())
    }

    /// Reports this failure of a vector; a text that holds a secret is not pointed at.
    pub fn report(&self, vector: &Vector, sink: &mut Sink) {
        let message = format!("`{}`: {}", vector.id, self.problem);
        let origin = if self.hides_a_secret() {
            &vector.origin
        } else {
            &self.origin
        };
        let report = sink.report(&codes::CS0631, origin, message);
        if let Some(difference) = &self.difference {
            let (line, byte) = difference.place();
            report
                .note(format!("came out: {}", difference.found))
                .note(format!("should be: {}", difference.expected))
                .note(format!(
                    "first difference at offset {}: line {line}, byte {byte}",
                    difference.at
                ));
        }
    }
}

/// Tries a vector; returns everything that does not agree.
pub fn check(vector: &Vector) -> Vec<Failure> {
    let mut failures = Vec::new();
    match Case::new(vector) {
        Ok(case) if case.comes_in() => incoming::check(&case, &mut failures),
        Ok(case) => check_request(&case, &mut failures),
        Err(failure) => failures.push(failure),
    }
    failures
}

/// Bytes of a secret that is looked for in a text; shorter ones are everywhere.
const MIN_SECRET: usize = 4;

/// A vector in the terms of the evaluator.
pub(super) struct Case<'v> {
    pub(super) vector: &'v Vector,
    pub(super) scheme: &'v Scheme,
    pub(super) keys: Keys,
    pub(super) given: BTreeMap<String, Vec<u8>>,
    pub(super) request: Request,
    /// What is not shown, by name.
    secrets: Vec<(String, Vec<u8>)>,
}

impl<'v> Case<'v> {
    pub(super) fn new(vector: &'v Vector) -> Result<Self, Failure> {
        let scheme = &vector.scheme;
        let keys = Keys::read(scheme, &texts(&vector.credentials), Absent::Empty);
        let keys = keys.map_err(|errors| {
            let problem = errors.first().map(ToString::to_string).unwrap_or_default();
            let named = |it: &&Given| errors.first().is_some_and(|error| error.name == it.name);
            let given = vector.credentials.iter().find(named);
            Failure::new(given.map_or(&vector.origin, |it| &it.origin), problem)
        })?;
        let bytes = |(name, text): (String, String)| (name, text.into_bytes());
        Ok(Self {
            vector,
            scheme,
            keys,
            given: texts(&vector.values).into_iter().map(bytes).collect(),
            request: request(vector)?,
            secrets: secrets(vector),
        })
    }

    /// Whether the message is one to be verified.
    pub(super) fn comes_in(&self) -> bool {
        self.vector.kind != VectorKind::Request && self.scheme.verify.is_some()
    }

    pub(super) fn inputs(&self) -> Inputs<'_> {
        Inputs {
            scheme: self.scheme,
            keys: &self.keys,
            given: &self.given,
            injection: Injection::Done,
        }
    }

    /// Compares something that came out.
    pub(super) fn same(
        &self,
        what: &str,
        found: &Shown,
        origin: &Origin,
        expected: &[u8],
        failures: &mut Vec<Failure>,
    ) {
        if let Some(difference) = Difference::between(found, expected, &self.secrets) {
            failures.push(Failure {
                origin: origin.clone(),
                problem: format!("{what} is not what it should be"),
                difference: Some(Box::new(difference)),
            });
        }
    }

    pub(super) fn same_message(&self, message: &Shown, failures: &mut Vec<Failure>) {
        if let Some((origin, expected)) = &self.vector.expected.message {
            self.same("the message", message, origin, expected, failures);
        }
    }

    pub(super) fn same_values(&self, values: &[(String, Shown)], failures: &mut Vec<Failure>) {
        for intermediate in &self.vector.expected.intermediate {
            let given = &intermediate.given;
            let found = values.iter().find(|(name, _)| *name == intermediate.value);
            let what = format!("`{}`", given.name);
            match found {
                Some((_, found)) => {
                    let expected = given.text.as_bytes();
                    self.same(&what, found, &given.origin, expected, failures);
                }
                None => failures.push(Failure::new(
                    &given.origin,
                    format!("{what} is not known here"),
                )),
            }
        }
    }

    fn same_signature(&self, signature: &Shown, failures: &mut Vec<Failure>) {
        if let Some((origin, expected)) = &self.vector.expected.signature {
            let what = "the signature";
            self.same(what, signature, origin, expected.as_bytes(), failures);
        }
    }

    fn same_placed(&self, signed: &Signed, failures: &mut Vec<Failure>) {
        for placed in &self.vector.expected.placed {
            let what = described(&placed.target);
            let fields = || {
                let fields = signed.placed.iter();
                fields.filter(|field| is_same(&field.target, &placed.target))
            };
            let expected = placed.value.as_bytes();
            if fields().any(|field| field.value.bytes() == expected) {
                continue;
            }
            match fields().next() {
                Some(field) => self.same(&what, &field.value, &placed.origin, expected, failures),
                None => failures.push(Failure::new(
                    &placed.origin,
                    format!("nothing is placed in {what}"),
                )),
            }
        }
    }

    /// Checks what is placed, when the signature is the published one.
    pub(super) fn check_placed(&self, failures: &mut Vec<Failure>) {
        if self.vector.expected.placed.is_empty() {
            return;
        }
        match self.signed_as_published() {
            Ok(signed) => self.same_placed(&signed, failures),
            Err(failure) => failures.push(failure),
        }
    }

    /// Signs with the published signature, for keys that cannot make it.
    pub(super) fn signed_as_published(&self) -> Result<Signed, Failure> {
        const PUBLISHED: &str = "the published signature";
        let Some((origin, text)) = &self.vector.expected.signature else {
            let problem = "nothing can be placed without a signature";
            return Err(Failure::new(&self.vector.origin, problem));
        };
        let raw = undone(self.scheme, text.as_bytes())
            .ok_or_else(|| Failure::new(origin, "the signature is malformed"))?;
        let scheme = Scheme {
            algorithm: Algorithm::Custom(PUBLISHED.to_owned()),
            ..self.scheme.clone()
        };
        let mut given = self.given.clone();
        given.insert(PUBLISHED.to_owned(), raw);
        let inputs = Inputs {
            scheme: &scheme,
            given: &given,
            ..self.inputs()
        };
        sign(inputs, self.request.clone(), &mut Fixed::at(NOW))
            .map_err(|error| Failure::new(&self.vector.message.origin, error.to_string()))
    }
}

fn check_request(case: &Case<'_>, failures: &mut Vec<Failure>) {
    let can_sign = case
        .scheme
        .key
        .as_ref()
        .is_none_or(|key| key.role != KeyRole::Public);
    if !can_sign {
        return check_published(case, failures);
    }
    match sign(case.inputs(), case.request.clone(), &mut Fixed::at(NOW)) {
        Ok(signed) => {
            let expected = case.vector.expected.signature.as_ref();
            let is_other =
                expected.is_some_and(|(_, text)| text.as_bytes() != signed.signature.bytes());
            if is_other && is_randomised(&case.scheme.algorithm) {
                return check_published(case, failures);
            }
            case.same_message(&signed.message, failures);
            case.same_signature(&signed.signature, failures);
            case.same_values(&signed.values, failures);
            case.same_placed(&signed, failures);
        }
        Err(error) => failures.push(Failure::new(&case.vector.message.origin, error.to_string())),
    }
}

/// Checks a signature that cannot be made again.
fn check_published(case: &Case<'_>, failures: &mut Vec<Failure>) {
    let at_message = |error: crate::signing::SignError| {
        Failure::new(&case.vector.message.origin, error.to_string())
    };
    let prepared = match prepare(case.inputs(), case.request.clone(), &mut Fixed::at(NOW)) {
        Ok(prepared) => prepared,
        Err(error) => return failures.push(at_message(error)),
    };
    case.same_message(&prepared.message, failures);
    case.same_values(&prepared.values, failures);
    if let Some((origin, signature)) = &case.vector.expected.signature {
        match fits(case.scheme, &prepared, signature.as_bytes()) {
            Ok(true) => {}
            Ok(false) => {
                let problem = "the published signature does not fit the message";
                failures.push(Failure::new(origin, problem));
            }
            Err(error) => failures.push(at_message(error)),
        }
    }
    case.check_placed(failures);
}

/// Whether a signature of the same message may be another one each time.
pub(super) fn is_randomised(algorithm: &Algorithm) -> bool {
    match algorithm {
        Algorithm::RsaPssSha512
        | Algorithm::EcdsaP256Sha256Der
        | Algorithm::EcdsaP256Sha256P1363 => true,
        Algorithm::None
        | Algorithm::Hmac(_)
        | Algorithm::Hash(_)
        | Algorithm::Ed25519
        | Algorithm::RsaPkcs1Sha256
        | Algorithm::Custom(_) => false,
    }
}

fn texts(given: &[Given]) -> BTreeMap<String, String> {
    let pair = |it: &Given| (it.name.clone(), it.text.clone());
    given.iter().map(pair).collect()
}

fn request(vector: &Vector) -> Result<Request, Failure> {
    let message = &vector.message;
    let url = Url::parse(&message.url)
        .map_err(|error| Failure::new(&message.url_origin, error.to_string()))?;
    Ok(Request {
        method: message.method.clone(),
        url,
        headers: message
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), Shown::open(value.as_str())))
            .collect(),
        body: Shown::open(message.body.as_slice()),
        params: texts(&message.params),
        status: message.status,
    })
}

/// The secret credentials as they are given, and as they are without their prefix.
fn secrets(vector: &Vector) -> Vec<(String, Vec<u8>)> {
    let mut secrets = Vec::new();
    for given in &vector.credentials {
        let credential = vector.scheme.credentials.iter();
        let credential = credential.filter(|it| it.secret);
        for credential in credential.filter(|it| it.name == given.name) {
            let text = given.text.as_str();
            let stripped = credential
                .strip
                .as_deref()
                .and_then(|prefix| text.strip_prefix(prefix));
            let mut hide = |text: &str| {
                if text.len() >= MIN_SECRET {
                    secrets.push((given.name.clone(), text.into()));
                }
            };
            hide(stripped.unwrap_or(text));
            if credential.decode == Decode::Pem {
                text.lines().for_each(hide);
            }
        }
    }
    secrets
}

fn is_same(one: &Target, other: &Target) -> bool {
    match (one, other) {
        (Target::Header(one), Target::Header(other)) => one.eq_ignore_ascii_case(other),
        (one, other) => one == other,
    }
}

fn described(target: &Target) -> String {
    match target {
        Target::Header(name) => format!("header `{name}`"),
        Target::Query(name) => format!("query field `{name}`"),
        Target::Cookie(name) => format!("cookie `{name}`"),
        Target::Body(path) => format!("body member `{}`", path.join("/")),
    }
}
