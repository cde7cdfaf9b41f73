//! Signatures: recipes that say how they are verified, and recipes that are read backwards.

use std::collections::BTreeMap;

use super::failures::{
    DIFFERENT, Failure, MALFORMED, OUT_OF_TIME, failure, refused, unknown, unreadable,
};
use super::responses::Signer;
use super::security::{Outcome, Proof};
use crate::ir::SecurityKind;
use crate::mock::engine::Mock;
use crate::mock::keyring::Holder;
use crate::signing::inverse::{Claims, Inverse, Refused};
use crate::signing::{Request, examine, verify};

impl Mock {
    /// A recipe that says itself how it is verified.
    pub(super) fn check_incoming(&self, scheme: &str, request: &Request) -> Outcome {
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
    pub(super) fn check_signed(
        &self,
        scheme: &str,
        inverse: &Inverse,
        request: &mut Request,
    ) -> Outcome {
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
            (Some(holder), _) => holder,
            (None, Some(refused)) => return Err(self.mismatch(scheme, refused)),
            (None, None) if self.settings.learn => {
                return Ok(Proof {
                    note: Some(format!(
                        "credentials of `{scheme}` learned, signature not checked"
                    )),
                    body,
                    nonces: nonces(inverse, &claims, &claimed_name(inverse, &claims)),
                    signer: None,
                });
            }
            (None, None) => return Err(unknown(scheme, unknown_detail(inverse, &claims))),
        };
        self.check_times(scheme, inverse, &claims)?;
        Ok(Proof {
            note: None,
            body,
            nonces: nonces(inverse, &claims, &holder_name(inverse, holder)),
            signer: Signer::of(inverse.scheme(), &holder.keys, &claims),
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
