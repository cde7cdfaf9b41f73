//! The way back for recipes that only verify: a message that they accept.
//!
//! What `verify` reads is put where it reads it: instants and ids into their headers, the signature
//! behind the text that is taken off. What comes out is verified, so nothing is made that would not be
//! accepted.

use std::collections::BTreeMap;

use super::fields;
use crate::ir::signing::{
    ClockFormat, Equal, FieldKind, Filter, Insert, Message, Name, Operator, Part, Pick, Received,
    Scheme, Target, Template, Time, TimeFormat, Unit, Used,
};
use crate::signing::fresh::Fresh;
use crate::signing::keys::Keys;
use crate::signing::request::Request;
use crate::signing::shown::Shown;
use crate::signing::{examine, put, remade, time, verify};

/// Headers that say something about the message itself.
const OWN: &[&str] = &[
    "content-type",
    "content-length",
    "host",
    "date",
    "content-digest",
];

/// Signs a message so that the recipe's `verify` accepts it; the reason where that cannot be.
///
/// # Errors
///
/// What of the recipe cannot be turned around, or why the result is not accepted.
pub fn sign_incoming(
    scheme: &Scheme,
    keys: &Keys,
    mut request: Request,
    fresh: &mut dyn Fresh,
) -> Result<Request, String> {
    let recipe = scheme
        .verify
        .as_ref()
        .ok_or("the recipe verifies nothing")?;
    let now = fresh.now();
    let mut pieces: BTreeMap<&str, (Option<&str>, Vec<String>)> = BTreeMap::new();
    let format = recipe.clock.as_ref().map(|it| it.format);
    for value in &scheme.values {
        if !matches!(value.used, Used::Verify | Used::Both) {
            continue;
        }
        if let Operator::Pick(pick) = &value.operator
            && let Some(header) = header_of(&pick.of)
        {
            let text = format!("{}{}", pick.keep, instant(format, now));
            let entry = pieces
                .entry(header)
                .or_insert((pick.split.as_deref(), Vec::new()));
            entry.1.push(text);
        }
        if let Operator::Text(line) = &value.operator {
            fill(&mut request, &line.text, format, now, fresh);
        }
    }
    for line in &message_of(scheme).lines {
        fill(&mut request, &line.text, format, now, fresh);
    }
    for template in recipe
        .clock
        .iter()
        .map(|it| &it.value)
        .chain(&recipe.replay)
    {
        fill(&mut request, template, format, now, fresh);
    }
    for equal in recipe.equal.iter().filter(|it| it.names_key) {
        name_key(&mut request, equal, keys);
    }
    for (header, (split, texts)) in &pieces {
        let text = texts.join(split.unwrap_or_default());
        request.set_header(header, Shown::open(text));
    }
    let given = BTreeMap::new();
    let signature = signature(scheme, keys, &given, &request)?;
    place(&mut request, &recipe.received, &signature)?;
    match verify(
        scheme,
        &request,
        std::slice::from_ref(keys),
        &given,
        None,
        now,
    ) {
        Ok(_) => Ok(request),
        Err(refusal) => Err(format!("what was signed would not be accepted: {refusal}")),
    }
}

/// Signs the response to a request so that the recipe's `verify` accepts it; `given` are the values of that request.
///
/// # Errors
///
/// What of the recipe cannot be turned around.
pub fn sign_response(
    scheme: &Scheme,
    keys: &Keys,
    given: &BTreeMap<String, Vec<u8>>,
    mut response: Request,
) -> Result<Request, String> {
    let recipe = scheme
        .verify
        .as_ref()
        .ok_or("the recipe verifies nothing")?;
    let signature = signature(scheme, keys, given, &response)?;
    place(&mut response, &recipe.received, &signature)?;
    Ok(response)
}

/// The signature that `verify` looks for.
fn signature(
    scheme: &Scheme,
    keys: &Keys,
    given: &BTreeMap<String, Vec<u8>>,
    message: &Request,
) -> Result<String, String> {
    let examined = examine(scheme, message, keys, given).map_err(|it| it.to_string())?;
    let signature = remade(scheme, &examined).map_err(|it| it.to_string())?;
    let signature = signature.ok_or("a public key cannot sign")?;
    String::from_utf8(signature).map_err(|_| "the signature is no text".to_owned())
}

/// Says which key it is where the receiver looks for it.
fn name_key(request: &mut Request, equal: &Equal, keys: &Keys) {
    let (Some(header), [Part::Insert(insert)]) =
        (header_of(&equal.left), equal.right.parts.as_slice())
    else {
        return;
    };
    if let Name::Credential(name) = &insert.name
        && let Some(key) = keys.get(name)
    {
        request.set_header(header, key.clone());
    }
}

fn message_of(scheme: &Scheme) -> &Message {
    let own = scheme.verify.as_ref().and_then(|it| it.message.as_ref());
    own.unwrap_or(&scheme.message)
}

/// Gives the headers that a template reads a value, unless they have one.
fn fill(
    request: &mut Request,
    template: &Template,
    format: Option<ClockFormat>,
    now: u64,
    fresh: &mut dyn Fresh,
) {
    for part in &template.parts {
        let Part::Insert(insert) = part else {
            continue;
        };
        let Name::Header(name) = &insert.name else {
            continue;
        };
        if OWN.contains(&name.as_str()) || request.has_header(name) {
            continue;
        }
        let text = if name.contains("time") || name.contains("date") {
            instant(format, now)
        } else {
            let mut bytes = [0; 12];
            fresh.fill(&mut bytes);
            format!("msg_{}", hex::encode(bytes))
        };
        request.set_header(name, Shown::open(text));
    }
}

fn instant(format: Option<ClockFormat>, now: u64) -> String {
    let format = match format {
        Some(ClockFormat::Unix(unit)) => TimeFormat::Unix(unit),
        Some(ClockFormat::Iso8601) => TimeFormat::Iso8601,
        Some(ClockFormat::HttpDate) => TimeFormat::HttpDate,
        None => TimeFormat::Unix(Unit::S),
    };
    time::write(&Time { format, offset: 0 }, now)
}

/// Puts the signature where it is looked for.
fn place(request: &mut Request, received: &Received, signature: &str) -> Result<(), String> {
    let odd = || "the place of the signature cannot be turned around".to_owned();
    match received {
        Received::One(template) => {
            let [Part::Insert(insert)] = template.parts.as_slice() else {
                return Err(odd());
            };
            let text = format!("{}{signature}", prefix(insert).ok_or_else(odd)?);
            let target = match &insert.name {
                Name::Header(name) => Target::Header(name.clone()),
                Name::QueryField(name) => Target::Query(name.clone()),
                Name::BodyMember(path) if path.iter().all(|it| it.parse::<usize>().is_err()) => {
                    Target::Body(path.clone())
                }
                _ => return Err(odd()),
            };
            put(request, &target, &Shown::open(text), FieldKind::String)
                .map_err(|reason| reason.to_string())
        }
        Received::Many(Pick { of, split, keep }) => {
            let [Part::Insert(insert)] = of.parts.as_slice() else {
                return Err(odd());
            };
            let Name::Header(name) = &insert.name else {
                return Err(odd());
            };
            let before = fields::text(request, &Target::Header(name.clone()));
            let before = before.map(|it| String::from_utf8_lossy(&it).into_owned());
            let split = split.as_deref().unwrap_or_default();
            let others = before.map(|it| it + split).unwrap_or_default();
            let text = format!(
                "{}{others}{keep}{signature}",
                prefix(insert).ok_or_else(odd)?
            );
            request.set_header(name, Shown::open(text));
            Ok(())
        }
    }
}

/// The text that is taken off before the signature; nothing for other filters.
fn prefix(insert: &Insert) -> Option<String> {
    let texts = insert.filters.iter().map(|filter| match filter {
        Filter::Strip(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// The header that a template is, if it is nothing else.
fn header_of(template: &Template) -> Option<&str> {
    match template.parts.as_slice() {
        [Part::Insert(insert)] => match &insert.name {
            Name::Header(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}
