//! How a message is verified: the order of the steps, and how a received text becomes a signature.

use super::algorithm::{public_key, raw};
use super::names::Names;
use super::run::{Meaning, Run};
use super::text::filtered;
use super::unread::{locals, waits, without_unread};
use super::values::Value;
use crate::ir::signing::{
    self, Algorithm, ClockFormat, Filter, Incoming, KeyRole, Received as From, Unit,
};
use crate::plan::recipe::{
    Clock, Decode, Equal, Expr, Holder, Received, SignatureCheck, Step, Test, Ty, Verify,
};

/// Writes down how a scheme verifies.
pub(super) fn verify<'a>(
    names: &'a Names<'a>,
    values: &'a [Value<'a>],
    recipe: &'a signing::Verify,
) -> Verify {
    let mut run = Run::new(names, Holder::Incoming);
    let mut fresh = Vec::new();
    for value in values.iter().filter(|value| value.verifies()) {
        if value.is_made() {
            let ident = names.value(value.name);
            fresh.push(ident.clone());
            let fresh = Expr::Local { ident, ty: Ty::Str };
            run.meanings.insert(value.name, Meaning::Local(fresh));
        } else {
            run.bind(value, false);
        }
    }
    let scheme = names.scheme;
    let message = run.message(recipe.message.as_ref().unwrap_or(&scheme.message));
    let message = run.message_local(message);
    let (check, decode) = check(&run, recipe, message);
    let received = match &recipe.received {
        From::One(text) => Received::One(run.template(text)),
        From::Many(pick) => Received::Picked {
            of: run.template(&pick.of),
            split: pick.split.clone().unwrap_or_default(),
            keep: pick.keep.clone(),
        },
    };
    let equal = recipe.equal.iter();
    let equal = equal.filter_map(|equal| self::equal(&run, equal)).collect();
    let clock = recipe.clock.as_ref().map(|clock| Clock {
        value: run.template(&clock.value),
        instant: instant(clock.format),
        tolerance: clock.tolerance,
    });
    let replay = recipe.replay.as_ref().map(|text| run.template(text));
    let verify = Verify {
        of_response: recipe.incoming == Incoming::Response,
        fresh,
        values: run.steps,
        received,
        decode,
        check,
        equal,
        clock,
        replay,
        is_async: false,
    };
    finished(verify)
}

/// Leaves out what nothing reads, and finds out whether something is worked out elsewhere.
fn finished(mut verify: Verify) -> Verify {
    let mut steps = std::mem::take(&mut verify.values);
    steps.push(checks(&verify));
    let mut steps = without_unread(steps);
    let read = locals(&steps);
    steps.pop();
    verify.fresh.retain(|ident| read.contains(ident));
    verify.values = steps;
    let mut elsewhere = false;
    verify.visit(&mut |value| elsewhere |= waits(value));
    verify.is_async = elsewhere;
    verify
}

/// A step in place of the checks, which reads what they read.
fn checks(verify: &Verify) -> Step {
    let mut read = Vec::new();
    verify.visit(&mut |value| {
        if let Expr::Local { .. } = value {
            read.push(value.clone());
        }
    });
    Step::Place {
        call: "",
        name: String::new(),
        value: Expr::Concat(read),
    }
}

/// How one candidate is checked, and what is undone before.
fn check(
    run: &Run<'_>,
    recipe: &signing::Verify,
    message: Expr,
) -> (SignatureCheck, Option<Vec<Decode>>) {
    let scheme = run.names.scheme;
    let key = recipe.key.as_ref().or(scheme.key.as_ref());
    let decode = decode(&scheme.encode);
    let role = key.map_or(KeyRole::Shared, |key| key.role);
    match &scheme.algorithm {
        Algorithm::Ed25519
        | Algorithm::RsaPkcs1Sha256
        | Algorithm::RsaPssSha512
        | Algorithm::EcdsaP256Sha256Der
        | Algorithm::EcdsaP256Sha256P1363
            if role == KeyRole::Public || decode.is_some() =>
        {
            let key = key.map_or_else(Expr::empty, |key| run.template(&key.bytes));
            let functions = public_key(&scheme.algorithm);
            let function = if role == KeyRole::Public {
                functions.verify
            } else {
                functions.verify_own
            };
            // What cannot be undone fits no key.
            let decode = Some(decode.unwrap_or_default());
            let check = SignatureCheck::Public {
                function,
                key,
                message,
            };
            (check, decode)
        }
        _ => {
            let made = raw(run, recipe.key.as_ref(), message);
            let made = match decode {
                Some(_) => made,
                None => filtered(made, false, &scheme.encode),
            };
            (SignatureCheck::Again(made), decode)
        }
    }
}

/// What undoes the encoding of a signature; `None` if that loses something.
fn decode(encode: &[Filter]) -> Option<Vec<Decode>> {
    let mut steps = Vec::new();
    let mut case_lost = false;
    for filter in encode.iter().rev() {
        let step = match filter {
            Filter::Lower | Filter::Upper => {
                case_lost = true;
                continue;
            }
            Filter::Hex => Decode::Hex,
            Filter::Base64 | Filter::Base64Url | Filter::Base64UrlNoPad if !case_lost => {
                Decode::Base64
            }
            Filter::Pct | Filter::PctPath if !case_lost => Decode::Pct,
            Filter::Base64
            | Filter::Base64Url
            | Filter::Base64UrlNoPad
            | Filter::Pct
            | Filter::PctPath
            | Filter::Trim
            | Filter::Squeeze
            | Filter::FromHex
            | Filter::FromBase64
            | Filter::Form
            | Filter::Unpct
            | Filter::Json
            | Filter::Hash(_)
            | Filter::Crc32
            | Filter::First(_)
            | Filter::Strip(_)
            | Filter::Prefix(_)
            | Filter::Default(_) => return None,
        };
        case_lost = false;
        steps.push(step);
    }
    (!case_lost).then_some(steps)
}

fn equal(run: &Run<'_>, equal: &signing::Equal) -> Option<Equal> {
    let tests = run.tests(equal.when.as_ref());
    (!tests.contains(&Test::Never)).then(|| Equal {
        tests,
        left: run.template(&equal.left),
        right: run.template(&equal.right),
        names_key: equal.names_key,
    })
}

/// The function that reads an instant.
fn instant(format: ClockFormat) -> &'static str {
    match format {
        ClockFormat::Unix(Unit::S) => "instant_unix_s",
        ClockFormat::Unix(Unit::Ms) => "instant_unix_ms",
        ClockFormat::Unix(Unit::Us) => "instant_unix_us",
        ClockFormat::Unix(Unit::Ns) => "instant_unix_ns",
        ClockFormat::Iso8601 => "instant_iso8601",
        ClockFormat::HttpDate => "instant_http_date",
    }
}
