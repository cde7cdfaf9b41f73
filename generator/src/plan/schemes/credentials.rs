//! What the crate's user supplies: how it is kept, and what is asked of it.

use super::algorithm::public_key;
use super::names::Names;
use super::reads;

use super::variable;
use crate::ir::signing::{
    Algorithm, Credential as Declared, Decode, Insert, Key, KeyRole, Name, Part, Scheme, Target,
    Template,
};
use crate::plan::docs::markdown;
use crate::plan::recipe::{Check, Credential, Form, Owner};

/// The credentials of a scheme in the order of the document.
pub(super) fn credentials(library: &str, names: &Names<'_>) -> Vec<Credential> {
    let scheme = names.scheme;
    let declared = scheme.credentials.iter();
    let all = declared.filter_map(|declared| {
        let (ident, form) = names.credentials.get(declared.name.as_str())?.clone();
        let described = declared.description.as_deref();
        Some(Credential {
            ident,
            wire: declared.name.clone(),
            form,
            strip: declared.strip.clone(),
            optional: declared.optional,
            check: if is_sent(scheme, &declared.name) {
                Check::Sent
            } else {
                Check::Text
            },
            checked_by: checked_by(scheme, &declared.name),
            handle: matches!(form, Form::Handle(_)).then(|| public_key(&scheme.algorithm).sign),
            variable: variable(library, &scheme.name, &declared.name),
            docs: described.map(markdown).unwrap_or_default(),
        })
    });
    all.collect()
}

/// How a credential is kept.
pub(super) fn form(scheme: &Scheme, name: &str) -> Form {
    let Some(declared) = scheme.credentials.iter().find(|it| it.name == name) else {
        return Form::Text;
    };
    let made_by = match declared.decode {
        Decode::Utf8 => None,
        Decode::Hex => Some("hex"),
        Decode::Base64 | Decode::Base64Url => Some("base64"),
        Decode::Pem => Some("pem"),
    };
    match made_by {
        made_by if may_be_elsewhere(scheme, declared) => Form::Handle(made_by),
        Some(made_by) => Form::Key(made_by),
        None if declared.secret || declared.strip.is_some() => Form::Secret,
        None => Form::Text,
    }
}

/// Whether a credential is a private key that signs and does nothing else.
fn may_be_elsewhere(scheme: &Scheme, declared: &Declared) -> bool {
    let signs = scheme.key.as_ref().is_some_and(|key| {
        key.role == KeyRole::Private && whole(&key.bytes) == Some(declared.name.as_str())
    });
    let verifies = scheme
        .verify
        .as_ref()
        .is_some_and(|verify| verify.key.is_none());
    signs
        && !verifies
        && declared.secret
        && !declared.optional
        && !scheme.place.is_empty()
        && reads_of(scheme, &declared.name) == 1
}

/// How often a credential is read.
fn reads_of(scheme: &Scheme, name: &str) -> usize {
    let mut count = 0;
    let mut note = |read: &Name| {
        if matches!(read, Name::Credential(read) if read == name) {
            count += 1;
        }
    };
    for value in &scheme.values {
        reads::operator(&value.operator, &mut note);
    }
    for inject in &scheme.inject {
        reads::template(&inject.value, &mut note);
        reads::when(inject.when.as_ref(), &mut note);
    }
    for place in &scheme.place {
        reads::template(&place.value, &mut note);
        reads::when(place.when.as_ref(), &mut note);
    }
    reads::message(&scheme.message, &mut note);
    let keys = scheme.key.iter();
    keys.for_each(|key| reads::template(&key.bytes, &mut note));
    let verify = scheme.verify.iter();
    verify.for_each(|verify| reads::verify(verify, &mut note));
    count
}

/// Whether a credential stands as it is in a header or cookie.
fn is_sent(scheme: &Scheme, name: &str) -> bool {
    let injected = scheme.inject.iter().map(|it| (&it.target, &it.value));
    let placed = scheme.place.iter().map(|it| (&it.target, &it.value));
    let as_it_is = |template: &Template| {
        template.parts.iter().any(|part| {
            matches!(part, Part::Insert(Insert { name: Name::Credential(read), filters, .. })
                if read == name && filters.is_empty())
        })
    };
    injected.chain(placed).any(|(target, value)| {
        matches!(target, Target::Header(_) | Target::Cookie(_)) && as_it_is(value)
    })
}

/// What a public-key algorithm asks of a credential that is its key.
fn checked_by(scheme: &Scheme, name: &str) -> Option<&'static str> {
    match scheme.algorithm {
        Algorithm::Ed25519
        | Algorithm::RsaPkcs1Sha256
        | Algorithm::RsaPssSha512
        | Algorithm::EcdsaP256Sha256Der
        | Algorithm::EcdsaP256Sha256P1363 => {}
        Algorithm::None | Algorithm::Hmac(_) | Algorithm::Hash(_) | Algorithm::Custom(_) => {
            return None;
        }
    }
    let own = scheme
        .verify
        .as_ref()
        .and_then(|verify| verify.key.as_ref());
    let mut keys = scheme.key.iter().chain(own);
    let key: &Key = keys.find(|key| whole(&key.bytes) == Some(name))?;
    let functions = public_key(&scheme.algorithm);
    Some(match key.role {
        KeyRole::Public => functions.check_public,
        KeyRole::Private | KeyRole::Shared => functions.check_private,
    })
}

/// The credential that a template is, if it is nothing else.
fn whole(template: &Template) -> Option<&str> {
    match template.parts.as_slice() {
        [
            Part::Insert(Insert {
                name: Name::Credential(name),
                filters,
                ..
            }),
        ] if filters.is_empty() => Some(name),
        _ => None,
    }
}

/// The credential for which counters are kept: a public one, if there is one.
pub(super) fn owner(names: &Names<'_>) -> Owner {
    let required = || names.scheme.credentials.iter().filter(|it| !it.optional);
    let declared = required().find(|it| !it.secret).or(required().next());
    let field = declared.and_then(|it| names.credentials.get(it.name.as_str()));
    match field {
        Some((ident, form)) => Owner {
            field: Some(ident.clone()),
            form: *form,
        },
        None => Owner {
            field: None,
            form: Form::Text,
        },
    }
}
