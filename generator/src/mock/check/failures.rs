//! Why a scheme is not met, as problems with their codes.

use super::nonces::Refusal as NonceRefusal;
use crate::mock::problem::Problem;
use crate::signing::inverse::Unread;
use crate::signing::{Refusal, Shown};

/// Why a scheme is not met, and how far it came.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) rank: u8,
    pub(super) problem: Problem,
}

/// How far a request came.
pub(super) const ABSENT: u8 = 0;
pub(super) const MALFORMED: u8 = 1;
pub(super) const UNKNOWN: u8 = 2;
pub(super) const DIFFERENT: u8 = 3;
pub(super) const OUT_OF_TIME: u8 = 4;

pub(super) fn failure(rank: u8, scheme: &str, code: &'static str, detail: String) -> Failure {
    let mut problem = Problem::new(401, code, detail);
    problem.scheme = Some(scheme.to_owned());
    Failure { rank, problem }
}

pub(super) fn absent(scheme: &str, detail: String) -> Failure {
    failure(ABSENT, scheme, "credentials-missing", detail)
}

pub(super) fn unknown(scheme: &str, detail: String) -> Failure {
    failure(UNKNOWN, scheme, "key-unknown", detail)
}

pub(super) fn unreadable(scheme: &str, unread: &Unread) -> Failure {
    let detail = unread.to_string();
    match unread {
        Unread::Missing {
            signature: true, ..
        } => failure(ABSENT, scheme, "signature-missing", detail),
        Unread::Missing {
            value: Some(value), ..
        } => {
            let detail = format!("{detail}, which holds the value `{value}`");
            failure(MALFORMED, scheme, "value-missing", detail)
        }
        Unread::Missing { .. } => failure(ABSENT, scheme, "field-missing", detail),
        Unread::Malformed { .. } => failure(MALFORMED, scheme, "field-malformed", detail),
    }
}

pub(super) fn refused(scheme: &str, refusal: &Refusal, message: Option<String>) -> Failure {
    let (rank, code) = match refusal {
        Refusal::Missing => (ABSENT, "signature-missing"),
        Refusal::Malformed(_) => (MALFORMED, "signature-malformed"),
        Refusal::Mismatch => (DIFFERENT, "signature-mismatch"),
        Refusal::UnknownKey => (UNKNOWN, "key-unknown"),
        Refusal::Unequal(_) => (DIFFERENT, "field-mismatch"),
        Refusal::Stale { .. } => (OUT_OF_TIME, "time-stale"),
        Refusal::FromFuture { .. } => (OUT_OF_TIME, "time-future"),
        _ => (DIFFERENT, "recipe-not-applicable"),
    };
    let mut failure = failure(rank, scheme, code, refusal.to_string());
    failure.problem.string_to_sign = message.filter(|_| rank == DIFFERENT);
    failure
}

pub(super) fn nonce_failure(scheme: &str, nonce: &[u8], refusal: NonceRefusal) -> Failure {
    let shown: String = Shown::open(nonce).to_string().chars().take(80).collect();
    let (code, detail) = match refusal {
        NonceRefusal::Repeated => (
            "nonce-repeated",
            format!("the nonce `{shown}` was used before with these credentials"),
        ),
        NonceRefusal::NotGreater => (
            "nonce-not-growing",
            format!("the nonce `{shown}` is not greater than the last one of these credentials"),
        ),
        NonceRefusal::NotANumber => (
            "nonce-malformed",
            format!("the nonce `{shown}` is not a number, and nonces have to grow"),
        ),
    };
    failure(OUT_OF_TIME, scheme, code, detail)
}
