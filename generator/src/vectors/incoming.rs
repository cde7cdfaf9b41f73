//! Vectors of messages that come in: accepted as they are, refused when they are changed.

use super::check::{Case, Failure, NOW, is_randomised};
use crate::signing::{
    Examined, Refusal, Request, Shown, Url, Verified, examine, fits, remade, undone, verify,
};

const SECOND: u64 = 1_000_000_000;
/// Bytes of one part of a message that are tried.
const TRIED: usize = 4096;

pub(super) fn check(case: &Case<'_>, failures: &mut Vec<Failure>) {
    let examined = match examine(case.scheme, &case.request, &case.keys, &case.given) {
        Ok(examined) => examined,
        Err(refusal) => return failures.push(refused(case, &refusal)),
    };
    case.same_message(&examined.message, failures);
    case.same_values(&examined.values, failures);
    check_signature(case, &examined, failures);
    case.check_placed(failures);
    // A mismatch has been explained by now.
    if !failures.is_empty() {
        return;
    }
    let now = instant(case);
    match accepted(case, &case.request, now) {
        Ok(verified) => check_changed(case, &examined, &verified, now, failures),
        Err(refusal) => failures.push(refused(case, &refusal)),
    }
}

fn refused(case: &Case<'_>, refusal: &Refusal) -> Failure {
    Failure::new(&case.vector.message.origin, format!("refused: {refusal}"))
}

/// Checks that the expected signature is the one that belongs to the message, and that it came with
/// it.
fn check_signature(case: &Case<'_>, examined: &Examined, failures: &mut Vec<Failure>) {
    let Some((origin, expected)) = &case.vector.expected.signature else {
        return;
    };
    let expected = expected.as_bytes();
    let problem = |error: crate::signing::SignError| Failure::new(origin, error.to_string());
    match remade(case.scheme, examined) {
        Ok(Some(made)) if !is_randomised(&case.scheme.algorithm) => {
            let made = Shown::open(made);
            case.same("the signature", &made, origin, expected, failures);
        }
        Ok(_) => match fits(case.scheme, examined, expected) {
            Ok(true) => {}
            Ok(false) => {
                let problem = "the published signature does not fit the message";
                failures.push(Failure::new(origin, problem));
            }
            Err(error) => failures.push(problem(error)),
        },
        Err(error) => failures.push(problem(error)),
    }
    // Services that write hexadecimal in the other case have sent the same signature.
    let raw = |text: &[u8]| undone(case.scheme, text).unwrap_or_else(|| text.to_vec());
    let is_expected = |it: &Vec<u8>| raw(it) == raw(expected);
    if !examined.received.iter().any(is_expected) {
        match examined.received.first() {
            Some(received) => {
                let received = Shown::open(received.as_slice());
                let what = "the signature that came with the message";
                case.same(what, &received, origin, expected, failures);
            }
            None => failures.push(refused(case, &Refusal::Missing)),
        }
    }
}

fn accepted(case: &Case<'_>, request: &Request, now: u64) -> Result<Verified, Refusal> {
    let keys = std::slice::from_ref(&case.keys);
    verify(case.scheme, request, keys, &case.given, None, now)
}

/// The instant at which the message says it was signed.
fn instant(case: &Case<'_>) -> u64 {
    match accepted(case, &case.request, NOW) {
        Err(Refusal::FromFuture { ahead, .. }) => NOW + ahead * SECOND,
        Err(Refusal::Stale { age, .. }) => NOW - age * SECOND,
        Ok(_) | Err(_) => NOW,
    }
}

/// Wants messages refused that differ in a byte of what is signed, or in one of the signature.
fn check_changed(
    case: &Case<'_>,
    examined: &Examined,
    verified: &Verified,
    now: u64,
    failures: &mut Vec<Failure>,
) {
    let mut signed = false;
    for changed in changed(case, examined, verified) {
        signed |= changed.signed;
        if accepted(case, &changed.request, now).is_ok() {
            let problem = format!("accepted with a byte of the {} changed", changed.part);
            failures.push(Failure::new(&case.vector.message.origin, problem));
        }
    }
    if !signed {
        let problem = "no byte of the message goes into what is signed";
        failures.push(Failure::new(&case.vector.message.origin, problem));
    }
}

/// A message that differs in one byte.
struct Changed {
    /// Where the byte is.
    part: &'static str,
    /// It is one of what is signed.
    signed: bool,
    request: Request,
}

/// The first change of what is signed, and the first of the signature.
fn changed(case: &Case<'_>, examined: &Examined, verified: &Verified) -> Vec<Changed> {
    let (mut message, mut signature) = (false, false);
    let mut found = Vec::new();
    for (part, request) in changes(&case.request) {
        if message && signature {
            break;
        }
        let Ok(other) = examine(case.scheme, &request, &case.keys, &case.given) else {
            // What cannot be worked out is refused.
            continue;
        };
        let other_message = other.message.bytes() != examined.message.bytes();
        let other_signature = !other.received.contains(&verified.signature);
        if (other_message && !message) || (other_signature && !signature) {
            message |= other_message;
            signature |= other_signature;
            found.push(Changed {
                part,
                signed: other_message,
                request,
            });
        }
    }
    found
}

/// The instant at which a message is accepted, and messages that have to be refused then.
pub(super) fn outcome(case: &Case<'_>) -> (u64, Vec<Request>) {
    let now = instant(case);
    let examined = examine(case.scheme, &case.request, &case.keys, &case.given);
    let (Ok(examined), Ok(verified)) = (examined, accepted(case, &case.request, now)) else {
        return (now, Vec::new());
    };
    let changed = changed(case, &examined, &verified);
    (now, changed.into_iter().map(|it| it.request).collect())
}

/// The message with one byte changed: of the body, the query, the path or a header.
fn changes(request: &Request) -> impl Iterator<Item = (&'static str, Request)> {
    let body = others(request.body.bytes()).map(|body| Request {
        body: Shown::open(body),
        ..request.clone()
    });
    let query = others(request.url.query.bytes()).map(|query| Request {
        url: Url {
            query: Shown::open(query),
            ..request.url.clone()
        },
        ..request.clone()
    });
    let path = others(request.url.path.as_bytes()).filter_map(|path| {
        let path = String::from_utf8(path).ok()?;
        let url = Url {
            path,
            ..request.url.clone()
        };
        Some(Request {
            url,
            ..request.clone()
        })
    });
    let headers = request
        .headers
        .iter()
        .enumerate()
        .flat_map(move |(place, header)| {
            others(header.1.bytes()).map(move |value| {
                let mut changed = request.clone();
                changed.headers[place].1 = Shown::open(value);
                changed
            })
        });
    body.map(|it| ("body", it))
        .chain(query.map(|it| ("query", it)))
        .chain(path.map(|it| ("path", it)))
        .chain(headers.map(|it| ("headers", it)))
}

/// A text with one letter or digit after the other made the next one, so that JSON, XML and the like
/// stay what they are.
fn others(text: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let places = (0..text.len().min(TRIED)).filter(|place| text[*place].is_ascii_alphanumeric());
    places.map(|place| {
        let mut other = text.to_vec();
        other[place] = match other[place] {
            b'9' => b'0',
            b'z' => b'a',
            b'Z' => b'A',
            byte => byte + 1,
        };
        other
    })
}
