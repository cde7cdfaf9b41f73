//! Who is calling: keys, tokens, passwords, and signatures by their recipes.
//!
//! Of the document's alternatives one has to be met; where none is, the one that came furthest is told.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

use super::nonces::Refusal as NonceRefusal;
use crate::ir::{ParameterPlace, SecurityKind};
use crate::mock::engine::Mock;
use crate::mock::exchange::Received;
use crate::mock::keyring::Holder;
use crate::mock::plan::Plan;
use crate::mock::problem::Problem;
use crate::signing::inverse::{Claims, Inverse, Refused, Unread};
use crate::signing::{Refusal, Request, Shown, examine, verify};

/// How a request was let through.
#[derive(Clone, Debug, Default)]
pub(crate) struct Passed {
    /// The schemes that were met, in order.
    pub(crate) by: Vec<String>,
    pub(crate) notes: Vec<String>,
    /// The body that was signed, where it does not travel as the body.
    pub(crate) body: Option<Vec<u8>>,
}

/// Why a scheme is not met, and how far it came.
#[derive(Debug)]
struct Failure {
    rank: u8,
    problem: Problem,
}

/// What was found out about one scheme.
#[derive(Debug, Default)]
struct Proof {
    note: Option<String>,
    body: Option<Vec<u8>>,
    /// Holder, nonce, and whether it has to grow.
    nonces: Vec<(String, Vec<u8>, bool)>,
}

type Outcome = Result<Proof, Failure>;

/// How far a request came.
const ABSENT: u8 = 0;
const MALFORMED: u8 = 1;
const UNKNOWN: u8 = 2;
const DIFFERENT: u8 = 3;
const OUT_OF_TIME: u8 = 4;

/// Longer texts are cut in answers and logs.
const LONGEST_SHOWN: usize = 8 * 1024;

impl Mock {
    /// Checks the security requirements of an operation.
    pub(crate) fn check_security(
        &self,
        plan: &Plan,
        received: &Received,
        params: &BTreeMap<String, String>,
    ) -> Result<Passed, Problem> {
        let mut furthest: Option<Failure> = None;
        for alternative in &plan.security {
            match self.check_all(plan, alternative, received, params) {
                Ok(passed) => return Ok(passed),
                Err(failure) => {
                    if furthest.as_ref().is_none_or(|it| failure.rank > it.rank) {
                        furthest = Some(failure);
                    }
                }
            }
        }
        match furthest {
            None => Ok(Passed::default()),
            Some(failure) => Err(failure.problem),
        }
    }

    /// Checks schemes that have to be met together: the last one signed what all before it had done.
    fn check_all(
        &self,
        plan: &Plan,
        schemes: &[String],
        received: &Received,
        params: &BTreeMap<String, String>,
    ) -> Result<Passed, Failure> {
        let mut request = received.to_signed(params.clone());
        let mut passed = Passed::default();
        let mut nonces = Vec::new();
        for name in schemes.iter().rev() {
            let proof = self.check_one(plan, name, received, &mut request)?;
            passed.by.insert(0, name.clone());
            passed.notes.extend(proof.note);
            passed.body = proof.body.or(passed.body);
            nonces.extend(proof.nonces.into_iter().map(|it| (name, it)));
        }
        // Only what passes as a whole uses nonces up.
        let mut memory = self.nonces();
        for (scheme, (holder, nonce, grows)) in nonces {
            memory
                .take(&format!("{scheme}\n{holder}"), &nonce, grows)
                .map_err(|refusal| nonce_failure(scheme, &nonce, refusal))?;
        }
        Ok(passed)
    }

    /// Checks one scheme, and takes off what it put on.
    fn check_one(
        &self,
        plan: &Plan,
        name: &str,
        received: &Received,
        request: &mut Request,
    ) -> Outcome {
        let kind = self.api.security_schemes.get(name).map(|it| &it.kind);
        match kind {
            Some(SecurityKind::Recipe(recipe)) if recipe.place.is_empty() => {
                self.check_incoming(name, request)
            }
            Some(SecurityKind::Recipe(_)) => {
                let inverse = self.inverse(plan, name);
                self.check_signed(name, &inverse, request)
            }
            Some(SecurityKind::Key { place, name: field }) => {
                let sent = sent_key(received, *place, field);
                self.check_text(name, "key", sent.as_deref(), &placed(*place, field))
            }
            Some(SecurityKind::Bearer) => {
                let token = authorization(received, "bearer");
                self.check_text(name, "token", token, "bearer token in `Authorization`")
            }
            Some(SecurityKind::Basic) => self.check_basic(name, received),
            Some(SecurityKind::Unsupported) | None => self.check_foreign(name, received),
        }
    }

    fn check_text(&self, scheme: &str, what: &str, sent: Option<&str>, place: &str) -> Outcome {
        let Some(sent) = sent.filter(|it| !it.is_empty()) else {
            return Err(absent(scheme, format!("there is no {place}")));
        };
        let keyring = self.keyring();
        let known = keyring.of(scheme).iter().any(|holder| {
            let text = holder.texts.get(what).map(String::as_bytes);
            text.is_some_and(|it| it.ct_eq(sent.as_bytes()).into())
        });
        if known || self.settings.learn {
            return Ok(Proof {
                note: (!known).then(|| format!("{what} of `{scheme}` learned")),
                ..Proof::default()
            });
        }
        Err(unknown(scheme, format!("the {place} is not known here")))
    }

    fn check_basic(&self, scheme: &str, received: &Received) -> Outcome {
        let Some(pair) = authorization(received, "basic") else {
            let place = "user name and password in `Authorization`";
            return Err(absent(scheme, format!("there is no {place}")));
        };
        let decoded = STANDARD.decode(pair).unwrap_or_default();
        let keyring = self.keyring();
        let known = keyring.of(scheme).iter().any(|holder| {
            let text = |name| {
                holder
                    .texts
                    .get(name)
                    .map(String::as_str)
                    .unwrap_or_default()
            };
            let expected = format!("{}:{}", text("user"), text("password"));
            expected.as_bytes().ct_eq(&decoded).into()
        });
        if known || (self.settings.learn && decoded.contains(&b':')) {
            return Ok(Proof::default());
        }
        let detail = "user name and password are not known here";
        Err(unknown(scheme, detail.to_owned()))
    }

    /// A scheme that the generator does not know: tokens of OAuth come from elsewhere.
    fn check_foreign(&self, scheme: &str, received: &Received) -> Outcome {
        let kind = self.foreign_kind(scheme);
        let note = match kind.as_str() {
            "oauth2" | "openIdConnect" => {
                if authorization(received, "bearer").is_none() {
                    let detail = "there is no bearer token in `Authorization`";
                    return Err(absent(scheme, detail.to_owned()));
                }
                format!("any token is taken for `{scheme}`")
            }
            "http" if received.header("authorization").is_none() => {
                return Err(absent(scheme, "there is no `Authorization`".to_owned()));
            }
            _ => format!("`{scheme}` cannot be checked"),
        };
        Ok(Proof {
            note: Some(note),
            ..Proof::default()
        })
    }

    /// A recipe that says itself how it is verified.
    fn check_incoming(&self, scheme: &str, request: &Request) -> Outcome {
        let Some(SecurityKind::Recipe(recipe)) =
            self.api.security_schemes.get(scheme).map(|it| &it.kind)
        else {
            return Ok(Proof::default());
        };
        let keyring = self.keyring();
        let keys: Vec<_> = keyring
            .of(scheme)
            .iter()
            .map(|it| it.keys.clone())
            .collect();
        let none = BTreeMap::new();
        match verify(recipe, request, &keys, &none, None, self.now()) {
            Ok(verified) => Ok(Proof {
                nonces: verified
                    .replay
                    .map(|it| (verified.key.to_string(), it, false))
                    .into_iter()
                    .collect(),
                ..Proof::default()
            }),
            Err(refusal) => {
                let message = keys.first().and_then(|it| {
                    let examined = examine(recipe, request, it, &none).ok()?;
                    Some(self.shown(examined.message))
                });
                Err(refused(scheme, &refusal, message))
            }
        }
    }

    /// A recipe that only signs, read backwards.
    fn check_signed(&self, scheme: &str, inverse: &Inverse, request: &mut Request) -> Outcome {
        if !inverse.obstacles().is_empty() {
            let why = inverse.obstacles().join(", ");
            return Ok(Proof {
                note: Some(format!("`{scheme}` cannot be checked: {why}")),
                ..Proof::default()
            });
        }
        let claims = inverse
            .read(request.clone())
            .map_err(|unread| unreadable(scheme, &unread))?;
        request.clone_from(&claims.request);
        let elsewhere = !inverse.scheme().send_body;
        let body = elsewhere.then(|| claims.request.body.bytes().to_vec());
        let keyring = self.keyring();
        let mut holders = keyring
            .of(scheme)
            .iter()
            .filter(|it| inverse.is_of(&claims, &it.keys));
        let mut failure = None;
        let checked = holders.find(|holder| match inverse.check(&claims, &holder.keys) {
            Ok(_) => true,
            Err(refused) => {
                failure.get_or_insert(refused);
                false
            }
        });
        let holder = match (checked, failure) {
            (Some(holder), _) => holder_name(inverse, holder),
            (None, Some(refused)) => return Err(self.mismatch(scheme, refused)),
            (None, None) if self.settings.learn => {
                return Ok(Proof {
                    note: Some(format!(
                        "credentials of `{scheme}` learned, signature not checked"
                    )),
                    body,
                    nonces: nonces(inverse, &claims, &claimed_name(inverse, &claims)),
                });
            }
            (None, None) => return Err(unknown(scheme, unknown_detail(inverse, &claims))),
        };
        self.check_times(scheme, inverse, &claims)?;
        Ok(Proof {
            note: None,
            body,
            nonces: nonces(inverse, &claims, &holder),
        })
    }

    fn check_times(&self, scheme: &str, inverse: &Inverse, claims: &Claims) -> Result<(), Failure> {
        const SECOND: u64 = 1_000_000_000;
        let now = self.now();
        let tolerance = self.settings.tolerance.saturating_mul(SECOND);
        for (name, instant, offset) in inverse.instants(claims) {
            let Some(instant) = instant else {
                let detail = format!("`{name}` is no instant in the form that the recipe writes");
                return Err(failure(MALFORMED, scheme, "time-malformed", detail));
            };
            // What expires later than it was signed holds until then.
            let limit = tolerance.max(u64::try_from(offset).unwrap_or_default());
            let (age, ahead) = (now.saturating_sub(instant), instant.saturating_sub(now));
            if age > limit {
                let detail = format!(
                    "`{name}` is {} s old, at most {} s are accepted",
                    age / SECOND,
                    limit / SECOND
                );
                return Err(failure(OUT_OF_TIME, scheme, "time-stale", detail));
            }
            if ahead > tolerance {
                let detail = format!(
                    "`{name}` lies {} s in the future, at most {} s are accepted",
                    ahead / SECOND,
                    tolerance / SECOND
                );
                return Err(failure(OUT_OF_TIME, scheme, "time-future", detail));
            }
        }
        Ok(())
    }

    fn mismatch(&self, scheme: &str, refused: Refused) -> Failure {
        let detail = refused.to_string();
        let (code, message) = match refused {
            Refused::Mismatch(checked) => ("signature-mismatch", Some(checked.message)),
            Refused::Malformed(checked) => ("signature-malformed", Some(checked.message)),
            Refused::Field { place, expected } => {
                let expected = self.shown(expected);
                let detail = format!("{detail}: the {place} would be `{expected}`");
                return failure(DIFFERENT, scheme, "field-mismatch", detail);
            }
            Refused::Recipe(_) => ("recipe-not-applicable", None),
        };
        let mut failure = failure(DIFFERENT, scheme, code, detail);
        failure.problem.string_to_sign = message.map(|it| self.shown(it));
        failure
    }

    /// A text as answers and logs may show it: without what is secret, and not endless.
    pub(crate) fn shown(&self, mut text: Shown) -> String {
        let keyring = self.keyring();
        for (name, secret) in keyring.secrets(&self.api) {
            let secret = secret.as_bytes();
            let places: Vec<usize> = text
                .bytes()
                .windows(secret.len())
                .enumerate()
                .filter(|(_, window)| *window == secret)
                .map(|(place, _)| place)
                .collect();
            for place in places {
                text.hide(place..place + secret.len(), name);
            }
        }
        let length = text.bytes().len();
        if length <= LONGEST_SHOWN {
            return text.to_string();
        }
        let (shown, _) = text.split(LONGEST_SHOWN);
        format!("{shown}… ({length} bytes)")
    }
}

fn sent_key(received: &Received, place: ParameterPlace, name: &str) -> Option<String> {
    let named = |pairs: Vec<(String, String)>| {
        let mut pairs = pairs.into_iter();
        pairs
            .find(|(other, _)| other == name)
            .map(|(_, value)| value)
    };
    match place {
        ParameterPlace::Header => received
            .header(&name.to_ascii_lowercase())
            .map(str::to_owned),
        ParameterPlace::Query => named(received.query_pairs()),
        ParameterPlace::Cookie => named(received.cookies()),
        ParameterPlace::Path => None,
    }
}

fn placed(place: ParameterPlace, name: &str) -> String {
    match place {
        ParameterPlace::Header => format!("header `{name}`"),
        ParameterPlace::Query => format!("query parameter `{name}`"),
        ParameterPlace::Cookie => format!("cookie `{name}`"),
        ParameterPlace::Path => format!("path parameter `{name}`"),
    }
}

/// What stands behind a word in `Authorization`.
fn authorization<'r>(received: &'r Received, word: &str) -> Option<&'r str> {
    let (found, rest) = received.header("authorization")?.split_once(' ')?;
    found.eq_ignore_ascii_case(word).then_some(rest.trim())
}

/// What tells a holder from the others: the public credentials, else all of them.
fn holder_name(inverse: &Inverse, holder: &Holder) -> String {
    let scheme = inverse.scheme();
    let public = |name: &str| {
        let mut all = scheme.credentials.iter();
        all.any(|it| it.name == name && !it.secret)
    };
    let mut texts: Vec<_> = holder
        .texts
        .iter()
        .filter(|(name, _)| public(name))
        .collect();
    if texts.is_empty() {
        texts = holder.texts.iter().collect();
    }
    let lines: Vec<_> = texts
        .iter()
        .map(|(name, text)| format!("{name}={text}"))
        .collect();
    lines.join("\n")
}

fn claimed_name(inverse: &Inverse, claims: &Claims) -> String {
    let named = inverse.named(claims);
    let lines: Vec<_> = named
        .map(|(name, text)| format!("{name}={}", String::from_utf8_lossy(text)))
        .collect();
    lines.join("\n")
}

fn nonces(inverse: &Inverse, claims: &Claims, holder: &str) -> Vec<(String, Vec<u8>, bool)> {
    let grows = inverse.scheme().serial;
    let nonces = inverse.nonces(claims).into_iter();
    nonces
        .map(|(name, nonce)| (format!("{holder}\n{name}"), nonce.to_vec(), grows))
        .collect()
}

fn unknown_detail(inverse: &Inverse, claims: &Claims) -> String {
    let named: Vec<_> = inverse
        .named(claims)
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    if named.is_empty() {
        "no credentials are known for this scheme".to_owned()
    } else {
        format!("{} is of nobody who is known here", named.join(" and "))
    }
}

fn failure(rank: u8, scheme: &str, code: &'static str, detail: String) -> Failure {
    let mut problem = Problem::new(401, code, detail);
    problem.scheme = Some(scheme.to_owned());
    Failure { rank, problem }
}

fn absent(scheme: &str, detail: String) -> Failure {
    failure(ABSENT, scheme, "credentials-missing", detail)
}

fn unknown(scheme: &str, detail: String) -> Failure {
    failure(UNKNOWN, scheme, "key-unknown", detail)
}

fn unreadable(scheme: &str, unread: &Unread) -> Failure {
    let detail = unread.to_string();
    match unread {
        Unread::Missing {
            signature: true, ..
        } => failure(ABSENT, scheme, "signature-missing", detail),
        Unread::Missing {
            value: Some(value), ..
        } => {
            let detail = format!("{detail}, which holds the value `{value}`");
            failure(MALFORMED, scheme, "value-missing", detail)
        }
        Unread::Missing { .. } => failure(ABSENT, scheme, "field-missing", detail),
        Unread::Malformed { .. } => failure(MALFORMED, scheme, "field-malformed", detail),
    }
}

fn refused(scheme: &str, refusal: &Refusal, message: Option<String>) -> Failure {
    let (rank, code) = match refusal {
        Refusal::Missing => (ABSENT, "signature-missing"),
        Refusal::Malformed(_) => (MALFORMED, "signature-malformed"),
        Refusal::Mismatch => (DIFFERENT, "signature-mismatch"),
        Refusal::Unequal(_) => (DIFFERENT, "field-mismatch"),
        Refusal::Stale { .. } => (OUT_OF_TIME, "time-stale"),
        Refusal::FromFuture { .. } => (OUT_OF_TIME, "time-future"),
        _ => (DIFFERENT, "recipe-not-applicable"),
    };
    let mut failure = failure(rank, scheme, code, refusal.to_string());
    failure.problem.string_to_sign = message.filter(|_| rank == DIFFERENT);
    failure
}

fn nonce_failure(scheme: &str, nonce: &[u8], refusal: NonceRefusal) -> Failure {
    let shown: String = Shown::open(nonce).to_string().chars().take(80).collect();
    let (code, detail) = match refusal {
        NonceRefusal::Repeated => (
            "nonce-repeated",
            format!("the nonce `{shown}` was used before with these credentials"),
        ),
        NonceRefusal::NotGreater => (
            "nonce-not-growing",
            format!("the nonce `{shown}` is not greater than the last one of these credentials"),
        ),
        NonceRefusal::NotANumber => (
            "nonce-malformed",
            format!("the nonce `{shown}` is not a number, and nonces have to grow"),
        ),
    };
    failure(OUT_OF_TIME, scheme, code, detail)
}
