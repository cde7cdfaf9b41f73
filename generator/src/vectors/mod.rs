//! Test vectors of recipes, tried with the evaluator.
//!
//! In: vectors with their recipes, as `lower` reads them. Out: for each what does not agree, with
//! its place, with what came out and with what should have. [`text`] and [`report`](Failure::report)
//! write that down. Nothing here reads a file.
//!
//! # What the format leaves open, decided
//!
//! - Of `expected` only what is there is looked at.
//! - Values that a vector does not give and that are made anew are those of 2020-01-01, or of the
//!   instant at which an incoming message says it was signed.
//! - A credential that a vector leaves out has no bytes.
//! - A signature that differs from the published one passes if its algorithm is a randomised one
//!   and the published one fits the message; what is placed is then made of the published one.
//! - An incoming message has to be accepted, and refused with one byte of what is signed changed,
//!   and with one byte of its signature changed.
//! - The vector of a webhook or a response whose recipe has no `verify` is tried like a request's.

mod check;
mod difference;
mod incoming;
pub(crate) mod krate;
mod outcome;
pub mod text;

pub use check::{Failure, check};
pub use difference::Difference;
pub use outcome::outcome;

use crate::diag::Sink;
use crate::ir::Api;
use crate::lower::signing::{Vectors, lower_vector_file};
use crate::parse::{At, read_value};
use crate::source::Source;

/// Reads a file of vectors; reports what cannot be used. Nothing comes back if it is no such file.
pub fn read(source: &Source, sink: &mut Sink) -> Option<Vectors> {
    let root = read_value(source, sink)?;
    sink.exacting(|sink| lower_vector_file(&At::root(&root), sink))
}

/// Tries the vectors of a document; reports what does not agree, and works out the rest.
pub fn check_all(api: &mut Api, sink: &mut Sink) {
    let schemes = api.security_schemes.values_mut();
    for vector in schemes.flat_map(|it| &mut it.vectors) {
        for failure in check(vector) {
            failure.report(vector, sink);
        }
        vector.outcome = outcome(vector);
    }
}
