//! A way through everything that a recipe reads.

use crate::ir::signing::{
    Condition, Equal, Headers, Inject, Insert, Key, Line, Message, Operator, ParamSource, Part,
    Pick, Place, Received, Template, Verify, When,
};
use crate::source::Origin;

/// Something that is read.
pub(super) enum Seen<'v> {
    /// A name in a template or a condition.
    Insert(&'v mut Insert),
    /// Whether there is a body.
    Body,
    /// What type it has.
    MediaType,
    /// A list of headers.
    Headers(&'v Headers),
    /// A source of parameters, and the names that are left out or the only ones.
    Params(ParamSource, &'v [String], Option<&'v [String]>),
}

/// What is called for each thing, with the place of the text that reads it.
pub(super) type Visit<'f> = dyn FnMut(&Origin, Seen<'_>) + 'f;

/// Visits what a value reads; `origin` is the value's.
pub(super) fn operator(operator: &mut Operator, origin: &Origin, visit: &mut Visit<'_>) {
    match operator {
        Operator::Text(text) => line(text, visit),
        Operator::Setting(_)
        | Operator::Time(_)
        | Operator::Counter(_)
        | Operator::Random(_)
        | Operator::Custom(_) => {}
        Operator::Mac(mac) => {
            template(&mut mac.key, visit);
            template(&mut mac.of, visit);
        }
        Operator::Params(params) => {
            for source in &params.from {
                visit(
                    origin,
                    Seen::Params(*source, &params.except, params.only.as_deref()),
                );
            }
            for added in &mut params.add {
                line(&mut added.value, visit);
            }
        }
        Operator::Headers(headers) => visit(origin, Seen::Headers(headers)),
        Operator::Json(json) => template(&mut json.of, visit),
        Operator::Pick(of) => pick(of, visit),
    }
}

/// Visits what a field reads before signing.
pub(super) fn inject(inject: &mut Inject, visit: &mut Visit<'_>) {
    template(&mut inject.value, visit);
    when(&mut inject.when, visit);
}

/// Visits what a field reads after signing.
pub(super) fn place(place: &mut Place, visit: &mut Visit<'_>) {
    template(&mut place.value, visit);
    when(&mut place.when, visit);
}

/// Visits what the string to sign reads.
pub(super) fn message(message: &mut Message, visit: &mut Visit<'_>) {
    for text in &mut message.lines {
        line(text, visit);
    }
    message.secret = message
        .lines
        .iter()
        .any(|line| line.text.secret || line.otherwise.as_ref().is_some_and(|text| text.secret));
}

/// Visits what a key reads.
pub(super) fn key(key: &mut Key, visit: &mut Visit<'_>) {
    template(&mut key.bytes, visit);
}

/// Visits what a verification reads, its own message and key included.
pub(super) fn verify(verify: &mut Verify, visit: &mut Visit<'_>) {
    match &mut verify.received {
        Received::One(text) => template(text, visit),
        Received::Many(of) => pick(of, visit),
    }
    if let Some(clock) = &mut verify.clock {
        template(&mut clock.value, visit);
    }
    if let Some(replay) = &mut verify.replay {
        template(replay, visit);
    }
    for Equal {
        left,
        right,
        names_key: _,
        when: condition,
    } in &mut verify.equal
    {
        template(left, visit);
        template(right, visit);
        when(condition, visit);
    }
    if let Some(own) = &mut verify.message {
        message(own, visit);
    }
    if let Some(own) = &mut verify.key {
        key(own, visit);
    }
}

fn line(line: &mut Line, visit: &mut Visit<'_>) {
    template(&mut line.text, visit);
    when(&mut line.when, visit);
    if let Some(otherwise) = &mut line.otherwise {
        template(otherwise, visit);
    }
}

fn pick(pick: &mut Pick, visit: &mut Visit<'_>) {
    template(&mut pick.of, visit);
}

/// Visits the names of a template, and marks it as secret if one of them is then.
fn template(template: &mut Template, visit: &mut Visit<'_>) {
    template.secret = false;
    for part in &mut template.parts {
        if let Part::Insert(insert) = part {
            visit(&template.origin, Seen::Insert(insert));
            template.secret |= insert.secret;
        }
    }
}

fn when(when: &mut Option<When>, visit: &mut Visit<'_>) {
    let Some(When { origin, conditions }) = when else {
        return;
    };
    for condition in conditions {
        match condition {
            Condition::Method(_) => {}
            Condition::Body(_) => visit(origin, Seen::Body),
            Condition::MediaType(_) => visit(origin, Seen::MediaType),
            Condition::Has(insert) | Condition::Lacks(insert) => {
                visit(origin, Seen::Insert(insert));
            }
        }
    }
}
