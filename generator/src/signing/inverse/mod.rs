//! The way back: from a request as it was received to what its client must have started from.
//!
//! A recipe says how a request is signed. [`Inverse`] turns its `place` and `inject` around: times,
//! nonces, settings, public credentials and the signature are read out of the fields that the recipe
//! puts them into, and what was placed is taken off again. [`Inverse::check`] then works the recipe
//! out over what is left and compares. Nothing here has a clock or remembers anything: whether a time
//! is too old or a nonce was seen before is the caller's question.
//!
//! # What the vocabulary leaves open, decided
//!
//! - A template is matched as text with holes, each as short as the text behind it allows. Filters of a
//!   hole are undone from right to left; where one cannot be, its text is only compared in the end.
//! - Fields that a recipe puts in have to be there, but for those under a condition.
//! - An injected field that depends on the message (a digest of the body, say) has to hold what the
//!   recipe gives; one that holds a constant or a setting is the client's.
//! - In a list of `all` headers only those count that the client says it signed, where it says so.
//! - A body that travels in a header (`send-body: false`) is read back from there.

mod check;
mod fields;
mod outgoing;
mod pattern;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use check::{Checked, Refused};
pub use outgoing::{sign_incoming, sign_response};

use super::keys::Keys;
use super::request::Request;
use super::shown::Shown;
use super::{at_target, time};
use crate::ir::signing::{
    Algorithm, Name, NamedValue, Operator, Part, Scheme, Target, Template, Used,
};
use pattern::{Content, Pattern, Read};

/// A recipe, read backwards.
#[derive(Debug)]
pub struct Inverse {
    scheme: Scheme,
    injected: Vec<Entry>,
    placed: Vec<Entry>,
    obstacles: Vec<String>,
}

/// A field that the recipe writes.
#[derive(Debug)]
struct Entry {
    target: Target,
    pattern: Pattern,
    /// It is there unless a condition says otherwise.
    required: bool,
    /// Its value depends on the message, and is therefore compared.
    covers: bool,
}

/// What a request says about how it was signed. Nothing of it is to be trusted yet.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// Times, nonces and settings by the names of the recipe's values.
    pub values: BTreeMap<String, Vec<u8>>,
    /// Credentials that travel, decoded.
    pub credentials: BTreeMap<String, Vec<u8>>,
    /// The encoded signature.
    pub signature: Option<Vec<u8>>,
    /// The request without what was placed, and with the body that was signed.
    pub request: Request,
    /// What stood in the places, in the order of the recipe.
    placed: Vec<Option<Vec<u8>>>,
    injected: Vec<Option<Vec<u8>>>,
}

/// Why a request cannot be read backwards.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unread {
    /// A field is not there.
    #[error("there is no {place}")]
    Missing {
        /// ``header `x-signature` ``.
        place: String,
        /// It would hold the signature.
        signature: bool,
        /// The value of the recipe that it would hold, if it holds just that.
        value: Option<String>,
    },
    /// A field is there and has another form.
    #[error("the {place} is not of the form `{form}`")]
    Malformed {
        /// ``header `Authorization` ``.
        place: String,
        /// The template.
        form: String,
    },
}

impl Inverse {
    /// Turns a recipe around.
    pub fn new(scheme: &Scheme) -> Self {
        let injected: Vec<_> = scheme
            .inject
            .iter()
            .map(|it| Entry::new(scheme, &it.target, &it.value, it.when.is_none()))
            .collect();
        let placed: Vec<_> = scheme
            .place
            .iter()
            .map(|it| Entry::new(scheme, &it.target, &it.value, it.when.is_none()))
            .collect();
        let mut inverse = Self {
            scheme: scheme.clone(),
            injected,
            placed,
            obstacles: Vec::new(),
        };
        inverse.obstacles = inverse.find_obstacles();
        inverse
    }

    /// Returns why requests signed by this recipe cannot be checked; nothing if they can be.
    pub fn obstacles(&self) -> &[String] {
        &self.obstacles
    }

    /// Returns the recipe.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    fn find_obstacles(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.scheme.place.is_empty() {
            found.push("it signs no requests".to_owned());
            return found;
        }
        if let Algorithm::Custom(name) = &self.scheme.algorithm {
            found.push(format!("`{name}` is worked out by the application"));
        }
        let read = |wanted: &dyn Fn(&Content) -> bool| {
            let entries = self.placed.iter().chain(&self.injected);
            entries.into_iter().any(|it| it.pattern.has(wanted))
        };
        if self.scheme.algorithm != Algorithm::None
            && !read(&|content| *content == Content::Signature)
        {
            found.push("no field holds the signature in a form that can be read back".to_owned());
        }
        for value in self.scheme.values.iter().filter(|it| is_made(it)) {
            if !read(&|content| matches!(content, Content::Value(name) if *name == value.name)) {
                found.push(format!(
                    "no field that the recipe writes holds `{}`",
                    value.name
                ));
            }
        }
        found
    }

    /// Reads a request backwards.
    ///
    /// # Errors
    ///
    /// [`Unread`] names the first field that is missing or of another form.
    pub fn read(&self, request: Request) -> Result<Claims, Unread> {
        let mut claims = Claims {
            request,
            ..Claims::default()
        };
        let mut read = Read::default();
        for entry in &self.placed {
            let text = entry.read(&self.scheme, &claims.request, &mut read)?;
            claims.placed.push(text);
        }
        for (entry, text) in self.placed.iter().zip(&claims.placed) {
            if text.is_some() {
                fields::take_off(&mut claims.request, &entry.target);
            }
        }
        if let Some(body) = read.body.take() {
            claims.request.body = Shown::open(body);
        }
        for entry in &self.injected {
            let text = entry.read(&self.scheme, &claims.request, &mut read)?;
            claims.injected.push(text);
        }
        if let Some(names) = &read.header_names {
            let signed = |name: &str| names.iter().any(|it| it.eq_ignore_ascii_case(name));
            claims.request.headers.retain(|(name, _)| signed(name));
        }
        claims.values = read.values;
        claims.credentials = read.credentials;
        claims.signature = read.signature;
        Ok(claims)
    }

    /// Returns whether credentials are those that a request names. Where it names none but secret
    /// ones, all are in question.
    pub fn is_of(&self, claims: &Claims, keys: &Keys) -> bool {
        self.named(claims)
            .all(|(name, text)| keys.get(name).is_some_and(|it| it.bytes() == text))
    }

    /// Returns the public credentials that a request names.
    pub fn named<'c>(&'c self, claims: &'c Claims) -> impl Iterator<Item = (&'c str, &'c [u8])> {
        let public = |name: &str| {
            let mut all = self.scheme.credentials.iter();
            all.any(|it| it.name == name && !it.secret)
        };
        claims
            .credentials
            .iter()
            .filter(move |(name, _)| public(name))
            .map(|(name, text)| (name.as_str(), text.as_slice()))
    }

    /// Returns the instants that a request was made at, by the names of the values: nanoseconds since
    /// 1970, without the recipe's offset, and the offset in nanoseconds. Nothing stands for a time that
    /// cannot be read.
    pub fn instants(&self, claims: &Claims) -> Vec<(String, Option<u64>, i64)> {
        let times = self.scheme.values.iter().filter_map(|value| {
            let Operator::Time(form) = &value.operator else {
                return None;
            };
            let text = claims.values.get(&value.name)?;
            let read = time::read_back(form, text);
            Some((value.name.clone(), read, time::offset(form)))
        });
        times.collect()
    }

    /// Returns the nonces of a request by the names of the values.
    pub fn nonces<'c>(&self, claims: &'c Claims) -> Vec<(String, &'c [u8])> {
        let nonces = self.scheme.values.iter().filter_map(|value| {
            let once = matches!(value.operator, Operator::Counter(_) | Operator::Random(_));
            let text = claims.values.get(&value.name).filter(|_| once)?;
            Some((value.name.clone(), text.as_slice()))
        });
        nonces.collect()
    }
}

impl Entry {
    fn new(scheme: &Scheme, target: &Target, value: &Template, required: bool) -> Self {
        Self {
            target: target.clone(),
            pattern: Pattern::new(scheme, value),
            required,
            covers: covers(scheme, value, 0),
        }
    }

    /// Returns the text of the field, and notes what it says.
    fn read(
        &self,
        scheme: &Scheme,
        request: &Request,
        into: &mut Read,
    ) -> Result<Option<Vec<u8>>, Unread> {
        let Some(text) = fields::text(request, &self.target) else {
            if !self.required {
                return Ok(None);
            }
            return Err(Unread::Missing {
                place: at_target(&self.target),
                signature: self.pattern.has(&|it| *it == Content::Signature),
                value: self.pattern.bare(scheme),
            });
        };
        if self.pattern.read(&text, into) {
            Ok(Some(text))
        } else {
            Err(Unread::Malformed {
                place: at_target(&self.target),
                form: self.pattern.form.clone(),
            })
        }
    }
}

/// Whether a client makes this value anew and signs it.
fn is_made(value: &NamedValue) -> bool {
    let signed = matches!(value.used, Used::Sign | Used::Both);
    let made = matches!(
        value.operator,
        Operator::Time(_) | Operator::Counter(_) | Operator::Random(_) | Operator::Custom(_)
    );
    signed && made
}

/// Whether a template depends on what is asked for: method, path, query or body.
fn covers(scheme: &Scheme, template: &Template, depth: usize) -> bool {
    let inserts = template.parts.iter().filter_map(|part| match part {
        Part::Insert(insert) => Some(&insert.name),
        Part::Text(_) => None,
    });
    inserts.into_iter().any(|name| match name {
        Name::Method | Name::Path | Name::Query | Name::Target | Name::BaseUrl | Name::Url => true,
        Name::Body | Name::BodyMember(_) | Name::QueryField(_) | Name::FormField(_) => true,
        Name::Value(name) if depth < 16 => {
            let value = scheme.values.iter().find(|it| it.name == *name);
            value.is_some_and(|value| match &value.operator {
                Operator::Text(line) => covers(scheme, &line.text, depth + 1),
                Operator::Json(json) => covers(scheme, &json.of, depth + 1),
                Operator::Params(_) => true,
                _ => false,
            })
        }
        _ => false,
    })
}
