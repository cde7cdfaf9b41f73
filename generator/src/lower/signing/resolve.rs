//! From a [`Draft`] to a [`Scheme`]: what the names mean, in which order values can be worked out,
//! what is secret, and when each thing is known.
//!
//! # What the vocabulary leaves open, decided
//!
//! - A name means a value, else a credential, else a part of the request; two of these with one
//!   name are an error, so the order never matters.
//! - Without `key`, the key is the credential `secret`.
//! - Whether the key of a public-key algorithm is private or public follows from the credential it
//!   is made of: `secret: true` means private. A key from a custom value is private where the
//!   recipe places a signature, and public where it only verifies.
//! - A recipe without `algorithm` and `message` computes nothing and only places.
//! - Without `of`, a verification is that of a response if anything in the recipe reads `status`,
//!   else that of a webhook.

use std::collections::{BTreeMap, BTreeSet};

use super::check;
use super::read::{Draft, Slot, VerifyDraft};
use super::secrets::{mark_roles, mark_secrets};
use super::visit::{self, Seen};
use super::words::{self, NAMES};
use crate::diag::{Sink, codes};
use crate::ir::signing::{
    Algorithm, Filter, Incoming, Insert, Key, KeyRole, Line, Message, Name, NamedValue, Operator,
    ParamSource, Part, Phase, Scheme, Target, Template, Used, Verify,
};
use crate::source::Origin;

/// Makes a scheme of all layers of a recipe. What comes back holds only if nothing was reported.
pub(super) fn scheme(
    draft: Draft,
    name: &str,
    bases: Vec<String>,
    origin: Origin,
    sink: &mut Sink,
) -> Option<Scheme> {
    let explicit = match &draft.verify {
        Slot::Set(verify) => verify.incoming,
        Slot::Inherit | Slot::Remove => None,
    };
    let mut scheme = assembled(draft, name, bases, origin, sink)?;
    check_names(&scheme, sink);
    resolve_names(&mut scheme, sink);
    sort_values(&mut scheme, sink)?;
    mark_phases(&mut scheme);
    mark_secrets(&mut scheme);
    mark_roles(&mut scheme);
    mark_secrets(&mut scheme);
    mark_uses(&mut scheme);
    mark_incoming(&mut scheme, explicit);
    mark_named_keys(&mut scheme);
    Some(scheme)
}

/// Reports names that mean nothing in a recipe of which some parts could not be read, so that they come to light
/// in the same run.
pub(super) fn report_names(mut draft: Draft, name: &str, origin: Origin, sink: &mut Sink) {
    if let Slot::Inherit = draft.credentials {
        return;
    }
    // What could not be read stands for itself: its name is known, and its absence was reported.
    for value in draft.values.values_mut() {
        if let Slot::Inherit = value {
            *value = Slot::Set((origin.clone(), Operator::Setting(String::new())));
        }
    }
    if let (Slot::Inherit, Slot::Set(_)) = (&draft.algorithm, &draft.message) {
        draft.algorithm = Slot::Set((origin.clone(), Algorithm::Ed25519));
    }
    let said = &mut Sink::new();
    if let Some(mut scheme) = assembled(draft, name, Vec::new(), origin, said) {
        resolve_names(&mut scheme, sink);
    }
}

/// Puts the parts together, with everything that is to be found out still unset.
fn assembled(
    draft: Draft,
    name: &str,
    bases: Vec<String>,
    origin: Origin,
    sink: &mut Sink,
) -> Option<Scheme> {
    let credentials = draft.credentials.value().unwrap_or_default();
    let algorithm = draft.algorithm.value();
    let lines = draft.message.value();
    if algorithm.is_some() != lines.is_some() {
        let missing = if lines.is_some() {
            "algorithm"
        } else {
            "message"
        };
        sink.report(&codes::CS0612, &origin, format!("the recipe has no `{missing}`"))
            .help("a recipe that signs has both `algorithm` and `message`, one that only places has neither");
        return None;
    }
    if let Some((origin, Algorithm::Hash(hash))) = &algorithm {
        check::weak(*hash, origin, sink);
    }
    let algorithm = algorithm.map_or(Algorithm::None, |(_, algorithm)| algorithm);
    let has_secret = credentials.iter().any(|it| it.name == "secret");
    let key = match (keyed(&algorithm), draft.key.value()) {
        (true, Some(key)) => Some(key),
        (true, None) if has_secret => Some(inserted(Name::Value("secret".to_owned()), &origin)),
        (true, None) => {
            sink.report(
                &codes::CS0612,
                &origin,
                "there is no `key`, and no credential `secret` that would be it",
            );
            None
        }
        (false, Some(key)) => {
            sink.report(&codes::CS0612, &key.origin, "this algorithm has no key")
                .help("a bare hash takes its secret as a part of the message");
            None
        }
        (false, None) => None,
    };
    let mut inject = draft.inject.value().unwrap_or_default();
    inject.sort_by_key(|inject| moment(&inject.target));
    let encode = draft.encode.value();
    let value = |(name, slot): (String, Slot<(Origin, Operator)>)| {
        let (origin, operator) = slot.value()?;
        Some(NamedValue {
            origin,
            name,
            operator,
            secret: false,
            phase: Phase::Start,
            used: Used::Nowhere,
            fresh: false,
        })
    };
    Some(Scheme {
        name: name.to_owned(),
        bases,
        credentials,
        values: draft.values.into_iter().filter_map(value).collect(),
        inject,
        send_body: draft.send_body.value().unwrap_or(true),
        serial: draft.serial.value().unwrap_or(false),
        encode: encode.unwrap_or_else(|| {
            if algorithm == Algorithm::None {
                Vec::new()
            } else {
                vec![Filter::Hex]
            }
        }),
        algorithm,
        key: key.map(unresolved_key),
        message: joined(
            lines.unwrap_or_default(),
            draft.join.value().unwrap_or_default(),
        ),
        place: draft.place.value().unwrap_or_default(),
        verify: draft.verify.value().map(verification),
        origin,
    })
}

/// Whether an algorithm has a key.
fn keyed(algorithm: &Algorithm) -> bool {
    match algorithm {
        Algorithm::Hmac(_)
        | Algorithm::Ed25519
        | Algorithm::RsaPkcs1Sha256
        | Algorithm::RsaPssSha512
        | Algorithm::EcdsaP256Sha256Der
        | Algorithm::EcdsaP256Sha256P1363 => true,
        Algorithm::None | Algorithm::Hash(_) | Algorithm::Custom(_) => false,
    }
}

fn inserted(name: Name, origin: &Origin) -> Template {
    let insert = Insert {
        name,
        filters: Vec::new(),
        secret: false,
    };
    Template {
        origin: origin.clone(),
        parts: vec![Part::Insert(insert)],
        secret: false,
    }
}

fn unresolved_key(bytes: Template) -> Key {
    Key {
        bytes,
        role: KeyRole::Shared,
    }
}

fn joined(lines: Vec<Line>, join: String) -> Message {
    Message {
        lines,
        join,
        secret: false,
    }
}

fn verification(draft: VerifyDraft) -> Verify {
    Verify {
        origin: draft.origin,
        incoming: Incoming::Webhook,
        received: draft.received,
        clock: draft.clock,
        replay: draft.replay,
        equal: draft.equal,
        message: draft.message.map(|lines| joined(lines, draft.join)),
        key: draft.key.map(unresolved_key),
    }
}

/// The phase before which a field has to be in.
pub(super) fn moment(target: &Target) -> Phase {
    match target {
        Target::Body(_) => Phase::Body,
        Target::Header(_) | Target::Cookie(_) => Phase::Headers,
        Target::Query(_) => Phase::Query,
    }
}

/// Reports names that mean two things.
fn check_names(scheme: &Scheme, sink: &mut Sink) {
    let values = scheme.values.iter().map(|it| (&it.name, &it.origin));
    for (name, origin) in scheme
        .credentials
        .iter()
        .map(|it| (&it.name, &it.origin))
        .chain(values)
    {
        if words::find(NAMES, name).is_some() {
            sink.report(
                &codes::CS0609,
                origin,
                format!("`{name}` is already a name of the request"),
            )
            .help("choose another name");
        }
    }
    for value in &scheme.values {
        if let Some(credential) = scheme.credentials.iter().find(|it| it.name == value.name) {
            sink.report(
                &codes::CS0609,
                &value.origin,
                format!("`{}` is already a credential", value.name),
            )
            .related(&credential.origin, "defined")
            .help("choose another name");
        }
    }
}

/// Visits everything that any part of a scheme reads.
pub(super) fn visit_all(scheme: &mut Scheme, visit: &mut visit::Visit<'_>) {
    for value in &mut scheme.values {
        visit::operator(&mut value.operator, &value.origin, visit);
    }
    for inject in &mut scheme.inject {
        visit::inject(inject, visit);
    }
    visit_signed(scheme, visit);
    for place in &mut scheme.place {
        visit::place(place, visit);
    }
    if let Some(verify) = &mut scheme.verify {
        visit::verify(verify, visit);
    }
}

/// Visits what message and key read themselves.
fn visit_signed(scheme: &mut Scheme, visit: &mut visit::Visit<'_>) {
    visit::message(&mut scheme.message, visit);
    if let Some(key) = &mut scheme.key {
        visit::key(key, visit);
    }
}

/// Finds out what the names mean that are none of the request's.
fn resolve_names(scheme: &mut Scheme, sink: &mut Sink) {
    let values: BTreeSet<String> = scheme.values.iter().map(|it| it.name.clone()).collect();
    let credentials: BTreeSet<String> = scheme
        .credentials
        .iter()
        .map(|it| it.name.clone())
        .collect();
    visit_all(scheme, &mut |origin, seen| {
        let Seen::Insert(insert) = seen else { return };
        let Name::Value(name) = &insert.name else {
            return;
        };
        if values.contains(name) {
            return;
        }
        if credentials.contains(name) {
            insert.name = Name::Credential(name.clone());
            return;
        }
        let known = values.iter().chain(&credentials).map(String::as_str);
        let known = words::quoted(known.chain(NAMES.iter().map(|(name, _)| *name)));
        sink.report(&codes::CS0604, origin, format!("there is no `{name}`"))
            .help(format!("known are {known}"));
    });
}

/// Sorts the values so that each stands after those that it reads, otherwise as in the document.
fn sort_values(scheme: &mut Scheme, sink: &mut Sink) -> Option<()> {
    let mut open: Vec<NamedValue> = std::mem::take(&mut scheme.values);
    let mut reads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for value in &mut open {
        let mut names = BTreeSet::new();
        visit::operator(&mut value.operator, &value.origin, &mut |_, seen| {
            if let Seen::Insert(Insert {
                name: Name::Value(name),
                ..
            }) = seen
            {
                names.insert(name.clone());
            }
        });
        reads.insert(value.name.clone(), names);
    }
    // Names that nobody defines were reported; they stand in no one's way here.
    let mut waiting: BTreeSet<String> = reads.keys().cloned().collect();
    while !open.is_empty() {
        let free = open
            .iter()
            .position(|value| reads[&value.name].is_disjoint(&waiting));
        let Some(free) = free else {
            report_circle(&open, &reads, sink);
            return None;
        };
        let value = open.remove(free);
        waiting.remove(&value.name);
        scheme.values.push(value);
    }
    Some(())
}

/// Says which of the values that wait for each other make a circle.
fn report_circle(open: &[NamedValue], reads: &BTreeMap<String, BTreeSet<String>>, sink: &mut Sink) {
    let mut way: Vec<&NamedValue> = Vec::new();
    let mut next = open.first();
    while let Some(value) = next {
        if let Some(start) = way.iter().position(|it| it.name == value.name) {
            let circle = &way[start..];
            let names: Vec<_> = circle
                .iter()
                .chain(&circle[..1])
                .map(|it| format!("`{}`", it.name))
                .collect();
            let message = format!(
                "values depend on each other in a circle: {}",
                names.join(" → ")
            );
            let report = sink.report(&codes::CS0608, &value.origin, message);
            for other in &circle[1..] {
                report.related(&other.origin, format!("`{}`", other.name));
            }
            return;
        }
        way.push(value);
        next = open
            .iter()
            .find(|other| reads[&value.name].contains(&other.name));
    }
}

/// The first moment at which something that is read is fixed.
pub(super) fn phase(seen: &Seen<'_>, values: &BTreeMap<String, Phase>) -> Phase {
    match seen {
        Seen::Headers(_) => Phase::Headers,
        Seen::Params(ParamSource::Query | ParamSource::QueryWire, ..) => Phase::Query,
        Seen::Body
        | Seen::MediaType
        | Seen::Params(ParamSource::Form | ParamSource::Json | ParamSource::Xml, ..) => Phase::Body,
        Seen::Insert(insert) => match &insert.name {
            Name::Method
            | Name::Scheme
            | Name::Host
            | Name::Port
            | Name::Authority
            | Name::Origin
            | Name::Path
            | Name::BaseUrl
            | Name::Param(_)
            | Name::Status
            | Name::Credential(_) => Phase::Start,
            Name::Body
            | Name::ContentType
            | Name::MediaType
            | Name::FormField(_)
            | Name::BodyMember(_) => Phase::Body,
            Name::Header(_) => Phase::Headers,
            Name::Query | Name::Target | Name::Url | Name::QueryField(_) => Phase::Query,
            Name::Value(name) => values.get(name).copied().unwrap_or(Phase::Start),
            Name::Signature => Phase::Signature,
        },
    }
}

/// The phases of all values by name.
pub(super) fn phases(scheme: &Scheme) -> BTreeMap<String, Phase> {
    scheme
        .values
        .iter()
        .map(|value| (value.name.clone(), value.phase))
        .collect()
}

/// Finds out when each value can be worked out, and whether it is made anew for every attempt.
pub(super) fn mark_phases(scheme: &mut Scheme) {
    let mut known: BTreeMap<String, Phase> = BTreeMap::new();
    let mut fresh: BTreeSet<String> = BTreeSet::new();
    for value in &mut scheme.values {
        value.fresh = is_made(&value.operator);
        let NamedValue {
            origin,
            operator,
            phase: moment,
            fresh: anew,
            ..
        } = value;
        visit::operator(operator, origin, &mut |_, seen| {
            *moment = (*moment).max(phase(&seen, &known));
            if let Seen::Insert(Insert {
                name: Name::Value(name),
                ..
            }) = seen
            {
                *anew |= fresh.contains(name);
            }
        });
        known.insert(value.name.clone(), value.phase);
        if value.fresh {
            fresh.insert(value.name.clone());
        }
    }
}

/// Whether an operator makes something that was not there.
pub(super) fn is_made(operator: &Operator) -> bool {
    match operator {
        Operator::Time(_) | Operator::Counter(_) | Operator::Random(_) => true,
        Operator::Text(_)
        | Operator::Setting(_)
        | Operator::Mac(_)
        | Operator::Params(_)
        | Operator::Headers(_)
        | Operator::Json(_)
        | Operator::Pick(_)
        | Operator::Custom(_) => false,
    }
}

/// Finds out what reads each value.
pub(super) fn mark_uses(scheme: &mut Scheme) {
    let mut signs = BTreeSet::new();
    visit_signed(scheme, &mut |_, seen| note_value(&seen, &mut signs));
    let mut verifies = BTreeSet::new();
    if let Some(verify) = &mut scheme.verify {
        visit::verify(verify, &mut |_, seen| note_value(&seen, &mut verifies));
        // Close enough where only one of the two differs from the request's.
        if verify.message.is_none() || verify.key.is_none() {
            verifies.extend(signs.iter().cloned());
        }
    }
    for inject in &mut scheme.inject {
        visit::inject(inject, &mut |_, seen| note_value(&seen, &mut signs));
    }
    for place in &mut scheme.place {
        visit::place(place, &mut |_, seen| note_value(&seen, &mut signs));
    }
    for value in scheme.values.iter_mut().rev() {
        value.used = match (signs.contains(&value.name), verifies.contains(&value.name)) {
            (false, false) => Used::Nowhere,
            (true, false) => Used::Sign,
            (false, true) => Used::Verify,
            (true, true) => Used::Both,
        };
        let used = value.used;
        visit::operator(&mut value.operator, &value.origin, &mut |_, seen| {
            if matches!(used, Used::Sign | Used::Both) {
                note_value(&seen, &mut signs);
            }
            if matches!(used, Used::Verify | Used::Both) {
                note_value(&seen, &mut verifies);
            }
        });
    }
}

fn note_value(seen: &Seen<'_>, names: &mut BTreeSet<String>) {
    if let Seen::Insert(Insert {
        name: Name::Value(name),
        ..
    }) = seen
    {
        names.insert(name.clone());
    }
}

/// Finds out which comparisons tell whose key it is: those with a credential that is no secret, alone.
fn mark_named_keys(scheme: &mut Scheme) {
    let credentials = &scheme.credentials;
    let is_key = |template: &Template| match template.parts.as_slice() {
        [Part::Insert(insert)] if insert.filters.is_empty() => credentials
            .iter()
            .any(|it| !it.secret && insert.name == Name::Credential(it.name.clone())),
        _ => false,
    };
    let verify = scheme.verify.iter_mut();
    for equal in verify.flat_map(|it| &mut it.equal) {
        if is_key(&equal.left) {
            std::mem::swap(&mut equal.left, &mut equal.right);
        }
        equal.names_key = equal.when.is_none() && is_key(&equal.right);
    }
}

/// Finds out what is verified where the recipe does not say.
fn mark_incoming(scheme: &mut Scheme, explicit: Option<Incoming>) {
    let mut status = false;
    visit_all(scheme, &mut |_, seen| {
        status |= matches!(
            seen,
            Seen::Insert(Insert {
                name: Name::Status,
                ..
            })
        );
    });
    if let Some(verify) = &mut scheme.verify {
        let default = if status {
            Incoming::Response
        } else {
            Incoming::Webhook
        };
        verify.incoming = explicit.unwrap_or(default);
    }
}
