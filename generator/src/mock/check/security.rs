//! Who is calling: alternatives, keys, tokens and passwords; signatures are in `signed`.
//!
//! Of the document's alternatives one has to be met; where none is, the one that came furthest is told.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

use super::failures::{Failure, absent, nonce_failure, unknown};
use super::responses::Signer;
use crate::ir::{ParameterPlace, SecurityKind};
use crate::mock::engine::Mock;
use crate::mock::exchange::Received;
use crate::mock::plan::Plan;
use crate::mock::problem::Problem;
use crate::signing::Request;

/// How a request was let through.
#[derive(Clone, Debug, Default)]
pub(crate) struct Passed {
    /// The schemes that were met, in order.
    pub(crate) by: Vec<String>,
    pub(crate) notes: Vec<String>,
    /// The body that was signed, where it does not travel as the body.
    pub(crate) body: Option<Vec<u8>>,
    /// Who signs the response.
    pub(crate) signers: Vec<Signer>,
}

/// What was found out about one scheme.
#[derive(Debug, Default)]
pub(super) struct Proof {
    pub(super) note: Option<String>,
    pub(super) body: Option<Vec<u8>>,
    /// Holder, nonce, and whether it has to grow.
    pub(super) nonces: Vec<(String, Vec<u8>, bool)>,
    pub(super) signer: Option<Signer>,
}

pub(super) type Outcome = Result<Proof, Failure>;

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
            passed.signers.extend(proof.signer);
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
            // Tokens are given out elsewhere, and certificates are shown while a connection is made.
            Some(
                SecurityKind::OAuth2(_)
                | SecurityKind::OpenIdConnect { .. }
                | SecurityKind::MutualTls
                | SecurityKind::Unsupported,
            )
            | None => self.check_foreign(name, received),
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
