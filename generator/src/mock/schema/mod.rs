//! Schemas as JSON Schema: what a value must be, whether it is, and one that is.
//!
//! In: a place in the document. Out: [`Bundle`], a JSON Schema (draft 2020-12) that stands by itself;
//! it is validated by `jsonschema`, and [`generate`] makes values for it. Nothing here knows HTTP.

mod bundle;
mod generate;
mod json;
mod objects;
mod patterns;
mod samples;
mod scalars;
mod shape;
#[cfg(test)]
mod tests;
mod validate;

pub(crate) use bundle::{Bundle, Direction};
pub(crate) use generate::{Wish, generate};
pub(crate) use json::{Json, spelled};
pub use samples::{Samples, Travel};
pub(crate) use validate::Validator;
pub use validate::Violation;
