//! Refusals: what is wrong with a request, as `application/problem+json` (RFC 9457).

use std::ops::{Deref, DerefMut};

use serde_json::{Map, Value, json};

use super::schema::Violation;
use crate::ir::Envelope;

/// A refusal.
// Boxed, because it is what every function here may give instead of what it is for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Problem(Box<Told>);

/// What a refusal says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub(crate) status: u16,
    /// The reason for programs, one of those that `docs/mock.md` lists.
    pub(crate) code: &'static str,
    /// The reason for people.
    pub(crate) detail: String,
    pub(crate) violations: Vec<Violation>,
    /// What a server with the same credentials would have signed, secrets masked.
    pub(crate) string_to_sign: Option<String>,
    /// The security scheme that it is about.
    pub(crate) scheme: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Deref for Problem {
    type Target = Told;

    fn deref(&self) -> &Told {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut Told {
        &mut self.0
    }
}

impl Problem {
    pub(crate) fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(Told {
            status,
            code,
            detail: detail.into(),
            ..Told::default()
        }))
    }

    pub(crate) fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Returns the members of the problem, and those of a failure in the document's envelope beside
    /// them, so that a client reads its reason where it looks for one.
    pub(crate) fn body(&self, envelope: Option<&Envelope>) -> Value {
        let mut body = Map::new();
        if let Some(envelope) = envelope {
            body.insert(envelope.flag.clone(), (!envelope.success).into());
            let error = &envelope.error;
            let mut inner = Map::new();
            inner.extend(error.code.clone().map(|it| (it, self.status.into())));
            inner.extend(error.name.clone().map(|it| (it, self.code.into())));
            let message = Value::from(self.detail.as_str());
            inner.extend(error.message.clone().map(|it| (it, message)));
            body.insert(error.member.clone(), inner.into());
        }
        let mut members = json!({
            "type": format!("urn:countersign:mock:{}", self.code),
            "title": self.code.replace('-', " "),
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        });
        if let Value::Object(members) = &mut members {
            if let Some(scheme) = &self.scheme {
                members.insert("scheme".into(), scheme.as_str().into());
            }
            if let Some(text) = &self.string_to_sign {
                members.insert("stringToSign".into(), text.as_str().into());
            }
            if !self.violations.is_empty() {
                members.insert("violations".into(), json!(self.violations));
            }
            // What the envelope says goes first, should the two meet in a name.
            for (name, value) in std::mem::take(members) {
                body.entry(name).or_insert(value);
            }
        }
        body.into()
    }
}
