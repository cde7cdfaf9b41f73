//! What is derived from a secret, and what the keys made of them can do.

use std::collections::BTreeSet;

use super::resolve::visit_all;
use super::visit::{self, Seen};
use crate::ir::signing::{
    Algorithm, Filter, Headers, ItemPart, Key, KeyRole, Name, Operator, ParamSource, Scheme, Target,
};

/// What holds a secret.
#[derive(Clone, Default, PartialEq)]
struct Secrets {
    credentials: BTreeSet<String>,
    values: BTreeSet<String>,
    /// The values of which a digest may tell what they are: a secret alone, in whatever encoding.
    bare: BTreeSet<String>,
    /// Names in lower case.
    headers: BTreeSet<String>,
    query: bool,
    body: bool,
}

impl Secrets {
    fn holds(&self, name: &Name) -> bool {
        match name {
            Name::Credential(name) => self.credentials.contains(name),
            Name::Value(name) => self.values.contains(name),
            Name::Header(name) => self.headers.contains(name),
            Name::Query | Name::Target | Name::Url | Name::QueryField(_) => self.query,
            Name::Body | Name::FormField(_) | Name::BodyMember(_) => self.body,
            // The signature is made of a secret and meant to be seen.
            Name::Signature
            | Name::Method
            | Name::Scheme
            | Name::Host
            | Name::Port
            | Name::Authority
            | Name::Origin
            | Name::Path
            | Name::BaseUrl
            | Name::ContentType
            | Name::MediaType
            | Name::Param(_)
            | Name::Status => false,
        }
    }

    /// Takes note of a secret field.
    fn put(&mut self, target: &Target) {
        match target {
            Target::Header(name) => {
                self.headers.insert(name.to_ascii_lowercase());
            }
            Target::Query(_) => self.query = true,
            Target::Body(_) => self.body = true,
            Target::Cookie(_) => {}
        }
    }

    fn in_list(&self, headers: &Headers) -> bool {
        let listed = |name: &String| {
            let prefixed = headers
                .prefix
                .as_ref()
                .is_some_and(|prefix| name.starts_with(prefix));
            !headers.except.contains(name)
                && (headers.all || prefixed || headers.names.contains(name))
        };
        headers.list.item.parts.contains(&ItemPart::Value) && self.headers.iter().any(listed)
    }

    fn in_source(&self, source: ParamSource) -> bool {
        match source {
            ParamSource::Query | ParamSource::QueryWire => self.query,
            ParamSource::Form | ParamSource::Json | ParamSource::Xml => self.body,
        }
    }
}

/// Marks everything that is derived from a secret, also by way of a field that was put in.
pub(super) fn mark_secrets(scheme: &mut Scheme) {
    // What the application makes is its own business, so it is not shown either.
    let secrets = secrets(scheme, true);
    for value in &mut scheme.values {
        value.secret = secrets.values.contains(&value.name);
    }
    visit_all(scheme, &mut |_, seen| {
        reveal(seen, &secrets);
    });
}

/// Follows the secret credentials, and with `custom` the values of the application, through values
/// and fields until nothing new turns up.
fn secrets(scheme: &mut Scheme, custom: bool) -> Secrets {
    let credentials = scheme
        .credentials
        .iter()
        .filter(|it| it.secret)
        .map(|it| it.name.clone());
    let mut secrets = Secrets {
        credentials: credentials.collect(),
        ..Secrets::default()
    };
    loop {
        let before = secrets.clone();
        for value in &mut scheme.values {
            let mut derived = custom && matches!(value.operator, Operator::Custom(_));
            visit::operator(&mut value.operator, &value.origin, &mut |_, seen| {
                derived |= reveal(seen, &secrets);
            });
            if derived {
                secrets.values.insert(value.name.clone());
                if let Operator::Text(line) = &value.operator
                    && line.text.parts.len() < 2
                {
                    secrets.bare.insert(value.name.clone());
                }
            }
        }
        for inject in &mut scheme.inject {
            visit::inject(inject, &mut |_, seen| {
                reveal(seen, &secrets);
            });
            if inject.value.secret {
                secrets.put(&inject.target);
            }
        }
        if secrets == before {
            return secrets;
        }
    }
}

/// Marks an insertion, and tells whether what is read is secret.
fn reveal(seen: Seen<'_>, secrets: &Secrets) -> bool {
    match seen {
        Seen::Insert(insert) => {
            let is_digest = insert
                .filters
                .iter()
                .any(|it| matches!(it, Filter::Hash(_)));
            let hides = match &insert.name {
                // The digest of a text that holds a secret among other things tells nothing of it.
                Name::Value(name) => is_digest && !secrets.bare.contains(name),
                _ => false,
            };
            insert.secret = secrets.holds(&insert.name) && !hides;
            insert.secret
        }
        Seen::Headers(headers) => secrets.in_list(headers),
        Seen::Params(source, ..) => secrets.in_source(source),
        Seen::Body | Seen::MediaType => false,
    }
}

/// Finds out what the keys can do.
pub(super) fn mark_roles(scheme: &mut Scheme) {
    let public_key = match &scheme.algorithm {
        Algorithm::Ed25519
        | Algorithm::RsaPkcs1Sha256
        | Algorithm::RsaPssSha512
        | Algorithm::EcdsaP256Sha256Der
        | Algorithm::EcdsaP256Sha256P1363 => true,
        Algorithm::None | Algorithm::Hmac(_) | Algorithm::Hash(_) | Algorithm::Custom(_) => false,
    };
    if !public_key {
        return;
    }
    let places = !scheme.place.is_empty();
    let from_credentials = secrets(scheme, false);
    let role = |key: &mut Key| {
        let (marked, mut private) = (key.bytes.clone(), false);
        visit::key(key, &mut |_, seen| {
            private |= reveal(seen, &from_credentials);
        });
        key.bytes = marked;
        let private = private || places && key.bytes.secret;
        key.role = if private {
            KeyRole::Private
        } else {
            KeyRole::Public
        };
    };
    let own = scheme
        .verify
        .as_mut()
        .and_then(|verify| verify.key.as_mut());
    scheme.key.iter_mut().chain(own).for_each(role);
}
