//! What the parts of a recipe read.

use crate::ir::signing::{
    Condition, Insert, Line, Message, Name, Operator, Part, Template, Verify, When,
};

/// Called for each name that is read.
pub(super) type Visit<'v> = dyn FnMut(&Name) + 'v;

/// What a value reads.
pub(super) fn operator(operator: &Operator, visit: &mut Visit<'_>) {
    match operator {
        Operator::Text(text) => line(text, visit),
        Operator::Mac(mac) => {
            template(&mac.key, visit);
            template(&mac.of, visit);
        }
        Operator::Params(params) => params
            .add
            .iter()
            .for_each(|added| line(&added.value, visit)),
        Operator::Json(json) => template(&json.of, visit),
        Operator::Pick(pick) => template(&pick.of, visit),
        Operator::Setting(_)
        | Operator::Time(_)
        | Operator::Counter(_)
        | Operator::Random(_)
        | Operator::Headers(_)
        | Operator::Custom(_) => {}
    }
}

/// What a template reads.
pub(super) fn template(template: &Template, visit: &mut Visit<'_>) {
    for part in &template.parts {
        if let Part::Insert(insert) = part {
            visit(&insert.name);
        }
    }
}

/// What a text that may depend on a condition reads.
pub(super) fn line(line: &Line, visit: &mut Visit<'_>) {
    template(&line.text, visit);
    when(line.when.as_ref(), visit);
    if let Some(text) = &line.otherwise {
        template(text, visit);
    }
}

/// What the string to sign reads.
pub(super) fn message(message: &Message, visit: &mut Visit<'_>) {
    for text in &message.lines {
        line(text, visit);
    }
}

/// What a condition reads by name.
pub(super) fn when(when: Option<&When>, visit: &mut Visit<'_>) {
    for condition in when.iter().flat_map(|when| &when.conditions) {
        match condition {
            Condition::Has(Insert { name, .. }) | Condition::Lacks(Insert { name, .. }) => {
                visit(name);
            }
            Condition::Method(_) | Condition::Body(_) | Condition::MediaType(_) => {}
        }
    }
}

/// What a verification reads of its own.
pub(super) fn verify(verify: &Verify, visit: &mut Visit<'_>) {
    use crate::ir::signing::Received;
    match &verify.received {
        Received::One(text) => template(text, visit),
        Received::Many(pick) => template(&pick.of, visit),
    }
    if let Some(text) = &verify.message {
        message(text, visit);
    }
    verify
        .key
        .iter()
        .for_each(|key| template(&key.bytes, visit));
    for equal in &verify.equal {
        template(&equal.left, visit);
        template(&equal.right, visit);
        when(equal.when.as_ref(), visit);
    }
    let texts = verify.clock.iter().map(|clock| &clock.value);
    texts
        .chain(&verify.replay)
        .for_each(|text| template(text, visit));
}
