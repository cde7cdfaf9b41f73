//! What can be said about a scheme before any request is signed with it.

use std::collections::BTreeSet;

use super::resolve::{is_made, moment, phase, phases, visit_all};
use super::visit::{self, Seen};
use crate::diag::{Sink, codes};
use crate::ir::signing::{
    Algorithm, Filter, Hash, Incoming, Insert, Key, KeyRole, Name, NamedValue, ParamSource, Phase,
    Scheme, Target, Used,
};
use crate::source::Origin;

/// Reports everything about a scheme that cannot work or should not be.
///
/// `inherited` are the places in the document that asked for a recipe that ships with the
/// generator: what is never read there is not the author's to mend.
pub(super) fn check(scheme: &mut Scheme, inherited: &[Origin], sink: &mut Sink) {
    check_moments(scheme, sink);
    check_places(scheme, sink);
    check_filters(scheme, sink);
    check_purpose(scheme, sink);
    check_keys(scheme, sink);
    check_verification(scheme, sink);
    check_verifying_key(scheme, sink);
    check_unread(scheme, inherited, sink);
}

/// Warns of a broken hash that stands alone.
pub(super) fn weak(hash: Hash, origin: &Origin, sink: &mut Sink) {
    let name = match hash {
        Hash::Md5 => "MD5",
        Hash::Sha1 => "SHA-1",
        Hash::Sha256 | Hash::Sha384 | Hash::Sha512 => return,
    };
    sink.report(
        &codes::CS0615,
        origin,
        format!("{name} without HMAC does not protect what it is computed over"),
    )
    .help("use it only if the service offers nothing else");
}

/// Reports what reads something that is fixed later.
fn check_moments(scheme: &mut Scheme, sink: &mut Sink) {
    let known = phases(scheme);
    for inject in &mut scheme.inject {
        let limit = match moment(&inject.target) {
            Phase::Start | Phase::Body => Phase::Start,
            Phase::Headers => Phase::Body,
            Phase::Query | Phase::Signature => Phase::Headers,
        };
        let what = match inject.target {
            Target::Body(_) => "the body",
            Target::Header(_) | Target::Cookie(_) => "the headers",
            Target::Query(_) => "the query",
        };
        let mut late = Vec::new();
        visit::inject(inject, &mut |origin, seen| {
            // The body that the caller gave is there from the start, and its type with it.
            let given = matches!(seen, Seen::Body | Seen::MediaType);
            if !given && phase(&seen, &known) > limit {
                late.push((origin.clone(), described(&seen)));
            }
        });
        for (origin, name) in late {
            sink.report(
                &codes::CS0610,
                &origin,
                format!("{name} is not fixed yet when fields are put into {what}"),
            )
            .help("fields go into the body first, then into headers, then into the query");
        }
    }
    let mut late = Vec::new();
    let mut unsigned = |origin: &Origin, seen: Seen<'_>| {
        if phase(&seen, &known) > Phase::Query {
            late.push((origin.clone(), described(&seen)));
        }
    };
    visit::message(&mut scheme.message, &mut unsigned);
    if let Some(key) = &mut scheme.key {
        visit::key(key, &mut unsigned);
    }
    for (origin, name) in late {
        sink.report(
            &codes::CS0610,
            &origin,
            format!("{name} is known only after signing"),
        );
    }
}

fn described(seen: &Seen<'_>) -> String {
    match seen {
        Seen::Body | Seen::MediaType => "the body".to_owned(),
        Seen::Headers(_) => "the list of headers".to_owned(),
        Seen::Params(..) => "the list of parameters".to_owned(),
        Seen::Insert(insert) => format!("`{}`", written(&insert.name)),
    }
}

/// A name as the document writes it.
fn written(name: &Name) -> String {
    match name {
        Name::Header(name) => format!("header.{name}"),
        Name::QueryField(name) => format!("query.{name}"),
        Name::FormField(name) => format!("form.{name}"),
        Name::Param(name) => format!("param.{name}"),
        Name::BodyMember(tokens) => format!("body#/{}", tokens.join("/")),
        Name::Credential(name) | Name::Value(name) => name.clone(),
        Name::Method
        | Name::Scheme
        | Name::Host
        | Name::Port
        | Name::Authority
        | Name::Origin
        | Name::Path
        | Name::Query
        | Name::Target
        | Name::BaseUrl
        | Name::Url
        | Name::Body
        | Name::ContentType
        | Name::MediaType
        | Name::Status
        | Name::Signature => {
            let word = super::words::NAMES.iter().find(|(_, known)| known == name);
            word.map_or_else(String::new, |(word, _)| (*word).to_owned())
        }
    }
}

/// Reports results that are put where the message reads, and two results in one place.
fn check_places(scheme: &mut Scheme, sink: &mut Sink) {
    let mut overwritten: Vec<(usize, Origin)> = Vec::new();
    let targets: Vec<Target> = scheme
        .place
        .iter()
        .map(|place| place.target.clone())
        .collect();
    visit_signed(scheme, false, &mut |origin, seen| {
        let read = targets
            .iter()
            .enumerate()
            .filter(|(_, target)| reads(&seen, target));
        overwritten.extend(read.map(|(index, _)| (index, origin.clone())));
    });
    for (index, origin) in overwritten {
        sink.report(
            &codes::CS0611,
            &scheme.place[index].origin,
            "this overwrites what the message reads",
        )
        .related(&origin, "read");
    }
    let mut taken: Vec<(&Target, &Origin)> = scheme
        .inject
        .iter()
        .map(|it| (&it.target, &it.origin))
        .collect();
    for place in &scheme.place {
        if let Some((_, first)) = taken
            .iter()
            .find(|(target, _)| place.when.is_none() && same(target, &place.target))
        {
            sink.report(
                &codes::CS0611,
                &place.origin,
                "this overwrites what the recipe has put there before",
            )
            .related(first, "put there");
        }
        taken.push((&place.target, &place.origin));
    }
}

/// Visits everything that message and key read, with `fields` also what the fields read that are put
/// in before, and with all of these the values that they read.
pub(super) fn visit_signed(scheme: &mut Scheme, fields: bool, visit: &mut visit::Visit<'_>) {
    let mut values: BTreeSet<String> = BTreeSet::new();
    let mut both = |origin: &Origin, seen: Seen<'_>, values: &mut BTreeSet<String>| {
        if let Seen::Insert(Insert {
            name: Name::Value(name),
            ..
        }) = &seen
        {
            values.insert(name.clone());
        }
        visit(origin, seen);
    };
    visit::message(&mut scheme.message, &mut |origin, seen| {
        both(origin, seen, &mut values);
    });
    if let Some(key) = &mut scheme.key {
        visit::key(key, &mut |origin, seen| both(origin, seen, &mut values));
    }
    for inject in scheme.inject.iter_mut().filter(|_| fields) {
        visit::inject(inject, &mut |origin, seen| both(origin, seen, &mut values));
    }
    for value in scheme.values.iter_mut().rev() {
        if values.contains(&value.name) {
            let NamedValue {
                operator, origin, ..
            } = value;
            visit::operator(operator, origin, &mut |origin, seen| {
                both(origin, seen, &mut values);
            });
        }
    }
}

/// Whether what is read is, by its name, what a field is put into. The query as a whole is not: a
/// signature at its end is what many services want.
fn reads(seen: &Seen<'_>, target: &Target) -> bool {
    let named = |header: &str, name: &str| header.eq_ignore_ascii_case(name);
    match (target, seen) {
        (Target::Header(header), Seen::Insert(insert)) => match &insert.name {
            Name::Header(name) => named(header, name),
            Name::ContentType | Name::MediaType => named(header, "content-type"),
            _ => false,
        },
        (Target::Header(header), Seen::Headers(list)) => {
            let header = header.to_ascii_lowercase();
            let listed = list.names.contains(&header)
                || list
                    .prefix
                    .as_ref()
                    .is_some_and(|it| header.starts_with(it));
            listed && !list.except.contains(&header)
        }
        (Target::Cookie(_), seen) => reads(seen, &Target::Header("cookie".to_owned())),
        (Target::Query(field), Seen::Insert(insert)) => {
            insert.name == Name::QueryField(field.clone())
        }
        (
            Target::Query(field),
            Seen::Params(ParamSource::Query | ParamSource::QueryWire, except, Some(only)),
        ) => only.contains(field) && !except.contains(field),
        (Target::Body(path), Seen::Insert(insert)) => match &insert.name {
            Name::Body => true,
            Name::FormField(name) => path.join("/") == *name,
            Name::BodyMember(tokens) => tokens.starts_with(path) || path.starts_with(tokens),
            _ => false,
        },
        (
            Target::Body(path),
            Seen::Params(
                ParamSource::Form | ParamSource::Json | ParamSource::Xml,
                except,
                Some(only),
            ),
        ) => {
            let field = path.join("/");
            only.contains(&field) && !except.contains(&field)
        }
        _ => false,
    }
}

fn same(one: &Target, other: &Target) -> bool {
    match (one, other) {
        (Target::Header(one), Target::Header(other)) => one.eq_ignore_ascii_case(other),
        (one, other) => one == other,
    }
}

/// Warns of broken hashes among the filters.
fn check_filters(scheme: &mut Scheme, sink: &mut Sink) {
    let mut found: Vec<(Origin, Hash)> = Vec::new();
    visit_all(scheme, &mut |origin, seen| {
        if let Seen::Insert(insert) = seen {
            let hashes = insert.filters.iter().filter_map(|filter| match filter {
                Filter::Hash(hash) => Some(*hash),
                _ => None,
            });
            found.extend(hashes.map(|hash| (origin.clone(), hash)));
        }
    });
    for (origin, hash) in found {
        weak(hash, &origin, sink);
    }
}

/// Reports recipes without an effect.
fn check_purpose(scheme: &mut Scheme, sink: &mut Sink) {
    if scheme.place.is_empty() && scheme.verify.is_none() {
        sink.report(
            &codes::CS0612,
            &scheme.origin,
            "the recipe has neither `place` nor `verify`, so it does nothing",
        );
        return;
    }
    if scheme.place.is_empty() {
        return;
    }
    let known = phases(scheme);
    let mut placed = false;
    let mut first: Option<Origin> = None;
    for place in &mut scheme.place {
        visit::place(place, &mut |origin, seen| {
            if phase(&seen, &known) == Phase::Signature {
                placed = true;
                first.get_or_insert_with(|| origin.clone());
            }
        });
    }
    if scheme.algorithm == Algorithm::None {
        if let Some(origin) = first {
            sink.report(
                &codes::CS0612,
                &origin,
                "there is no `signature`, because the recipe has no `algorithm`",
            );
        }
    } else if !placed {
        sink.report(
            &codes::CS0612,
            &scheme.origin,
            "no `place` has the `signature`",
        )
        .help("write `{signature}` where it goes");
    }
}

/// Reports keys that cannot do what is asked of them.
fn check_keys(scheme: &Scheme, sink: &mut Sink) {
    let own = scheme
        .verify
        .as_ref()
        .and_then(|verify| verify.key.as_ref());
    for key in scheme.key.iter().chain(own) {
        if key.role == KeyRole::Shared && !key.bytes.secret {
            sink.report(
                &codes::CS0622,
                &key.bytes.origin,
                "the key of a MAC is not made of a secret",
            )
            .help("say `secret: true` on the credential, so that it is kept out of logs");
        }
    }
    if let Some(Key {
        bytes,
        role: KeyRole::Public,
    }) = &scheme.key
        && !scheme.place.is_empty()
    {
        sink.report(&codes::CS0620, &bytes.origin, "a public key cannot sign")
            .help("say `secret: true` on the credential that is the private key");
    }
}

/// Reports verifications that would need what only the sender knows.
fn check_verification(scheme: &Scheme, sink: &mut Sink) {
    let Some(verify) = scheme
        .verify
        .as_ref()
        .filter(|verify| verify.incoming == Incoming::Webhook)
    else {
        return;
    };
    for value in &scheme.values {
        if is_made(&value.operator) && matches!(value.used, Used::Verify | Used::Both) {
            let message = format!(
                "`{}` is made by who sends, so a webhook cannot be verified with it",
                value.name
            );
            sink.report(&codes::CS0620, &verify.origin, message)
                .related(&value.origin, "made")
                .help(
                    "read it from the message, in a `message` of `verify`; or say `of: response`",
                );
        }
    }
}

/// Reports verifications whose key may be one that everybody knows: whoever made such a receiver would
/// take every message for genuine.
fn check_verifying_key(scheme: &mut Scheme, sink: &mut Sink) {
    let Some(verify) = &scheme.verify else { return };
    let (origin, own_key, own_message) = (
        verify.origin.clone(),
        verify.key.clone(),
        verify.message.clone(),
    );
    let mut verifying = scheme.clone();
    verifying.key = own_key.or(verifying.key);
    verifying.message = own_message.unwrap_or(verifying.message);
    match (&verifying.algorithm, &verifying.key) {
        (Algorithm::None | Algorithm::Custom(_), _) => return,
        // A bare hash is as good as what is secret in the message.
        (Algorithm::Hash(_), _) | (_, None) => {}
        (_, Some(_)) => verifying.message.lines.clear(),
    }
    let constant = matches!(&verifying.key, Some(key) if key.role == KeyRole::Public);
    let mut read: BTreeSet<String> = BTreeSet::new();
    visit_signed(&mut verifying, false, &mut |_, seen| {
        if let Seen::Insert(Insert {
            name: Name::Credential(name),
            ..
        }) = seen
        {
            read.insert(name.clone());
        }
    });
    let read: Vec<_> = scheme
        .credentials
        .iter()
        .filter(|it| read.contains(&it.name))
        .collect();
    if read.iter().any(|it| !it.optional) || (read.is_empty() && constant) {
        return;
    }
    let message = match read.first() {
        Some(credential) => format!(
            "`{}` may be left out, so messages would be verified with an empty key",
            credential.name
        ),
        None => "messages are verified with nothing that is secret".to_owned(),
    };
    let report = sink.report(&codes::CS0623, &origin, message);
    match read.first() {
        Some(credential) => report
            .related(&credential.origin, "optional")
            .help("take `optional` away"),
        None => report.help("name a credential in `key`"),
    };
}

/// Warns of values and credentials that nothing reads.
fn check_unread(scheme: &mut Scheme, inherited: &[Origin], sink: &mut Sink) {
    let mut read: BTreeSet<String> = BTreeSet::new();
    visit_all(scheme, &mut |_, seen| {
        if let Seen::Insert(Insert {
            name: Name::Credential(name),
            ..
        }) = seen
        {
            read.insert(name.clone());
        }
    });
    let credentials = scheme
        .credentials
        .iter()
        .filter(|it| !read.contains(&it.name));
    let credentials = credentials.map(|it| ("credential", &it.name, &it.origin));
    let values = scheme.values.iter().filter(|it| it.used == Used::Nowhere);
    let values = values.map(|it| ("value", &it.name, &it.origin));
    for (kind, name, origin) in credentials
        .chain(values)
        .filter(|(_, _, origin)| !inherited.contains(origin))
    {
        sink.report(
            &codes::CS0617,
            origin,
            format!("nothing reads the {kind} `{name}`"),
        );
    }
}
