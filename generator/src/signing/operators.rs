//! Values: what the operators of a recipe give.

use base64::Engine;

use super::algorithms;
use super::encoding::BASE64;
use super::error::Reason;
use super::fresh::Fresh;
use super::json;
use super::lists;
use super::shown::Shown;
use super::template::Scope;
use super::time;
use crate::ir::signing::{Json, NamedValue, Operator, Random, Time, TimeFormat};

/// The source of fresh values with the one instant of the attempt, once it was asked for.
pub(super) struct Attempt<'f> {
    fresh: &'f mut dyn Fresh,
    now: Option<u64>,
}

impl<'f> Attempt<'f> {
    pub(super) fn new(fresh: &'f mut dyn Fresh) -> Self {
        Self { fresh, now: None }
    }

    fn now(&mut self) -> u64 {
        let fresh = &mut self.fresh;
        *self.now.get_or_insert_with(|| fresh.now())
    }
}

/// Works out a value.
pub(super) fn value(
    scope: &Scope<'_>,
    attempt: &mut Attempt<'_>,
    value: &NamedValue,
) -> Result<Shown, Reason> {
    let named = |bytes: Vec<u8>| Shown::new(bytes, value.secret, &value.name);
    match &value.operator {
        Operator::Text(line) => Ok(scope.line(line)?.unwrap_or_default()),
        Operator::Setting(default) => Ok(Shown::open(default.as_str())),
        Operator::Time(form) => Ok(Shown::open(time::write(form, attempt.now()))),
        Operator::Counter(unit) => {
            let form = Time {
                format: TimeFormat::Unix(*unit),
                offset: 0,
            };
            let now = time::write(&form, attempt.now())
                .parse()
                .unwrap_or(u64::MAX);
            Ok(Shown::open(attempt.fresh.count(now).to_string()))
        }
        Operator::Random(random) => Ok(Shown::open(random_text(*random, attempt.fresh))),
        Operator::Mac(mac) => {
            let (key, of) = (scope.template(&mac.key)?, scope.template(&mac.of)?);
            Ok(named(algorithms::hmac(mac.hash, key.bytes(), of.bytes())?))
        }
        Operator::Params(params) => lists::params(scope, params),
        Operator::Headers(headers) => lists::headers(scope, headers),
        Operator::Json(json) => rewritten(scope, json, &value.name),
        Operator::Pick(pick) => {
            let first = scope.pick(pick)?.into_iter().next();
            Ok(named(first.unwrap_or_default()))
        }
        Operator::Custom(_) => Err(Reason::NotGiven(value.name.clone())),
    }
}

fn rewritten(scope: &Scope<'_>, json: &Json, name: &str) -> Result<Shown, Reason> {
    let of = scope.template(&json.of)?;
    let node = json::parse(of.bytes()).map_err(Reason::Json)?;
    Ok(Shown::new(
        json::write(&node, json.sort, json.style),
        of.is_secret(),
        name,
    ))
}

fn random_text(random: Random, fresh: &mut dyn Fresh) -> String {
    let mut draw = |length: usize| {
        let mut bytes = vec![0; length];
        fresh.fill(&mut bytes);
        bytes
    };
    match random {
        Random::Uuid => uuid(draw(16)),
        Random::Hex(length) => hex::encode(draw(length.into())),
        Random::Base64(length) => BASE64.encode(draw(length.into())),
        Random::Alnum(length) => alnum(&draw(usize::from(length) * 4)),
    }
}

/// A version 4 UUID (RFC 9562 §5.4).
fn uuid(mut bytes: Vec<u8>) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex::encode(bytes);
    [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ]
    .join("-")
}

/// One letter or digit for every four bytes: among 2^32 numbers the bias of the remainder is
/// below one in sixty million, and unlike drawing again this always ends.
fn alnum(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let letter = |four: &[u8]| {
        let number = four
            .iter()
            .fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
        char::from(LETTERS[usize::try_from(number % 62).unwrap_or_default()])
    };
    bytes.chunks_exact(4).map(letter).collect()
}
