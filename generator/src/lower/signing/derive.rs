//! How messages are verified that a service signs as its callers do.
//!
//! A recipe that signs says where the signature goes and what it is made of. A receiver can turn that around
//! where everything that the string to sign reads is on the wire; where something is made anew for every
//! attempt, the recipe has to say where it is found, with `verify`.

use super::resolve::{is_made, mark_uses};
use crate::ir::signing::{
    Algorithm, Credential, Equal, Filter, Incoming, Insert, KeyRole, Name, Part, Place, Received,
    Scheme, Target, Template, Used, Verify,
};

/// Gives a recipe that signs a `verify`.
///
/// # Errors
///
/// Why none follows from it, as the end of a sentence.
pub(in crate::lower) fn derive_verification(scheme: &mut Scheme) -> Result<(), String> {
    let verify = verification(scheme)?;
    let mut derived = scheme.clone();
    derived.verify = Some(verify);
    mark_uses(&mut derived);
    let mut made = derived.values.iter().filter(|value| {
        is_made(&value.operator) && matches!(value.used, Used::Verify | Used::Both)
    });
    if let Some(value) = made.next() {
        let name = &value.name;
        return Err(format!("signs `{name}`, which whoever sends makes anew"));
    }
    *scheme = derived;
    Ok(())
}

fn verification(scheme: &Scheme) -> Result<Verify, String> {
    if scheme.verify.is_some() {
        return Err("verifies responses".to_owned());
    }
    if scheme.algorithm == Algorithm::None {
        return Err("signs nothing".to_owned());
    }
    if scheme
        .key
        .as_ref()
        .is_some_and(|key| key.role != KeyRole::Shared)
    {
        return Err("signs with a private key, which is not the service's".to_owned());
    }
    if scheme.place.iter().any(|place| place.when.is_some()) {
        return Err("places its results under a condition".to_owned());
    }
    let mut received = scheme.place.iter().filter_map(signature);
    let (Some(received), None) = (received.next(), received.next()) else {
        return Err("does not put its signature into one header, alone".to_owned());
    };
    Ok(Verify {
        origin: scheme.origin.clone(),
        incoming: Incoming::Webhook,
        received: Received::One(received),
        clock: None,
        replay: None,
        equal: scheme
            .place
            .iter()
            .filter_map(|it| equal(scheme, it))
            .collect(),
        message: None,
        key: None,
    })
}

/// The header that is the signature, or a fixed text and the signature.
fn signature(place: &Place) -> Option<Template> {
    let Target::Header(header) = &place.target else {
        return None;
    };
    let (prefix, last) = match place.value.parts.as_slice() {
        [Part::Insert(last)] => (None, last),
        [Part::Text(prefix), Part::Insert(last)] => (Some(prefix), last),
        _ => return None,
    };
    if last.name != Name::Signature || !last.filters.is_empty() {
        return None;
    }
    let strip = prefix.map(|prefix| Filter::Strip(prefix.clone()));
    Some(read(header, strip.into_iter().collect(), &place.value))
}

/// A header that names the key: what it says has to be what the receiver has.
fn equal(scheme: &Scheme, place: &Place) -> Option<Equal> {
    let Target::Header(header) = &place.target else {
        return None;
    };
    let [Part::Insert(insert)] = place.value.parts.as_slice() else {
        return None;
    };
    let Name::Credential(name) = &insert.name else {
        return None;
    };
    let is_shown = |it: &&Credential| it.name == *name && !it.secret;
    scheme.credentials.iter().find(is_shown)?;
    Some(Equal {
        left: read(header, Vec::new(), &place.value),
        right: place.value.clone(),
        names_key: insert.filters.is_empty(),
        when: None,
    })
}

/// A header as a template, which stands where `place` does.
fn read(header: &str, filters: Vec<Filter>, place: &Template) -> Template {
    Template {
        parts: vec![Part::Insert(Insert {
            name: Name::Header(header.to_ascii_lowercase()),
            filters,
            secret: false,
        })],
        secret: false,
        origin: place.origin.clone(),
    }
}
