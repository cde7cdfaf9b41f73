//! What follows from a vector for code that signs or verifies.

use super::check::{Case, NOW, is_randomised};
use super::incoming;
use crate::ir::signing::Target;
use crate::ir::vector::{Given, Message, Outcome, Placed, Vector};
use crate::signing::{Field, Fixed, Request, Signed, sign};

/// Works out what generated code has to do with a vector's message. What is placed is made of the
/// published signature, so that code fails wherever the evaluator does.
pub fn outcome(vector: &Vector) -> Outcome {
    let Ok(case) = Case::new(vector) else {
        return Outcome {
            placed: vector.expected.placed.clone(),
            ..Outcome::default()
        };
    };
    if case.comes_in() {
        let (now, refused) = incoming::outcome(&case);
        return Outcome {
            received_at: now / 1_000_000_000,
            refused: refused.into_iter().map(|it| message(vector, it)).collect(),
            ..Outcome::default()
        };
    }
    let own = sign(case.inputs(), case.request.clone(), &mut Fixed::at(NOW)).ok();
    let values = own.iter().flat_map(|signed| &signed.values);
    let fresh = values.map(|(name, value)| Given {
        origin: vector.origin.clone(),
        name: name.clone(),
        text: String::from_utf8_lossy(value.bytes()).into_owned(),
    });
    Outcome {
        fresh: fresh.collect(),
        placed: placed(&case, own.as_ref()),
        ..Outcome::default()
    }
}

fn placed(case: &Case<'_>, own: Option<&Signed>) -> Vec<Placed> {
    let published = case.signed_as_published().ok();
    let fields = |signed: &Signed| signed.placed.clone();
    let fields = match (own, published.as_ref()) {
        (Some(own), Some(published)) if is_randomised(&case.scheme.algorithm) => {
            // Another signature of the same message is as good.
            let own = fields(own);
            let is_own = |field: &Field| own.iter().any(|it| it.value == field.value);
            fields(published).into_iter().filter(is_own).collect()
        }
        (_, Some(signed)) | (Some(signed), None) => fields(signed),
        (None, None) => return case.vector.expected.placed.clone(),
    };
    // What is placed in a body that travels elsewhere is not seen.
    let sends_body = case.scheme.send_body;
    let seen = |field: &Field| sends_body || !matches!(field.target, Target::Body(_));
    let placed = fields.into_iter().filter(seen).map(|field| Placed {
        origin: case.vector.origin.clone(),
        value: String::from_utf8_lossy(field.value.bytes()).into_owned(),
        target: field.target,
    });
    placed.collect()
}

/// A message of the evaluator in the terms of a vector.
fn message(vector: &Vector, request: Request) -> Message {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let params = request.params.into_iter().map(|(name, text)| Given {
        origin: vector.origin.clone(),
        name,
        text,
    });
    Message {
        origin: vector.message.origin.clone(),
        method: request.method,
        url: text(request.url.whole().bytes()),
        url_origin: vector.message.url_origin.clone(),
        headers: request
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), text(value.bytes())))
            .collect(),
        body: request.body.bytes().to_vec(),
        params: params.collect(),
        status: request.status,
    }
}
